"""PDF pages: the text layer where it can be believed, our own reading of the drawn page where it cannot."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from math import atan2, degrees
from typing import Any

import pdfplumber

from extractors import layers, pdfium, rulings
from extractors.frames import turned, turned_size
from extractors.glyphs import Glyph, tokens
from extractors.limits import DEFAULT, Limits
from models.errors import Damaged, EngineMissing, TooLarge
from models.geometry import Box
from models.page import Page, Problem, Word

logging.getLogger("pdfminer").setLevel(logging.ERROR)

_DIAGONAL = 20.0  # degrees off the quarters: a watermark, not text of the paper
_SCAN = 0.5  # of the page: an image that may be the page itself
_PICTURE = 0.06  # of the page: an image that may hold text, not a logo


@dataclass(frozen=True, slots=True)
class Layer:
    """The text layer of one displayed page: words, drawn lines and image boxes in points; `turn` as in `Page`."""

    words: tuple[Word, ...]
    lines: tuple[Box, ...]
    images: tuple[Box, ...]
    curves: int = 0
    turn: int = 0


def pages(data: bytes, *, langs: str = "eng", limits: Limits = DEFAULT) -> Iterator[Page]:
    """Yield the pages of a PDF one by one.

    Raises Encrypted, NoPages, Damaged, TooLarge (pages), and EngineMissing when OCR is needed before any page could
    be read without. A page that fails alone comes with a problem and no words.
    """
    with pdfium.opened(data) as document:
        if document.pages > limits.max_pages:
            raise TooLarge(f"{document.pages} pages")
        read = 0
        with _plumbed(document, data) as layer_of:
            for number in range(1, document.pages + 1):
                try:
                    page = _page(document, number, layer_of, langs=langs, limits=limits)
                except EngineMissing as error:
                    if not read:
                        raise
                    page = _unreadable(document, number, Problem(error.code, error.message, number))
                except Exception as error:  # one page must not cost the others
                    page = _unreadable(document, number, _broken(number, error))
                read += bool(page.words)
                yield page


def _broken(number: int, error: Exception) -> Problem:
    why = getattr(error, "message", None) or f"Page {number} is broken ({type(error).__name__})."
    return Problem("page-unreadable", f"{why} Print this page to a new PDF, or scan it again.", number)


def _unreadable(document: pdfium.Document, number: int, problem: Problem) -> Page:
    try:
        width, height = pdfium.size(document, number)
    except Damaged:
        width, height = 595.0, 842.0
    return Page(number, width, height, problems=(problem,))


@contextmanager
def _plumbed(document: pdfium.Document, data: bytes) -> Iterator[Callable[[int], Layer | None]]:
    """Give a function from page number to text layer, or to None where pdfplumber cannot have it."""
    plumber: Any = None
    plumbing: Any = pdfplumber
    for candidate in (lambda: pdfium.melted(document) or data, lambda: pdfium.rewritten(document)):
        try:
            plumber = plumbing.open(BytesIO(candidate()))
            if len(plumber.pages) == document.pages:
                break
            plumber.close()
        except Exception:  # pdfminer raises what it likes; PDFium writes the file anew, or the page is drawn and read
            pass
        plumber = None

    def layer_of(number: int) -> Layer | None:
        if plumber is None:
            return None
        page = plumber.pages[number - 1]
        try:
            return _layer(page, pdfium.crop(document, number), pdfium.size(document, number))
        except Exception:
            return None
        finally:
            page.close()

    try:
        yield layer_of
    finally:
        if plumber is not None:
            plumber.close()


def _page(
    document: pdfium.Document, number: int, layer_of: Callable[[int], Layer | None], *, langs: str, limits: Limits
) -> Page:
    width, height = pdfium.size(document, number)
    layer = layer_of(number)
    if layer is not None:
        trusted, regions = _verdict(document, number, layer, Box(0, 0, width, height))
        if trusted:
            page = _native(number, layer, width, height)
            if not regions:
                return page
            from extractors import scans

            return scans.completed(document, page, regions, langs=langs, limits=limits)
    from extractors import scans

    return scans.page(document, number, langs=langs, limits=limits)


def _native(number: int, layer: Layer, width: float, height: float) -> Page:
    wide, high = turned_size(layer.turn, width, height)
    return Page(number, wide, high, layer.words, layer.lines, "text_layer", turn=layer.turn)


def _verdict(document: pdfium.Document, number: int, layer: Layer, sheet: Box) -> tuple[bool, tuple[Box, ...]]:
    """Say whether the layer is to be used, and which regions of the page must be read by eye besides.

    A page without text is left to OCR, which also finds out whether it is blank.
    """
    texts = [word.text for word in layer.words]
    if not texts or layers.is_junk(texts):
        return False, ()
    area = sheet.width * sheet.height
    pictures = tuple(box for box in layer.images if box.overlap(sheet) >= _PICTURE * area)
    covered = min(sum(box.overlap(sheet) for box in layer.images) / area, 1.0)
    if covered >= _SCAN:
        if pdfium.hidden_share(document, number) >= 0.5:
            # A layer that stands in for the scan: all of it or nothing.
            return layers.reads_well(texts), ()
        return True, (Box(0.0, 0.0, *turned_size(layer.turn, sheet.width, sheet.height)),)
    return True, tuple(turned(box, layer.turn, sheet.width, sheet.height) for box in pictures)


def _layer(page: Any, offset: tuple[float, float], size: tuple[float, float]) -> Layer:
    """Take what pdfplumber found, in points of the displayed page; what lies outside it is dropped."""
    dx, dy = page.mediabox[0] + offset[0], page.mediabox[1] + offset[1]
    sheet = Box(0.0, 0.0, *size)

    def box_of(item: dict[str, Any]) -> Box:
        return Box(item["x0"] - dx, item["top"] - dy, item["x1"] - dx, item["bottom"] - dy)

    def boxes(kind: str, wanted: Callable[[dict[str, Any]], bool] = lambda _: True) -> Iterator[Box]:
        for item in page.objects.get(kind, ()):
            box = box_of(item)
            if sheet.contains(box) and wanted(item):
                yield box

    by_turn: dict[int, list[Glyph]] = {0: [], 90: [], 180: [], 270: []}
    for char in page.objects.get("char", ()):
        turn = _turn_of(char["matrix"])
        box = box_of(char)
        if turn is not None and sheet.contains(box):
            by_turn[turn].append(Glyph(char["text"], turned(box, turn, *size)))
    main = max(by_turn, key=lambda turn: len(by_turn[turn]))
    words = tuple(
        Word(token.text, _between(token.box, turn, main, size))
        for turn in sorted(by_turn, key=lambda turn: turn != main)
        for token in tokens(by_turn[turn])
    )
    drawn = (*boxes("line"), *boxes("rect", _is_seen), *boxes("curve", _is_straight))
    lines = rulings.straight(turned(_clipped(box, sheet), main, *size) for box in drawn)
    lines = rulings.outside(lines, [word.box for word in words])
    images = tuple(box_of(item) for item in page.objects.get("image", ()))
    return Layer(words, lines, images, len(page.objects.get("curve", ())), main)


def _turn_of(matrix: tuple[float, ...]) -> int | None:
    """Return the clockwise turn that sets a character upright, or None for one that stands askew."""
    angle = degrees(atan2(matrix[1], matrix[0])) % 360
    turn = round(angle / 90) * 90
    return turn % 360 if abs(angle - turn) <= _DIAGONAL else None


def _between(box: Box, turn: int, main: int, size: tuple[float, float]) -> Box:
    """Bring a box from the frame of its own line into the frame of the page."""
    if turn == main:
        return box
    return turned(box, (main - turn) % 360, *turned_size(turn, *size))


def _is_straight(curve: dict[str, Any]) -> bool:
    return bool(min(curve["x1"] - curve["x0"], curve["bottom"] - curve["top"]) <= 1.5)


def _is_seen(rect: dict[str, Any]) -> bool:
    """A white area without a border lies over the paper unseen; a thin one parts coloured cells."""
    if rect.get("stroke") or min(rect["x1"] - rect["x0"], rect["bottom"] - rect["top"]) <= 3.0:
        return True
    return bool(rect.get("fill")) and not _is_white(rect.get("non_stroking_color"))


def _is_white(colour: Any) -> bool:
    if not isinstance(colour, tuple) or not all(isinstance(part, int | float) for part in colour):
        return False
    return sum(colour) <= 0.04 if len(colour) == 4 else bool(colour) and min(colour) >= 0.98


def _clipped(box: Box, sheet: Box) -> Box:
    return Box(max(box.x0, sheet.x0), max(box.top, sheet.top), min(box.x1, sheet.x1), min(box.bottom, sheet.bottom))
