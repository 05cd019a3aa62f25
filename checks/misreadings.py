"""When a disagreement is better explained by the eye of the scanner than by the papers.

A rule that compares asks here before it raises: a sign that was confused, lost or added, a decimal sign that was read
as the other one, a date whose day and month may be swapped. Only values that were read by eye are excused so, but for
dates, which are ambiguous in print already. A digit is excused only where the reader was unsure of it: of 1,367 numbers
on scans it confused none that it was sure of, and a forger changes digits as well.
"""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from checks.evidence import Cited
from models.field import Field, Quantity
from models.paper import Paper
from models.reference.table import plain, rows, squeezed
from models.reference.words import shape

# Digits that Tesseract takes for one another on scans of 130 to 250 dpi.
_CONFUSED = frozenset(
    frozenset(pair) for pair in ("17", "38", "56", "08", "68", "49", "27", "06", "58", "14", "09", "35", "89")
)
# Dots are never used month first.
_DAY_AND_MONTH = re.compile(r"\s*(\d{1,2})\s?[-/]\s?(\d{1,2})\s?[-/]\s?(\d{4}|\d{2})\s*")
_RUN = re.compile(r"\d(?:[\d.,'’ -]*\d)?")
_SETTLED = 0.6  # confidence from which something settled a date's order; below, day and month may change places
_ONE_SIGN = re.compile(r"(?<![\d.,])[1-9]\d{0,2}[.,]\d{3}(?![\d.,])")
_ROOM = re.compile(
    r"\s*(?:unit|room|rm|suite|ste|flat|floor|level|block|building|bldg|office|plot|lot|p\.? ?o\.? ?box)\b\W*\w?\d",
    re.I,
)
_SHAKY = 0.8
_LETTERS = re.compile(r"[^\W\d_]{2,}|[\u3400-\u9fff]")


def by_eye(papers: Iterable[Paper]) -> bool:
    """Say whether a paper was read from a picture, in whole or in part."""
    return any(paper.origin in ("ocr", "mixed") for paper in papers)


def seen(*values: Cited) -> bool:
    """Say whether one of the values stands on a paper that was read by eye."""
    return by_eye(value.paper for value in values)


def shaky(*values: Field[Any] | None) -> bool:
    """Say whether the reader was unsure of one of the values, so that a digit of it may be another."""
    return any(value is not None and value.confidence < _SHAKY for value in values)


def sign_moved(one: Decimal, other: Decimal) -> bool:
    """Say whether one number is the other with its decimal sign lost, or taken for the sign between thousands.

    >>> sign_moved(Decimal("6180"), Decimal("61.80")), sign_moved(Decimal("20000"), Decimal("2000"))
    (True, False)
    """
    return any(one == other * size or other == one * size for size in (100, 1000))


def same_signs(one: str, other: str) -> bool:
    """Say whether two numbers are one but for signs that look alike (0 and O, 1 and I).

    >>> same_signs("MO768894", "M0768894"), same_signs("CI-2025", "CI-2026")
    (True, False)
    """
    return shape(one) == shape(other) or _folded(one) == _folded(other)


def part_of(one: str, other: str) -> bool:
    """Say whether a number is a part of another, but for signs that look alike: its end was torn off.

    >>> part_of("CI-2025", "Cl-2025-63793"), part_of("CI-2026", "CI-2025-63793")
    (True, False)
    """
    return _folded(one) in _folded(other)


def same_digits(one: Decimal, other: Decimal) -> bool:
    """Say whether one number is the other with its decimal sign moved, a digit confused, or digits lost at an end.

    >>> same_digits(Decimal("900000"), Decimal("900.00")), same_digits(Decimal("53735"), Decimal("735000"))
    (True, True)
    >>> same_digits(Decimal("1840"), Decimal("1340")), same_digits(Decimal("22500"), Decimal("20250"))
    (True, False)
    """
    mine, theirs = sorted((_digits(one), _digits(other)), key=len)
    if mine == theirs:
        return True
    short, long = sorted((str(int(abs(one))), str(int(abs(other)))), key=len)
    if len(short) >= 3 and 0 < len(long) - len(short) <= 2 and long.endswith(short):
        return True  # 100 kg where 20 100 kg is printed
    if len(mine) >= 2 and len(theirs) - len(mine) <= 2 and (theirs.startswith(mine) or theirs.endswith(mine)):
        return True
    different = [frozenset(pair) for pair in zip(mine, theirs, strict=False) if pair[0] != pair[1]]
    return len(mine) == len(theirs) > 1 and len(different) == 1 and different[0] in _CONFUSED


def clipped(one: Decimal, other: Decimal) -> bool:
    """Say whether one number is the other with digits lost at an end, however few are left.

    Two digits prove nothing alone: ask so only where another value bears the longer one out.

    >>> clipped(Decimal("20"), Decimal("720")), clipped(Decimal("72"), Decimal("650"))
    (True, False)
    """
    short, long = sorted((_digits(one), _digits(other)), key=len)
    return same_digits(one, other) or long.endswith(short) or long.startswith(short)


def torn(quantity: Quantity) -> bool:
    """Say whether digits that stand together in print did not all become the value: `1 -441,8` read as 441.8.

    >>> torn(Quantity(value=Decimal("441.8"), raw="1 -441,8", confidence=1.0, evidence=(), unit="KGM"))
    True
    """
    if quantity.value is None:
        return True
    runs = ["".join(filter(str.isdigit, run)).strip("0") for run in _RUN.findall(quantity.raw)]
    return bool(runs) and (_digits(quantity.value).strip("0") or "") not in runs


def sum_explained(parts: Iterable[Decimal], whole: Decimal, *, unsure: bool) -> bool:
    """Say whether one misread part, or the total itself misread, explains that the parts do not add up.

    A decimal sign may always be misread, a digit where the reader was `unsure` of one of the numbers.
    """
    alike = same_digits if unsure else sign_moved
    each = list(parts)
    added = sum(each, Decimal(0))
    if alike(added, whole):
        return True
    due = [(part, whole - (added - part)) for part in each]
    return any(wanted > 0 and alike(part, wanted) for part, wanted in due)


def subtotal(parts: Iterable[Decimal], whole: Decimal) -> bool:
    """Say whether a total is that of the first lines alone: the sum carried over to the next page."""
    added = Decimal(0)
    for part in parts:
        added += part
        if added == whole:
            return True
    return False


def other_size(quantity: Quantity) -> Decimal | None:
    """Return a thousandth of a value whose one sign may part thousands or decimals (9.931 Mg); None for any other.

    >>> other_size(Quantity(value=Decimal(9931), raw="9.931 Mg", confidence=1.0, evidence=(), unit="TNE"))
    Decimal('9.931')
    """
    digits = _one_mark(quantity)
    return digits / 1000 if digits is not None and quantity.value == digits else None


def larger_size(quantity: Quantity) -> Decimal | None:
    """Return a thousandfold of a value whose one mark may part thousands: "16.480" kg; None for any other.

    >>> larger_size(Quantity(value=Decimal("16.48"), raw="16.480", confidence=1.0, evidence=(), unit="KGM"))
    Decimal('16480')
    """
    digits = _one_mark(quantity)
    return digits if digits is not None and quantity.value is not None and quantity.value * 1000 == digits else None


def _one_mark(quantity: Quantity) -> Decimal | None:
    """The figures of a value whose one mark may part thousands or decimals, without the mark."""
    match = _ONE_SIGN.search(quantity.raw)
    return Decimal(re.sub(r"\D", "", match[0])) if match else None


def net_explained(net: Decimal, gross: Decimal) -> bool:
    """Say whether a net mass below the gross mass comes out of one misread: a decimal sign, a digit too many."""
    digits = str(int(net))
    fewer = [Decimal(text) for text in (digits[1:], digits[:-1]) if text]
    lost = digits[: max(len(digits) - len(str(int(gross))), 0)]  # 806 where 31,806 is printed
    if lost and net <= Decimal(lost + str(int(gross))) <= 2 * net:
        return True
    return any(gross / 2 <= other <= gross for other in (net / 1000, net / 100, net / 10, *fewer))


def other_day(value: Cited) -> date | None:
    """Return the second reading of a date whose day and month may be swapped; None for any other."""
    match = _DAY_AND_MONTH.fullmatch(value.field.raw)
    read = value.field.value
    if match is None or not isinstance(read, date) or not (int(match[1]) <= 12 and int(match[2]) <= 12):
        return None
    return date(read.year, read.day, read.month) if read.day != read.month else None


def days_told(value: Cited) -> list[date]:
    """Return the day that a field tells, and the other where nothing settled which of two numbers is the month."""
    other = other_day(value) if value.field.confidence < _SETTLED else None
    return [day for day in (value.field.value, other) if isinstance(day, date)]


def misread_code(code: str, others: Iterable[str], *, unsure: bool = True) -> bool:
    """Say whether a code is one of `others` but for signs that look alike, or, where the reader is unsure, one digit.

    >>> misread_code("169213", ["160213"]), misread_code("H1l", ["H11"]), misread_code("391590", ["720449"])
    (True, True, False)
    """
    return any(
        same_signs(code, other)
        or (unsure and len(code) == len(other) >= 6 and sum(a != b for a, b in zip(code, other, strict=True)) == 1)
        for other in others
    )


def is_name(text: str) -> bool:
    """Say whether a text can be the name of a party: no date, no street, no label.

    >>> is_name("Tema Trading Ltd"), is_name("14 de junio de 2026"), is_name("265 S Cedar Ave"), is_name("Chargeur")
    (True, False, False, False)
    """
    words = _LETTERS.findall(text)
    if (
        not any(len(word) > 2 or not word.isascii() for word in words)
        or plain(text).strip(" :.") in _labels()
        or all(plain(word) in _label_words() for word in words)
    ):
        return False
    if _ROOM.match(text):
        return False
    numbered = re.match(r"\s*\d{1,5}[a-z]?\b[ ,/-]", text, re.I) is not None
    return not numbered or any(len(word) > 2 and word.upper() in _FORMS for word in words)


_FORMS = frozenset({"LTD", "GMBH", "INC", "LLC", "SARL", "LIMITED", "CORP", "SRL", "SPA", "BVBA"})


@cache
def _labels() -> frozenset[str]:
    return frozenset(plain(row["phrase"]) for row in rows("labels.csv") if row["field"].startswith(("party:", "sub:")))


@cache
def _label_words() -> frozenset[str]:
    return frozenset(word for label in _labels() for word in label.split()) | {"registration", "no", "nr"}


@lru_cache(maxsize=10_000)
def _folded(text: str) -> str:
    return squeezed(text).translate(str.maketrans("oilsbzg", "0115826"))


def _digits(number: Decimal) -> str:
    return "".join(sign for sign in f"{abs(number):f}" if sign.isdigit()).strip("0") or "0"
