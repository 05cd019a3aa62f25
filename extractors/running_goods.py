"""Goods told in running text ("1X40'HC CONTAINER STC 24 BALES OF LDPE FILM SCRAP"): where each item begins."""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from extractors import tariff
from extractors.caption_runs import boxed
from extractors.cues import alternatives
from extractors.goods_text import Said, said
from extractors.goods_words import is_unregulated
from extractors.identifiers import containers
from extractors.labels import Label
from extractors.layout import Line, Phrase
from extractors.lexicon import lexicon
from extractors.numerals import DecimalSign
from extractors.quantities import packages
from extractors.regions import Layout
from extractors.values import PLACES
from extractors.wording import tokens
from models.geometry import Box

_OF_NUMBER = 4  # signs of a number by which a paper is cited, at least
_WORD = re.compile(r"[^\W\d_]{2}")
_CONTAINERS = re.compile(
    r"^.*?(?:said to contain|s\.?t\.?c\.?|containing|slac|containers?)[\s:.]*(?:said to contain|s\.?t\.?c\.?)?[\s:]*",
    re.IGNORECASE,
)
_LEADS = re.compile(rf"{alternatives('lead')}|\b\d{{1,2}}\s?x\s?(?:20|40|45)\b", re.IGNORECASE)
_DETAIL = re.compile(
    rf"\W*+(?:{alternatives('detail')})\W*+(?:[^\W\d]|[/.-])*+\d[\w/.-]*+\W*", re.IGNORECASE
)  # "Art. 18986"
_NAMED = re.compile(r"\W*+(?:of|de|d'|von|di|van)?\W*+[^\W\d]{2}", re.IGNORECASE)
# What follows a container's number where the lading is broken down: seal, size, a count, masses; no name of goods.
_BREAKDOWN = re.compile(
    r"(?=.*\d)(?:[\s/,;:.\-()'’]|\bseals?\b|\b(?:no|of|dry|std|standard|high|cube|reefer|open|top|tank|flat|rack|size|type|tare|fcl|lcl"
    r"|ft|cy|cfs|gross|net|weight|wt)\b|\b[A-Z\-]*+\d[\w\-.,'’]*+|\b(?:[A-Z]{2,4}|[^\W\d_]{1,12}(?=\s*\d))(?=[\s\d./,]|$)"
    r"|\b(?:bales|cartons|packages|pallets|drums|bags|boxes|pkgs|ctns|rolls|pieces|cases|crates|kgs|cbm)\b)++$",
    re.IGNORECASE,
)
# A count said again in words, blanked out: "240 CARTONS (TWO HUNDRED FORTY CARTONS ONLY)".
_IN_WORDS = re.compile(
    r"\((?:say\s)?\s?[^\W\d][^()\d]{3,80}?\b(?:only|nur|seulement|solamente|solo|somente|apenas|slechts)\s?\)", re.I
)
_NO_VALUE = re.compile(r"\b(?:NVD|NCV|NVC)\b")  # no value declared, as air waybills say it (IATA Resolution 600a)
_OF_SHIPMENT = frozenset({"goods:container", "goods:seal", "goods:packages"})
_NUMBERS = {"number", "invoice_number", "order_number", "bill_of_lading_number", "booking_number"}
_CITED = frozenset(_NUMBERS | {"vessel", "voyage", "incoterm"})
_OF_HEAD = PLACES | _CITED | {"date", "vessel_voyage", "flight"}


Spots = list[tuple[int, int, Phrase]]


def joined(phrases: Sequence[Phrase]) -> tuple[str, Spots]:
    """Join printed lines to one text, remembering which characters stand in which line."""
    text, spots = "", Spots()
    for phrase in phrases:
        start = len(text)
        text += phrase.text + "\n"
        spots.append((start, len(text), phrase))
    return text.rstrip(), spots


def is_running(phrases: Sequence[Phrase]) -> bool:
    """Say whether lines tell of goods in running text, not as the cell of a table does: containers "said to contain",
    or counts of packages on several lines."""
    return any(_LEADS.search(phrase.text) for phrase in phrases) or sum(starts_item(p.text) for p in phrases) > 1


def told(phrases: Sequence[Phrase], sign: DecimalSign) -> list[Said]:
    """Return what running text says of each of its goods, as the trained pipeline reads it."""
    from extractors.nlp.items import items
    from extractors.nlp.pipeline import parsed

    return items(parsed(_IN_WORDS.sub(lambda said: " " * len(said[0]), joined(phrases)[0])), sign)


def bodies(layouts: Sequence[Layout], sign: DecimalSign, aside: Sequence[Phrase] = ()) -> list[list[Phrase]]:
    """Return the lines that tell of goods without a table, one body a page, and mark them in the layouts.

    What stands `aside` of them, in a column of its own, is left out.

    Where some goods have packages, codes or masses beside them, names with less evidence are taken for something else.
    """
    pages = [(layout, _may_tell(layout)) for layout in layouts]
    out = {(phrase.page, word.box) for phrase in aside for word in phrase.words}
    printed = [[_phrase(layout, n, out) for n in numbers] for layout, numbers in pages]
    named = [told(phrases, sign) if phrases else [] for phrases in printed]
    least = max((said.evidence for saids in named for said in saids), default=0)
    found: list[list[Phrase]] = []
    for (layout, numbers), phrases, saids in zip(pages, printed, named, strict=True):
        extents = [_extent(said) for said in saids if said.evidence and said.evidence >= least]
        if extents:
            first, last = min(start for start, _ in extents), max(stop for _, stop in extents)
            spots = joined(phrases)[1]
            inside = [n for n, (start, stop, _) in zip(numbers, spots, strict=True) if start < last and stop > first]
            layout.goods_lines.update(inside)
            found.append([_phrase(layout, n, out) for n in inside])
    return found


def _may_tell(layout: Layout) -> list[int]:
    """Return the numbers of lines that may tell of goods: no heads of tables, no parties, ports and their labels."""
    labels = [label for label in layout.labels if _is_of_head(label)]
    phrases = [phrase for label in labels for phrase in (label.words, *_owned(layout, label))]
    told = {word.box for phrase in phrases for word in phrase.words}
    return [
        number
        for number in boxed(layout)
        if number not in layout.header_lines
        and not is_breakdown(layout.lines[number].text)
        and not _NO_VALUE.search(layout.lines[number].text)
        if any(word.box not in told for word in layout.lines[number].words)
    ]


def _is_of_head(label: Label) -> bool:
    """Say whether a label tells of the shipment and never of the goods: who sends it, by which ship, to which port."""
    return all(field.startswith("party:") or field in _OF_HEAD for field in label.fields)


def _owned(layout: Layout, label: Label) -> list[Phrase]:
    if any(field.startswith("party:") for field in label.fields):
        return layout.block(label)
    return list(layout.candidates(label))[:1]


def _phrase(layout: Layout, number: int, out: Collection[tuple[int, Box]] = ()) -> Phrase:
    words, page = layout.lines[number].words, layout.page.number
    return Phrase(tuple(word for word in words if (page, word.box) not in out) or tuple(words), page)


def _extent(said: Said) -> tuple[int, int]:
    """Return where a text begins and ends to tell of an item."""
    measured = [m for m in (said.packages, said.quantity, said.gross, said.net, said.volume) if m]
    spans = [(m.start, m.stop) for m in measured]
    spans += [(s.start, s.stop) for s in (*said.goods, *said.hs_codes, *said.un_numbers, *said.cas)]
    return min(start for start, _ in spans), max(stop for _, stop in spans)


def blocks(layouts: Sequence[Layout]) -> list[list[Phrase]]:
    """Return the blocks of lines that begin as goods items do, one a page, and mark them in the layouts."""
    found: list[list[Phrase]] = []
    for layout in layouts:
        candidates = _blocks(layout)
        if candidates:
            numbers = max(candidates, key=lambda block: _weight(layout, block))
            layout.goods_lines.update(numbers)
            found.append([_phrase(layout, n) for n in numbers])
    return found


def _blocks(layout: Layout) -> list[list[int]]:
    blocks: list[list[int]] = []
    for number, line in enumerate(layout.lines):
        going = bool(blocks) and blocks[-1][-1] == number - 1
        if going and (starts_item(line.text) or _goes_on(layout, number, layout.lines[number - 1])):
            blocks[-1].append(number)
        elif starts_item(line.text):
            blocks.append([number])
    return blocks


def _weight(layout: Layout, block: Sequence[int]) -> int:
    """Return how much a block says of goods, to tell it from a house number that looks like a count."""
    text = "\n".join(layout.lines[n].text for n in block)
    told = said(text)
    contains = _CONTAINERS.match(text) is not None
    return 2 * contains + 2 * bool(told.hs_codes) + bool(told.net or told.gross) + len(block) // 2


def _goes_on(layout: Layout, number: int, last: Line) -> bool:
    line = layout.lines[number]
    label = layout.label_at(line.phrases[0])
    if line.box.top - last.box.bottom > 1.5 * last.phrases[0].box.height:
        return False
    return label is None or any(f.startswith("goods:") and f not in _OF_SHIPMENT for f in label.fields)


def starts_item(text: str) -> bool:
    """Say whether a line of running text begins a goods item: a count of packages, then what they hold.

    >>> starts_item("2X20'GP CONTAINERS STC 700 DRUMS OF ACETIC ACID"), starts_item("24 BALES"), starts_item("UN 2789")
    (True, False, False)
    """
    rest = _CONTAINERS.sub("", text, count=1).strip()
    found = packages(rest) if rest[:1].isdigit() else []
    first = found[0] if found and found[0].unit and found[0].start == 0 else None
    return first is not None and _NAMED.match(rest, first.stop) is not None


def of_goods(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Return the lines that tell of goods: without invoice numbers, container numbers and the like among them."""
    return [phrase for phrase in phrases if not _is_of_shipment(phrase.text)] or list(phrases)


def _is_of_shipment(text: str) -> bool:
    size, entries = lexicon().longest(tokens(text))
    rest = tokens(text)[size:]
    numbered = (len(word) >= _OF_NUMBER and any(map(str.isdigit, word)) for word in rest[:3])
    sails = any(entry.field in ("vessel", "voyage", "incoterm") for entry in entries) and re.search(
        r"\d", "".join(rest)
    )
    if any(entry.field in _CITED for entry in entries) and (sails or any(numbered)):  # "DDT 75% WP" is no waybill
        return not any(entry.field.startswith("goods:") for entry in entries)
    numbers = containers(text)
    return is_breakdown(text) or (bool(numbers) and not _WORD.search(said(text).name.replace("SEAL", "")))


def is_breakdown(text: str, above: str = "") -> bool:
    """Say whether a line breaks the lading down by container: its number, seal, size, count and masses, no goods.

    It may go on with the line of a container `above` it that ends with a stroke.
    """
    if above.rstrip().endswith("/") and containers(above):
        return _BREAKDOWN.match(text) is not None
    numbers = containers(text)
    first = numbers[0] if numbers else None
    if first is None or text[: first.start].strip() or any(True for _ in tariff.named(text)):
        return False
    return _BREAKDOWN.match(text[first.stop :]) is not None


def parts(phrases: Sequence[Phrase]) -> list[list[Phrase]]:
    """Cut the lines of a goods text where a new item begins; one part when it tells of one item only.

    An item begins with its count of packages, or, where every item ends with its HS code, after that.
    """
    counts = [starts_item(phrase.text) for phrase in phrases]
    if sum(counts) > 1:
        return _cut(phrases, counts)
    coded = [bool(said(phrase.text).hs_codes) for phrase in phrases]
    if sum(coded) > 1 and not coded[0] and not any(a and b for a, b in pairwise(coded)):
        begins = [ends and not _is_detail(p.text) for ends, p in zip([False, *coded], phrases, strict=False)]
        return _cut(phrases, begins)
    return [list(phrases)] if phrases else []


def listed(phrases: Sequence[Phrase], right: float) -> list[list[Phrase]]:
    """Cut a list of goods, one a line: lines that end though the next word would have fitted before `right`."""
    begins = []
    for above, below in pairwise(phrases):
        word = below.words[0].box
        fits = above.box.x1 + word.width + 0.4 * word.height < right
        begins.append(fits and len(below.words) > 1 and not _is_detail(below.text))
    return _cut(phrases, [False, *begins])


def _cut(phrases: Sequence[Phrase], begins: Sequence[bool]) -> list[list[Phrase]]:
    found: list[list[Phrase]] = []
    for phrase, new in zip(phrases, begins, strict=False):
        told = bool(found) and any(_WORD.search(p.text) for p in found[-1])
        if not found or (new and told and not _only_heads(found[-1])):
            found.append([])
        found[-1].append(phrase)
    return found


def _only_heads(lines: Sequence[Phrase]) -> bool:
    """Say whether the lines so far only lead up to the first item: "2X40'HC CONTAINERS SAID TO CONTAIN"."""
    return all(not _WORD.search(said(line.text).name) for line in lines)


def is_numbered(text: str, *, lettered: bool = False) -> bool:
    """Say whether a line tells no more than a number of the maker's: "Lot 36250", "Art. 12065".

    With `lettered`, for lines under a name and its facts, the number may have letters: "Item RS90".

    >>> is_numbered("Lot 36250"), is_numbered("Art.9798"), is_numbered("Ref. R134a"), is_numbered("Lot of 40 bales")
    (True, True, False, False)
    """
    code = re.sub(r"^\W*[^\W\d]+", "", text)
    return _DETAIL.fullmatch(text) is not None and (lettered or not any(map(str.isalpha, code)))


def _is_detail(text: str) -> bool:
    """Say whether a line only adds to the item above: its class, origin, mass, a mark; not a name of goods."""
    labelled = re.match(r"\W*+[^\W\d]{2,12}[ .]*+[^\W\d]*+\s?:", text) or _DETAIL.fullmatch(text)
    if labelled or is_unregulated(text) or not _WORD.search(said(text).name):
        return True
    _, entries = lexicon().longest(tokens(text))
    fields = {entry.field for entry in entries} - {"goods:description"}
    return any(field.startswith(("goods:", "total_", "waste:", "sub:")) for field in fields)
