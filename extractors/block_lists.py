"""Forms set as a list: block numbers one below the other, a caption beside each, what is filled in beside that."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.label_words import block_of
from extractors.labels import Label
from extractors.layout import Line, Phrase
from extractors.lexicon import lexicon
from extractors.regions import Layout
from extractors.wording import tokens
from models.geometry import Box

FEWEST = 5  # numbers one below the other that make such a list
MOST_OF = 0.5  # of them with something filled in, in one column
_ASIDE = 3.0  # points
_APART = 2.5  # heights of print between a row's lines, at most
_CLOSE = 0.8  # heights of print between the values of one block's parts, at most
_MOST_AGAIN = 2  # numbers that fall back: more are the rows of a table under numbered boxes
_PART = re.compile(r"\(?(?:[a-h]|[ivx]{1,5})\)", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """One block of the list: the lines of its caption, and what is filled in, line by line."""

    caption: Phrase
    last: int  # line on which the caption ends
    values: tuple[Phrase, ...]


def rows(lines: Sequence[Line]) -> dict[Box, Row]:
    """Return the blocks of a form that is set as a list, by the box of the number that heads each; else none."""
    found = [(n, phrase) for n, line in enumerate(lines) for phrase in line.phrases if _number(phrase)]
    starts, again = _column(found)
    if again > _MOST_AGAIN:
        return {}
    blocks = {_number(phrase) for _, phrase in starts}
    beside = [(_number(phrase), right[0].box.x0) for n, phrase in starts if (right := _right_of(lines[n], phrase))]
    edge, _ = Counter(round(x) for _, x in beside).most_common(1)[0] if beside else (0, 0)
    filled = {block for block, x in beside if abs(x - edge) < _ASIDE}  # the parts of one block make no list
    headed = sum(abs(phrase.box.x0 - edge) < _ASIDE for _, phrase in found)
    if len(filled) < max(MOST_OF * len(blocks), FEWEST) or headed > 1:
        return {}
    ends = [*(n for n, _ in starts[1:]), len(lines)]
    return {
        phrase.words[0].box: _row(lines, start, stop, phrase, edge)
        for (start, phrase), stop in zip(starts, ends, strict=True)
    }


def _number(phrase: Phrase) -> int:
    """Return the number of the block that a phrase heads, or 0."""
    block, start = block_of(phrase)
    worded = start < len(phrase.words) and phrase.words[start].text[:1].isalpha()
    found = re.match(r"\d+", block or "") if worded or start + 1 < len(phrase.words) else None
    return int(found[0]) if found else 0


def _column(found: Sequence[tuple[int, Phrase]]) -> tuple[list[tuple[int, Phrase]], int]:
    """Return of the numbered phrases those of the longest column as far as their numbers rise, and how many fall."""
    edges = Counter(round(phrase.box.x0) for _, phrase in found)
    edge = max(edges, key=lambda x: (sum(edges[x + d] for d in (-1, 0, 1)), -x), default=0)
    flush = [(n, phrase) for n, phrase in found if abs(phrase.box.x0 - edge) < _ASIDE]
    taken: list[tuple[int, Phrase]] = []
    for n, phrase in flush:
        if _number(phrase) >= (_number(taken[-1][1]) if taken else 1):
            taken.append((n, phrase))
    return taken, len(flush) - len(taken)


def _right_of(line: Line, phrase: Phrase) -> list[Phrase]:
    return [other for other in line.phrases if other.box.x0 > phrase.box.x1]


def _row(lines: Sequence[Line], start: int, stop: int, heading: Phrase, edge: float) -> Row:
    caption, last, values, bottom = list(heading.words), start, list[Phrase](), heading.box.bottom
    for number in range(start, stop):
        line = lines[number]
        if line.box.top - bottom > _APART * heading.box.height or (number > start and _heads_columns(line)):
            break
        bottom = max(bottom, line.box.bottom)
        right = [word for p in line.phrases if p.box.x0 > edge - _ASIDE for word in p.words]
        right = right[1:] if right and right[0].text in (":", "：") else right
        if right:
            values.append(Phrase(tuple(right), heading.page))
        more = [p for p in line.phrases if p is not heading and _goes_on(p, heading, edge)]
        if more and number - last <= 1 and not (number > start and _begins_part(more[0])):
            caption += [word for p in more for word in p.words]
            last = number
    return Row(Phrase(tuple(caption), heading.page), last, tuple(values))


def _heads_columns(line: Line) -> bool:
    """Say whether a line heads numbered boxes side by side, as those of the goods on a form: "6 Marks", "7 No. of"."""
    return sum(_number(phrase) > 0 for phrase in line.phrases) > 1


def _goes_on(phrase: Phrase, heading: Phrase, edge: float) -> bool:
    return heading.box.x0 + _ASIDE < phrase.box.x0 and phrase.box.x1 < edge


def _begins_part(phrase: Phrase) -> bool:
    """Say whether a line under a caption is the caption of a part of the block: "(iii) EC list", "Transit"."""
    stream = tokens(phrase.text)
    return bool(_PART.match(phrase.text)) or phrase.text.endswith(":") or (stream in lexicon().entries)


def widened(label: Label, listed: Mapping[Box, Row]) -> Label | None:
    """Return a block's heading with all lines of its caption, where it heads a row of the list; None elsewhere."""
    row = listed.get(label.words.words[0].box)
    if row is None or label.rest or not label.block:
        return None
    empty = bool(row.values) and not any(c.isalnum() for value in row.values for c in value.text)
    return replace(label, words=row.caption, line=row.last, first=label.line, blank=empty)


def filled(layout: Layout, listed: Mapping[Box, Row]) -> dict[Box, list[Phrase]]:
    """Return what is filled in beside each number, up to a line that another label heads."""
    return {box: told for box, row in listed.items() if (told := _up_to_label(layout, row.values))}


def _up_to_label(layout: Layout, values: Sequence[Phrase]) -> list[Phrase]:
    found: list[Phrase] = []
    for value in values:
        label = layout.label_at(value)
        if found and label is not None and label.colon and not any(f.startswith("sub:") for f in label.fields):
            break
        found.append(value)
    return found


def paired(lines: Sequence[Line]) -> dict[Box, list[Phrase]]:
    """Return the values of one block's parts by their captions' first words, where the two columns drift apart.

    "(i) Basel", "(ii) OECD" and so on in small print beside as many values in larger print: the lines do not meet, but
    the first belongs to the first. Where the columns are not as long as each other, nothing is told.
    """
    parts = [p for line in lines for p in line.phrases if len(p.words) > 1 and _PART.fullmatch(p.words[0].text)]
    column = [phrase for phrase in parts if abs(phrase.box.x0 - parts[0].box.x0) < _ASIDE]
    if len(column) < FEWEST:
        return {}
    right, top = max(phrase.box.x1 for phrase in column), column[0].box.top - column[0].box.height
    beside = [p for line in lines for p in line.phrases if p.box.x0 > right and p.box.top > top]
    values = [phrase for phrase in beside if abs(phrase.box.x0 - beside[0].box.x0) < _ASIDE]
    most = _CLOSE * max((phrase.box.height for phrase in values), default=0.0)
    apart = (n for n, (a, b) in enumerate(pairwise(values), 1) if b.box.top - a.box.bottom > most)
    values = values[: next(apart, len(values))]
    if len(values) != len(column):
        return {}
    return {caption.words[0].box: [value] for caption, value in zip(column, values, strict=True)}
