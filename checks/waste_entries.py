"""The waste entries of a group of goods lines, with the values that bear them, and the streams that are told."""

from collections.abc import Iterable
from typing import NamedTuple

from checks.evidence import Cited
from checks.sides import Line
from models.finding import GoodsRef
from models.reference import waste
from models.reference.streams import owners
from models.reference.waste import WasteCode
from models.reference.waste_words import streams

_LISTS = ("basel", "y", "oecd")


class Entered(NamedTuple):
    """A waste entry on a goods line: its row, the value that bears it, the line."""

    entry: WasteCode
    value: Cited
    line: Line

    @property
    def ref(self) -> GoodsRef:
        """The goods line as a finding names it."""
        return self.line.ref


def entries(lines: Iterable[Line]) -> list[Entered]:
    """Return the Basel, OECD and EU entries on the lines that the table holds, in order."""
    return [
        Entered(entry, Cited(line.paper, code.value), line)
        for line in lines
        for code in line.item.waste_codes
        if code.scheme in _LISTS and (entry := waste.waste_code(code.value.value or "")) is not None
    ]


def codes(lines: Iterable[Line], *schemes: str) -> list[tuple[str, Cited, Line]]:
    """Return the codes of some schemes on the lines (`ewc`, `h`, `hp`, `operation`), each with its value."""
    return [
        (code.value.value.strip(), Cited(line.paper, code.value), line)
        for line in lines
        for code in line.item.waste_codes
        if code.scheme in schemes and code.value.value
    ]


def told_streams(lines: Iterable[Line]) -> frozenset[str]:
    """Return the streams that the descriptions name."""
    return frozenset(stream for line in lines for stream in streams(line.description))


def hs_streams(hs: str) -> frozenset[str]:
    """Return the streams whose waste an HS line is for; empty for a line that is not waste's own."""
    if not waste.waste_heading(hs):
        return frozenset()
    links = owners(hs)
    proper = [link for link in links if link.strength == "primary"]
    return frozenset(link.stream for link in proper or links)
