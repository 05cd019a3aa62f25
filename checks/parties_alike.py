"""Whether two printed names are one party."""

import re
from functools import cache

from rapidfuzz import fuzz

from checks.tolerances import DEFAULTS, Tolerances
from models.reference.table import plain, rows, squeezed

# Letters after a name that say its legal form, not whose it is.
_FORM = re.compile(
    r"\b(?:gmbh|co kg|kg|ag|ltd|limited|llc|inc|corp|plc|sarl|sas|sa|srl|spa|s p a|bv|b v|nv|n v|oy|ab|as|lda|pt|pte|"
    r"sdn bhd|pvt|pty|co|company|kft|sp z o o|sl|s l|s a|gmb h|ltda)\b"
)


def same_party(one: str, other: str, tolerances: Tolerances = DEFAULTS) -> bool:
    """Say whether two names are printings of one: alike but for legal form, order, spaces and some letters.

    >>> same_party("Nordhafen Metall GmbH", "NORDHAFEN METALL"), same_party("Nordhafen Metall", "Tema Trading Ltd")
    (True, False)
    >>> same_party("Castellane International Co., Ltd.", "Wattle Creek International Co., Ltd.")
    False
    """
    mine, theirs = core(one), core(other)
    if not mine or not theirs:
        return True
    if squeezed(mine) in squeezed(theirs) or squeezed(theirs) in squeezed(mine):
        return True
    own, its = _proper(mine), _proper(theirs)
    if own and its and fuzz.token_set_ratio(own, its) < tolerances.names_alike:
        return False  # "Castellane International" and "Wattle Creek International" share their trade alone
    return fuzz.token_set_ratio(mine, theirs) >= tolerances.names_alike


def _proper(core: str) -> str:
    """The words of a name that are no word of trade."""
    return " ".join(word for word in core.split() if word not in _trades())


@cache
def _trades() -> frozenset[str]:
    return frozenset(plain(row["word"]) for row in rows("company_words.csv") if row["kind"] == "trade")


def core(name: str) -> str:
    """Return a name in plain words, without its legal form."""
    words = " ".join(re.findall(r"\w+", plain(name)))
    return _FORM.sub(" ", words).strip() or words
