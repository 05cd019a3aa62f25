"""Labels settled once the kind of paper is known: those of other kinds go, the form's numbered blocks come in."""

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from extractors import block_lists, caption_columns, data_elements, form_numbers, legends
from extractors.label_words import block_of
from extractors.labels import Label
from extractors.layout import Phrase
from extractors.lexicon import Entry
from extractors.regions import Layout
from extractors.storeys import SMALLER
from extractors.wording import tokens
from models.geometry import Box
from models.paper import PaperKind
from models.reference.units import package_kind

_ALIKE = 80.0  # of 100: the ratio of two readings of one heading
FEWEST_BLOCKS = 4  # numbered headings on a page, below which a number before words says nothing


def settle(layout: Layout, kind: PaperKind) -> None:
    """Keep of each label what it announces on a paper of `kind`, and add numbered blocks that the lexicon lacks."""
    spoken = _spoken(layout.labels)
    legend = legends.begins(layout.lines)
    known = [label for label in layout.labels if label.line < legend and not _is_value(layout, label, spoken)]
    known = [label for label in known if not _numbers_party(layout, label)]
    elements = data_elements.labels(layout) if kind == "customs_declaration" else []
    starts = {element.words.words[0].box for element in elements}
    known = [label for label in known if label.words.words[0].box not in starts]
    meant = [own for label in known if (own := _settled(label, kind, spoken)) is not None]
    form = {} if elements else form_numbers.numbered_as(kind, meant)
    kept = [*(_completed(label, form) for label in meant), *elements]
    listed = block_lists.rows(layout.lines)
    headings = _headings(layout, listed)
    column = [layout.cells.around(phrase.box) for _, phrase, block in headings if block.isdigit()]
    found = [
        caption_columns.widened(layout, label, column)
        or block_lists.widened(label, listed)
        or _with_all_lines(layout, label)
        for label in [*kept, *_numbered(layout, form, kept, [heading for heading in headings if heading[0] < legend])]
    ]
    layout.filled = block_lists.paired(layout.lines) | block_lists.filled(layout, listed)
    layout.relabel(sorted(_translated(found), key=lambda label: (label.line, label.box.x0)))


def _translated(found: list[Label]) -> list[Label]:
    """Join to a block's heading the label right under it that only says the same again in another language."""
    kept = list(found)
    for label in found:
        if not label.block or label.rest or label.colon:
            continue
        for other in found:
            plain = not (other.block or other.rest or other.colon) and other.line == label.line + 1
            if plain and abs(other.box.x0 - label.box.x0) < 4 and set(other.fields) & set(label.fields):
                words = Phrase((*label.words.words, *other.words.words), label.words.page)
                first = label.line if label.first is None else label.first
                kept.remove(other)
                kept[kept.index(label)] = replace(label, words=words, line=other.line, first=first)
                break
    return kept


def _is_value(layout: Layout, label: Label, spoken: frozenset[str]) -> bool:
    """Say whether words that could be a label are the value of the label over them.

    They are where they are printed larger than that label, or stand alone in a language that the page does not speak:
    "Koper" on an English and Italian paper is the port, not the buyer of a Dutch one.
    """
    if set(label.fields) <= {"charge"} and not any(c.isdigit() for c in layout.lines[label.line].text):
        return True  # "SEA FREIGHT" without an amount tells how the goods travel
    if label.colon or label.block is not None:
        return False
    head = _over(layout, label)
    if head is None:
        return False
    alone = len(tokens(label.words.text.removesuffix(label.note))) == 1
    smaller = SMALLER if layout.page.origin == "text_layer" else SMALLER**2
    larger = head.words.words[0].box.height < smaller * label.words.words[0].box.height
    foreign = alone and all(entry.language not in spoken for entry in label.entries)
    return foreign or (larger and label.rest is None and layout.cells.is_ruled(layout.cells.around(label.box)))


def _numbers_party(layout: Layout, label: Label) -> bool:
    """Say whether a bare "No" stands beside the heading of a party, in its ruled cell: it numbers the party."""
    if not label.announces("number") or tokens(label.words.text) != ("no",):
        return False
    cell = layout.cells.around(label.box)
    beside = (other for other in layout.labels if other.line == label.line and other.box.x1 < label.box.x0)
    return layout.cells.is_ruled(cell) and any(
        field.startswith("party:") for other in beside if cell.contains(other.box, slack=1) for field in other.fields
    )


def _over(layout: Layout, label: Label) -> Label | None:
    """Return the label right over `label` that has no value beside it."""
    first = label.line if label.first is None else label.first
    for other in layout.labels_over(label.box, within=1.2 * label.box.height):
        if other.line < first and abs(other.box.x0 - label.box.x0) < 6 and other.rest is None:
            return None if layout.right_of(other) else other
    return None


def _spoken(found: list[Label]) -> frozenset[str]:
    """Return the languages that the labels of a page are printed in; English is on most."""
    votes: Counter[str] = Counter()
    for label in found:
        languages = {entry.language for entry in label.entries}
        for language in languages:
            votes[language] += 12 // len(languages)
    enough = max(18, sum(votes.values()) // 8)
    return frozenset({"en"} | {language for language, count in votes.items() if count >= enough})


def _settled(label: Label, kind: PaperKind, spoken: frozenset[str]) -> Label | None:
    """Return the label with the entries that can be meant, or None where none can."""
    meant = tuple(entry for entry in label.entries if kind in entry.kinds)
    meant = meant or tuple(entry for entry in label.entries if not entry.kinds)
    own = tuple(entry for entry in meant if entry.language in spoken)
    return replace(label, entries=own or meant) if meant else None


def _with_all_lines(layout: Layout, label: Label) -> Label:
    """Return a block's heading with the lines it runs on to: in the same print, over a value in larger print."""
    cell = layout.cells.around(label.box)
    if layout.page.origin in ("ocr", "mixed"):
        return label  # OCR boxes hold the ink, which tells no type size
    if label.rest and not label.colon and label.block and layout.cells.is_ruled(cell):
        label = _with_rest(layout, label, cell)
    if label.rest or label.colon or not (label.block or "").strip("ivx") or not layout.cells.is_ruled(cell):
        return label
    words, last = list(label.words.words), label.line
    for number, line in enumerate(layout.lines[label.line + 1 : label.line + 5], label.line + 1):
        inside = [phrase for phrase in line.phrases if cell.contains(phrase.box, slack=1)]
        if not inside:
            continue
        if inside[0].text.endswith(":") or _is_detail(layout.label_at(inside[0])):
            return label  # the caption of a part of the block
        if _away(inside[0], label) or abs(inside[0].box.height - words[-1].box.height) > 0.6:
            if inside[0].box.height * SMALLER < words[-1].box.height:
                return label  # no larger print follows: the lines are the value
            break
        words += inside[0].words
        last = number
    else:
        if not caption_columns.fills_next(layout, label, words[len(label.words.words) :]):
            return label
    return replace(label, words=Phrase(tuple(words), label.words.page), line=last, first=label.first or label.line)


def _away(phrase: Phrase, label: Label) -> bool:
    """Say whether a line begins neither under a heading's number nor under its words."""
    return all(abs(phrase.box.x0 - word.box.x0) > 4 for word in label.words.words[:2])


def _is_detail(label: Label | None) -> bool:
    return label is not None and label.colon and any(field.startswith("sub:") for field in label.fields)


def _with_rest(layout: Layout, label: Label, cell: Box) -> Label:
    """Return a block's heading with words after it in its own small print, where its cell goes on in larger print."""
    inside = [phrase for phrase in layout.inside(cell) if phrase.box.top > label.box.middle[1]]
    if label.rest is None or not inside or any(c.isdigit() for c in label.rest.text):
        return label
    if label.rest.box.height < SMALLER * inside[0].box.height:
        words = Phrase((*label.words.words, *label.rest.words), label.words.page)
        return replace(label, words=words, rest=None, sure=True)
    return label


def _completed(label: Label, form: dict[str, list[str]]) -> Label:
    """Add what the form's block of that number tells besides; it outweighs words that belong to none of its blocks."""
    told = form.get(label.block or "", [])
    weak = not set(label.fields) & {field for fields in form.values() for field in fields}
    if not told or not (weak or set(told) & set(label.fields)):
        return label
    if any(field.startswith("party:") for field in label.fields) and not set(told) & set(label.fields):
        return label  # the words name a role: EUR.1 says exporter where a certificate of origin says consignor
    more = tuple(Entry(field, "", frozenset()) for field in told if field not in label.fields)
    own = tuple(entry for entry in label.entries if entry.field in told)  # block 2 "Consignor/Exporter" is the exporter
    others = tuple(entry for entry in label.entries if entry.field not in told)
    return replace(label, entries=more if weak else own + others + more)


def _numbered(
    layout: Layout, form: dict[str, list[str]], known: list[Label], printed: Sequence[tuple[int, Phrase, str]]
) -> list[Label]:
    """Return labels for the headings that only their block number tells, such as those in a language not known."""
    if not form:
        return []
    if len({re.match(r"\d*", block)[0] for _, _, block in printed if block}) < FEWEST_BLOCKS:  # type: ignore[index]
        return []
    taken = {label.words.words[0].box for label in known}
    told = {f for label in known if label.block for f in label.fields if f in form.get(label.block, label.fields)}
    found = []
    headed: dict[str, str] = {}  # goods items below are numbered as well
    for number, phrase, block in printed:
        if block in headed and not _is_same(headed[block], phrase):
            continue
        again = block in headed  # the same block of the form's next goods item
        headed[block] = phrase.text
        fields = [field for field in form.get(block, ()) if field not in told or (again and "goods:" in field)]
        if not fields or phrase.words[0].box in taken:
            continue
        entries = tuple(Entry(field, "", frozenset()) for field in fields)
        words, rest = _cut(phrase)
        found.append(Label(entries, words, rest, number, block, rest is not None, sure=False))
        told.update(fields)
    return found


def _is_same(heading: str, phrase: Phrase) -> bool:
    """Say whether a block's heading is printed again; OCR seldom reads the small print of two alike."""
    if phrase.confidence == 1:
        return heading == phrase.text
    return fuzz.ratio(heading, phrase.text) >= _ALIKE


def _is_small(layout: Layout, phrase: Phrase) -> bool:
    """Say whether a phrase is set smaller than what stands under it in its ruled cell, as a form's headings are."""
    cell = layout.cells.around(phrase.box)
    below = [p for p in layout.inside(cell) if p.box.top > phrase.box.middle[1]] if layout.cells.is_ruled(cell) else []
    return bool(below) and phrase.confidence == 1 and phrase.box.height < SMALLER * below[0].box.height


def _repeats(layout: Layout, phrase: Phrase, block: str) -> bool:
    return any(label.block == block and _is_same(label.words.text, phrase) for label in layout.labels)


def _headings(layout: Layout, listed: Container[Box]) -> list[tuple[int, Phrase, str]]:
    """Return what begins with a block number and has a form's look: a point after it, or the top of a ruled cell."""
    found: list[tuple[int, Phrase, str]] = []
    for number, line in enumerate(layout.lines):
        for phrase in line.phrases:
            block, start = block_of(phrase)
            if len(phrase.words) == 1 and re.fullmatch(r"\d{1,2}(\([a-z]\))?\.", phrase.text):
                block, start = re.sub(r"\W", "", phrase.text.lower()), 1
            if block is not None and re.fullmatch(r"[ivx]+", block) and (parent := _parent(layout, phrase, found)):
                found.append((number, phrase, parent + block))
                continue
            if block is None or not block[0].isdigit() or phrase.words[0].text.endswith(","):
                continue  # "37, Harbour Road" is an address, where no label that is known vouches for the number
            counted = start < len(phrase.words) and package_kind(phrase.words[start].text.strip(".,"))
            if counted and not _repeats(layout, phrase, block) and not _is_small(layout, phrase):
                continue  # "4 CASES" is a count
            dotted = re.fullmatch(r"\d{1,2}(\.?\(?[a-z])?[.):]+", phrase.words[0].text) is not None
            placed = phrase.words[0].box in listed or _is_top(layout, phrase, start)
            if dotted or placed or _is_next_in_column(layout, phrase, block):
                found.append((number, phrase, block))
    return found


def _parent(layout: Layout, phrase: Phrase, above: list[tuple[int, Phrase, str]]) -> str | None:
    """Return the number of the block in which a part such as "(iii)" stands."""
    cell = layout.cells.around(phrase.box)
    held = (b for _, other, b in reversed(above) if cell.contains(other.box, slack=1) and b.isdigit())
    return next(held, None)


def _is_top(layout: Layout, phrase: Phrase, start: int) -> bool:
    """Say whether a phrase is the first in its cell, its number perhaps in a cell of its own before it."""
    cell = layout.cells.around(phrase.box)
    inside = layout.inside(cell) if layout.cells.is_ruled(cell) else []
    return bool(inside) and inside[0].words[0] in (phrase.words[0], phrase.words[start % len(phrase.words)])


def _is_next_in_column(layout: Layout, phrase: Phrase, block: str) -> bool:
    """Say whether a phrase stands in a column of the form's headings, set as they are, where its number is missing."""
    column = [
        label
        for label in layout.labels
        if label.block and label.block.isdigit() and abs(label.box.x0 - phrase.box.x0) < 2
        if abs(label.words.words[0].box.height - phrase.words[0].box.height) < 0.6
    ]
    blocks = {label.block for label in layout.labels if label.block}
    if len(column) < 2 or len(blocks) < FEWEST_BLOCKS or not block.isdigit():
        return False
    before = [int(label.block or 0) for label in column if label.box.top < phrase.box.top]
    after = [int(label.block or 0) for label in column if label.box.top > phrase.box.top]
    return max(before, default=0) < int(block) < min(after, default=int(block) + 1)


def _cut(phrase: Phrase) -> tuple[Phrase, Phrase | None]:
    """Part a heading from the value after its colon, or after the small print of a part: "(ix) UN class 8"."""
    first, *others = phrase.words
    ends = [n for n, word in enumerate(phrase.words[:-1]) if word.text.endswith(":") and not word.text[:-1].isdigit()]
    if not ends and re.fullmatch(r"\([ivx]+\)", first.text):  # "31:" was no end but the number of the block
        ends = [n for n, word in enumerate(others) if word.box.height * SMALLER > first.box.height]
        ends = ends or [n for n, word in enumerate(others) if any(map(str.isdigit, word.text))]
    for n in (end for end in ends if end):
        return phrase.part(0, n + 1) or phrase, phrase.part(n + 1)
    return phrase, None
