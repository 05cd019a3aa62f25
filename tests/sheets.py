"""Sheets of a few printed lines, to be worn and read in tests."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractors import raster
from extractors.limits import Limits
from extractors.pages import pages
from extractors.sources import source
from models.page import Page

DPI = 150
LINES = (
    "PACKING LIST No. 4711",
    "Consignor: Nordsee Recycling GmbH, Hamburg",
    "Consignee: Marmara Geri Donusum, Izmir",
    "Container CSQU3054383 and seal 778899",
    "24 bales of plastic scrap, mixed colours",
    "Gross weight 21400 KGS net 21050 KGS",
    "Freight prepaid, clean on board the vessel",
    "Port of loading Hamburg, discharge Izmir",
)


def sheet(lines: tuple[str, ...] = LINES, *, ruled: bool = False, dpi: int = DPI) -> Image.Image:
    scale = dpi / 72
    image = Image.new("L", (round(595 * scale), round(842 * scale)), 255)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=12 * scale)
    for index, line in enumerate(lines):
        pen.text((90 * scale, (100 + 60 * index) * scale), line, fill=0, font=font)
        if ruled:
            pen.rectangle(
                [70 * scale, (85 + 60 * index) * scale, 480 * scale, (145 + 60 * index) * scale], outline=0, width=2
            )
    return image


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def read(data: bytes, limits: Limits | None = None) -> list[Page]:
    return list(pages(source("scan", data), limits=limits or Limits()))


def texts(page: Page) -> list[str]:
    return [word.text for word in page.words]


def assert_read(data: bytes, page: Page, share: float = 0.9) -> None:
    """Nearly all words are read, and the box of each holds ink in the picture drawn in the page's frame."""
    expected = " ".join(LINES).split()
    assert sum(word in texts(page) for word in expected) >= share * len(expected), texts(page)
    picture = raster.upright(source("scan", data), page, dpi=100).convert("L")
    assert picture.size == pytest.approx((page.width * 100 / 72, page.height * 100 / 72), abs=3)
    for word in page.words:
        left, top, right, bottom = (round(side * 100 / 72) for side in word.box)
        piece = np.asarray(picture.crop((left, top, right, bottom)))
        around = np.asarray(picture.crop((left - 4, top - 4, right + 4, bottom + 4)))
        assert piece.min() < 150, word
        # The box takes in the word: hardly any ink is left in the band around it.
        assert (around < 128).sum() <= (piece < 128).sum() * 1.35 + 6, word
