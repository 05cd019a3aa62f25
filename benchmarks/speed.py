"""How fast one core goes at each step: `python -m benchmarks.speed`, part of `make bench`.

Processor seconds of one process, the best of three; `check` by the clock, its imports among it.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

SAMPLE = Path("fixtures/consignments/clean-coffee/invoice.pdf")
FEW = 8_192  # lines
LINES = 60_000  # to screen


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures there")
    given = parser.parse_args()
    found = {**check(), **extraction(), **spacy_words(), **screening()}
    print(json.dumps(found, indent=1))
    if given.json:
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def check() -> dict[str, float]:
    """Measure one paper with a text layer: the command as a user starts it, and once more in a process that is warm."""
    from flows import line

    command = [sys.executable, "-m", "flows", "check", str(SAMPLE)]
    cold = _best(lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=False), time.monotonic)
    line.check([SAMPLE])
    return {"check_cold_s": round(cold, 2), "check_warm_s": round(_best(lambda: line.check([SAMPLE])), 3)}


def extraction() -> dict[str, float]:
    """Measure pages with a text layer turned into papers, their reading apart."""
    from benchmarks.sheets import drawn_papers
    from extractors.limits import Limits
    from extractors.pages import pages
    from extractors.papers import papers
    from extractors.sources import open_sources

    found, _ = open_sources(drawn_papers(Path("out/bench/papers-31"), consignments=6, seed=31), Limits())
    read = [(source, list(pages(source, langs="auto", limits=Limits()))) for source in found]
    spent = _best(lambda: [papers(source, sheets) for source, sheets in read])
    return {"extraction_pages_a_second": round(sum(len(sheets) for _, sheets in read) / spent, 1)}


def spacy_words() -> dict[str, float]:
    """Measure the trained pipeline on pages of running text."""
    from benchmarks.running_speed import pages
    from extractors.nlp.pipeline import pipeline

    sheets, nlp = pages(100), pipeline()
    spent = _best(lambda: [nlp(sheet) for sheet in sheets])
    return {"spacy_words_a_second": round(sum(len(sheet.split()) for sheet in sheets) / spent)}


def screening() -> dict[str, float]:
    """Measure `screen` by the clock on two workers, its scorer loaded: lines of our own terms, all different.

    What a few batches take, in which both workers start and load, is taken off.
    """
    from models.hs.corpus import terms

    told: list[tuple[str, str]] = list(terms())
    told = [(term, told[-n][1] if n % 4 == 0 else code) for n, (term, code) in enumerate(told[:LINES])]
    few, all_ = (_best(partial(_screened, told[:most]), time.monotonic, times=1) for most in (FEW, LINES))
    return {"screening_lines_a_second": round((len(told) - FEW) / (all_ - few))}


def _screened(told: Sequence[tuple[str, str]]) -> None:
    from flows.screening import screen

    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "lines.csv"
        with lines.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("description", "hs_code"), *told])
        with (Path(folder) / "screened.csv").open("w", encoding="utf-8", newline="") as file:
            screen(lines, file, wrong=0.5, workers=2)


def _best(work: Callable[[], Any], clock: Callable[[], float] = time.process_time, times: int = 3) -> float:
    spent = []
    for _ in range(times):
        before = clock()
        work()
        spent.append(clock() - before)
    return min(spent)


if __name__ == "__main__":
    main()
