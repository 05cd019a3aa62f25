"""Tariff codes as papers print them: 4 to 12 digits in one run or in groups, with or without a word that names them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extractors.wording import tokens
from models.reference.nomenclature import editions_of
from models.reference.table import rows
from models.reference.units import package_kind, unit

_INITIALS = 2  # letters


def _hs_words() -> str:
    """Return a pattern of the labels of tariff codes on all papers, whatever stands between their words."""
    named = (row for row in rows("labels.csv") if row["field"] == "goods:hs_code")
    labels = {tokens(row["phrase"]) for row in named if not row["kinds"]}  # "SA" on a waste form is a word elsewhere
    labels |= {
        words for row in rows("column_words.csv") if row["field"] == "hs_code" and (words := tokens(row["phrase"]))
    }
    ranked = sorted(labels, key=lambda words: -len("".join(words)))
    return "|".join(r"[\s.\-/°º]*+".join(map(_accented, words)) for words in ranked if words)


def _accented(word: str) -> str:
    """Return a pattern of a word of a label; two letters glued to figures are the head of a number: seal "PA262178"."""
    ends = "" if not word[-1].isalpha() else r"(?![^\W\d_])" if len(word) > _INITIALS else r"(?![^\W_])"
    return "".join(_ACCENTS.get(letter, letter) for letter in word) + ends


_ACCENTS = {"a": "[aàáâã]", "e": "[eèéê]", "i": "[iíî]", "o": "[oòóôõ]", "u": "[uúûü]", "c": "[cç]", "n": "[nñ]"}
_NAMED = re.compile(
    rf"(?<![\w.])(?:(?:{_hs_words()}|(?<![^\W\d_]\s)S\.?A\.?|H[.,]?\s?S[.,]?\s?N?|C\.?N(?:\.|(?![^\W_]))|N\.?C(?:\.|(?![^\W_])))[\s\-./:]*+){{1,4}}"
    r"(?:codes?|nos?|numbers?|nummer|nr|num|n[°º.]|#|tariff|heading|item|classification|us|\(s\))?[\s.,:#\-]*+"
    r"(?:codes?|nos?|nr|n[°º.]|#)?[\s.:#\-=]*+(?=\d{2})",
    re.IGNORECASE,
)
_GROUPS = re.compile(
    r"(?<![\d.,])\d{2,12}(?:(?:\. (?=\d\d\.\d\d(?!\d))|[ .\-\u00a0])\d{2,8})*"  # "0802. 11.00"
    r"(?:(?<=\d{4}\.\d\d),\d\d)?(?!\d)"  # "0207.14,90"
)
_JOINED = re.compile(r"\s*(?:[,;/&+]|\b(?:and|et|und|y|e|en)\b)\s*(?=\d{4})", re.IGNORECASE)
_DAY = re.compile(r"(?:0[1-9]|[12]\d|3[01])([.\-])(?:0[1-9]|1[0-2])\1(?:19|20)\d\d")  # in a column of codes: a date
_OF_WASTE = re.compile(r"\d\d \d\d \d\d ?\*")  # the EU's list of waste marks what is hazardous
_LONE = re.compile(r"\D{0,12}?(?<!\b[A-Z])(\d{4})\D{0,3}")  # "A1181" is an entry of the Basel lists
_REMARK = re.compile(r"\(\s?(\d{4}\.\d\d(?:[. ]?\d\d){0,2})\s?\)")
_NEAR = 32  # signs after a code that tell whether another follows
_HEADING, _COUNTED = 4, re.compile(r"/\d{2,4}(?![\d.])")
_ENDS = frozenset({4, 6, 8, 9, 10, 11, 12})  # digits that a heading, a subheading, a national code may have


class Tariff(NamedTuple):
    """A code's digits, found from `start` to `stop` of a text."""

    value: str
    start: int
    stop: int


def codes(text: str) -> list[Tariff]:
    """Return the codes of a tariff column or line: groups are joined as far as they make a code.

    >>> [code.value for code in codes("3915.10.0000 / 7204 49")], [code.value for code in codes("5101 21 1090")]
    (['3915100000', '720449'], ['5101211090'])
    """
    found = []
    place = 0
    while match := _GROUPS.search(text, place):
        other = _DAY.fullmatch(match.group()) or _OF_WASTE.match(text, match.start())
        code = None if other else _first(text, match)
        if code and len(code.value) > 4:
            found.append(code)
        place = code.stop if code else match.end()
    if not found and (match := _LONE.fullmatch(text.strip())):
        start = text.index(match[1])
        found = [Tariff(match[1], start, start + 4)]
    return found


def named(text: str) -> Iterator[tuple[int, list[Tariff]]]:
    """Yield where each tariff word of running text starts, and the codes after it (`HS 3915.10, 3915.20`)."""
    for match in _NAMED.finditer(text):
        found: list[Tariff] = []
        place = match.end()
        while groups := _GROUPS.match(text, place):
            code = _first(text, groups, running=True)
            if code is None or (found and len(code.value) < 6):
                break
            if len(code.value) == _HEADING and text[place - 1] == "-" and _COUNTED.match(text, code.stop):
                break  # "HS-9166/26" is the number of a paper
            found.append(code)
            joint = _JOINED.match(text, code.stop)
            place = joint.end() if joint else _beside(text, code)
            if not place:
                break
        if found:
            yield match.start(), found


def in_remarks(text: str) -> Iterator[tuple[int, list[Tariff]]]:
    """Yield where each code of the nomenclature starts that stands alone in parentheses, and the code.

    >>> [code.value for _, (code,) in in_remarks("Frozen hake (0303.66), gutted (1999.99)")]
    ['030366']
    """
    for match in _REMARK.finditer(text):
        digits = "".join(filter(str.isdigit, match[1]))
        if editions_of(digits[:6]):
            yield match.start(1), [Tariff(digits, *match.span(1))]


def _beside(text: str, code: Tariff) -> int:
    """Return where a code as long as the one before it stands beside it and counts nothing, else 0: "870830 870880".

    >>> [code.value for _, found in named("HS 610910 - 611020 - 620342") for code in found]  # or after a dash
    ['610910', '611020', '620342']
    """
    size, after = len(code.value), text[code.stop : code.stop + _NEAR]
    joint = re.match(r"\s{1,3}(?:[-–]\s)?(?=(\d{6,10})(?![\d.,]))", after)
    if joint is None or len(joint[1]) != size or text[code.start : code.stop] != code.value:
        return 0
    word = re.match(r"[ \u00a0]*([^\W\d_]+)", after[joint.end() + size :])
    return 0 if word and (package_kind(word[1]) or unit(word[1])) else code.stop + joint.end()


def _first(text: str, match: re.Match[str], *, running: bool = False) -> Tariff | None:
    """Return the code that the first groups of `match` make, the longest that is one."""
    groups = [(group.group(), group.end()) for group in re.finditer(r"\d+", match.group())]
    marks = re.findall(r"\D+", match.group())
    best = None
    digits = ""
    for n, (group, stop) in enumerate(groups):
        if n and not _goes_on(text, match, groups, marks, n, running=running):
            break
        digits += group
        if len(digits) > 12 or (len(digits) < 6 and len(digits) % 2):
            break
        if len(digits) in _ENDS and (running or len(digits) > 4 or n + 1 == len(groups)):
            best = Tariff(digits, match.start(), match.start() + stop)
    return best


def _goes_on(
    text: str, match: re.Match[str], groups: list[tuple[str, int]], marks: list[str], n: int, *, running: bool
) -> bool:
    """Say whether group `n` belongs to the code before it; after a space it may be another code or a count."""
    before, group = [g for g, _ in groups[:n]], groups[n][0]
    if running and n == 1 and marks[0] == "-" and len(before[0]) == 2:
        return False  # "26-0455" is the number of a paper
    if not marks[n - 1].isspace():
        return True
    size = sum(map(len, before))
    rest = [len(g) for g, _ in groups[n:]]
    again = size >= 6 and rest[: len(before)] == [len(g) for g in before]
    headings = size == 4 and len(group) == 4 and group[:2] == before[0][:2]
    if again or headings or size % 2 or (size < 4 and len(before) > 2):
        return False
    mixed = any(not mark.isspace() for mark in marks[: n - 1])
    if not running:
        return not mixed or match.end() == len(text.rstrip())
    word = re.match(r"[ \u00a0]*([^\W\d_]+)", text[match.start() + groups[n][1] :])
    counts = word is not None and (package_kind(word[1]) or unit(word[1])) is not None
    return not mixed and not counts
