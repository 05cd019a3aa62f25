"""One page, whatever it came from: words with boxes, and the rulings between them."""

from dataclasses import dataclass, field
from typing import Literal

from models.geometry import Box

Origin = Literal["text_layer", "ocr", "mixed", "data"]


@dataclass(frozen=True, slots=True)
class Word:
    """Printed text between two spaces; `confidence` is 0..1 (1.0 for text that needed no recognition)."""

    text: str
    box: Box
    confidence: float = 1.0
    origin: Literal["text_layer", "ocr", "data"] = "text_layer"


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong on a paper without costing the whole file: a code, a message that says what to do, a page."""

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page in reading position (upright), `number` counted from 1 in its file.

    `turn` (0, 90, 180 or 270 degrees clockwise) and then `skew` (degrees clockwise, about the centre, the sheet
    growing to keep its corners) is what the displayed page was turned by to stand upright and level; boxes are in
    that frame, and `extractors.raster.upright` draws it.
    `look` tells, for a sheet that was read by eye, where its ink is (`extractors.looks`).
    `width` and `height` are in points. `rulings` are the drawn lines and cell borders, as boxes of little or no
    thickness. Words stand in the order the reader met them. Sheets and text files get points laid out by their
    reader, so that a cell has a box as well.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...] = ()
    rulings: tuple[Box, ...] = ()
    origin: Origin = "text_layer"
    problems: tuple[Problem, ...] = field(default=())
    turn: int = 0
    skew: float = 0.0
    look: str = ""

    @property
    def box(self) -> Box:
        """The whole page."""
        return Box(0.0, 0.0, self.width, self.height)
