"""When the engine says nothing: no words, words it does not know, words that name no goods."""

from collections.abc import Sequence
from functools import cache

from models.hs.features import Vocabulary
from models.hs.ranking import Scores
from models.hs.regulated import right_headings
from models.hs.wording import FOR, words
from models.reference.table import rows

_FEWEST_KNOWN = 0.2  # weight of the heaviest known word below which a line says nothing
_LEAST_CERTAIN = 0.02  # of the likeliest heading, below which the words fit everywhere alike
_LEAST_ALIKE = 0.25  # likeness from which a code may be told all the same
_LONGEST_PHRASE = 4


def reasons(texts: Sequence[list[str]], told: Scores, vocabulary: Vocabulary) -> list[str]:
    """Return why each line, given as words, cannot be judged: `empty`, `unknown` or `vague`; empty text when it can."""
    certain = ((told.p4.max(axis=1) >= _LEAST_CERTAIN) | (told.s4.max(axis=1) >= _LEAST_ALIKE)).tolist()
    return [_reason(text, sure, vocabulary) for text, sure in zip(texts, certain, strict=True)]


def vague(text: Sequence[str]) -> bool:
    """Say whether words name no goods: nothing is left when the terms of the table of vague words are taken out.

    >>> vague(words("SPARE PARTS")), vague(words("spare parts for tractors")), vague(words("general cargo, misc"))
    (True, False, True)
    """
    left = [word for word in text if word != FOR]
    at = 0
    while at < len(left):
        size = next((size for size in range(_LONGEST_PHRASE, 0, -1) if tuple(left[at : at + size]) in _phrases()), 0)
        if not size:
            return False
        at += size
    return True


def _reason(text: list[str], certain: bool, vocabulary: Vocabulary) -> str:
    if not text:
        return "empty"
    if right_headings(text):
        return ""
    if vague(text):
        return "vague"
    if not any(word in vocabulary.places and vocabulary.weight(word) >= _FEWEST_KNOWN for word in text):
        return "unknown"
    return "" if certain else "vague"


@cache
def _phrases() -> frozenset[tuple[str, ...]]:
    return frozenset(found for row in rows("vague_words.csv") if (found := tuple(words(row["phrase"]))))
