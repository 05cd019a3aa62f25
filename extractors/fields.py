"""The head of a paper: numbers, dates, ports, totals, each the surest reading of what its labels own."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from extractors import dates, waybills
from extractors.habits import Habits
from extractors.labels import Label
from extractors.layout import Phrase
from extractors.made import field, span
from extractors.money import currency_in
from extractors.regions import Layout
from extractors.values import READERS, TOLD_WHEN_MISREAD, PLACES, place
from models.field import Field
from models.paper import PaperKind

# The label that announces a paper's own number, by kind; the others cite it.
_OWN_NUMBER: dict[PaperKind, tuple[str, ...]] = {
    "commercial_invoice": ("invoice_number", "number"),
    "proforma_invoice": ("number", "invoice_number"),
    "bill_of_lading": ("bill_of_lading_number", "number"),
    "sea_waybill": ("number", "bill_of_lading_number"),
    "waste_notification": ("notification_number", "number"),
    "waste_movement_document": ("number", "notification_number"),
}


def fields(layouts: Sequence[Layout], kind: PaperKind, habits: Habits) -> dict[str, Field[Any]]:
    """Return the head fields of a paper by their names in `models.paper.Fields`, the surest reading of each.

    Labels that head goods tables are left to the goods. What is there but not understood stands with value None.
    """
    found: dict[str, Field[Any]] = {}
    for layout in layouts:
        for label in layout.labels:
            if label.line in layout.header_lines or label.line in layout.item_lines:
                continue
            for name in label.fields:
                if label.line in layout.goods_lines and (name.startswith("total_") or name == "country_of_origin"):
                    continue  # that is said of one goods item
                for part, value in _read(layout, label, name, habits).items():
                    _keep(found, part, value)
    if "date" not in found and (signed := _signed(layouts, habits)):
        found["date"] = signed
    own = next((found[name] for name in _OWN_NUMBER.get(kind, ("number",)) if name in found), None)
    if own is not None:
        found["number"] = own
    if kind == "waste_movement_document" and "shipment_date" in found:
        found.setdefault("date", found["shipment_date"])
    if "currency" not in found and "total_amount" in found:
        code = currency_in(found["total_amount"].raw)
        if code:
            amount = found["total_amount"]
            found["currency"] = amount.model_copy(update={"value": code})
    return found


def _signed(layouts: Sequence[Layout], habits: Habits) -> Field[date] | None:
    """Return the date printed beside a place in the lower part of a page, as papers are signed: "Hamburg, 12.03.2025"."""
    for layout in layouts:
        for line in layout.lines:
            if line.box.top < 0.4 * layout.page.height:
                continue
            for phrase in line.phrases:
                found = dates.find(phrase.text, habits.order)
                lone = found and re.fullmatch(r"[^\W\d][\w .'\-]*,?\s*|", phrase.text[: found.start])
                if found and lone and not phrase.text[found.stop :].strip(" .") and layout.label_at(phrase) is None:
                    return field([span(phrase, found.start, found.stop)], found.value, sure=0.55 if found.other else 0.8)
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
    if reader is _place and any(f.startswith("party:") for f in label.fields) and len(layout.block(label)) >= 3:
        return {}
    for candidate in layout.candidates(label):
        if layout.label_at(candidate) is not None and candidate is not label.rest:
            continue
        read = reader(label, candidate, habits)
        if read:
            return read if isinstance(read, dict) else {name: read}
        first = first or candidate
    misread = first is not None and name in TOLD_WHEN_MISREAD and label.colon and first is label.rest
    return {name: field([first], None, sure=0.3)} if misread and first else {}
