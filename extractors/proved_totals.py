"""Totals that no label tells but the rows prove: what they add up to, printed once more under them.

A sum that a paper prints is told in any words and any language: "640 sacas – peso líquido 38.400 kg".
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from extractors import made
from extractors.habits import Habits
from extractors.layout import Line, Phrase
from extractors.numerals import numbers
from extractors.quantities import Measure, measures, packages
from extractors.regions import Layout
from models.field import Field, Quantity
from models.geometry import Box
from models.paper import GoodsItem

COUNTED = {
    "packages": "total_packages",
    "gross_mass": "total_gross_mass",
    "net_mass": "total_net_mass",
    "volume": "total_volume",
}
_LEAST = 10  # a sum below may stand anywhere by chance
_FLUSH = 4.0  # points by which a sum may miss the column it stands under
_MOST_ROWS = 2_000


def proved(
    goods: Sequence[GoodsItem], head: Mapping[str, Field[Any]], group: Sequence[Layout], habits: Habits
) -> dict[str, Field[Any]]:
    """Return the totals, missing in `head`, that `goods` add up to and that a line under the last row prints.

    Each of two or more items must tell the value, all in one unit. A bare number counts under the items' own column.
    """
    found: dict[str, Field[Any]] = {}
    if not 2 <= len(goods) <= _MOST_ROWS:
        return found
    for name, total in COUNTED.items():
        values = [value for item in goods if (value := getattr(item, name)) and value.value is not None]
        if total in head or len(values) != len(goods) or len({value.unit for value in values}) != 1:
            continue
        summed = sum((value.value for value in values), Decimal(0))
        told = _printed(name, summed, values, group, habits) if summed >= _LEAST else None
        if told:
            found[total] = told
    return found


def _printed(
    name: str, summed: Decimal, values: Sequence[Quantity], group: Sequence[Layout], habits: Habits
) -> Quantity | None:
    spots = [value.evidence[0] for value in values if value.evidence]
    last = max(((spot.page, spot.box.bottom) for spot in spots), default=(0, 0.0))
    columns = [spot.box for spot in spots if spot.page == last[0]]
    for layout in group:
        for line in layout.lines if layout.page.number >= last[0] else ():
            if layout.page.number > last[0] or line.box.top > last[1] - 1:
                for phrase, measure in _measured(name, line, layout.page.number, values[0].unit, columns, habits):
                    if measure.value == summed:
                        spot = made.span(phrase, measure.start, measure.stop)
                        return made.quantity([spot], summed, values[0].unit, sure=0.85)
    return None


def _measured(
    name: str, line: Line, page: int, code: str | None, columns: Sequence[Box], habits: Habits
) -> Iterator[tuple[Phrase, Measure]]:
    """Yield what a line says in the unit asked for, and the bare numbers on it that stand in the rows' own column."""
    whole = Phrase(tuple(line.words), page)
    if name == "packages":
        told = packages(whole.text, sign=habits.sign)
    else:
        told = measures(whole.text, kind="volume" if name == "volume" else "mass", sign=habits.sign)
    yield from ((whole, measure) for measure in told if measure.unit is not None and measure.unit == code)
    for phrase in line.phrases:
        bare = numbers(phrase.text, habits.sign)
        if len(bare) == 1 and bare[0][1] == 0 and any(_under(phrase.box, column) for column in columns):
            yield phrase, Measure(bare[0][0], code, *bare[0][1:])


def _under(box: Box, column: Box) -> bool:
    return abs(box.x1 - column.x1) < _FLUSH or abs(box.x0 - column.x0) < _FLUSH
