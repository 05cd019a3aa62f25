"""Regulated goods that a description names outright, and the headings that are right for them.

From the tables of waste words and of listed chemicals: a phrase of up to four words, as the engine reads words.
"""

from collections.abc import Sequence
from functools import cache

from models.hs.wording import whole, words
from models.reference import waste
from models.reference.chemicals import chemicals
from models.reference.table import rows

_LONGEST = 4


def right_headings(text: Sequence[str]) -> frozenset[str]:
    """Return the headings that cover the regulated goods that words name; empty when they name none.

    The longest phrases count; where several are named, a code that is right for one is right.

    >>> sorted(right_headings(words("used R-134a cylinder"))), right_headings(words("cotton shirts"))
    (['2903', '3827'], frozenset())
    """
    return frozenset().union(*(_phrases()[phrase] for phrase in _named(text)))


def disguised(text: Sequence[str], code: str) -> bool:
    """Say whether a code is one that the waste which words name is known to be declared under, and not a right one.

    >>> disguised(words("drained lead acid batteries scrap"), "850710")
    True
    """
    named = _named(text)
    if code[:4] in right_headings(text):
        return False
    return any(code.startswith(line) for phrase in named for line in _disguises().get(phrase, ()))


def _named(text: Sequence[str]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    at = 0
    known = _phrases()
    while at < len(text):
        size = next((size for size in range(_LONGEST, 0, -1) if tuple(text[at : at + size]) in known), 0)
        if size:
            found.append(tuple(text[at : at + size]))
        at += size or 1
    return found


@cache
def _disguises() -> dict[tuple[str, ...], set[str]]:
    found: dict[tuple[str, ...], set[str]] = {}
    for row in rows("waste_words.csv"):
        if row["meaning"] == "waste" and "*" not in row["phrase"]:
            links = waste.hs_links(row["stream"])
            _add(found, row["phrase"], {link.hs for link in links if link.role == "declared-as" and len(link.hs) >= 4})
    return found


@cache
def _phrases() -> dict[tuple[str, ...], set[str]]:
    found: dict[tuple[str, ...], set[str]] = {}
    for row in rows("waste_words.csv"):
        if row["meaning"] == "waste" and "*" not in row["phrase"]:
            right = {link.hs[:4] for link in waste.hs_links(row["stream"]) if _telling(link)}
            _add(found, row["phrase"], right)
    for chemical in chemicals():
        right = {code[:4] for code in (*chemical.hs_pure, *chemical.hs_mixture)}
        if right:
            right |= {"3827"} if chemical.refrigerant else set()
            for name in (
                chemical.name,
                *chemical.synonyms,
                chemical.refrigerant,
                *(f"CAS {cas}" for cas in chemical.cas),
            ):
                _add(found, name, right)
    return found


def _telling(link: waste.HsLink) -> bool:
    return link.role == "waste" and len(link.hs) >= 4


def _add(found: dict[tuple[str, ...], set[str]], phrase: str, right: set[str]) -> None:
    key = tuple(words(phrase))
    if right and whole(phrase) and 0 < len(key) <= _LONGEST and len("".join(key)) > 3:
        found.setdefault(key, set()).update(right)
