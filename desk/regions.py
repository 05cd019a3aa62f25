"""What is printed in a box that an officer drew on a page."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from desk.pictures import SKETCHED, drawn
from extractors import glance, pdfium
from extractors.engines import languages, recognise
from extractors.ink import ink_of
from extractors.layers import reads_well
from extractors.limits import DEFAULT, Limits
from extractors.pages import pages
from extractors.sources import Source
from extractors.straighten import is_blank
from flows.reading import View
from models.geometry import Box
from models.page import Word

DPI = 300  # a box is small: finer than a whole page is read
AROUND = 3.0  # points of paper left around the box, without which letters at its edge are lost


@dataclass(frozen=True, slots=True)
class Read:
    """The text in a box, lines parted by newlines, and how sure the reader is of it (0..1); empty where none is."""

    text: str
    confidence: float


def read_region(
    source: Source, number: int, box: Box, *, view: View | None = None, langs: str = "eng", limits: Limits = DEFAULT
) -> Read:
    """Read `box` (points, in the page's straightened frame): its text layer where it has one, else by OCR.

    Raises models.errors.PaperError when the page cannot be drawn or the engine is missing.
    """
    words = _laid(source, number, box, view, limits)
    if words and reads_well([word.text for word in words]):
        return Read(_lines(words), 1.0)
    turn, skew = (view.turn, view.skew) if view else (0, 0.0)
    image = drawn(source, number, dpi=DPI, turn=turn, skew=skew, limits=limits)
    return _recognised(image.convert("L").crop(_pixels(box, image.size)), langs)


def _laid(source: Source, number: int, box: Box, view: View | None, limits: Limits) -> list[Word]:
    """Return the words in `box` of a page that has words without being looked at; a levelled page is a scan."""
    if source.media == "pdf":
        if view is not None and view.skew:
            return []
        with pdfium.opened(source.data) as document:
            layer = glance.layer(document, number, drawn=False)
        words = layer.words if layer.turn == (view.turn if view else 0) else ()
    elif source.media in SKETCHED:
        words = next((page.words for page in pages(source, limits=limits) if page.number == number), ())
    else:
        return []
    return [word for word in words if box.contains(word.box)]


def _lines(words: list[Word]) -> str:
    """Join words to lines, those whose middles lie on one height together."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.box.middle[1]):
        if lines and abs(word.box.middle[1] - lines[-1][0].box.middle[1]) <= word.box.height / 2:
            lines[-1].append(word)
        else:
            lines.append([word])
    return "\n".join(" ".join(word.text for word in sorted(line, key=lambda word: word.box.x0)) for line in lines)


def _recognised(crop: Image.Image, langs: str) -> Read:
    if is_blank(ink_of(np.asarray(crop))):
        return Read("", 0.0)
    known = "+".join(lang for lang in langs.split("+") if lang in languages()) or "eng"
    one_line = crop.height < 24 * DPI / 72
    found = recognise(np.asarray(crop), dpi=DPI, langs=known, psm=7 if one_line else 6, seconds=20)
    found = [spot for spot in found if any(sign.isalnum() for sign in spot.text)]  # the rest are the box's own lines
    text = " ".join(spot.text for spot in found)
    if not one_line:
        text = _lines([Word(spot.text, Box(spot.left, spot.top, spot.right, spot.top + spot.height)) for spot in found])
    return Read(text, min((spot.confidence for spot in found), default=0.0))


def _pixels(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    scale = DPI / 72
    left, top = max(int((box.x0 - AROUND) * scale), 0), max(int((box.top - AROUND) * scale), 0)
    right, bottom = min(int((box.x1 + AROUND) * scale), size[0]), min(int((box.bottom + AROUND) * scale), size[1])
    return left, top, max(right, left + 1), max(bottom, top + 1)
