"""Descriptions as sparse rows: each word with its letters, each pair of words, weighted by how telling it is.

A column is one of `BUCKETS` for hashed letter runs and pairs, or, after them, a word of the vocabulary.
"""

import zlib
from collections import Counter
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract
from scipy import sparse

from models.hs.meaning import meanings
from models.hs.wording import FOR, grams, phrases, singular, words

BUCKETS = 1 << 17
_LETTERS_SHARE = 0.7
_PHRASE_WEIGHT = 0.6
_PURPOSE_SHARE = 0.6  # weight of what goods are for, against what they are
_UNKNOWN = 0.8  # weight of the letters of a word that the vocabulary lacks, against one met once
_GUESSED = 0.8  # weight of known words that an unknown one is taken for, against the same words written well
_SHORTEST_GUESS = 6  # letters from which an unknown word is taken for known ones
_MET_TWICE, _MET_OFTEN = 0.96, 0.92  # weights of words that a hundred thousand lines have twice, and three times

Floats = NDArray[np.float32]


class Vocabulary:
    """The words the engine knows, each with its weight (inverse document frequency, 0..1)."""

    def __init__(self, known: Sequence[str], weights: Floats) -> None:
        self.known = list(known)
        self.weights = weights
        self.places = {word: place for place, word in enumerate(self.known)}
        self.width = BUCKETS + len(self.known)
        self._of = lru_cache(maxsize=100_000)(self._features)
        self._means = lru_cache(maxsize=100_000)(self._meaning)
        self._taken = lru_cache(maxsize=1024)(self._taken_for)  # a word is asked about twice, one after the other

    @classmethod
    def of(cls, texts: Sequence[list[str]]) -> "Vocabulary":
        """Return the vocabulary of `texts`, given as words."""
        counts = Counter(word for text in texts for word in set(text))
        known = sorted(counts)
        seen = np.array([counts[word] for word in known], np.float32)
        weights = np.log((len(texts) + 1) / seen) / np.log(len(texts) + 1)
        return cls(known, weights.astype(np.float32))

    def weight(self, word: str) -> float:
        """Return how telling a word is, 0..1; of an unknown one, what its letters count for."""
        place = self.places.get(word)
        return _UNKNOWN if place is None else float(self.weights[place])

    def lines(self, texts: Sequence[list[str]]) -> "Lines":
        """Return `texts`, given as words, as unit rows over the columns of this vocabulary."""
        known: dict[str, int] = {}
        pairs: dict[str, int] = {}
        places: list[int] = []
        ends = [0]
        values: list[float] = []
        for text in texts:
            purpose = text.index(FOR) if FOR in text else len(text)
            places += [known.setdefault(word, len(known)) for word in text]
            places += [-1 - pairs.setdefault(pair, len(pairs)) for pair in phrases(text)]
            values += [_PURPOSE_SHARE if purpose < at < len(text) else 1.0 for at in range(len(places) - ends[-1])]
            ends.append(len(places))
        at = np.array(places, np.int32)
        table, means = self._tables(list(known), list(pairs))
        held = sparse.csr_matrix(
            (np.array(values, np.float32), np.where(at < 0, len(known) - 1 - at, at), np.array(ends, np.int64)),
            shape=(len(texts), table.shape[0]),
        )
        return Lines(held, table, means)

    def _tables(self, known: list[str], pairs: list[str]) -> tuple[Any, Any]:
        """Return words and pairs by columns, and the same by what words mean."""
        columns = np.array([zlib.crc32(pair.encode()) % BUCKETS for pair in pairs], np.int32)
        of_pairs = (columns, np.full(len(pairs), _PHRASE_WEIGHT, np.float32), np.arange(1, len(pairs) + 1))
        nothing = (columns[:0], of_pairs[1][:0], np.zeros(len(pairs), np.int64))
        table = _rows([self._of(word) for word in known], of_pairs, self.width)
        return table, _rows([self._means(word) for word in known], nothing, len(meanings().places))

    def _features(self, item: str) -> tuple[NDArray[np.int32], Floats]:
        place = self.places.get(item)
        taken_for = self._taken(item) if place is None else ()
        if taken_for:
            parts = [self._of(word) for word in taken_for]
            guessed = np.concatenate([part[1] for part in parts]) * np.float32(_GUESSED)
            return np.concatenate([part[0] for part in parts]), guessed
        weight = self.weight(item)
        runs = grams(item)
        columns = [zlib.crc32(run.encode()) % BUCKETS for run in runs]
        values = [weight * _LETTERS_SHARE / len(runs) ** 0.5] * len(runs) if runs else []
        if place is not None:
            columns.append(BUCKETS + place)
            values.append(weight)
        return np.array(columns, np.int32), np.array(values, np.float32)

    def _meaning(self, item: str) -> tuple[NDArray[np.int32], Floats]:
        places = meanings().places
        if item == FOR:
            known = []
        else:
            known = [item] if item in places else [word for word in self._taken(item) if word in places]
        return np.array([places[word] for word in known], np.int32), np.array(list(map(self.weight, known)), np.float32)

    def _taken_for(self, word: str) -> tuple[str, ...]:
        """Return the two known words that an unknown one is made of, or the one it differs from by a letter."""
        if len(word) < _SHORTEST_GUESS or not word.isascii() or not word.isalpha():
            return ()
        firsts = [(word[:at], singular(word[at:])) for at in range(3, len(word) - 2) if word[:at] in self.places]
        found = [(max(self._rarity(first), self._rarity(last)), (first, last)) for first, last in firsts]
        rarity, cut = min(found, default=(1.0, ()))
        if rarity < _MET_OFTEN:
            return cut
        near = [other for more in (0, -1, 1) for other in self._alike.get((word[0], len(word) + more), ())]
        told = [
            (self._rarity(other), other)
            for other, *_ in extract(word, near, scorer=OSA.distance, score_cutoff=1, limit=None)
        ]
        return (min(told)[1],) if told else ()

    def _rarity(self, word: str) -> float:
        place = self.places.get(word)
        return 1.0 if place is None else float(self.weights[place])

    @cached_property
    def _alike(self) -> dict[tuple[str, int], list[str]]:
        """Words met more than once, by first letter and length."""
        found: dict[tuple[str, int], list[str]] = {}
        for word, weight in zip(self.known, self.weights.tolist(), strict=True):
            if weight < _MET_TWICE and word.isalpha() and len(word) >= _SHORTEST_GUESS - 1:
                found.setdefault((word[0], len(word)), []).append(word)
        return found


class Lines(NamedTuple):
    """`held`: lines by items (words and pairs); `table`: items by columns; `meant`: items by words; all sparse."""

    held: Any
    table: Any
    meant: Any

    def matrix(self) -> Any:
        """Return lines by columns, sparse, each row of length one (or empty)."""
        return unit(self.held @ self.table)

    def meaning(self) -> Floats:
        """Return lines by dimensions: what their words mean together, each row of length one (or nothing)."""
        return meanings().of(sparse.csr_matrix(self.held @ self.meant))


def words_of(texts: Sequence[str]) -> list[list[str]]:
    """Return the words of each text."""
    return [words(text) for text in texts]


def unit(matrix: Any) -> Any:
    """Return a sparse matrix with each row scaled to length one; empty rows stay empty."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    scale = np.where(lengths > 0, 1 / np.maximum(lengths, 1e-9), 0).astype(np.float32)
    return sparse.csr_matrix(sparse.diags(scale) @ matrix, dtype=np.float32)


def _rows(
    found: list[tuple[NDArray[np.int32], Floats]], more: tuple[NDArray[np.int32], Floats, NDArray[np.int64]], width: int
) -> Any:
    """Return rows of columns and values as a sparse matrix; `more`: columns, values and ends of the rows after them."""
    sizes = np.fromiter((len(columns) for columns, _ in found), np.int64, len(found))
    ends = np.concatenate([[0], np.cumsum(sizes)])
    columns = np.concatenate([*(columns for columns, _ in found), more[0]])
    values = np.concatenate([*(values for _, values in found), more[1]])
    return sparse.csr_matrix(
        (values, columns, np.concatenate([ends, ends[-1] + more[2]])), shape=(len(ends) - 1 + len(more[2]), width)
    )
