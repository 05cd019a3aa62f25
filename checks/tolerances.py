"""How far values may lie apart before papers disagree: sourced defaults, and the slack of the printed precision."""

from dataclasses import dataclass
from decimal import Decimal

from models.field import Quantity
from models.reference.units import factor


@dataclass(frozen=True)
class Tolerances:
    """What an operator may set, by name; shares are of the larger value."""

    # Customs practice on net and gross mass between papers (Basel customs manual; red flag A3).
    mass_between_papers: Decimal = Decimal("0.02")
    # Loose bulk is weighed twice, by draught and by bridge (Basel customs manual).
    mass_in_bulk: Decimal = Decimal("0.10")
    # Rounding of unit prices and lines in sums and products on one paper.
    sum_on_one_paper: Decimal = Decimal("0.005")
    # Freight, insurance and tax that a total or a customs value may hold beside the lines.
    charges: Decimal = Decimal("0.25")
    # An invoice follows the goods by some days; one that comes weeks later was made for another purpose.
    days_after_shipment: int = 14
    # A container that is loaded today was loaded nowhere else today; a day more for time zones and dates of signing.
    days_in_two_places: int = 1
    # Token-set ratio from which two printings of a name are one party.
    names_alike: float = 70.0
    # Prices outside the band by more than this are medium (contract), inside it low.
    price_factor: Decimal = Decimal(5)


DEFAULTS = Tolerances()


def slack(quantity: Quantity) -> Decimal:
    """Return half of the last printed digit in base units of the quantity: 24.5 t may be 24,450 to 24,550 kg."""
    if quantity.value is None:
        return Decimal(0)
    exponent = quantity.value.as_tuple().exponent
    last = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)
    return last * (factor(quantity.unit or "") or Decimal(1)) / 2


def same_print(one: Quantity, other: Quantity) -> bool:
    """Say whether two quantities are the same digits in the same unit, and only the sign between them was read apart.

    `8.127 kg` on a Dutch paper and `8,127 kg` on an English one are one mass; neither paper said which sign it uses.
    """
    if one.value is None or other.value is None or not one.value or not other.value or one.unit != other.unit:
        return False
    digits = [[sign for sign in quantity.raw if sign.isdecimal()] for quantity in (one, other)]
    return digits[0] == digits[1] and max(one.value, other.value) == 1000 * min(one.value, other.value)


def apart(one: Decimal, other: Decimal, share: Decimal, extra: Decimal = Decimal(0)) -> bool:
    """Say whether two values differ by more than a `share` of the larger one and `extra`.

    >>> apart(Decimal(1000), Decimal(1030), DEFAULTS.mass_between_papers)
    True
    """
    return abs(one - other) > share * max(abs(one), abs(other)) + extra
