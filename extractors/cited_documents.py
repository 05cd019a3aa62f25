"""The papers that a customs declaration cites by the codes of their kinds: "N380 / 7302614" is a commercial invoice."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from extractors.layout import Line, Phrase
from extractors.made import field, span
from extractors.numbering import identifier
from extractors.regions import Layout
from models.field import Field
from models.reference.table import rows


def cited(layouts: Sequence[Layout]) -> dict[str, Field[Any]]:
    """Return the numbers of cited papers by the fields they fill, of each the first printed."""
    found: dict[str, Field[Any]] = {}
    for layout in layouts:
        for line in layout.lines:
            for name, phrase in _named(line):
                number = identifier(phrase.text)
                if number and number[1] == 0:
                    found.setdefault(name, field([span(phrase, number[1], number[2])], number[0]))
    return found


def _named(line: Line) -> Iterator[tuple[str, Phrase]]:
    """Yield what stands after each code on a line, beside it or in the next column, with the field that it fills."""
    for place, phrase in enumerate(line.phrases):
        for n, word in enumerate(phrase.words):
            code = re.match(r"[A-Z]\d{3}(?![A-Z\d])", word.text)
            name = _codes().get(code.group()) if code else None
            after = _value(phrase, n) or next(iter(line.phrases[place + 1 : place + 2]), None)
            if name and after:
                yield name, after


def _value(phrase: Phrase, n: int) -> Phrase | None:
    """Return the words after a code, without the strokes between."""
    start = next((k for k in range(n + 1, len(phrase.words)) if re.search(r"\w", phrase.words[k].text)), None)
    return phrase.part(start) if start is not None else None


@cache
def _codes() -> dict[str, str]:
    return {row["code"]: row["field"] for row in rows("document_codes.csv")}
