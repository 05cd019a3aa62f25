"""Headings on a tinted bar over what is filled in below, where no line frames the block: the bar's sides go on down."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.label_words import block_of
from extractors.layout import Cells, Line
from models.geometry import Box
from models.page import Page

FEWEST = 4  # bars with numbered headings that make such a form
_TALLEST = 2.6  # heights of its print: a bar of one line
_CLOSE = 2.0  # points


def framed(page: Page, lines: Sequence[Line]) -> Page:
    """Return the page with each bar that bears a numbered heading opened downwards, and its sides drawn to the next."""
    bars = list(dict.fromkeys(_bars(page, lines)))
    if len(bars) < FEWEST:
        return page
    kept = tuple(ruling for ruling in page.rulings if not any(_is_foot(ruling, bar) for bar in bars))
    sides = [side for bar in bars for side in _sides(bar, bars, page)]
    return replace(page, rulings=(*kept, *sides))


def _bars(page: Page, lines: Sequence[Line]) -> Iterator[Box]:
    cells = Cells(page)
    for line in lines:
        for phrase in line.phrases:
            if not (block_of(phrase)[0] or "")[:1].isdigit():
                continue
            cell = cells.around(phrase.box)
            under = cells.around(Box(cell.x0 + 2, cell.bottom + 3, cell.x0 + 3, cell.bottom + 4))
            whole = (
                cells.is_ruled(cell) and cell.bottom < page.box.bottom and cell.height < _TALLEST * phrase.box.height
            )
            if whole and not cells.is_ruled(under) and abs(under.x0 - cell.x0) > _CLOSE:
                yield cell


def _is_foot(ruling: Box, bar: Box) -> bool:
    within = bar.x0 - _CLOSE < ruling.x0 and ruling.x1 < bar.x1 + _CLOSE
    return within and ruling.width > ruling.height and abs(ruling.middle[1] - bar.bottom) < _CLOSE


def _sides(bar: Box, bars: Sequence[Box], page: Page) -> Iterator[Box]:
    below = (other.top for other in bars if other.top > bar.bottom and other.x0 < bar.x1 and bar.x0 < other.x1)
    foot = min(below, default=page.box.bottom)
    for x in (bar.x0, bar.x1):
        yield Box(x, bar.bottom, x + 0.5, foot)
