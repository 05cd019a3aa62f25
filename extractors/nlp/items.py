"""Which counts, masses and codes of a parsed text belong to which goods: one `Said` a goods item."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from spacy.tokens import Doc
from spacy.tokens import Span as Entity

from extractors.cues import alternatives, cue
from extractors.goods_text import Said, Span
from extractors.nlp.marks import Mark, marks
from extractors.numerals import DecimalSign
from extractors.quantities import UNPACKED, Measure
from models.reference.units import kind_of

_OF = re.compile(rf"\W*+(?:(?:{alternatives('of')})\W*+){{0,2}}", re.IGNORECASE)
_IN = re.compile(rf"\W*+(?:{alternatives('in')})?\W*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2}|[㐀-鿿]")
_BREAK = re.compile(r"[\s\W]*")
_NAMED = re.compile(r"[^\W\d][^\n,;.:]{2,60}")
_MEASURED = cue("gross", "net", "total", "each_before", "each_after", "in")
_REMARK = re.compile(r"[^()\d]{1,60}\)")  # the rest of one in parentheses
_NEAR = 60  # signs between a count and the goods it counts
_EDGES = " \n,;:-–/("
Goods = list[Span]


def items(doc: Doc, sign: DecimalSign = ".") -> list[Said]:
    """Return what a parsed text says of each goods item, in the order printed; empty when it names no goods.

    Names with no count, mass or code beside them are left out where others have one, and own nothing then.
    """
    found = marks(doc, sign)
    named = _goods(doc, found)
    told = _told(doc.text, named, found)
    sure = [goods for goods, said in zip(named, told, strict=True) if said.evidence]
    if sure and len(sure) < len(named):
        told = _told(doc.text, sure, found)
    _leave_out_shared(told)
    return told


def _told(text: str, named: Sequence[Goods], found: Sequence[Mark]) -> list[Said]:
    owners = _owners(text, named, found) if named else []
    return [
        _said(goods, [mark for mark, owner in zip(found, owners, strict=True) if owner == n])
        for n, goods in enumerate(named)
    ]


def _goods(doc: Doc, found: Sequence[Mark]) -> list[Goods]:
    """Return the names of goods; names with nothing but signs or a line break between them are one."""
    entities = [_without_codes(entity, found) for entity in doc.ents if entity.label_ == "GOODS"]
    spans = [_closed(doc.text, span, found) for span in entities if span is not None]
    named: list[Goods] = []
    for span in sorted([*spans, *_counted(doc, spans, found)], key=lambda span: span.start):
        gap = doc.text[named[-1][-1].stop : span.start] if named else ""
        if named and _BREAK.fullmatch(gap) and ";" not in gap:
            named[-1].append(span)
        else:
            named.append([span])
    return named


def _closed(text: str, name: Span, found: Sequence[Mark]) -> Span:
    """Return a name with the rest of the parenthesis that it ends in: "HAKE (M. CAPENSIS" before " / M. PARADOXUS)"."""
    rest = _REMARK.match(text, name.stop) if name.value.count("(") > name.value.count(")") else None
    if rest is None or any(mark.start < rest.end() and mark.stop > name.stop for mark in found):
        return name
    return Span(text[name.start : rest.end()], name.start, rest.end())


def _counted(doc: Doc, known: Sequence[Span], found: Sequence[Mark]) -> Iterator[Span]:
    """Yield what is printed right after a count of packages without a name of goods near it, up to a sign or a code."""
    text = doc.text
    others = [(e.start_char, e.end_char) for e in doc.ents if e.label_ in ("ORG", "ADDRESS", "PLACE")]
    for mark in found:
        if mark.role != "packages" or mark.total or any(_is_near(mark, span, found) for span in known):
            continue
        ends = [m.identifier._.lead if m.identifier is not None else m.start for m in found if m.start >= mark.stop]
        start = _OF.match(text, mark.stop)
        match = _NAMED.match(text, start.end() if start else mark.stop, min(ends, default=len(text)))
        if (
            match
            and _WORD.search(_MEASURED.sub("", match[0]))
            and not any(a < match.end() and b > match.start() for a, b in others)
        ):
            name = match[0].strip(_EDGES)
            yield Span(name, match.start(), match.start() + len(name))


def _is_near(mark: Mark, name: Span, found: Sequence[Mark]) -> bool:
    """Say whether a count stands beside a name of goods, with no code or mass between them."""
    start, stop = (mark.stop, name.start) if name.start >= mark.stop else (name.stop, mark.start)
    parted = any(start <= other.start < stop for other in found if other.role not in {"packages", "quantity"})
    return stop - start < _NEAR and not parted


def _without_codes(entity: Entity, found: Sequence[Mark]) -> Span | None:
    """Return the name that an entity holds, cut where a code is printed in it; None when that leaves no word."""
    start, stop = entity.start_char, entity.end_char
    for mark in found:
        if mark.identifier is not None and mark.identifier._.lead < stop and mark.stop > start:
            if _WORD.search(entity.text[: max(mark.identifier._.lead - start, 0)]):
                stop = min(stop, mark.identifier._.lead)
            else:
                start = min(mark.stop, stop)
    name = entity.doc.text[start:stop]
    start += len(name) - len(name.lstrip(_EDGES))
    name = name.strip(_EDGES)
    return Span(name, start, start + len(name)) if _WORD.search(name) else None


def _owners(text: str, named: Sequence[Goods], found: Sequence[Mark]) -> list[int | None]:
    """Return for each mark the item that it belongs to; None for what is said of the whole shipment.

    That begins with a total after the last goods, where there are several items or containers are listed before it.
    """
    starts = _beginnings(text, named, found)
    owners: list[int | None] = []
    listed = closed = False
    for mark in found:
        after = mark.start > named[-1][-1].stop
        listed = listed or (after and mark.identifier is not None and mark.identifier.label_ == "CONTAINER")
        closed = closed or (after and mark.total and (listed or len(named) > 1))
        whole = closed or (mark.total and len(named) > 1)
        owners.append(None if whole else max((n for n, start in enumerate(starts) if start <= mark.start), default=0))
    return owners


def _beginnings(text: str, named: Sequence[Goods], found: Sequence[Mark]) -> list[int]:
    """Return where each item begins: with the counts that lead up to its name, else with the name itself."""
    counts = [m for m in found if m.role in ("packages", "quantity", "mass")]
    leading = any(m.stop <= named[0][0].start and not m.total for m in counts)
    starts = [0]
    for before, goods in pairwise(named):
        start = goods[0].start
        for mark in reversed([m for m in counts if before[-1].stop <= m.start and m.stop <= goods[0].start]):
            to_next = _OF.fullmatch(text[mark.stop : start])
            to_last = _IN.fullmatch(text[before[-1].stop : mark.start]) is not None
            chained = start != goods[0].start and not _is_one(text[mark.stop : start], mark, to_last=to_last)
            if not to_next or (to_last and not leading) or chained:
                break
            start = mark.start
        starts.append(start)
    return starts


def _is_one(gap: str, mark: Mark, *, to_last: bool) -> bool:
    """Say whether a count and the one after it are of one item: "20 PALLETS (1,200 CARTONS)"."""
    return mark.role == "packages" and (not to_last or re.search(r"[(=/]|stc|contain", gap, re.I) is not None)


def _said(goods: Goods, own: Sequence[Mark]) -> Said:
    told = Said(name=re.sub(r"\s+", " ", " ".join(part.value for part in goods)), goods=list(goods))
    for mark in own:
        if mark.identifier is not None:
            _identified(told, mark)
        elif mark.role == "quantity" and _leads_unpacked(told, mark):
            told.packages = mark.measure and mark.measure._replace(unit=UNPACKED[mark.measure.unit or ""])
        elif mark.role in ("packages", "quantity", "volume", "gross", "net") and getattr(told, mark.role) is None:
            setattr(told, mark.role, mark.measure)
    loose = [mark.measure for mark in own if mark.role == "mass" and mark.measure]
    if told.quantity is None and len(loose) == 1:
        role = "gross" if told.gross is None and _outweighs(loose[0], told.net) else "quantity"
        setattr(told, role, loose[0])
    return told


def _outweighs(mass: Measure, net: Measure | None) -> bool:
    """Say whether a mass beside packages can only be gross: a little more than the net mass that is called so."""
    return net is not None and mass.unit == net.unit and net.value < mass.value < 2 * net.value


def _leads_unpacked(told: Said, mark: Mark) -> bool:
    """Say whether a count of pieces stands before the goods in place of packages: "620 UNITS USED COMPUTERS"."""
    counted = mark.measure is not None and mark.measure.unit in UNPACKED
    return counted and told.packages is None and mark.stop <= told.goods[0].start


def _identified(told: Said, mark: Mark) -> None:
    span = mark.identifier
    if span is None:
        return
    value = Span(span._.value, mark.start, mark.stop)
    if span.label_ == "HS":
        told.hs_codes.append(value)
    elif span.label_ == "UN":
        told.un_numbers.append(value)
    elif span.label_ == "CAS":
        told.cas.append(value)
    elif span.label_ == "CLASS":
        told.hazard_class = told.hazard_class or value
    elif span.label_ != "CONTAINER":
        told.waste_codes.append((span.label_.lower(), value))


def _leave_out_shared(told: Sequence[Said]) -> None:
    """Drop a mass or volume that only the last of several items has: it is said of all together."""
    for role in ("gross", "net", "volume", "quantity"):
        having = [n for n, said in enumerate(told) if getattr(said, role) is not None]
        last = getattr(told[-1], role) if told else None
        counts = role == "quantity" and last is not None and kind_of(last.unit or "") != "mass"
        if len(told) > 1 and having == [len(told) - 1] and not counts:
            setattr(told[-1], role, None)
