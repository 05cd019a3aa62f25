"""Where columns of a page begin and end, and how wide a gap between two words of a line parts them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from models.page import Word

WIDE_GAP = 0.85  # of the type size: wider than any space inside a phrase, narrower than a column gutter
WIDE_ADVANCE = 1.6  # of a typewriter's letter: its spaces are wider than printers'
ROWS_OF_GUTTER = 4
MOST_COLUMNS = 12  # of a page that are looked for
INK_OF_TYPE = 0.72  # OCR boxes hold the ink of capitals and x-heights; text layers give the whole type size


def column_edges(rows: Iterable[Sequence[Word]]) -> tuple[Counter[int], Counter[int]]:
    """Count the rows in which a column of values begins, or ends, at each x: after, or before, a wide gap."""
    begins, ends = Counter[int](), Counter[int]()
    for row in rows:
        wide = wide_gap(row)
        apart = [(a.box.x1, b.box.x0) for a, b in pairwise(row) if b.box.x0 - a.box.x1 > wide]
        begins.update(round(right) for _, right in apart)
        ends.update({round(left) for left, _ in apart} | ({round(row[-1].box.x1)} if apart else set()))
    return begins, ends


def wide_gap(row: Sequence[Word]) -> float:
    """Return the gap, in points, from which two words of a line no longer belong to one phrase."""
    size = median(word.box.height / (INK_OF_TYPE if word.origin == "ocr" else 1.0) for word in row)
    advances = sorted(word.box.width / len(word.text) for word in row if len(word.text) > 2)
    if not advances or advances[-1] > (1.2 if row[0].origin == "ocr" else 1.06) * advances[0]:
        return WIDE_GAP * size  # letters of unequal width: no typewriter
    return max(WIDE_GAP * size, WIDE_ADVANCE * median(advances))


def usual_gap(row: Sequence[Word]) -> float:
    """Return the usual gap between two words of a line, a fifth of the type size at least."""
    gaps = sorted(right.box.x0 - left.box.x1 for left, right in pairwise(row))
    return max(median(gaps) if len(gaps) > 2 else 0.0, 0.2 * row[0].box.height)


def gutters(rows: Sequence[Sequence[Word]], begins: Counter[int]) -> list[set[int]]:
    """Return, a row, the x at which the words of a column begin though only a blank parts them from the column before.

    Such an x has wide gaps before it in rows above and below, and no word between those rows runs across it.
    """
    found: list[set[int]] = [set() for _ in rows]
    for x, times in begins.most_common(MOST_COLUMNS):
        if times >= ROWS_OF_GUTTER:
            for first, last in _uncrossed(rows, x):
                for at in range(first, last + 1):
                    found[at].update(range(x - 1, x + 2))
    return found


def _uncrossed(rows: Sequence[Sequence[Word]], x: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of rows that set a column's words apart at `x`, without a word across it between."""
    apart: list[int] = []
    for at, row in enumerate([*rows, ()]):
        if not row or any(word.box.x0 < x - 1 and word.box.x1 > x + 1 for word in row):
            if len(apart) >= ROWS_OF_GUTTER:
                yield apart[0], apart[-1]
            apart = []
        elif any(abs(b.box.x0 - x) < 1 and b.box.x0 - a.box.x1 > wide_gap(row) for a, b in pairwise(row)):
            apart.append(at)
