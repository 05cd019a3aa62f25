"""Papers that record tests of used equipment: told by a title such as "TEST AND CONFIGURATION RECORD"."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from extractors import made
from extractors.regions import Layout
from extractors.wording import tokens
from models.field import Field
from models.reference.table import rows

_HEAD = 0.3  # of the page's height, within which a paper bears its title
_LONGEST = 12  # words of a title


def title(layouts: Sequence[Layout]) -> Field[str] | None:
    """Return the title of a paper that says it records tests, or None."""
    page = layouts[0].page
    for line in layouts[0].lines:
        if line.box.top > _HEAD * page.height:
            break
        for phrase in line.phrases:
            if len(phrase.words) <= _LONGEST and is_record(phrase.text):
                return made.field([phrase], phrase.text, sure=0.9)
    return None


def is_record(text: str) -> bool:
    """Say whether a title names tests and what they are written down in.

    >>> is_record("TEST AND CONFIGURATION RECORD"), is_record("Prüfprotokoll Nr. 7"), is_record("Test equipment")
    (True, True, False)
    """
    told = {meaning for word in tokens(text) for meaning in _words().get(word, ())}
    return text[:1].isupper() and not text.rstrip().endswith(".") and told >= {"test", "record"}


@cache
def _words() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows("record_words.csv"):
        for word in tokens(row["word"]):
            found[word].update(row["meaning"].split())
    return found
