"""What no label of a paper's head tells by itself: its own number, the date beside a signature, a currency."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from extractors import cited_documents, cited_in_words, cited_notifications, dates, running_head, sailing, serials
from extractors.captions import label_words
from extractors.habits import Habits
from extractors.layout import Line, Phrase
from extractors.made import field, span
from extractors.money import currency_in
from extractors.regions import Layout
from extractors.title_words import title_words
from extractors.values import READERS
from extractors.wording import tokens
from models.field import Field, Quantity
from models.paper import PaperKind
from models.reference.units import package_kind

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
_CITING: frozenset[PaperKind] = frozenset(
    {"packing_list", "bill_of_lading", "sea_waybill", "air_waybill", "road_consignment_note", "delivery_note",
     "dangerous_goods_declaration", "certificate_of_origin", "customs_declaration"}
)  # fmt: skip
_SAILING: frozenset[PaperKind] = frozenset({"bill_of_lading", "sea_waybill"})
PRICED: frozenset[PaperKind] = frozenset({"commercial_invoice", "proforma_invoice", "customs_declaration", "other"})
_SOLD: frozenset[PaperKind] = frozenset({"commercial_invoice", "proforma_invoice", "packing_list", "delivery_note"})
_LICENSED = _SOLD | {"customs_declaration", "dangerous_goods_declaration"}
_COUNTED = _SOLD | {"bill_of_lading", "sea_waybill", "road_consignment_note"}
_WASTE_CITED = _COUNTED | {"air_waybill", "customs_declaration", "dangerous_goods_declaration"}
_COLUMNS = {
    "goods:gross_mass": "total_gross_mass",
    "goods:net_mass": "total_net_mass",
    "goods:packages": "total_packages",
    "goods:volume": "total_volume",
}
_ABOVE = 3  # lines among which that over a phrase is
_SHORT = 4  # words of a phrase that is an amount and its currency
_TOTALS = ("total_packages", "total_gross_mass", "total_net_mass", "total_volume")
_PRICES_IN = re.compile(
    r"\b(?:prices?|amounts?|charges?|values?|montants?|prix|preise|betr[äa]ge|importi|prezzi|precios|importes|valores"
    r"|bedragen|prijzen)\b[^.]{0,40}?\b(?:in|en|em)\b(?P<rest>.{2,30})",
    re.IGNORECASE,
)


def complete(found: dict[str, Field[Any]], layouts: Sequence[Layout], kind: PaperKind, habits: Habits) -> None:
    """Add to the fields found what no label tells by itself; drop what cannot be meant."""
    if kind not in PRICED and "currency" not in found:
        found.pop("total_amount", None)  # a "Total" of packages or kilograms
    for name in _TOTALS:
        if name in found and found[name].value == 0:
            del found[name]  # what an empty form prints by itself
    if kind in _SOLD and not found.keys() & {"number", "invoice_number"}:
        told = running_head.numbered(layouts, habits)
        found |= {"number": told[0], "date": found.get("date", told[1])} if told else {}
    if kind == "customs_declaration":
        found |= cited_documents.cited(layouts)
    _date_and_sail(found, layouts, kind, habits)
    by_form = _BY_FORM.get(kind)
    if by_form and (printed := by_form(layouts)):
        found["number"] = printed
    if "number" not in found and kind == "air_waybill" and (printed := serials.parted_air_number(layouts)):
        found["number"] = printed
    if "number" not in found and kind != "other" and (printed := serials.titled_number(layouts)):
        found["number"] = printed
    _cite(found, layouts, kind)
    if kind in ("waste_movement_document", "annex_vii_document") and "shipment_date" in found:
        found.setdefault("date", found["shipment_date"])
    if kind in _SOLD | {"customs_declaration"}:
        _sums_of_one_table(found, layouts, habits)
    if (
        "currency" not in found
        and "total_amount" in found
        and (currency := currency_of(found["total_amount"], layouts))
    ):
        found["currency"] = currency
    _told_in_words(found, layouts, kind, habits)


def _date_and_sail(found: dict[str, Field[Any]], layouts: Sequence[Layout], kind: PaperKind, habits: Habits) -> None:
    """Add the paper's own date and the day its goods went on board, where no label told them."""
    if "date" not in found and (
        printed_date := _beside_number(layouts, kind, habits)
        or sailing.issued(layouts, habits)
        or _signed(layouts, habits)
    ):
        found["date"] = printed_date
    if kind in _SAILING and "shipment_date" not in found and (day := sailing.aboard(layouts, habits)):
        found["shipment_date"] = day
    if kind in _SAILING and not found.keys() & {"port_of_loading", "port_of_discharge"}:
        for name, place in sailing.route(layouts):
            found.setdefault(name, place)


def _cite(found: dict[str, Field[Any]], layouts: Sequence[Layout], kind: PaperKind) -> None:
    """Settle which number is the paper's own and by which name others cite it; add the invoice that it cites."""
    if kind == "customs_declaration" and "invoice_number" not in found and (cited := serials.declared_invoice(layouts)):
        found["invoice_number"] = cited
    if "invoice_number" not in found and kind in _CITING and (told := cited_in_words.cited(layouts)):
        found["invoice_number"] = told
    if "order_number" not in found and kind in _CITING | _SOLD and (order := cited_in_words.cited(layouts, "order")):
        found["order_number"] = order
    own = next((found[name] for name in _OWN_NUMBER.get(kind, ("number",)) if name in found), None)
    if own is not None:
        found["number"] = own
        if kind in _CITED_AS:
            found.setdefault(_CITED_AS[kind], own)


def _told_in_words(found: dict[str, Field[Any]], layouts: Sequence[Layout], kind: PaperKind, habits: Habits) -> None:
    """Add what sentences and lone phrases of the head tell, where no label did."""
    if kind in _SOLD | {"road_consignment_note"} and "incoterm" not in found and (term := running_head.term(layouts)):
        found["incoterm"] = term
    if kind in _SOLD | {"certificate_of_origin"} and (
        "vessel" not in found or not found.keys() & {"port_of_loading", "port_of_discharge"}
    ):
        for name, told in running_head.carriage(layouts):
            found.setdefault(name, told)
    if kind in _SOLD and not found.keys() >= {*_TOTALS}:
        for name, weight in running_head.weights(layouts, habits.sign):
            found.setdefault(name, weight)
    if kind in _COUNTED and "total_packages" not in found and (counted := running_head.counted(layouts)):
        found["total_packages"] = counted
    if kind in _WASTE_CITED and not found.keys() & {"notification_number", "movement_serial"}:
        found |= cited_notifications.cited(layouts)
    if kind in _LICENSED and "licence_number" not in found and (licence := running_head.licence(layouts)):
        found["licence_number"] = licence
    if kind in PRICED and "currency" not in found and (currency := running_head.currency(layouts)):
        found["currency"] = currency


def _sums_of_one_table(found: dict[str, Field[Any]], layouts: Sequence[Layout], habits: Habits) -> None:
    """Take masses and packages from boxes outside the table, as the foot of a bill has them: they are of all goods."""
    for layout in layouts:
        held = layout.header_lines | layout.goods_lines | layout.item_lines
        for label in layout.labels:
            for column, name in _COLUMNS.items():
                if label.line in held or name in found or not label.announces(column):
                    continue
                boxed = layout.cells.is_ruled(layout.cells.around(label.box)) or label.colon
                value = next(layout.candidates(label), None) if boxed else None
                read = READERS[name](label, value, habits) if value else None
                if isinstance(read, Quantity) and read.value:
                    found[name] = read.model_copy(update={"confidence": round(read.confidence * 0.9, 3)})


def currency_of(amount: Field[Any], layouts: Sequence[Layout]) -> Field[str] | None:
    """Return the currency beside the total, or said of all prices, or the only one that the paper's amounts name."""
    if code := currency_in(amount.raw):
        return amount.model_copy(update={"value": code})
    beside: dict[str, Phrase] = {}
    for layout in layouts:
        for line in layout.lines:
            if _holds(line, layout, amount) and (code := currency_in(line.text)):
                return field([Phrase(tuple(line.words), layout.page.number)], code, sure=0.9)
            if (match := _PRICES_IN.search(line.text)) and (code := currency_in(match["rest"])):
                return field([Phrase(tuple(line.words), layout.page.number)], code, sure=0.85)
            for phrase in line.phrases:
                if _is_priced(phrase) and (code := currency_in(phrase.text)):
                    beside.setdefault(code, phrase)
    if len(beside) != 1:
        return None
    code, phrase = next(iter(beside.items()))
    return field([phrase], code, sure=0.8)


def _holds(line: Line, layout: Layout, amount: Field[Any]) -> bool:
    """Say whether a value stands on a line."""
    spots = [spot.box for spot in amount.evidence if spot.page == layout.page.number]
    return any(word.box.contains(spot) for spot in spots for word in line.words)


def _is_priced(phrase: Phrase) -> bool:
    """Say whether a phrase is an amount, or the heading of one: "45,93 €", "Total EUR", "Montant EUR TTC"."""
    words = tokens(phrase.text)
    if len(phrase.words) > _SHORT or any(package_kind(word) for word in words):
        return False
    if any(c.isdigit() for c in phrase.text):
        return re.search(r"\d[.,]\d\d\b", phrase.text) is not None
    known = [word for word in words if word in label_words()]
    return bool(known) and len(words) - len(known) <= 1


def _beside_number(layouts: Sequence[Layout], kind: PaperKind, habits: Habits) -> Field[date] | None:
    """Return the date on the line of the paper's own number: "Facture n° 12 du 2 juillet 2025".

    Papers of the sale bear the invoice's date; on others the date beside a number that they cite is not theirs.
    """
    own = _OWN_NUMBER.get(kind, ("number",)) if kind not in _SOLD else ("number", "invoice_number")
    for layout in layouts[:1]:
        for label in layout.labels:
            value = label.rest or next(layout.candidates(label), None)
            if value is None or not label.announces(*own):
                continue
            found = dates.find(value.text, habits.order)
            if found and found.start > 0:
                spot = span(value, found.start, found.stop)
                return field([spot], found.value, sure=0.55 if found.other else 0.85)
    return None


def _signed(layouts: Sequence[Layout], habits: Habits) -> Field[date] | None:
    """Return the date beside a place, in the lower part of a page as papers are signed ("Hamburg, 12.03.2025"),
    over the body as letters are dated ("Lyon, le 9 octobre 2025", "12 June 2025" with nothing over it)."""
    for layout in layouts:
        for number, line in enumerate(layout.lines):
            low = line.box.top > 0.4 * layout.page.height
            for phrase in line.phrases:
                found = dates.find(phrase.text, habits.order)
                if found is None or layout.label_at(phrase) is not None:
                    continue
                before, after = phrase.text[: found.start], phrase.text[found.stop :]
                lone = _LONE.fullmatch(before) and re.fullmatch(r"[^\d;:]{0,20}", after)
                worded = found.other is None and any(map(str.isalpha, phrase.text[found.start : found.stop]))
                led = _HEADED.fullmatch(before) or (not before.strip() and _stands_free(layout, phrase))
                placed = bool(before.strip()) and _stands_free(layout, phrase)  # behind its place, under no caption
                headed = (worded or placed) and led and not re.search(r"\w", after)
                if lone if low else headed or _is_joined(layout, number, phrase, found):
                    sure = 0.55 if found.other else 0.8
                    return field([span(phrase, found.start, found.stop)], found.value, sure=sure)
    return None


def _is_joined(layout: Layout, number: int, phrase: Phrase, day: dates.PrintedDate) -> bool:
    """Say whether a date at the head stands under the paper's number or behind its title: "del 20 febbraio 2026".

    Under the label of another paper that is cited, it is that one's.
    """
    joint = running_head.DATED.search(phrase.text[: day.start])
    if joint is None or re.search(r"\w", phrase.text[day.stop :]) or day.other or number in layout.goods_lines:
        return False
    titled = tokens(phrase.text[: joint.start()])
    box = phrase.box
    above = layout.lines[max(0, number - _ABOVE) : number]
    over = [p for line in above for p in line.phrases if 0 < box.top - p.box.top < 2 * box.height]
    over = [p for p in over if min(p.box.x1, box.x1) > max(p.box.x0, box.x0)]
    cited = (label for p in over if (label := layout.label_at(p)) and not label.announces("number", "goods:line"))
    return all(word in title_words() for word in titled) and bool(titled or over) and not any(cited)


def _stands_free(layout: Layout, phrase: Phrase) -> bool:
    """Say whether nothing is printed right over a phrase, which might be its caption."""
    box = phrase.box
    over = box._replace(top=box.top - 1.5 * box.height, bottom=box.top - 1)
    return not any(word.box.overlap(over) > 0 for word in layout.page.words)


_LONE = re.compile(r"[^\W\d][^\d;:]{0,40}?|")
_HEADED = re.compile(r"[^\W\d_]+(?:[ \-][^\W\d_]+){0,2},\s*(?:(?:le|den|il|el|em|a|li)\s+)?")
