"""Pages that must be read by eye: scanned PDF pages, image files, and pictures set into text pages."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors import ocr, pdfium, raster
from extractors.limits import DEFAULT, Limits
from models.errors import EngineMissing, PaperError
from models.geometry import Box
from models.page import Page, Problem, Word

_SURE = 0.5  # below, what is read in a picture beside good text is texture


def page(document: pdfium.Document, number: int, *, langs: str, limits: Limits = DEFAULT) -> Page:
    """Draw a PDF page and read it; raises EngineMissing, Damaged, Unreadable."""
    dpi = raster.bounded(limits.dpi, *pdfium.size(document, number), limits)
    return _page(number, ocr.read(pdfium.draw(document, number, dpi=dpi), dpi=dpi, langs=langs, limits=limits))


def pages(data: bytes, *, langs: str, limits: Limits = DEFAULT) -> Iterator[Page]:
    """Yield the pictures of an image file as pages; raises Damaged, TooLarge, EngineMissing.

    In a file of several pictures, one that fails comes with a problem and no words.
    """
    total = raster.count(data, limits)
    for number, picture in enumerate(raster.frames(data, limits), start=1):
        try:
            if isinstance(picture, PaperError):
                raise picture
            image, native = picture
            width, height = image.width * 72 / native, image.height * 72 / native
            dpi = raster.bounded(limits.dpi, width, height, limits)
            image = raster.resized(image, native, dpi)
            yield _page(number, ocr.read(image, dpi=dpi, langs=langs, limits=limits))
        except EngineMissing:
            raise
        except PaperError as error:
            if total == 1 and not isinstance(error, ocr.Unreadable):
                raise
            yield Page(number, 595.0, 842.0, origin="ocr", problems=(_problem(number, error),))


def _page(number: int, reading: ocr.Reading) -> Page:
    return Page(
        number,
        reading.width,
        reading.height,
        reading.words,
        reading.rulings,
        "ocr",
        turn=reading.turn,
        skew=reading.skew,
        look=reading.look,
    )


def _problem(number: int, error: PaperError) -> Problem:
    return Problem("page-unreadable", error.message, number)


def completed(
    document: pdfium.Document, page: Page, regions: Sequence[Box], *, langs: str, limits: Limits = DEFAULT
) -> Page:
    """Add to a page with a good text layer what stands in its pictures (`regions`, in points of the page's frame).

    Text that the layer has already is not taken twice. Where the pictures cannot be read, the page says so and
    keeps its text.
    """
    dpi = raster.bounded(limits.dpi, page.width, page.height, limits)
    added: list[Word] = []
    lines: list[Box] = []
    try:
        image = raster.turned(pdfium.draw(document, page.number, dpi=dpi), page.turn)
        image = raster.covered(image, [word.box for word in page.words], dpi=dpi)
        for region in regions:
            left, top = max(region.x0, 0.0), max(region.top, 0.0)
            right, bottom = min(region.x1, page.width), min(region.bottom, page.height)
            scale = dpi / 72
            piece = image.crop((round(left * scale), round(top * scale), round(right * scale), round(bottom * scale)))
            if min(piece.size) < 20 or not raster.has_letters(piece):
                continue
            reading = ocr.read(piece, dpi=dpi, langs=langs, limits=limits, straight=False)
            added += [
                replace(word, box=_moved(word.box, left, top))
                for word in reading.words
                # A lone sign is the edge of a letter whose box in the layer is too small.
                if word.confidence >= _SURE and len(word.text) > 1
            ]
            lines += [_moved(line, left, top) for line in reading.rulings]
    except PaperError as error:
        return replace(page, problems=(*page.problems, Problem(_code(error), error.message, page.number)))
    if not added:
        return page
    return replace(page, words=(*page.words, *added), rulings=(*page.rulings, *lines), origin="mixed")


def _code(error: PaperError) -> str:
    return error.code if isinstance(error, EngineMissing) else "picture-unreadable"


def _moved(box: Box, right: float, down: float) -> Box:
    return Box(box.x0 + right, box.top + down, box.x1 + right, box.bottom + down)
