"""Words that change what goods are: tested, new, disposable, for recovery; and words that deny the word beside them."""

from functools import cache
from typing import NamedTuple

from models.reference.table import rows
from models.reference.words import Lexicon


class Phrase(NamedTuple):
    """A phrase found: as printed, what it means, at characters `start` to `end`."""

    word: str
    meaning: str
    start: int
    end: int


def phrases(text: str, *meanings: str) -> list[Phrase]:
    """Return the phrases of those meanings that stand in `text`, longest first where they start alike.

    >>> [found.word for found in phrases("R-134a, non-refillable cylinders", "disposable")]
    ['non-refillable']
    """
    found = [Phrase(text[hit.start : hit.end], hit.entry, hit.start, hit.end) for hit in _lexicon().hits(text)]
    return [phrase for phrase in found if phrase.meaning in meanings]


def denied(text: str, start: int, end: int) -> bool:
    """Say whether the word at `start` to `end` is denied by its neighbours.

    >>> denied("gaskets, asbestos free", 9, 17), denied("free of PCB", 8, 11), denied("asbestos sheets", 0, 8)
    (True, True, False)
    """
    before = any(
        phrase.end <= start and not text[phrase.end : start].strip(" -") for phrase in phrases(text, "denial before")
    )
    after = any(
        phrase.start >= end and not text[end : phrase.start].strip(" -") for phrase in phrases(text, "denial after")
    )
    return before or after


@cache
def _lexicon() -> Lexicon[str]:
    return Lexicon((row["phrase"], row["meaning"], False) for row in rows("trade_phrases.csv"))
