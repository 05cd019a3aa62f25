"""The dashed lines of a sheet: found, kept as boxes, and taken out of its picture.

An engine takes a dashed line for a line of print and reads it with the one beside it, in which it then loses letters.
Pictures and ink are as in `extractors.ink`.
"""

from collections import defaultdict
from typing import NamedTuple

import cv2
import numpy as np

from extractors.ink import Gray, quantile, shades_of
from models.geometry import Box

_HIGHEST, _WIDEST, _GAP = 1 / 40, 1 / 6, 1 / 6  # inches, of a dash and of the gap behind it, where one may be lost
_FLAT = 1.2  # times as wide as high, at least
_FEWEST, _LENGTH = 12, 1.0  # dashes of a line; inches of it
_EVEN = 1.6  # times as wide as the usual one of its line, at most
_STEP = 2  # pixels up or down from one dash to the next: the paper may be bent


class _Dash(NamedTuple):
    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.left + self.width


def without_dashes(gray: Gray, ink: Gray, *, dpi: float) -> tuple[Gray, tuple[Box, ...]]:
    """Return the picture without its dashed lines, and those lines as boxes in points."""
    rows = [row for row in _rows(_dashes(ink, dpi), dpi) if _is_line(row, dpi)]
    if not rows:
        return gray, ()
    cleaned, paper = gray.copy(), quantile(shades_of(gray), 0.5)
    for dash in (dash for row in rows for dash in row):
        # With a rim of one pixel for its soft edge.
        cleaned[max(dash.top - 1, 0) : dash.top + dash.height + 1, max(dash.left - 1, 0) : dash.right + 1] = paper
    return cleaned, tuple(_box(row, 72 / dpi) for row in rows)


def _dashes(ink: Gray, dpi: float) -> list[_Dash]:
    """Return the shapes of the size of a dash, from left to right."""
    stats = cv2.connectedComponentsWithStats(ink, connectivity=8)[2][1:]
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    like = (high <= dpi * _HIGHEST) & (wide > _FLAT * high) & (wide >= dpi / 50) & (wide <= dpi * _WIDEST)
    return sorted(_Dash(*shape[:4]) for shape in stats[like].tolist())


def _rows(dashes: list[_Dash], dpi: float) -> list[list[_Dash]]:
    """Return dashes one behind the other, each with those that it goes on with."""
    rows: list[list[_Dash]] = []
    ends: dict[int, list[_Dash]] = defaultdict(list)  # by the top of their last dash
    for dash in dashes:
        near = (ends.get(dash.top + step) for step in range(-_STEP, _STEP + 1))
        row = next((row for row in near if row and 0 < dash.left - row[-1].right <= dpi * _GAP), None)
        if row is None:
            rows.append(row := [])
        elif ends.get(row[-1].top) is row:
            del ends[row[-1].top]
        row.append(dash)
        ends[dash.top] = row
    return rows


def _is_line(row: list[_Dash], dpi: float) -> bool:
    usual = float(np.median([dash.width for dash in row]))
    even = sum(dash.width <= _EVEN * usual for dash in row) > 0.9 * len(row)
    return len(row) >= _FEWEST and row[-1].right - row[0].left >= dpi * _LENGTH and even


def _box(row: list[_Dash], scale: float) -> Box:
    top, bottom = min(dash.top for dash in row), max(dash.top + dash.height for dash in row)
    return Box(row[0].left * scale, top * scale, row[-1].right * scale, bottom * scale)
