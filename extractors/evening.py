"""The paper of a sheet made even: specks and shade out, white print on dark turned about, pale print deepened.

Pictures and ink are as in `extractors.ink`.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ink import Gray, halved, ink_of, quantile, reduced, shades_of

_SPECK = 3  # pixels
_NEAR = 11  # pixels, both sides together
_DIRTY = 400  # pixels of specks
_WHITE = 250  # paper; where it is darker, a line painted out in white would itself be an edge
_DARKEST = 60  # paper; what is darker is no shadow
_GLASS = 110  # what is darker around a sheet is no paper
_FIELD = 400  # pixels of the longer side, enough to tell a shadow
_RECTANGULAR = 0.85  # of its bounds a band fills; a heading whose letters touch fills less
_FAINTEST = 40.0  # shades darker than the paper: fainter is grain
_DEEP = 0.65  # of the darkest print: darker needs no help
_STEP = 60.0  # shades between a band and the paper beside it
_MOST = 4.0  # times its own depth that is added to print
_COARSE = 4  # pixels to a side of the cells in which the depth of print is told


def even(gray: Gray, ink: Gray, *, dpi: float) -> Gray:
    """Take shadows and stains of the paper out, specks where there are many, and turn bands of white on dark about."""
    banded = without_glass(without_bands(gray, ink, dpi=dpi), dpi=dpi)
    clean = unspecked(banded, ink if banded is gray else ink_of(banded))
    return deepened(unshaded(clean, dpi=dpi), dpi=dpi)


def without_bands(gray: Gray, ink: Gray, *, dpi: float) -> Gray:
    """Turn dark bands about, so that what is printed on them in white becomes dark on white.

    Left as they are, the gaps between their letters would be taken for what they are not: letters, and bars of lines.
    """
    # Rules and most letters are thinner; the letters of a band are holes in it.
    solid = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((round(dpi / 40), round(dpi / 40)), np.uint8))
    turned = gray
    for contour in _outlines(solid):
        _, _, wide, high = cv2.boundingRect(contour)
        if wide < dpi / 2 or high < dpi / 12 or cv2.contourArea(contour) < _RECTANGULAR * wide * high:
            continue
        inside = np.zeros_like(gray)
        cv2.drawContours(inside, [contour], -1, 255, cv2.FILLED)
        if cv2.countNonZero(cv2.bitwise_and(ink, inside)) < wide * high / 2 or not _stands_out(gray, inside):
            continue
        turned = cv2.bitwise_not(turned, dst=turned.copy(), mask=inside).astype(np.uint8, copy=False)
    return turned


def _outlines(solid: NDArray[Any]) -> list[NDArray[np.int32]]:
    """Return the outlines of shapes, also of those that others surround: a band on a sheet with glass all around."""
    found, tree = cv2.findContours(solid, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    return [np.asarray(outline, np.int32) for n, outline in enumerate(found) if tree[0][n][3] < 0]


def without_glass(gray: Gray, *, dpi: float) -> Gray:
    """Paint white what is dark around a sheet: the glass of a copier, the desk under a photograph.

    The engine takes a black wedge beside print for part of it, and drops the words near by. White print in it is of a
    dark letterhead that runs into the glass, and becomes dark; dark all over is a sheet in bad light.
    """
    small = halved(halved(gray))
    thick = max(round(dpi / 22 / _COARSE), 2)  # rules that run to the edge are thinner
    dark = cv2.morphologyEx((small < _GLASS).astype(np.uint8), cv2.MORPH_OPEN, np.ones((thick, thick), np.uint8))
    regions = cv2.connectedComponents(dark)[1]
    rim = np.unique(np.concatenate([regions[0], regions[-1], regions[:, 0], regions[:, -1]]))
    glass = np.isin(regions, rim[rim > 0]).astype(np.uint8)
    if not 0 < cv2.countNonZero(glass) < glass.size / 2:
        return gray
    soft = cv2.dilate(glass, np.ones((5, 5), np.uint8))
    white, letters = (
        cv2.resize(mask * 255, gray.shape[::-1], interpolation=cv2.INTER_NEAREST)
        for mask in (soft, _enclosed(glass, max(round(dpi / 4 / _COARSE), 3)))
    )
    turned = np.where(letters > 0, np.where(gray < _GLASS, 255, 255 - gray), cv2.max(gray, white))
    return np.asarray(turned, np.uint8)


def _enclosed(region: Gray, letter: int) -> Gray:
    """Return the mask of what lies within a region (ones) and is no wider than `letter`: print in it."""
    held = cv2.morphologyEx(region, cv2.MORPH_CLOSE, np.ones((letter, letter), np.uint8))
    gaps = cv2.connectedComponents(cv2.subtract(held, region))[1]
    beside = gaps[cv2.dilate(1 - held, np.ones((3, 3), np.uint8)) > 0]
    inner = (gaps > 0) & ~np.isin(gaps, np.unique(beside))
    return np.asarray(cv2.dilate(inner.astype(np.uint8), np.ones((3, 3), np.uint8)), np.uint8)


def _stands_out(gray: Gray, inside: Gray) -> bool:
    """Tell a printed band from the dark side of a sheet in bad light, by the step in brightness at its edge."""
    near = np.ones((9, 9), np.uint8)
    around = cv2.subtract(cv2.dilate(inside, near), inside)
    rim = cv2.subtract(inside, cv2.erode(inside, near))
    return float(cv2.mean(gray, around)[0] - cv2.mean(gray, rim)[0]) > _STEP


def unspecked(gray: Gray, ink: Gray) -> Gray:
    """Take specks of a few pixels out of a sheet that is full of them, where they stand away from any letter.

    Closer ones may be points, commas and bits of thin strokes: a median filter doubled the error on photocopies.
    """
    few = (_SPECK + 0.5) * 255 / _NEAR**2  # the mean around where at most a speck is
    lone = cv2.bitwise_and(ink, cv2.threshold(cv2.blur(ink, (_NEAR, _NEAR)), few, 255, cv2.THRESH_BINARY_INV)[1])
    if cv2.countNonZero(lone) < _DIRTY:
        return gray
    lone = cv2.dilate(lone, np.ones((3, 3), np.uint8))
    return cv2.max(gray, lone).astype(np.uint8, copy=False)


def unshaded(gray: Gray, *, dpi: float) -> Gray:
    """Make the paper white where it is shaded: divide by its own brightness, taken from around the ink."""
    blur = max(round(dpi / 4), 15) | 1
    small = reduced(gray, _FIELD)
    scale = max(small.shape) / max(gray.shape)
    reach = max(round(blur * scale), 5) | 1
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((reach, reach), np.uint8)), reach)
    if int(paper.min()) >= _WHITE:
        return gray
    shade = cv2.resize(np.maximum(paper, _DARKEST), gray.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return cv2.divide(gray, shade, scale=255).astype(np.uint8, copy=False)


def deepened(gray: Gray, *, dpi: float) -> Gray:
    """Make faint print as dark as the rest, where it is thin like letters and stands out from the grain of the paper.

    Beside black print the engine, which parts a whole sheet by one level, takes pale gray labels for paper.
    """
    dark = cv2.bitwise_not(gray)
    thick = max(round(dpi / 16), 5)
    thin = cv2.morphologyEx(dark, cv2.MORPH_TOPHAT, np.ones((thick, thick), np.uint8)).astype(np.uint8, copy=False)
    shades = shades_of(gray)
    grain = (quantile(shades, 0.5) - quantile(shades, 0.2)) / 0.84  # the spread of the shades of the paper
    least, deep = max(_FAINTEST, 6 * grain), _DEEP * quantile(shades_of(thin), 0.995)
    gain = [min(deep / value - 1, _MOST) if least <= value < deep else 0.0 for value in range(1, 256)]
    # How deep the print is around each cell: the darkest in reach, smoothed.
    cells = cv2.dilate(thin, np.ones((_COARSE, _COARSE), np.uint8))[::_COARSE, ::_COARSE]
    reach = max(round(dpi / 8 / _COARSE), 3) | 1
    level = cv2.blur(cv2.dilate(cells, np.ones((reach, reach), np.uint8)), (reach, reach))
    wanted = cv2.LUT(level, (np.array([0.0, *gain]) * 255 / _MOST).astype(np.uint8))
    wide = cv2.resize(wanted, gray.shape[::-1], interpolation=cv2.INTER_LINEAR)
    more = cv2.multiply(thin, wide, scale=_MOST / 255)
    return cv2.subtract(gray, more).astype(np.uint8, copy=False)
