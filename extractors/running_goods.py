"""Goods told in running text ("1X40'HC CONTAINER STC 24 BALES OF LDPE FILM SCRAP"): where each item begins."""

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.goods_text import said
from extractors.identifiers import containers
from extractors.layout import Line, Phrase
from extractors.lexicon import lexicon
from extractors.quantities import packages
from extractors.regions import Layout
from extractors.wording import tokens

_WORD = re.compile(r"[^\W\d_]{2}")
_CONTAINERS = re.compile(
    r"^.*?(?:said to contain|s\.?t\.?c\.?|containing|slac|containers?)[\s:.]*(?:said to contain|s\.?t\.?c\.?)?[\s:]*",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\W*(?:of|de|d'|von|di|van)?\W*[^\W\d]{2}", re.IGNORECASE)
_OF_SHIPMENT = frozenset({"goods:container", "goods:seal", "goods:packages"})
_CITED = frozenset(
    [
        "number",
        "invoice_number",
        "order_number",
        "bill_of_lading_number",
        "booking_number",
        "vessel",
        "voyage",
        "incoterm",
    ]
)


def bodies(layouts: Sequence[Layout]) -> list[list[Phrase]]:
    """Return the blocks of lines that tell of goods without a table, one a page, and mark them in the layouts."""
    found: list[list[Phrase]] = []
    for layout in layouts:
        blocks = _blocks(layout)
        if blocks:
            numbers = max(blocks, key=lambda block: _weight(layout, block))
            layout.goods_lines.update(numbers)
            found.append([Phrase(tuple(layout.lines[n].words), layout.page.number) for n in numbers])
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
    if any(entry.field in _CITED for entry in entries) and any(c.isdigit() for c in "".join(rest)):
        return not any(entry.field.startswith("goods:") for entry in entries)
    numbers = containers(text)
    return bool(numbers) and not _WORD.search(said(text).name.replace("SEAL", ""))


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


def _is_detail(text: str) -> bool:
    """Say whether a line only adds to the item above: its class, origin, mass, a mark; not a name of goods."""
    if re.match(r"\W*[^\W\d]{2,12}[ .]*[^\W\d]*\s?:", text) or not _WORD.search(said(text).name):
        return True
    _, entries = lexicon().longest(tokens(text))
    fields = {entry.field for entry in entries} - {"goods:description"}
    return any(field.startswith(("goods:", "total_", "waste:", "sub:")) for field in fields)
