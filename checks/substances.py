"""Controlled substances on goods lines: told by CAS number, by name, by trade name or by R-number."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from stdnum import casrn

from checks.evidence import Cited
from checks.sides import Line
from models.finding import GoodsRef
from models.reference.chemicals import Chemical, ambiguous, by_cas, by_refrigerant, spoken
from models.reference.dangerous_goods import un_entries
from models.reference.trade_phrases import denied

GASES = frozenset({"ods", "hfc", "hfo", "f-gas", "blend"})
# Goods of these chapters are substances and preparations; beyond them a substance is a part of an article.
_CHEMICAL = ("27", "28", "29", "30", "31", "34", "38")
OWN_GAS = re.compile(r"\bR ?(\d{2,4}\w*)")  # in the names of the UN list
_DECLARED = "dangerous_goods_declaration"
_PRINTED_CAS = re.compile(r"(?<![\d-])(\d{2,7}-\d{2}-\d)(?![\d-])")


class Named(NamedTuple):
    """A substance that a goods line names: how (`cas` or `name`), in which word, and the value that bears it."""

    chemical: Chemical
    how: str
    word: str
    value: Cited
    ref: GoodsRef

    @property
    def told(self) -> str:
        """How a message names it."""
        return f"{self.word} ({self.chemical.name})" if self.word.lower() != self.chemical.name.lower() else self.word


def substances(lines: Iterable[Line]) -> list[Named]:
    """Return the controlled substances that lines name; one that is denied ("free of …") is not named."""
    found: list[Named] = []
    for line in lines:
        for number, value in cas_numbers(line):
            chemical = by_cas(number) if casrn.is_valid(number) else None
            if chemical is not None:
                found.append(Named(chemical, "cas", f"CAS {number}", value, line.ref))
        description = line.item.description
        if description is not None:
            text = line.description
            found += [
                Named(hit.chemical, "name", text[hit.start : hit.end], Cited(line.paper, description), line.ref)
                for hit in spoken(text)
                if not denied(text, hit.start, hit.end)
            ]
            found += [
                Named(hit.chemical, "name", text[hit.start : hit.end], Cited(line.paper, description), line.ref)
                for hit in ambiguous(text)
                if _own_heading(line.hs, hit.chemical) and not denied(text, hit.start, hit.end)
            ]
    return _whole(found)


def _own_heading(hs: str, chemical: Chemical) -> bool:
    """Whether a code lies in a heading of the substance: then DDT is no timer and Monitor no screen."""
    return len(hs) >= 4 and hs[:4] in {code[:4] for code in (*chemical.hs_pure, *chemical.hs_mixture)}


def cas_numbers(line: Line) -> list[tuple[str, Cited]]:
    """Return the CAS numbers of a line: those read as such, else those printed after CAS in its description."""
    read = [(field.value or field.raw, Cited(line.paper, field)) for field in line.item.cas]
    description = line.item.description
    if read or description is None or "CAS" not in line.description.upper():
        return read
    return [(match[1], Cited(line.paper, description)) for match in _PRINTED_CAS.finditer(line.description)]


def by_un_number(lines: Iterable[Line]) -> list[Named]:
    """Return the gases that UN numbers name (UN 1018 is R 22), where the entry is one gas's own."""
    found = []
    for line in lines:
        field = line.item.un_number
        digits = "".join(sign for sign in (field.value or "") if sign.isdigit()) if field is not None else ""
        for entry in un_entries(digits.zfill(4)) if digits else ():
            own = OWN_GAS.search(entry.name)
            gas = by_refrigerant(f"R{own[1]}") if own else None
            if gas is not None and field is not None:
                found.append(Named(gas, "un", f"UN {digits.zfill(4)}", Cited(line.paper, field), line.ref))
    return found


def as_substance(lines: Iterable[Line]) -> list[Line]:
    """Return the lines whose code is one of substances and preparations."""
    return [line for line in lines if len(line.hs) >= 4 and line.hs.startswith(_CHEMICAL)]


def declared_dangerous(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a dangerous goods declaration, where no paper gives a code: such goods are no articles."""
    return [] if any(line.hs for line in lines) else [line for line in lines if line.paper.kind == _DECLARED]


def _whole(found: list[Named]) -> list[Named]:
    """Leave out the components of a blend that is named itself."""
    blends = [named.chemical for named in found if named.chemical.kind == "blend"]
    return [
        named
        for named in found
        if named.chemical.kind == "blend" or not any(_part(named.chemical, blend) for blend in blends)
    ]


def _part(chemical: Chemical, blend: Chemical) -> bool:
    return bool(re.search(rf"(?<![\w-]){re.escape(chemical.name)}(?![\w-])", blend.notes))
