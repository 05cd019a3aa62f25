"""The text layer of one PDF page, whoever read it: characters become words, strokes become rulings, in one frame."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import atan2, degrees

from extractors import rulings
from extractors.frames import turned, turned_size
from extractors.glyphs import Glyph, tokens
from models.geometry import Box
from models.page import Word

_DIAGONAL = 20.0  # degrees off the quarters: a watermark, not text of the paper


@dataclass(frozen=True, slots=True)
class Layer:
    """Words and drawn lines in the page's own frame (after `turn`, as in `Page`); `images` in the displayed frame."""

    words: tuple[Word, ...]
    lines: tuple[Box, ...]
    images: tuple[Box, ...]
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Char:
    """One character in points of the displayed page; `turn` is what sets it upright, None where it stands askew."""

    text: str
    box: Box
    turn: int | None = 0


def turn_of(across: float, up: float) -> int | None:
    """Return the clockwise turn that sets text upright which runs in that direction (y upwards), None when askew."""
    angle = degrees(atan2(up, across)) % 360
    turn = round(angle / 90) * 90
    return turn % 360 if abs(angle - turn) <= _DIAGONAL else None


def built(chars: Iterable[Char], strokes: Iterable[Box], images: Iterable[Box], size: tuple[float, float]) -> Layer:
    """Make a layer of what was found on a displayed page of `size` points; what lies outside the page is dropped.

    The page is turned so that most of its text stands upright.
    """
    sheet = Box(0.0, 0.0, *size)
    by_turn: dict[int, list[Glyph]] = {0: [], 90: [], 180: [], 270: []}
    for char in chars:
        if char.turn is not None and sheet.contains(char.box):
            by_turn[char.turn].append(Glyph(char.text, turned(char.box, char.turn, *size)))
    main = max(by_turn, key=lambda turn: len(by_turn[turn]))
    words = tuple(
        Word(token.text, _between(token.box, turn, main, size))
        for turn in sorted(by_turn, key=lambda turn: turn != main)
        for token in tokens(by_turn[turn])
    )
    lines = rulings.straight(turned(_clipped(box, sheet), main, *size) for box in strokes if sheet.contains(box))
    return Layer(words, rulings.outside(lines, [word.box for word in words]), tuple(images), main)


def _between(box: Box, turn: int, main: int, size: tuple[float, float]) -> Box:
    """Bring a box from the frame of its own line into the frame of the page."""
    if turn == main:
        return box
    return turned(box, (main - turn) % 360, *turned_size(turn, *size))


def _clipped(box: Box, sheet: Box) -> Box:
    return Box(max(box.x0, sheet.x0), max(box.top, sheet.top), min(box.x1, sheet.x1), min(box.bottom, sheet.bottom))
