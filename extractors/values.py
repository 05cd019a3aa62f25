"""Values as a label announces them: numbers, dates, places, amounts, each read by the form it must have."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from extractors import dates
from extractors.habits import Habits
from extractors.label_words import is_misread_sign
from extractors.labels import Label
from extractors.layout import Phrase
from extractors.made import field, quantity, span
from extractors.money import currency_in
from extractors.numbering import identifier
from extractors.numerals import numbers
from extractors.quantities import measures, packages
from extractors.vessels import vessel
from models.field import Field, Quantity
from models.reference.countries import country, country_at_end
from models.reference.incoterms import incoterm

PLACES = frozenset({"place_of_receipt", "port_of_loading", "port_of_discharge", "place_of_delivery"})

Read = Callable[[Label, Phrase, Habits], Any]

_SERIAL = re.compile(r"(?<![\d/.])(\d{1,4})\s?(?:/|of|von|de|di|van|sur)\s?(\d{1,4})(?![\d/.])", re.IGNORECASE)


def _sure(label: Label) -> float:
    return 0.97 if label.sure else 0.85


def _number(label: Label, phrase: Phrase, _: Habits) -> Field[str] | None:
    if is_misread_sign(phrase.words[0]):
        phrase = phrase.part(1) or phrase
    found = None if is_misread_sign(phrase.words[0]) else identifier(phrase.text)
    runs_on = len(phrase.words) > 9 and not (
        found and found[1] == 0 and label.rest is phrase and label.announces("number")
    )
    if found is None or runs_on or (_TOWN.match(phrase.text) and country_at_end(phrase.text)):
        return None
    # A title ("BILL OF LADING") announces a number less surely than "B/L No." does.
    printed = label.words.text
    sure = _sure(label) if _NUMBERED.search(printed) or _YOURS.search(printed) else 0.75
    if label.announces("order_number") and _OURS.search(printed):
        sure = min(sure, 0.9)  # the buyer's order outranks the seller's
    return field([span(phrase, found[1], found[2])], found[0], sure=sure)


_TOWN = re.compile(r"\d{4,6}\s[^\W\d_]{3}")  # "22400 Monzón, España", of the address in the box beside
_YOURS = re.compile(
    r"\b(?:your|ihre?|v(?:otre|ostro|[os]s?\.|/)|su|uw|buyer'?s?|customer'?s?|client'?s?)(?!\w)", re.IGNORECASE
)
_OURS = re.compile(
    r"\b(?:exporter|shipper|seller|sales|our|unsere?|nuestr[oa]|notre|nostr[oa]|nossa|onze)\b|\bauftrag", re.IGNORECASE
)


def _flight(label: Label, phrase: Phrase, habits: Habits) -> Field[str] | None:
    """Return a flight's number without the day that follows it: "SQ285/11JUL"."""
    match = re.match(r"([A-Z0-9]{2}\s?\d{1,4}[A-Z]?)\s*/\s*\d{1,2}(?![\d.])", phrase.text)
    if match is None:
        return _number(label, phrase, habits)
    return field([span(phrase, 0, match.end(1))], match[1], sure=_sure(label))


_NUMBERED = re.compile(
    r"\b(?:no|nos|nr|number|nummer|n[°ºu]\w*|ref\w*|reference|num\w*|awb|id|voy\w*|flight|vol|flug|b/l)\b|[#°º№号]|n\.|nr|nummer",
    re.IGNORECASE,
)


def _date(label: Label, phrase: Phrase, habits: Habits) -> Field[date] | None:
    hint = dates.order_of([label.words.text, label.note])
    if day := dates.compact(phrase.text):
        return field([phrase], day, sure=_sure(label))
    found = dates.find(phrase.text, hint or habits.order)
    if found is None or len(phrase.words) > 14:
        return None
    return field([span(phrase, found.start, found.stop)], found.value, sure=0.55 if found.other else _sure(label))


def _departures(label: Label, phrase: Phrase, habits: Habits) -> dict[str, Field[date]] | None:
    """Read the first and the last day of a notification's intended period: "01.03.2026 - 28.02.2027"."""
    first = dates.find(phrase.text, habits.order)
    if first is None or len(phrase.words) > 14:
        return None
    last = dates.find(phrase.text[first.stop :], habits.order)
    if last is None:
        return None
    spots = span(phrase, first.start, first.stop), span(phrase, first.stop + last.start, first.stop + last.stop)
    told = zip(("first_departure", "last_departure"), (first, last), spots, strict=True)
    return {name: field([spot], day.value, sure=0.55 if day.other else _sure(label)) for name, day, spot in told}


_SENTENCE_END = re.compile(r"(?<=[\w)]{4})\.(?:\s+[A-ZÁÉÍÓÚ]|$)")
_PORT_CODE = re.compile(r"^\d{4,7}\s(?:[-–]\s)?(?=[^\W\d_]{3})")  # of a port, before its name


def _place(label: Label, phrase: Phrase, habits: Habits) -> Field[str] | None:
    printed = dates.find(phrase.text, habits.order)
    if printed and printed.start > 2 and not re.search(r"\w", phrase.text[printed.stop :]):
        phrase = span(phrase, 0, printed.start)  # "Hamburg, 12.03.2025"
    text = _SENTENCE_END.split(phrase.text)[0].strip(" ,;:-–—·•|")
    text = _PORT_CODE.sub("", text) if label.announces("port_of_loading", "port_of_discharge") else text
    if printed and printed.start < 3:
        return None  # "from 12.01.2026 until 31.12.2026" is a time
    if not re.search(r"[^\W\d_]{2}", text) or len(phrase.words) > 9 or re.search(r"\d{5}|@", text):
        return None
    return field([phrase], text, sure=_sure(label))


def _vessel(label: Label, phrase: Phrase, habits: Habits) -> dict[str, Field[Any]] | None:
    return vessel(label, phrase, habits, _sure(label))


_PART_A, _PART_B = re.compile(r"^\(?a\)\s+"), re.compile(r"\s\(?b\)")  # "(a) Ireland (b) IE 001" on waste papers


def _country_field(label: Label, phrase: Phrase, _: Habits) -> Field[str] | None:
    text = _PART_B.split(_PART_A.sub("", phrase.text))[0].strip(" ,;:-.")
    words = re.split(r"[\s,;/]+", re.sub(r"[()\[\]]", " ", text).strip())
    if words[0].lower().strip(".") in ("no", "nr"):
        return None  # "Country of origin No. 12": a number, not Norway
    if len(words[0]) < 3 and not words[0].isupper():
        return None  # "de exportação": a word, not Germany
    heads = (" ".join(words[:n]) for n in range(len(words), 0, -1))
    code = next((found for head in heads if (found := country(head))), None) or country_at_end(text)
    return field([phrase], code, sure=_sure(label)) if code else None


def _incoterm(label: Label, phrase: Phrase, _: Habits) -> Field[str] | None:
    term = incoterm(phrase.text.upper().replace("CNF", "CFR").replace("C&F", "CFR"))
    return field([phrase], term, sure=_sure(label)) if term else None


def _currency(label: Label, phrase: Phrase, _: Habits) -> Field[str] | None:
    code = currency_in(phrase.text)
    return field([phrase], code, sure=_sure(label)) if code else None


def _amount(label: Label, phrase: Phrase, habits: Habits) -> dict[str, Field[Any]] | None:
    found = numbers(phrase.text, habits.sign)
    if not found or dates.find(phrase.text) or len(phrase.words) > 6:
        return None
    value, start, stop = found[-1]
    if any(count.unit for count in packages(phrase.text)):
        return None  # "TOTAL : 80 PALLETS"
    if not value:
        return None  # "To pay: 0.00" of a paid bill, "0.00" of an empty form: no total of goods
    read: dict[str, Field[Any]] = {"total_amount": field([span(phrase, start, stop)], value, sure=_sure(label))}
    code = currency_in(phrase.text) or currency_in(label.words.text) or currency_in(label.note)
    if code:
        read["currency"] = field([phrase], code, sure=0.85)
    return read


_MEASURE_WORDS = 7
_WEIGHED = re.compile(
    r"we?i?g?ht|wt|mass|poids|peso|gewicht|brutt?o|lord|gross|br[uü]t|\b[gn][./]?\s?w\b|\b[pt]\.?[bn]\b|[毛净重]",
    re.IGNORECASE,
)


def _begun(phrase: Phrase) -> Phrase:
    """Return the first words of a line that begins with a number and goes on with other labels and their values."""
    long = len(phrase.words) > _MEASURE_WORDS and phrase.words[0].text[:1].isdigit()
    return phrase.part(0, 3) or phrase if long else phrase


def _measure(kind: str) -> Read:
    def read(label: Label, phrase: Phrase, habits: Habits) -> Quantity | None:
        phrase = _begun(phrase)
        if len(phrase.words) > _MEASURE_WORDS:
            return None
        hint = f"{label.words.text} {label.note}"
        found = measures(phrase.text, kind=kind, hint=hint, sign=habits.sign)
        if not found:
            return None
        value, unit, start, stop = found[0]
        if unit is None and kind == "mass" and not _WEIGHED.search(hint):
            return None  # "Total net 14'720.00" is an amount
        return quantity([span(phrase, start, stop)], value, unit, sure=_sure(label))

    return read


def _packages(label: Label, phrase: Phrase, habits: Habits) -> Quantity | None:
    phrase = _begun(phrase)
    if len(phrase.words) > _MEASURE_WORDS:
        return None
    found = packages(phrase.text, hint=f"{label.words.text} {label.note}", sign=habits.sign)
    if not found:
        return None
    value, unit, start, stop = found[0]
    apart = [_AND.fullmatch(phrase.text[a.stop : b.start]) for a, b in pairwise(found)]
    loaded = (
        apart and found[-1].unit == "PX" and re.fullmatch(r"\s*en\s*", phrase.text[found[-2].stop : found[-1].start])
    )
    if (
        apart and all(apart) and not loaded and len({each.unit for each in found}) == len(found)
    ):  # "22 big bags, 1 pallet"
        value, unit, stop = sum((each.value for each in found), start=Decimal(0)), "PK", found[-1].stop
    return quantity([span(phrase, start, stop)], value, unit, sure=_sure(label))


_AND = re.compile(r"\s*(?:[,+&]|and|und|et|y|e|en)\s*", re.IGNORECASE)


def _total_shipments(label: Label, phrase: Phrase, habits: Habits) -> dict[str, Field[Any]] | None:
    """On a notification the total number of shipments is what its movement documents count up to."""
    match = re.fullmatch(r"\D{0,12}(\d{1,4})\b\D{0,20}", phrase.text)
    return {"movement_total": field([phrase], int(match[1]), sure=_sure(label))} if match else None


def _serial(label: Label, phrase: Phrase, _: Habits) -> dict[str, Field[Any]] | None:
    match = _SERIAL.search(phrase.text)
    if re.fullmatch(r"\d{1,4}", phrase.text) and not re.search("/|total", label.words.text, re.IGNORECASE):
        return {"movement_serial": field([phrase], int(phrase.text), sure=_sure(label))}  # its total is told apart
    if not match:
        # A form that is printed for a consent and not used yet: "/" stands before the total, on the line above.
        unused = label.rest is not None and label.rest.text == "/" and re.fullmatch(r"\d{1,4}", phrase.text)
        return {"movement_total": field([phrase], int(phrase.text), sure=_sure(label))} if unused else None
    spot = span(phrase, match.start(), match.end())
    return {
        "movement_serial": field([spot], int(match[1]), sure=_sure(label)),
        "movement_total": field([spot], int(match[2]), sure=_sure(label)),
    }


def _operation(label: Label, phrase: Phrase, _: Habits) -> Field[str] | None:
    found = list(re.finditer(r"\b([DR])\s?(\d{1,2})\b", phrase.text))  # "R12 / R1": the final one stands in its print
    spot = span(phrase, found[0].start(), found[-1].end()) if found else phrase
    return field([spot], f"{found[0][1]}{found[0][2]}", sure=_sure(label)) if found else None


READERS: dict[str, Read] = {
    **dict.fromkeys(
        ("number", "invoice_number", "bill_of_lading_number", "booking_number", "order_number", "notification_number",
         "voyage", "licence_number"),
        _number,
    ),
    "flight": _flight,
    **dict.fromkeys(("date", "shipment_date", "first_departure", "last_departure"), _date),
    "departures": _departures,
    **dict.fromkeys(sorted(PLACES), _place),
    **dict.fromkeys(("country_of_origin", "country_of_export", "country_of_import"), _country_field),
    "vessel": _vessel,
    "vessel_voyage": _vessel,
    "incoterm": _incoterm,
    "currency": _currency,
    "total_amount": _amount,
    "total_packages": _packages,
    "total_gross_mass": _measure("mass"),
    "total_net_mass": _measure("mass"),
    "total_volume": _measure("volume"),
    "movement_serial": _serial,
    "total_shipments": _total_shipments,
    "operation": _operation,
}  # fmt: skip
TOLD_WHEN_MISREAD = frozenset(
    {"date", "shipment_date", "total_gross_mass", "total_net_mass", "total_amount", "total_packages"}
)
