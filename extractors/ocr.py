"""Reading by eye: a picture of a page becomes words with boxes and confidences, and the lines between them."""

import re
from dataclasses import dataclass, replace
from statistics import median

from PIL import Image

from extractors import engines, raster, straighten
from extractors.engines import Engine, Spotted
from extractors.lettering import plain
from extractors.limits import DEFAULT, Limits
from models.errors import PaperError
from models.geometry import Box
from models.page import Word

_LONE_SIGNS = frozenset("-–&/+%#$€£@*°:=№№xX☐☒☑")
_FOUND = 0.5  # less sure than this, what was left over is a drawing
_UNSURE = 0.6  # mean confidence below which a sheet may stand on its head


class Unreadable(PaperError):
    """The engine gave up on one page."""

    code = "page-unreadable"
    advice = "Scan this page again at 200 to 300 dpi, straight and dark enough, or type it off."


@dataclass(frozen=True, slots=True)
class Reading:
    """What a picture says. Sizes and boxes in points, in the frame after `turn` and `skew` (as in `Page`)."""

    words: tuple[Word, ...]
    rulings: tuple[Box, ...]
    width: float
    height: float
    turn: int = 0
    skew: float = 0.0


def read(
    image: Image.Image,
    *,
    dpi: float,
    langs: str = "eng",
    limits: Limits = DEFAULT,
    straight: bool = True,
    engine: Engine = "auto",
) -> Reading:
    """Read a picture of `dpi` dots per inch; `straight` finds and mends how it is turned and skewed.

    Raises EngineMissing when Tesseract or a language pack is not there, Unreadable when the engine takes too long.
    """
    turn = 0
    gray = raster.gray(image)
    if straighten.is_blank(gray):
        return Reading((), (), image.width * 72 / dpi, image.height * 72 / dpi)
    if straight and straighten.is_sideways(gray):
        turn = _sideways_turn(gray, dpi)
    reading, sure = _attempt(image, turn, dpi=dpi, langs=langs, limits=limits, straight=straight, engine=engine)
    if straight and sure < _UNSURE:
        told = engines.turn_of(raster.gray(raster.turned(image, turn)), dpi=dpi)
        other = (turn + told[0]) % 360 if told else (turn + 180) % 360
        if other != turn and (told or sure < 0.45):
            second, surer = _attempt(image, other, dpi=dpi, langs=langs, limits=limits, straight=True, engine=engine)
            if surer > sure:
                return second
    return reading


def _sideways_turn(gray: straighten.Gray, dpi: float) -> int:
    told = engines.turn_of(gray, dpi=dpi)
    return told[0] if told else 90


def _attempt(
    image: Image.Image, turn: int, *, dpi: float, langs: str, limits: Limits, straight: bool, engine: Engine
) -> tuple[Reading, float]:
    """Read the picture turned by `turn`; return the reading and the mean confidence of its letters."""
    upright = raster.turned(image, turn)
    gray = raster.gray(upright)
    skew = straighten.skew_of(gray) if straight else 0.0
    if skew:
        gray = raster.gray(raster.levelled(upright, skew))
    cleaned, lines = straighten.without_lines(straighten.even(gray, dpi=dpi), dpi=dpi)
    try:
        spotted = _spotted(cleaned, dpi=dpi, langs=langs, limits=limits, engine=engine)
    except TimeoutError as error:
        raise Unreadable(f"Not read within {limits.seconds_per_page:.0f} seconds") from error
    height, width = gray.shape
    words = _words(spotted, 72 / dpi)
    reading = Reading(tuple(words), lines, width * 72 / dpi, height * 72 / dpi, turn, skew)
    letters = sum(len(word.text) for word in words)
    return reading, sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _spotted(gray: straighten.Gray, *, dpi: float, langs: str, limits: Limits, engine: Engine) -> list[Spotted]:
    """Read the page, then what the engine's own division of it left out: it drops whole lines without a word."""
    seconds = limits.seconds_per_page
    spotted = engines.recognise(gray, dpi=dpi, langs=langs, seconds=seconds, engine=engine)
    usual = _usual_height(spotted)
    solid = [spot for spot in spotted if _is_solid(spot, usual)]
    rest = gray.copy()
    for spot in solid:
        rest[max(spot.top - 2, 0) : spot.top + spot.height + 2, max(spot.left - 2, 0) : spot.left + spot.width + 2] = (
            255
        )
    around = straighten.letters_left(rest, dpi=dpi)
    if around is None:
        return spotted
    left, top, right, bottom = around
    again = engines.recognise(
        rest[top:bottom, left:right], dpi=dpi, langs=langs, psm=11, seconds=seconds, engine=engine
    )
    found = [
        replace(spot, left=spot.left + left, top=spot.top + top)
        for spot in again
        if spot.confidence >= _FOUND and any(map(str.isalnum, spot.text))
    ]
    doubtful = [spot for spot in spotted if not _is_solid(spot, usual)]
    return [*solid, *(spot for spot in doubtful if not any(_share_spot(spot, other) for other in found)), *found]


def _usual_height(spotted: list[Spotted]) -> float:
    heights = [spot.height for spot in spotted if spot.confidence > 0.6 and any(map(str.isalnum, spot.text))]
    return median(heights) if heights else 0.0


def _is_solid(spot: Spotted, usual: float) -> bool:
    return spot.confidence >= 0.3 and spot.height <= 4 * max(usual, 1.0) and any(map(str.isalnum, spot.text))


def _share_spot(spot: Spotted, other: Spotted) -> bool:
    wide = min(spot.left + spot.width, other.left + other.width) - max(spot.left, other.left)
    high = min(spot.top + spot.height, other.top + other.height) - max(spot.top, other.top)
    smaller = min(spot.width * spot.height, other.width * other.height)
    return wide > 0 and high > 0 and wide * high > 0.3 * smaller


def _words(spotted: list[Spotted], scale: float) -> list[Word]:
    """Bring words to points and leave out what the engine made of lines, specks and pictures."""
    usual = _usual_height(spotted)
    words: list[Word] = []
    for spot in spotted:
        text = plain(spot.text).strip("|¦")
        text = re.sub(r"^[\]}{\[](?=\w+$)|(?<=\w)[\]}{\[]$", "", text) if "[" not in text[1:-1] else text
        if not text or _is_noise(text, spot, usual):
            continue
        box = Box(
            spot.left * scale, spot.top * scale, (spot.left + spot.width) * scale, (spot.top + spot.height) * scale
        )
        words.append(Word(text, box, round(min(spot.confidence, 1.0), 3), "ocr"))
    return words


def _is_noise(text: str, spot: Spotted, usual: float) -> bool:
    if not any(sign.isalnum() for sign in text):
        return spot.confidence < 0.5 or not set(text) <= _LONE_SIGNS
    if usual and spot.height > 6 * usual and spot.confidence < 0.6:
        return True
    return spot.confidence < 0.2 and len(text) <= 2
