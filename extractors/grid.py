"""Rows and columns set on a sheet in points: cells get boxes, used cells get borders, words stand in their cells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extractors import rulings, typesetting
from models.geometry import Box
from models.page import Page, Word

_NARROWEST = 24.0
_WIDEST = 260.0
_MARGIN = 20.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A used cell: 0-based place, its text as shown, and how many rows and columns it spans."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1


def sheet(number: int, cells: Iterable[Cell], widths: Mapping[int, float] | None = None) -> Page:
    """Return a page with `cells` laid out; `widths` are given column widths in points.

    A text longer than its column runs over empty cells to its right, as spreadsheet programs show it; where the next
    cell is used, the column grows, and from some width on the text wraps.
    """
    used = {(cell.row, cell.column): cell for cell in cells}
    if not used:
        return Page(number, 595.0, 842.0, origin="data")
    wide = _widths(used, widths or {})
    lefts = _edges(wide, max(cell.column + cell.columns for cell in used.values()))
    texts: dict[tuple[int, int], list[str]] = {}
    heights: dict[int, float] = {}
    for place, cell in used.items():
        room = lefts[_end(used, cell, len(lefts) - 1)] - lefts[cell.column]
        if room < typesetting.width_of(cell.text) and _end(used, cell, len(lefts) - 1) == len(lefts) - 1:
            room = max(room, _WIDEST * 2)
        texts[place] = typesetting.wrapped(cell.text, room)
        if cell.rows == 1:
            heights[cell.row] = max(heights.get(cell.row, 0.0), typesetting.height_of(len(texts[place])))
    last = max(cell.row + cell.rows for cell in used.values())
    tops = [_MARGIN]
    for row in range(last):
        # Runs of empty rows say nothing: they keep a little height each.
        tops.append(tops[-1] + heights.get(row, 6.0))
    words: list[Word] = []
    borders: list[Box] = []
    for place, cell in sorted(used.items()):
        left, top = lefts[cell.column], tops[cell.row]
        words += typesetting.block(texts[place], left, top)
        broad = left + max(map(typesetting.width_of, texts[place]), default=0.0)  # no border cuts the words
        right = next((x for x in lefts[cell.column + cell.columns :] if x >= broad - 0.1), lefts[-1])
        borders += rulings.sides(Box(left, top, right, tops[cell.row + cell.rows]))
    right = max([lefts[-1], *(word.box.x1 for word in words)]) + _MARGIN
    return Page(number, right, tops[-1] + _MARGIN, tuple(words), rulings.joined(borders, gap=0.5), "data")


def _end(used: Mapping[tuple[int, int], Cell], cell: Cell, last: int) -> int:
    """Return the column before which the text of `cell` must end: the next used one of its row."""
    column = cell.column + cell.columns
    if cell.columns > 1:
        return column
    while column < last and (cell.row, column) not in used:
        column += 1
    return column


def _widths(used: Mapping[tuple[int, int], Cell], given: Mapping[int, float]) -> dict[int, float]:
    wide: dict[int, float] = {}
    for cell in used.values():
        if cell.columns > 1:
            continue
        needed = typesetting.width_of(cell.text)
        if (cell.row, cell.column + 1) not in used:
            needed = min(needed, given.get(cell.column, 60.0))
        wide[cell.column] = max(wide.get(cell.column, _NARROWEST), min(needed, _WIDEST))
    for column, width in given.items():
        wide[column] = min(max(wide.get(column, _NARROWEST), width), _WIDEST)
    return wide


def _edges(wide: Mapping[int, float], columns: int) -> list[float]:
    edges = [_MARGIN]
    for column in range(columns):
        edges.append(edges[-1] + wide.get(column, _NARROWEST))
    return edges
