"""Scanned sheets made ready for the engine: upright, level, even, without the lines of their boxes.

Pictures are rows of gray values (0 black to 255 white), `uint8`, shape (height, width).
"""

from math import tan, radians

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors import rulings
from models.geometry import Box

Gray = NDArray[np.uint8]

_STEEPEST = 8.0
_SMALLEST = 0.15  # degrees: below, levelling blurs more than it mends


def is_blank(gray: Gray) -> bool:
    """Say whether a sheet bears nothing that could be text."""
    ink = _ink(gray)
    margin_y, margin_x = ink.shape[0] // 50, ink.shape[1] // 50
    inner = ink[margin_y : ink.shape[0] - margin_y, margin_x : ink.shape[1] - margin_x]
    return int(np.count_nonzero(inner)) < max(inner.size // 40_000, 12)


def _ink(gray: Gray) -> Gray:
    """Return 255 where there is ink, by a threshold that follows the shade of the paper."""
    level, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    paper = float(np.median(gray))
    # On an empty sheet Otsu parts noise from noise.
    limit = min(level, paper - 35.0)
    return np.where(gray < limit, 255, 0).astype(np.uint8)


def is_sideways(gray: Gray) -> bool:
    """Say whether lines of text run up or down: then columns, not rows, alternate between ink and paper."""
    small = _reduced(_ink(gray), 700)
    rows, columns = _contrast(small, axis=1), _contrast(small, axis=0)
    return columns > rows * 1.3


def _reduced(picture: Gray, longest: int) -> Gray:
    scale = longest / max(picture.shape)
    if scale >= 1:
        return picture
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)


def _contrast(ink: Gray, axis: int) -> float:
    profile = ink.sum(axis=axis, dtype=np.float64)
    return float(np.mean(np.diff(profile) ** 2) / (np.mean(profile) ** 2 + 1.0))


def skew_of(gray: Gray) -> float:
    """Return the degrees clockwise by which the sheet must be turned to level its lines (0.0 when it is level)."""
    ink = _reduced(_ink(gray), 1000)
    dark = np.argwhere(ink > 96)
    if len(dark) < 200:
        return 0.0
    if len(dark) > 60_000:
        dark = dark[:: len(dark) // 60_000 + 1]
    ys, xs = dark[:, 0].astype(np.float64), dark[:, 1].astype(np.float64)

    def sharpness(angle: float) -> float:
        rows = np.bincount((ys + xs * tan(radians(angle)) + ink.shape[1]).astype(np.int64))
        return float(np.sum(np.diff(rows.astype(np.float64)) ** 2))

    best, step = 0.0, 1.0
    reach = _STEEPEST
    while step >= 0.04:
        steps = round(reach / step)
        angles = [best + step * index for index in range(-steps, steps + 1)]
        best = max(angles, key=sharpness)
        reach, step = step * 1.5, step / 4
    if abs(best) < _SMALLEST or abs(best) > _STEEPEST or sharpness(best) < 1.08 * sharpness(0.0):
        return 0.0
    return round(best, 2)


def even(gray: Gray, *, dpi: float) -> Gray:
    """Take shadows and stains of the paper out, and specks where there are many."""
    mended = gray
    if _is_speckled(gray):
        mended = cv2.medianBlur(mended, 3).astype(np.uint8)
    blur = max(round(dpi / 4), 15) | 1
    small = _reduced(mended, 600)
    scale = max(small.shape) / max(gray.shape)
    reach = max(round(blur * scale), 5) | 1
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((reach, reach), np.uint8)), reach)
    if int(paper.min()) > 225:
        return mended
    shade = cv2.resize(paper, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(mended, np.maximum(shade, 60), scale=255).astype(np.uint8)


def _is_speckled(gray: Gray) -> bool:
    ink = _ink(gray)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count < 50:
        return False
    areas = stats[1:, cv2.CC_STAT_AREA]
    return bool(np.count_nonzero(areas <= 3) > 0.5 * len(areas) and np.count_nonzero(areas <= 3) > 400)


def without_lines(gray: Gray, *, dpi: float) -> tuple[Gray, tuple[Box, ...]]:
    """Return the picture without its long thin lines, and those lines as boxes in points."""
    ink = _ink(gray)
    length = max(round(dpi * 0.4), 20)
    thick = max(round(dpi / 30), 3)
    lines: list[Box] = []
    cleaned = gray.copy()
    for flat in (True, False):
        kernel = np.ones((1, length) if flat else (length, 1), np.uint8)
        # A line a little off level breaks into steps: thicken before looking for length.
        spread = np.ones((3, 1) if flat else (1, 3), np.uint8)
        found = cv2.morphologyEx(cv2.dilate(ink, spread), cv2.MORPH_OPEN, kernel)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(found, connectivity=8)
        mask = np.zeros(count, np.uint8)
        for index in range(1, count):
            x, y, wide, high = (int(value) for value in stats[index, :4])
            body = stats[index, cv2.CC_STAT_AREA] / max(wide if flat else high, 1)
            if body - 2 > thick:
                continue
            mask[index] = 255
            lines.append(Box(x * 72 / dpi, y * 72 / dpi, (x + wide) * 72 / dpi, (y + high) * 72 / dpi))
        area = cv2.bitwise_and(mask[labels], cv2.dilate(ink, np.ones((3, 3), np.uint8)))
        cleaned[area > 0] = 255
    return cleaned, rulings.joined(lines)
