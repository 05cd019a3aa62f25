"""Waste: Basel, OECD and EU entries, HS lines that waste is declared under, and how each is controlled, by date."""

from datetime import date
from functools import cache
from typing import Literal, NamedTuple

from models.reference.table import Row, rows

Control = Literal["controlled", "green", "unclear", "none"]


class WasteCode(NamedTuple):
    """A Basel, OECD or EU waste entry; `control` is `prior-informed-consent` or `green-list`, dates are ISO 8601."""

    code: str
    annex: str
    label: str
    control: str
    stream: str
    valid_from: str
    valid_to: str
    related: tuple[str, ...]
    confidence: str


class HsLink(NamedTuple):
    """A link of a stream to an HS code (2, 4 or 6 digits): `role` waste or declared-as, `strength` says how telling."""

    basel_code: str
    stream: str
    role: str
    hs: str
    strength: str
    reason: str
    confidence: str


def waste_code(code: str) -> WasteCode | None:
    """Return a Basel Annex I, II, VIII or IX, OECD or EU entry such as `Y48`, `A1160`, `B3011`, `AC300`; else None."""
    return _codes().get(code.upper().replace(" ", ""))


def in_force(entry: WasteCode, on: date) -> bool:
    """Say whether an entry was in force that day; an entry without dates always is."""
    return (entry.valid_from or "0000") <= on.isoformat() <= (entry.valid_to or "9999")


def low_is_hazardous(code: str) -> bool | None:
    """Say whether an entry of the EU list of waste (`16 06 01*`) is hazardous; None for one the list does not hold."""
    digits = "".join(sign for sign in code if sign.isdigit())
    row = _low().get(digits)
    return None if row is None else row["hazardous"] == "yes"


def operation(code: str) -> Row | None:
    """Return a disposal or recovery operation (`D10`, `R3`) with `kind`, `label` and `interim` (yes/no), or None."""
    return next((row for row in rows("operations.csv") if row["code"] == code.upper().replace(" ", "")), None)


def hs_links(stream: str) -> tuple[HsLink, ...]:
    """Return what links a stream such as `plastics` to HS codes."""
    return _links().get(stream, ())


def links_to(hs: str) -> tuple[HsLink, ...]:
    """Return every link of a stream to a line that covers the code or stands under it."""
    every = (link for links in _links().values() for link in links)
    return tuple(link for link in every if hs.startswith(link.hs) or link.hs.startswith(hs))


def linked(hs: str, stream: str, role: str) -> bool:
    """Say whether the table links a declared code to a stream in that role, by prefix."""
    return any(hs.startswith(link.hs) and link.role == role for link in hs_links(stream))


def own_lines(stream: str) -> tuple[str, ...]:
    """Return the subheadings to expect first for waste of a stream (`primary` rows), in the table's order."""
    return tuple(dict.fromkeys(link.hs for link in hs_links(stream) if link.strength == "primary"))


def chapters(stream: str) -> frozenset[str]:
    """Return the HS chapters a stream's goods and waste lie in."""
    return frozenset(link.hs[:2] for link in hs_links(stream))


def streams_hidden_behind(hs: str) -> tuple[str, ...]:
    """Return the streams that are known to be declared under a goods code."""
    return tuple(
        stream
        for stream in _links()
        if any(link.role == "declared-as" and hs.startswith(link.hs) for link in _links()[stream])
    )


def waste_heading(hs: str, on: date | None = None) -> Row | None:
    """Return the row of the HS line that names waste by itself and covers `hs` (the longest prefix), or None.

    `control` in it is controlled (prior consent), green (Annex IX), unclear (the code does not say) or none.
    """
    day = on.isoformat() if on else None
    found = [
        row
        for row in rows("waste_headings.csv")
        if hs.startswith(row["hs"])
        and (day is None or (row["valid_from"] or "0000") <= day <= (row["valid_to"] or "9999"))
    ]
    return max(found, key=lambda row: (len(row["hs"]), row["valid_from"]), default=None)


@cache
def _codes() -> dict[str, WasteCode]:
    return {
        row["code"]: WasteCode(
            code=row["code"],
            annex=row["annex"],
            label=row["label"],
            control=row["control"],
            stream=row["stream"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            related=tuple(part for part in row["related"].split(";") if part),
            confidence=row["confidence"],
        )
        for row in rows("basel_codes.csv")
    }


@cache
def _low() -> dict[str, Row]:
    return {row["low_code"].replace(" ", "").rstrip("*"): row for row in rows("low_codes.csv")}


@cache
def _links() -> dict[str, tuple[HsLink, ...]]:
    by_stream: dict[str, list[HsLink]] = {}
    for row in rows("basel_hs.csv"):
        by_stream.setdefault(row["stream"], []).append(
            HsLink(
                row["basel_code"],
                row["stream"],
                row["role"],
                row["hs2022"],
                row["strength"],
                row["reason"],
                row["confidence"],
            )
        )
    return {stream: tuple(links) for stream, links in by_stream.items()}
