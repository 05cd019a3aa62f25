"""Strips of a sheet to be read by themselves: with a rim around, and none across an upright ruling."""

from collections.abc import Sequence
from itertools import pairwise

from extractors.ink import Gray
from extractors.spots import Spotted, Strip, strip_of
from models.geometry import Box

_RIM = 4  # pixels around words; lines that the second reader finds bring their own


def uprights_of(rulings: Sequence[Box], *, dpi: float) -> list[Strip]:
    """Return the upright ones of rulings, in points, as pixels."""
    standing = (box for box in rulings if box.height > 2 * box.width)
    return [Strip(*(round(side * dpi / 72) for side in box)) for box in standing]


def by_cells(run: list[Spotted], uprights: Sequence[Strip]) -> list[list[Spotted]]:
    """Part the words of a line where an upright ruling runs between two of them."""
    found = [run[:1]]
    for left, right in pairwise(run):
        if _crossing(strip_of([left, right]), uprights, left.right - _RIM, right.left + _RIM):
            found.append([])
        found[-1].append(right)
    return found


def cut(strip: Strip, uprights: Sequence[Strip]) -> list[Strip]:
    """Part a strip at the upright rulings that cross it."""
    high = strip.bottom - strip.top
    edges = [strip.left, *_crossing(strip, uprights, strip.left + high / 2, strip.right - high / 2), strip.right]
    return [strip._replace(left=left, right=right) for left, right in pairwise(edges)]


def _crossing(strip: Strip, uprights: Sequence[Strip], low: float, high: float) -> list[int]:
    """Return where uprights cross the middle of a strip between `low` and `high`, from left to right."""
    middle = (strip.top + strip.bottom) / 2
    places = {(one.left + one.right) // 2 for one in uprights if one.top <= middle <= one.bottom}
    return sorted(place for place in places if low <= place <= high)


def rimmed(strip: Strip, gray: Gray, rim: int = _RIM) -> Strip:
    """Return the strip with `rim` pixels more on each side, as far as the sheet goes."""
    high, wide = gray.shape
    return Strip(
        max(strip.left - rim, 0), max(strip.top - rim, 0), min(strip.right + rim, wide), min(strip.bottom + rim, high)
    )
