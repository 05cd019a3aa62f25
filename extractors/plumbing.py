"""The text layer through pdfplumber; its pages are closed one by one, so that memory stays flat."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pdfplumber

from extractors import pdfium
from extractors.textlayer import Char, Layer, built, turn_of
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
    dx, dy = page.mediabox[0] + offset[0], page.mediabox[1] + offset[1]
    found: dict[str, list[dict[str, Any]]] = page.objects

    def box_of(item: dict[str, Any]) -> Box:
        return Box(item["x0"] - dx, item["top"] - dy, item["x1"] - dx, item["bottom"] - dy)

    chars = (Char(item["text"], box_of(item), turn_of(*item["matrix"][:2])) for item in found.get("char", ()))
    strokes = [
        *found.get("line", ()),
        *(item for item in found.get("rect", ()) if _is_seen(item)),
        *(item for item in found.get("curve", ()) if _is_straight(item)),
    ]
    return built(chars, map(box_of, strokes), map(box_of, found.get("image", ())), size)


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
