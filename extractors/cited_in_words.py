"""The invoice and the order that a paper cites in running text: "as per invoice KA2291", "Bestellung PC-4410"."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from extractors import dates
from extractors.cues import alternatives
from extractors.layout import Phrase
from extractors.made import field, span
from extractors.money import currency_in
from extractors.numbering import identifier
from extractors.regions import Layout
from models.field import Field
from models.reference.units import unit

_FEWEST = 4  # letters and figures of a number by which an invoice is cited, so that "3 copies" is none
_NO = r"n[or]s?|n[.°º]{1,2}|number|nummer|núm(?:ero)?|num|nro"
_Cited = Literal["invoice", "order"]


def cited(layouts: Sequence[Layout], what: _Cited = "invoice") -> Field[str] | None:
    """Return the first number that stands right after a word for what it numbers, wherever on the paper that is."""
    for layout in layouts:
        if number := _under_heading(layout, what):
            return number
        for line in layout.lines:
            for phrase in line.phrases:
                if number := _number(phrase, what):
                    return number
    return None


def _under_heading(layout: Layout, what: _Cited) -> Field[str] | None:
    """Return the number under a heading of the goods' table that asks for it, as certificates have one."""
    for label in layout.labels:
        if label.line not in layout.header_lines or not label.announces(f"{what}_number"):
            continue
        value = next(layout.candidates(label), None)
        read = identifier(value.text) if value else None
        if value and read and read[1] == 0 and _is_number(read[0]):
            return field([span(value, 0, read[2])], read[0], sure=0.8)
    return None


@cache
def _word(what: _Cited) -> re.Pattern[str]:
    """Return the pattern of what stands before a number; the letters of its series ("FV") are its own part."""
    series = alternatives(f"{what}_series")
    own = rf"|(?<![\w/])(?=(?:{series})[ /\-]?\d)" if series else ""
    return re.compile(
        rf"(?<![\w/\-])(?<!forma )(?<!forma-)(?:{alternatives(what)})(?:[\s.]{{1,2}}(?:{_NO})(?![^\W\d]))?"
        rf"[\s.:#№°º]{{1,3}}(?=\S{{0,24}}\d){own}",
        re.IGNORECASE,
    )


def _number(phrase: Phrase, what: _Cited) -> Field[str] | None:
    for word in _word(what).finditer(phrase.text):
        tail = phrase.text[word.end() :]
        read = identifier(tail)
        day = dates.find(tail)
        if read is None or read[1] > 0 or (day and day.start < read[2]) or not _is_number(read[0]):
            continue
        if not any(map(str.isalpha, read[0])) and _is_measured(tail[read[2] :]):
            continue  # "the invoice 12500 EUR"
        number = read[0].rstrip(".")
        return field([span(phrase, word.end(), word.end() + read[2])], number, sure=0.8)
    return None


def _is_number(text: str) -> bool:
    """Say whether a run of letters and figures may number a paper: no count, amount or year."""
    signs = [sign for sign in text if sign.isalnum()]
    return len(signs) >= _FEWEST and not re.fullmatch(r"(?:19|20)\d\d|[\d.,]*[.,]\d\d", text)


def _is_measured(after: str) -> bool:
    """Say whether a unit or a currency follows."""
    words = after.split()[:1]
    return any(unit(word.strip(".,")) or currency_in(word) for word in words)
