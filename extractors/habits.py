"""How one paper prints numbers and dates: settled by the whole paper, not by each value alone."""

from dataclasses import dataclass

from extractors.dates import Order
from extractors.numerals import DecimalSign


@dataclass(frozen=True)
class Habits:
    """The decimal sign, and the order of day and month where something settles it."""

    sign: DecimalSign = "."
    order: Order | None = None
