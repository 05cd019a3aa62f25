"""Where a page prints its labels ("Port of loading", "Empfänger", "5. Actual quantity") and what follows each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from extractors.label_words import IDEOGRAPHS, NUMBERS, SEPARATOR, block_of, extension, is_numbered, longest, runs_on
from extractors.layout import Line, Phrase
from extractors.lexicon import Entry, lexicon
from extractors.money import currency_in
from extractors.total_words import narrowed
from extractors.wording import tokens
from models.geometry import Box
from models.page import Word
from models.reference.units import kind_of, unit

_QUALIFIED = frozenset(
    {"date", "number", "shipment_date", "goods:gross_mass", "goods:net_mass", "goods:amount", "total_amount"}
)
_QUALIFIERS = 3  # words that may stand before one of these and make another label of it
_ROMAN = re.compile(r"\(?(?:i{1,3}|iv|vi{0,3}|ix|xi{0,3})\)", re.IGNORECASE)
_WEIGHED = frozenset({"total_gross_mass", "total_net_mass"})
_LARGER = 1.2  # times the height of the ink of a form's small headings
_SHORTENED = re.compile(r"P[Oo][Ll]\.")
_ROUTE = frozenset({"port_of_loading", "port_of_discharge"})
_DIVIDERS = frozenset("·•|")


@dataclass(frozen=True, slots=True)
class Label:
    """A label on its line: the fields it may announce, its words, the words after it in the same phrase.

    `sure` is false where the label was matched loosely or runs on without a colon. `note` is a remark in parentheses
    after it, often a unit.
    """

    entries: tuple[Entry, ...]
    words: Phrase
    rest: Phrase | None
    line: int
    block: str | None = None
    colon: bool = False
    sure: bool = True
    note: str = ""
    blank: bool = False  # a dash fills it in: there is nothing to tell
    first: int | None = None  # the line it begins on, where it runs over several

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that the label may announce."""
        return tuple(entry.field for entry in self.entries)

    @property
    def box(self) -> Box:
        """Around the label's words, without the value."""
        return self.words.box

    def announces(self, *fields: str) -> bool:
        """Say whether the label may announce one of `fields`."""
        return any(field in fields for field in self.fields)


def find(lines: Sequence[Line], *, fuzzy: bool) -> list[Label]:
    """Return the labels of a page from top to bottom; `fuzzy` matches in spite of OCR errors."""
    found: list[Label] = []
    wrapped: set[Box] = set()
    for number, line in enumerate(lines):
        for phrase in line.phrases:
            if phrase.box in wrapped:
                continue
            label, used = _over_lines(lines, number, phrase)
            if label is not None:
                found.append(label)
                wrapped.update(used)
                continue
            for part in _parted(phrase):
                found.extend(_in_phrase(part, number, fuzzy=fuzzy))
    return found


def _parted(phrase: Phrase) -> list[Phrase]:
    """Part a line at dots and strokes that stand alone, and before the numbers of blocks: "(vii) H-code: (ix) UN"."""
    edges, opened = [0], 0
    for n, word in enumerate(phrase.words):
        if word.text in _DIVIDERS:
            edges += [n, n + 1]
        elif _ROMAN.fullmatch(word.text) and not (opened > 0 and word.text[0] != "("):
            if n and not (n == 1 and phrase.words[0].text.isdigit()):
                edges.append(n)
            continue
        opened = max(0, opened + word.text.count("(") - word.text.count(")"))  # "(if different from i)" is a remark
    parts = (phrase.part(left, right) for left, right in pairwise([*edges, len(phrase.words)]) if left < right)
    return [part for part in parts if part and part.text not in _DIVIDERS]


def _over_lines(lines: Sequence[Line], number: int, phrase: Phrase) -> tuple[Label | None, list[Box]]:
    """Return the label that `phrase` makes only together with the phrases right under it, and their boxes."""
    stack: list[Phrase] = [phrase]
    best: tuple[Label | None, list[Box]] = (None, [])
    edge = 8 if block_of(phrase)[0] else 4  # a number in a frame is set in a little
    for line in lines[number + 1 : number + 5]:
        height = phrase.box.height
        under = [
            other
            for other in line.phrases
            if abs(other.box.x0 - phrase.box.x0) < edge and -2 < other.box.top - stack[-1].box.bottom < 0.7 * height
        ]
        if not under and line.box.top - stack[-1].box.bottom < 0.7 * height:
            continue  # a line of the neighbouring column
        if not under or len(stack) == 3 or re.search(r":$|[^\W\d]{6}\.$", stack[-1].text):
            break
        if (_is_detail(under[0]) and not _is_open(stack)) or _is_filled_in(under[0], phrase):
            break
        stack.append(under[0])
        words = tuple(word for part in stack for word in part.words)
        alone = _match(phrase, 0, number, fuzzy=False)
        label = _match(Phrase(words, phrase.page), 0, lines.index(line, number), fuzzy=False)
        whole = label is not None and label.rest is None and len(label.words.words) == len(words)
        apart = alone is None or alone.rest is not None
        if label and whole and (apart or label.colon or _is_translation(stack[-1], alone or label)):
            best = replace(label, first=number), [part.box for part in stack[1:]]
        elif best[0]:
            break  # what follows is no more of the label, which may be said again in another language
    return best


def _is_open(stack: Sequence[Phrase]) -> bool:
    """Say whether a remark in parentheses goes on below: "Shipper (name and full" over "address):"."""
    text = " ".join(phrase.text for phrase in stack)
    return text.count("(") > text.count(")")


def _is_filled_in(phrase: Phrase, heading: Phrase) -> bool:
    """Say whether a phrase under a heading is what is filled in: a currency, or print on a scan that is set larger."""
    if phrase.words[0].origin != "ocr" or lexicon().longest(tokens(phrase.text))[0]:
        return block_of(heading)[0] is not None and currency_in(phrase.text) == phrase.text
    lower, upper = (median(word.box.height for word in words) for words in (phrase.words, heading.words))
    return lower > _LARGER * upper


def _is_detail(phrase: Phrase) -> bool:
    """Say whether a phrase is the caption of a part of the block under a heading, such as "NAME:"."""
    if not phrase.words[-1].text.endswith(":") and not any(word.text.endswith(":") for word in phrase.words):
        return False
    size, entries = lexicon().longest(tokens(phrase.text))
    return size > 0 and any(entry.field.startswith("sub:") for entry in entries)


def _is_translation(phrase: Phrase, label: Label) -> bool:
    """Say whether the lower line only repeats the label in another language, and is not a label of its own."""
    _, entries = lexicon().longest(tokens(phrase.text))
    return any(entry.field in label.fields for entry in entries) or not entries


def _in_phrase(phrase: Phrase, line: int, *, fuzzy: bool) -> list[Label]:
    starts = [
        match
        for index in range(len(phrase.words))
        if (match := _match(phrase, index, line, fuzzy=fuzzy and index == 0)) is not None
    ]
    if not starts and (late := _after_a_word(phrase, line) or _after_a_stroke(phrase, line)):
        return [late]
    if starts and starts[0].colon and starts[0].rest:
        starts = sorted([*starts, *_measured(phrase, line, starts)], key=lambda label: label.box.x0)
    starts = [label for label in starts if not _is_end_of_other(phrase, label, starts)]
    prefix = len(phrase.words) - len(starts[0].words.words) if len(starts) == 1 and starts[0].rest is None else 0
    if 0 < prefix <= 2 and set(starts[0].fields) & NUMBERS:
        return [replace(starts[0], words=phrase)]  # "Comm. Invoice No.:" over its value
    if starts and (before := phrase.words.index(starts[0].words.words[0])) and _is_second(phrase, before):
        words = Phrase((*phrase.words[:before], *starts[0].words.words), phrase.page)
        starts[0] = replace(starts[0], words=words)
    kept: list[Label] = []
    for label in starts:
        # A label inside another's words is a part of it; one further on must be marked by a colon.
        if kept and label.box.x0 < kept[-1].box.x1:
            continue
        kept.append(label)
    for left, right in pairwise(kept):
        cut = sum(word.box.x0 < right.words.words[0].box.x0 for word in left.rest.words) if left.rest else 0
        object.__setattr__(left, "rest", left.rest.part(0, cut) if left.rest and cut else None)
    return kept


def _measured(phrase: Phrase, line: int, known: Sequence[Label]) -> Iterator[Label]:
    """Yield labels without a colon after one with it, before a mass: "N. colli: 24 fusti Peso lordo kg 22.624,00"."""
    starts = {label.words.words[0].box for label in known}
    for index in range(1, len(phrase.words) - 1):
        word = phrase.words[index]
        end, entries, exact = longest(phrase, index, fuzzy=False)
        if word.box in starts or not exact or end - index < 2 or not {e.field for e in entries} & _WEIGHED:
            continue
        end += end < len(phrase.words) and kind_of(unit(phrase.words[end].text) or "") == "mass"
        rest, words = phrase.part(end), phrase.part(index, end)
        if words and rest and rest.text[0].isdigit():
            yield Label(entries, words, rest, line)


def _is_end_of_other(phrase: Phrase, label: Label, found: Sequence[Label]) -> bool:
    """Say whether a label is only the last word of one that is not known, as "Date:" of "Collection Date:"."""
    start = phrase.words.index(label.words.words[0])
    if start == 0 or len(tokens(label.words.text)) > 1 or any(other.box.x0 < label.box.x0 for other in found):
        return False
    before = [word.text for word in phrase.words[:start]]
    named = all(re.fullmatch(r"[^\W\d_]+", word) for word in before) and before[0][0].isupper()
    return start <= _QUALIFIERS and named and bool(set(label.fields) & _QUALIFIED)


def _after_a_stroke(phrase: Phrase, line: int) -> Label | None:
    """Return the label that a phrase ends with after a stroke, said before it in a language not known."""
    place = next((n for n, word in enumerate(phrase.words) if word.text == "/"), 0)
    part = phrase.part(place + 1)
    if not 0 < place < 4 or part is None or not phrase.text[:1].isupper() or any(map(str.isdigit, phrase.text)):
        return None
    label = _match(part, 0, line, fuzzy=False)
    whole = label is not None and label.rest is None and label.words.words == part.words
    return replace(label, words=phrase, sure=False) if label and whole else None


def _after_a_word(phrase: Phrase, line: int) -> Label | None:
    """Return the label that a phrase ends with, or prints before a number, after a word or two: "Comm. Invoice No."."""
    for index in (1, 2):
        part = phrase.part(index)
        if part is None or len(phrase.words) > 6 or not phrase.words[0].text[:1].isupper():
            return None
        label = _match(part, 0, line, fuzzy=False)
        if label and len(tokens(label.words.text)) > 1 and set(label.fields) & NUMBERS and label.block is None:
            words = Phrase((*phrase.words[:index], *label.words.words), phrase.page)
            return replace(label, words=words, sure=False)
    return None


def _match(phrase: Phrase, index: int, line: int, *, fuzzy: bool) -> Label | None:
    words = phrase.words
    block, start = None, index
    if index == 0:
        block, start = block_of(phrase)
    parted = index > 0 and words[index - 1].text[-1:] in "-/&"
    parted = parted and not _is_blank(words, index) and not _is_second(phrase, index)
    if index > 0 and (parted or not (words[index].text[:1].isupper() or IDEOGRAPHS.match(words[index].text))):
        return None
    end, entries, exact = longest(phrase, start, fuzzy=fuzzy)
    translated = end < len(words) and IDEOGRAPHS.match(words[end].text) is not None  # "TO 目的港:"
    if not entries or (index > 0 and _is_short_word(words[index].text, entries) and not translated):
        return None
    colon = words[end - 1].text.rstrip().endswith((":", "：")) or (end < len(words) and words[end].text[0] in ":：")
    if block and words[0].text.isdigit() and not colon and _counts(entries):
        return None  # "20 PALLETS" is a count, not block 20
    end, note, entries = extension(phrase, end, entries, colon=colon, fuzzy=fuzzy)
    if not colon and end < len(words) and any(entry.field == "total_amount" for entry in entries):
        end = narrowed([word.text for word in words], end)
    colon = colon or (end < len(words) and words[end - 1].text.endswith(":"))
    if index > 0 and not (
        colon or words[end - 1].text.endswith(":") or is_numbered(words[index:], end - index, entries)
    ):
        return None
    blank = colon and end < len(words) and _is_filled_blank(words, end)
    while end < len(words) and SEPARATOR.match(words[end].text):
        colon = colon or ":" in words[end].text
        end += 1
    label, rest = phrase.part(index, end), phrase.part(end)
    if label is None or (rest and not colon and (_is_of_address(label, entries) or not runs_on(entries, label, rest))):
        return None
    rest = None if blank else rest
    return Label(entries, label, rest, line, block, colon, exact and (colon or rest is None), note, blank=blank)


def _is_of_address(label: Phrase, entries: tuple[Entry, ...]) -> bool:
    """Say whether what looks like the label of a port shortens a word of an address in Spain: "Pol. Ind. Norte"."""
    return _SHORTENED.fullmatch(label.text) is not None and not _ROUTE.isdisjoint(entry.field for entry in entries)


def _is_filled_blank(words: Sequence[Word], index: int) -> bool:
    """Say whether a lone dash from `index` on is all that a label is given: at the end, or before the next label."""
    if re.fullmatch(r"[-–—]+|n/?a\.?", words[index].text, re.IGNORECASE) is None:
        return False
    after = words[index + 1 : index + 6]
    return not after or (after[0].text[:1].isupper() and any(word.text.endswith(":") for word in after))


def _is_second(phrase: Phrase, index: int) -> bool:
    """Say whether the words from `index` on repeat after a lone stroke what a language not known says before it."""
    return 1 < index < 6 and phrase.words[index - 1].text == "/" and not any(c.isdigit() for c in phrase.text[:12])


def _is_short_word(text: str, entries: tuple[Entry, ...]) -> bool:
    """Say whether a word inside a phrase is too short to be a label: "G.W." is none, "No." is."""
    weighs = any(entry.field in ("total_gross_mass", "total_net_mass") for entry in entries)
    return len(text.strip(":") if weighs else "".join(tokens(text))) < 3


def _is_blank(words: Sequence[Word], index: int) -> bool:
    """Say whether a lone stroke before a word fills in the label before it: "Transit: - Import:"."""
    return index > 1 and words[index - 1].text == "-" and words[index - 2].text.endswith(":")


def _counts(entries: tuple[Entry, ...]) -> bool:
    return all(entry.field in ("goods:packages", "goods:unit", "goods:quantity") for entry in entries)
