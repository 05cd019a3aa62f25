"""What an engine spots on a picture, in pixels, before it is brought to the points of a page."""

from dataclasses import dataclass
from typing import NamedTuple


class Strip(NamedTuple):
    """A piece of a picture that holds a line of text or a part of one, in pixels from the top-left corner."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Spotted:
    """A word as the engine gives it: pixels from the top-left corner, confidence 0..1."""

    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: float

    @property
    def right(self) -> int:
        """Where the word ends."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """Where the word ends below."""
        return self.top + self.height

    def within(self, strip: Strip) -> bool:
        """Say whether the middle of the word lies in `strip`."""
        x, y = self.left + self.width / 2, self.top + self.height / 2
        return strip.left <= x <= strip.right and strip.top <= y <= strip.bottom


def phrases(spotted: list[Spotted]) -> list[list[Spotted]]:
    """Join words that stand on one line with no more than a blank or two between them, from left to right.

    >>> [len(run) for run in phrases([Spotted("24", 0, 0, 20, 10, 1.0), Spotted("bales", 25, 0, 50, 10, 1.0)])]
    [2]
    """
    runs: list[list[Spotted]] = []
    for spot in sorted(spotted, key=lambda spot: spot.left):
        fitting = [run for run in runs if _follows(spot, run[-1])]
        if fitting:
            max(fitting, key=lambda run: run[-1].right).append(spot)
        else:
            runs.append([spot])
    return runs


def _follows(spot: Spotted, last: Spotted) -> bool:
    low, high = sorted((spot.height, last.height))
    apart = abs(spot.top + spot.height / 2 - last.top - last.height / 2)
    return apart < 0.5 * low and -0.5 * low < spot.left - last.right < high


def strip_of(spotted: list[Spotted]) -> Strip:
    """Return the strip around words; raises ValueError when there are none."""
    return Strip(
        min(spot.left for spot in spotted),
        min(spot.top for spot in spotted),
        max(spot.right for spot in spotted),
        max(spot.bottom for spot in spotted),
    )
