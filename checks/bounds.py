"""What judging one consignment may cost: a hostile or accidental monster must not stop the papers beside it."""

import math
import time
from dataclasses import dataclass, field

from models.errors import JudgedTooSlow, TooManyLines
from models.report import Consignment


@dataclass(frozen=True)
class Bounds:
    """`lines` are goods lines of all papers together, `seconds` what all rules may take from when this was made."""

    lines: int = 10_000
    seconds: float = math.inf
    _start: float = field(default_factory=time.monotonic)

    def admit(self, consignment: Consignment) -> None:
        """Raise TooManyLines for a consignment that is not judged."""
        lines = sum(len(paper.goods) for paper in consignment.papers)
        if lines > self.lines:
            raise TooManyLines(f"{lines:,} goods lines, more than the {self.lines:,} that are judged together")

    def in_time(self) -> None:
        """Raise JudgedTooSlow when the seconds are over."""
        if time.monotonic() - self._start > self.seconds:
            raise JudgedTooSlow(f"Not judged within {self.seconds:g} s")
