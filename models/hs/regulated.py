"""Regulated goods that a description names outright, and the headings that are right for them.

From the tables of waste words and of listed chemicals: a phrase of up to four words, as the engine reads words.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from models.hs.wording import package_names, whole, words
from models.reference import waste
from models.reference.chemicals import Chemical, chemicals
from models.reference.nomenclature import label
from models.reference.table import rows

_LONGEST = 6
_SHORTEST_ALONE = 3
_BESIDE = frozenset(
    {
        "refrigerant", "gas", "cylinder", "pure", "blend", "technical", "chemical", "metallic", "metal", "liquid",
        "liquefied", "disposable", "flask", "tank", "refillable", "grade", "anhydrous", "small", "old", "stock", "dac",
    }
)  # fmt: skip
_LETTER_LEFT_OUT = re.compile(r"(R\d{3})[A-Z]")


def right_headings(text: Sequence[str]) -> frozenset[str]:
    """Return the headings that cover the regulated goods that words name; empty when they name none.

    The longest phrases count; where several are named, a code that is right for one is right.

    >>> sorted(right_headings(words("used R-134a cylinder"))), right_headings(words("cotton shirts"))
    (['2903', '3827'], frozenset())
    """
    named = _named(tuple(text))
    return frozenset().union(*(_phrases()[phrase] for phrase in named)) if named else frozenset()


def disguised(text: Sequence[str], code: str) -> bool:
    """Say whether a code hides what words name: waste under a code it is known to be declared under, and no right one.

    A listed chemical's name that stands alone is hidden by any other heading; "with R-32" on a machine hides nothing.

    >>> disguised(words("drained lead acid batteries scrap"), "850710")
    True
    >>> disguised(words("Refrigerant R-22"), "271113"), disguised(words("R-22 air conditioner"), "841510")
    (True, False)
    """
    alone = _alone().get(_name_alone(text))
    if alone is not None:
        return code[:4] not in alone
    named = _named(tuple(text))
    if not named or code[:4] in right_headings(text):
        return False
    return any(code.startswith(line) for phrase in named for line in _disguises().get(phrase, ()))


def rightly_named(text: Sequence[str], code: str) -> bool:
    """Say whether words are a name of the tables and nothing else, and a code is of a heading that is right for it.

    >>> rightly_named(words("used tyres"), "401220"), rightly_named(words("used tyres and rims"), "401220")
    (True, False)
    """
    return code[:4] in {*_phrases().get(tuple(text), ()), *_alone().get(_name_alone(text), ())}


@cache
def waste_headings(stream: str) -> set[str]:
    """Return the headings that cover waste of a stream; one that says its goods are new covers no waste."""
    found = {link.hs[:4] for link in waste.hs_links(stream) if link.role == "waste" and len(link.hs) >= 4}
    return {heading for heading in found if not label(heading).startswith("New ")}


@lru_cache(maxsize=1024)  # a line is asked about several times, one after the other
def _named(text: tuple[str, ...]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    at = 0
    known, firsts = _phrases(), _first_words()
    if firsts.isdisjoint(text):
        return found
    while at < len(text):
        size = text[at] in firsts and next(
            (size for size in range(_LONGEST, 0, -1) if text[at : at + size] in known), 0
        )
        if size:
            found.append(text[at : at + size])
        at += size or 1
    return found


@cache
def _first_words() -> frozenset[str]:
    return frozenset(phrase[0] for phrase in _phrases())


@cache
def _disguises() -> dict[tuple[str, ...], set[str]]:
    found: dict[tuple[str, ...], set[str]] = {}
    for row in rows("waste_words.csv"):
        if row["meaning"] == "waste":
            links = waste.hs_links(row["stream"])
            _add(
                found,
                row["phrase"].replace("*", ""),
                {link.hs for link in links if link.role == "declared-as" and len(link.hs) >= 4},
            )
    return found


@cache
def _phrases() -> dict[tuple[str, ...], set[str]]:
    found: dict[tuple[str, ...], set[str]] = {}
    for row in rows("waste_words.csv"):
        if row["meaning"] == "waste":
            _add(found, row["phrase"].replace("*", ""), waste_headings(row["stream"]))
    for chemical in chemicals():
        for name in _names(chemical):
            if any(map(str.isdigit, name)) == any(
                map(str.isdigit, "".join(words(name)))
            ):  # a number lost is a name lost
                _add(found, name, _right(chemical))
    return found


@cache
def _alone() -> dict[tuple[str, ...], set[str]]:
    """Return the headings for each name of a listed chemical, also of short ones, that nothing stands beside."""
    found: dict[tuple[str, ...], set[str]] = {}
    for chemical in chemicals():
        for name in _names(chemical) if _right(chemical) else ():
            key = _name_alone(words(name))
            if len("".join(key)) >= _SHORTEST_ALONE:
                found.setdefault(key, set(_phrases().get(key, ()))).update(_right(chemical))
    return found


def _name_alone(text: Sequence[str]) -> tuple[str, ...]:
    """Return words without what is said of any chemical, and what it is filled into."""
    return tuple(word for word in text if word not in _BESIDE and word not in package_names())


def _right(chemical: Chemical) -> set[str]:
    right = {code[:4] for code in (*chemical.hs_pure, *chemical.hs_mixture)}
    return right | {"3827"} if right and chemical.refrigerant else right


def _names(chemical: Chemical) -> list[str]:
    """Return a chemical's names, and its number as a refrigerant, alone and with a word that says so.

    Traders leave out a blend's last letter: R507 is R507A.
    """
    number = chemical.refrigerant
    short = _LETTER_LEFT_OUT.fullmatch(number or "")
    numbers = [each for each in (number, short and short[1]) if each]
    spoken = [said for each in numbers for said in (each, f"refrigerant {each}", f"{each} refrigerant", f"{each} gas")]
    return [chemical.name, *chemical.synonyms, *spoken, *(f"CAS {cas}" for cas in chemical.cas)]


def _add(found: dict[tuple[str, ...], set[str]], phrase: str, right: set[str]) -> None:
    key = tuple(words(phrase))
    letters = "".join(key)
    if right and whole(phrase) and len(key) <= _LONGEST and (len(letters) > 3 or not letters.isascii()):
        found.setdefault(key, set()).update(right)
