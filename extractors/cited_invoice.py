"""The invoice that a paper cites in running text: "as per invoice KA2291", "INV. LP-26/0317  PO HPI-20884"."""

import re
from collections.abc import Sequence

from extractors import dates
from extractors.cues import alternatives
from extractors.layout import Phrase
from extractors.made import field, span
from extractors.numbering import identifier
from extractors.regions import Layout
from models.field import Field

_FEWEST = 4  # letters and figures of a number by which an invoice is cited, so that "3 copies" is none
_NO = r"n[or]s?|n[.°º]{1,2}|number|nummer|núm(?:ero)?|num|nro"
_WORD = re.compile(
    rf"(?<![\w/\-])(?<!forma )(?<!forma-)(?:{alternatives('invoice')})(?:[\s.]{{1,2}}(?:{_NO})(?![^\W\d]))?"
    r"[\s.:#№°º]{1,3}(?=\S{0,24}\d)",
    re.IGNORECASE,
)


def cited(layouts: Sequence[Layout]) -> Field[str] | None:
    """Return the first number that stands right after a word for an invoice, wherever on the paper that is."""
    for layout in layouts:
        for line in layout.lines:
            for phrase in line.phrases:
                if number := _number(phrase):
                    return number
    return None


def _number(phrase: Phrase) -> Field[str] | None:
    for word in _WORD.finditer(phrase.text):
        tail = phrase.text[word.end() :]
        read = identifier(tail)
        day = dates.find(tail)
        if read is None or read[1] > 0 or (day and day.start < read[2]) or not _is_number(read[0]):
            continue
        number = read[0].rstrip(".")
        return field([span(phrase, word.end(), word.end() + read[2])], number, sure=0.8)
    return None


def _is_number(text: str) -> bool:
    """Say whether a run of letters and figures may number an invoice: no count, amount or year."""
    signs = [sign for sign in text if sign.isalnum()]
    return len(signs) >= _FEWEST and not re.fullmatch(r"(?:19|20)\d\d|[\d.,]*[.,]\d\d", text)
