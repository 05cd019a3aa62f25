"""The sheets that readers are measured on: drawn by the fixtures, worn like paper, with what is printed and where."""

import contextlib
import json
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from math import cos, radians, sin
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
import pdfplumber
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from extractors.frames import turned, turned_size
from fixtures import generate
from fixtures.degrade import Scanned, degrade
from models.geometry import Box
from models.page import Page

Wear = Literal["clean", "scan", "photocopy", "fax", "low"]
WEARS: tuple[Wear, ...] = ("clean", "scan", "photocopy", "fax", "low")
DPI: dict[Wear, tuple[int, ...]] = {
    "clean": (150, 200, 300),
    "scan": (150, 200, 200, 250),
    "photocopy": (150, 200),
    "fax": (200,),
    "low": (96, 110, 130),
}
_FEWEST = 100  # characters


@dataclass(frozen=True)
class Sheet:
    """One worn page as PNG bytes of `dpi`, its printed words in points of the page as it was drawn.

    `values` are the boxes of what a reader must get right; `ignored` are boxes of text that runs askew.
    """

    name: str
    wear: Wear
    png: bytes
    dpi: int
    size: tuple[float, float]
    to_points: NDArray[np.float64]
    words: tuple[tuple[str, Box], ...]
    values: tuple[Box, ...]
    ignored: tuple[Box, ...]

    def drawn(self, box: Box) -> tuple[float, float]:
        """Return where on the drawn page the middle of `box`, in points of the worn sheet, lies."""
        x, y = cv2.invertAffineTransform(self.to_points) @ np.array([*box.middle, 1.0])
        return float(x), float(y)

    def shown(self, page: Page, box: Box) -> Box:
        """Return where on the worn sheet the middle of `box` lies, which a reader gave in the frame of its page."""
        x, y = box.middle
        wide, high = turned_size(page.turn, *self.size)
        c, s = cos(radians(page.skew)), sin(radians(page.skew))
        dx, dy = x - page.width / 2, y - page.height / 2
        x, y = wide / 2 + c * dx + s * dy, high / 2 - s * dx + c * dy
        return turned(Box(x, y, x, y), -page.turn % 360, wide, high)


def drawn_papers(folder: Path, *, consignments: int, seed: int) -> list[Path]:
    """Draw the papers of some consignments as native PDFs, each with its label beside it, unless they are there."""
    if not folder.is_dir():
        asked = ["--seed", str(seed), "--count", str(consignments), "--out", str(folder), "--scans", "clean"]
        with contextlib.redirect_stdout(open(os.devnull, "w")):  # noqa: PTH123
            generate.main([*asked, "--plant", "none", "--layouts", "all"])
    return sorted(folder.rglob("*.pdf"))


def sheets(papers: list[Path], wear: Wear, *, most: int, seed: int = 1) -> Iterator[Sheet]:
    """Yield up to `most` pages of `papers`, worn; the same seed wears them alike. Without a label no values count.

    Pages with hardly a word in their text layer are passed over: what is printed on them is not known.
    """
    made = 0
    for path in papers:
        told = path.with_name(f"{path.name}.json")
        label = json.loads(told.read_text(encoding="utf-8")) if told.is_file() else []
        with pdfplumber.open(path) as pdf:
            for number, page in enumerate(pdf.pages, start=1):
                if made == most:
                    return
                if len(page.chars) < _FEWEST:
                    continue
                rng = random.Random(f"{seed} {wear} {path.name} {number} {made}")
                yield _sheet(path, number, page, list(_values(label, number)), wear, rng)
                made += 1


def _sheet(path: Path, number: int, page: Any, values: list[Box], wear: Wear, rng: random.Random) -> Sheet:
    dpi = rng.choice(DPI[wear])
    words = page.dedupe_chars(tolerance=2).extract_words(keep_blank_chars=False, extra_attrs=["upright"])
    level = tuple(
        (word["text"], Box(word["x0"], word["top"], word["x1"], word["bottom"])) for word in words if word["upright"]
    )
    askew = tuple(Box(word["x0"], word["top"], word["x1"], word["bottom"]) for word in words if not word["upright"])
    document = pypdfium2.PdfDocument(str(path))
    pixels = np.asarray(document[number - 1].render(scale=dpi / 72, grayscale=True).to_pil().convert("L"), np.uint8)
    document.close()
    worn = degrade(pixels, dpi, "scan" if wear == "low" else wear, rng)
    return Sheet(
        f"{path.parent.name}/{path.stem}-{number}", wear, _png(worn), dpi, worn.size, worn.to_points, level,
        tuple(values), askew,
    )  # fmt: skip


def _png(worn: Scanned) -> bytes:
    image = Image.fromarray(worn.pixels)
    if worn.bilevel:
        image = image.convert("1", dither=Image.Dither.NONE)
    buffer = BytesIO()
    image.save(buffer, "PNG", dpi=(worn.dpi, worn.dpi), compress_level=1)
    return buffer.getvalue()


def _values(node: Any, number: int) -> Iterator[Box]:
    """Yield the boxes of the printed values of page `number` in a label."""
    if isinstance(node, list):
        for inner in node:
            yield from _values(inner, number)
    elif isinstance(node, dict):
        if node.get("raw") is not None:
            yield from (Box(*spot["box"]) for spot in node["evidence"] if spot["page"] == number)
        for inner in node.values():
            yield from _values(inner, number)
