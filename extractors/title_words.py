"""Which words title a paper: the titles of `titles.csv`, misread ones too, and what may stand beside them."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import cast

from rapidfuzz import fuzz, process

from extractors.waste_forms import WASTE_KINDS
from extractors.wording import tokens, words_of_any_script
from models.paper import PaperKind
from models.reference.table import rows

SURE_LENGTH, ALIKE = 7, 88  # letters from which a misread title is known, and how near it must be (0..100)
FIRST_WORDS = 6  # of a line among which a title begins: a company's name may stand before it
_FORM = re.compile(r"[a-z]|\D*\d.*")  # the letter or number of a form: "(N10)", "FORM A", "B3-3"
_AND = frozenset({"and", "und", "et", "y", "e", "en", "i", "ve"})  # between two papers in one
_NUMBER = frozenset({"no", "number", "nummer", "numero"})
MOST_WORDS = 14  # of a phrase that has a title among others
MOST_BESIDE = 3  # other words that even the shortest title may have beside it


def title_of(text: str, *, fuzzy: bool) -> tuple[PaperKind | None, int, int]:
    """Return the kind that a phrase titles, the words of the title, and the words beside it (few are allowed).

    >>> title_of("IMPORT DECLARATION (N10) - PRINT", fuzzy=False)
    ('customs_declaration', 2, 0)
    >>> title_of("ДЕКЛАРАЦИЯ НА ТОВАРЫ", fuzzy=False)
    ('customs_declaration', 3, 0)
    """
    readings = dict.fromkeys((tokens(text), words_of_any_script(text)))  # "НАКЛАДНАЯ CMR" is one by its Latin word
    return max((_title(words, fuzzy=fuzzy) for words in readings), key=lambda found: found[1])


def is_title(text: str) -> bool:
    """Say whether a text is a title word for word.

    >>> is_title("EXPORT DECLARATION"), is_title("EXPORT DECLARATION No. 7")
    (True, False)
    """
    return tokens(text) in _titles()


def captioned(text: str) -> PaperKind | None:
    """Return the kind whose number a caption announces: "FACTURA N.º", "CMR No." over it.

    >>> captioned("FACTURA N.º"), captioned("Factura")
    ('commercial_invoice', None)
    """
    words = tokens(text)
    if len(words) < 2 or words[-1] not in _NUMBER:
        return None
    return _titles().get(words[:-1])


def _title(words: tuple[str, ...], *, fuzzy: bool) -> tuple[PaperKind | None, int, int]:
    if not words or (len(words) > MOST_WORDS and words not in _titles()):
        return None, 0, 0
    named = list(_named(words, fuzzy=fuzzy))
    if not named:
        return None, 0, 0
    start, run, kind = max(named, key=lambda each: len(each[1]))
    joined = [each for each in named if each[0] + len(each[1]) + 1 == start and words[start - 1] in _AND]
    if joined:  # "DELIVERY NOTE and transport document ADR" is a delivery note
        _, run, kind = max(joined, key=lambda each: len(each[1]))
    extra = max(_counted(words, kind) - _counted(run, kind), 0)
    return (kind, len(run), extra) if extra <= max(MOST_BESIDE, 2 * len(run)) else (None, 0, 0)


def _counted(words: tuple[str, ...], kind: PaperKind) -> int:
    """Count the words that may make a line something else than a title; a waste form's goes on with what it is for."""
    beside = [word for word in words if word not in _asides() and not _FORM.fullmatch(word)]
    return sum(word not in _subjects() for word in beside) if kind in WASTE_KINDS else len(beside)


def _named(words: tuple[str, ...], *, fuzzy: bool) -> Iterator[tuple[int, tuple[str, ...], PaperKind]]:
    """Yield the titles that begin with one of the first words: at which, their words and the kind they name."""
    for start in range(min(FIRST_WORDS, len(words))):
        for stop in range(start + 1, len(words) + 1):
            run = words[start:stop]
            kind = _titles().get(run) or (_misread(run) if fuzzy else None)
            if kind and not _is_label_of_number(words[stop:]):
                yield start, run, kind


def _is_label_of_number(after: tuple[str, ...]) -> bool:
    """Say whether the words after a title make it the label of a number that is not there: "Bill of lading number"."""
    return bool(after) and after[0] in _NUMBER and not any(map(str.isdigit, after[1:]))


@lru_cache(4_096)
def _misread(run: tuple[str, ...]) -> PaperKind | None:
    """Return the kind that `run` names with a letter or two read wrong."""
    known = _long_titles().get(len(run))
    near = known and process.extractOne(" ".join(run), known.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return known[near[0]] if known and near else None


@cache
def _long_titles() -> dict[int, dict[str, PaperKind]]:
    """Return the titles long enough to be known when misread, by how many words they have."""
    known: dict[int, dict[str, PaperKind]] = defaultdict(dict)
    for words, kind in _titles().items():
        if len(" ".join(words)) >= SURE_LENGTH:
            known[len(words)][" ".join(words)] = kind
    return dict(known)


@cache
def _titles() -> dict[tuple[str, ...], PaperKind]:
    known: dict[tuple[str, ...], PaperKind] = {}
    for row in rows("titles.csv"):
        # a test holds the kinds
        known.setdefault(words_of_any_script(row["phrase"]), cast("PaperKind", row["kind"]))
    return known


@cache
def _subjects() -> frozenset[str]:
    return frozenset(word for row in rows("title_subjects.csv") for word in words_of_any_script(row["word"]))


@cache
def _asides() -> frozenset[str]:
    """Return what is printed beside any title, and makes nothing else of it: "ORIGINAL", "copy", "form", "print"."""
    return frozenset(word for row in rows("title_asides.csv") for word in words_of_any_script(row["word"]))


@cache
def title_words() -> frozenset[str]:
    """Return every word that titles of papers are made of."""
    return frozenset(word for phrase in _titles() for word in phrase)
