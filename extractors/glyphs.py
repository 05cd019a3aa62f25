"""From single characters to words: overprinted doubles dropped, gaps judged by the size of the type.

Characters are rows of arrays, not objects: a page has thousands of them, and objects cost more than reading the PDF.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.lettering import plain
from models.geometry import Box, union

Boxes = NDArray[np.float64]  # a row (x0, top, x1, bottom) in points for each character

_DOUBLE = 0.12  # of the size: double strikes sit closer, the narrowest letters advance further
_SAME_LINE = 0.3
_GAP = 0.14
_SQUARE_GAP = 0.6  # between strokes in two squares
_KERN = 0.35


@dataclass(frozen=True, slots=True)
class Token:
    """Characters without a gap between them; `open_end` when no blank was drawn after the last."""

    text: str
    box: Box
    open_end: bool = True


def tokens(texts: Sequence[str], boxes: Boxes) -> list[Token]:
    """Return the words that characters spell, line by line from the top.

    `texts` and `boxes` are theirs in drawing order, in a frame where their lines run from left to right.
    """
    if not texts:
        return []
    kept = np.flatnonzero(~_doubled(texts, boxes))
    return _mended(_fragments([texts[index] for index in kept.tolist()], boxes[kept]))


def _doubled(texts: Sequence[str], boxes: Boxes) -> NDArray[np.bool_]:
    """Tell which characters are drawn again on nearly the same spot, as bold by double strike does."""
    size = np.maximum(np.round(boxes[:, 3] - boxes[:, 1]), 1.0)
    reach = _DOUBLE * size
    codes: dict[tuple[str, float], int] = {}
    code = np.array([codes.setdefault(key, len(codes)) for key in zip(texts, size.tolist(), strict=True)])
    blank = np.array([text.isspace() for text in texts], bool)
    doubled = blank.copy()
    # What is within reach shares one of two rows of double height, and stands side by side there.
    for shift in (0.0, 0.5):
        row = np.floor(boxes[:, 1] / (2 * reach) + shift)
        found = True
        while found:
            left = np.flatnonzero(~doubled)
            order = left[np.lexsort((boxes[left, 0], row[left], code[left]))]
            first, second = order[:-1], order[1:]
            near = np.all(np.abs(boxes[first, :2] - boxes[second, :2]) < reach[first, None], axis=1)
            again = np.maximum(first, second)[near & (code[first] == code[second])]
            doubled[again] = True
            found = again.size > 0
    doubled[blank] = False
    return doubled


def _fragments(texts: Sequence[str], boxes: Boxes) -> list[Token]:
    """Join characters that follow each other on the page as they do in the file."""
    shown = [plain(text).strip() for text in texts]
    marks = np.flatnonzero([bool(text) for text in shown])
    if not marks.size:
        return []
    solid = boxes[marks]
    after_blank = np.diff(marks, prepend=-1) > 1
    square = np.array([_is_square(shown[mark]) for mark in marks.tolist()], bool)
    valued = _valued([texts[mark] for mark in marks.tolist()], square)
    starts = np.flatnonzero(np.concatenate([[True], after_blank[1:] | valued[1:] | ~_following(solid, square)]))
    ends = np.append(starts[1:], len(marks))
    # A word is open at its end where the next one begins for another reason than a blank.
    open_end = np.append(~after_blank[starts[1:]] & ~valued[starts[1:]], [False])
    corners = np.hstack(
        [np.minimum.reduceat(solid[:, :2], starts, axis=0), np.maximum.reduceat(solid[:, 2:], starts, axis=0)]
    )
    return [
        Token("".join([shown[mark] for mark in marks[start:end]]), Box(*corner), is_open)
        for start, end, corner, is_open in zip(
            starts.tolist(), ends.tolist(), corners.tolist(), open_end.tolist(), strict=True
        )
    ]


def _is_square(text: str) -> bool:
    """Say whether a sign is a Chinese one, drawn in a square that its strokes need not fill."""
    return "\u3400" <= text[-1:] <= "\u9fff"


def _valued(texts: Sequence[str], square: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell of each character whether the value of a label begins with it, no blank between: "合同号：HY26"."""
    begins = np.zeros(len(texts), bool)
    begins[1:] = [text == "：" for text in texts[:-1]]
    begins[2:] |= np.array([text == ":" for text in texts[1:-1]], bool) & square[:-2]
    return begins


def _following(boxes: Boxes, square: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell of each character but the first whether it follows the one before without a gap."""
    last, here = boxes[:-1], boxes[1:]
    both = square[:-1] & square[1:]
    heights = last[:, 3] - last[:, 1], here[:, 3] - here[:, 1]
    size = np.maximum(np.where(both, np.maximum(*heights), np.minimum(*heights)), 1.0)
    level = np.abs(last[:, 1] + last[:, 3] - here[:, 1] - here[:, 3]) / 2 < _SAME_LINE * size
    gap = here[:, 0] - last[:, 2]
    followed: NDArray[np.bool_] = (
        level & (gap >= -_KERN * size) & (gap <= np.where(both, _SQUARE_GAP, _GAP) * size) & (here[:, 0] > last[:, 0])
    )
    return followed


def _follows(last: Box, box: Box, kern: float) -> bool:
    size = max(min(last.height, box.height), 1.0)
    level = abs(last.middle[1] - box.middle[1]) < _SAME_LINE * size
    return level and -kern * size <= box.x0 - last.x1 <= _GAP * size and box.x0 > last.x0


def _mended(fragments: list[Token]) -> list[Token]:
    """Order fragments into lines and join those that the file drew apart though no gap is between them."""
    lines: list[list[Token]] = []
    for token in sorted(fragments, key=lambda token: token.box.middle[1]):
        if lines:
            last = lines[-1][-1].box
            size = min(last.height, token.box.height)
            if token.box.middle[1] - last.middle[1] < 0.25 * size:
                lines[-1].append(token)
                continue
        lines.append([token])
    words: list[Token] = []
    for line in lines:
        start = len(words)
        for token in sorted(line, key=lambda token: token.box.x0):
            last_word = words[-1] if len(words) > start else None
            if last_word and last_word.open_end and _follows(last_word.box, token.box, kern=0.1):
                box = union((last_word.box, token.box))
                words[-1] = Token(last_word.text + token.text, box, token.open_end)
            else:
                words.append(token)
    return words
