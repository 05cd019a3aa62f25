"""Pages as pictures for the screen: drawn once, in the frame that the boxes use, and kept on disk."""

import json
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image

from extractors.limits import DEFAULT, Limits
from extractors.pages import pages
from extractors.raster import picture, sketched
from extractors.sources import Source
from flows.reading import View
from flows.writing import replacing
from models.errors import NoPages

Form = Literal["webp", "png", "jpeg"]
SKETCHED = frozenset({"xlsx", "docx", "csv", "text"})  # no picture of their own: laid out on points by their reader
RESOLUTIONS = (72, 150, 250)  # dots an inch that are drawn and kept; anything else would fill the disk
QUALITY = 82


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's picture: its bytes in `form`, and the page's size in points, which its boxes are in."""

    data: bytes
    form: Form
    width: float
    height: float


def sheet(
    source: Source,
    number: int,
    *,
    dpi: int,
    folder: Path,
    view: View | None = None,
    form: Form = "webp",
    limits: Limits = DEFAULT,
) -> Sheet:
    """Return page `number` (from 1) of `source` at the kept resolution next to `dpi`, straightened as `view` says.

    What was drawn before comes from `folder`, one folder a document. Raises models.errors.PaperError when the page
    cannot be drawn.
    """
    dpi = next((kept for kept in RESOLUTIONS if kept >= dpi), RESOLUTIONS[-1])
    turn, skew = (view.turn, view.skew) if view else (0, 0.0)
    place = folder / source.sha256 / f"{number}-{dpi}-{turn}-{skew:.3f}.{form}"
    if (kept := _kept(place, form)) is not None:
        return kept
    image = drawn(source, number, dpi=dpi, turn=turn, skew=skew, limits=limits)
    width, height = _points(source, number, image, dpi, turn, skew, limits)
    file = BytesIO()
    image.convert("RGB").save(file, form.upper(), quality=QUALITY)
    fresh = Sheet(file.getvalue(), form, width, height)
    place.parent.mkdir(parents=True, exist_ok=True)
    with replacing(place) as path:
        path.write_bytes(json.dumps([width, height]).encode() + b"\n" + fresh.data)
    return fresh


def drawn(source: Source, number: int, *, dpi: float, turn: int, skew: float, limits: Limits = DEFAULT) -> Image.Image:
    """Draw a page in the frame of its boxes; a sheet or letter is sketched from its words. Raises PaperError."""
    if source.media not in SKETCHED:
        return picture(source, number, dpi=dpi, turn=turn, skew=skew, limits=limits)
    for page in pages(source, limits=limits):
        if page.number == number:
            return sketched(page, dpi=dpi)
    raise NoPages(f"There is no page {number}")


def _kept(place: Path, form: Form) -> Sheet | None:
    try:
        head, _, data = place.read_bytes().partition(b"\n")
        width, height = json.loads(head)
    except (OSError, ValueError):
        return None
    return Sheet(data, form, width, height)


def _points(
    source: Source, number: int, image: Image.Image, dpi: int, turn: int, skew: float, limits: Limits
) -> tuple[float, float]:
    """Return the size in points; a picture of very many pixels was drawn at less than `dpi` and tells no size."""
    if image.width * image.height < 0.9 * limits.max_pixels:
        return image.width * 72 / dpi, image.height * 72 / dpi
    small = drawn(source, number, dpi=18, turn=turn, skew=skew, limits=limits)
    return small.width * 4.0, small.height * 4.0
