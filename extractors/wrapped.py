"""Numbers that a narrow ruled cell breaks at the space between their thousands: "10" over "880"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.layout import Cells
from models.geometry import Box, union
from models.page import Page, Word

_HEAD, _TAIL = re.compile(r"[1-9]\d{0,2}"), re.compile(r"\d{3}(?:[.,]\d{1,3})?")
PADDING = 8.0  # points that a cell leaves free at its sides, at most
SPACE = 0.28  # of the type size


def unbroken(page: Page) -> Page:
    """Return the page with such numbers as one word each, where they could not stand on one line of their cell."""
    if page.origin != "text_layer" or not page.rulings:
        return page
    cells = Cells(page)
    pairs = dict(_pairs(page.words, cells))
    lower = set(pairs.values())
    words = (_joined(word, pairs[word]) if word in pairs else word for word in page.words if word not in lower)
    return replace(page, words=tuple(words))


def _pairs(words: Sequence[Word], cells: Cells) -> Iterator[tuple[Word, Word]]:
    tails = [word for word in words if _TAIL.fullmatch(word.text)]
    for head in words if tails else ():
        if not _HEAD.fullmatch(head.text):
            continue
        cell = cells.around(head.box)
        tail = next((tail for tail in tails if cell.contains(tail.box) and _is_under(head.box, tail.box)), None)
        if tail is None or not cells.is_ruled(cell):
            continue
        level = [word for word in words if cell.contains(word.box) and word not in (head, tail)]
        alone = not any(abs(word.box.middle[1] - part.box.middle[1]) < 3 for word in level for part in (head, tail))
        if alone and head.box.width + tail.box.width + SPACE * head.box.height > cell.width - PADDING:
            yield head, tail


def _is_under(head: Box, tail: Box) -> bool:
    near = -0.3 * head.height < tail.top - head.bottom < 0.5 * head.height
    edges = (abs(head.x1 - tail.x1), abs(head.middle[0] - tail.middle[0]), abs(head.x0 - tail.x0))
    return near and min(edges) < 1


def _joined(head: Word, tail: Word) -> Word:
    return replace(head, text=head.text + tail.text, box=union([head.box, tail.box])._replace(bottom=head.box.bottom))
