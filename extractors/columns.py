"""The columns of a goods table: where one ends and the next begins, and what a printed line holds of each."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf

from extractors.headings import Heading
from extractors.layout import Line, Phrase
from extractors.regions import Layout
from models.geometry import Box, union
from models.page import Word

Cells = dict[str, Phrase]


def bounds(layout: Layout, heading: Heading, body: Sequence[Line]) -> list[float]:
    """Return the x between each two heads: a ruling where there is one, else the emptiest, widest run of white."""
    uprights = [
        b.middle[0] for b in layout.page.rulings if b.height > 2 * b.width and b.top < heading.box.bottom < b.bottom + 3
    ]
    found = []
    gutters = _gutters(heading, body)
    for n, (left, right) in enumerate(pairwise(heading.heads)):
        between = [x for x in uprights if left.box.middle[0] < x < right.box.middle[0]]
        ruled = [x for x in between if _crossed(x, body) <= len(body) / 4]
        found.append(ruled[0] if ruled else _white(left.box, right.box, body, gutters[n] if gutters else None))
    return found


def _gutters(heading: Heading, body: Sequence[Line]) -> list[tuple[float, float]]:
    """Return from where to where each two columns lie apart, by the lines that fill all of them; none where none does.

    Figures set flush right may all stand right of their heads, so that heads alone do not tell the columns.
    """
    size = len(heading.heads)
    whole = [line for line in body if len(line.phrases) == size]
    columns = [[phrase.box for phrase in printed] for printed in zip(*(line.phrases for line in whole), strict=True)]
    spans = [(min(box.x0 for box in boxes), max(box.x1 for box in boxes)) for boxes in columns]
    middles = [-inf, *(head.box.middle[0] for head in heading.heads), inf]
    placed = all(middles[n] < (x0 + x1) / 2 < middles[n + 2] for n, (x0, x1) in enumerate(spans))
    if len(whole) == 1:  # which may print two phrases under one head, and one under two
        nearest = [min(range(size), key=lambda n: _away(heading.heads[n].box, span)) for span in spans]
        placed = placed and nearest == list(range(size))
    apart = [(left[1], right[0]) for left, right in pairwise(spans)]
    return apart if size > 3 and spans and placed and all(a < b for a, b in apart) else []


def _away(head: Box, span: tuple[float, float]) -> float:
    return max(head.x0 - span[1], span[0] - head.x1, 0.0)


def _crossed(x: float, body: Sequence[Line]) -> int:
    """Return how many lines print a word across `x`: a ruling there is another table's, or a misread stroke."""
    return sum(any(word.box.x0 + 1 < x < word.box.x1 - 1 for word in line.words) for line in body)


def _white(left: Box, right: Box, body: Sequence[Line], gutter: tuple[float, float] | None) -> float:
    """Return the middle of the gutter; between words where no gutter runs between phrases."""
    low, high = gutter or (left.middle[0], right.middle[0])
    phrases = [p.box for line in body for p in line.phrases if p.box.x1 > low and p.box.x0 < high]
    crossing, middle = _emptiest(left, right, phrases, low, high)
    if crossing >= 1:
        words = [w.box for line in body for w in line.words if w.box.x1 > low and w.box.x0 < high]
        between, spot = _emptiest(left, right, words, low, high)
        if between <= crossing / 2:
            return spot
    return middle


def _emptiest(left: Box, right: Box, boxes: Sequence[Box], low: float, high: float) -> tuple[float, float]:
    """Return how many of `boxes` the best line from `low` to `high` crosses, and where it stands."""
    heads = [x for x in (left.x1, right.x0) if low < x < high]
    edges = sorted({low, high, *heads, *(x for b in boxes for x in (b.x0, b.x1) if low < x < high)})
    best = (float("inf"), 0.0, False, (left.x1 + right.x0) / 2)
    for start, stop in pairwise(edges):
        middle = (start + stop) / 2
        crossing: float = sum(b.x0 + _SLACK < middle < b.x1 - _SLACK for b in boxes)
        crossing += (not left.x1 - 1 <= middle <= right.x0 + 1) * 0.5
        crossing += any(head.x0 < middle < head.x1 for head in (left, right)) * 0.5  # it cuts a head itself
        loose = abs(stop - right.x0) > _FLUSH and abs(start - left.x1) > _FLUSH  # one of many equal spaces of type
        best = min(best, (crossing, round(start - stop, 1), loose, middle))
    return best[0], best[3]


def cells(line: Line, heading: Heading, bounds: Sequence[float]) -> Cells:
    """Return the line's words by the field of the column they stand in; unnamed columns count as `-n`."""
    columns: dict[int, list[Word]] = {}
    for phrase in line.phrases:
        inside = [column(phrase.box.x0 + 1, bounds), column(phrase.box.x1 - 1, bounds)]
        for number in _unspaced(phrase):
            place = inside[0] if inside[0] == inside[1] else column(number[-1].box.middle[0], bounds)
            columns.setdefault(place, []).extend(number)
    page = line.phrases[0].page
    found = {heading.heads[n].field or f"-{n}": words for n, words in columns.items()}
    return {
        name: Phrase(tuple(_whole(words, broken) if (broken := _BROKEN.get(name)) else words), page)
        for name, words in found.items()
    }


def _unspaced(phrase: Phrase) -> list[list[Word]]:
    """Return the words of a phrase, those together that are one number with spaces for its thousands: "64 786.72"."""
    groups: list[list[Word]] = []
    gaps = [right.box.x0 - left.box.x1 for left, right in pairwise(phrase.words)]
    for n, word in enumerate(phrase.words):
        last = groups[-1][-1] if groups else None
        usual = min(gaps[: n - 1] + gaps[n:], default=0.0)  # a wide face has wide spaces
        near = last is not None and gaps[n - 1] < max(_THOUSANDS_GAP * word.box.height, 1.1 * usual)
        marked = last is not None and last.text[-1] in _MARKS
        if last and (near or marked) and _LEADING.fullmatch(last.text) and _THOUSAND.fullmatch(word.text):
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups


_FLUSH = 1.5  # points by which the edge of a column may miss that of its head
_SLACK = 1.0  # points by which the boxes of words reach beyond their ink on a scan
_THOUSANDS_GAP = 0.4  # of the type size: a space within a number
_MARKS = "'’"  # between thousands: OCR reads "48' 000"
_LEADING, _THOUSAND = re.compile(rf"\d{{1,3}}[{_MARKS}]?"), re.compile(r"\d{3}(?:[.,]\d{1,4})?")


def _whole(words: Sequence[Word], broken: re.Pattern[str]) -> list[Word]:
    """Join what OCR read as two words of one number: "1, 725", "0 .556", "0901. 21"."""
    kept: list[Word] = []
    for word in words:
        last = kept[-1] if kept else None
        if last and "ocr" in (last.origin, word.origin) and broken.search(f"{last.text} {word.text}"):
            sure = min(last.confidence, word.confidence)
            box = union([last.box, word.box])
            kept[-1] = replace(last, text=last.text + word.text, box=box, confidence=sure)
        else:
            kept.append(word)
    return kept


FIGURES = frozenset({"quantity", "unit_price", "amount", "gross_mass", "net_mass", "volume"})
_TORN = re.compile(rf"\d[.,] \d|\d [.,]\d|\d[{_MARKS}] \d{{3}}(?!\d)")
_BROKEN = dict.fromkeys(FIGURES, _TORN) | {"hs_code": re.compile(r"\d\. \d|\d \.\d")}


def column(x: float, bounds: Sequence[float]) -> int:
    """Return the number of the column that `x` stands in."""
    return sum(x > bound for bound in bounds)
