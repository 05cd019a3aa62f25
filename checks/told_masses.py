"""What a paper means by its masses: as printed, added up, or told of one of several containers or packages."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from checks.evidence import Cited, cited
from checks.misreadings import larger_size, other_size, same_digits, seen, shaky
from checks.tolerances import apart, same_print, slack
from models.field import Quantity
from models.paper import Paper, mass_kg

Measure = Literal["net", "gross"]


@dataclass(frozen=True)
class Mass:
    """A mass in kg with its rounding slack and the values it was read or added up from.

    `by_each`: made from the mass of one container or package, which nothing but an exact fit bears out.
    """

    kg: Decimal
    slack: Decimal
    rests_on: tuple[Cited, ...]
    by_each: bool = False


def by_each(paper: Paper, measure: Measure, boxes: int) -> list[Mass]:
    """Return what a paper tells in all if its mass is of each container (of `boxes`), or its lines' of each package."""
    fields = paper.fields
    total = fields.total_net_mass if measure == "net" else fields.total_gross_mass
    lines = [(item.net_mass if measure == "net" else item.gross_mass, item.packages) for item in paper.goods]
    readings: list[list[tuple[Quantity | None, Decimal | None]]] = []
    if len(lines) == 1 and boxes > 1:
        readings.append([(total or lines[0][0], Decimal(boxes))])
    if total is None:
        readings.append([(mass, packages.value if packages is not None else None) for mass, packages in lines])
    return [
        added([_times(cited(paper, mass)[0], count) for mass, count in reading if mass is not None and count])
        for reading in readings
        if reading and all(mass is not None and count for mass, count in reading)
    ]


def read(value: Cited) -> Mass:
    """Return a quantity in kg."""
    quantity = value.field
    assert isinstance(quantity, Quantity)
    return Mass(mass_kg(quantity) or Decimal(0), slack(quantity), (value,))


def _times(value: Cited, count: Decimal) -> Mass:
    each = read(value)
    return Mass(each.kg * count, each.slack * count, each.rests_on, by_each=True)


def added(masses: list[Mass]) -> Mass:
    """Return the sum of masses, resting on all their values."""
    return Mass(
        sum((mass.kg for mass in masses), Decimal(0)),
        sum((mass.slack for mass in masses), Decimal(0)),
        tuple(value for mass in masses for value in mass.rests_on),
        any(mass.by_each for mass in masses),
    )


def same_mass(one: Mass, other: Mass, share: Decimal) -> bool:
    """Say whether two masses are one, within a `share` of the larger and what was rounded or may be misread."""
    if one.by_each or other.by_each:
        return one.by_each != other.by_each and not apart(one.kg, other.kg, Decimal(0), one.slack + other.slack)
    if len(one.rests_on) == len(other.rests_on) == 1:
        mine, theirs = one.rests_on[0].field, other.rests_on[0].field
        if isinstance(mine, Quantity) and isinstance(theirs, Quantity) and same_print(mine, theirs):
            return True
        if seen(one.rests_on[0], other.rests_on[0]) and shaky(mine, theirs) and same_digits(one.kg, other.kg):
            return True
        large, small = sorted((one, other), key=lambda mass: -mass.kg)
        value = large.rests_on[0].field
        doubtful = isinstance(value, Quantity) and other_size(value) is not None
        if doubtful and not apart(large.kg / 1000, small.kg, share, large.slack / 1000 + small.slack):
            return True
        lesser = small.rests_on[0].field
        parted = isinstance(lesser, Quantity) and larger_size(lesser) is not None
        if parted and not apart(large.kg, small.kg * 1000, share, large.slack + small.slack):
            return True
    return not apart(one.kg, other.kg, share, one.slack + other.slack)
