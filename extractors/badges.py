"""Block numbers that a form sets apart from their captions: in a circle, in a box, after the word "Case" or "Box"."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from extractors.layout import Line, Phrase
from extractors.lexicon import lexicon
from extractors.wording import tokens
from models.geometry import Box
from models.page import Page, Word
from models.reference.table import rows

FEWEST = 4  # numbers on a page that captions which are known follow, below which none is taken for a block's
HIGHEST = 54  # block of any form: the customs declaration's
_LONGEST_SIDE = 60.0  # points of the frame round a number
_APART = 2.0  # type sizes between such a number and its caption, at most
_LISTED_APART = 5.0  # where both stand in columns of their own
_NUMBER = re.compile(r"\(?(\d{1,2})[a-d]?\)?[.:]?")
_MERGE_FIELD = re.compile(r"^[«‹]\S*\[|\][»›]$|^[«‹]\w+[»›]$|^\{\{\S*\}\}$")  # of a template that nobody filled in
_NO_GLYPH = re.compile(r"\(cid:\d+\)")  # a sign for which the font names no letter
_DOT = re.compile(r"[·•|]")
_STROKE = re.compile(r"[-–—:.·•|]")


def unbadged(page: Page) -> Page:
    """Return the page with circled figures as figures, and without the frames that hold nothing but a number."""
    blank = (word for word in page.words if _NO_GLYPH.fullmatch(word.text) or _MERGE_FIELD.search(word.text))
    left_out = set(blank)
    words = tuple(_plain(word) for word in page.words if word not in left_out)
    short = sorted((r for r in page.rulings if max(r.width, r.height) < _LONGEST_SIDE), key=lambda ruling: ruling.top)
    framed = [near for word in words if short and _is_number(word.text) and (near := _frame(word.box, short))]
    if len(framed) < FEWEST:
        return replace(page, words=words)
    loose = {ruling for frame in framed for ruling in frame}
    return replace(page, words=words, rulings=tuple(ruling for ruling in page.rulings if ruling not in loose))


def _plain(word: Word) -> Word:
    """Return ① and ❶ as 1: captions begin with the number of their block."""
    circled = len(word.text) == 1 and unicodedata.category(word.text) == "No" and ord(word.text) > ord("\u2400")
    return replace(word, text=f"{unicodedata.numeric(word.text):.0f}.") if circled else word


def _is_number(text: str) -> bool:
    match = _NUMBER.fullmatch(text)
    return match is not None and 0 < int(match[1]) <= HIGHEST


def _frame(number: Box, rulings: Sequence[Box]) -> list[Box]:
    """Return the short rulings that frame a number on its left and its right, and no more than it, from the top."""
    reach = 0.9 * number.height
    first = bisect_left(rulings, number.top - reach, key=lambda ruling: ruling.top)
    last = bisect_right(rulings, number.bottom + reach, key=lambda ruling: ruling.top)
    around = Box(number.x0 - reach, number.top - reach, number.x1 + reach, number.bottom + reach)
    near = [ruling for ruling in rulings[first:last] if around.contains(ruling) and ruling.height < 2.2 * number.height]
    sides = [ruling for ruling in near if ruling.height > 2 * ruling.width]
    left = any(side.x1 <= number.x0 + 1 for side in sides)
    right = any(side.x0 >= number.x1 - 1 for side in sides)
    return near if left and right else []


def captioned(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with each block number as the first word of its caption, where a form sets it apart."""
    return _numbered(_unworded(lines))


def _numbered(lines: Sequence[Line]) -> list[Line]:
    """Join numbers that stand alone to the captions right of them."""
    pairs = dict(_pairs(lines))
    known = [box for box, caption in pairs.items() if _is_caption(caption)]
    apart = {phrase.text for line in lines for phrase in line.phrases if phrase.box in known}
    if not known or len(apart | {text for line in lines for text in _led(line)}) < FEWEST:
        return list(lines)
    heights = [box.height for box in known]
    joined = {
        box: caption
        for box, caption in pairs.items()
        if box in known or (_begins_caption(caption) and min(heights) - 0.6 < box.height < max(heights) + 0.6)
    }
    return [Line(tuple(_joined(line.phrases, joined))) for line in lines]


def _pairs(lines: Sequence[Line]) -> Iterator[tuple[Box, Phrase]]:
    """Yield the boxes of numbers that stand alone, with what is printed close behind each or, in a list, beside it."""
    beside = [
        (number, caption)
        for line in lines
        for number, caption in zip(line.phrases, line.phrases[1:], strict=False)
        if len(number.words) == 1 and _is_number(number.text)
    ]
    columns = Counter((round(number.box.x0), round(caption.box.x0)) for number, caption in beside)
    for number, caption in beside:
        listed = columns[round(number.box.x0), round(caption.box.x0)] >= FEWEST
        if caption.box.x0 - number.box.x1 < (_LISTED_APART if listed else _APART) * caption.box.height:
            yield number.box, caption


def _begins_caption(phrase: Phrase) -> bool:
    """Say whether a phrase begins as captions do, perhaps after a count of its own: "1. Transportunternehmen"."""
    counted = re.fullmatch(r"\d\.", phrase.words[0].text) is not None and len(phrase.words) > 1
    return phrase.words[counted].text[:1].isupper()


def _led(line: Line) -> Iterator[str]:
    """Yield the numbers that captions on a line begin with: "4 Exporter" beside a number that stands alone."""
    for phrase in line.phrases:
        rest = phrase.part(1)
        if rest is not None and _is_number(phrase.words[0].text) and _is_caption(rest):
            yield phrase.words[0].text


def _is_caption(phrase: Phrase) -> bool:
    size, entries = lexicon().longest(tokens(phrase.text))
    return phrase.text[:1].isupper() and size > 0 and any(entry.field != "stop" for entry in entries)


def _joined(phrases: Sequence[Phrase], joined: dict[Box, Phrase]) -> Iterator[Phrase]:
    taken: set[Box] = set()
    for phrase in phrases:
        caption = joined.get(phrase.box)
        if caption is not None and len(phrase.words) == 1:
            taken.add(caption.box)
            yield Phrase((*phrase.words, *caption.words), phrase.page)
        elif phrase.box not in taken:
            yield phrase


def _unworded(lines: Sequence[Line]) -> list[Line]:
    """Drop the word for a block before its number, and the stroke after it: "Case 8 a) — Premier transporteur"."""
    told = Counter(_worded(phrase) for line in lines for phrase in line.phrases)
    numbers = {number for word, number in told if word and told[word, number] == 1}
    if len(numbers) < FEWEST + 2:
        return list(lines)
    return [Line(tuple(_bare(phrase) for phrase in line.phrases)) for line in lines]


def _worded(phrase: Phrase) -> tuple[str, str]:
    """Return the word for a block that a phrase begins with and the number after it, or two empty texts."""
    first = phrase.words[0].text.casefold()
    if len(phrase.words) > 2 and _is_number(first) and _DOT.fullmatch(phrase.words[1].text):
        return phrase.words[1].text, first  # "4 · TOTAL NUMBER OF SHIPMENTS"
    if len(phrase.words) < 3 or first not in _block_words() or not _is_number(phrase.words[1].text):
        return "", ""
    part = phrase.words[2].text if re.fullmatch(r"\(?[a-z]\)", phrase.words[2].text) else ""
    return first, phrase.words[1].text + part


def _bare(phrase: Phrase) -> Phrase:
    if not _worded(phrase)[0]:
        return phrase
    words = list(phrase.words if _is_number(phrase.words[0].text) else phrase.words[1:])
    stroke = next((n for n, word in enumerate(words[:3]) if _STROKE.fullmatch(word.text)), None)
    if stroke is not None and stroke + 1 < len(words):
        del words[stroke]
    words[0] = replace(words[0], text=words[0].text.rstrip(".:") + ".")
    return Phrase(tuple(words), phrase.page)


@cache
def _block_words() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("block_words.csv"))
