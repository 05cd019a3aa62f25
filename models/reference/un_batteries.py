"""Kinds of batteries with UN numbers of their own, by the words that papers have for them."""

from functools import cache
from typing import NamedTuple

from models.reference.table import rows, spellings
from models.reference.un_substances import Spelt, UnSubstance
from models.reference.words import Lexicon


class Equipped(NamedTuple):
    """An entry for batteries packed with or contained in equipment, and the number of the same batteries alone."""

    name: str
    number: str
    alone: str


def batteries(text: str) -> list[Spelt]:
    """Return the kinds of batteries that a text names, in reading order.

    >>> [spelt.substance.name for spelt in batteries("Spare Li-Ion packs, no lead-acid batteries")]
    ['lithium-ion batteries', 'lead-acid batteries']
    """
    return [Spelt(hit.entry, hit.start, hit.end, is_whole=True) for hit in _lexicon().hits(text)]


def by_battery_number(number: str) -> tuple[UnSubstance, ...]:
    """Return the kinds of batteries that a UN number may stand for."""
    return tuple(kind for kind in _kinds() if number in kind.numbers)


def with_equipment(number: str) -> Equipped | None:
    """Return the entry that a UN number is for batteries with equipment; None for any other number.

    >>> with_equipment("3481").alone
    '3480'
    """
    return _equipped().get(number)


@cache
def _kinds() -> tuple[UnSubstance, ...]:
    return tuple(_of(row) for row in rows("un_batteries.csv"))


@cache
def _equipped() -> dict[str, Equipped]:
    return {
        row["with_equipment"]: Equipped(row["equipped"], row["with_equipment"], row["alone"])
        for row in rows("un_batteries.csv")
        if row["with_equipment"]
    }


def _of(row: dict[str, str]) -> UnSubstance:
    verified = row["confidence"].startswith("verified")
    return UnSubstance(row["name"], tuple(spellings(row["un_number"])), row["hazard_class"], verified)


@cache
def _lexicon() -> Lexicon[UnSubstance]:
    return Lexicon(
        (phrase, _of(row), False) for row in rows("un_batteries.csv") for phrase in spellings(row["phrases"])
    )
