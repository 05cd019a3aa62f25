"""How far values may lie apart before papers disagree: sourced defaults, and the slack of the printed precision."""

from decimal import Decimal

from models.field import Quantity
from models.reference.units import factor

# Customs practice on net and gross mass between papers (Basel customs manual; red flag A3).
MASS_BETWEEN_PAPERS = Decimal("0.02")
# Sums and products on one paper: rounding of unit prices and lines.
SUM_ON_ONE_PAPER = Decimal("0.005")
# Freight, insurance and tax that a total may hold beside the lines.
CHARGES = Decimal("0.25")
# Pieces and packages are counted: no tolerance.
COUNT = Decimal(0)


def slack(quantity: Quantity) -> Decimal:
    """Return half of the last printed digit in base units of the quantity: 24.5 t may be 24,450 to 24,550 kg."""
    if quantity.value is None:
        return Decimal(0)
    exponent = quantity.value.as_tuple().exponent
    last = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)
    return last * (factor(quantity.unit or "") or Decimal(1)) / 2


def apart(one: Decimal, other: Decimal, share: Decimal, extra: Decimal = Decimal(0)) -> bool:
    """Say whether two values differ by more than a `share` of the larger one and `extra`.

    >>> apart(Decimal(1000), Decimal(1030), MASS_BETWEEN_PAPERS)
    True
    """
    return abs(one - other) > share * max(abs(one), abs(other)) + extra
