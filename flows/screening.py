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
from typing import IO, TYPE_CHECKING, NamedTuple

from extractors.names import spelled
from flows.sheets import harmless
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
Cells = tuple[str, ...]
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
    header = [*columns, *(name for name in ADDED if name not in columns)]
    writer = csv.writer(out)
    writer.writerow([harmless(name) for name in header])
    result = Screened()
    with _unsearched(), closing(_answers(_batches(found), workers, _Asked(weights, wrong))) as answered:
        for batch, answers in answered:
            for row, answer in zip(batch, answers, strict=True):
                _count(row, answer, result)
                added = dict(zip(ADDED, answer, strict=True))
                writer.writerow(
                    [added[name] if name in added else harmless(row.cells.get(name, "")) for name in header]
                )
    return result


class _Asked(NamedTuple):
    """How lines are to be judged: by a user's own weights, if there are any, and how many are expected to be wrong."""

    weights: Path | None
    wrong: float


def _answers(
    batches: Iterator[list[Row]], workers: int, asked: _Asked
) -> Generator[tuple[list[Row], list[Cells]], None, None]:
    """Yield each batch with the cells to add to its lines, in order; only a few batches are held at a time."""
    first = next(batches, None)
    if first is None:
        return
    second = next(batches, None) if workers > 1 and len(first) == _AT_ONCE else None
    if second is None:
        for batch in chain([first], batches):
            yield batch, _judged(asked, _lines(batch))
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_alone) as pool:
        under_way: deque[tuple[list[Row], Future[list[Cells]]]] = deque()
        for batch in chain([first, second], batches):
            under_way.append((batch, pool.submit(_judged, asked, _lines(batch))))
            if len(under_way) > 2 * workers:
                done, answers = under_way.popleft()
                yield done, answers.result()
        for done, answers in under_way:
            yield done, answers.result()


def _alone() -> None:
    """Keep a worker to one core, as there are as many workers as cores, and from looking for garbage."""
    from threadpoolctl import threadpool_limits

    import models.hs.scorer  # noqa: F401  # the limit reaches only what is loaded

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


def _lines(batch: list[Row]) -> list[tuple[str, str]]:
    """Return the description and the digits of the code of each row."""
    return [(row.cells.get("description") or "", _digits(row.cells.get("hs_code") or "")) for row in batch]


def _digits(code: str) -> str:
    return code if code.isdecimal() else "".join(filter(str.isdigit, code))


def _judged(asked: _Asked, lines: list[tuple[str, str]]) -> list[Cells]:
    """Return the cells `ADDED` of each line; made here: cells are quicker sent on than verdicts."""
    from models.hs.scorer import prefer, scorer

    if asked.weights is not None:
        prefer(asked.weights)
    answers = scorer().judge([text for text, _ in lines], [code for _, code in lines], suggestions=SUGGESTED)
    return [_cells(code, answer, asked.wrong) for (_, code), answer in zip(lines, answers, strict=True)]


def _cells(code: str, answer: "Judged", wrong: float) -> Cells:
    from models.hs.verdict import shifted

    mismatch = None if answer.mismatch is None else shifted(answer.mismatch, wrong)
    findings = _of_code(code)
    if answer.abstained in {"unknown", "vague"}:
        findings.append("vague-description")
    if mismatch is not None and mismatch >= MEDIUM:
        findings.append("hs-description-mismatch")
    missing = [""] * (SUGGESTED - len(answer.suggestions))
    return (
        "" if mismatch is None else f"{mismatch:.3f}",
        *(suggested.code for suggested in answer.suggestions),
        *missing,
        *(f"{suggested.score:.3f}" for suggested in answer.suggestions),
        *missing,
        ";".join(findings),
    )


def _count(row: Row, cells: Cells, result: Screened) -> None:
    """Count a row and what was found; tell of a bad one."""
    result.rows += 1
    result.judged += bool(cells[0])
    for name in filter(None, cells[-1].split(";")):
        result.findings[name] = result.findings.get(name, 0) + 1
    if row.problem:
        _report(row, result)


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
        print(spelled(told), file=stream)
    if result.bad > len(result.told):
        print(f"and {result.bad - len(result.told)} more bad rows; all are kept in the output.", file=stream)
