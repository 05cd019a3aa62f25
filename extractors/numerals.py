"""Printed numbers to decimals: every thousands mark and decimal sign in use, decided by the paper's own habit."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from models.reference.table import rows

DecimalSign = Literal[".", ","]

_CODES = "|".join(row["code"] for row in rows("currencies.csv"))
NUMBER = re.compile(
    rf"(?:(?<![\w.,])|(?<=(?<![A-Za-z])(?:{_CODES})))-?"  # "USD1.85" has no space
    r"(?:(?<!\d-)\d{1,3}['’°] \d{3}[.,]\d\d|"  # a gap after the mark: "3' 204.46", but no "20' 400 bags"
    r"(?<!\d-)\d{1,3}(?:[ \u00a0\u202f'’°]\d{3}){1,6}(?:[.,]\d+)?|\d[\d.,]*\d|\d)(?![\d])",  # no "1-240 240 ROLLS"
)
_POINT = re.compile(r"^\d{1,3}(,\d{3})*\.\d{1,2}$|^\d+(,\d{3})+\.\d+$|^0\.\d+$|^\d{4,}\.\d+$|^\d{1,3}(,\d{3}){2,}$")
_COMMA = re.compile(r"^\d{1,3}(\.\d{3})*,\d{1,2}$|^\d+(\.\d{3})+,\d+$|^0,\d+$|^\d{4,},\d+$|^\d{1,3}(\.\d{3}){2,}$")


def shape(text: str) -> int:
    """Return 1 where `text` can only be a number with a decimal point, -1 with a decimal comma, else 0.

    >>> shape("1,234.5"), shape("12,50"), shape("22,450")
    (1, -1, 0)
    """
    number = re.sub(r"[ \u00a0'’]", "", text)
    return bool(_POINT.match(number)) - bool(_COMMA.match(number))


def decimal(text: str, sign: DecimalSign = ".") -> Decimal | None:
    """Return the one number that `text` is, or None when it is not a number.

    One mark alone before three digits is a thousands mark unless it is the paper's decimal sign.

    >>> decimal("1.234,56"), decimal("22,450"), decimal("22.450", ","), decimal("1'000")
    (Decimal('1234.56'), Decimal('22450'), Decimal('22450'), Decimal('1000'))
    """
    number = re.sub(r"[ \u00a0\u202f'’°]", "", text)  # a high comma is read as the sign of degrees
    if not re.fullmatch(r"-?\d[\d.,]*", number) or number[-1] in ".,":
        return None
    marks = [mark for mark in number if mark in ".,"]
    if not marks:
        return Decimal(number)
    last, tail = marks[-1], number[max(number.rfind("."), number.rfind(",")) + 1 :]
    if len(set(marks)) == 2:
        if marks[:-1].count(marks[0]) != len(marks) - 1:
            return None  # 1.234,567.89 is no number
        whole = last
    elif len(marks) > 1:
        return None if not re.fullmatch(r"-?\d{1,3}([.,]\d{3})+", number) else Decimal(re.sub(r"[.,]", "", number))
    else:
        before = number.lstrip("-").split(last)[0]
        thousands = len(tail) == 3 and 1 <= len(before) <= 3 and before != "0" and last != sign
        whole = "" if thousands else last
    other = "," if last == "." else "."
    return Decimal(number.replace(other, "").replace(last, "." if whole else ""))


def numbers(text: str, sign: DecimalSign = ".") -> list[tuple[Decimal, int, int]]:
    """Return every number in `text` with where it starts and stops.

    >>> numbers("CHF 3' 204.46"), numbers("20' 400 bags")
    ([(Decimal('3204.46'), 4, 13)], [(Decimal('20'), 0, 2), (Decimal('400'), 4, 7)])
    """
    found = []
    for match in NUMBER.finditer(text):
        value = decimal(match.group(), sign)
        if value is not None:
            found.append((value, match.start(), match.end()))
    return found


def multiplies(texts: Sequence[str], sign: DecimalSign) -> bool:
    """Say whether the first of three printed numbers, a quantity, times the second, a price, is the third.

    >>> multiplies(["1.036,80 m2", "14,200", "14.722,56"], ","), multiplies(["12", "2.50", ""], ".")
    (True, False)
    """
    found = [numbers(text, sign) for text in texts]
    return all(found) and product_holds(*(values[0][0] for values in found))


def product_holds(quantity: Decimal, price: Decimal, amount: Decimal) -> bool:
    """Say whether quantity times price is the amount, as far as both may have been rounded."""
    return amount != 0 and abs(quantity * price - amount) <= max(abs(amount) / 200, Decimal("0.02"))
