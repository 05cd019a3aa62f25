"""Scanned sheets set upright and level. Pictures and ink are as in `extractors.ink`."""

from math import ceil, radians, tan

import cv2
import numpy as np

from extractors.frames import levelled_size
from extractors.ink import Gray, reduced

_STEEPEST = 8.0
_SMALLEST = 0.15  # degrees: below, levelling blurs more than it mends
_LONG = 1000  # pixels of the longer side, enough to tell how a sheet lies
_POINTS = 60_000  # of ink that the angle is found from, the first, coarse one from a quarter of them


def is_blank(ink: Gray) -> bool:
    """Say whether a sheet bears nothing that could be text."""
    margin_y, margin_x = ink.shape[0] // 50, ink.shape[1] // 50
    inner = ink[margin_y : ink.shape[0] - margin_y, margin_x : ink.shape[1] - margin_x]
    return int(np.count_nonzero(inner)) < max(inner.size // 40_000, 12)


def turned(picture: Gray, turn: int) -> Gray:
    """Turn a sheet clockwise by quarters."""
    return np.ascontiguousarray(np.rot90(picture, -turn // 90)) if turn else picture


def is_sideways(ink: Gray) -> bool:
    """Say whether lines of text run up or down: then columns, not rows, alternate between ink and paper."""
    small = reduced(ink, 700)
    rows, columns = _contrast(small, axis=1), _contrast(small, axis=0)
    return columns > rows * 1.3


def _contrast(ink: Gray, axis: int) -> float:
    profile = ink.sum(axis=axis, dtype=np.float64)
    return float(np.mean(np.diff(profile) ** 2) / (np.mean(profile) ** 2 + 1.0))


def skew_of(ink: Gray) -> float:
    """Return the degrees clockwise by which the sheet must be turned to level its lines (0.0 when it is level)."""
    small = reduced(ink, _LONG)
    dark = np.flatnonzero(small > 96)
    if len(dark) < 200:
        return 0.0
    if len(dark) > _POINTS:
        dark = dark[:: len(dark) // _POINTS + 1]
    ys, xs = (part.astype(np.float32) for part in np.divmod(dark, small.shape[1]))

    def sharpness(angle: float, every: int = 1) -> float:
        rows = np.bincount(
            (ys[::every] + xs[::every] * np.float32(tan(radians(angle))) + small.shape[1]).astype(np.int64)
        )
        return float(np.sum(np.diff(rows.astype(np.float64)) ** 2))

    best, step, every = 0.0, 1.0, 4
    reach = _STEEPEST
    while step >= 0.04:
        steps = round(reach / step)
        angles = [best + step * index for index in range(-steps, steps + 1)]
        best = max(angles, key=lambda angle: sharpness(angle, every))
        reach, step, every = step * 1.5, step / 4, 1
    if abs(best) < _SMALLEST or abs(best) > _STEEPEST or sharpness(best) < 1.08 * sharpness(0.0):
        return 0.0
    return round(best, 2)


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
    return cv2.warpAffine(gray, move, whole, flags=cv2.INTER_CUBIC, borderValue=255).astype(np.uint8, copy=False)
