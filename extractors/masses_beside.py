"""Masses in a ruled column beside goods told in running text: box 7 of a certificate of origin."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors import made
from extractors.cues import cue
from extractors.form_items import count_line
from extractors.layout import Phrase
from extractors.numerals import DecimalSign
from extractors.quantities import Measure, measures
from extractors.regions import Layout
from extractors.table_rows import Row
from models.geometry import Box
from models.paper import GoodsItem

_NUMBER = re.compile(r"\(?\d{1,2}[.)]")
_FIELD = {"gross": "gross_mass", "net": "net_mass", None: "quantity"}


@dataclass(frozen=True)
class Mass:
    """A printed mass and the field of the goods that it tells: called neither net nor gross, it is their quantity."""

    phrase: Phrase
    measure: Measure
    field: str


def masses(layouts: Sequence[Layout], sign: DecimalSign) -> list[Mass]:
    """Return the masses that fill a ruled column down to its end, below its caption, from top to bottom."""
    return [found for layout in layouts for cell in _columns(layout) for found in _filling(layout.inside(cell), sign)]


def _columns(layout: Layout) -> Iterator[Box]:
    seen = set()
    for line in layout.lines:
        cell = layout.cells.around(line.phrases[-1].box)
        beside = any(not cell.contains(phrase.box, slack=1) for phrase in line.phrases)
        if len(line.phrases) > 1 and beside and cell not in seen and layout.cells.is_ruled(cell):
            seen.add(cell)
            yield cell


def rows(layouts: Sequence[Layout], beside: Sequence[Mass]) -> list[Row]:
    """Return what stands left of the masses as rows: marks, a line that counts packages, and under it the goods.

    None where not every item has such a line.
    """
    found: list[Row] = []
    for part in _numbered(layouts, beside):
        counted = count_line(part)
        place = part.index(counted[0]) if counted else len(part)
        if counted is None or not part[place + 1 :]:
            return []
        cells = {"marks": part[:place], "packages": [counted[0]], "description": part[place + 1 :]}
        found.append(Row({name: phrases for name, phrases in cells.items() if phrases}))
    return found


def _numbered(layouts: Sequence[Layout], beside: Sequence[Mass]) -> list[list[Phrase]]:
    """Return the lines of each item, told apart by numbers that count on from 1."""
    found: list[list[Phrase]] = []
    for layout in layouts:
        own = {mass.phrase.words[0].box for mass in beside if mass.phrase.page == layout.page.number}
        top = min((box.top - box.height for box in own), default=layout.page.height)  # the goods may stand a bit higher
        spots = [n.phrases[0].box for n in layout.lines if n.box.top > top and n.words[0].box not in own]
        for phrase in layout.inside(layout.cells.around(spots[0])) if spots else ():
            if phrase.box.bottom < spots[0].top:
                continue
            begins = _position(phrase) == str(len(found) + 1)
            if begins:
                found.append([])
            told = phrase.part(1) if begins else phrase
            if found and told:
                found[-1].append(told)
    return [part for part in found if part]


def _position(phrase: Phrase) -> str:
    """Return the number of the item that begins a line: with a point or bracket, or a wide blank behind it."""
    first, *others = phrase.words
    apart = not others or others[0].box.x0 - first.box.x1 > 0.8 * first.box.height
    marked = _NUMBER.fullmatch(first.text) or (apart and first.text.isdecimal())
    return re.sub(r"\D", "", first.text) if marked else ""


def _filling(printed: Sequence[Phrase], sign: DecimalSign) -> list[Mass]:
    told = [_mass(phrase, sign) for phrase in printed]
    first = next((n for n, mass in enumerate(told) if mass), len(told))
    return [mass for mass in told[first:] if mass] if None not in told[first:] and first < 4 else []


def _mass(phrase: Phrase, sign: DecimalSign) -> Mass | None:
    """Return the mass that a phrase tells, if it tells nothing else."""
    found = measures(phrase.text, kind="mass", sign=sign)
    if len(found) != 1 or found[0].unit is None:
        return None
    rest = phrase.text[: found[0].start] + phrase.text[found[0].stop :]
    role = cue("gross", "net").search(rest)
    if re.search(r"\w", cue("gross", "net").sub("", rest)):
        return None
    return Mass(phrase, found[0], _FIELD[role.lastgroup if role else None])


def weighed(items: Sequence[GoodsItem], beside: Sequence[Mass]) -> list[GoodsItem] | None:
    """Return the items with the masses beside them in the order printed, one of each field an item; else None."""
    fields = list(dict.fromkeys(mass.field for mass in beside))
    own = {name: [mass for mass in beside if mass.field == name] for name in fields}
    if not items or not fields or any(len(told) != len(items) for told in own.values()):
        return None
    made_of = {name: [made.quantity([m.phrase], m.measure.value, m.measure.unit) for m in own[name]] for name in own}
    return [item.model_copy(update={name: told[n] for name, told in made_of.items()}) for n, item in enumerate(items)]
