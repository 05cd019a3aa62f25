"""PDFs drawn for a test, scans of drawn text, and what is read from them."""

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen.canvas import Canvas

from extractors import raster
from extractors.limits import Limits
from extractors.pages import pages
from extractors.sources import source
from models.geometry import Box
from models.page import Page

WIDTH, HEIGHT = 595.0, 842.0
LINES = (
    "BILL OF LADING No. HLCUHAM2511",
    "Shipper: Nordsee Recycling GmbH, Hamburg",
    "Consignee: Marmara Geri Donusum A.S., Izmir",
    "Container CSQU3054383 with 24 bales of plastic scrap",
    "Gross weight 21400 KGS, freight prepaid, clean on board",
)


def drawn(draw: Callable[[Canvas], None], **options: object) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), **options)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def letter(canvas: Canvas, lines: tuple[str, ...] = LINES, top: float = 700) -> None:
    canvas.setFont("Helvetica", 12)
    for index, line in enumerate(lines):
        canvas.drawString(72, top - 30 * index, line)


def scan(lines: tuple[str, ...] = LINES, dpi: int = 150) -> Image.Image:
    image = Image.new("L", (round(WIDTH * dpi / 72), round(HEIGHT * dpi / 72)), 255)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=12 * dpi / 72)
    for index, line in enumerate(lines):
        pen.text((72 * dpi / 72, (132 + 30 * index) * dpi / 72), line, fill=0, font=font)
    return image


def read(data: bytes, limits: Limits | None = None) -> list[Page]:
    return list(pages(source("paper.pdf", data), limits=limits or Limits()))


def texts(page: Page) -> list[str]:
    return [word.text for word in page.words]


def box_of(page: Page, text: str) -> Box:
    return next(word.box for word in page.words if word.text == text)


def assert_boxes_hold_ink(data: bytes, page: Page) -> None:
    """Every word's box, drawn on the upright picture, must hold ink; a strip of the empty margin must not."""
    image = raster.upright(source("paper.pdf", data), page, dpi=100).convert("L")
    assert image.size == pytest.approx((page.width * 100 / 72, page.height * 100 / 72), abs=2)
    for word in page.words:
        piece = image.crop(tuple(round(side * 100 / 72) for side in word.box))  # type: ignore[arg-type]
        assert piece.getextrema()[0] < 140, word
