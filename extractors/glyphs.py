"""From single characters to words: overprinted doubles dropped, gaps judged by the size of the type."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.lettering import plain
from models.geometry import Box, union

_DOUBLE = 0.12  # of the size: double strikes sit closer, the narrowest letters advance further
_SAME_LINE = 0.3
_GAP = 0.14
_KERN = 0.35


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character, in a frame where its line runs from left to right; `box` in points."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Token:
    """Characters without a gap between them; `open_end` when no blank was drawn after the last."""

    text: str
    box: Box
    open_end: bool = True


def tokens(glyphs: Sequence[Glyph]) -> list[Token]:
    """Return the words that `glyphs` (in drawing order) spell, line by line from the top."""
    return _mended(_fragments(_single(glyphs)))


def _single(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Drop characters drawn again on nearly the same spot, as bold by double strike does."""
    seen: dict[tuple[str, int, int, int], list[Box]] = {}
    kept: list[Glyph] = []
    for glyph in glyphs:
        if glyph.text.isspace():
            kept.append(glyph)
            continue
        box = glyph.box
        size = max(round(box.height), 1)
        reach = _DOUBLE * size
        column, row = int(box.x0 // reach), int(box.top // reach)
        near = (
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in seen.get((glyph.text, size, column + dx, row + dy), ())
        )
        if any(abs(other.x0 - box.x0) < reach and abs(other.top - box.top) < reach for other in near):
            continue
        seen.setdefault((glyph.text, size, column, row), []).append(box)
        kept.append(glyph)
    return kept


def _fragments(glyphs: Iterable[Glyph]) -> list[Token]:
    """Join characters that follow each other on the page as they do in the file."""
    fragments: list[Token] = []
    current: list[Glyph] = []

    def close(*, open_end: bool) -> None:
        if current:
            text = "".join(plain(glyph.text).strip() for glyph in current)
            fragments.append(Token(text, union(glyph.box for glyph in current), open_end))
            current.clear()

    for glyph in glyphs:
        text = plain(glyph.text)
        if not text.strip():
            close(open_end=False)
            continue
        if current and not _follows(current[-1].box, glyph.box):
            close(open_end=True)
        current.append(glyph)
    close(open_end=False)
    return fragments


def _follows(last: Box, box: Box, kern: float = _KERN) -> bool:
    size = max(min(last.height, box.height), 1.0)
    level = abs(last.middle[1] - box.middle[1]) < _SAME_LINE * size
    return level and -kern * size <= box.x0 - last.x1 <= _GAP * size and box.x0 > last.x0


def _mended(fragments: list[Token]) -> list[Token]:
    """Order fragments into lines and join those that the file drew apart though no gap is between them."""
    lines: list[list[Token]] = []
    for token in sorted(fragments, key=lambda token: token.box.middle[1]):
        if lines:
            last = lines[-1][-1].box
            size = min(last.height, token.box.height)
            if token.box.middle[1] - last.middle[1] < 0.25 * size:
                lines[-1].append(token)
                continue
        lines.append([token])
    words: list[Token] = []
    for line in lines:
        start = len(words)
        for token in sorted(line, key=lambda token: token.box.x0):
            last_word = words[-1] if len(words) > start else None
            if last_word and last_word.open_end and _follows(last_word.box, token.box, kern=0.1):
                box = union((last_word.box, token.box))
                words[-1] = Token(last_word.text + token.text, box, token.open_end)
            else:
                words.append(token)
    return words
