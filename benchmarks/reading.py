"""How well and how fast scans and text layers are read: `make bench`, or `python -m benchmarks.reading --pages 8`.

Every reader gets the same pages in one run. Processor seconds are the figure to compare on a machine that others use;
pages a minute are by the clock, with as many pages at once as there are cores. Nothing is asserted.
"""

import argparse
import json
import os
import random
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, cast

from benchmarks.readers import Reader, Run, measured, ocrmypdf, ours, raw_tesseract
from benchmarks.score import Score
from benchmarks.sheets import WEARS, Sheet, Wear, drawn_papers, sheets
from extractors.limits import Reader as Effort

HEAD = f"{'pages':10} {'reader':22} {'errors %':>9} {'values %':>9} {'cpu s/page':>11} {'pages/min':>10}"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=Path, default=Path("out/bench/papers-31"), help="where the papers are drawn")
    parser.add_argument("--pages", type=int, default=8, help="pages of each wear")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--wears", default=",".join((*WEARS, "mix")), help="which wears; mix is 4 good to 1 bad")
    parser.add_argument("--readers", default="raw,ocrmypdf,fast,auto,best")
    parser.add_argument("--ocrmypdf", default=shutil.which("ocrmypdf"), help="the program, when it is installed")
    parser.add_argument("--json", type=Path, help="write the figures there")
    given = parser.parse_args()
    papers = drawn_papers(given.papers, consignments=6, seed=31)
    rows: list[dict[str, Any]] = []
    print(HEAD)
    for wear in given.wears.split(","):
        got = list(_mix(papers, given.pages) if wear == "mix" else sheets(papers, wear, most=given.pages))
        for name, reader in _readers(given.readers.split(","), given.ocrmypdf):
            rows.append({"pages": wear, "reader": name, **_told(measured(reader, got, workers=given.workers))})
            print(_line(rows[-1]), flush=True)
    rows += text_layers(papers)
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def _mix(papers: list[Path], most: int) -> Iterator[Sheet]:
    """Yield four good sheets (clean, light scans) to each bad one (fax, copy, low resolution)."""
    order: list[Wear] = ["clean", "scan", "clean", "scan"]
    bad: list[Wear] = ["fax", "photocopy", "low"]
    queues = {wear: sheets(random.Random(wear).sample(papers, len(papers)), wear, most=most) for wear in WEARS}
    for index in range(most):
        wear = bad[index // 5 % 3] if index % 5 == 4 else order[index % 5]
        yield next(queues[wear])


def _readers(names: list[str], program: str | None) -> Iterator[tuple[str, Reader]]:
    for name in names:
        if name == "raw":
            yield "tesseract command", raw_tesseract
        elif name == "ocrmypdf":
            if program:
                yield "OCRmyPDF", partial(ocrmypdf, program=program)
        else:
            yield f"tallyman {name}", partial(ours, reader=cast(Effort, name))


def _told(run: Run) -> dict[str, Any]:
    score: Score = run.score
    return {
        "error": score.error,
        "values": score.perfect / max(score.values, 1),
        "cpu": run.cpu / run.pages,
        "minute": 60 * run.pages / run.seconds,
        "score": asdict(score),
    }


def _line(row: dict[str, Any]) -> str:
    got = f"{100 * row['error']:9.2f} {100 * row['values']:9.1f}" if "error" in row else f"{'':9} {'':9}"
    return f"{row['pages']:10} {row['reader']:22} {got} {row['cpu']:11.4f} {row['minute']:10.0f}"


def text_layers(papers: list[Path], rounds: int = 3) -> list[dict[str, Any]]:
    """Time those that take words out of native PDFs, one core, the best of some rounds."""
    rows: list[dict[str, Any]] = []
    for name, take in LAYERS.items():
        spent: list[float] = []
        for _ in range(rounds):
            began = time.process_time()
            count = sum(take(path) for path in papers)
            spent.append((time.process_time() - began) / count)
        rows.append({"pages": "text layer", "reader": name, "cpu": min(spent), "minute": 60 / min(spent)})
        print(_line(rows[-1]), flush=True)
    return rows


def _plumbed(path: Path, *, tables: bool) -> int:
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_words()
            if tables:
                page.find_tables()
            page.close()
        return len(pdf.pages)


def _bare(path: Path) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(str(path))
    for page in document:
        page.get_textpage().get_text_range()
    return len(document)


def _ours(path: Path) -> int:
    from extractors.pages import pages
    from extractors.sources import source

    return _counted(pages(source(path.name, path.read_bytes())))


def _glanced(path: Path, *, drawn: bool) -> int:
    from extractors import glance, pdfium

    with pdfium.opened(path.read_bytes()) as document:
        return _counted(glance.layer(document, number, drawn=drawn) for number in range(1, document.pages + 1))


def _counted(things: Iterable[object]) -> int:
    return sum(1 for _ in things)


LAYERS: dict[str, Callable[[Path], int]] = {
    "pdfplumber words": partial(_plumbed, tables=False),
    "pdfplumber +tables": partial(_plumbed, tables=True),
    "pypdfium2 text": _bare,
    "tallyman": _ours,
    "tallyman through PDFium": partial(_glanced, drawn=True),
    "tallyman words alone": partial(_glanced, drawn=False),
}


if __name__ == "__main__":
    main()
