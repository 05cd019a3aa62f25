"""What a line says when both readers have read it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from extractors.second import Look
from extractors.spots import Spotted

_TRUSTED = 0.85  # of the second reader's score of a line: below, the first was right as often where they differed
_TWO_MINDS = 0.95  # what two readers read apart is less sure than either says
FIGURE_ALONE = 0.4  # of the first reader's figure where the second sees nothing
_FIRM = 0.5  # of the first reader's word


def settled(words: Sequence[Spotted], seen: Look, langs: str = "eng") -> list[Spotted]:
    """Return the words of a line, as the first reader or the second has it.

    >>> word = Spotted("Hamhurg", 0, 0, 90, 20, confidence=0.7)
    >>> [one.text for one in settled([word], Look("Hamburg", 0.99, (Spotted("Hamburg", 1, 0, 88, 20, 0.99),)))]
    ['Hamburg']
    """
    first = "".join(word.text for word in words)
    other = seen.text.replace(" ", "")
    if not other or not is_of(other, langs):
        return list(words)
    if other == first or _bare(first) == other:
        return [replace(word, confidence=max(word.confidence, min(seen.score, 0.99))) for word in words]
    if seen.score < _TRUSTED or not seen.words:
        return list(words)
    new = _parted(words, _once([_kept(words, word) for word in seen.words]))
    return sorted([*_overlooked(words, new), *new], key=lambda word: word.left)


def _overlooked(words: Sequence[Spotted], new: Sequence[Spotted]) -> list[Spotted]:
    """Return the figures of the first reader where the second has nothing: it overlooks single digits."""
    if _digits(new) >= _digits(words):
        return []  # "3 069,00" read as 3.069,00: all are there
    figures = (word for word in words if word.text.isdigit() and word.confidence >= FIGURE_ALONE)
    return [word for word in figures if all(word.right <= one.left or one.right <= word.left for one in new)]


def _once(words: Sequence[Spotted]) -> list[Spotted]:
    """Leave out what stands within a longer word: the first reader's 3.069,00 was kept for 069,00 beside a 3."""
    return [
        word
        for word in words
        if not any(
            other.left <= word.left + word.width / 2 <= other.right and len(other.text) > len(word.text)
            for other in words
        )
    ]


def _digits(words: Sequence[Spotted]) -> int:
    return sum(sign.isdigit() for word in words for sign in word.text)


def _kept(words: Sequence[Spotted], new: Spotted) -> Spotted:
    """Return the first reader's word instead, where the second's has only lost something, as it is known to do.

    It takes commas for points, drops accents, and misses a letter that the strip cut into.
    """
    for word in words:
        same_place = abs(word.left - new.left) < word.height and abs(word.right - new.right) < word.height
        if same_place and (word.text == new.text or _is_worn(new, word)):
            return replace(word, confidence=max(word.confidence, min(new.confidence, _TWO_MINDS)))
    return replace(new, confidence=min(new.confidence, _TWO_MINDS))


def _is_worn(new: Spotted, word: Spotted) -> bool:
    text = new.text
    if text.replace(",", ".") == word.text.replace(",", "."):
        return word.confidence > _FIRM
    if _bare(word.text) == text:
        return True
    led = word.text.endswith(text)
    lost = word.text.removesuffix(text) if led else word.text.removeprefix(text)
    if lost == word.text or len(lost) >= len(text) or not any(map(str.isalnum, lost)):
        return False
    beside = text[0] if led else text[-1]
    if lost == beside:
        return True  # it sees one of two equal signs
    # A sign that was cut off leaves the rest narrower; a zero with a dot in it, taken for 60, does not.
    narrower = new.left - word.left if led else word.right - new.right
    return narrower > 0.4 * word.width / len(word.text) or word.confidence > _FIRM


def _parted(words: Sequence[Spotted], new: list[Spotted]) -> list[Spotted]:
    """Divide the new words where the first reader saw a gap between letters that both read: the second runs on."""
    text = "".join(word.text for word in new)
    first = "".join(word.text for word in words)
    places: dict[int, int] = {}
    for block in Levenshtein.opcodes(first, text):
        if block.tag == "equal":
            places.update(
                zip(range(block.src_start, block.src_end), range(block.dest_start, block.dest_end), strict=True)
            )
    gaps: set[int] = set()
    at = 0
    for word in words[:-1]:
        at += len(word.text)
        before, after = places.get(at - 1), places.get(at)
        if before is not None and after == before + 1:
            gaps.add(after)
    found: list[Spotted] = []
    at = 0
    for word in new:
        cuts = [0, *(gap - at for gap in sorted(gaps) if at < gap < at + len(word.text)), len(word.text)]
        step = word.width / max(len(word.text), 1)
        found += (
            replace(word, text=word.text[start:end], left=word.left + round(start * step),
                width=max(round((end - start) * step), 1))
            for start, end in pairwise(cuts)
        )  # fmt: skip
        at += len(word.text)
    return found


def is_of(text: str, langs: str) -> bool:
    """Say whether `text` is in letters that the sheet may bear: the model takes specks for Chinese signs."""
    return "chi" in langs or all(sign < "\u0250" or "\u2010" <= sign <= "\u2122" for sign in text)


def _bare(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
