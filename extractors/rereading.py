"""The second look: words that the first reader is unsure of are shown to the second, the most doubtful first."""

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from extractors import doubt, second
from extractors.limits import Limits
from extractors.second import Look
from extractors.spots import Spotted

Gray = NDArray[np.uint8]

_DOUBTFUL = 0.04  # below this chance of another reading, a look is not worth its time
_TRUSTED = 0.95  # of the second reader's score: below, the first was right as often where they differed
_SURE_ALONE = 0.8  # of the first reader's confidence where the second sees nothing
_RIM = 4  # pixels around a word
_BATCH = 8  # looks between two glances at the clock


def improved(spotted: list[Spotted], gray: Gray, *, langs: str, limits: Limits) -> list[Spotted]:
    """Return the words of a sheet after as much of the second reader as `limits.reader` asks for."""
    if limits.reader == "fast" or not second.is_installed():
        return spotted
    if limits.reader == "auto":
        return reread(spotted, gray, langs=langs, limits=limits)
    return merged(spotted, [spot for spot in second.whole(gray) if _is_of(spot.text, langs)])


def merged(first: Sequence[Spotted], other: Sequence[Spotted]) -> list[Spotted]:
    """Return what the second reader found on the whole sheet, and of the first what the second has nothing for."""
    missed = (spot for spot in first if spot.confidence >= _SURE_ALONE and not any(map(spot.shares, other)))
    return [*other, *missed]


def reread(spotted: Sequence[Spotted], gray: Gray, *, langs: str, limits: Limits) -> list[Spotted]:
    """Return the words of a sheet, those in doubt read again in `gray`, for as long as the limits allow a sheet."""
    chances = dict(enumerate(doubt.doubts(spotted)))
    doubtful = (index for index, chance in chances.items() if chance >= _DOUBTFUL and _is_word(spotted[index]))
    order = sorted(doubtful, key=lambda index: -chances[index])
    settled: dict[int, list[Spotted]] = {}
    until = time.monotonic() + limits.second_seconds
    for start in range(0, len(order), _BATCH):
        if time.monotonic() >= until:
            break
        batch = order[start : start + _BATCH]
        looks = second.look([crop(gray, spotted[index]) for index in batch])
        settled.update({index: judged(spotted[index], seen, langs) for index, seen in zip(batch, looks, strict=True)})
    return [word for index, spot in enumerate(spotted) for word in settled.get(index, [spot])]


def _is_word(spot: Spotted) -> bool:
    # Of a lone stroke or dot the second reader makes a 1 or a 7.
    return any(map(str.isalnum, spot.text))


def crop(gray: Gray, spot: Spotted) -> Gray:
    """Return the picture of one word with a rim around it."""
    rows = slice(max(spot.top - _RIM, 0), spot.top + spot.height + _RIM)
    return np.ascontiguousarray(gray[rows, max(spot.left - _RIM, 0) : spot.left + spot.width + _RIM])


def judged(spot: Spotted, seen: Look, langs: str = "eng") -> list[Spotted]:
    """Settle what a word says when both readers have read it: one word, or two where the first saw no gap.

    >>> word = Spotted("Hamhurg", 0, 0, 90, 20, confidence=0.7)
    >>> judged(word, Look("Hamburg", 0.99))[0].text
    'Hamburg'
    """
    if not seen.text or not _is_of(seen.text, langs):
        return [spot]
    if seen.text == spot.text:
        return [replace(spot, confidence=max(spot.confidence, seen.score))]
    if seen.score < _TRUSTED or _is_worn(seen.text, spot):
        return [spot]
    # What two readers read apart is less sure than either says.
    return _parted(replace(spot, text=seen.text, confidence=min(seen.score, 0.95)))


def _is_worn(text: str, spot: Spotted) -> bool:
    """Say whether `text` has only lost something against the first reading, as the second reader is known to do.

    It takes commas for points, and misses a letter that the crop cut into.
    """
    if text.replace(",", ".") == spot.text.replace(",", "."):
        return spot.confidence > 0.5
    lost = spot.text.removesuffix(text) if spot.text.endswith(text) else spot.text.removeprefix(text)
    return lost != spot.text and any(map(str.isalnum, lost))


def _is_of(text: str, langs: str) -> bool:
    """Say whether `text` is in letters that the sheet may bear: the model takes specks for Chinese signs."""
    return "chi" in langs or all(sign < "\u0250" or "\u2010" <= sign <= "\u2122" for sign in text)


def _parted(spot: Spotted) -> list[Spotted]:
    """Divide a word at its blanks, each part as wide as its share of the letters."""
    parts = spot.text.split()
    if len(parts) < 2:
        return [spot]
    step = spot.width / len(spot.text)
    words: list[Spotted] = []
    start = 0
    for part in parts:
        start = spot.text.index(part, start)
        words.append(
            replace(spot, text=part, left=spot.left + round(start * step), width=max(round(len(part) * step), 1))
        )
        start += len(part)
    return words
