"""Declared lines with their true codes, and what a method of finding codes says of them."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.hs.features import Floats
from models.hs.wording import template
from models.reference.nomenclature import successors


class Labelled(NamedTuple):
    """A declared line: description, true subheading, and the groups it is reported under."""

    text: str
    code: str
    groups: tuple[str, ...]


class Outcome(NamedTuple):
    """What a method says of lines: ranks (from 0) of the true chapter, heading and subheading; log odds or odds.

    `true` and `wrong` are how unlikely the method finds the true and the wrong code, higher is less likely.
    """

    ranks: NDArray[np.int64]
    true: Floats
    wrong: Floats


def labelled(path: Path, *, once: bool = True) -> list[Labelled]:
    """Return the lines of a CSV with `description` and `hs6_2022` (or `hs_code`), each template once a code.

    With `once` false every line, as often as it comes. Groups are the columns `source`, `lang` and `regulated_family`
    where they are. Rows whose code became several are left out. Raises OSError, and ValueError when a
    column is missing.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        column = next((name for name in ("hs6_2022", "hs_code") if name in (reader.fieldnames or ())), None)
        if column is None or "description" not in (reader.fieldnames or ()):
            raise ValueError(f"{path} has no columns description and hs6_2022 or hs_code.")
        found: dict[object, Labelled] = {}
        for row in reader:
            code = "".join(filter(str.isdigit, row[column] or ""))[:6]
            code = next(iter(successors(code)), code) if len(successors(code)) == 1 else code
            make = template(row["description"] or "")
            if make and len(code) == 6:
                kept = (make, code) if once else reader.line_num
                found.setdefault(kept, Labelled(row["description"], code, tuple(_groups(row, path))))
        return list(found.values())


def ranks_of(ladder: Any, scores: Floats, codes: Sequence[str], *, summed: bool) -> NDArray[np.int64]:
    """Return lines by level (2, 4, 6 digits): how many codes of that level score higher than the true one."""
    places = np.array([ladder.places[code] for code in codes])
    line = np.arange(len(codes))
    by_heading, by_chapter = ladder.sums(scores) if summed else ladder.best(scores)
    levels = ((by_chapter, ladder.chapter_of[places]), (by_heading, ladder.heading_of[places]), (scores, places))
    found = []
    for held, true in levels:
        own = held[line, true][:, None]
        found.append(np.where(own[:, 0] > 0, (held > own).sum(axis=1), len(ladder.codes)))
    return np.stack(found, axis=1)


def _groups(row: dict[str, str], path: Path) -> Iterable[str]:
    yield f"source {row.get('source') or path.stem}"
    if row.get("lang"):
        yield f"language {row['lang']}"
    if row.get("regulated_family", "").lower() in {"true", "1", "yes"}:
        yield "regulated"
