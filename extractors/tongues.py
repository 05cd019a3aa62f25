"""Which language a sheet is written in, told from what a first reading in English made of it."""

import csv
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

AUTO = "auto"
FIRST = "eng"  # what a sheet is first read in: the trade's own language, and Latin letters in any
CHINESE = "chi_sim"
_WORDS = Path(__file__).parent.parent / "models" / "reference" / "function_words.csv"
_ENOUGH = 4  # different words of a language
_RIVAL = 1.5  # times as many as of English, or it is not worth reading again


def of_words(words: Iterable[str]) -> str | None:
    """Return Tesseract's name of the language other than English that `words` speak, or None.

    Accents that an English reading loses do not count.

    >>> of_words("Factura cantidad descripcion mercancia remitente bultos peso bruto".split())
    'spa'
    """
    seen = {_bare(word) for word in words}
    found = Counter({language: len(known & seen) for language, known in _known().items()})
    english = found.pop(FIRST, 0)
    language, count = found.most_common(1)[0]
    return language if count >= _ENOUGH and count > _RIVAL * english else None


@cache
def _known() -> dict[str, frozenset[str]]:
    with _WORDS.open(encoding="utf-8", newline="") as file:
        listed = {row["language"]: frozenset(map(_bare, row["words"].split())) for row in csv.DictReader(file)}
    # A word of several languages tells none of them.
    often = Counter(word for words in listed.values() for word in words)
    return {language: frozenset(word for word in words if often[word] == 1) for language, words in listed.items()}


def _bare(word: str) -> str:
    apart = unicodedata.normalize("NFD", word.casefold().strip(".,:;()/"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def packs() -> tuple[str, ...]:
    """Return the languages that sheets are looked at for, by Tesseract's names."""
    return (*_known(), CHINESE)
