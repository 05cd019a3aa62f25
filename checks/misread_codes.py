"""HS codes that a scan misread: none of the edition in force, and one digit from a code that other lines bear."""

from datetime import date
from functools import lru_cache

from checks.misreadings import by_eye, misread_code, shaky
from checks.shipment import edition_of
from checks.sides import Line, sides
from models.reference.nomenclature import exists
from models.report import Consignment

_SUBHEADING = 6  # digits
_WITNESSES = 2  # papers with the code meant, where the reader was sure of the one that cannot be


def is_misread(line: Line, consignment: Consignment, today: date) -> bool:
    """Say whether the code of a line was read by eye, cannot be, and other lines have one that it may have been.

    One other line is enough where the reader was unsure; else two papers must have it.
    """
    code = line.hs[:_SUBHEADING]
    edition = edition_of(consignment, today)
    if len(code) < _SUBHEADING or not by_eye([line.paper]) or exists(code, edition):
        return False
    needed = 1 if shaky(line.item.hs_code) else _WITNESSES
    bearing = _codes_in_force(consignment, edition)
    return any(
        (misread_code(code, [other[:_SUBHEADING]]) or slipped(line.hs, other))
        and len(papers - {line.paper.id}) >= needed
        for other, papers in bearing
    )


def slipped(code: str, other: str) -> bool:
    """Say whether a national code is another one with a digit lost, or one seen twice.

    >>> slipped("403990000", "6403990000"), slipped("55503209000", "5503209000"), slipped("640399", "64039900")
    (True, True, False)
    """
    short, long = sorted((code, other), key=len)
    lost = len(long) - len(short) == 1 and len(short) > _SUBHEADING
    return lost and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


@lru_cache(maxsize=8)
def _codes_in_force(consignment: Consignment, edition: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The codes of the edition in force that lines bear, each with the papers it stands on."""
    found: dict[str, set[str]] = {}
    for side in sides(consignment):
        for line in side.lines:
            if len(line.hs) >= 6 and exists(line.hs[:6], edition):
                found.setdefault(line.hs, set()).add(line.paper.id)
    return tuple((code, frozenset(papers)) for code, papers in found.items())
