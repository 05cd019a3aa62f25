"""Figures that no word was read for: ink as high as the words beside it, on their line, shown to the second reader.

Tesseract leaves short numbers out that stand alone in a column, and covers others with a word of mere signs.
"""

import re
import time
from collections.abc import Iterable, Sequence

import numpy as np

from extractors import second
from extractors.confirming import goes_on
from extractors.ink import Gray, ink_of, letters_left
from extractors.spots import Spotted, Strip
from extractors.strips import cut, rimmed

_NO_WORD = 0.1  # of the first reader's confidence, below which a word of mere signs is none
_SURE = 0.85  # of the second reader's figure
_GAP = 0.45  # heights of a figure between its signs, at most
_MOST = 40  # runs of ink that are looked at on a sheet
_FIGURE = re.compile(r"\d{1,3}(?:[.,'’]?\d{1,3}){0,4}(?:[ ]?[A-Za-z]{1,4}\.?)?")


def worded(spotted: Iterable[Spotted]) -> list[Spotted]:
    """Return the words without those that the first reader gives no chance and that are mostly signs.

    They stand over white paper and join what is far apart, or over print that was not read.

    >>> [word.text for word in worded([Spotted("+~-«40", 0, 0, 60, 9, 0.0), Spotted("40", 0, 0, 20, 9, 0.0)])]
    ['40']
    """
    return [word for word in spotted if word.confidence >= _NO_WORD or 2 * _told(word.text) > len(word.text)]


def found(
    words: Sequence[Spotted], gray: Gray, uprights: Sequence[Strip], *, dpi: float, usual: float, until: float
) -> list[Spotted]:
    """Return the figures of a sheet that none of `words` stands for, looked for `until` then by the thread's clock."""
    letters = [strip for strip in letters_left(gray, words, dpi=dpi) if 0.5 * usual < _height(strip) < 1.4 * usual]
    told: list[Spotted] = []
    for run in _runs(letters)[:_MOST]:
        for strip in (_whole(part, gray) for part in cut(run, uprights)):
            level = any(_is_level(strip, word) for word in words)
            if not level or time.thread_time() > until or any(_covers(strip, word) for word in words):
                continue
            seen = second.look(gray, rimmed(strip, gray))
            if seen.score >= _SURE and _FIGURE.fullmatch(seen.text):
                whole = Spotted(seen.text, strip.left, strip.top, strip.right - strip.left, _height(strip), seen.score)
                told += _parted(whole)
    return told


def _whole(strip: Strip, gray: Gray) -> Strip:
    """Return the strip as far to both sides as its ink goes on, so that no part of a number is read for all of it."""
    inked = np.asarray((ink_of(np.ascontiguousarray(gray[strip.top : strip.bottom])) > 0).any(axis=0))
    gap = max(round(_height(strip) * _GAP), 2)
    left, right = goes_on(inked[: strip.left][::-1], gap), goes_on(inked[strip.right :], gap)
    return strip._replace(left=strip.left - left, right=strip.right + right)


def _covers(strip: Strip, word: Spotted) -> bool:
    """Say whether a strip reaches into a word that was read."""
    level = strip.top < word.top + word.height / 2 < strip.bottom
    return level and min(strip.right, word.right) - max(strip.left, word.left) > _height(strip) / 4


def _told(text: str) -> int:
    return sum(map(str.isalnum, text))


def _height(strip: Strip) -> int:
    return strip.bottom - strip.top


def _runs(letters: Iterable[Strip]) -> list[Strip]:
    """Join letters that stand side by side, the longest runs first."""
    runs: list[Strip] = []
    for letter in sorted(letters):
        near = (n for n, run in enumerate(runs) if _goes_on(run, letter))
        place = next(near, None)
        if place is None:
            runs.append(letter)
        else:
            run = runs[place]
            runs[place] = Strip(run.left, min(run.top, letter.top), letter.right, max(run.bottom, letter.bottom))
    return sorted(runs, key=lambda run: run.left - run.right)


def _goes_on(run: Strip, letter: Strip) -> bool:
    high = max(_height(run), _height(letter))
    apart = abs(run.top + run.bottom - letter.top - letter.bottom) / 2
    return letter.left - run.right < 0.8 * high and apart < 0.3 * high


def _is_level(strip: Strip, word: Spotted) -> bool:
    """Say whether a word of about the same height stands on the line of a strip, beside it."""
    high = _height(strip)
    apart = abs(strip.top + strip.bottom - word.top - word.bottom) / 2
    beside = word.left > strip.right or word.right < strip.left
    return beside and apart < 0.3 * high and 0.7 < word.height / high < 1.5 and _told(word.text) > 1


def _parted(word: Spotted) -> list[Spotted]:
    """Part a figure from the unit behind it."""
    texts = word.text.split()
    if len(texts) == 1:
        return [word]
    cut_at = word.left + round(word.width * (len(texts[0]) + 0.5) / len(word.text))
    sides = [(texts[0], word.left, cut_at), (texts[1], cut_at, word.right)]
    return [Spotted(t, left, word.top, max(right - left, 1), word.height, word.confidence) for t, left, right in sides]
