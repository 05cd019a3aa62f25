"""What the head of a paper tells in words and no label: "per MV EVER GIFTED from X to Y", "310 CARTONS"."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from extractors import dates, tariff
from extractors.column_words import tells
from extractors.goods_text import said
from extractors.habits import Habits
from extractors.label_words import block_of
from extractors.layout import Phrase
from extractors.made import field, quantity, span
from extractors.money import currency_in
from extractors.numbering import identifier
from extractors.numerals import DecimalSign
from extractors.quantities import Measure, packages
from extractors.regions import Layout
from extractors.wording import tokens
from models.field import Field, Quantity
from models.page import Word
from models.reference.incoterms import incoterm
from models.reference.trade_phrases import denied, phrases
from models.reference.units import package_kind

_TERMS = r"EXW|FCA|FAS|FOB|CFR|CIF|CPT|CIP|DAP|DPU|DAT|DDP"
_TERM = re.compile(rf"(?<![\w/])({_TERMS})\b(?!\s*(?:VALUE|PRICE|AMOUNT|CHARGES?))(?:[\s,:\-]+(?:[A-Z][^\W\d_]+)|\W*$)")
_SHIP = re.compile(
    r"\b(?:per|by|via|on|with)\s+(?:the\s+)?(?:m\s?/?\s?v|m\.v\.|s\s?/?\s?s|vessel|ms|mv)\b[\s.:\"]*(?P<vessel>[A-Z][^,;()\d\"]{2,30}?)"
    r"(?=[\s\",]*(?:v(?:oy(?:age)?)?\b|from|on|dated|sailing|\d|$|[,;(\"]))"
    r"(?:[\s\",]*(?:v(?:oy(?:age)?)?)[\s.:]*(?:no\.?\s*)?(?P<voyage>[A-Z0-9][\w\-/]*\d[\w\-/]*))?",
    re.IGNORECASE,
)
_PLACE = r"[A-Z][^\W\d_]+(?:[ ,]+(?:[A-Z][^\W\d_]+|port))*?"
ROUTE = re.compile(
    rf"\b(?:from|FROM|From)\s+(?P<port_of_loading>{_PLACE})\s+(?:to|TO|To)\s+(?P<port_of_discharge>{_PLACE})"
    r"(?=\s*(?:$|[.;()]|,\s*+[a-z\d]|\b(?:by|per|via|on|dated|under)\b))"
)
_BARE_NUMBER = re.compile(r"^(?:n[o°ºr]?|№|num)[.:°º]*+\s*+(?=\S*\d)", re.IGNORECASE)
DATED = re.compile(
    r"(?:(?<!\s)\s++)?(?:,\s*+)?(?:del?|du|vom|van|dated|dtd?|date|of|de|d\.d|z dnia|ze dne|zo dňa|in data)\b[.:\s]*$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(?:^|[.,;:|–—\-])\s{0,3}([^\W\d_]{4,12})\s(\d{1,6})(?=\s{0,3}(?:$|[,;|–—\-]|\.(?!\d)))")
_IN_WORDS = re.compile(r"\b(?:say|in words|amount chargeable|en lettres|in worten|son)\b", re.IGNORECASE)

# Letters and figures, or five figures: no year, no percentage, no date.
_LICENCE = re.compile(
    r"(?<![\w/.\-])(?=[\w/.\-]*\d{2})"
    r"(?:(?=[\w/.\-]*[A-Z])[A-Z0-9][\w/.\-]{3,28}\w|\d{2,6}[/\-]\d{3,9}|\d{5,12}(?![\w.,]*\d))(?![\w/%])"
)
_BETWEEN = 3  # words between a licence and its number
_OF_CUSTOMS = re.compile(r"\b(?:customs|douani[eè]re|zoll\w*|aduan\w*|doganal\w*|alfandeg\w*|douane)", re.IGNORECASE)
_NEAR_LICENCE = 48  # signs within which the number follows its word
_POSTAL = re.compile(
    r"^(?:[A-Z]{1,2}-)?\d{4,6}(?:-\d{3,4})?\s[^\W\d]{2}"  # "08130 Santa Perpètua"
    r"|[^\W\d]{2},?\s[A-Z]{2}\s\d{5}(?!\d)"  # "Elgin, IL 60123"
    r"|\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b"
)


def licence(layouts: Sequence[Layout]) -> Field[str] | None:
    """Return the number that follows a word for a licence in running text: "import licence GB-HFC-2026-00318"."""
    for phrase in _phrases(layouts):
        for found in phrases(phrase.text, "licence"):
            tail = phrase.text[found.end : found.end + _NEAR_LICENCE]
            match = _LICENCE.search(tail)
            if match is None or denied(phrase.text, found.start, found.end) or not _leads(tail[: match.start()]):
                continue
            place = found.end + match.start()
            return field([span(phrase, place, place + len(match[0]))], match[0], sure=0.8)
    return None


def _leads(between: str) -> bool:
    """Say whether what stands between a licence and a number leads from the one to the other."""
    other = _OF_CUSTOMS.search(between) or re.search(r"[,;]|\.\s+[A-Z]", between)
    return other is None and len(between.split()) <= _BETWEEN


def term(layouts: Sequence[Layout]) -> Field[str] | None:
    """Return the one delivery term that stands with its place anywhere: "CIF JEBEL ALI", "Total FCA Caxias do Sul"."""
    told: dict[str, Phrase] = {}
    for phrase in _phrases(layouts):
        for match in _TERM.finditer(phrase.text):
            if code := incoterm(match[1]):
                told.setdefault(code, span(phrase, *match.span()))
    if len(told) != 1:
        return None
    code, spot = next(iter(told.items()))
    return field([spot], code, sure=0.82)


def carriage(layouts: Sequence[Layout]) -> Iterator[tuple[str, Field[Any]]]:
    """Yield the vessel, voyage and ports that a sentence tells."""
    for layout in layouts:
        for line in layout.lines:
            whole = Phrase(tuple(line.words), layout.page.number)
            for pattern in (_SHIP, ROUTE):
                if match := pattern.search(whole.text):
                    told = {name: text for name, text in match.groupdict().items() if text}
                    yield from (
                        (name, field([span(whole, *match.span(name))], text.strip(' ,."'), sure=0.8))
                        for name, text in told.items()
                    )


def counted(layouts: Sequence[Layout]) -> Quantity | None:
    """Return the count of all packages that a paper tells without a label: "TOTAL 276 PACKAGES", "310 CARTONS"."""
    alone: dict[tuple[str, str], Phrase] = {}
    owned = {word.box for each in layouts for word in (*_of_parties(each), *_of_headings(each), *_of_items(each))}
    for phrase in _phrases(layouts, up_to_label=True):
        found = packages(phrase.text) if phrase.words[0].box not in owned else []  # "1440 Commerce Dr" are no drums
        if len(found) != 1 or not found[0].unit or re.search(r"\w", phrase.text[found[0].stop :]):
            continue
        value, code = found[0].value, found[0].unit
        before = phrase.text[: found[0].start]
        if re.search(r"\w", before):
            if all(tells(word) == "all" or word in ("say", "packed", "in") for word in tokens(before)):
                return quantity([phrase], value, code, sure=0.85)
        else:
            alone.setdefault((str(value), code), phrase)
    if len(alone) != 1:
        return None
    phrase = next(iter(alone.values()))
    return quantity([phrase], packages(phrase.text)[0].value, packages(phrase.text)[0].unit, sure=0.7)


def _of_headings(layout: Layout) -> Iterator[Word]:
    """Yield the numbered words over the columns of goods: "7 Antal kolli" is the seventh box, not seven packages."""
    for number in layout.header_lines:
        boxes = [p for p in layout.lines[number].phrases if (block_of(p)[0] or "").isdigit()]
        yield from (word for phrase in boxes for word in phrase.words if len(boxes) > 1)


def _of_items(layout: Layout) -> Iterator[Word]:
    """Yield the words beside tariff codes, where several lines name one: "CODE 8708.2990 | 1 CASE" is of one item."""
    coded = [line for line in layout.lines if next(tariff.named(line.text), None)]
    yield from (word for line in coded if len(coded) > 1 for word in line.words)


def _of_parties(layout: Layout) -> Iterator[Word]:
    """Yield the words of names and addresses: what labels of parties own, and lines over a postal code."""
    for label in layout.labels:
        if any(field.startswith("party:") for field in label.fields):
            yield from (word for phrase in layout.block(label) for word in phrase.words)
    for number, line in enumerate(layout.lines):
        below = [phrase for other in layout.lines[number + 1 : number + 3] for phrase in other.phrases]
        for phrase in line.phrases:
            under = (p for p in below if abs(p.box.x0 - phrase.box.x0) < 3)
            if any(_POSTAL.search(p.text) for p in under):
                yield from phrase.words


def weights(layouts: Sequence[Layout], sign: DecimalSign) -> Iterator[tuple[str, Quantity]]:
    """Yield the totals that a sentence outside the rows tells: "6 wooden cases, gross weight kg 9.840"."""
    for layout in layouts:
        held = layout.goods_lines | (layout.header_lines - set(_sums(layout))) | layout.item_lines
        for number, line in enumerate(layout.lines):
            if number in held or not any(c.isdigit() for c in line.text):
                continue
            whole = Phrase(tuple(line.words), layout.page.number)
            told = said(whole.text, sign=sign)
            for name, measure in (("total_gross_mass", told.gross), ("total_net_mass", told.net)):
                if measure:
                    spot = span(whole, measure.start, measure.stop)
                    yield name, quantity([spot], measure.value, measure.unit, sure=0.8)
            counts = [m for m in packages(whole.text, sign=sign) if m.unit] if told.gross else []
            counts = [m for m in counts if m.unit != "PX"] or counts  # "75 bags on 3 pallets"
            counts = counts or (list(_called_before(whole.text)) if told.gross else [])
            if len(counts) == 1:
                spot = span(whole, counts[0].start, counts[0].stop)
                yield "total_packages", quantity([spot], counts[0].value, counts[0].unit, sure=0.75)
            if told.volume and told.gross:
                spot = span(whole, told.volume.start, told.volume.stop)
                yield "total_volume", quantity([spot], told.volume.value, told.volume.unit, sure=0.75)


def _called_before(text: str) -> Iterator[Measure]:
    """Yield counts behind the word for packages of any kind, between the signs that part a line: "Colli 3 - Peso"."""
    for match in _COUNTED.finditer(text):
        if package_kind(match[1]) == "PK":
            yield Measure(Decimal(match[2]), "PK", match.start(1), match.end(2))


def _sums(layout: Layout) -> Iterator[int]:
    """Yield the lines of totals, which stand under the headings of their tables, not in them."""
    for number in layout.header_lines:
        middle = layout.lines[number].box.middle[1]
        if not any(box.top - 1 < middle < box.bottom + 1 for box in layout.headings):
            yield number


def numbered(layouts: Sequence[Layout], habits: Habits) -> tuple[Field[str], Field[date]] | None:
    """Return the number and the date that stand together without a label: "N. 1187/26 del 06/05/2026"."""
    for phrase in _phrases(layouts[:1]):
        lead = _BARE_NUMBER.match(phrase.text)
        day = dates.find(phrase.text, habits.order)
        if not lead or not day or day.start < lead.end():
            continue
        joint = DATED.search(phrase.text[: day.start])
        read = identifier(phrase.text[lead.end() : joint.start() if joint else day.start])
        if read and joint:
            number = span(phrase, lead.end() + read[1], lead.end() + read[2])
            sure = 0.55 if day.other else 0.8
            return field([number], read[0], sure=0.8), field([span(phrase, day.start, day.stop)], day.value, sure=sure)
    return None


def currency(layouts: Sequence[Layout]) -> Field[str] | None:
    """Return the currency in which the amount is told in words ("SAY US DOLLARS ..."), or that stands by the term."""
    for phrase in _phrases(layouts):
        term_of = _TERM.match(phrase.text)
        if (_IN_WORDS.search(phrase.text) or (term_of and len(phrase.words) < 5)) and (
            code := currency_in(phrase.text)
        ):
            return field([phrase], code, sure=0.8)
    return None


def _phrases(layouts: Sequence[Layout], *, up_to_label: bool = False) -> Iterator[Phrase]:
    """Yield the phrases of the pages that do not begin with a label of another fact; what stands before one in them."""
    for layout in layouts:
        for phrase in (phrase for line in layout.lines for phrase in line.phrases if not _is_other(layout, phrase)):
            parts = (phrase.part(n) for n in range(1, len(phrase.words) if up_to_label else 1))
            stop = next((n for n, part in enumerate(parts, 1) if part and _is_other(layout, part)), None)
            yield phrase.part(0, stop) or phrase


def _is_other(layout: Layout, phrase: Phrase) -> bool:
    label = layout.label_at(phrase)
    return label is not None and label.colon and not label.announces("sum")
