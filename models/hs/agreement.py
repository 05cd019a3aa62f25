"""What speaks for and against a declared code: numbers for each line, from the network, the index and the words.

Every number is about one description and one declared code; `COLUMNS` names them in order.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.hs.features import Floats, Vocabulary
from models.hs.regulated import right_headings
from models.reference.nomenclature import successors
from models.reference.table import plain, rows
from models.reference.waste import waste_heading

COLUMNS = (
    "log p chapter", "log p heading", "log p subheading", "log best chapter", "log best heading", "log best subheading",
    "rank of chapter", "rank of heading", "likeness to chapter", "likeness to heading", "likeness to subheading",
    "best likeness", "likeness to chapter of best", "likeness to heading of best", "rank by likeness",
    "log p of heading most alike", "likeness of likeliest heading", "nearness of heading", "best nearness",
    "nearness behind best", "rank by nearness", "nearness of likeliest heading", "words", "known words", "known weight",
    "heaviest word", "heading size", "says waste", "code for waste", "waste agrees", "code for the rest",
    "code for parts", "regulated and right", "regulated and wrong",
)  # fmt: skip


class Ladder:
    """The codes in order, and which of them stand under each heading and chapter."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = tuple(codes)
        self.places = {code: place for place, code in enumerate(self.codes)}
        self.headings, self._heading_starts, self.heading_of = _steps(self.codes, 4)
        self.chapters, _, self.chapter_of = _steps(self.codes, 2)
        _, self._chapter_starts, _ = _steps(self.headings, 2)
        self.heading_places = {code: place for place, code in enumerate(self.headings)}
        self.chapter_of_heading = np.array([self.chapters.index(code[:2]) for code in self.headings], np.int32)

    def sums(self, scores: Floats) -> tuple[Floats, Floats]:
        """Return the sums of `scores` (lines by codes) by heading and by chapter."""
        by_heading = np.add.reduceat(scores, self._heading_starts, axis=1)
        return by_heading, self.by_chapter(by_heading)

    def by_chapter(self, scores: Floats) -> Floats:
        """Return the sums of `scores` (lines by headings) by chapter."""
        return np.asarray(np.add.reduceat(scores, self._chapter_starts, axis=1), np.float32)

    def best(self, scores: Floats) -> tuple[Floats, Floats]:
        """Return the maxima of `scores` (lines by codes) by heading and by chapter."""
        by_heading = np.maximum.reduceat(scores, self._heading_starts, axis=1)
        return by_heading, np.maximum.reduceat(by_heading, self._chapter_starts, axis=1)

    def of(self, code: str) -> tuple[int, ...]:
        """Return the places of the subheadings that a declared code stands for: itself, its heading's, its successors'.

        Empty for a code that we cannot judge: chapters alone, national chapters, codes of no edition.
        """
        return _standing(self, code)


class Scores(NamedTuple):
    """Lines by codes (`p`: probabilities; `s`: likeness), the same by heading and by chapter, and `m4`: nearness."""

    p: Floats
    p4: Floats
    p2: Floats
    s: Floats
    s4: Floats
    s2: Floats
    m4: Floats


def scores(ladder: Ladder, p: tuple[Floats, Floats], s: Floats, m4: Floats) -> Scores:
    """Return the scores of lines at all three levels; `p`: probabilities of codes and of headings."""
    return Scores(*p, ladder.by_chapter(p[1]), s, *ladder.best(s), m4)


def measures(
    ladder: Ladder, told: Scores, texts: Sequence[list[str]], vocabulary: Vocabulary, declared: NDArray[np.int32]
) -> Floats:
    """Return lines by `COLUMNS`, for the declared code at place `declared` of each line."""
    line = np.arange(len(texts))
    heading, chapter = ladder.heading_of[declared], ladder.chapter_of[declared]
    p4, p2, s4, s2 = told.p4[line, heading], told.p2[line, chapter], told.s4[line, heading], told.s2[line, chapter]
    best = told.s4.max(axis=1) + 1e-6
    likeliest, alike = told.p4.argmax(axis=1), told.s4.argmax(axis=1)
    waste = np.array([bool(waste_signs(text)) for text in texts], np.float32)
    named = [right_headings(text) for text in texts]
    right = np.array([ladder.headings[at] in each for at, each in zip(heading, named, strict=True)], np.float32)
    regulated = np.array([bool(each) for each in named], np.float32)
    code_waste, rest, parts, size = (column[declared] for column in _code_columns(ladder))
    return np.column_stack(
        [
            np.log(p2 + 1e-5), np.log(p4 + 1e-6), np.log(told.p[line, declared] + 1e-7),
            np.log(told.p2.max(axis=1)), np.log(told.p4.max(axis=1)), np.log(told.p.max(axis=1)),
            np.log1p((told.p2 > p2[:, None]).sum(axis=1)), np.log1p((told.p4 > p4[:, None]).sum(axis=1)),
            s2, s4, told.s[line, declared], best, s2 / best, s4 / best,
            np.log1p((told.s4 > s4[:, None]).sum(axis=1)),
            np.log(told.p4[line, alike] + 1e-6), told.s4[line, likeliest],
            *_nearness_columns(told.m4, heading, likeliest),
            *_word_columns(texts, vocabulary),
            size, waste, code_waste, waste * code_waste, rest, parts, right, regulated - right,
        ]
    ).astype(np.float32)  # fmt: skip


def waste_signs(text: Sequence[str]) -> list[str]:
    """Return the single words of waste among words; the rules look closer, with phrases and decoys."""
    return [word for word in text if word in _waste_words()]


def _nearness_columns(m4: Floats, heading: NDArray[np.int32], likeliest: NDArray[np.int64]) -> list[Floats]:
    line = np.arange(len(m4))
    own, best = m4[line, heading], m4.max(axis=1)
    return [own, best, best - own, np.log1p((m4 > own[:, None]).sum(axis=1)), m4[line, likeliest]]


def _word_columns(texts: Sequence[list[str]], vocabulary: Vocabulary) -> list[Floats]:
    known = [[vocabulary.weight(word) for word in text if word in vocabulary.places] for text in texts]
    words = np.array([len(text) for text in texts], np.float32)
    count = np.array([len(weights) for weights in known], np.float32)
    weight = np.array([sum(weights) for weights in known], np.float32)
    heaviest = np.array([max(weights, default=0.0) for weights in known], np.float32)
    return [np.log1p(words), count / np.maximum(words, 1), np.log1p(weight), heaviest]


@cache
def _waste_words() -> frozenset[str]:
    from models.hs.wording import words

    told = (words(row["phrase"]) for row in rows("waste_words.csv") if row["meaning"] == "waste")
    return frozenset(found[0] for found in told if len(found) == 1)


@cache
def _code_columns(ladder: Ladder) -> tuple[Floats, Floats, Floats, Floats]:
    labels = {row["code"]: plain(row["label"]) for chapter in ladder.chapters for row in rows(f"hs/{chapter}.csv")}
    named = [f"{labels.get(code, '')} {labels.get(code[:4], '')}" for code in ladder.codes]
    sizes = np.bincount(ladder.heading_of)[ladder.heading_of]
    return (
        np.array([waste_heading(code) is not None for code in ladder.codes], np.float32),
        np.array([code.endswith("9") or code[4:] == "00" for code in ladder.codes], np.float32),
        np.array(["parts" in name for name in named], np.float32),
        np.log1p(sizes).astype(np.float32),
    )


def _standing(ladder: Ladder, code: str) -> tuple[int, ...]:
    digits = code[:6]
    if len(digits) == 6:
        found = tuple(ladder.places[each] for each in (digits, *successors(digits)) if each in ladder.places)
        if found:
            return found
    heading = ladder.heading_places.get(digits[:4]) if len(digits) >= 4 else None
    return () if heading is None else tuple(int(place) for place in np.flatnonzero(ladder.heading_of == heading))


def _steps(codes: Sequence[str], digits: int) -> tuple[tuple[str, ...], NDArray[np.int64], NDArray[np.int32]]:
    names = tuple(dict.fromkeys(code[:digits] for code in codes))
    places = {name: place for place, name in enumerate(names)}
    of = np.array([places[code[:digits]] for code in codes], np.int32)
    return names, np.searchsorted(of, np.arange(len(names))), of
