"""How a sheet looks from afar: where its ink is, as a print that survives another scan or compression."""

import cv2
import numpy as np

from extractors.ink import Gray, halved

_COLUMNS, _ROWS = 48, 68  # cells of some 4 mm on A4: two or three letters each
_EDGE = 0.002  # share of the ink that may lie outside the frame: specks and the edges of the glass
_INKED = 0.02  # share of a cell that bears ink


def look_of(ink: Gray) -> str:
    """Return which cells of a straightened sheet bear `ink`, as 816 hexadecimal digits; empty for a sheet without any.

    The sheet is framed by its ink first, so that a shift on the glass changes nothing.
    """
    ink = cv2.threshold(cv2.medianBlur(ink, 3), 0, 1, cv2.THRESH_BINARY)[1].astype(np.uint8, copy=False)
    rows, columns = _span(ink, 1), _span(ink, 0)
    framed = ink[rows, columns] * np.uint8(255)
    if framed.size < _COLUMNS * _ROWS:
        return ""
    cells = cv2.resize(halved(halved(framed)), (_COLUMNS, _ROWS), interpolation=cv2.INTER_AREA)
    return np.packbits(cells > 255 * _INKED).tobytes().hex()


def _span(ink: Gray, axis: int) -> slice:
    total = np.cumsum(cv2.reduce(ink, axis, cv2.REDUCE_SUM, dtype=cv2.CV_32S))
    if not total[-1]:
        return slice(0, 0)
    first, last = np.searchsorted(total, [_EDGE * total[-1], (1 - _EDGE) * total[-1]])
    return slice(int(first), int(last) + 1)
