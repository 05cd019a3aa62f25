"""Parts of a party's block by their captions: "Name:", "Address:", "Contact", each with its value."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.labels import Label
from extractors.layout import Phrase
from extractors.lexicon import lexicon
from extractors.regions import Layout
from extractors.wording import tokens

_FOOTNOTE = re.compile(r"\(\d+(?:[;,]\s?\d+)*\):?")  # "Name (7):" on waste papers
_LONGEST_DETAIL = 12  # words of "Name / Nom / Nome:"
_NO_ADDRESS = ("sub:contact", "sub:phone", "sub:registration", "sub:vat", "sub:eori")


def joined(layout: Layout, block: Sequence[Phrase]) -> list[Phrase]:
    """Join the captions of details that stand over their values without a colon: "Name" over "Lotus Polymers"."""
    found: list[Phrase] = []
    lines = iter(block)
    for phrase in lines:
        label = layout.label_at(phrase)
        value = next(lines, None) if label is not None and _is_bare(label, phrase) else None
        if value is not None and layout.label_at(value) is None:
            last = replace(phrase.words[-1], text=f"{phrase.words[-1].text}:")
            found.append(Phrase((*phrase.words[:-1], last, *value.words), phrase.page))
        else:
            found += [phrase] if value is None else [phrase, value]
    return found


def _is_bare(label: Label, phrase: Phrase) -> bool:
    alone = label.rest is None and not label.colon and len(phrase.words) == len(label.words.words)
    return alone and any(field.startswith("sub:") for field in label.fields)


def named(block: Sequence[Phrase]) -> Phrase | None:
    """Return what stands after "Name:" in a block, on its line or the next."""
    for phrase, below in zip(block, [*block[1:], None], strict=True):
        stop = captioned(phrase, "sub:name")
        if stop:
            return phrase.part(stop) or (below if below and not captioned(below, "sub:") else None)
    return None


def parted(phrase: Phrase) -> list[Phrase]:
    """Part a line at the details it names inside: "Name: A Ltd Registration No: 123"."""
    starts = [n for n in range(1, len(phrase.words)) if captioned(Phrase(phrase.words[n:], phrase.page), "sub:")]
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
