"""Words that say what a count or mass in running text is: net, gross, of one package, of all, of the goods after it."""

import re
from functools import cache

from models.reference.table import rows

_LETTER = r"[^\W\d_]"


@cache
def cue(*kinds: str) -> re.Pattern[str]:
    """Return a pattern that finds the words of one or more kinds (`net`, `gross`, `total`, ...), a group a kind.

    Points and strokes in a word may be printed or not, and blanks may be line breaks.

    >>> cue("gross", "net").search("POIDS NET 20 T")["net"], bool(cue("net").search("N. W. 20 T"))
    ('NET', True)
    """
    return re.compile("|".join(f"(?P<{kind}>{alternatives(kind)})" for kind in kinds), re.IGNORECASE)


@cache
def alternatives(kind: str) -> str:
    """Return the words of a kind as one regular expression without groups that capture, the longest first."""
    words = sorted((row["word"] for row in rows("running_cues.csv") if row["cue"] == kind), key=len, reverse=True)
    return "|".join(_pattern(word) for word in words)


def _pattern(word: str) -> str:
    signs = {".": r"(?:[./]\s?|\s)?", "/": r"\s?[./]\s?", " ": r"\W{1,3}", "'": "['’´]?"}
    pattern = "".join(signs.get(sign, re.escape(sign)) for sign in word)
    if word[-1] == "." and word[-2:-1].isalpha():  # without its point it ends there as well: "p.l." is not in "plastic"
        pattern = pattern.removesuffix(signs["."]) + rf"(?:[./]\s?|\s|(?!{_LETTER}))"
    before = rf"(?<!{_LETTER})" if word[0].isascii() and word[0].isalpha() else ""
    after = rf"(?!{_LETTER})" if word[-1].isascii() and word[-1].isalpha() else ""
    return f"{before}{pattern}{after}"
