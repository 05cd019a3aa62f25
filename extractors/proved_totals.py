"""Totals that the rows prove, or disprove.

What the rows add up to and a line under them prints is a total, in any words and any language: "640 sacas – peso
líquido 38.400 kg". A mass that is less than an item's is none of the whole, nor is that of goods and vehicle on a
weighing ticket.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from extractors import made
from extractors.balance import COUNTED, MOST_ROWS
from extractors.habits import Habits
from extractors.layout import Line, Phrase
from extractors.numerals import numbers
from extractors.quantities import Measure, measures, packages
from extractors.regions import Layout
from models.field import Field, Quantity
from models.geometry import Box
from models.paper import GoodsItem, PaperKind
from models.reference.units import kilograms_per

# Papers whose body tells of the whole lading, not of each item alone.
CARRYING: frozenset[PaperKind] = frozenset(
    {
        "bill_of_lading",
        "sea_waybill",
        "air_waybill",
        "road_consignment_note",
        "delivery_note",
        "dangerous_goods_declaration",
    }
)
_LEAST = 10  # a sum below may stand anywhere by chance
_VEHICLE = 1000  # kilograms that no packing of one load weighs
_FLUSH = 4.0  # points by which a sum may miss the column it stands under


def settled(
    goods: Sequence[GoodsItem],
    head: Mapping[str, Field[Any]],
    group: Sequence[Layout],
    habits: Habits,
    kind: PaperKind,
) -> dict[str, Field[Any]]:
    """Return the head of a paper of `kind` with the totals that its rows prove and without what is none."""
    kept = _without_parts(goods, head) if kind in CARRYING else dict(head)
    kept = _without_vehicle(kept, group, habits) if kind == "other" else kept
    return {**_proved(goods, kept, group, habits), **kept}


def _proved(
    goods: Sequence[GoodsItem], head: Mapping[str, Field[Any]], group: Sequence[Layout], habits: Habits
) -> dict[str, Field[Any]]:
    """Return the totals, missing in `head`, that `goods` add up to and that a line under the last row prints.

    Each of two or more items must tell the value, all in one unit. A bare number counts under the items' own column.
    """
    found: dict[str, Field[Any]] = {}
    if not 2 <= len(goods) <= MOST_ROWS:
        return found
    for name in COUNTED:
        values = [value for item in goods if (value := getattr(item, name)) and value.value is not None]
        if f"total_{name}" in head or len(values) != len(goods) or len({value.unit for value in values}) != 1:
            continue
        summed = sum((value.value for value in values), Decimal(0))
        told = _printed(name, summed, values, group, habits) if summed >= _LEAST else None
        if told:
            found[f"total_{name}"] = told
    return found


def _without_parts(goods: Sequence[GoodsItem], head: Mapping[str, Field[Any]]) -> dict[str, Field[Any]]:
    """Return the head of a paper of carriage without masses that are less than an item's: they are of another item."""
    kept = dict(head)
    for name in ("gross_mass", "net_mass"):
        told = _kilograms(head.get(f"total_{name}"))
        parts = [kilos for item in goods if (kilos := _kilograms(getattr(item, name))) is not None]
        if told is not None and len(goods) > 1 and told < max(parts, default=Decimal(0)):
            del kept[f"total_{name}"]
    return kept


def _without_vehicle(head: Mapping[str, Field[Any]], group: Sequence[Layout], habits: Habits) -> dict[str, Field[Any]]:
    """Return the head of a weighing ticket without the mass of goods and vehicle, from which a tare leaves the net."""
    laden, load = (_kilograms(head.get(name)) for name in ("total_gross_mass", "total_net_mass"))
    if laden is None or load is None or laden - load < _VEHICLE:
        return dict(head)
    printed = [m for g in group for line in g.lines for m in measures(line.text, kind="mass", sign=habits.sign)]
    tare = any(m.value * (kilograms_per(m.unit or "") or 0) == laden - load for m in printed)
    return {name: value for name, value in head.items() if not tare or name != "total_gross_mass"}


def _kilograms(mass: Field[Any] | None) -> Decimal | None:
    per = kilograms_per(mass.unit or "") if isinstance(mass, Quantity) else None
    return mass.value * per if mass is not None and mass.value is not None and per is not None else None


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
