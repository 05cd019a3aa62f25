"""Wording as it is compared: case, accents, punctuation and the many ways to print "number" do not count."""

import re
import unicodedata
from functools import lru_cache

from models.reference.table import LETTERS

_NUMBER_SIGN = re.compile(r"\bn\s*+[.]?\s*+[º°o](?=[\W_]|s\b|$)|\bnro?\b|\bnum\b|\bn[úu]m\b\.?|#|№", re.IGNORECASE)
_PLURAL = re.compile(r"(?<=\w)\((?:s|es|n|en|e|i)\)", re.IGNORECASE)
_FOOTNOTE = re.compile(r"(?<=[^\W\d_)*])\(\d{1,2}(?:[;,]\d{1,2})*\)")  # "generator(s)(3)" on waste papers
_RUN_ON = re.compile(r"(?<=[a-zà-ÿ]{2})(?=[A-Z][a-z])")  # "GrossWt", as OCR runs words together
_IDEOGRAPH = re.compile(r"([㐀-鿿])")
_WORD = re.compile(r"[a-z0-9]+|[㐀-鿿]")
_WORD_OF_ANY_SCRIPT = re.compile(r"[a-z0-9]+|[㐀-鿿]|[^\W\d_a-z㐀-鿿]+")


@lru_cache(maxsize=65536)
def tokens(text: str) -> tuple[str, ...]:
    """Return `text` as comparable tokens: `"Invoice N°:"` gives `("invoice", "no")`; ideographs stand alone and simple.

    An optional plural counts as the singular: `"operation(s)"` is `"operation"`.

    >>> tokens("Fattura n. 12/A"), tokens("N.º de bultos"), tokens("Zgłoszenie")
    (('fattura', 'n', '12', 'a'), ('no', 'de', 'bultos'), ('zgloszenie',))
    """
    return tuple(_WORD.findall(_levelled(text)))


@lru_cache(maxsize=4096)
def words_of_any_script(text: str) -> tuple[str, ...]:
    """Return the tokens of `text` with the words in Greek, Cyrillic, Korean and other letters as well.

    >>> words_of_any_script("ДЕКЛАРАЦИЯ / Declaration"), tokens("ДЕКЛАРАЦИЯ / Declaration")
    (('декларация', 'declaration'), ('declaration',))
    """
    return tuple(_WORD_OF_ANY_SCRIPT.findall(_levelled(text)))


def _levelled(text: str) -> str:
    text = _NUMBER_SIGN.sub(" no ", _PLURAL.sub("", _FOOTNOTE.sub("", _RUN_ON.sub(" ", text))))
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return _IDEOGRAPH.sub(r" \1 ", plain.replace("ß", "ss").replace("°", " ").translate(LETTERS))


def plain(text: str) -> str:
    """Return the tokens of `text` joined by single spaces."""
    return " ".join(tokens(text))
