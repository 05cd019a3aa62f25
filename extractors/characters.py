"""The characters of a PDF page as PDFium tells them, asked for with as few calls as will do."""

from collections.abc import Sequence
from ctypes import byref, c_double
from math import cos, radians, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw

from extractors.glyphs import Boxes
from extractors.textlayer import Chars, turn_of

_LINE_END_HYPHEN = 2
_BLANK = 32  # the gaps and line ends that PDFium adds are not above


def of_page(page: Any) -> Chars:
    """Return the characters of a PDFium page, in points of the page as it is displayed. PDFium must be locked."""
    text = page.get_textpage()
    try:
        texts, indices, rects = _told(text.raw)
        turns = _turns(text.raw, indices, rects, page.get_rotation())
    finally:
        text.close()
    x0, y0, x1, y1 = page.get_bbox()
    left, top, right, bottom = rects.T  # y upwards
    placed = {
        0: (left - x0, y1 - top, right - x0, y1 - bottom),
        90: (bottom - y0, left - x0, top - y0, right - x0),
        180: (x1 - right, bottom - y0, x1 - left, top - y0),
        270: (y1 - top, x1 - right, y1 - bottom, x1 - left),
    }
    return _joined(texts, np.column_stack(placed[page.get_rotation()]), turns)


def _told(text: Any) -> tuple[list[str], list[int], Boxes]:
    """Return characters in drawing order, PDFium's number of each, and its left, top, right and bottom, y upwards."""
    count = max(raw.FPDFText_CountChars(text), 0)
    letters: list[str] = []
    indices: list[int] = []
    rects = (raw.FS_RECTF * (count + 1))()
    for index in range(count):
        sign = raw.FPDFText_GetUnicode(text, index)
        at = len(letters)
        if sign <= _BLANK and raw.FPDFText_IsGenerated(text, index) == 1:
            if not letters:
                continue
            letter = " "  # a gap that PDFium saw, or the end of a line
            rects[at] = rects[at - 1]
        elif not sign or 0xD800 <= sign <= 0xDFFF:
            continue
        elif raw.FPDFText_GetLooseCharBox(text, index, byref(rects[at])) or _is_boxed(text, index, rects[at]):
            unmapped = raw.FPDFText_HasUnicodeMapError(text, index) == 1
            # A sign that the font gives no letter for counts as such: the judge of the layer looks for them.
            letter = "\ufffd" if unmapped else "-" if sign == _LINE_END_HYPHEN else chr(sign)
        else:
            continue
        letters.append(letter)
        indices.append(index)
    return letters, indices, np.frombuffer(rects, np.float32).reshape(-1, 4)[: len(letters)].astype(np.float64)


def _is_boxed(text: Any, index: int, rect: Any) -> bool:
    """Put the tight box of a character into `rect` where it has one."""
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    if not raw.FPDFText_GetCharBox(text, index, byref(left), byref(right), byref(bottom), byref(top)):
        return False
    rect.left, rect.top, rect.right, rect.bottom = left.value, top.value, right.value, bottom.value
    return True


def _turns(text: Any, indices: Sequence[int], rects: Boxes, shown: int) -> NDArray[np.int_]:
    """Return what sets each character upright; one that runs on level from the one before stands as that does."""
    if not indices:
        return np.zeros(0, np.int_)
    level = np.all(rects[1:, [1, 3]] == rects[:-1, [1, 3]], axis=1)
    asked = np.flatnonzero(np.append([True], ~(level & (rects[1:, 0] >= rects[:-1, 0]))))
    told = [_upright(raw.FPDFText_GetCharAngle(text, indices[at]), shown) for at in asked.tolist()]
    return np.repeat(np.array(told, np.int_), np.diff(np.append(asked, len(indices))))


def _upright(angle: float, shown: int) -> int:
    # PDFium tells the angle clockwise, before the page is rotated for display.
    risen = -angle - radians(shown)
    return turn_of(cos(risen), sin(risen))


def _joined(texts: list[str], boxes: Boxes, turns: NDArray[np.int_]) -> Chars:
    """Make one character of the letters of a ligature, which share its box."""
    same = np.flatnonzero(np.all(boxes[1:] == boxes[:-1], axis=1)) + 1
    more = [at for at in same.tolist() if texts[at].strip() and texts[at - 1].strip()]
    for at in reversed(more):
        texts[at - 1] += texts.pop(at)
    kept = np.delete(np.arange(len(boxes)), more)
    return Chars(texts, boxes[kept], turns[kept])
