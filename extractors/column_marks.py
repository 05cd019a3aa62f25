"""Which sign is the decimal one in a column: nearly all of its numbers have the same number of decimals."""

import re
from collections import Counter
from collections.abc import Iterable

from extractors.numerals import DecimalSign, shape

_EITHER = re.compile(r"(?<![\d.,])[1-9]\d{0,2}([.,])\d{3}(?![\d.,])")
_NUMBER = re.compile(r"(?<![\w.,])\d[\d.,'’ ]*\d|\d")


def places(texts: Iterable[str], sign: DecimalSign) -> int | None:
    """Return how many decimals the numbers of a column have, going by those that allow one reading only.

    >>> places(["556", "1.725", "890"], ","), places(["0.556", "21.500"], ","), places(["1,725"], ".")
    (0, 3, None)
    """
    told = Counter(_places(match.group(), sign) for text in texts for match in list(_NUMBER.finditer(text))[:1])
    told.pop(None, None)
    usual = told.most_common(1)
    return usual[0][0] if usual and usual[0][1] > 0.6 * told.total() else None


def _places(number: str, sign: DecimalSign) -> int | None:
    plain = re.sub(r"[ '’]", "", number)
    if _EITHER.fullmatch(plain):
        return None
    if not re.search(r"[.,]", plain):
        return 0
    if not shape(plain) and re.fullmatch(r"\d+([.,])\d{3}", plain) is None:
        return None
    tail = re.split(r"[.,]", plain)[-1]
    whole = len(re.findall(r"[.,]", plain)) > 1 and len(set(re.findall(r"[.,]", plain))) == 1
    return 0 if whole else len(tail)


def sign_of(text: str, usual: int | None, sign: DecimalSign) -> DecimalSign:
    """Return the decimal sign to read `text` with in a column whose numbers have `usual` decimals.

    >>> sign_of("1,725", 0, ","), sign_of("1.725", 3, ","), sign_of("1,725", None, ".")
    ('.', '.', '.')
    """
    match = _EITHER.search(text)
    if match is None or usual not in (0, 3):
        return sign
    mark: DecimalSign = "." if match[1] == "." else ","
    other: DecimalSign = "," if mark == "." else "."
    return mark if usual == 3 else other
