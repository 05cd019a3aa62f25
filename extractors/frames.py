"""The same spot in another frame: pages turned by quarters and levelled by a few degrees."""

from math import cos, radians, sin

from models.geometry import Box


def turned(box: Box, turn: int, width: float, height: float) -> Box:
    """Return `box` after a page of `width` by `height` was turned clockwise by `turn` (0, 90, 180, 270) degrees."""
    x0, top, x1, bottom = box
    if turn == 90:
        return Box(height - bottom, x0, height - top, x1)
    if turn == 180:
        return Box(width - x1, height - bottom, width - x0, height - top)
    if turn == 270:
        return Box(top, width - x1, bottom, width - x0)
    return box


def turned_size(turn: int, width: float, height: float) -> tuple[float, float]:
    """Return the size of a page after it was turned by `turn` degrees."""
    return (height, width) if turn in {90, 270} else (width, height)


def levelled_size(skew: float, width: float, height: float) -> tuple[float, float]:
    """Return the size of the sheet that holds a page of `width` by `height` turned by `skew` degrees."""
    if not skew:
        return width, height
    c, s = abs(cos(radians(skew))), abs(sin(radians(skew)))
    return width * c + height * s, width * s + height * c
