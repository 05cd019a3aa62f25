"""Scanned sheets set upright and level. Pictures and ink are as in `extractors.ink`."""

from collections.abc import Callable
from math import ceil, radians, tan

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.frames import levelled_size
from extractors.ink import Gray, reduced

_STEEPEST = 8.0
_SMALLEST = 0.15  # degrees: below, levelling blurs more than it mends
_POINTS = 60_000  # of ink that the angle is found from
_FEWEST = 200  # points to find an angle from
_SOLID = 9  # pixels of some 0.3 mm: thicker than the strokes of letters and than lines
_PLAIN = 0.7  # times the contrast of rows that columns have at most where lines run across beyond doubt


def is_blank(ink: Gray) -> bool:
    """Say whether a sheet bears nothing that could be text."""
    margin_y, margin_x = ink.shape[0] // 50, ink.shape[1] // 50
    inner = ink[margin_y : ink.shape[0] - margin_y, margin_x : ink.shape[1] - margin_x]
    return int(np.count_nonzero(inner)) < max(inner.size // 40_000, 12)


def turned(picture: Gray, turn: int) -> Gray:
    """Turn a sheet clockwise by quarters."""
    return np.ascontiguousarray(np.rot90(picture, -turn // 90)) if turn else picture


def is_sideways(ink: Gray) -> bool:
    """Say whether lines of text run up or down: then columns, not rows, alternate between ink and paper.

    Where that is not plain, as on a skewed sheet, rows and columns are compared at the angles that suit them best.
    """
    small = _print_of(ink, 700)
    if _contrast(small, axis=0) <= _PLAIN * _contrast(small, axis=1):
        return False
    ys, xs = _dark(small)
    if len(ys) < _FEWEST:
        return False
    rows, columns = (
        sharpness(_angle(sharpness)) * length
        for sharpness, length in ((_sharpness(ys, xs), small.shape[0]), (_sharpness(xs, ys), small.shape[1]))
    )
    return bool(columns > rows * 1.3)


def _print_of(ink: Gray, longest: int) -> Gray:
    """Return the ink at a lower size, without dark areas: beside a sheet the glass is black and its edge straight."""
    small = reduced(ink, longest)
    solid = cv2.morphologyEx(small, cv2.MORPH_OPEN, np.ones((_SOLID, _SOLID), np.uint8))
    return cv2.subtract(small, cv2.dilate(solid, np.ones((5, 5), np.uint8))).astype(np.uint8, copy=False)


def _contrast(ink: Gray, axis: int) -> float:
    profile = ink.sum(axis=axis, dtype=np.float64)
    return float(np.mean(np.diff(profile) ** 2) / (np.mean(profile) ** 2 + 1.0))


def skew_of(ink: Gray) -> float:
    """Return the degrees clockwise by which the sheet must be turned to level its lines (0.0 when it is level)."""
    ys, xs = _dark(_print_of(ink, 1000))
    if len(ys) < _FEWEST:
        return 0.0
    sharpness = _sharpness(ys, xs)
    best = _angle(sharpness)
    if abs(best) < _SMALLEST or abs(best) > _STEEPEST or sharpness(best) < 1.08 * sharpness(0.0):
        return 0.0
    return round(best, 2)


def _dark(small: Gray) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the rows and the columns of the points of ink, of many a sample."""
    dark = np.flatnonzero(small > 96)
    if len(dark) > _POINTS:
        dark = dark[:: len(dark) // _POINTS + 1]
    ys, xs = np.divmod(dark, small.shape[1])
    return ys.astype(np.float32), xs.astype(np.float32)


def _sharpness(ys: NDArray[np.float32], xs: NDArray[np.float32]) -> Callable[[float], float]:
    """Return a measure of how much rows alternate between ink and paper when the sheet is turned by an angle."""
    ahead = float(xs.max())

    def sharpness(degrees: float) -> float:
        rows = np.bincount((ys + xs * np.float32(tan(radians(degrees))) + np.float32(ahead)).astype(np.int64))
        return float(np.sum(np.diff(rows.astype(np.float64)) ** 2))

    return sharpness


def _angle(sharpness: Callable[[float], float]) -> float:
    """Return the angle in degrees, within the steepest that a sheet is laid, at which `sharpness` is highest."""
    best, step, reach = 0.0, 1.0, _STEEPEST
    while step >= 0.04:
        steps = round(reach / step)
        best = max((best + step * index for index in range(-steps, steps + 1)), key=sharpness)
        reach, step = step * 1.5, step / 4
    return best


def levelled(gray: Gray, skew: float) -> Gray:
    """Turn a sheet clockwise by `skew` degrees about its centre; it grows to keep its corners, the new ones white."""
    if not skew:
        return gray
    high, wide = gray.shape
    size = levelled_size(skew, wide, high)
    move = cv2.getRotationMatrix2D((wide / 2, high / 2), -skew, 1.0)
    move[0, 2] += (size[0] - wide) / 2
    move[1, 2] += (size[1] - high) / 2
    whole = (ceil(size[0]), ceil(size[1]))
    return cv2.warpAffine(gray, move, whole, flags=cv2.INTER_LINEAR, borderValue=255).astype(np.uint8, copy=False)
