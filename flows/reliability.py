"""Whether confidence keeps its word: of the values given 0.9, nine in ten should be right."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

EDGES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.01)


class Bin(NamedTuple):
    """Values given a confidence of at least `least` and below the next bin's: their mean, how many, and those right."""

    least: float
    stated: float
    values: int
    right: float


@dataclass
class Reliability:
    """Values read, each with its stated confidence and whether the label agrees."""

    told: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, confidence: float, *, right: bool) -> None:
        """Take in one value."""
        self.told.append((confidence, right))

    def bins(self) -> list[Bin]:
        """Return the bins that hold values, from the least sure."""
        found = []
        for least, next_least in pairwise(EDGES):
            held = [(sure, right) for sure, right in self.told if least <= sure < next_least]
            if held:
                found.append(
                    Bin(
                        least,
                        round(sum(sure for sure, _ in held) / len(held), 3),
                        len(held),
                        round(sum(right for _, right in held) / len(held), 3),
                    )
                )
        return found

    def gap(self) -> float | None:
        """Return the mean distance of stated confidence from the share that was right, over all values."""
        if not self.told:
            return None
        return round(sum(b.values * abs(b.stated - b.right) for b in self.bins()) / len(self.told), 3)
