"""The text layer through pdfplumber; its pages are closed one by one, so that memory stays flat."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import numpy as np
import pdfplumber
from pdfminer.layout import LTChar, LTCurve, LTFigure, LTImage, LTLine, LTRect

from extractors import pdfium
from extractors.textlayer import Chars, Layer, built, turn_of
from models.geometry import Box

logging.getLogger("pdfminer").setLevel(logging.ERROR)


@contextmanager
def opened(document: pdfium.Document, data: bytes) -> Iterator[Callable[[int], Layer | None]]:
    """Give a function from page number to text layer, or to None where pdfplumber cannot have it.

    Form values and annotations are melted into the pages first; a file that pdfplumber does not open, or in which
    it finds other pages than PDFium, is written anew by PDFium.
    """
    plumber: Any = None
    copies: tuple[Callable[[], bytes], ...] = (
        lambda: (_may_have_notes(data) and pdfium.melted(document)) or data,
        lambda: pdfium.rewritten(document),
    )
    for copy in copies:
        try:
            plumber = pdfplumber.open(BytesIO(copy()))
            if len(plumber.pages) == document.pages:
                break
            plumber.close()
        except Exception:  # pdfminer raises what it likes; then PDFium's copy, or PDFium's own text, will do
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


def _may_have_notes(data: bytes) -> bool:
    """Say whether pages may bear fields or annotations, without loading each of them."""
    return b"/Annots" in data or b"/ObjStm" in data


def _layer(page: Any, offset: tuple[float, float], size: tuple[float, float]) -> Layer:
    """Take the characters and strokes of a page as pdfplumber lays it out, before it copies each into a dictionary."""
    right, down = offset
    height = float(page.height)
    texts: list[str] = []
    boxes: list[Box] = []
    turns: list[int] = []
    strokes: list[Box] = []
    images: list[Box] = []
    for item in _items(page.layout):
        box = Box(item.x0 - right, height - item.y1 - down, item.x1 - right, height - item.y0 - down)
        if isinstance(item, LTChar):
            texts.append(item.get_text())
            boxes.append(box)
            turns.append(turn_of(*item.matrix[:2]))
        elif isinstance(item, LTImage):
            images.append(box)
        elif isinstance(item, LTRect):
            if _is_seen(item):
                strokes.append(box)
        elif isinstance(item, LTLine) or (isinstance(item, LTCurve) and min(box.width, box.height) <= 1.5):
            strokes.append(box)
    chars = Chars(texts, np.array(boxes, np.float64).reshape(-1, 4), np.array(turns, np.int_))
    return built(chars, strokes, images, size)


def _items(holder: Any) -> Iterator[Any]:
    for item in holder:
        if isinstance(item, LTFigure):
            yield from _items(item)
        else:
            yield item


def _is_seen(rect: LTRect) -> bool:
    """A white area without a border lies over the paper unseen; a thin one parts coloured cells."""
    if rect.stroke or min(rect.width, rect.height) <= 3.0:
        return True
    return bool(rect.fill) and not _is_white(rect.non_stroking_color)


def _is_white(colour: Any) -> bool:
    parts = colour if isinstance(colour, tuple) else (colour,)
    if not parts or not all(isinstance(part, int | float) for part in parts):
        return False
    return sum(parts) <= 0.04 if len(parts) == 4 else min(parts) >= 0.98
