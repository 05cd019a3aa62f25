"""Finding phrases of a lexicon in free text: by words, accents folded, tolerant of the usual OCR confusions.

A phrase is words with single spaces; `*` at the end or the beginning of a word stands for any letters. Phrases in
Chinese characters are found inside runs of characters, for such text has no spaces.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from models.reference.table import squeezed

T = TypeVar("T")

_WORD = re.compile(r"[^\W_]+")
_SPREAD = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .\-_*][^\W\d_]){3,}(?![^\W_])")  # S C R A P, s.c.r.a.p
_CHINESE = re.compile(r"[\u3400-\u9fff]")
# Letters of other alphabets that look like Latin ones: inside a Latin word they hide it.
_TWINS = str.maketrans("авеёзікмнорстухѕјԁһαβεικνορτυχ", "abee3ikmhopctyxsjdhabeikvoptyx")
_FOREIGN = re.compile(r"[\u0370-\u04ff]")
# What a reader confuses: both sides of each pair fall together.
_ALIKE = str.maketrans({"1": "l", "i": "l", "|": "l", "0": "o", "5": "s", "8": "b", "2": "z"})
_BREAK = re.compile(r"[,;:()\[\]\n]")
# A word that a reader, or the end of a line, cut in two: SC RAP, REG-RIND. One piece is short, the whole is not.
_CUT = re.compile(r" |\s?[-\u00ad]\s*")
_PIECE, _WHOLE = 3, 5
_HYPHEN = re.compile(r"[-\u00ad]\s+")  # a word goes on where the next line begins
# Figures that stand for letters in a word that hides: SCR4P, WAST3.
_FIGURES = str.maketrans({"4": "a", "3": "e"})
_KEPT = 10_000  # texts, and words, whose hits are kept: some twenty rules ask of the same goods line
_FUZZY_LETTERS = 9
_FUZZY_RATIO = 88.0


class Hit(NamedTuple, Generic[T]):
    """An entry found in a text at characters `start` to `end`."""

    entry: T
    start: int
    end: int


class _Token(NamedTuple):
    text: str
    shape: str
    start: int
    end: int
    clause: int


@lru_cache(_KEPT)
def shape(word: str) -> str:
    """Return a word as a tired reader sees it: i, l and 1 alike, and so 0 and o, 5 and s, 8 and b, 2 and z, rn and m.

    >>> shape("P1ASTIC") == shape("plastic")
    True
    """
    key = squeezed(_latin(word))
    letters = sum(sign.isalpha() for sign in key)
    return key.translate(_ALIKE).replace("rn", "m") if letters > len(key) - letters else key


def _seen(word: str) -> str:
    key = shape(word)
    return key.translate(_FIGURES) if sum(map(str.isalpha, key)) > len(key) - sum(map(str.isalpha, key)) else key


def _latin(word: str) -> str:
    """Put Latin letters for their twins in a word that mixes alphabets; a word of one alphabet stays as it is."""
    mixed = _FOREIGN.search(word) and re.search(r"[A-Za-z]", word)
    return word.lower().translate(_TWINS) if mixed else word


class Lexicon(Generic[T]):
    """Phrases, each with what it means; `tolerant` single words also match with one wrong letter in nine."""

    def __init__(self, entries: Iterable[tuple[str, T, bool]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        self._open: list[tuple[tuple[str, ...], T]] = []
        self._chinese: list[tuple[str, T]] = []
        self._fuzzy: dict[str, list[tuple[str, T]]] = {}
        self._single: dict[str, list[T]] = {}
        for phrase, entry, tolerant in entries:
            if _CHINESE.search(phrase):
                self._chinese.append((phrase, entry))
                continue
            words = tuple(_pattern(word) for word in phrase.split())
            if "*" in words[0]:
                self._open.append((words, entry))
            else:
                self._by_first.setdefault(words[0], []).append((words, entry))
            if len(words) == 1 and "*" not in words[0] and len(words[0]) >= _WHOLE:
                self._single.setdefault(words[0], []).append(entry)
            if tolerant and len(words) == 1 and len(words[0]) >= _FUZZY_LETTERS:
                self._fuzzy.setdefault(words[0][0], []).append((words[0], entry))
        self._hits = lru_cache(_KEPT)(self._sought)
        self._beginning = lru_cache(_KEPT)(self._begun)
        self._near = lru_cache(_KEPT)(self._misspelt)

    def hits(self, text: str) -> list[Hit[T]]:
        """Return every entry found in `text`, longest first where they start alike, in reading order."""
        return list(self._hits(text))

    def _sought(self, text: str) -> tuple[Hit[T], ...]:
        tokens = _tokens(text)
        found = [hit for index in range(len(tokens)) for hit in self._at(tokens, index)]
        found += self._cut(tokens, text, found)
        if _CHINESE.search(text):
            found += [
                Hit(entry, match.start(), match.end())
                for phrase, entry in self._chinese
                for match in re.finditer(re.escape(phrase), text)
            ]
        return tuple(sorted(found, key=lambda hit: (hit.start, -hit.end)))

    def _begun(self, word: str) -> tuple[tuple[tuple[str, ...], T], ...]:
        """Return the phrases whose first word is `word`."""
        return (*self._by_first.get(word, ()), *(each for each in self._open if _fits(each[0][0], word)))

    def _at(self, tokens: Sequence[_Token], index: int) -> list[Hit[T]]:
        exact = [
            Hit(entry, tokens[index].start, tokens[index + len(words) - 1].end)
            for words, entry in self._beginning(tokens[index].shape)
            if index + len(words) <= len(tokens)
            and tokens[index].clause == tokens[index + len(words) - 1].clause
            and all(_fits(word, tokens[index + at].shape) for at, word in enumerate(words))
        ]
        token = tokens[index]
        return exact or [Hit(entry, token.start, token.end) for entry in self._near(token.shape)]

    def _cut(self, tokens: Sequence[_Token], text: str, found: list[Hit[T]]) -> list[Hit[T]]:
        """Return the words that stand in two pieces, of which none is an entry of its own."""
        taken = {hit.start for hit in found} | {hit.end for hit in found}
        hyphened = [
            _Token(one.text + other.text, _seen(one.text + other.text), one.start, other.end, one.clause)
            for one, other in pairwise(tokens)
            if _HYPHEN.fullmatch(text, one.end, other.start)
        ]
        whole = [hit for token in hyphened for hit in self._at([token], 0)]
        return whole + [
            Hit(entry, one.start, other.end)
            for one, other in pairwise(tokens)
            if min(len(one.text), len(other.text)) <= _PIECE and not {one.start, other.end} & taken
            for entry in self._single.get(_seen(one.text + other.text), ())
            if _CUT.fullmatch(text, one.end, other.start)
        ]

    def _misspelt(self, word: str) -> list[T]:
        if len(word) < _FUZZY_LETTERS - 1:
            return []
        from rapidfuzz import fuzz

        return [
            entry
            for known, entry in self._fuzzy.get(word[0], ())
            if len(word) != len(known) - 1 or not known.startswith(word)
            if fuzz.ratio(word, known, score_cutoff=_FUZZY_RATIO)
        ]


@lru_cache(_KEPT)
def _tokens(text: str) -> tuple[_Token, ...]:
    """Return the words of `text`; no phrase reaches over the comma or bracket that ends a clause."""
    return tuple(_words(text))


def _words(text: str) -> Iterator[_Token]:
    clause = stop = 0
    spread = {match.start(): match for match in _SPREAD.finditer(text)}
    for match in _WORD.finditer(text):
        if match.start() < stop:
            continue  # a letter of a word that was spread
        word = spread.get(match.start(), match)
        clause += _BREAK.search(text, stop, word.start()) is not None
        stop = word.end()
        letters = re.sub(r"[\W_]", "", word[0])
        yield _Token(letters, _seen(letters), word.start(), stop, clause)


def _pattern(word: str) -> str:
    return f"{'*' if word.startswith('*') else ''}{_seen(word)}{'*' if word.endswith('*') and len(word) > 1 else ''}"


def _fits(pattern: str, word: str) -> bool:
    core = pattern.strip("*")
    if pattern.startswith("*") and pattern.endswith("*"):
        return core in word
    if pattern.startswith("*"):
        return word.endswith(core)
    return word.startswith(core) if pattern.endswith("*") else word == core
