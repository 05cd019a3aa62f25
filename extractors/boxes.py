"""Freight containers named anywhere on a page, with the type and the seals printed beside or under their headings."""

import re
from collections.abc import Iterable, Iterator, Sequence

from extractors import made, tariff
from extractors.identifiers import Identifier, containers
from extractors.layout import Line, Phrase
from extractors.regions import Layout
from models.field import Field
from models.paper import Container

_TYPE = re.compile(
    r"(?<![\dA-Z])((?:20|40|45)\s?['’´′]?\s?(?:HC|HQ|GP|DC|DV|OT|RF|RH|ST|TK|FR|HCPW|FT|SD|STD)?(?:\s?(?:HC|HQ|GP|DC|OT))?|2[25][GRUTP]\d|4[25][GRUTP]\d|L5G\d)(?![\dA-Z])"
)
_SEAL = re.compile(
    r"\b(?:seals?|scell[ée]s?|plombs?|siegel|plombe|precintos?|sellos?|sigill[oi]|selos?|zegels?)\b[\s:.#\-]*+"
    r"(?:nos?|nr|n[°º.]|\(s\))?[\s:.#\-]*+([A-Z]{0,6}[\- ]?\d[A-Z0-9\-]{3,14}+)(?![.,]\d)",
    re.I,
)
_SEAL_WORD = re.compile(
    r"\b(?:seals?|scell[ée]s?|plombs?|siegel|precintos?|sigill[oi]|selos?|zegels?)\W*(?:nos?\W*|n[°º]\W*)?$", re.I
)
# After a container's number, where the column is headed "Container / Seal No.": perhaps a type, then the seal.
_AFTER = re.compile(
    r"\s*[/,;]\s*(?:[24][05L][A-Z0-9'’ ]{0,5}[/,;]\s*)?"
    r"([A-Z]{2,5}[\- ]?[A-Z]{0,2}\d{4,10}|\d{6,9})(?=\s*(?:$|[/,;]|\s))"
)


def freight_containers(layouts: Sequence[Layout]) -> list[Container]:
    """Return every container that the pages name, once each, in the order met."""
    found: dict[str, Container] = {}
    for layout in layouts:
        for line in layout.lines:
            row = Phrase(tuple(line.words), layout.page.number)
            named = containers(row.text)
            for number in named:
                if number.repaired and layout.page.origin in ("text_layer", "data"):
                    continue  # nothing was misread there
                spot = made.span(row, number.start, number.stop)
                cells = {layout.cells.around(word.box) for word in spot.words}
                if len(cells) > 1 and not number.valid:
                    continue  # the end of one cell and the beginning of the next
                container = Container(
                    number=made.field(
                        [spot], number.value, sure=0.98 if number.valid else 0.7, repaired=number.repaired
                    ),
                    valid=number.valid,
                    type=_type(row, number.start, number.stop),
                    seals=tuple(_seals(layout, line, row, spot, _own(named, number, len(row.text))))
                    or tuple(_after(layout, line, row, spot, number.stop))
                    or tuple(_under(layout, line, spot)),
                )
                known = found.get(number.value)
                if known is None or (not known.seals and container.seals):
                    found[number.value] = container
    return list(found.values()) or [c for layout in layouts for c in _labelled(layout)]


def _labelled(layout: Layout) -> Iterator[Container]:
    """Yield what stands under a container's label though it has not the form of a container number."""
    for label in layout.labels:
        if not label.announces("goods:container") or label.line in layout.header_lines:
            continue
        value = next(layout.candidates(label), None)
        match = re.fullmatch(r"[A-Z]{3,4}\s?\d{5,7}", value.text.strip(" .,")) if value else None
        if value and match:
            yield Container(number=made.field([value], re.sub(r"\s", "", match[0]), sure=0.7), valid=False)


def _type(row: Phrase, start: int, stop: int) -> Field[str] | None:
    text = row.text[:start] + " " * (stop - start) + row.text[stop:]
    match = _TYPE.search(text)
    if not match or len(match[1].strip("'’ ")) < 3:
        return None
    return made.field([made.span(row, *match.span(1))], re.sub(r"\s|['’´′]", "", match[1]))


def _after(layout: Layout, line: Line, row: Phrase, container: Phrase, stop: int) -> Iterator[Field[str]]:
    if not any("seal" in word.text.casefold() for line in layout.lines for word in line.words):
        return
    if container.words[-1].text.endswith("/") and (below := _flush_below(layout, line, container)):
        row = Phrase((*container.words, *below.words), row.page)  # a narrow column broke "MSKU.../ ML4410288"
        stop = len(container.text.rstrip("/ "))
    if (match := _AFTER.match(row.text, stop)) and not containers(match[1]):
        yield made.field([made.span(row, *match.span(1))], match[1])


def _under(layout: Layout, line: Line, container: Phrase) -> Iterator[Field[str]]:
    """Yield the seals named right under a container's number, in its column and before the next container."""
    left, last = container.box.x0, container.box
    for below in layout.lines[layout.lines.index(line) + 1 :]:
        own = [phrase for phrase in below.phrases if abs(phrase.box.x0 - left) < 6]
        if not own:
            continue
        if own[0].box.top - last.bottom > last.height or containers(own[0].text):
            return
        last = own[0].box
        for match in _SEAL.finditer(own[0].text):
            yield made.field([made.span(own[0], *match.span(1))], match[1].strip())


def _wrapped(layout: Layout, line: Line, container: Phrase) -> Field[str] | None:
    """Return the seal that begins the line under a container's, whose own phrase ends with the word for it."""
    own = next((phrase for phrase in line.phrases if container.words[0] in phrase.words), None)
    if own is None or not _SEAL_WORD.search(own.text):
        return None
    below = _flush_below(layout, line, own)
    match = re.match(r"[A-Z]{0,5}[\- ]?\d[A-Z0-9\-]{3,14}(?!\S)", below.text) if below else None
    return made.field([made.span(below, *match.span())], match[0]) if below and match else None


def _flush_below(layout: Layout, line: Line, own: Phrase) -> Phrase | None:
    """Return what is printed right under a phrase, flush with it."""
    below = [phrase for other in layout.lines[layout.lines.index(line) + 1 :][:2] for phrase in other.phrases]
    near = (p for p in below if abs(p.box.x0 - own.box.x0) < 6 and p.box.top - own.box.bottom < own.box.height)
    return next(near, None)


def _own(named: Sequence[Identifier], number: Identifier, signs: int) -> range:
    """Return the signs of a row up to the next container's number: of several, each has its seals behind it."""
    start = number.stop if len(named) > 1 else 0
    return range(start, min((other.start for other in named if other.start > number.start), default=signs))


def _seals(layout: Layout, line: Line, row: Phrase, container: Phrase, own: range) -> Iterable[Field[str]]:
    if wrapped := _wrapped(layout, line, container):
        yield wrapped
        return
    coded = [range(start, codes[-1].stop) for start, codes in tariff.named(row.text) if codes]
    printed = [
        match
        for match in _SEAL.finditer(row.text)
        if match.start(1) in own
        and not any(match.start(1) in span for span in coded)
        and not containers(match[1])  # "Container / Seal: MSLU4107725 / MS0918834"
    ]
    if printed:
        for match in printed:
            yield made.field([made.span(row, *match.span(1))], match[1].strip())
        return
    heads = [
        label
        for label in layout.labels
        if label.announces("goods:seal")
        and label.box.bottom <= line.box.top + 2
        and not label.announces("goods:container")
    ]
    if not heads:
        return
    head = heads[-1].box
    for phrase in line.phrases:
        box = phrase.box
        if min(box.x1, head.x1 + 20) > max(box.x0, head.x0 - 20) and box.x0 != container.box.x0:
            value = phrase.text.strip(" ,;/")
            if _TYPE.fullmatch(value) or containers(value):
                continue  # of the column beside
            if re.fullmatch(r"[A-Z0-9][A-Z0-9\-/ ]{3,18}", value) and any(c.isdigit() for c in value):
                yield made.field([phrase], value)
            return
