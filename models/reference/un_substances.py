"""Substances with entries of their own in the UN list of dangerous goods, by the names that papers give them."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from models.reference.table import plain, rows, spellings

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 8  # words of a name
_NEAR = 8  # signs beside a name that may make it another
_ISOMER = re.compile(r"(?:^|[^\w])(?:n|\d)-$", re.I)


class UnSubstance(NamedTuple):
    """A substance, and the UN numbers that papers may rightly give it (solid or in solution, by concentration)."""

    name: str
    numbers: tuple[str, ...]
    hazard_class: str
    is_verified: bool


class Spelt(NamedTuple):
    """A substance named in a text from `start` to `end`; `is_whole` where no word beside makes it another one."""

    substance: UnSubstance
    start: int
    end: int
    is_whole: bool


def named(text: str) -> Iterator[Spelt]:
    """Yield the substances that a text names, the longest name at each place.

    >>> [(spelt.substance.name, spelt.is_whole) for spelt in named("n-BUTYL ACETATE, 98 %")]
    [('butyl acetate', True)]
    >>> [(spelt.substance.name, spelt.is_whole) for spelt in named("chlorite of sodium")]
    [('sodium', False)]
    """
    words = [(plain(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]
    at = 0
    while at < len(words):
        for stop in range(min(at + _LONGEST, len(words)), at, -1):
            substance = _by_words().get(tuple(word for word, _, _ in words[at:stop]))
            if substance is not None:
                start, end = words[at][1], words[stop - 1][2]
                yield Spelt(substance, start, end, _is_whole(text, start, end))
                at = stop - 1
                break
        at += 1


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a name begins its clause, and ends it as well where longer names hold its word ("ethylene glycol")."""
    before, after = text[max(start - _NEAR, 0) : start], text[end : end + _NEAR].lstrip()
    opens = _ISOMER.search(before) or not (before.rstrip()[-1:].isalpha() or before.endswith("-"))
    ends = plain(text[start:end]) not in _words_of_longer_names() or not (after[:1].isalpha() or after[:1] == "-")
    return bool(opens and ends)


@cache
def _words_of_longer_names() -> frozenset[str]:
    return frozenset(word for words in _by_words() if len(words) > 1 for word in words)


@cache
def by_number(number: str) -> tuple[UnSubstance, ...]:
    """Return the substances that a UN number is an entry of; none for a number of a mixture or a whole group."""
    return tuple(substance for substance in _substances() if number in substance.numbers)


@cache
def _substances() -> tuple[UnSubstance, ...]:
    return tuple(_of(row) for row in rows("un_substances.csv"))


def _of(row: dict[str, str]) -> UnSubstance:
    verified = row["confidence"].startswith("verified")
    return UnSubstance(row["name"], tuple(spellings(row["un_number"])), row["hazard_class"], verified)


@cache
def _by_words() -> dict[tuple[str, ...], UnSubstance]:
    return {
        tuple(_WORD.findall(plain(name))): _of(row)
        for row in rows("un_substances.csv")
        for name in (row["name"], *spellings(row["synonyms"]))
    }
