"""Scanned sheets made ready for the engine: upright, level, even, without the lines of their boxes.

Pictures are rows of gray values (0 black to 255 white), `uint8`, shape (height, width).
"""

from collections.abc import Sequence
from math import ceil, radians, tan

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors import rulings
from extractors.frames import levelled_size
from extractors.spots import Spotted
from models.geometry import Box

Gray = NDArray[np.uint8]

_STEEPEST = 8.0
_SPECK = 3  # pixels
_NEAR = 11  # pixels, both sides together
_WHITE = 250  # paper; where it is darker, a line painted out in white would itself be an edge
_RECTANGULAR = 0.85  # of its bounds a band fills; a heading whose letters touch fills less
_FAINTEST = 40.0  # shades darker than the paper: fainter is grain
_DEEP = 0.65  # of the darkest print: darker needs no help
_STEP = 60.0  # shades between a band and the paper beside it
_DIRTY = 400  # pixels of specks
_SMALLEST = 0.15  # degrees: below, levelling blurs more than it mends


def is_blank(gray: Gray) -> bool:
    """Say whether a sheet bears nothing that could be text."""
    ink = ink_of(gray)
    margin_y, margin_x = ink.shape[0] // 50, ink.shape[1] // 50
    inner = ink[margin_y : ink.shape[0] - margin_y, margin_x : ink.shape[1] - margin_x]
    return int(np.count_nonzero(inner)) < max(inner.size // 40_000, 12)


def ink_of(gray: Gray) -> Gray:
    """Return 255 where there is ink, by a threshold that follows the shade of the paper."""
    level, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    # On an empty sheet Otsu parts noise from noise. Its level belongs to the ink: on a 1-bit page it is black itself.
    limit = min(level, _quantile(gray, 0.5) - 36.0)
    return cv2.threshold(gray, limit, 255, cv2.THRESH_BINARY_INV)[1].astype(np.uint8, copy=False)


def turned(gray: Gray, turn: int) -> Gray:
    """Turn a sheet clockwise by quarters."""
    return np.ascontiguousarray(np.rot90(gray, -turn // 90)) if turn else gray


def is_sideways(gray: Gray) -> bool:
    """Say whether lines of text run up or down: then columns, not rows, alternate between ink and paper."""
    small = _reduced(ink_of(gray), 700)
    rows, columns = _contrast(small, axis=1), _contrast(small, axis=0)
    return columns > rows * 1.3


def _reduced(picture: Gray, longest: int) -> Gray:
    scale = longest / max(picture.shape)
    if scale >= 1:
        return picture
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _contrast(ink: Gray, axis: int) -> float:
    profile = ink.sum(axis=axis, dtype=np.float64)
    return float(np.mean(np.diff(profile) ** 2) / (np.mean(profile) ** 2 + 1.0))


def skew_of(gray: Gray) -> float:
    """Return the degrees clockwise by which the sheet must be turned to level its lines (0.0 when it is level)."""
    ink = _reduced(ink_of(gray), 1000)
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


def even(gray: Gray, *, dpi: float) -> Gray:
    """Take shadows and stains of the paper out, specks where there are many, and turn bands of white on dark about."""
    return deepened(unshaded(unspecked(without_bands(gray, dpi=dpi)), dpi=dpi), dpi=dpi)


def without_bands(gray: Gray, *, dpi: float) -> Gray:
    """Turn dark bands about, so that what is printed on them in white becomes dark on white.

    Left as they are, the gaps between their letters would be taken for what they are not: letters, and bars of lines.
    """
    ink = ink_of(gray)
    # Rules and most letters are thinner; the letters of a band are holes in it.
    solid = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((round(dpi / 40), round(dpi / 40)), np.uint8))
    turned = gray
    for contour in cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
        _, _, wide, high = cv2.boundingRect(contour)
        if wide < dpi / 2 or high < dpi / 12 or cv2.contourArea(contour) < _RECTANGULAR * wide * high:
            continue
        inside = np.zeros_like(gray)
        cv2.drawContours(inside, [contour], -1, 255, cv2.FILLED)
        if cv2.countNonZero(cv2.bitwise_and(ink, inside)) < wide * high / 2 or not _stands_out(gray, inside):
            continue
        turned = cv2.bitwise_not(turned, dst=turned.copy(), mask=inside).astype(np.uint8, copy=False)
    return turned


def _stands_out(gray: Gray, inside: Gray) -> bool:
    """Tell a printed band from the dark side of a sheet in bad light, by the step in brightness at its edge."""
    near = np.ones((9, 9), np.uint8)
    around = cv2.subtract(cv2.dilate(inside, near), inside)
    rim = cv2.subtract(inside, cv2.erode(inside, near))
    return float(cv2.mean(gray, around)[0] - cv2.mean(gray, rim)[0]) > _STEP


def unspecked(gray: Gray) -> Gray:
    """Take specks of a few pixels out of a sheet that is full of them, where they stand away from any letter.

    Closer ones may be points, commas and bits of thin strokes: a median filter doubled the error on photocopies.
    """
    ink = ink_of(gray)
    around = cv2.boxFilter(ink & 1, cv2.CV_8U, (_NEAR, _NEAR), normalize=False)
    lone = cv2.bitwise_and(ink, cv2.threshold(around, _SPECK, 255, cv2.THRESH_BINARY_INV)[1])
    if cv2.countNonZero(lone) < _DIRTY:
        return gray
    lone = cv2.dilate(lone, np.ones((3, 3), np.uint8))
    return cv2.max(gray, lone).astype(np.uint8, copy=False)


def unshaded(gray: Gray, *, dpi: float) -> Gray:
    """Make the paper white where it is shaded: divide by its own brightness, taken from around the ink."""
    blur = max(round(dpi / 4), 15) | 1
    small = _reduced(gray, 600)
    scale = max(small.shape) / max(gray.shape)
    reach = max(round(blur * scale), 5) | 1
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((reach, reach), np.uint8)), reach)
    if int(paper.min()) >= _WHITE:
        return gray
    shade = cv2.resize(paper, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(gray, np.maximum(shade, 60), scale=255).astype(np.uint8, copy=False)


def without_lines(gray: Gray, *, dpi: float) -> tuple[Gray, tuple[Box, ...]]:
    """Return the picture without its long thin lines, and those lines as boxes in points."""
    ink = ink_of(gray)
    candidates = [_long(ink, dpi, flat=True), _long(ink, dpi, flat=False)]
    if not any(boxes for _, boxes in candidates):
        return gray, ()
    drawn = _drawn(ink, candidates, dpi)
    lines: list[Box] = []
    cleaned, paper = gray.copy(), _quantile(gray, 0.5)
    for mask, boxes in candidates:
        for x, y, wide, high in boxes:
            middle = drawn[y + high // 2, x : x + wide] if wide >= high else drawn[y : y + high, x + wide // 2]
            if np.count_nonzero(middle) * 2 >= len(middle):
                lines.append(Box(x * 72 / dpi, y * 72 / dpi, (x + wide) * 72 / dpi, (y + high) * 72 / dpi))
        cleaned[cv2.bitwise_and(mask, drawn) > 0] = paper
    return cleaned, rulings.joined(lines)


def _long(ink: Gray, dpi: float, *, flat: bool) -> tuple[Gray, list[tuple[int, int, int, int]]]:
    """Find what is long and thin in one direction: its pixels, and `(x, y, width, height)` of each piece."""
    length = max(round(dpi * 0.4), 20)
    thick = max(round(dpi / 30), 3)
    # A line a little off level breaks into steps: thicken before looking for length.
    spread = np.ones((3, 1) if flat else (1, 3), np.uint8)
    found = cv2.morphologyEx(
        cv2.dilate(ink, spread), cv2.MORPH_OPEN, np.ones((1, length) if flat else (length, 1), np.uint8)
    )
    mask = np.zeros_like(ink)
    boxes: list[tuple[int, int, int, int]] = []
    for contour in cv2.findContours(found, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
        x, y, wide, high = (int(value) for value in cv2.boundingRect(contour))
        piece = found[y : y + high, x : x + wide]
        thin = cv2.countNonZero(piece) / max(wide if flat else high, 1) - 2 <= thick
        if thin and not _runs_through_letters(ink, (x, y, wide, high), dpi, flat=flat):
            cv2.drawContours(mask, [contour], -1, 255, cv2.FILLED)
            boxes.append((x, y, wide, high))
    # As far as the ink goes, with a rim of one pixel for its soft edge.
    return cv2.bitwise_and(mask, cv2.dilate(ink, np.ones((3, 3), np.uint8))).astype(np.uint8, copy=False), boxes


def _runs_through_letters(ink: Gray, box: tuple[int, int, int, int], dpi: float, *, flat: bool) -> bool:
    """Tell a row of blurred letters from a line: beside it, ink and paper alternate."""
    x, y, wide, high = box
    picture = ink[:, x : x + wide] if flat else ink[y : y + high, :].T
    start, end = (y, y + high) if flat else (x, x + wide)
    near = max(round(dpi / 100), 1)
    allowed = 9 * picture.shape[1] / dpi
    for row in (start - near, end - 1 + near):
        if 0 <= row < picture.shape[0] and np.count_nonzero(np.diff(picture[row] > 0)) > allowed:
            return True
    return False


def _drawn(ink: Gray, candidates: list[tuple[Gray, list[tuple[int, int, int, int]]]], dpi: float) -> Gray:
    """Return 255 where lines may be: not in shapes of the size of letters or signatures that are mostly other."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    straight = cv2.max(candidates[0][0], candidates[1][0])
    part = np.bincount(labels[straight > 0], minlength=count) / np.maximum(stats[:, cv2.CC_STAT_AREA], 1)
    longest = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    shape = np.where((longest < 2 * dpi) & (part < 0.6), 0, 255).astype(np.uint8, copy=False)
    shape[0] = 0
    return cv2.dilate(shape[labels], np.ones((5, 5), np.uint8)).astype(np.uint8, copy=False)


def letters_left(gray: Gray, spotted: Sequence[Spotted], *, dpi: float) -> int:
    """Count the shapes that may be letters where no word was spotted."""
    _, _, stats, middles = cv2.connectedComponentsWithStats(ink_of(gray), connectivity=8)
    wide, high = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    like = (high >= dpi / 25) & (high <= dpi / 4) & (wide >= 2) & (wide <= dpi / 2)
    free = np.ones(gray.shape, bool)
    for spot in spotted:
        free[max(spot.top - 2, 0) : spot.bottom + 2, max(spot.left - 2, 0) : spot.right + 2] = False
    across, down = middles[1:][like].astype(int).T
    return int(np.count_nonzero(free[down, across]))


def deepened(gray: Gray, *, dpi: float) -> Gray:
    """Make faint print as dark as the rest, where it is thin like letters and stands out from the grain of the paper.

    Beside black print the engine, which parts a whole sheet by one level, takes pale gray labels for paper.
    """
    dark = cv2.bitwise_not(gray)
    thick = max(round(dpi / 16), 5)
    thin = cv2.morphologyEx(dark, cv2.MORPH_TOPHAT, np.ones((thick, thick), np.uint8)).astype(np.uint8, copy=False)
    reach = max(round(dpi / 8), 9)
    level = cv2.blur(cv2.dilate(thin, np.ones((reach, reach), np.uint8)), (reach, reach))
    least, deep = max(_FAINTEST, 6 * _grain(gray)), _DEEP * _quantile(thin, 0.995)
    gain = np.array([deep / value - 1 if least <= value < deep else 0 for value in range(256)], np.float32)
    wanted = cv2.LUT(level, gain)
    more = cv2.multiply(thin, wanted, dtype=cv2.CV_8U)
    return cv2.subtract(gray, more).astype(np.uint8, copy=False)


def _grain(gray: Gray) -> float:
    """Return the spread of the shades of the paper."""
    return (_quantile(gray, 0.5) - _quantile(gray, 0.2)) / 0.84


def _quantile(gray: Gray, share: float) -> int:
    """Return the shade that `share` of the picture does not exceed."""
    shades = np.cumsum(cv2.calcHist([gray], [0], None, [256], [0, 256]).ravel())
    return int(np.searchsorted(shades, shades[-1] * share))
