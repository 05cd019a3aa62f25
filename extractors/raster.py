"""Pages as pictures: drawn from PDF or decoded from image files, bounded in pixels, in the frame of their `Page`."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

from extractors.limits import DEFAULT, Limits
from models.errors import Damaged, NoPages, PaperError, TooLarge
from models.geometry import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from extractors.sources import Source
    from models.page import Page

    Gray = NDArray[np.uint8]

_A4_LONG = 842.0
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, TypeError, IndexError, KeyError, MemoryError)


def picture(
    source: "Source", number: int, *, dpi: float = 150, turn: int = 0, skew: float = 0.0, limits: Limits = DEFAULT
) -> Image.Image:
    """Draw page `number` (from 1) in colour at `dpi`, then turned and levelled as `Page.turn` and `Page.skew` say.

    The resolution is lowered where the picture would pass `limits.max_pixels`. Raises the same errors as `pages`,
    and NoPages for a page that is not there or a source (sheet, letter) that has no picture.
    """
    if source.media == "pdf":
        from extractors import pdfium

        with pdfium.opened(source.data) as document:
            if not 1 <= number <= document.pages:
                raise NoPages(f"There is no page {number}")
            dpi = bounded(dpi, *pdfium.size(document, number), limits)
            image = pdfium.draw(document, number, dpi=dpi)
    elif source.media in {"png", "jpeg", "tiff", "webp"}:
        image, native = frame(source.data, number, limits)
        width, height = image.width * 72 / native, image.height * 72 / native
        dpi = bounded(dpi, width, height, limits)
        image = resized(image, native, dpi).convert("RGB")
    else:
        raise NoPages("A sheet or letter has no picture; `upright` sketches it from its page")
    return levelled(turned(image, turn), skew)


def upright(source: "Source", page: "Page", *, dpi: float = 150, limits: Limits = DEFAULT) -> Image.Image:
    """Draw `page` of `source` in the frame that the boxes of its words use: a box times dpi / 72 sits on its word.

    Sheets and letters, which have no picture, are sketched from their words and lines. Raises as `pages` does.
    """
    if source.media in {"xlsx", "docx", "csv", "text"}:
        return sketched(page, dpi=bounded(dpi, page.width, page.height, limits))
    return picture(source, page.number, dpi=dpi, turn=page.turn, skew=page.skew, limits=limits)


def sketched(page: "Page", *, dpi: float = 150) -> Image.Image:
    """Draw a page that has no picture of its own, such as a sheet: its words in their boxes, and its lines."""
    scale = dpi / 72
    image = Image.new("RGB", (max(round(page.width * scale), 1), max(round(page.height * scale), 1)), "white")
    pen = ImageDraw.Draw(image)
    for line in page.rulings:
        pen.line([side * scale for side in line], fill=(170, 170, 170))
    for word in page.words:
        left, top, right, bottom = (side * scale for side in word.box)
        font = ImageFont.load_default(size=max(bottom - top, 1) * 0.9)
        wide = max(font.getlength(word.text), 1)
        if wide > right - left:
            font = ImageFont.load_default(size=max((bottom - top) * 0.9 * (right - left) / wide, 1))
        pen.text((left, (top + bottom) / 2), word.text, fill="black", font=font, anchor="lm")
    return image


def bounded(dpi: float, width: float, height: float, limits: Limits) -> float:
    """Return the highest resolution up to `dpi` at which a page of that size in points keeps to `max_pixels`."""
    pixels = max(width * height * (dpi / 72) ** 2, 1.0)
    return dpi if pixels <= limits.max_pixels else float(dpi * (limits.max_pixels / pixels) ** 0.5)


def count(data: bytes, limits: Limits = DEFAULT) -> int:
    """Return the number of pictures in an image file; raises Damaged, TooLarge (pages, pixels in all), NoPages."""
    with _open(data, limits) as image:
        try:
            frames = int(getattr(image, "n_frames", 1))
        except _BROKEN as error:
            raise Damaged("The image file is broken") from error
        if frames > limits.max_pages:
            raise TooLarge(f"{frames} pages")
        if not frames:
            raise NoPages("The image file holds no picture")
        pixels = _pixels(image, frames)
    if pixels > limits.max_pixels_in_all:
        raise TooLarge(f"Pictures of {pixels // 1_000_000} million pixels in all")
    return frames


def _pixels(image: Image.Image, frames: int) -> int:
    """Return the pixels of all pictures; each of an animation is as large as the whole, and is not drawn to know it."""
    if frames == 1 or image.format in {"PNG", "WEBP"}:
        return image.width * image.height * frames
    pixels = 0
    for number in range(frames):
        with suppress(*_BROKEN):
            image.seek(number)
        pixels += image.width * image.height
    return pixels


def frames(data: bytes, limits: Limits = DEFAULT) -> Iterator[tuple[Image.Image, float] | PaperError]:
    """Yield each picture of an image file as `frame` gives it, or why it cannot be had; raises what `count` does.

    The file is gone through once: each picture of an animation is made from the one before it.
    """
    with ExitStack() as opened:
        image = opened.enter_context(_open(data, limits))
        for number in range(1, count(data, limits) + 1):
            try:
                yield _frame(image, number, limits)
            except PaperError as error:
                yield error
                image = opened.enter_context(_open(data, limits))  # it may be lost in the broken one


def frame(data: bytes, number: int, limits: Limits = DEFAULT) -> tuple[Image.Image, float]:
    """Return picture `number` (from 1) of an image file, upright by its EXIF, on white, and its dots per inch.

    The resolution is the file's where it makes a sheet of paper; else the long side is taken for that of A4. Raises
    Damaged, TooLarge (pixels).
    """
    with _open(data, limits) as image:
        return _frame(image, number, limits)


def _frame(image: Image.Image, number: int, limits: Limits) -> tuple[Image.Image, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # broken EXIF data and the like: what matters of it is an error below
        try:
            if number > 1:
                image.seek(number - 1)
            _bound(image, limits)
            across, down = _resolution(image)
            whole: Image.Image = ImageOps.exif_transpose(image)
            if whole.size != image.size:
                across, down = down, across
            whole = _on_white(whole)
        except _BROKEN as error:
            raise Damaged(f"Picture {number} of the file is cut off or broken") from error
    if abs(across / down - 1) > 0.02:  # a fax has more dots across than down
        dots = max(across, down)
        whole = whole.resize((round(whole.width * dots / across), round(whole.height * dots / down)))
        across = dots
    return whole, across


def _open(data: bytes, limits: Limits) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of bombs, which the bound below refuses, and of broken tags
            image = Image.open(BytesIO(data), formats=("PNG", "JPEG", "TIFF", "WEBP", "MPO"))
            _bound(image, limits)
    except Image.DecompressionBombError as error:
        raise TooLarge("An image of too many pixels") from error
    except (UnidentifiedImageError, *_BROKEN) as error:
        raise Damaged("The image file does not open") from error
    return image


def _bound(image: Image.Image, limits: Limits) -> None:
    pixels = image.width * image.height
    if pixels > limits.max_pixels:
        raise TooLarge(f"An image of {pixels // 1_000_000} million pixels")


def _resolution(image: Image.Image) -> tuple[float, float]:
    told: Any = image.info.get("dpi") or (0, 0)
    try:
        across, down = float(told[0]), float(told[1])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        across = down = 0.0
    if min(across, down) >= 60 and max(across, down) <= 1300:
        sides = sorted((image.width / across, image.height / down))
        if 4 <= sides[1] <= 24 and sides[0] >= 1:
            return across, down
    guessed = max(image.width, image.height) * 72 / _A4_LONG
    return guessed, guessed


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in {"I;16", "I;16B", "I;16L", "I", "F"}:
        low, high = (float(end) for end in image.convert("F").getextrema())  # type: ignore[arg-type]
        scale = 255 / max(high - low, 1)
        return image.convert("F").point(lambda value: value * scale - low * scale).convert("L")
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layered = image.convert("RGBA")
        white = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(white, layered).convert("RGB")
    return image.convert("L") if image.mode in {"1", "L"} else image.convert("RGB")


def resized(image: Image.Image, native: float, dpi: float) -> Image.Image:
    """Return a picture of `native` dots per inch at `dpi`."""
    if abs(dpi / native - 1) < 0.01:
        return image
    size = (max(round(image.width * dpi / native), 1), max(round(image.height * dpi / native), 1))
    if dpi < native:
        return image.resize(size, Image.Resampling.BOX)
    import cv2
    import numpy as np

    return Image.fromarray(cv2.resize(np.asarray(image), size, interpolation=cv2.INTER_CUBIC))


def covered(image: Image.Image, boxes: Sequence[Box], *, dpi: float) -> Image.Image:
    """Return a copy with `boxes` (points) painted white."""
    copy = image.copy()
    pen = ImageDraw.Draw(copy)
    for box in boxes:
        pen.rectangle([side * dpi / 72 for side in box], fill="white")
    return copy


def has_letters(image: Image.Image) -> bool:
    """Say whether a picture may hold text: enough dark shapes of the size of letters."""
    import cv2
    import numpy as np

    _, ink = cv2.threshold(gray(image), 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    height = stats[1:, cv2.CC_STAT_HEIGHT]
    return int(np.count_nonzero((height >= 8) & (height <= 80))) >= 12


def gray(image: Image.Image) -> "Gray":
    """Return the picture as rows of gray values, 0 black to 255 white."""
    import numpy as np

    return np.asarray(image.convert("L"))


def turned(image: Image.Image, turn: int) -> Image.Image:
    """Turn a picture clockwise by quarters."""
    quarters = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
    return image.transpose(quarters[turn]) if turn in quarters else image


def levelled(image: Image.Image, skew: float) -> Image.Image:
    """Turn a picture clockwise by `skew` degrees about its centre; the sheet grows, the new corners are white."""
    if not skew:
        return image
    return image.rotate(-skew, resample=Image.Resampling.BICUBIC, expand=True, fillcolor="white")
