"""Chemicals under control (Rotterdam, Stockholm, Montreal, Kigali, Minamata): names, CAS, refrigerants, HS lines."""

import re
from functools import cache
from typing import NamedTuple

from models.reference.table import plain, rows


class Chemical(NamedTuple):
    """A substance or blend: HS lines pure and in mixtures (HS 2022), UN numbers, regimes, R-number."""

    kind: str
    name: str
    synonyms: tuple[str, ...]
    cas: tuple[str, ...]
    un_numbers: tuple[str, ...]
    regimes: tuple[str, ...]
    annex: str
    refrigerant: str
    hs_pure: tuple[str, ...]
    hs_mixture: tuple[str, ...]
    notes: str
    confidence: str
    hs_confidence: str


def by_cas(number: str) -> Chemical | None:
    """Return the chemical with that CAS number, or None.

    >>> by_cas("75-45-6").refrigerant
    'R22'
    """
    return next((chemical for chemical in chemicals() if number in chemical.cas), None)


def by_refrigerant(number: str) -> Chemical | None:
    """Return the refrigerant with an ASHRAE number (`R-134a`, `R 22`), or None."""
    key = re.sub(r"[^A-Z0-9]", "", number.upper())
    return next((chemical for chemical in chemicals() if chemical.refrigerant.upper() == key), None)


def by_name(text: str) -> tuple[Chemical, ...]:
    """Return the chemicals whose name or synonym stands in `text` as whole words."""
    heard = f" {_words(text)} "
    return tuple(chemical for names, chemical in _names() if any(name in heard for name in names))


@cache
def chemicals() -> tuple[Chemical, ...]:
    """Return all rows of the table."""
    return tuple(
        Chemical(
            kind=row["kind"],
            name=row["name"],
            synonyms=_split(row["synonyms"]),
            cas=_split(row["cas"]),
            un_numbers=tuple(re.findall(r"\b\d{4}\b", row["un_number"])),
            regimes=_split(row["regime"]),
            annex=row["annex"],
            refrigerant=row["ashrae"].replace("-", ""),
            hs_pure=tuple(re.findall(r"\d{4,6}", row["hs2022_pure"])),
            hs_mixture=tuple(re.findall(r"\d{4,6}", row["hs2022_mixture"])),
            notes=row["notes"],
            confidence=row["confidence"],
            hs_confidence=row["hs_confidence"],
        )
        for row in rows("chemicals_hs.csv")
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[;|]", cell) if part.strip())


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", plain(text)))


@cache
def _names() -> tuple[tuple[tuple[str, ...], Chemical], ...]:
    return tuple(
        (
            tuple(f" {words} " for name in (chemical.name, *chemical.synonyms) if len(words := _words(name)) >= 4),
            chemical,
        )
        for chemical in chemicals()
    )
