"""Screening declared lines in bulk: a CSV of any size in, the same rows out with what the HS engine says of each.

Rows are read and judged in batches, so that memory does not grow with the file; a bad row is kept, reported and passed.
"""

import csv
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import IO

from flows.spreadsheets import Row, read_rows

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
    source: Path, out: IO[str], *, wrong: float = 0.5, progress: Callable[[int], None] = lambda rows: None
) -> Screened:
    """Judge every row of the CSV at `source` and write it to `out` with the columns `ADDED`.

    `wrong` is the share of lines that is expected to bear a wrong code; it sets how probable a mismatch is before
    anything is known. Raises OSError, and ValueError when the file has no columns `description` and `hs_code`.
    """
    columns, found = read_rows(source, ("description", "hs_code"))
    writer = csv.DictWriter(out, [*columns, *(name for name in ADDED if name not in columns)], extrasaction="ignore")
    writer.writeheader()
    result = Screened()
    for batch in _batches(found):
        for row, added in zip(batch, _judged(batch, result, wrong), strict=True):
            writer.writerow({**row.cells, **added})
        progress(result.rows)
    return result


def _judged(batch: list[Row], result: Screened, wrong: float) -> list[dict[str, str]]:
    from models.hs.scorer import scorer
    from models.hs.verdict import shifted_one
    from models.reference.nomenclature import editions_of

    codes = ["".join(filter(str.isdigit, row.cells.get("hs_code") or "")) for row in batch]
    answers = scorer().judge([row.cells.get("description") or "" for row in batch], codes, suggestions=SUGGESTED)
    added = []
    for row, code, answer in zip(batch, codes, answers, strict=True):
        result.rows += 1
        findings = _of_code(code, bool(editions_of(code[:6] if len(code) >= 6 else code[:4])), editions_of(code))
        if answer.abstained in {"unknown", "vague"}:
            findings.append("vague-description")
        mismatch = None if answer.mismatch is None else shifted_one(answer.mismatch, wrong)
        if mismatch is not None:
            result.judged += 1
            if mismatch >= MEDIUM:
                findings.append("hs-description-mismatch")
        if row.problem:
            _report(row, result)
        for name in findings:
            result.findings[name] = result.findings.get(name, 0) + 1
        cells = {"mismatch": "" if mismatch is None else f"{mismatch:.3f}", "findings": ";".join(findings)}
        for place, suggested in enumerate(answer.suggestions, start=1):
            cells[f"suggested_{place}"] = suggested.code
            cells[f"score_{place}"] = f"{suggested.score:.3f}"
        added.append(cells)
    return added


def _of_code(code: str, known: bool, held: tuple[str, ...]) -> list[str]:
    if not code or code.startswith(("98", "99")):
        return []
    if not known:
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
