"""Wording as it is compared: case, accents, punctuation and the many ways to print "number" do not count."""

import re
import unicodedata
from functools import lru_cache

_NUMBER_SIGN = re.compile(r"\bn\s*+[.]?\s*+[º°o](?=[\W_]|s\b|$)|\bnr\b|\bnum\b|\bn[úu]m\b\.?|#|№", re.IGNORECASE)
_PLURAL = re.compile(r"(?<=\w)\((?:s|es|n|en|e|i)\)", re.IGNORECASE)
_FOOTNOTE = re.compile(r"(?<=[^\W\d_)*])\(\d{1,2}(?:[;,]\d{1,2})*\)")  # "generator(s)(3)" on waste papers
_RUN_ON = re.compile(r"(?<=[a-zà-ÿ]{2})(?=[A-Z][a-z])")  # "GrossWt", as OCR runs words together
_IDEOGRAPH = re.compile(r"([㐀-鿿])")


@lru_cache(maxsize=65536)
def tokens(text: str) -> tuple[str, ...]:
    """Return `text` as comparable tokens: `"Invoice N°:"` gives `("invoice", "no")`; ideographs stand alone.

    An optional plural counts as the singular: `"operation(s)"` is `"operation"`.

    >>> tokens("Fattura n. 12/A"), tokens("N.º de bultos")
    (('fattura', 'n', '12', 'a'), ('no', 'de', 'bultos'))
    """
    text = _NUMBER_SIGN.sub(" no ", _PLURAL.sub("", _FOOTNOTE.sub("", _RUN_ON.sub(" ", text))))
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    plain = _IDEOGRAPH.sub(r" \1 ", plain.replace("ß", "ss").replace("°", " "))
    return tuple(re.findall(r"[a-z0-9]+|[㐀-鿿]", plain))


def plain(text: str) -> str:
    """Return the tokens of `text` joined by single spaces."""
    return " ".join(tokens(text))
