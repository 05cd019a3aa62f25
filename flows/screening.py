"""Screening declared lines in bulk: a CSV of any size in, the same rows out with what the HS engine says of each.

Rows are read and judged in batches, so that memory does not grow with the file; a bad row is kept, reported and passed.
"""

import csv
import gc
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import IO, TYPE_CHECKING

from flows.spreadsheets import Row, read_rows
from models.reference.nomenclature import editions_of

if TYPE_CHECKING:
    from models.hs.scorer import Judged

SUGGESTED = 5
ADDED = (
    "mismatch",
    *(f"suggested_{place}" for place in range(1, SUGGESTED + 1)),
    *(f"score_{place}" for place in range(1, SUGGESTED + 1)),
    "findings",
)
MEDIUM = 0.6
_AT_ONCE = 2048
_TOLD = 20  # bad rows that are told one by one


@dataclass
class Screened:
    """How a screening went: rows judged, abstained from, bad (line number and why), by finding code."""

    rows: int = 0
    judged: int = 0
    bad: int = 0
    told: list[str] = field(default_factory=list)
    findings: dict[str, int] = field(default_factory=dict)


def screen(
    source: Path, out: IO[str], *, wrong: float = 0.5, workers: int = 1, weights: Path | None = None
) -> Screened:
    """Judge every row of the CSV at `source` and write it to `out` with the columns `ADDED`.

    `wrong` is the share of lines that is expected to bear a wrong code; it sets how probable a mismatch is before
    anything is known. `weights` are a user's own, used where there are any. A file of more than one batch is judged by
    as many processes as `workers` says. Raises OSError, and ValueError when a column is missing.
    """
    columns, found = read_rows(source, ("description", "hs_code"))
    writer = csv.DictWriter(out, [*columns, *(name for name in ADDED if name not in columns)], extrasaction="ignore")
    writer.writeheader()
    result = Screened()
    with _unsearched(), closing(_answers(_batches(found), workers, weights)) as answered:
        for batch, answers in answered:
            for row, answer in zip(batch, answers, strict=True):
                writer.writerow({**row.cells, **_added(row, answer, wrong, result)})
    return result


def _answers(
    batches: Iterator[list[Row]], workers: int, weights: Path | None
) -> Generator[tuple[list[Row], "list[Judged]"], None, None]:
    """Yield each batch with what the engine says of its lines, in order; only a few batches are held at a time."""
    first = next(batches, None)
    if first is None:
        return
    second = next(batches, None) if workers > 1 and len(first) == _AT_ONCE else None
    if second is None:
        for batch in chain([first], batches):
            yield batch, _judge(weights, *_asked(batch))
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_alone) as pool:
        under_way: deque[tuple[list[Row], Future[list[Judged]]]] = deque()
        for batch in chain([first, second], batches):
            under_way.append((batch, pool.submit(_judge, weights, *_asked(batch))))
            if len(under_way) > 2 * workers:
                done, answers = under_way.popleft()
                yield done, answers.result()
        for done, answers in under_way:
            yield done, answers.result()


def _alone() -> None:
    """Keep a worker to one core, as there are as many workers as cores, and from looking for garbage."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)
    gc.disable()


@contextmanager
def _unsearched() -> Iterator[None]:
    """Keep Python from looking for garbage: it would go through all tables over and over, and there are no cycles."""
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()


def _asked(batch: list[Row]) -> tuple[list[str], list[str]]:
    return [row.cells.get("description") or "" for row in batch], [_digits(row) for row in batch]


def _digits(row: Row) -> str:
    return "".join(filter(str.isdigit, row.cells.get("hs_code") or ""))


def _judge(weights: Path | None, descriptions: list[str], codes: list[str]) -> "list[Judged]":
    from models.hs.scorer import prefer, scorer

    if weights is not None:
        prefer(weights)
    return scorer().judge(descriptions, codes, suggestions=SUGGESTED)


def _added(row: Row, answer: "Judged", wrong: float, result: Screened) -> dict[str, str]:
    """Return the cells of a row's own columns, and count it."""
    from models.hs.verdict import shifted

    result.rows += 1
    result.judged += answer.mismatch is not None
    mismatch = None if answer.mismatch is None else shifted(answer.mismatch, wrong)
    findings = _of_code(_digits(row))
    if answer.abstained in {"unknown", "vague"}:
        findings.append("vague-description")
    if mismatch is not None and mismatch >= MEDIUM:
        findings.append("hs-description-mismatch")
    for name in findings:
        result.findings[name] = result.findings.get(name, 0) + 1
    if row.problem:
        _report(row, result)
    cells = {"mismatch": "" if mismatch is None else f"{mismatch:.3f}", "findings": ";".join(findings)}
    for place, suggested in enumerate(answer.suggestions, start=1):
        cells[f"suggested_{place}"] = suggested.code
        cells[f"score_{place}"] = f"{suggested.score:.3f}"
    return cells


def _of_code(code: str) -> list[str]:
    """Return the findings on a code by itself; chapters 98 and 99 are national."""
    if not code or code.startswith(("98", "99")):
        return []
    held = editions_of(code if len(code) >= 6 else code[:4])
    if not held:
        return ["hs-invalid"]
    if len(code) < 6:
        return ["hs-incomplete"]
    return [] if "HS2022" in held else ["hs-outdated"]


def _report(row: Row, result: Screened) -> None:
    result.bad += 1
    if len(result.told) < _TOLD:
        result.told.append(f"line {row.line}: {row.problem}")


def _batches(found: Iterable[Row]) -> Iterator[list[Row]]:
    rows = iter(found)
    for first in rows:
        yield list(chain([first], islice(rows, _AT_ONCE - 1)))


def report(result: Screened, stream: IO[str] = sys.stderr) -> None:
    """Say on `stream` what was screened and which rows were bad."""
    found = ", ".join(f"{count} {name}" for name, count in sorted(result.findings.items())) or "no finding"
    print(f"{result.rows} lines, {result.judged} judged: {found}.", file=stream)
    for told in result.told:
        print(told, file=stream)
    if result.bad > len(result.told):
        print(f"and {result.bad - len(result.told)} more bad rows; all are kept in the output.", file=stream)
