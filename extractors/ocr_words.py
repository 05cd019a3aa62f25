"""What an engine spotted, brought to words of a page: in points, without what it made of lines and specks."""

import re
from statistics import median

from extractors.lettering import plain
from extractors.spots import Spotted
from models.geometry import Box
from models.page import Word
from models.reference.units import package_kind

_CAPITAL = re.compile(r"(?<=[^\W\d_A-Z]{2})(?<!Mac)I(?=[^\W\d_A-Z]|[.:,)]*$)")  # "incI." is "incl."
_ONE = re.compile(r"[Il|](?=[A-Z]{3,6}$)|B(?=[A-Za-z]{4,9}$)")  # "ICTN": one carton; "Bpallet": eight
_SMALL, _MANY_SMALL = 0.65, 0.12  # of the usual height; of the words
_FLAT = 0.45  # of the width of a sign; letters are taller than wide
_LONE_SIGNS = frozenset("-–&/+%#$€£@*°:=№№xX☐☒☑")


def usual_height(spotted: list[Spotted]) -> float:
    """Return the median height in pixels of the words that are surely words, 0.0 when there are none."""
    heights = [spot.height for spot in spotted if spot.confidence > 0.6 and any(map(str.isalnum, spot.text))]
    return median(heights) if heights else 0.0


def holds_small(spotted: list[Spotted]) -> bool:
    """Say whether a good part of the words is in far smaller print than the rest: goods listed in a narrow box.

    >>> large, small = Spotted("Goods", 0, 0, 50, 20, 0.9), Spotted("Soda", 0, 0, 20, 11, 0.9)
    >>> holds_small([large] * 9 + [small] * 2), holds_small([large] * 9 + [small])
    (True, False)
    """
    usual = usual_height(spotted)
    told = [spot.height < _SMALL * usual for spot in spotted if len(spot.text) > 2 and spot.text.isalnum()]
    return sum(told) > _MANY_SMALL * len(told)


def is_flat(spot: Spotted) -> bool:
    """Say whether a word is too low for its letters: the edge of a line of print, which is there in full as well.

    >>> is_flat(Spotted("6.222,000", 0, 0, 115, 4, 0.8)), is_flat(Spotted("mm", 0, 0, 30, 10, 0.8))
    (True, False)
    """
    return any(map(str.isalnum, spot.text)) and spot.height < _FLAT * spot.width / len(spot.text)


def words_of(spotted: list[Spotted], scale: float) -> list[Word]:
    """Bring words to points and leave out what the engine made of lines, specks and pictures."""
    usual = usual_height(spotted)
    words: list[Word] = []
    for spot in spotted:
        text = _CAPITAL.sub("l", plain(spot.text).strip("|¦"))
        if _ONE.match(text) and package_kind(text[1:]) and not package_kind(text):
            text = f"{8 if text[0] == 'B' else 1}{text[1:]}"
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
    if is_flat(spot):
        return True
    return spot.confidence < 0.2 and len(text) <= 2
