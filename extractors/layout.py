"""Where words stand to each other: lines, phrases (words without a wide gap) and the cells that rulings make."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from extractors.gutters import column_edges, gutters, usual_gap, wide_gap
from models.field import Evidence
from models.geometry import Box, union
from models.page import Page, Word

if TYPE_CHECKING:
    from numpy.typing import NDArray

AT_EDGE = 1.5  # times a usual space: a column's gutter, where as many other lines begin, or end, a column
ROWS_AT_EDGE, ROWS_TO_EDGE = 4, 3
_COLONS = (":", "：")
_STROKES = ("/", "-", "–", "&")
_FEW, _TYPED = 8, 0.042


@dataclass(frozen=True)
class Phrase:
    """Words of one line that belong together, left to right."""

    words: tuple[Word, ...]
    page: int

    @cached_property
    def text(self) -> str:
        """The words joined by spaces."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def box(self) -> Box:
        """Around all words."""
        return union(word.box for word in self.words)

    @property
    def confidence(self) -> float:
        """That of the least sure word."""
        return min(word.confidence for word in self.words)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The spot of the phrase."""
        return (Evidence(page=self.page, box=self.box),)

    def part(self, start: int, stop: int | None = None) -> "Phrase | None":
        """Return the words from `start` to `stop` as a phrase, or None when that leaves none."""
        words = self.words[start:stop]
        return Phrase(words, self.page) if words else None


@dataclass(frozen=True)
class Line:
    """Phrases that stand on one baseline, left to right."""

    phrases: tuple[Phrase, ...]

    @cached_property
    def box(self) -> Box:
        """Around all phrases."""
        return union(phrase.box for phrase in self.phrases)

    @property
    def words(self) -> list[Word]:
        """All words, left to right."""
        return [word for phrase in self.phrases for word in phrase.words]

    @cached_property
    def text(self) -> str:
        """The words joined by spaces."""
        return " ".join(phrase.text for phrase in self.phrases)


_GLUED_NUMBER = re.compile(r"^(n[°º]|[nN]r\.|N[oO]\.[.:]?)(\d[\w\-/.]*)$")
_GLUED_AMOUNT = re.compile(r"^(\d[\d.,]*[.,]\d{2,3})([A-ZÀ-Þ][^\W\d_]{3,})$")  # "976,00GERMANY"
_GLUED_BLOCK = re.compile(r"^(\d{1,2}[.:])([A-Z][a-z]{3,}.*)$")  # "32.Item", "31:Packages"
_GLUED = re.compile(r"^([^\W\d][^\s:]*[^\W\d_.]\.?:)([^\s:/\\].*)$")


def _unglued(word: Word) -> list[Word]:
    """Cut a label from the value glued to it (`Date:12/03/2025`), an amount from a name, sharing the box by letters."""
    match = _GLUED.match(word.text) or _GLUED_NUMBER.match(word.text)
    if not match and word.origin == "ocr":
        match = _GLUED_AMOUNT.match(word.text) or _GLUED_BLOCK.match(word.text)
    if not match:
        return [word]
    cut = word.box.x0 + word.box.width * len(match[1]) / len(word.text)
    return [
        replace(word, text=match[1], box=word.box._replace(x1=cut)),
        replace(word, text=match[2], box=word.box._replace(x0=cut)),
    ]


def lines(page: Page) -> list[Line]:
    """Return the page's words as lines from top to bottom, cut into phrases at wide gaps and vertical rulings."""
    uprights = [box for box in page.rulings if box.height > 2 * box.width]
    found = []
    rows = _rows(part for word in page.words for part in _unglued(word))
    rows = rows if page.origin == "text_layer" else _unspecked(rows)
    typed = page.origin != "text_layer" and _is_typed(rows)
    edges, ends = column_edges(rows) if page.origin == "text_layer" else (Counter[int](), Counter[int]())
    for row, gutter in zip(rows, gutters(rows, edges), strict=True):
        wide, space = wide_gap(row), usual_gap(row)
        phrases, run = [], [row[0]]
        for word in row[1:]:
            gap = word.box.x0 - run[-1].box.x1
            aligned = edges[round(word.box.x0)] >= ROWS_AT_EDGE or ends[round(run[-1].box.x1)] >= ROWS_TO_EDGE
            closing = word.text in _COLONS and gap < 2 * wide  # a typewriter's stands a blank and more away
            apart = (gap > wide and not closing) or (gap > AT_EDGE * space and aligned) or round(word.box.x0) in gutter
            apart = apart and not (typed and _is_typed_space(run[-1], word))
            if apart or _crossed(uprights, run[-1].box, word.box):
                phrases.append(Phrase(tuple(run), page.number))
                run = []
            run.append(word)
        phrases.append(Phrase(tuple(run), page.number))
        found.append(Line(_closed_up(phrases)))
    return found


def _unspecked(rows: list[list[Word]]) -> list[list[Word]]:
    """Leave out rows of one sign that is far lower than print, or far narrower: specks, which OCR took for letters."""
    usual = median(word.box.height for row in rows for word in row) if rows else 0.0
    return [row for row in rows if len(row) > 1 or not _is_speck(row[0], usual)]


def _is_speck(word: Word, usual: float) -> bool:
    narrow = word.box.width < 0.15 * usual and not word.text.isdigit()
    return len(word.text) == 1 and (narrow or word.box.height < 0.4 * usual)


def _closed_up(phrases: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """Join letters that are set apart for show ("P A C K I N G   L I S T") to words, and those to one phrase."""
    single = [all(len(word.text) == 1 for word in phrase.words) for phrase in phrases]
    long = [alone and len(phrase.words) > 3 for alone, phrase in zip(single, phrases, strict=True)]
    spaced = [
        long[n] or (single[n] and len(phrase.words) > 1 and any(long[max(n - 1, 0) : n + 2]))
        for n, phrase in enumerate(phrases)
    ]  # "L I S T A   D E   E M B A L A J E"
    if not any(spaced):
        return tuple(phrases)
    found: list[Phrase] = []
    for n, phrase in enumerate(phrases):
        if not spaced[n] or not all(word.text.isalpha() or word.text in _STROKES for word in phrase.words):
            found.append(phrase)
            continue
        gaps = [b.box.x0 - a.box.x1 for a, b in pairwise(phrase.words)]
        strokes = {n for n, word in enumerate(phrase.words) if word.text in _STROKES}  # "L I S T / L I S T E"
        cuts = [k + 1 for k, gap in enumerate(gaps) if gap > 1.7 * median(gaps) + 1 or {k, k + 1} & strokes]
        edges = [0, *cuts, len(phrase.words)]
        words = tuple(_joined(phrase.words[a:b]) for a, b in pairwise(edges))
        if found and n and spaced[n - 1]:
            words = (*found.pop().words, *words)
        found.append(Phrase(words, phrase.page))
    return tuple(found)


def _joined(letters: Sequence[Word]) -> Word:
    sure = min(letter.confidence for letter in letters)
    text = "".join(letter.text for letter in letters)
    return replace(letters[0], text=text, box=union(letter.box for letter in letters), confidence=sure)


def _rows(words: Iterable[Word]) -> list[list[Word]]:
    """Group words whose vertical middles meet, so that a tall logo does not swallow the lines beside it."""
    rows: list[list[Word]] = []
    middles: list[float] = []
    for word in sorted((w for w in words if w.text.strip()), key=lambda w: (w.box.middle[1], w.box.x0)):
        middle = word.box.middle[1]
        # A hyphen or a stroke, low as it is, may have begun a row of its own between words of one line.
        near = (n for n in range(len(rows) - 1, max(len(rows) - 3, 0) - 1, -1) if _meets(word, rows[n], middles[n]))
        place = next(near, None)
        if place is None:
            rows.append([word])
            middles.append(middle)
        else:
            rows[place].append(word)
            middles[place] += (middle - middles[place]) / len(rows[place])
    return [sorted(row, key=lambda word: word.box.x0) for row in rows]


def _meets(word: Word, row: Sequence[Word], middle: float) -> bool:
    heights = word.box.height, _height(row)
    marks = not any(map(str.isalnum, word.text)) or not any(c.isalnum() for other in row for c in other.text)
    return abs(word.box.middle[1] - middle) < 0.45 * (max(heights) if marks else min(heights))


def _advance(word: Word) -> float:
    """Return how far a letter of a scanned word advances; its ink leaves a little free at the ends."""
    return word.box.width / (len(word.text) - 0.25)


def _is_typed(rows: Iterable[Sequence[Word]]) -> bool:
    """Say whether a scanned page was typed: letters of neighbouring words advance alike, however narrow they are.

    On typed pages the median difference is 1 to 4 %, on others 5 to 13 %.
    """
    long = ([word for word in row if len(word.text) > 3] for row in rows)
    near = ((a, b) for row in long for a, b in pairwise(row) if b.box.x0 - a.box.x1 < 3 * a.box.height)
    pairs = [(_advance(a), _advance(b)) for a, b in near]
    return len(pairs) > _FEW and median(abs(a - b) / max(a, b) for a, b in pairs) < _TYPED


def _is_typed_space(left: Word, right: Word) -> bool:
    """Say whether one blank of a typewriter parts two words."""
    advance = _advance(max(left, right, key=lambda word: len(word.text)))
    return abs(right.box.x0 - left.box.x0 - (len(left.text) + 1) * advance) < 0.35 * advance


def _height(row: Sequence[Word]) -> float:
    return max(word.box.height for word in row)


def _crossed(uprights: Sequence[Box], left: Box, right: Box) -> bool:
    y = (left.middle[1] + right.middle[1]) / 2
    return any(
        left.x1 - 1.5 <= upright.middle[0] <= right.x0 + 1.5 and upright.top <= y <= upright.bottom
        for upright in uprights
    )


def is_flush(box: Box, owner: Box) -> bool:
    """Say whether a value ends where its label ends, or is centred under it."""
    return abs(box.x1 - owner.x1) < 3 or (abs(box.middle[0] - owner.middle[0]) < 3 and box.overlap(owner) >= 0)


class Cells:
    """The cells that a page's rulings make, found by looking from a spot to the nearest ruling on each side."""

    def __init__(self, page: Page) -> None:
        self._page = page.box
        uprights = [box for box in page.rulings if box.height > 2 * box.width]
        levels = [box for box in page.rulings if box.width > 2 * box.height]
        self._thin = [box for box in page.rulings if box.height < 4]
        self._heights = np.array([box.middle[1] for box in self._thin])
        # Of each ruling: where it begins, where it ends, and where it runs. A long sheet has thousands.
        self._uprights = np.array([(box.top, box.bottom, box.middle[0]) for box in uprights]).reshape(-1, 3)
        self._levels = np.array([(box.x0, box.x1, box.middle[1]) for box in levels]).reshape(-1, 3)

    def around(self, box: Box) -> Box:
        """Return the cell that `box` stands in; sides without a ruling are those of the page."""
        x, y = box.middle
        x0, x1 = _beside(self._uprights, y, x)
        top, bottom = _beside(self._levels, x, y)
        page = self._page
        return Box(
            page.x0 if x0 is None else x0,
            page.top if top is None else top,
            page.x1 if x1 is None else x1,
            page.bottom if bottom is None else bottom,
        )

    def levels_between(self, above: float, below: float) -> list[Box]:
        """Return the thin rulings that run between two heights, in the page's order."""
        return [self._thin[index] for index in np.nonzero((above < self._heights) & (self._heights < below))[0]]

    def is_ruled(self, cell: Box) -> bool:
        """Say whether rulings bound the cell on at least three sides, so that it owns what stands in it."""
        page = self._page
        open_sides = [cell.x0 == page.x0, cell.top == page.top, cell.x1 == page.x1, cell.bottom == page.bottom]
        return sum(open_sides) <= 1


def _beside(rulings: "NDArray[np.float64]", at: float, spot: float) -> tuple[float | None, float | None]:
    """Return where the nearest rulings run that pass `at`, before (or at) `spot` and behind it."""
    slack = 1.5
    passing = rulings[(rulings[:, 0] - slack <= at) & (at <= rulings[:, 1] + slack), 2]
    before, behind = passing[passing <= spot], passing[passing > spot]
    return (float(before.max()) if len(before) else None), (float(behind.min()) if len(behind) else None)
