"""What narrows the label of a total before its figure: "net", "incl. VAT", "EUR", "CIF Cotonou"."""

import re
from collections.abc import Sequence

from extractors.column_words import tells
from extractors.wording import tokens
from models.reference.currencies import currency
from models.reference.incoterms import incoterm


def narrowed(words: Sequence[str], start: int) -> int:
    """Return the index after the words from `start` on that narrow a total, up to its figure, a colon or the end.

    >>> narrowed("TOTAL CIF COTONOU".split(), 1), narrowed("Betrag netto: 2.310,40".split(), 1)
    (3, 2)
    >>> narrowed("Total station Leica".split(), 1)
    1
    """
    termed = any(incoterm(word) for word in words[:start])  # "Total CIF" is a label of its own
    for stop in range(start, len(words)):
        text = words[stop]
        if text[0].isdigit() or (stop > start and words[stop - 1].endswith(":")):
            return stop
        term = incoterm(text) is not None
        place = termed and text[0].isupper() and not any(c.isdigit() for c in text)
        if not term and not place and not all(map(_narrows, tokens(text))):
            return start
        termed = termed or term
    return len(words)


def _narrows(word: str) -> bool:
    return tells(word) in ("tax", "net") or currency(word.upper()) is not None or not re.search(r"\w", word)
