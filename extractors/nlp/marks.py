"""What a parsed text holds besides names of goods: counts, masses and identifiers, each with what it measures."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, NamedTuple

from spacy.tokens import Doc, Span

from extractors.cues import alternatives, cue
from extractors.goods_text import without_equipment
from extractors.nlp.checked import IDENTIFIERS
from extractors.numerals import DecimalSign, numbers
from extractors.quantities import Measure, measures, packages
from models.reference.units import kind_of, package_kind, unit

Role = Literal["packages", "quantity", "volume", "gross", "net", "mass", "each", "identifier"]

_BESIDE = re.compile(  # between a count and its unit: "24 (TWENTY FOUR) BALES", "20 W/CASES"
    r"[\s(:.\-=]*+(?:[^\W\d]+(?: [^\W\d]+){0,5}\)|[^\W\d]{1,10}[/ ])?[\s)\-]*"
)
_EACH_BEFORE = re.compile(rf"(?:{alternatives('each_before')}|\d\s?x)\W{{0,16}}$", re.IGNORECASE)
_TARE = re.compile(rf"(?:{alternatives('tare')})\W*$", re.IGNORECASE)  # of an empty container, or with it: VGM
_EACH_AFTER = re.compile(rf"[\s,(]*(?:{alternatives('each_after')})", re.IGNORECASE)
_PACKED = re.compile(rf"\W{{0,16}}(?:{alternatives('of')}|{alternatives('each_before')}|à|zu)\W*", re.IGNORECASE)
_TOTAL = re.compile(rf"(?:{alternatives('total')})\W*+(?:[^\W\d]{{1,32}}+[\s:.]*+){{0,3}}$", re.IGNORECASE)
_TOTAL_AFTER = re.compile(rf"[^\w\n]*(?:{alternatives('total')})", re.IGNORECASE)
_PAGES = re.compile(r"(?:pages?|seiten?|p[aá]ginas?|pagin[ae]|bladen)\b", re.IGNORECASE)  # of a paper
HEAVIEST_PACKAGE = Decimal(2500)  # kilograms or the like that one package may weigh: a jumbo bag of ore

_NEAR = 24  # signs between a word like "gross" and its number
_NAMES = frozenset({"GOODS", "ORG", "ADDRESS", "PLACE"})


class Mark(NamedTuple):
    """A measure or identifier found from `start` to `stop` of a text; `total` when it is said of all goods together."""

    role: Role
    start: int
    stop: int
    measure: Measure | None = None
    identifier: Span | None = None
    total: bool = False


def marks(doc: Doc, sign: DecimalSign = ".") -> list[Mark]:
    """Return the counts, masses and identifiers of a parsed text in the order printed."""
    text = doc.text
    named = [Mark("identifier", s.start_char, s.end_char, identifier=s) for s in doc.spans[IDENTIFIERS]]
    taken = [(mark.start, mark.stop) for mark in named]
    entities = [e for e in doc.ents if not any(e.start_char < stop and e.end_char > start for start, stop in taken)]
    found = [*named, *_counts(text, entities, sign), *_masses(text, entities, sign)]
    taken += [(mark.start, mark.stop) for mark in found] + [
        (e.start_char, e.end_char) for e in doc.ents if e.label_ in _NAMES
    ]
    found += [mark for mark in _ruled(text, sign) if not any(mark.start < b and mark.stop > a for a, b in taken)]
    return _summed(sorted(found, key=lambda mark: mark.start))


def _summed(found: list[Mark]) -> list[Mark]:
    """Return the marks, a count of packages that is the sum of all the others being that of all goods together."""
    counts = [mark.measure.value for mark in found if mark.role == "packages" and mark.measure]
    if len(counts) < 3:
        return found
    return [
        mark._replace(total=True)
        if mark.role == "packages" and mark.measure and 2 * mark.measure.value == sum(counts)
        else mark
        for mark in found
    ]


def _ruled(text: str, sign: DecimalSign) -> Iterator[Mark]:
    """Yield the counts of packages and the masses called net or gross that rules find, for those not learned."""
    for count in packages(without_equipment(text), sign=sign):
        if count.unit and count.unit != "CN" and "\n" not in text[count.start : count.stop]:
            yield Mark("packages", count.start, count.stop, count, total=_is_total(text, count.start, count.stop))
    for word in cue("gross", "net").finditer(text):
        if told := _called_after(text, word, sign):
            yield told
            continue
        tail = text[word.end() : word.end() + 36]
        for mass in measures(tail, kind="mass", sign=sign)[:1]:
            if mass.unit and not re.search(r"\d", tail[: mass.start]) and len(tail[: mass.start]) < _NEAR:
                start, stop = word.end() + mass.start, word.end() + mass.stop
                role: Role = "gross" if word["gross"] else "net"
                yield Mark(role, start, stop, mass._replace(start=start, stop=stop), total=_is_total(text, start, stop))


def _called_after(text: str, word: re.Match[str], sign: DecimalSign) -> Mark | None:
    """Return the mass on the line before "gross" or "net" that ends the line: "7 980,0 kg brutos"."""
    line = text[text.rfind("\n", 0, word.start()) + 1 : word.start()]
    if not re.match(r"[^\S\n]*(?:\n|$|[,;/])", text[word.end() :]) or not _ends_with_mass(line):
        return None
    found = measures(line, kind="mass", sign=sign)[-1:]
    if not found or line[found[0].stop :].strip(" ."):
        return None
    start = word.start() - len(line) + found[0].start
    stop = word.start() - len(line) + found[0].stop
    role: Role = "gross" if word["gross"] else "net"
    return Mark(role, start, stop, found[0]._replace(start=start, stop=stop), total=_is_total(text, start, stop))


def _counts(text: str, entities: list[Span], sign: DecimalSign) -> Iterator[Mark]:
    counted = [e for e in entities if e.label_ in ("QUANTITY", "PACKAGE", "UNIT", "GOODS", "MASS")]
    place = 0
    while place + 1 < len(counted):
        first, second = counted[place], counted[place + 1]
        labels = (first.label_, second.label_)
        gap = text[first.end_char : second.start_char]
        number, what = (first, second) if labels[0] == "QUANTITY" else (second, first)
        before = labels in (("PACKAGE", "QUANTITY"), ("UNIT", "QUANTITY")) and re.fullmatch(r"[ :.\-]*", gap)
        after = labels in (("QUANTITY", "PACKAGE"), ("QUANTITY", "UNIT")) and _BESIDE.fullmatch(gap)
        mark = _count(text, number, what, sign) if before or after else None
        if mark:
            yield mark
        place += 2 if mark else 1


def _count(text: str, number: Span, what: Span, sign: DecimalSign) -> Mark | None:
    values = numbers(number.text, sign)
    if not values:
        return None
    start, stop = min(number.start_char, what.start_char), max(number.end_char, what.end_char)
    code = _kind(text[number.end_char : stop].strip()) or _kind(what.text)
    measured = unit(what.text) if code is None or what.label_ == "UNIT" else None
    total = _is_total(text, start, stop)
    if measured:
        kind = kind_of(measured)
        role: Role = "volume" if measured == "MTQ" else "mass" if kind == "mass" else "quantity"
        return Mark(role, start, stop, Measure(values[0][0], measured, start, stop), total=total)
    if what.label_ == "UNIT" or values[0][0] != values[0][0].to_integral_value() or _PAGES.match(what.text):
        return None
    return Mark("packages", start, stop, Measure(values[0][0], code, start, stop), total=total)


def _kind(printed: str) -> str | None:
    """Return the kind of package that some words name: all of them, else the last or the first that does."""
    words = printed.split()
    for run in (printed, *reversed(words[1:]), *words[:1]):
        if code := package_kind(run):
            return code
    return None


def _masses(text: str, entities: list[Span], sign: DecimalSign) -> Iterator[Mark]:
    last = 0
    for place, entity in enumerate(entities):
        if entity.label_ == "MASS":
            found = measures(entity.text, kind="mass", sign=sign)
            if found and found[0].unit:
                start, stop = entity.start_char, entity.end_char
                measure = found[0]._replace(start=start + found[0].start, stop=start + found[0].stop)
                previous = entities[place - 1] if place else None
                role = _role(text, last, start, stop)
                light = measure.value < HEAVIEST_PACKAGE and _is_each(text, last, entity, previous)
                if light or _TARE.search(text[max(0, start - 16) : start]):
                    role = "each"
                yield Mark(role, start, stop, measure, total=_is_total(text, start, stop))
        last = entity.end_char


def _role(text: str, last: int, start: int, stop: int) -> Role:
    """Return whether a mass is called net or gross by the words before it, after the entity that ends at `last`,
    or else by those right after it."""
    words = [
        word
        for word in cue("gross", "net").finditer(text, max(last, start - 40), start)
        if not (word.start() - last < 3 and "\n" in text[word.end() : start] and _ends_with_mass(text[:last]))
    ]  # "7 980 kg gross" on the line above has had its word
    if words:
        return "gross" if words[-1]["gross"] else "net"
    after = cue("gross", "net").search(text[stop : stop + 14])
    if after and not re.search(r"[\n;.:\d]|[,/]", text[stop : stop + after.start()].rstrip(". ")):
        following = text[stop + after.end() : stop + after.end() + 24]
        if not re.match(r"(?:[^\S\n]|[:.])*+(?:w(?:eigh)?t\w*|weight|mass)?[\s:.]*\d", following, re.I):
            return "gross" if after["gross"] else "net"
    return "mass"


def _ends_with_mass(text: str) -> bool:
    words = text.split()
    return bool(words) and kind_of(unit(words[-1].strip(".,")) or "") == "mass"


def _is_each(text: str, last: int, entity: Span, previous: Span | None) -> bool:
    """Say whether a mass is that of one package, not of the goods."""
    start, stop = entity.start_char, entity.end_char
    before = text[max(last, start - 16) : start]
    packed = previous is not None and previous.label_ == "PACKAGE" and _PACKED.fullmatch(before)
    around = _EACH_BEFORE.search(text[max(0, start - 16) : start]) or _EACH_AFTER.match(text[stop : stop + 16])
    return bool(packed or around)


def _is_total(text: str, start: int, stop: int) -> bool:
    return bool(_TOTAL.search(text[max(0, start - 32) : start]) or _TOTAL_AFTER.match(text[stop : stop + 12]))
