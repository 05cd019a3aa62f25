"""Which currency a printed amount or heading names."""

import re
from itertools import pairwise

from models.reference.currencies import currency

_PIECE = re.compile(r"(?:US|CA|A|AU|HK|S|NT|R|MX)\$|[€£¥₹₽₩₺฿₫₦]|[^\W\d_]{1,12}\.?")


def currency_in(text: str) -> str | None:
    """Return the ISO 4217 code of the first currency that `text` names, or None: a bare `$` names no one currency.

    >>> currency_in("EUR 1.250,00"), currency_in("Amount (US$)"), currency_in("$ 100"), currency_in("Total to pay")
    ('EUR', 'USD', None, None)
    >>> currency_in("46,264.000 kgs.")
    """
    words = re.findall(r"[^\W\d_]+", text)
    for pair in pairwise(words):
        if code := currency(" ".join(pair)):  # "US Dollars"
            return code
    for match in _PIECE.finditer(text):
        word = match.group()
        if word.isalpha() and word.isascii() and len(word) <= 3 and not word.isupper():
            continue  # "all", "to": three small letters are a word before they are a code
        if word.isalpha() and word.isascii() and len(word) < 3:
            continue
        code = currency(word)
        if code and word.rstrip(".").upper() not in _WORDS:
            return code
    return None


_WORDS = frozenset({"ALL", "TOP", "MOP", "CUP", "PEN", "TRY", "GEL", "LAK", "NET", "COP", "KGS", "LBS"})
