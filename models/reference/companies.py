"""Words by which companies are known: legal forms (Ltd, GmbH), words of carriers (Lines, Reederei)."""

import re
from functools import cache

from models.reference.table import plain, rows


def looks_like_company(text: str) -> bool:
    """Say whether `text` names a company by its legal form.

    >>> looks_like_company("Yarra Hospital Supply Pty Ltd, Tullamarine"), looks_like_company("the goods")
    (True, False)
    """
    return company_words("legal_form").search(text) is not None and len(plain(text)) > 4


@cache
def company_words(kind: str) -> re.Pattern[str]:
    """Return a pattern of the words that mark companies: `legal_form` (Ltd, GmbH), `carrier` (Lines, Reederei)."""
    words = sorted((row["word"] for row in rows("company_words.csv") if row["kind"] == kind), key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in words if word[0] < "\u0370")
    other = "|".join(re.escape(word) for word in words if word[0] >= "\u0370")
    return re.compile(rf"(?<![\w&])(?:{latin})(?!\w)\.?" + (f"|{other}" if other else ""), re.IGNORECASE)
