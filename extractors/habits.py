"""How one paper prints numbers and dates: settled by the whole paper, not by each value alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.dates import Order, order_of
from extractors.numerals import DecimalSign
from models.paper import Party

_MONTH_FIRST = frozenset({"US"})
_EITHER = frozenset({"CA", "PH", "PR", "BZ", "MH", "FM", "PW"})
_ISSUERS = ("seller", "exporter", "consignor", "carrier", "declarant")


@dataclass(frozen=True)
class Habits:
    """The decimal sign, and the order of day and month where something settles it."""

    sign: DecimalSign = "."
    order: Order | None = None


def date_order(texts: Iterable[str], language: str | None, named: Sequence[Party]) -> Order | None:
    """Return the order of day and month: as other dates of the paper show, else as its country or language writes."""
    shown = order_of(texts)
    if shown:
        return shown
    countries = [p.country.value for role in _ISSUERS for p in named if p.role == role and p.country]
    home = next((code for code in countries if code), None)
    if home in _MONTH_FIRST:
        return "month_first"
    if language not in (None, "en", "zh") and home not in _EITHER:
        return "day_first"
    return "day_first" if home and home not in _EITHER else None
