"""A number that was read by eye is laid beside what the second reader makes of the same spot of the page.

Pictures are as in `extractors.ink`.
"""

import re
from decimal import Decimal
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from extractors import second
from extractors.ink import Gray, ink_of
from extractors.numerals import DecimalSign, decimal
from extractors.spots import Strip
from models.field import Field
from models.geometry import Box

Value = TypeVar("Value", bound=Field[Any])

CONTESTED = 0.79  # sure of a value that two readers read otherwise: less than what papers are said to disagree by
_SURE = 0.9  # of the second reader, from which its reading takes the place of the first one's
_BESIDE, _ABOVE = 0.25, 0.15  # heights of the box that are looked at around it
_GAP = 0.45  # heights of the box between letters of one number, at most: a typewriter sets points far apart
_MOST = 2  # signs by which two readings of one number differ; beyond that they are of two numbers
_PLACES = 6  # behind the decimal sign, at most
_SIGNS: tuple[DecimalSign, ...] = (".", ",")
_FEWEST_DIGITS = 4  # of a code
_CONTAINER = re.compile(r"[A-Z]{4}\d{7}")
_RUN = re.compile(r"\d(?:(?:[\d.,'’]| (?=\d{3}(?!\d)))*\d)?")


def is_figure(field: Field[Any]) -> bool:
    """Say whether a field is one printed number or code, as it was read and not as a person or a check told it."""
    if len(field.evidence) != 1 or field.confidence == 1 or field.repaired:
        return False
    if isinstance(field.value, int | Decimal):
        return len(_RUN.findall(field.raw)) == 1
    return isinstance(field.value, str) and _is_code(field.value, field.raw)


def _is_code(value: str, raw: str) -> bool:
    """Say whether a text is one run of letters and digits; a container's number has a check digit of its own."""
    digits = sum(sign.isdigit() for sign in value)
    same = _plain(value) == _plain(raw) and not any(sign.isspace() for sign in raw.strip())
    return same and digits >= _FEWEST_DIGITS and not _CONTAINER.fullmatch(_plain(value))


def seen_in(gray: Gray, box: Box, *, dpi: float) -> str | None:
    """Return what the second reader reads in a box (points) of a picture; None where it is not sure.

    It looks as far to both sides as the print goes on: the first reader may have lost an end of the number.
    """
    scale, high, wide = dpi / 72, *gray.shape
    above = box.height * _ABOVE
    top, bottom = max(int((box.top - above) * scale), 0), min(int((box.bottom + above) * scale) + 1, high)
    left, right = max(int(box.x0 * scale), 0), min(int(box.x1 * scale) + 1, wide)
    if right <= left or bottom <= top:
        return None
    band = np.ascontiguousarray(gray[top:bottom])
    inked = np.asarray((ink_of(band) > 0).any(axis=0))
    gap, beside = max(round(box.height * scale * _GAP), 2), round(box.height * scale * _BESIDE)
    left, right = left - goes_on(inked[:left][::-1], gap), right + goes_on(inked[right:], gap)
    strip = Strip(max(left - beside, 0), 0, min(right + beside, wide), bottom - top)
    look = second.look(band, strip)
    return look.text if look.score >= _SURE else None


def goes_on(inked: NDArray[np.bool_], gap: int) -> int:
    """Return how many columns print goes on before a gap."""
    last = 0
    for at in np.flatnonzero(inked):
        if at - last > gap:
            break
        last = int(at) + 1
    return last


def contested(field: Value, text: str) -> Value | None:
    """Return the field as the second reader reads it (`text`), None where that is the same number or another thing.

    Where the readers differ in points and commas alone, the value stays and is less sure: neither sees them well.

    >>> from models.field import Evidence, Quantity
    >>> at = (Evidence(page=1, box=Box(0, 0, 9, 9)),)
    >>> count = Quantity(value=Decimal(20), raw="20 bales", unit="BL", confidence=0.95, evidence=at)
    >>> contested(count, "10 bales").value, contested(count, "20 bales")
    (Decimal('10'), None)
    """
    if isinstance(field.value, str):
        return _other_code(field, text)
    runs = _RUN.findall(text)
    if len(runs) != 1:
        return None
    (printed,), (read,) = _RUN.findall(field.raw), runs
    near = Levenshtein.distance(printed, read, score_cutoff=_MOST) <= _MOST
    whole = len(printed) > 1 and (read.startswith(printed) or read.endswith(printed))  # of a digit alone all is
    if printed == read or not (near or whole):
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


def _other_code(field: Value, text: str) -> Value | None:
    """Return a code as the second reader reads it: one word of as many signs, of which one or two differ."""
    value, known = str(field.value), _plain(field.raw)
    near = [word for word in text.split() if len(_plain(word)) == len(known)]
    near = [word for word in near if 0 < Levenshtein.distance(_plain(word), known) <= _MOST]
    if len(near) != 1:
        return None
    read = near[0].strip(".,:;|")
    told = {"value": read if value == field.raw else _plain(read), "raw": read, "repaired": True}
    return field.model_copy(update={**told, "confidence": min(field.confidence, CONTESTED)})


def _plain(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign.isalnum())


def _value(known: int | Decimal, printed: str, read: str) -> int | Decimal | None:
    """Return the value of `read`, its marks understood as those of `printed` were, which is known to be `known`."""
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
