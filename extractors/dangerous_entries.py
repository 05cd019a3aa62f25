"""Several dangerous goods in one box of a declaration: an entry a UN number, in ruled rows or in running text."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractors import made
from extractors.cues import alternatives
from extractors.goods_text import said
from extractors.habits import Habits
from extractors.identifiers import Identifier, un_numbers
from extractors.layout import Phrase
from extractors.quantities import measures
from extractors.regions import Layout
from models.field import Quantity
from models.geometry import Box
from models.paper import GoodsItem

FEWEST = 2  # entries: one alone is read as other goods are
MOST_LINES = 6  # of an entry
_BOTH = 2  # masses beside an entry: gross and net
_FIGURE = re.compile(r"\d[\d.,'\s]*(?:\s?[^\W\d]{1,4}\.?)?")
_GROSS, _NET = (re.compile(rf"\b(?:{alternatives(kind)})", re.IGNORECASE) for kind in ("gross", "net"))


class _Entry(NamedTuple):
    """The lines that tell of one UN number: those of its own column, and the figures beside them."""

    number: Identifier
    body: list[Phrase]
    figures: list[Phrase]
    heading: str


def items(layouts: Sequence[Layout], habits: Habits) -> list[GoodsItem]:
    """Return an item for each UN number that a box of a declaration names, or none where it names fewer than two."""
    found = [entry for layout in layouts for entry in _entries(layout)]
    read = [_item(entry, habits) for entry in found] if len(found) >= FEWEST else []
    return [item for item in read if item.description]


def fuller(told: Sequence[GoodsItem], found: Sequence[GoodsItem]) -> bool:
    """Say whether entries tell more of as many goods than what tables and paragraphs gave."""
    return len(told) >= max(FEWEST, len(found)) and _weight(told) > _weight(found)


def _weight(goods: Sequence[GoodsItem]) -> int:
    names = ("description", "packages", "gross_mass", "net_mass", "un_number", "hazard_class", "hs_code")
    return sum(getattr(item, name) is not None for item in goods for name in names)


def _entries(layout: Layout) -> Iterator[_Entry]:
    spots = [
        (n, phrase)
        for n, line in enumerate(layout.lines)
        for phrase in line.phrases
        if len(un_numbers(phrase.text)) == 1
    ]
    if len(spots) < FEWEST:
        return
    cells = [layout.cells.around(phrase.box) for _, phrase in spots]
    apart = all(layout.cells.is_ruled(cell) for cell in cells) and len({cell.top for cell in cells}) == len(cells)
    heading = " ".join(line.text for line in layout.lines[max(0, spots[0][0] - 4) : spots[0][0]])
    led = _is_counted(layout, spots[0])
    for index, (n, phrase) in enumerate(spots):
        if apart:
            level = Box(0, cells[index].top, layout.page.width, cells[index].bottom)
            lines = [other for line in layout.lines for other in line.phrases if level.contains(other.box)]
        else:
            start = n - 1 if led else n
            stop = spots[index + 1][0] - (1 if led else 0) if index + 1 < len(spots) else _end(layout, n)
            lines = [other for line in layout.lines[start : min(stop, start + MOST_LINES)] for other in line.phrases]
        body = [other for other in lines if min(other.box.x1, phrase.box.x1) > max(other.box.x0, phrase.box.x0)]
        beside = [other for other in lines if other not in body and other.box.x0 > phrase.box.x0]
        figures = [other for other in beside if _FIGURE.fullmatch(other.text)]
        yield _Entry(un_numbers(phrase.text)[0], body, figures, heading)


def _is_counted(layout: Layout, spot: tuple[int, Phrase]) -> bool:
    """Say whether the packages of the first entry stand on the line above its UN number, in the same column."""
    n, phrase = spot
    above = layout.lines[n - 1].phrases if n else ()
    flush = [other for other in above if abs(other.box.x0 - phrase.box.x0) < 6]
    return (
        bool(flush) and phrase.box.top - flush[0].box.bottom < phrase.box.height and bool(said(flush[0].text).packages)
    )


def _end(layout: Layout, first: int) -> int:
    """Return the line after the last of an entry: before a wide gap or the next label."""
    for n in range(first + 1, len(layout.lines)):
        above, line = layout.lines[n - 1].box, layout.lines[n]
        labelled = any(layout.label_at(phrase) is not None for phrase in line.phrases)
        if labelled or line.box.top - above.bottom > 1.5 * above.height:
            return n
    return len(layout.lines)


def _item(entry: _Entry, habits: Habits) -> GoodsItem:
    text = " ".join(phrase.text for phrase in entry.body)
    (number, *_) = un_numbers(text) or [entry.number]
    whole, name = said(text, sign=habits.sign), said(text[number.start :], sign=habits.sign).name
    counted = whole.packages or said(text[: number.start], sign=habits.sign).packages
    gross, net = _masses(entry, habits)
    spot = entry.body
    return GoodsItem(
        description=made.field(spot, name) if name else None,
        packages=made.quantity(spot, counted.value, counted.unit) if counted else None,
        gross_mass=made.quantity(spot, whole.gross.value, whole.gross.unit) if whole.gross else gross,
        net_mass=made.quantity(spot, whole.net.value, whole.net.unit) if whole.net else net,
        un_number=made.field(spot, number.value),
        hazard_class=made.field(spot, whole.hazard_class.value) if whole.hazard_class else None,
        cas=tuple(made.field(spot, cas.value) for cas in whole.cas),
    )


def _masses(entry: _Entry, habits: Habits) -> tuple[Quantity | None, Quantity | None]:
    """Return gross and net mass from the figures beside an entry: the larger of two is the gross mass."""
    told = [
        made.quantity([figure], measure.value, measure.unit)
        for figure in entry.figures
        for measure in measures(figure.text, kind="mass", hint=entry.heading, sign=habits.sign)[:1]
        if measure.unit
    ]
    if len(told) == 1:
        only_net = _NET.search(entry.heading) and not _GROSS.search(entry.heading)
        return (None, told[0]) if only_net else (told[0], None)
    light, heavy = sorted(told, key=lambda mass: mass.value or 0) if len(told) == _BOTH else (None, None)
    return heavy, light
