"""Which printed lines of a goods cell name goods, and which are clauses, labels or marks of repetition."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors import tariff
from extractors.identifiers import containers
from extractors.layout import Phrase
from extractors.lexicon import lexicon
from extractors.quantities import measures, packages, pieces
from extractors.table_rows import Row
from extractors.wording import tokens
from models.reference.trade_phrases import phrases as trade_phrases

_RULED = re.compile(r"^\s*([-=*_])\1.*\1\1\s*$")
_WORD = re.compile(r"[^\W\d_]{3}")
_DITTO = re.compile(r"^\W*(?:do|ditto|dito|idem|id\.)\W*$|^\s*(?:\"|''|″|〃|“|”|,,|„)\s*$", re.IGNORECASE)


def is_clause(text: str) -> bool:
    """Say whether a line is a clause of the carriage ("FREIGHT COLLECT", "** SURRENDERED **") and names no goods."""
    if _RULED.match(text):
        return True  # "--- Non Food ---" heads a group of rows
    counts = any(count.unit for count in packages(text))  # "SAID TO CONTAIN 96 BALES" tells of what follows
    return _says(text, "clause") and not counts


def is_unregulated(text: str) -> bool:
    """Say whether a line says no more than that dangerous goods rules leave the goods above it free: "NOT RESTRICTED".

    >>> is_unregulated("NOT RESTRICTED"), is_unregulated("NON HAZARDOUS RESIN IN DRUMS")
    (True, False)
    """
    return _says(text, "unregulated")


def _says(text: str, meaning: str) -> bool:
    said = sum(_letters(hit.word) for hit in trade_phrases(text, meaning))
    return said > 0.7 * _letters(text) > 0


def is_labels(text: str) -> bool:
    """Say whether a text is made of nothing but labels, as an empty form prints them."""
    words = tokens(text)
    place = 0
    while place < len(words):
        size, _ = lexicon().longest(words[place:])
        if not size:
            return False
        place += size
    return bool(words)


def names(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Return the lines of a column of packages that name goods: no counts, measures, codes, containers or labels."""
    return [phrase for phrase in phrases if _names(phrase.text)]


def _names(text: str) -> bool:
    told = re.match(r"\W*(?:seal|siegel|scell|precinto|lacre|sigillo)", text, re.IGNORECASE) is not None
    counts = any(m.unit for m in packages(text)) or pieces(text) is not None or any(
        m.unit for kind in ("mass", "volume") for m in measures(text, kind=kind)
    )  # fmt: skip
    boxed = bool(containers(text)) or re.search(r"\b[24][05]\s?['’]", text) is not None
    told = told or counts or boxed or any(True for _ in tariff.named(text))
    return _WORD.search(text) is not None and not (told or is_clause(text) or is_labels(text))


def _letters(text: str) -> int:
    return sum(c.isalpha() for c in text)


def repeated(rows: Sequence[Row]) -> list[tuple[Row, dict[str, str]]]:
    """Return the rows with dittos resolved to what the last row before says, and what was printed in their stead.

    A ditto under nothing says nothing: `-do-` is no Dominican Republic.
    """
    found: list[tuple[Row, dict[str, str]]] = []
    above: dict[str, list[Phrase]] = {}
    for row in rows:
        printed = {name: cell[0].text for name, cell in row.cells.items() if cell and all(map(_is_ditto, cell))}
        cells = {
            name: [_in_place_of(cell[0], above[name])] if name in printed else cell
            for name, cell in row.cells.items()
            if name not in printed or name in above
        }
        found.append((Row(cells), {name: text for name, text in printed.items() if name in above}))
        above = {**above, **{name: list(cell) for name, cell in cells.items() if cell}}
    return found


def _is_ditto(phrase: Phrase) -> bool:
    return _DITTO.match(phrase.text) is not None


def _in_place_of(ditto: Phrase, above: Sequence[Phrase]) -> Phrase:
    word = replace(ditto.words[0], text=" ".join(phrase.text for phrase in above), box=ditto.box)
    return Phrase((word,), ditto.page)
