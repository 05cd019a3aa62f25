"""The text layer of one PDF page, whoever read it: characters become words, strokes become rulings, in one frame."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import atan2, degrees

import numpy as np
from numpy.typing import NDArray

from extractors import rulings
from extractors.frames import turned, turned_size
from extractors.glyphs import Boxes, tokens
from models.geometry import Box
from models.page import Word

_DIAGONAL = 20.0  # degrees off the quarters: a watermark, not text of the paper
ASKEW = -1


@dataclass(frozen=True, slots=True)
class Layer:
    """Words and drawn lines in the page's own frame (after `turn`, as in `Page`); `images` in the displayed frame."""

    words: tuple[Word, ...]
    lines: tuple[Box, ...]
    images: tuple[Box, ...]
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Chars:
    """Characters in drawing order; `boxes` in points of the displayed page; `turns` set them upright or are `ASKEW`."""

    texts: Sequence[str]
    boxes: Boxes
    turns: NDArray[np.int_]


def turn_of(across: float, up: float) -> int:
    """Return the clockwise turn that sets text upright which runs in that direction (y upwards), or `ASKEW`."""
    angle = degrees(atan2(up, across)) % 360
    turn = round(angle / 90) * 90
    return turn % 360 if abs(angle - turn) <= _DIAGONAL else ASKEW


def built(chars: Chars, strokes: Iterable[Box], images: Iterable[Box], size: tuple[float, float]) -> Layer:
    """Make a layer of what was found on a displayed page of `size` points; what lies outside the page is dropped.

    The page is turned so that most of its text stands upright.
    """
    sheet = Box(0.0, 0.0, *size)
    middles = (chars.boxes[:, :2] + chars.boxes[:, 2:]) / 2
    inside = np.all((middles >= 0) & (middles <= size), axis=1)
    by_turn = {turn: np.flatnonzero(inside & (chars.turns == turn)) for turn in (0, 90, 180, 270)}
    main = max(by_turn, key=lambda turn: len(by_turn[turn]))
    words = tuple(
        Word(token.text, _between(token.box, turn, main, size))
        for turn in sorted(by_turn, key=lambda turn: turn != main)
        for token in tokens(
            [chars.texts[index] for index in by_turn[turn].tolist()],
            _all_turned(chars.boxes[by_turn[turn]], turn, size),
        )
    )
    lines = rulings.straight(turned(_clipped(box, sheet), main, *size) for box in strokes if sheet.contains(box))
    return Layer(words, rulings.outside(lines, [word.box for word in words]), tuple(images), main)


def _all_turned(boxes: Boxes, turn: int, size: tuple[float, float]) -> Boxes:
    """Turn many boxes as `frames.turned` does one."""
    wide, high = size
    if turn == 90:
        return np.column_stack([high - boxes[:, 3], boxes[:, 0], high - boxes[:, 1], boxes[:, 2]])
    if turn == 180:
        return np.column_stack([wide - boxes[:, 2], high - boxes[:, 3], wide - boxes[:, 0], high - boxes[:, 1]])
    if turn == 270:
        return np.column_stack([boxes[:, 1], wide - boxes[:, 2], boxes[:, 3], wide - boxes[:, 0]])
    return boxes


def _between(box: Box, turn: int, main: int, size: tuple[float, float]) -> Box:
    """Bring a box from the frame of its own line into the frame of the page."""
    if turn == main:
        return box
    return turned(box, (main - turn) % 360, *turned_size(turn, *size))


def _clipped(box: Box, sheet: Box) -> Box:
    return Box(max(box.x0, sheet.x0), max(box.top, sheet.top), min(box.x1, sheet.x1), min(box.bottom, sheet.bottom))
