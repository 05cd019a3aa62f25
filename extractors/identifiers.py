"""Identifiers with a form of their own: freight containers (ISO 6346), CAS, UN, and repair of OCR misreads.

A misread is repaired only where exactly one repair by the usual confusions satisfies the check digit.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

_TO_DIGIT = {
    "O": "0",
    "Q": "0",
    "D": "0",
    "I": "1",
    "L": "1",
    "|": "1",
    "S": "5",
    "$": "5",
    "B": "8",
    "Z": "2",
    "G": "6",
}
_TO_LETTER = {"0": "O", "1": "I", "5": "S", "8": "B", "2": "Z", "6": "G", "|": "I", "$": "S"}

CONTAINER = re.compile(
    r"(?<![A-Z0-9])([A-Z0-9|$]{4})[\s\-/.]{0,2}([A-Z0-9|$]{6})[\s\-/.]{0,2}\(?([A-Z0-9|$])\)?(?![A-Z0-9])"
)
CAS = re.compile(r"(?<![\d\-])([\dOIlSB]{2,7})\s?[-–—]\s?([\dOIlSB]{2})\s?[-–—]\s?([\dOIlSB])(?![\d\-])")
UN = re.compile(r"(?<![A-Z0-9])(?:UN|VN|ONU)\s?(?:N[O0°º.]*|/\s?ID)?\s?[:.#]?\s?(\d{4})(?!\d)", re.IGNORECASE)


class Identifier(NamedTuple):
    """An identifier found from `start` to `stop` of a text; `valid` by its check digit, `repaired` from OCR."""

    value: str
    valid: bool
    repaired: bool
    start: int
    stop: int


def _value(letter: str) -> int:
    # A=10, B=12 ... Z=38: multiples of 11 are skipped (ISO 6346).
    place = ord(letter) - ord("A")
    return place + 10 + (place > 0) + (place > 10) + (place > 20)


def container_is_valid(number: str) -> bool:
    """Say whether the check digit of an 11-character container number holds (ISO 6346).

    >>> container_is_valid("CSQU3054383"), container_is_valid("CSQU3054384")
    (True, False)
    """
    if not re.fullmatch(r"[A-Z]{3}[UJZ]\d{7}", number):
        return False
    values = [_value(c) if c.isalpha() else int(c) for c in number[:10]]
    return sum(value << place for place, value in enumerate(values)) % 11 % 10 == int(number[10])


def cas_is_valid(number: str) -> bool:
    """Say whether the check digit of a CAS number such as 75-45-6 holds."""
    digits = number.replace("-", "")
    if not re.fullmatch(r"\d{2,7}-\d{2}-\d", number):
        return False
    return sum(place * int(c) for place, c in enumerate(reversed(digits[:-1]), 1)) % 10 == int(digits[-1])


def _repairs(text: str, letters: int) -> Iterator[str]:
    """Yield the readings of `text` whose first `letters` places are letters and the others digits."""
    choices = []
    for place, c in enumerate(text):
        wanted = _TO_LETTER if place < letters else _TO_DIGIT
        fits = c.isalpha() if place < letters else c.isdigit()
        choices.append([c] if fits else [wanted[c]] if c in wanted else [])
    yield from ("".join(reading) for reading in product(*choices))


def _unmarked(text: str) -> str:
    """Return `text` as long as it is, without accents: specks over the letters of a number."""
    return "".join(unicodedata.normalize("NFD", sign)[0] for sign in text)


def containers(text: str) -> list[Identifier]:
    """Return the container numbers in `text` (compact form), misreads repaired where one repair fits.

    A number whose check digit fails is kept, as not valid, only when it already has the printed form of one.
    """
    found = []
    for match in CONTAINER.finditer(_unmarked(text).upper()):
        printed = "".join(match.groups())
        readings = list(_repairs(printed, 4))
        valid = [reading for reading in readings if container_is_valid(reading)]
        if printed not in valid and any(sign.islower() for sign in text[match.start() : match.start() + 4]):
            continue  # a ship's name before a number: "Nadu 641021 B/L"
        if len(valid) == 1:
            found.append(Identifier(valid[0], True, valid[0] != printed, *match.span()))
        elif re.fullmatch(r"[A-Z]{3}[UJZ]\d{7}", printed):
            found.append(Identifier(printed, False, False, *match.span()))
    return found


def cas_numbers(text: str) -> list[Identifier]:
    """Return the CAS numbers in `text`; one whose check digit fails is kept as not valid when CAS is printed before."""
    found = []
    for match in CAS.finditer(text):
        printed = "-".join(match.groups())
        reading = "".join(_TO_DIGIT.get(c.upper(), c) for c in printed)
        valid = cas_is_valid(reading)
        before = text[max(0, match.start() - 30) : match.start()]
        if valid or re.search(r"cas\W*+(?:no|nr|rn|number|n°)?\W*$", before, re.IGNORECASE):
            found.append(Identifier(reading, valid, reading != printed, *match.span()))
    return found


def un_numbers(text: str) -> list[Identifier]:
    """Return the UN numbers in `text` that are printed as such ("UN 3480", "UN No. 1018")."""
    return [Identifier(match[1], True, False, *match.span()) for match in UN.finditer(text)]
