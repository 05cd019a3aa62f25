"""Dangerous goods: UN numbers with proper shipping name, class, packing group and the waste stream they hint at."""

from functools import cache
from typing import NamedTuple

from models.reference.table import rows


class UnEntry(NamedTuple):
    """An entry of the UN list; several rows may share a number, one a packing group."""

    number: str
    name: str
    hazard_class: str
    subsidiary: str
    packing_group: str
    stream: str
    basel_hint: str
    notes: str
    confidence: str


def un_entries(number: str) -> tuple[UnEntry, ...]:
    """Return the entries of a UN number, with or without the letters UN; empty when the table does not hold it.

    >>> un_entries("UN 1018")[0].hazard_class
    '2.2'
    """
    return _entries().get("".join(sign for sign in number if sign.isdigit()).zfill(4), ())


@cache
def _entries() -> dict[str, tuple[UnEntry, ...]]:
    known: dict[str, tuple[UnEntry, ...]] = {}
    for row in rows("un_dg.csv"):
        entry = UnEntry(
            number=row["un_number"].zfill(4),
            name=row["name"],
            hazard_class=row["hazard_class"],
            subsidiary=row["subsidiary"],
            packing_group=row["packing_group"],
            stream=row["stream"],
            basel_hint=row["basel_hint"],
            notes=row["notes"],
            confidence=row["confidence"],
        )
        known[entry.number] = (*known.get(entry.number, ()), entry)
    return known
