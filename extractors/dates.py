"""Printed dates in every order, with month names in many languages; an ambiguous one says so."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Literal, NamedTuple

from extractors.wording import plain
from models.reference.table import rows

Order = Literal["day_first", "month_first"]

_ISO = re.compile(r"(?<!\d)(20\d\d|19\d\d)\s?[-./]\s?(\d{1,2})\s?[-./]\s?(\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s?([-./])\s?(\d{1,2})\s?\2\s?(20\d\d|19\d\d|\d\d)(?!\d)")
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|\.|o)?[\s\-./]*(?:de\s+|di\s+)?([^\W\d_]{3,11})\.?,?[\s\-./]*(?:de\s+|del\s+|di\s+)?"
    r"(20\d\d|19\d\d|'?\d\d)(?!\d)"
)
_MONTH_DAY = re.compile(r"([^\W\d_]{3,10})\.?[\s\-]*(\d{1,2})(?:st|nd|rd|th)?\s?,?[\s\-]+(20\d\d|19\d\d)(?!\d)")
_YEAR_MONTH = re.compile(r"(?<!\d)(20\d\d|19\d\d)[.\-/]?\s?([^\W\d_]{3,11})[.\-/]?\s?(\d{1,2})(?!\d)")  # Hungarian
_CHINESE = re.compile(r"(20\d\d)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_VIETNAMESE = re.compile(
    r"(?<!\d)(\d{1,2})\s?th[áa]ng\s?(\d{1,2})\s?(?:n[ăa]m\s?|[,/]\s?)?(20\d\d)(?!\d)", re.IGNORECASE
)


class PrintedDate(NamedTuple):
    """A date as read from `start` to `stop` of a text; `other` is its second reading when day and month may swap."""

    value: date
    other: date | None
    start: int
    stop: int


@cache
def _months() -> dict[str, int]:
    return {row["name"]: int(row["month"]) for row in rows("months.csv")}


def _month(word: str) -> int | None:
    name = plain(word)
    if name in _months():
        return _months()[name]
    starts = {month for full, month in _months().items() if len(name) >= 3 and full.startswith(name)}
    return starts.pop() if len(starts) == 1 else None


def _day(year: int, month: int | None, day: int) -> date | None:
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    try:
        return date(year, month or 0, day)
    except ValueError:
        return None


def find(text: str, order: Order | None = None) -> PrintedDate | None:
    """Return the first date in `text`, or None. `order` settles 03/04/2025; without it day comes first, `other` is set.

    >>> find("Datum: 12. März 2025").value, find("03/04/2025").other
    (datetime.date(2025, 3, 12), datetime.date(2025, 3, 4))
    """
    for pattern, year, month, day in ((_ISO, 1, 2, 3), (_CHINESE, 1, 2, 3), (_VIETNAMESE, 3, 2, 1)):
        if (match := pattern.search(text)) and (value := _day(int(match[year]), int(match[month]), int(match[day]))):
            return PrintedDate(value, None, *match.span())
    if match := _NUMERIC.search(text):
        return _numeric(match, order)
    for pattern, year, month, day in ((_DAY_MONTH, 3, 2, 1), (_MONTH_DAY, 3, 1, 2), (_YEAR_MONTH, 1, 2, 3)):
        for match in pattern.finditer(text):
            if value := _day(int(match[year].lstrip("'")), _month(match[month]), int(match[day])):
                return PrintedDate(value, None, *match.span())
    return None


def _numeric(match: re.Match[str], order: Order | None) -> PrintedDate | None:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    if day_first and month_first and day_first != month_first:
        value, other = (month_first, day_first) if order == "month_first" else (day_first, month_first)
        return PrintedDate(value, None if order else other, *match.span())
    value_or_none = day_first or month_first
    return PrintedDate(value_or_none, None, *match.span()) if value_or_none else None


def order_of(texts: Iterable[str]) -> Order | None:
    """Return the order that the unambiguous numeric dates in `texts` keep, or a printed hint such as MM/DD/YYYY."""
    votes = 0
    for text in texts:
        if re.search(r"mm\s?/\s?dd", text, re.IGNORECASE):
            return "month_first"
        if re.search(r"dd\s?[/.\-]\s?mm", text, re.IGNORECASE):
            return "day_first"
        for match in _NUMERIC.finditer(text):
            first, second = int(match[1]), int(match[3])
            votes += (first > 12) - (second > 12)
            votes += match[2] == "."  # dots are never used month first
    if votes:
        return "day_first" if votes > 0 else "month_first"
    return None


_COMPACT = re.compile(r"(20\d\d)([01]\d)([0-3]\d)")


def compact(text: str) -> date | None:
    """Return the day that a text is in eight figures, as customs systems print it.

    >>> compact("20260421"), compact("20261421")
    (datetime.date(2026, 4, 21), None)
    """
    match = _COMPACT.fullmatch(text)
    found = find("-".join(match.groups())) if match else None
    return found.value if found else None
