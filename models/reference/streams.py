"""Streams of waste: which may be told in each other's words, and what ties a waste entry to HS lines."""

from datetime import date
from functools import cache

from models.reference.table import Row, rows
from models.reference.waste import HsLink, hs_links, waste_code


def akin(one: str, other: str) -> bool:
    """Say whether goods of one stream may rightly be described with words of the other, either way.

    >>> akin("tyres", "rubber"), akin("rubber", "tyres"), akin("batteries", "plastics")
    (True, True, False)
    """
    return one == other or other in _neighbours().get(one, ()) or one in _neighbours().get(other, ())


def at_odds(ones: frozenset[str], others: frozenset[str]) -> bool:
    """Say whether two sets of streams are both known and have nothing akin."""
    return bool(ones) and bool(others) and not any(akin(one, other) for one in ones for other in others)


def links_of(code: str) -> tuple[HsLink, ...]:
    """Return the rows that tie a waste entry such as `A1160` to HS lines of the waste itself."""
    entry = waste_code(code)
    return (
        ()
        if entry is None
        else tuple(link for link in hs_links(entry.stream) if link.basel_code == entry.code and link.role == "waste")
    )


def owners(hs: str) -> tuple[HsLink, ...]:
    """Return the rows by which an HS line is the waste of some entry, the longest prefix first."""
    found = [link for link in _all_links() if link.role == "waste" and hs.startswith(link.hs)]
    return tuple(sorted(found, key=lambda link: -len(link.hs)))


def low_entry(code: str) -> Row | None:
    """Return the row of the EU list of waste for `16 06 01*`, with `hazardous` and its dates, or None."""
    return _low().get("".join(sign for sign in code if sign.isdigit()))


def low_in_force(row: Row, on: date) -> bool:
    """Say whether an entry of the EU list of waste was in force that day."""
    return (row["valid_from"] or "0000") <= on.isoformat() <= (row["valid_to"] or "9999")


@cache
def _neighbours() -> dict[str, frozenset[str]]:
    known: dict[str, set[str]] = {}
    for row in rows("stream_neighbours.csv"):
        known.setdefault(row["stream"], set()).add(row["neighbour"])
    return {stream: frozenset(others) for stream, others in known.items()}


@cache
def _all_links() -> tuple[HsLink, ...]:
    return tuple(link for stream in {row["stream"] for row in rows("basel_hs.csv")} for link in hs_links(stream))


@cache
def _low() -> dict[str, Row]:
    return {"".join(sign for sign in row["low_code"] if sign.isdigit()): row for row in rows("low_codes.csv")}
