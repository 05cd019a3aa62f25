"""The head of a paper: numbers, dates, ports, totals, each the surest reading of what its labels own."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from extractors import dates, serials
from extractors.habits import Habits
from extractors.labels import Label, block_of
from extractors.layout import Phrase
from extractors.lexicon import lexicon
from extractors.made import field, span
from extractors.money import currency_in
from extractors.parties import heads_party
from extractors.regions import Layout
from extractors.values import PLACES, READERS, TOLD_WHEN_MISREAD
from extractors.wording import tokens
from models.field import Field
from models.paper import PaperKind
from models.reference.countries import country

# The label that announces a paper's own number, by kind; the others cite it.
_OWN_NUMBER: dict[PaperKind, tuple[str, ...]] = {
    "commercial_invoice": ("invoice_number", "number"),
    "proforma_invoice": ("number", "invoice_number"),
    "bill_of_lading": ("bill_of_lading_number", "number"),
    "sea_waybill": ("number", "bill_of_lading_number"),
    "waste_notification": ("notification_number", "number"),
    "waste_movement_document": ("notification_number", "number"),
}
# By which name others cite the paper's own number.
_CITED_AS: dict[PaperKind, str] = {
    "commercial_invoice": "invoice_number",
    "proforma_invoice": "invoice_number",
    "bill_of_lading": "bill_of_lading_number",
    "sea_waybill": "bill_of_lading_number",
}
_BY_FORM: dict[PaperKind, Callable[[Sequence[Layout]], Field[str] | None]] = {
    "air_waybill": serials.air_number,
    "annex_vii_document": serials.green_list_number,
}
_PRICED: frozenset[PaperKind] = frozenset({"commercial_invoice", "proforma_invoice", "customs_declaration", "other"})
_NO_COLUMNS = PLACES | {"vessel", "vessel_voyage", "voyage", "flight", "incoterm"}  # what no goods table has columns of
_OF_ONE_ITEM: frozenset[PaperKind] = frozenset({"waste_notification", "waste_movement_document", "annex_vii_document"})


def fields(layouts: Sequence[Layout], kind: PaperKind, habits: Habits) -> dict[str, Field[Any]]:
    """Return the head fields of a paper by their names in `models.paper.Fields`, the surest reading of each.

    Labels that head goods tables are left to the goods. What is there but not understood stands with value None.
    """
    found: dict[str, Field[Any]] = {}
    for layout in layouts:
        for label in layout.labels:
            if label.line in layout.item_lines or (label.line in layout.header_lines and not _is_beside(layout, label)):
                continue
            for name in dict.fromkeys(label.fields):
                if name.startswith(("total_", "country_of_origin")) and _is_said_of_goods(layout, label, kind):
                    continue
                for part, value in _read(layout, label, name, habits).items():
                    _keep(found, part, value)
    _complete(found, layouts, kind, habits)
    return found


def _is_said_of_goods(layout: Layout, label: Label, kind: PaperKind) -> bool:
    """Say whether a total or an origin is told of one goods item: inside its rows, or on a paper of one item."""
    if kind in _OF_ONE_ITEM and not label.announces("total_shipments"):
        return True
    goods = any(field.startswith("goods:") for field in label.fields)
    if label.line in layout.goods_lines:
        return (goods or label.announces("country_of_origin")) and not _is_left_of_goods(layout, label)
    return goods and kind == "dangerous_goods_declaration"


def _is_left_of_goods(layout: Layout, label: Label) -> bool:
    """Say whether a label with a colon stands left of the descriptions, or of the table, as totals under it do."""
    heads = [b for b in layout.labels if b.line in layout.header_lines and b.announces("goods:description")]
    phrases = [phrase for number in layout.header_lines for phrase in layout.lines[number].phrases]
    edge = min([head.box.x0 for head in heads] or [phrase.box.x0 for phrase in phrases] or [0.0])
    return label.colon and label.box.x0 < edge - 3


def _is_beside(layout: Layout, label: Label) -> bool:
    """Say whether a label in a table's own lines is no heading: nothing of the goods, and its value right of it."""
    if any(field.startswith(("goods:", "stop", "sum")) for field in label.fields):
        return False
    if _NO_COLUMNS.issuperset(label.fields):
        return True
    value = next(layout.candidates(label), None)
    if value is None or (label.announces("total_amount") and not any(c.isdigit() for c in value.text)):
        return False
    return abs(value.box.middle[1] - label.box.middle[1]) < 0.6 * label.box.height


def _complete(found: dict[str, Field[Any]], layouts: Sequence[Layout], kind: PaperKind, habits: Habits) -> None:
    """Add what no label tells by itself: the paper's own number, the date beside a signature, a currency."""
    if kind not in _PRICED and "currency" not in found:
        found.pop("total_amount", None)  # a "Total" of packages or kilograms
    if "date" not in found and (signed := _signed(layouts, habits)):
        found["date"] = signed
    by_form = _BY_FORM.get(kind)
    if by_form and (printed := by_form(layouts)):
        found["number"] = printed
    own = next((found[name] for name in _OWN_NUMBER.get(kind, ("number",)) if name in found), None)
    if own is not None:
        found["number"] = own
        if kind in _CITED_AS:
            found.setdefault(_CITED_AS[kind], own)
    if kind in ("waste_movement_document", "annex_vii_document") and "shipment_date" in found:
        found.setdefault("date", found["shipment_date"])
    if "currency" not in found and "total_amount" in found:
        code = currency_in(found["total_amount"].raw)
        if code:
            amount = found["total_amount"]
            found["currency"] = amount.model_copy(update={"value": code})


def _signed(layouts: Sequence[Layout], habits: Habits) -> Field[date] | None:
    """Return the date beside a place in the lower part of a page, as papers are signed: "Hamburg, 12.03.2025"."""
    for layout in layouts:
        for line in layout.lines:
            if line.box.top < 0.4 * layout.page.height:
                continue
            for phrase in line.phrases:
                found = dates.find(phrase.text, habits.order)
                lone = found and re.fullmatch(r"[^\W\d][^\d;:]{0,40}?|", phrase.text[: found.start])
                if (
                    found
                    and lone
                    and re.fullmatch(r"[^\d;:]{0,20}", phrase.text[found.stop :])
                    and layout.label_at(phrase) is None
                ):
                    return field(
                        [span(phrase, found.start, found.stop)], found.value, sure=0.55 if found.other else 0.8
                    )
    return None


def _keep(found: dict[str, Field[Any]], name: str, value: Field[Any]) -> None:
    """Keep the surest reading of a field; a total is printed last, so there the later of equals wins."""
    known = found.get(name)
    if known is None:
        better = True
    elif (known.value is None) != (value.value is None):
        better = known.value is None
    elif name.startswith("total_"):
        better = value.confidence >= known.confidence - 0.02
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
    for candidate in layout.candidates(label):
        if candidate is not label.rest and (layout.label_at(candidate) is not None or _is_wording(candidate)):
            continue
        whole = _with_country(layout, label, candidate) if name in PLACES else candidate
        read = reader(label, whole, habits)
        if read:
            return read if isinstance(read, dict) else {name: read}
        first = first or candidate
    if name in _DATES:  # "19 de setembro de" above "2025"
        for upper, lower in pairwise(layout.block(label)[:3]):
            if read := reader(label, Phrase((*upper.words, *lower.words), upper.page), habits):
                return {name: read}
    if name in _WRAPPED and label.block and (whole_cell := layout.cell_text(label)):
        read = reader(label, whole_cell, habits)
        if read:
            return read if isinstance(read, dict) else {name: read}
    misread = first is not None and name in TOLD_WHEN_MISREAD and label.colon and first is label.rest
    return {name: field([first], None, sure=0.3)} if misread and first else {}


def _is_wording(phrase: Phrase) -> bool:
    """Say whether a phrase is a heading: all label, as where one runs over two lines, or numbered as a block."""
    block, start = block_of(phrase)
    rest = phrase.part(start) or phrase
    words = tokens(rest.text)
    known = lexicon().longest(words)[0] if len(words) > 1 else 0
    return known == len(words) > 1 or (known > 1 and block is not None and block.isdigit())


def _with_country(layout: Layout, label: Label, place: Phrase) -> Phrase:
    """Return a place with the country that its narrow cell pushes to the next line."""
    lines = layout.block(label)
    for line, below in pairwise(lines):
        if line.words[-1].box == place.words[-1].box:
            goes_on = place.text.rstrip().endswith(",") or country(below.text.strip(" .,()")) is not None
            return Phrase((*place.words, *below.words), place.page) if goes_on else place
    return place


# Values whose form is plain enough to be found among all that a numbered block prints, when it breaks over lines.
_DATES = frozenset({"date", "shipment_date"})
_WRAPPED = frozenset({"operation", "movement_serial", "notification_number"})
