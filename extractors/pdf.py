"""PDF pages: the text layer where it can be believed, our own reading of the drawn page where it cannot."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from extractors import glance, layers, pdfium, plumbing, stowaways
from extractors.frames import turned, turned_size
from extractors.limits import DEFAULT, Limits
from extractors.textlayer import Layer
from models.errors import Damaged, EngineMissing, TooLarge, of_machine
from models.geometry import Box
from models.page import Page, Problem

_SCAN = 0.5  # of the page: an image that may be the page itself
_PICTURE = 0.06  # of the page: an image that may hold text, not a logo


def pages(data: bytes, *, langs: str = "eng", limits: Limits = DEFAULT) -> Iterator[Page]:
    """Yield the pages of a PDF one by one.

    Raises Encrypted, NoPages, Damaged, TooLarge (pages), and EngineMissing when OCR is needed before any page could
    be read without. A page that fails alone comes with a problem and no words.
    """
    with pdfium.opened(data) as document:
        if document.pages > limits.max_pages:
            raise TooLarge(f"{document.pages} pages")
        read, told = 0, stowaways.told(document, data)
        with plumbing.opened(document, data) as layer_of:
            for number in range(1, document.pages + 1):
                try:
                    page = _page(document, number, layer_of, langs=langs, limits=limits)
                except EngineMissing as error:
                    if not read:
                        raise
                    page = _unreadable(document, number, Problem(error.code, error.message, number))
                except Exception as error:  # one page must not cost the others
                    if of_machine(error):
                        raise
                    page = _unreadable(document, number, _broken(number, error))
                read += bool(page.words)
                yield replace(page, problems=(*told, *page.problems)) if told and number == 1 else page


def _broken(number: int, error: Exception) -> Problem:
    why = getattr(error, "message", None) or f"Page {number} is broken ({type(error).__name__})."
    return Problem("page-unreadable", f"{why} Print this page to a new PDF, or scan it again.", number)


def _unreadable(document: pdfium.Document, number: int, problem: Problem) -> Page:
    try:
        width, height = pdfium.size(document, number)
    except Damaged:
        width, height = 595.0, 842.0
    return Page(number, width, height, problems=(problem,))


def _page(
    document: pdfium.Document, number: int, layer_of: Callable[[int], Layer | None], *, langs: str, limits: Limits
) -> Page:
    width, height = pdfium.size(document, number)
    layer = None if glance.is_heavy(document, number) else layer_of(number)
    if layer is None or layers.has_glyph_codes([word.text for word in layer.words]):
        layer = _spelt(layer, glance.layer(document, number))
    whole = Box(0, 0, width, height)
    trusted, regions = _verdict(layer, whole)
    if trusted and _covered(layer, whole) >= _SCAN and pdfium.hidden_share(document, number) >= 0.5:
        from extractors import hidden

        # The layer stands in for the scan: is it good, and is it of this scan?
        good = layers.reads_well([word.text for word in layer.words])
        seen = hidden.checked(document, number, layer, langs=langs, limits=limits) if good else None
        trusted, layer = seen is not None, seen or layer
    if trusted and not regions:
        return _native(number, layer, width, height)
    from extractors import scans

    if trusted:
        page = _native(number, layer, width, height)
        return scans.completed(document, page, regions, langs=langs, limits=limits)
    return scans.page(document, number, langs=langs, limits=limits)


def _spelt(layer: Layer | None, other: Layer) -> Layer:
    """Return the layer, or PDFium's where that spells the signs of which pdfplumber knows only the glyphs' numbers."""
    texts = [word.text for word in other.words]
    return other if layer is None or not (layers.has_glyph_codes(texts) or layers.is_junk(texts)) else layer


def _native(number: int, layer: Layer, width: float, height: float) -> Page:
    wide, high = turned_size(layer.turn, width, height)
    return Page(number, wide, high, layer.words, layer.lines, "text_layer", turn=layer.turn)


def _verdict(layer: Layer, sheet: Box) -> tuple[bool, tuple[Box, ...]]:
    """Say whether the layer may be used, and which regions of the page must be read by eye besides.

    A page without text is left to OCR, which also finds out whether it is blank.
    """
    texts = [word.text for word in layer.words]
    if not texts or layers.is_junk(texts):
        return False, ()
    if _covered(layer, sheet) >= _SCAN:
        return True, (Box(0.0, 0.0, *turned_size(layer.turn, sheet.width, sheet.height)),)
    area = sheet.width * sheet.height
    pictures = tuple(box for box in layer.images if box.overlap(sheet) >= _PICTURE * area)
    return True, tuple(turned(box, layer.turn, sheet.width, sheet.height) for box in pictures)


def _covered(layer: Layer, sheet: Box) -> float:
    """Return the share of the page that lies under images (0..1)."""
    return min(sum(box.overlap(sheet) for box in layer.images) / (sheet.width * sheet.height), 1.0)
