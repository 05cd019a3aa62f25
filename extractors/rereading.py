"""The second look: lines that the first reader is unsure of, or has missed, are read by the second, the worst first."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from extractors import doubt, lost_figures, second
from extractors.ink import Gray, ink_of, letters_left
from extractors.limits import Limits
from extractors.ocr_words import holds_small, is_flat, usual_height
from extractors.settling import FIGURE_ALONE, is_of, settled
from extractors.spots import Spotted, Strip, phrases, strip_of
from extractors.strips import by_cells, cut, rimmed, uprights_of
from models.geometry import Box

_DOUBTFUL = 0.1  # a line whose worst word has less than this chance of another reading is not worth a look
_BAD = 0.1  # of the words of a sheet so doubtful that the first reader may have missed others
_SAMPLE = 8  # lines
_MISSED = 12  # letters without a word
_COARSE = 0.5  # of 200 dpi: as many lines are found as at full size, in a quarter of the time
_CLEAR = 5  # a fifth of the height of a strip: white between rows of ink of one word
_LOWEST = 4  # a quarter of the height of a strip
_TALL = 1.7  # times the usual height of words: the first reader takes bits of a band or a ruling for a letter's
_NUMBER = 2  # digits
_SURE_ALONE = 0.6  # of the first reader's word where the second finds no line
_MADE_OUT = 0.5  # of the second reader's line where the first saw nothing


@dataclass(frozen=True, slots=True)
class _Line:
    strip: Strip
    words: tuple[Spotted, ...]  # as the first reader has them
    doubt: float  # how many of them the second is likely to read otherwise
    worst: float

    @property
    def gain(self) -> float:
        """What a look promises for its cost, which goes by the width at a height of 48 pixels."""
        wide, high = self.strip.right - self.strip.left, self.strip.bottom - self.strip.top
        return self.doubt * high / max(wide, 1)


def improved(
    spotted: list[Spotted], gray: Gray, *, dpi: float, langs: str, limits: Limits, rulings: Sequence[Box] = ()
) -> list[Spotted]:
    """Return the words of a sheet after as much of the second reader as `limits.reader` asks for.

    `rulings`, in points, are lines taken out of the picture: no strip is read across the upright ones, else the words
    of two cells would have their boxes in each other.

    `fast` leaves it out. `auto` shows it the doubtful lines, on a bad sheet also those that the first reader missed,
    for as long as `limits.second_seconds`. `best` has it find and read every line.
    """
    if limits.reader == "fast" or not second.is_installed():
        return spotted
    spotted = lost_figures.worded([spot for spot in spotted if not is_flat(spot)])
    chances = doubt.doubts(spotted)
    best = limits.reader == "best"
    loose = letters_left(gray, spotted, dpi=dpi)
    uprights = uprights_of(rulings, dpi=dpi)
    lines: list[_Line] = []
    if best or _is_bad(spotted, chances, loose):
        lines, spotted = _found(
            spotted, chances, gray, uprights, scale=1.0 if best or holds_small(spotted) else _COARSE
        )
    else:
        known = {id(spot): chance for spot, chance in zip(spotted, chances, strict=True)}
        for run in (part for whole in phrases(spotted) for part in by_cells(whole, uprights)):
            strip = rimmed(strip_of(run), gray)
            lines.append(_line(strip, run, [known[id(spot)] for spot in run]))
        spotted = []
    lines = [_with_loose(line, loose, gray) for line in lines]
    until = time.thread_time() + (float("inf") if best else limits.second_seconds)
    read = _looked_at(lines, gray, langs, least=0.0 if best else _DOUBTFUL, until=until)
    read += ((strip_of([word]), [word]) for word in spotted)
    words = [word for _, line in sorted(read, key=lambda line: (line[0].top, line[0].left)) for word in line]
    words += lost_figures.found(words, gray, uprights, dpi=dpi, usual=usual_height(words), until=until)
    tall = _TALL * usual_height(words)
    return [_tight(word, gray) if word.height > tall else word for word in words]


def _looked_at(
    lines: Sequence[_Line], gray: Gray, langs: str, *, least: float, until: float
) -> list[tuple[Strip, Sequence[Spotted]]]:
    """Return the words of lines, those read again that are doubtful, or bear a digit that proves to be mistaken."""
    read: list[tuple[Strip, Sequence[Spotted]]] = []
    passed: list[_Line] = []
    taken: set[str] = set()  # digits that the first reader took others for
    for line in sorted(lines, key=lambda line: -line.gain):
        if line.worst >= least and time.thread_time() < until:
            words = _read(line, gray, langs)
            taken |= _mistaken(line.words, words)
            read.append((line.strip, words))
        else:
            passed.append(line)
    for line in passed:
        again = _bears(line.words, taken) and time.thread_time() < until
        read.append((line.strip, _read(line, gray, langs) if again else line.words))
    return read


def legible(spotted: list[Spotted], gray: Gray) -> float | None:
    """Return how sure the second reader is (0..1) of the longest lines of a sheet; None where it is not installed."""
    if not second.is_installed():
        return None
    strips = sorted((rimmed(strip_of(run), gray) for run in phrases(spotted)), key=lambda s: s.left - s.right)
    scores = [second.look(gray, strip).score for strip in strips[:_SAMPLE]]
    return sum(scores) / len(scores) if scores else 0.0


def _is_bad(spotted: Sequence[Spotted], chances: Sequence[float], loose: Sequence[Strip]) -> bool:
    doubtful = sum(chance > 2 * _DOUBTFUL for chance in chances)
    return doubtful > _BAD * len(spotted) or len(loose) > _MISSED


def _with_loose(line: _Line, loose: Sequence[Strip], gray: Gray) -> _Line:
    """Return the line as far as letters beside its last or first word go on with it, to be read for sure.

    The first reader now and then leaves the end of a number out, `390810.` of `390810.90`, or a sign within the line.
    """
    if not line.words:
        return line
    around = strip_of(list(line.words))
    high = median(word.height for word in line.words)  # one box may be as high as two lines
    whole, count = around, 0
    for letter in sorted(
        loose, key=lambda letter: min(abs(letter.left - around.right), abs(around.left - letter.right))
    ):
        level = letter.top >= whole.top - high / 4 and letter.bottom <= whole.bottom + high / 4
        near = letter.left - whole.right < high / 2 and whole.left - letter.right < high / 2
        if level and near and letter.bottom - letter.top > high / 2:
            whole = Strip(min(whole.left, letter.left), whole.top, max(whole.right, letter.right), whole.bottom)
            count += 1
    if not count:
        return line
    strip = rimmed(whole, gray)
    strip = Strip(min(strip.left, line.strip.left), strip.top, max(strip.right, line.strip.right), strip.bottom)
    return replace(line, strip=strip, doubt=line.doubt + count, worst=1.0)


def _line(strip: Strip, words: Sequence[Spotted], chances: Sequence[float]) -> _Line:
    # Of a lone stroke or dot the second reader makes a 1 or a 7.
    counted = [chance for word, chance in zip(words, chances, strict=True) if any(map(str.isalnum, word.text))]
    if not words:
        return _Line(strip, (), 1.0, 1.0)
    return _Line(strip, tuple(words), sum(counted), max(counted, default=0.0))


def _found(
    spotted: Sequence[Spotted], chances: Sequence[float], gray: Gray, uprights: Sequence[Strip], *, scale: float
) -> tuple[list[_Line], list[Spotted]]:
    """Return the lines that the second reader finds, with the words in them, and the sure words besides."""
    left = list(zip(spotted, chances, strict=True))
    lines: list[_Line] = []
    for strip in (part for whole in second.lines_of(gray, scale=scale) for part in cut(whole, uprights)):
        own = sorted((pair for pair in left if pair[0].within(strip)), key=lambda pair: pair[0].left)
        left = [pair for pair in left if not pair[0].within(strip)]
        lines.append(_line(rimmed(strip, gray, rim=0), [word for word, _ in own], [chance for _, chance in own]))
    usual = usual_height(list(spotted))
    least = ((word, FIGURE_ALONE if _is_figure(word, usual) else _SURE_ALONE) for word, _ in left)
    return lines, [word for word, sure in least if word.confidence >= sure]


def _is_figure(word: Spotted, usual: float) -> bool:
    """Say whether a word is a number as high as the others, and so neither a speck nor a ruling."""
    return word.text.isdigit() and 0.75 * usual < word.height < 1.3 * usual


def _read(line: _Line, gray: Gray, langs: str) -> list[Spotted]:
    seen = second.look(gray, line.strip)
    if line.words:
        words = settled(line.words, seen, langs)
    else:
        words = list(seen.words) if seen.score >= _MADE_OUT and is_of(seen.text, langs) else []
    return [word if word in line.words else _tight(word, gray) for word in words]


def _mistaken(words: Sequence[Spotted], settled_as: Sequence[Spotted]) -> set[str]:
    """Return the digits of numbers of the first reader that the second read as others.

    Zeros with a stroke or a dot in them are taken for 8 and 6 all over a sheet, and for sure.
    """
    pairs = ((old.text, new.text) for old in words for new in settled_as if abs(old.left - new.left) < old.height)
    alike = ((old, new) for old, new in pairs if len(old) == len(new) and sum(map(str.isdigit, old)) >= _NUMBER)
    signs = (pair for old, new in alike for pair in zip(old, new, strict=True))
    return {a for a, b in signs if a != b and a.isdigit() and b.isdigit()}


def _bears(words: Sequence[Spotted], digits: set[str]) -> bool:
    """Say whether a number has one of `digits`."""
    return any(sum(map(str.isdigit, word.text)) >= _NUMBER and digits & set(word.text) for word in words)


def _tight(word: Spotted, gray: Gray) -> Spotted:
    """Return the word as high as its ink, what stands clear above or below its letters left out: bits of rulings."""
    ink = ink_of(np.ascontiguousarray(gray[word.top : word.bottom, word.left : word.right]))
    rows = np.flatnonzero(ink.any(axis=1))
    if not len(rows):
        return word
    apart = max(word.height // _CLEAR, 2)  # more than parts a dot from its i, or what is left of pale strokes
    runs = np.split(rows, np.flatnonzero(np.diff(rows) > apart) + 1)
    main = max(runs, key=lambda run: np.count_nonzero(ink[run]))
    if len(main) < word.height / _LOWEST:  # no letter is so low: the print is too pale to tell
        main = rows
    top, bottom = int(main[0]), int(main[-1])
    return replace(word, top=word.top + top, height=bottom - top + 1)
