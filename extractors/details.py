"""Parts of a party's block by their captions: "Name:", "Address:", "Contact", each with its value."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from extractors.labels import Label
from extractors.layout import Phrase
from extractors.lexicon import lexicon
from extractors.regions import Layout
from extractors.wording import tokens
from models.page import Word

_FOOTNOTE = re.compile(r"\(\d+(?:[;,]\s?\d+)*\):?")  # "Name (7):" on waste papers
_MOST_ROWS = 6  # of details under a party's heading
_FLUSH = 6.0  # points between a caption's beginning and that of what stands under it
_LONGEST_DETAIL = 12  # words of "Name / Nom / Nome:"
_NO_ADDRESS = ("sub:contact", "sub:phone", "sub:registration", "sub:vat", "sub:eori")


def joined(layout: Layout, block: Sequence[Phrase]) -> list[Phrase]:
    """Join the captions of details that stand over their values without a colon: "Name" over "Lotus Polymers"."""
    found = _headed(layout, block)
    if found:
        return found
    lines = iter(block)
    for phrase in lines:
        label = layout.label_at(phrase)
        if label is not None and (told := _beside(label, phrase)):
            found.append(told)
            continue
        value = next(lines, None) if label is not None and _is_bare(label, phrase) else None
        if value is not None and layout.label_at(value) is None:
            found.append(_closed(phrase, value.words))
        else:
            found += [phrase] if value is None else [phrase, value]
    return found


def _headed(layout: Layout, block: Sequence[Phrase]) -> list[Phrase]:
    """Return the first row under a block's line of captions: "Name", "Address" and "Means" over "a) first carrier"."""
    first = layout.label_at(block[0]) if block else None
    if first is None or not first.announces("sub:name") or not _is_bare(first, first.words):
        return []
    row = [label for label in layout.labels if label.line == first.line and label.box.x0 >= first.box.x0]
    told = [label for label in row if label.announces("sub:name", "sub:address") and not label.colon and not label.rest]
    if len({field for label in told for field in label.fields}) < 2:
        return []
    under = layout.lines[first.line + 1].phrases if first.line + 1 < len(layout.lines) else ()
    pairs = ((label, value) for label in told for value in under if abs(value.box.x0 - label.box.x0) < _FLUSH)
    return [_closed(label.words, value.words) for label, value in pairs]


def _beside(label: Label, phrase: Phrase) -> Phrase | None:
    """Return a line whose caption has its value beside it in another column, with the colon that it lacks."""
    count = len(label.words.words)
    detail = not label.colon and label.rest is None and any(field.startswith("sub:") for field in label.fields)
    apart = detail and len(phrase.words) > count and phrase.words[:count] == label.words.words
    return _closed(label.words, phrase.words[count:]) if apart else None


def _closed(caption: Phrase, value: Sequence[Word]) -> Phrase:
    """Return a caption and its value as one line, parted by a colon."""
    last = caption.words[-1]
    closed = last if last.text.endswith(":") else replace(last, text=f"{last.text}:")
    return Phrase((*caption.words[:-1], closed, *value), caption.page)


def led(layout: Layout, label: Label, block: Sequence[Phrase]) -> list[Phrase]:
    """Add to a party's block what stands beside its heading ("3. Exporter Name: A Ltd") or in the rows below it."""
    spot = label.words.words[-1]
    line = next((phrase for phrase in layout.lines[label.line].phrases if spot in phrase.words), None)
    beside = line.part(line.words.index(spot) + 1) if line else None
    if beside is not None and captioned(beside, "sub:name") and named(block) is None:
        return [beside, *block]
    unnamed = named(block) is None
    return (_rows(layout, label, at_once=bool(block)) if unnamed else []) or list(block)


def _rows(layout: Layout, label: Label, *, at_once: bool = False) -> list[Phrase]:
    """Return the rows of captions and values right under a heading: "Name" beside "Lotus Polymers", line by line.

    `at_once` asks for a caption on the very next line: what boxes round the values on a fillable form part from it.
    """
    found: list[Phrase] = []
    for number in range(label.line + 1, min(label.line + 1 + _MOST_ROWS, len(layout.lines))):
        phrases = [p for p in layout.lines[number].phrases if p.box.x1 > label.box.x0 - 3]
        caption = layout.label_at(phrases[0]) if phrases else None
        told = caption is not None and any(field.startswith("sub:") for field in caption.fields)
        if caption is None or not told:
            if found or at_once or (phrases and layout.label_at(phrases[0]) is not None):
                break
            continue
        value = Phrase(caption.rest.words, caption.rest.page) if caption.rest else None
        value = value or (phrases[1] if len(phrases) > 1 and layout.label_at(phrases[1]) is None else None)
        if value is not None:
            found.append(_closed(caption.words, value.words))
    return found if any(captioned(phrase, "sub:name") for phrase in found) else []


def _is_bare(label: Label, phrase: Phrase) -> bool:
    alone = label.rest is None and not label.colon and len(phrase.words) == len(label.words.words)
    return alone and any(field.startswith("sub:") for field in label.fields)


def named(block: Sequence[Phrase]) -> Phrase | None:
    """Return what stands after "Name:" in a block, on its line or the next."""
    for phrase, below in zip_longest(block, block[1:]):
        stop = captioned(phrase, "sub:name")
        if stop:
            return phrase.part(stop) or (below if below and not captioned(below, "sub:") else None)
    return None


def parted(phrase: Phrase) -> list[Phrase]:
    """Part a line at the details it names inside: "Name: A Ltd Registration No: 123"."""
    starts, ended = list[int](), captioned(phrase, "sub:")
    for n in range(max(ended, 1), len(phrase.words)):  # "contacto:" ends "Persona de contacto:" and begins nothing
        if n >= ended and (words := captioned(Phrase(phrase.words[n:], phrase.page), "sub:")):
            starts.append(n)
            ended = n + words
    edges = [0, *starts, len(phrase.words)]
    return [part for left, right in pairwise(edges) if (part := phrase.part(left, right))]


def captioned(phrase: Phrase, family: str) -> int:
    """Return how many words of a detail's label, closed by a colon, a line begins with; 0 for none."""
    strokes = sum(word.text == "/" for word in phrase.words[:_LONGEST_DETAIL])
    for stop in range(min(4 + 3 * strokes, len(phrase.words), _LONGEST_DETAIL), 0, -1):
        if phrase.words[stop - 1].text.endswith(":"):
            named = [word.text for word in phrase.words[:stop] if not _FOOTNOTE.fullmatch(word.text)]
            said = [tokens(part) for part in " ".join(named).split(" / ")]  # in as many languages
            if all(any(e.field.startswith(family) for e in lexicon().entries.get(stream, ())) for stream in said):
                return stop
    return 0


def uncaptioned(phrase: Phrase) -> Phrase | None:
    """Drop a leading "Name:", "Address:" from a line; None for contacts, registration numbers and bare labels."""
    if any(captioned(phrase, family) for family in _NO_ADDRESS):
        return None
    return phrase.part(captioned(phrase, "sub:"))
