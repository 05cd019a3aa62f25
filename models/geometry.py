"""Boxes on a page: PDF points (1/72 inch), origin at the top left, x to the right, y downward."""

from collections.abc import Iterable
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle `(x0, top, x1, bottom)` in PDF points from the page's top-left corner."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        """Points from left to right."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Points from top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        """The centre `(x, y)`."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2

    def contains(self, other: "Box", slack: float = 0.0) -> bool:
        """Say whether the centre of `other` lies in this box, grown by `slack` points on each side."""
        x, y = other.middle
        return self.x0 - slack <= x <= self.x1 + slack and self.top - slack <= y <= self.bottom + slack

    def is_level(self, other: "Box") -> bool:
        """Say whether this box and `other` stand on one line of print."""
        return abs(self.middle[1] - other.middle[1]) < 0.6 * min(self.height, other.height)

    def overlap(self, other: "Box") -> float:
        """Area shared with `other`, in square points."""
        width = min(self.x1, other.x1) - max(self.x0, other.x0)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(width, 0.0) * max(height, 0.0)


def union(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around all `boxes`; raises ValueError when there are none."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))
