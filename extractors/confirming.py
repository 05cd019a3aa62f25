"""A number that was read by eye is laid beside what the second reader makes of the same spot of the page.

Pictures are as in `extractors.ink`.
"""

import re
from decimal import Decimal
from typing import Any, TypeVar

from rapidfuzz.distance import Levenshtein

from extractors import second
from extractors.ink import Gray
from extractors.numerals import DecimalSign, decimal
from extractors.spots import Strip
from models.field import Field
from models.geometry import Box

Value = TypeVar("Value", bound=Field[Any])

CONTESTED = 0.79  # sure of a value that two readers read otherwise: less than what papers are said to disagree by
_SURE = 0.9  # of the second reader, from which its reading takes the place of the first one's
_BESIDE, _ABOVE = 0.4, 0.15  # heights of the box that are looked at around it
_MOST = 2  # signs by which two readings of one number differ; beyond that they are of two numbers
_PLACES = 6  # behind the decimal sign, at most
_SIGNS: tuple[DecimalSign, ...] = (".", ",")
_RUN = re.compile(r"\d(?:[\d.,'’ ]*\d)?")


def is_number(field: Field[Any]) -> bool:
    """Say whether a field is one printed number at one spot, as it was read and not as a person or a check told it.

    A code of digits alone is one, too.
    """
    runs = _RUN.findall(field.raw)
    if len(field.evidence) != 1 or len(runs) != 1 or field.confidence == 1 or field.repaired:
        return False
    return isinstance(field.value, int | Decimal) or field.value == _digits(runs[0])


def seen_in(gray: Gray, box: Box, *, dpi: float) -> str | None:
    """Return what the second reader reads in a box (points) of a picture; None where it is not sure."""
    scale, high, wide = dpi / 72, *gray.shape
    beside, above = box.height * _BESIDE, box.height * _ABOVE
    strip = Strip(
        max(int((box.x0 - beside) * scale), 0),
        max(int((box.top - above) * scale), 0),
        min(int((box.x1 + beside) * scale) + 1, wide),
        min(int((box.bottom + above) * scale) + 1, high),
    )
    if strip.right <= strip.left or strip.bottom <= strip.top:
        return None
    look = second.look(gray, strip)
    return look.text if look.score >= _SURE else None


def contested(field: Value, text: str) -> Value | None:
    """Return the field as the second reader reads it (`text`), None where that is the same number or another thing.

    Where the readers differ in points and commas alone, the value stays and is less sure: neither sees them well.

    >>> from models.field import Evidence, Quantity
    >>> at = (Evidence(page=1, box=Box(0, 0, 9, 9)),)
    >>> count = Quantity(value=Decimal(20), raw="20 bales", unit="BL", confidence=0.95, evidence=at)
    >>> contested(count, "10 bales").value, contested(count, "20 bales")
    (Decimal('10'), None)
    """
    runs = _RUN.findall(text)
    if len(runs) != 1:
        return None
    (printed,), (read,) = _RUN.findall(field.raw), runs
    if printed == read or Levenshtein.distance(printed, read, score_cutoff=_MOST) > _MOST:
        return None
    value = None if field.value is None else _value(field.value, printed, read)
    if value is None or value == field.value:
        return None
    less = min(field.confidence, CONTESTED)
    if _digits(printed) == _digits(read):
        return field.model_copy(update={"confidence": less})
    return field.model_copy(
        update={"value": value, "raw": field.raw.replace(printed, read), "confidence": less, "repaired": True}
    )


def _value(known: int | Decimal | str, printed: str, read: str) -> int | Decimal | str | None:
    """Return the value of `read`, its marks understood as those of `printed` were, which is known to be `known`."""
    if isinstance(known, str):
        return _digits(read) if len(_digits(read)) == len(known) else None
    if isinstance(known, int):
        return int(read) if printed == str(known) and read.isdigit() else None
    if re.sub(r"\d", "0", printed) == re.sub(r"\d", "0", read):
        shift = next((at for at in range(_PLACES) if Decimal(int(_digits(printed))).scaleb(-at) == known), None)
        return None if shift is None else Decimal(int(_digits(read))).scaleb(-shift)
    for sign in _SIGNS:
        if decimal(printed, sign) == known:
            return decimal(read, sign)
    return None


def _digits(run: str) -> str:
    return re.sub(r"\D", "", run)
