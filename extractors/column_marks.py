"""Which sign is the decimal one in a column: nearly all of its numbers have the same number of decimals."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median

from extractors.numerals import DecimalSign, multiplies, shape

_EITHER = re.compile(r"(?<![\d.,])[1-9]\d{0,2}([.,])\d{3}(?![\d.,])")
_NUMBER = re.compile(r"(?<![\w.,:;/|])(?:\d[\d.,'’ ]*\d|\d)(?![.,:;/|]?\d)")
_THOUSANDS = 4  # digits from which a number without any mark tells that its column marks no thousands


def places(texts: Iterable[str], sign: DecimalSign) -> int | None:
    """Return how many decimals the numbers of a column have, going by those that allow one reading only.

    Where all allow two, the mark that most of them bear is the sign of the paper or none.

    >>> places(["556", "1.725", "890"], ","), places(["0.556", "21.500"], ","), places(["1,725"], ".")
    (0, 3, None)
    >>> places(["3.024", "1,668", "3.150"], "."), places(["11791", "10.748"], ".")
    (3, None)
    """
    found = [match.group() for text in texts for match in list(_NUMBER.finditer(text))[:1]]
    told = Counter(_places(number, sign) for number in found)
    told.pop(None, None)
    usual = told.most_common(1)
    if usual:
        return usual[0][0] if usual[0][1] > 0.6 * told.total() else None
    marks = Counter(match[1] for number in found if (match := _EITHER.fullmatch(number)))
    mark, count = marks.most_common(1)[0] if marks else ("", 0)
    return (3 if mark == sign else 0) if count > 1 and count > 0.6 * marks.total() else None


def _places(number: str, sign: DecimalSign) -> int | None:
    plain = re.sub(r"[ '’]", "", number)
    if _EITHER.fullmatch(plain):
        return None
    if not re.search(r"[.,]", plain):
        return 0 if len(plain) < _THOUSANDS else None
    if not shape(plain) and re.fullmatch(r"\d+([.,])\d{3}", plain) is None:
        return None
    tail = re.split(r"[.,]", plain)[-1]
    whole = len(re.findall(r"[.,]", plain)) > 1 and len(set(re.findall(r"[.,]", plain))) == 1
    return 0 if whole else len(tail)


def proven(rows: Iterable[Sequence[str]], sign: DecimalSign) -> int | None:
    """Return how many decimals quantities with one mark have, by the rows (quantity, price, amount) that multiply.

    None where no row tells, or they do not agree.

    >>> proven([("6.625 kg", "4.07", "26,963.75"), ("4.732 l", "", "")], "."), proven([("6.625", "2", "13")], ".")
    (0, None)
    """
    told: set[int] = set()
    for quantity, price, amount in rows:
        if match := _EITHER.search(quantity):
            whole = match.group().replace(match[1], "")
            shown = {0: whole, 3: f"{whole[:-3]}{sign}{whole[-3:]}"}
            told |= {size for size, text in shown.items() if multiplies((text, price, amount), sign)}
    return told.pop() if len(told) == 1 else None


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
_STROKE = re.compile(r"(?<=\d)[/|:;](?=\d{2,3}(?!\d))")
_TWO_MARKS = re.compile(r"(?<![\w.,])\d{1,3}([.,])\d{3}(?:\1\d{3})*\1\d{2,3}(?![\d.,])")
_FOUR, _FOUR_PLACES = re.compile(r"(?<=\d) (?=\d{4}(?!\d))"), re.compile(r"\d([.,])\d{4}(?!\d)")  # no thousands
_DOUBLED = re.compile(r"(?<=\d)[.,]+(?=[.,]\d)|(?<![\d.,])[.,](?=\d+[.,]\d)")  # a speck beside a mark, or before it
_AFTER_ZERO = re.compile(r"(?<![^\s(])(?<!\d )0(?=\d{2,4}(?![\w.,]))")
_UNMARKED = re.compile(r"(?<![\w.,])(\d{3,})(?![\w.,])")


def pointed(text: str, column: Sequence[str]) -> str:
    """Return a number with the decimal mark that OCR lost or took for another, as the others of its column show it.

    To put one back, all others must have as many decimals, and the number be out of all proportion without its mark,
    but not with it.

    >>> pointed("1844 CBM", ["0.911 CBM", "1844 CBM", "1.081 CBM"]), pointed("120", ["7.50", "3.25", "120"])
    ('1.844 CBM', '120')
    >>> pointed("525|00 KGS", ["375.00 KGS", "525|00 KGS"]), pointed("8.284.00", ["7,560.00"])
    ('525.00 KGS', '8,284.00')
    >>> pointed("1,000,000", ["580,000", "1.250,000"]), pointed("1,000,000", ["2,500,000", "12"])
    ('1.000,000', '1,000,000')
    >>> pointed("9:135.000", ["8.179.000", "9:135.000", "8282.000"]), pointed("251 8900", ["2.7700", "251 8900"])
    ('9,135.000', '251.8900')
    >>> pointed("8,712..000 kg", []), pointed(".59.03", []), pointed("041", ["1,539", "3,03"])
    ('8,712.000 kg', '59.03', '0,41')
    """
    text = _DOUBLED.sub("", text)
    marked = [match for other in column if (match := _MARKED.search(other))]
    marks = Counter(match[2] for match in marked).most_common(1)
    if _FOUR.search(text) and (four := [match[1] for other in column if (match := _FOUR_PLACES.search(other))]):
        return _FOUR.sub(four[0], text, count=1)
    text = _AFTER_ZERO.sub(f"0{marks[0][0] if marks else '.'}", text)  # no whole number begins with one
    if stroke := _STROKE.search(text):
        if not marks:
            return text
        text = f"{text[: stroke.start()]}{marks[0][0]}{text[stroke.end() :]}"
    if match := _TWO_MARKS.search(text):
        return _told_apart(text, match, column)
    bare = None if stroke else _UNMARKED.search(text)
    if bare is None or len({len(match[3]) for match in marked}) != 1 or marks[0][1] < max(2, 0.6 * len(marked)):
        return text
    mark, size = marks[0][0], len(marked[0][3])
    usual = median(float(f"{match[1]}.{match[3]}") for match in marked)
    told = int(bare[1]) / 10**size
    if len(bare[1]) <= size or not usual / 10 < told < usual * 10 or int(bare[1]) < usual * 10 ** (size - 0.5):
        return text
    return f"{text[: bare.end() - size]}{mark}{text[bare.end() - size :]}"


def _told_apart(text: str, match: re.Match[str], column: Sequence[str]) -> str:
    """Return a number in which OCR read the thousands mark and the decimal sign alike, with the two told apart."""
    number = match.group()
    size = len(number) - max(number.rfind("."), number.rfind(",")) - 1
    shown = (other.group() for each in column if (other := _NUMBER.search(each)))
    marks = Counter(mark for printed in shown if (mark := _sign_in(printed, size)))
    if not marks and size == 3:
        return text  # thousands of thousands
    read = number[-size - 1]
    mark = marks.most_common(1)[0][0] if marks else read
    whole = re.sub(r"[.,]", "," if mark == "." else ".", number[: -size - 1])
    return f"{text[: match.start()]}{whole}{mark}{number[-size:]}{text[match.end() :]}"


def _sign_in(number: str, size: int) -> str | None:
    """Return the mark before the last `size` digits of a number that can only be read with it as the decimal sign."""
    mark = number[-size - 1 : -size]
    return mark if mark and shape(number) == {".": 1, ",": -1}.get(mark) else None
