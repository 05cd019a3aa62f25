"""Columns of captions left of what is filled in: each cell of them is a block's heading as a whole."""

from collections.abc import Sequence
from dataclasses import replace

from extractors.label_words import block_of
from extractors.labels import Label
from extractors.layout import Phrase
from extractors.regions import Layout
from models.geometry import Box
from models.page import Word

FEWEST = 4  # numbered cells one below the other that make such a column
MOST_OF = 0.8  # of them with a cell beside that no number heads


def widened(layout: Layout, label: Label, column: list[Box]) -> Label | None:
    """Return a block's heading with all of its cell, where the cell holds headings alone; None elsewhere."""
    cell = layout.cells.around(label.box)
    if not label.block or label.rest or not _is_of_captions(layout, cell, column):
        return None
    inside = [word for phrase in layout.inside(cell) for word in phrase.words]
    last = max(n for n, line in enumerate(layout.lines) if inside[-1] in line.words)
    return replace(label, words=Phrase(tuple(inside), label.words.page), line=last, first=label.line)


def _is_of_captions(layout: Layout, cell: Box, column: list[Box]) -> bool:
    """Say whether the cell of a block holds its heading alone, in a column of such cells left of what is filled in."""
    own = {other for other in column if abs(other.x0 - cell.x0) < 2 and abs(other.x1 - cell.x1) < 2}
    # In a form of two columns of blocks only the title stands beside one that has no number.
    beside = {other.top for other in column if abs(other.x0 - cell.x1) < 4}
    own = {other for other in own if other.top not in beside}
    if len(own) < FEWEST or not _is_left_of_value(layout, cell):
        return False
    return sum(_is_left_of_value(layout, other) for other in own) > MOST_OF * len(own)


def _is_left_of_value(layout: Layout, cell: Box) -> bool:
    """Say whether the cell right of a ruled one is as high, and holds what no block's number heads."""
    spot = Box(cell.x1 + 2, cell.middle[1] - 1, cell.x1 + 4, cell.middle[1] + 1)
    if not layout.cells.is_ruled(cell) or not layout.page.box.contains(spot):
        return False
    right = layout.cells.around(spot)
    beside = layout.inside(right)
    level = layout.cells.is_ruled(right) and abs(right.top - cell.top) < 3 and abs(right.bottom - cell.bottom) < 3
    return level and bool(beside) and block_of(beside[0])[0] is None


def fills_next(layout: Layout, label: Label, more: Sequence[Word]) -> bool:
    """Say whether a caption that goes on with `more` is filled in beside it: its number has a cell of its own."""
    cell = layout.cells.around(label.box)
    spot = Box(cell.x1 + 2, cell.top + 2, cell.x1 + 4, cell.top + 4)
    beside = layout.inside(layout.cells.around(spot)) if layout.page.box.contains(spot) else []
    worded = bool(more) and not any(c.isdigit() for word in more for c in word.text)
    apart = not cell.contains(label.words.words[0].box)
    return apart and worded and bool(beside) and layout.label_at(beside[0]) is None and block_of(beside[0])[0] is None
