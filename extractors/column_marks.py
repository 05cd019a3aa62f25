"""Which sign is the decimal one in a column: nearly all of its numbers have the same number of decimals."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median

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


_MARKED = re.compile(r"(?<![\w.,])(\d+)([.,])(\d{2,3})(?![\d.,])")
_STROKE = re.compile(r"(?<=\d)[/|](?=\d\d(?!\d))")
_UNMARKED = re.compile(r"(?<![\w.,])(\d{3,})(?![\w.,])")


def pointed(text: str, column: Sequence[str]) -> str:
    """Return a number with the decimal mark that OCR lost or took for a stroke, as the others of its column show it.

    To put one back, all others must have as many decimals, and the number be out of all proportion without its mark,
    but not with it.

    >>> pointed("1844 CBM", ["0.911 CBM", "1844 CBM", "1.081 CBM"]), pointed("120", ["7.50", "3.25", "120"])
    ('1.844 CBM', '120')
    >>> pointed("525|00 KGS", ["375.00 KGS", "525|00 KGS"])
    '525.00 KGS'
    """
    if stroke := _STROKE.search(text):
        marks = Counter(match[2] for other in column if (match := _MARKED.search(other)))
        return f"{text[: stroke.start()]}{marks.most_common(1)[0][0]}{text[stroke.end() :]}" if marks else text
    bare = _UNMARKED.search(text)
    marked = [match for other in column if (match := _MARKED.search(other))]
    if bare is None or len(marked) < 2 or len({(match[2], len(match[3])) for match in marked}) > 1:
        return text
    mark, size = marked[0][2], len(marked[0][3])
    usual = median(float(f"{match[1]}.{match[3]}") for match in marked)
    told = int(bare[1]) / 10**size
    if len(bare[1]) <= size or not usual / 10 < told < usual * 10 or int(bare[1]) < usual * 10 ** (size - 0.5):
        return text
    return f"{text[: bare.end() - size]}{mark}{text[bare.end() - size :]}"
