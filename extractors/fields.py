"""The head of a paper: numbers, dates, ports, totals, each the surest reading of what its labels own."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from extractors.captions import is_caption
from extractors.completion import complete
from extractors.habits import Habits
from extractors.label_words import NUMBERS, block_of
from extractors.labels import Label
from extractors.layout import Phrase
from extractors.lexicon import lexicon
from extractors.made import field, quantity
from extractors.numerals import numbers
from extractors.parties import heads_party
from extractors.regions import Layout
from extractors.values import PLACES, READERS, TOLD_WHEN_MISREAD
from extractors.wording import tokens
from models.field import Field
from models.paper import PaperKind
from models.reference.countries import country
from models.reference.units import unit

_ROUTE, _STROKES = ("port_of_loading", "port_of_discharge"), frozenset("/-–—→>")
_NO_COLUMNS = PLACES | {"vessel", "vessel_voyage", "voyage", "flight", "incoterm"}  # what no goods table has columns of
_FLUSH = 10.0  # points between a caption's beginning and that of what stands under it
_BETWEEN = frozenset({"country_of_import", "country_of_export"})  # of the whole paper, even if every item tells it
_OF_ONE_ITEM: frozenset[PaperKind] = frozenset({"waste_notification", "waste_movement_document", "annex_vii_document"})


def fields(layouts: Sequence[Layout], kind: PaperKind, habits: Habits) -> dict[str, Field[Any]]:
    """Return the head fields of a paper by their names in `models.paper.Fields`, the surest reading of each.

    Labels that head goods tables are left to the goods. What is there but not understood stands with value None.
    """
    found: dict[str, Field[Any]] = {}
    for layout in layouts:
        for label in layout.labels:
            if label.line in layout.item_lines and not _BETWEEN.issuperset(label.fields):
                continue
            block = kind in _OF_ONE_ITEM and label.block is not None  # of a form, whatever a row of blocks looks like
            if label.line in layout.header_lines and not block and not _is_beside(layout, label):
                continue
            if (
                label.line in layout.goods_lines
                and label.rest is None
                and not label.colon
                and label.announces("number")
            ):
                continue  # "NO" for Norway in a column of origins
            for name in dict.fromkeys((*label.fields, *_sum(label))):
                if name.startswith(("total_", "country_of_origin")) and _is_said_of_goods(layout, label, kind):
                    continue
                for part, value in _read(layout, label, name, habits).items():
                    _keep(found, part, value)
    for place in sorted(PLACES):
        if _is_a_country(found, place):
            del found[place]
    complete(found, layouts, kind, habits)
    return found


def _is_a_country(found: dict[str, Field[Any]], place: str) -> bool:
    """Say whether what was read as a place is the print of a country, under one heading: "import/destination"."""
    told = found.get(place)
    others = (found.get(name) for name in ("country_of_import", "country_of_export"))
    return told is not None and any(other is not None and other.evidence == told.evidence for other in others)


def _is_said_of_goods(layout: Layout, label: Label, kind: PaperKind) -> bool:
    """Say whether a total or an origin is told of one goods item: inside its rows, or on a paper of one item."""
    if kind in _OF_ONE_ITEM and not label.announces("total_shipments"):
        return True
    goods = any(field.startswith("goods:") for field in label.fields)
    if label.line in layout.goods_lines:
        return (goods or label.announces("country_of_origin")) and not _is_left_of_goods(layout, label)
    return goods and kind == "dangerous_goods_declaration"


def _sum(label: Label) -> tuple[str, ...]:
    """Return the total that a label under the amounts tells as well: "Total EUR", which over them heads a column."""
    said = label.words.text.split(" / ") if label.announces("goods:amount") else []
    first = (lexicon().longest(tokens(part)[:1])[1] for part in said)
    return ("total_amount",) if any(entry.field == "total_amount" for entries in first for entry in entries) else ()


def _is_left_of_goods(layout: Layout, label: Label) -> bool:
    """Say whether a label with a colon stands left of the descriptions, or of the table, as totals under it do."""
    heads = [b for b in layout.labels if b.line in layout.header_lines and b.announces("goods:description")]
    phrases = [phrase for number in layout.header_lines for phrase in layout.lines[number].phrases]
    edge = min([head.box.x0 for head in heads] or [phrase.box.x0 for phrase in phrases] or [0.0])
    return label.colon and label.box.x0 < edge - 3


def _is_beside(layout: Layout, label: Label) -> bool:
    """Say whether a label in a table's own lines is no heading: nothing of the goods, and its value right of it."""
    if label.colon and label.rest and label.rest.text[:1].isdigit():
        return True  # "TOTAL 610 CARTONS NET WT: 14,370.00 KGS" in the row of totals
    if any(field.startswith(("goods:", "stop", "sum")) for field in label.fields):
        return False
    if _NO_COLUMNS.issuperset(label.fields):
        return True
    value = next(layout.candidates(label), None)
    if value is None or (label.announces("total_amount") and not any(c.isdigit() for c in value.text)):
        return False
    return abs(value.box.middle[1] - label.box.middle[1]) < 0.6 * label.box.height


def _keep(found: dict[str, Field[Any]], name: str, value: Field[Any]) -> None:
    """Keep the surest reading of a field; a total is printed last, so there the later of equals wins."""
    known = found.get(name)
    if known is None:
        better = True
    elif (known.value is None) != (value.value is None):
        better = known.value is None
    elif name.startswith("total_"):
        better = value.confidence >= known.confidence - 0.08
    else:
        better = value.confidence > known.confidence + 0.02
    if better:
        found[name] = value


def _read(layout: Layout, label: Label, name: str, habits: Habits) -> dict[str, Field[Any]]:
    reader = READERS.get(name)
    if reader is None:
        return {}
    first: Phrase | None = None
    if name in PLACES and any(f.startswith("party:") for f in label.fields) and heads_party(layout, label):
        return {}
    candidates = [*_at_right_edge(layout, label, name), *_said_again(layout, label, name), *layout.candidates(label)]
    for candidate in candidates:
        if candidate is not label.rest and (layout.label_at(candidate) is not None or _is_wording(candidate)):
            continue
        if candidate is label.rest and is_caption(candidate.text):
            continue
        whole = _whole(layout, label, name, candidate)
        read = reader(label, whole, habits)
        if read or isinstance(read, dict):
            return read if isinstance(read, dict) else {name: read}
        first = first or candidate
    if read := _broken(layout, label, name, habits, alone=not candidates):
        return read
    other = not PLACES.isdisjoint(label.fields)  # "Embarque: Vitória" tells where, and no day that was misread
    if first is None or other or name not in TOLD_WHEN_MISREAD or not label.colon or first is not label.rest:
        return {}
    return {name: quantity([first], None, None, sure=0.3) if name in _MEASURED else field([first], None, sure=0.3)}


def _said_again(layout: Layout, label: Label, name: str) -> list[Phrase]:
    """Return the number under its caption that says again what it is: "PO 4500277" under "Buyer's order No."."""
    if name not in NUMBERS or label.rest or label.colon:
        return []
    for phrase in (p for line in layout.lines[label.line + 1 : label.line + 3] for p in line.phrases):
        own, apart = layout.label_at(phrase), phrase.box.top - label.box.bottom
        under = abs(phrase.box.x0 - label.box.x0) < _FLUSH and apart < 2.2 * phrase.box.height
        if under and own and own.rest and not own.colon and own.announces(name):
            return [Phrase(own.rest.words, own.rest.page)]
    return []


def _broken(layout: Layout, label: Label, name: str, habits: Habits, *, alone: bool) -> dict[str, Field[Any]]:
    """Return a value of plain form that breaks over lines, or, where the label stands alone, is printed over it."""
    spots: list[Phrase] = []
    if name in _BREAKING:  # "19 de setembro de" above "2025", "UNITED" above "KINGDOM"
        pairs = pairwise(layout.block(label)[:3])
        spots += [Phrase((*upper.words, *lower.words), upper.page) for upper, lower in pairs]
        spots += [above] if alone and not label.blank and (above := _over(layout, label)) else []
    if name in _WRAPPED and label.block and (whole_cell := layout.cell_text(label)):
        spots.append(whole_cell)
    if name in _WRAPPED and label.rest:  # "Serial / total: 4 /" above "25"
        lines = layout.block(label)[:2]
        spots += [Phrase((*upper.words, *lower.words), upper.page) for upper, lower in pairwise(lines)]
    read = next((read for spot in spots if (read := READERS[name](label, spot, habits))), None)
    return read if isinstance(read, dict) else {name: read} if read else {}


def _over(layout: Layout, label: Label) -> Phrase | None:
    """Return what stands right over a label, as over the caption of a line to sign on."""
    for line in reversed(layout.lines[max(0, label.line - 3) : label.line]):
        for phrase in line.phrases:
            near = -2 < label.box.top - phrase.box.bottom < 1.5 * label.box.height
            if near and min(phrase.box.x1, label.box.x1) > max(phrase.box.x0, label.box.x0):
                return phrase if layout.label_at(phrase) is None else None
    return None


def _at_right_edge(layout: Layout, label: Label, name: str) -> list[Phrase]:
    """Return the last of several amounts right of a total's label: net, tax and what is to be paid."""
    if name != "total_amount" or label.block or (label.rest and numbers(label.rest.text)):
        return []  # right of a block of a form stand other blocks, right of its own amount other columns
    beyond = [phrase for phrase in layout.lines[label.line].phrases if phrase.box.x0 > label.box.x1]
    amounts = [p for p in beyond if numbers(p.text) and len(p.words) <= 3 and layout.label_at(p) is None]
    return amounts[-1:] if len(amounts) > 1 and len(amounts) == len(beyond) else []


def _whole(layout: Layout, label: Label, name: str, value: Phrase) -> Phrase:
    """Return a value with what belongs to it beyond a gap: a place's country, a vessel's voyage in the same cell."""
    if name in PLACES:
        return _with_country(layout, label, _own_side(label, name, value))
    if name in _MEASURED and value is label.rest and not any(map(str.isalpha, value.text)):
        code = layout.wrapped(label)  # "GROSS WT: 15,084.50" above "KGS"
        return Phrase((*value.words, *code.words), value.page) if code and unit(code.text) else value
    if name == "vessel_voyage" and layout.cells.is_ruled(cell := layout.cells.around(label.box)):
        line = next((line for line in layout.lines if value.words[0] in line.words), None)
        beyond = [p for p in line.phrases if cell.contains(p.box, slack=1)] if line else []
        if len(beyond) == 2 and beyond[0].words == value.words and layout.label_at(beyond[1]) is None:
            return Phrase((*value.words, *beyond[1].words), value.page)
        below = [*layout.candidates(label)][1:2]  # in a narrow cell the voyage stands under the name
        if below and len(below[0].words) == 1 and any(c.isdigit() for c in below[0].text) and value.text.isupper():
            near = 0 < below[0].box.top - value.box.top < 1.8 * value.box.height
            if near and not any(c.isdigit() for c in value.text) and layout.label_at(below[0]) is None:
                return Phrase((*value.words, *below[0].words), value.page)
    return value


def _own_side(label: Label, name: str, value: Phrase) -> Phrase:
    """Return the place before or behind the stroke between two under one heading: "Leith / Oslo" beside "From / to"."""
    marks = [n for n, word in enumerate(value.words) if word.text in _STROKES]
    if len(marks) != 1 or name not in _ROUTE or not all(label.announces(end) for end in _ROUTE):
        return value
    return (value.part(0, marks[0]) if name == _ROUTE[0] else value.part(marks[0] + 1)) or value


def _is_wording(phrase: Phrase) -> bool:
    """Say whether a phrase is a heading: all label, as where one runs over two lines, or numbered as a block."""
    block, start = block_of(phrase)
    rest = phrase.part(start) or phrase
    words = tokens(rest.text)
    known = lexicon().longest(words)[0] if len(words) > 1 else 0
    return is_caption(phrase.text) or known == len(words) > 1 or (known > 1 and block is not None and block.isdigit())


def _with_country(layout: Layout, label: Label, place: Phrase) -> Phrase:
    """Return a place with the country that its narrow cell pushes to the next line."""
    lines = layout.block(label)
    for line, below in pairwise(lines):
        if line.words[-1].box == place.words[-1].box:
            named = country(below.text.strip(" .,()")) is not None
            goes_on = place.text.rstrip().endswith(",") or named or _OF.match(below.text) is not None
            return Phrase((*place.words, *below.words), place.page) if goes_on else place
    return place


_OF = re.compile(r"(?:de|do|da|dos|di|del|della|of|van|der|la)\s", re.IGNORECASE)  # "PORTO" over "DE SANTOS"
# Values whose form is plain enough to be found among all that a numbered block prints, when it breaks over lines.
_BREAKING = frozenset({"date", "shipment_date", "country_of_origin", "country_of_export", "country_of_import"})
_MEASURED = frozenset({"total_packages", "total_gross_mass", "total_net_mass", "total_volume"})
_WRAPPED = frozenset({"operation", "movement_serial", "notification_number"})
