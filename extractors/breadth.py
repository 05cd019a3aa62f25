"""How broad a table is: rulings above or under its heading that end before what is printed beside it."""

from collections.abc import Sequence
from itertools import pairwise
from math import inf

from extractors.layout import Line, Phrase
from extractors.regions import Layout
from models.geometry import Box, union

Span = tuple[float, float]
WHOLE: Span = (-inf, inf)
_SLACK = 4.0


def span(layout: Layout, line: Line) -> Span:
    """Return from which x to which the rulings next to a heading line run, `WHOLE` where none parts it from others."""
    height = max(phrase.box.height for phrase in line.phrases)
    near = layout.cells.levels_between(line.box.top - 1.2 * height, line.box.bottom + 2.2 * height)
    if layout.page.origin not in {"text_layer", "data"}:
        near = _mended(near, 0.1 * layout.page.width)
    near = [b for b in near if b.width > 0.3 * layout.page.width]
    for ruling in sorted(near, key=lambda b: abs(b.middle[1] - line.box.middle[1])):
        inside = [p for p in line.phrases if ruling.x0 - _SLACK <= p.box.x0 and p.box.x1 <= ruling.x1 + _SLACK]
        astride = [p for p in line.phrases if p not in inside and p.box.x0 < ruling.x1 and p.box.x1 > ruling.x0]
        if len(inside) > 2 and not astride and not _parts_storeys(layout, ruling, 9 * height):
            return ruling.x0 - _SLACK, ruling.x1 + _SLACK
    return WHOLE


def _parts_storeys(layout: Layout, ruling: Box, tallest: float) -> bool:
    """Say whether a ruling only parts the storeys of some columns, in a low ruled box that goes on beside it."""
    y, x0, x1 = ruling.middle[1], ruling.x0, ruling.x1
    for edge in layout.page.rulings:
        x = edge.middle[0]
        crosses = edge.width < _SLACK and edge.top + 1 < y < edge.bottom - 1 and edge.height < tallest
        if crosses and not x0 - _SLACK < x < x1 + _SLACK:
            over = layout.cells.levels_between(edge.top - 1, edge.top + 1)
            under = layout.cells.levels_between(edge.bottom - 1, edge.bottom + 1)
            if all(any(b.x0 < min(x, x0) + 1 and max(x, x1) - 1 < b.x1 for b in ends) for ends in (over, under)):
                return True
    return False


def _mended(found: Sequence[Box], gap: float) -> list[Box]:
    """Join the pieces into which a scan breaks a ruling."""
    mended: list[Box] = []
    for ruling in sorted(found, key=lambda b: b.x0):
        for place, other in enumerate(mended):
            if abs(other.middle[1] - ruling.middle[1]) < _SLACK and ruling.x0 - other.x1 < gap:
                mended[place] = union([other, ruling])
                break
        else:
            mended.append(ruling)
    return mended


def cropped(lines: Sequence[Line], within: Span) -> list[Line]:
    """Return what the lines print in a span; lines that print nothing there are left out."""
    if within == WHOLE:
        return list(lines)
    kept = [_inside(line, within) for line in lines]
    return [line for line in kept if line is not None]


def _inside(line: Line, within: Span) -> Line | None:
    if within[0] <= line.box.x0 and line.box.x1 <= within[1]:
        return line
    phrases = [
        Phrase(words, phrase.page)
        for phrase in line.phrases
        if (words := tuple(w for w in phrase.words if within[0] <= w.box.middle[0] <= within[1]))
    ]
    return Line(tuple(phrases)) if phrases else None


def follow(lines: Sequence[Line]) -> bool:
    """Say whether lines stand close under each other."""
    return all(
        below.box.top - above.box.bottom <= 1.6 * max(phrase.box.height for phrase in below.phrases)
        for above, below in pairwise(lines)
    )
