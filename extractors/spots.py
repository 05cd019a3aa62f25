"""A word as an engine gives it, in pixels, before it is brought to the points of a page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spotted:
    """A word as the engine gives it: pixels from the top-left corner, confidence 0..1."""

    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: float

    def shares(self, other: "Spotted", part: float = 0.3) -> bool:
        """Say whether more than `part` of the smaller of two words lies in the other."""
        wide = min(self.left + self.width, other.left + other.width) - max(self.left, other.left)
        high = min(self.top + self.height, other.top + other.height) - max(self.top, other.top)
        smaller = min(self.width * self.height, other.width * other.height)
        return wide > 0 and high > 0 and wide * high > part * smaller
