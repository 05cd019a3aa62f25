"""Reading by eye: a picture of a page becomes words with boxes and confidences, and the lines between them."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from PIL import Image

from extractors import dashed, engines, evening, inks, looks, rereading, ruled, straighten, tongues
from extractors.engines import Engine
from extractors.ink import Gray, ink_of
from extractors.limits import DEFAULT, Limits
from extractors.ocr_words import words_of
from extractors.spots import Spotted
from models.errors import PaperError
from models.geometry import Box
from models.page import Word

_HOPELESS = 0.45  # below, it may though the glance at its letters says not
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
    look: str = ""


class _Sheet(NamedTuple):
    """A picture, and where it bears ink."""

    gray: Gray
    ink: Gray


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A sheet turned by `turn`, levelled by `skew` and even: its ink, it without its lines, and what is read there."""

    turn: int
    skew: float
    ink: Gray
    cleaned: Gray
    lines: tuple[Box, ...]
    spotted: list[Spotted]

    @property
    def sure(self) -> float:
        """The mean confidence of its letters."""
        letters = sum(len(spot.text) for spot in self.spotted)
        return sum(spot.confidence * len(spot.text) for spot in self.spotted) / letters if letters else 0.0


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

    `langs` are Tesseract's, joined by `+`; with `auto` a first reading finds out.
    Raises EngineMissing when Tesseract or a language pack is not there, Unreadable when the engine takes too long.
    """
    gray = inks.gray_of(image)
    sheet = _Sheet(gray, ink_of(gray))
    if straighten.is_blank(sheet.ink):
        return Reading((), (), image.width * 72 / dpi, image.height * 72 / dpi)
    try:
        first = tongues.FIRST if langs == tongues.AUTO else langs
        attempt = _best_attempt(sheet, dpi=dpi, langs=first, limits=limits, straight=straight, engine=engine)
        if langs == tongues.AUTO and (spoken := _spoken(attempt, dpi)):
            first = spoken
            spotted = engines.recognise(
                attempt.cleaned, dpi=dpi, langs=spoken, seconds=limits.seconds_per_page, engine=engine
            )
            attempt = replace(attempt, spotted=spotted)
    except TimeoutError as error:
        raise Unreadable(f"Not read within {limits.seconds_per_page:.0f} seconds") from error
    spotted = rereading.improved(
        attempt.spotted, attempt.cleaned, dpi=dpi, langs=first, limits=limits, rulings=attempt.lines
    )
    height, width = attempt.ink.shape
    size = width * 72 / dpi, height * 72 / dpi
    look = looks.look_of(attempt.ink) if straight else ""
    return Reading(tuple(words_of(spotted, 72 / dpi)), attempt.lines, *size, attempt.turn, attempt.skew, look)


def _spoken(attempt: _Attempt, dpi: float) -> str | None:
    """Return the languages to read the sheet in again, None where the first reading will do or no data is there."""
    language = tongues.of_words(spot.text for spot in attempt.spotted)
    if language is None and attempt.sure < _UNSURE and engines.script_of(attempt.cleaned, dpi=dpi) in {"Han", "HanS"}:
        language = tongues.CHINESE
    return f"{language}+{tongues.FIRST}" if language in engines.languages() else None


def _best_attempt(sheet: _Sheet, *, dpi: float, langs: str, limits: Limits, straight: bool, engine: Engine) -> _Attempt:
    """Read the sheet as it seems to stand, and turned otherwise when it makes little sense so."""

    def tried(turn: int) -> _Attempt:
        return _attempt(sheet, turn, dpi=dpi, langs=langs, limits=limits, straight=straight, engine=engine)

    if not straight:
        return tried(0)
    turn = _sideways_turn(sheet.gray, dpi) if straighten.is_sideways(sheet.ink) else 0
    attempt = tried(turn)
    if attempt.sure >= _UNSURE:
        return attempt
    told = engines.turn_of(straighten.turned(sheet.gray, turn), dpi=dpi)
    others = dict.fromkeys([(turn + told[0]) % 360 if told else turn, 0, (turn + 180) % 360])
    if told is not None and told[0] == 0 and turn == 0 and attempt.sure >= _HOPELESS:
        return attempt
    attempts = [attempt]
    for other in [turn_to for turn_to in others if turn_to != turn][:2]:
        attempts.append(tried(other))
        if attempts[-1].sure >= _UNSURE:
            return attempts[-1]
    # Of a bad sheet the engine is as sure upside down; the second reader is not.
    return max(attempts, key=lambda one: rereading.legible(one.spotted, one.cleaned) or one.sure)


def _sideways_turn(gray: Gray, dpi: float) -> int:
    told = engines.turn_of(gray, dpi=dpi)
    return told[0] if told else 90


def _attempt(
    sheet: _Sheet, turn: int, *, dpi: float, langs: str, limits: Limits, straight: bool, engine: Engine
) -> _Attempt:
    gray, ink = straighten.turned(sheet.gray, turn), straighten.turned(sheet.ink, turn)
    if skew := straighten.skew_of(ink) if straight else 0.0:
        gray = straighten.levelled(gray, skew)
        ink = ink_of(gray)
    even = evening.even(gray, ink, dpi=dpi)
    if even is not gray:
        ink = ink_of(even)
    cleaned, lines = ruled.without_lines(even, ink, dpi=dpi)
    cleaned, dashes = dashed.without_dashes(cleaned, ink, dpi=dpi)
    spotted = engines.recognise(cleaned, dpi=dpi, langs=langs, seconds=limits.seconds_per_page, engine=engine)
    return _Attempt(turn, skew, ink, cleaned, (*lines, *dashes), spotted)
