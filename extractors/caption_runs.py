"""Captions that run on in one line over a form's columns: "6-12 Marks, number, packing, nature, gross mass kg"."""

import re
from collections.abc import Sequence
from itertools import takewhile

from extractors import tariff
from extractors.column_words import fields_named
from extractors.heads import Head
from extractors.layout import Line, Phrase
from extractors.quantities import is_count
from extractors.regions import Layout
from models.geometry import Box

NAMED = 3  # facts of the goods that a run of captions names at least, what they are among them
_COLUMNS = 4  # columns of the row under it, at least
_COUNT = re.compile(r"\d{1,6}")
_NUMBER = re.compile(r"\d[\d.,' ]*(?: ?(?:kgs?|m3|m³|cbm))?", re.IGNORECASE)
_LISTED = re.compile(r"[,;·•]")
_MEASURED = ("gross_mass", "net_mass", "volume")


def heads(layout: Layout, number: int) -> tuple[Head, ...]:
    """Return the heads of the columns under a line whose captions do not stand over them, by what the first row says.

    None where the line is no such run, or its row has columns that are not understood.
    """
    if number + 1 >= len(layout.lines):
        return ()
    line, row = layout.lines[number], layout.lines[number + 1]
    if len(row.phrases) < _COLUMNS or len(row.phrases) <= len(line.phrases) or not _is_run(line):
        return ()
    fields = _fields(row.phrases, fields_named(line.text))
    if not {"description", "packages"} <= set(fields) or len(set(fields)) < len(fields):
        return ()
    top, bottom = line.box.top, line.box.bottom
    return tuple(
        Head(field, line.text, Box(phrase.box.x0, top, phrase.box.x1, bottom), 1.0)
        for field, phrase in zip(fields, row.phrases, strict=True)
    )


def _is_run(line: Line) -> bool:
    """Say whether one phrase of a line lists several captions, what the goods are among them."""
    return any(_LISTED.search(p.text) and is_run(p.text) for p in line.phrases)


def is_run(text: str) -> bool:
    """Say whether a text names several facts of goods, what they are among them."""
    named = fields_named(text)
    return "description" in named and len(named) >= NAMED


def _fields(row: Sequence[Phrase], named: Sequence[str]) -> list[str]:
    """Return what each cell of a row is: marks, count and kind of packages, name, tariff code, masses, volume."""
    wordy = [n for n, phrase in enumerate(row) if not _is_kind(phrase.text)]
    place = max(wordy, key=lambda n: sum(map(str.isalpha, row[n].text)), default=0)
    measured = [field for field in named if field in _MEASURED]
    fields: list[str] = []
    for n, phrase in enumerate(row):
        text = phrase.text
        if n == place:
            fields.append("description")
        elif n < place:
            fields.append(_before(text, counted="packages" in fields))
        elif "hs_code" in named and "hs_code" not in fields and tariff.codes(text):
            fields.append("hs_code")
        else:
            fields.append(measured.pop(0) if measured and _NUMBER.fullmatch(text) else "")
    return fields


def _is_kind(text: str) -> bool:
    """Say whether a cell says no more than how goods are packed: "big bags"."""
    return is_count(f"1 {text}")


def _before(text: str, *, counted: bool) -> str:
    """Return what a cell left of the name is."""
    if not counted and (_COUNT.fullmatch(text) or is_count(text)):
        return "packages"
    return "package_kind" if counted and _is_kind(text) else "marks"


def boxed(layout: Layout) -> Sequence[int]:
    """Return the lines of the box that is captioned as that of the goods, of the whole page where there is none."""
    for number, line in enumerate(layout.lines):
        if len(line.phrases) > 1 or not is_run(line.text):
            continue
        cell = layout.cells.around(line.box)
        if layout.cells.is_ruled(cell):
            inside = [n for n in range(number + 1, len(layout.lines)) if cell.contains(layout.lines[n].box)]
        elif not line.text[:1].isdigit():  # a footnote may name as much
            continue
        else:
            inside = list(takewhile(lambda n: not _heads_box(layout, n), range(number + 1, len(layout.lines))))
        if inside:
            return inside
    return range(len(layout.lines))


def _heads_box(layout: Layout, number: int) -> bool:
    """Say whether a line begins with the numbered caption of another box of a form."""
    label = layout.label_at(layout.lines[number].phrases[0])
    return label is not None and label.block is not None
