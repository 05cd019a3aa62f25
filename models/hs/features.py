"""Descriptions as sparse rows: each word with its letters, each pair of words, weighted by how telling it is.

A column is one of `BUCKETS` for hashed letter runs and pairs, or, after them, a word of the vocabulary.
"""

import zlib
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.hs.wording import FOR, grams, phrases, words

BUCKETS = 1 << 17
_LETTERS_SHARE = 0.7
_PHRASE_WEIGHT = 0.6
_PURPOSE_SHARE = 0.6  # weight of what goods are for, against what they are
_UNKNOWN = 0.8  # weight of the letters of a word that the vocabulary lacks, against one met once

Floats = NDArray[np.float32]


class Vocabulary:
    """The words the engine knows, each with its weight (inverse document frequency, 0..1)."""

    def __init__(self, known: Sequence[str], weights: Floats) -> None:
        self.known = list(known)
        self.weights = weights
        self.places = {word: place for place, word in enumerate(self.known)}
        self.width = BUCKETS + len(self.known)
        self._of = lru_cache(maxsize=100_000)(self._features)

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
        ids: dict[str, int] = {}
        found: list[tuple[NDArray[np.int32], Floats]] = []
        places: list[int] = []
        ends = [0]
        values: list[float] = []
        for text in texts:
            purpose = text.index(FOR) if FOR in text else len(text)
            for at, item in enumerate((*text, *phrases(text))):
                place = ids.get(item)
                if place is None:
                    place = ids[item] = len(found)
                    found.append(self._of(item))
                places.append(place)
                values.append(_PURPOSE_SHARE if purpose < at < len(text) else 1.0)
            ends.append(len(places))
        table = _rows(found, self.width)
        held = sparse.csr_matrix(
            (np.array(values, np.float32), np.array(places, np.int32), np.array(ends, np.int64)),
            shape=(len(texts), len(found)),
        )
        return Lines(held, table)

    def _features(self, item: str) -> tuple[NDArray[np.int32], Floats]:
        if " " in item:
            return _one(zlib.crc32(item.encode()) % BUCKETS, _PHRASE_WEIGHT)
        place = self.places.get(item)
        weight = self.weight(item)
        runs = grams(item)
        columns = [zlib.crc32(run.encode()) % BUCKETS for run in runs]
        values = [weight * _LETTERS_SHARE / len(runs) ** 0.5] * len(runs) if runs else []
        if place is not None:
            columns.append(BUCKETS + place)
            values.append(weight)
        return np.array(columns, np.int32), np.array(values, np.float32)


class Lines(NamedTuple):
    """`held`: lines by items (words and pairs), sparse; `table`: items by columns, sparse."""

    held: Any
    table: Any

    def matrix(self) -> Any:
        """Return lines by columns, sparse, each row of length one (or empty)."""
        return unit(self.held @ self.table)


def words_of(texts: Sequence[str]) -> list[list[str]]:
    """Return the words of each text."""
    return [words(text) for text in texts]


def unit(matrix: Any) -> Any:
    """Return a sparse matrix with each row scaled to length one; empty rows stay empty."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    scale = np.where(lengths > 0, 1 / np.maximum(lengths, 1e-9), 0).astype(np.float32)
    return sparse.csr_matrix(sparse.diags(scale) @ matrix, dtype=np.float32)


def _one(column: int, weight: float) -> tuple[NDArray[np.int32], Floats]:
    return np.array([column], np.int32), np.array([weight], np.float32)


def _rows(found: list[tuple[NDArray[np.int32], Floats]], width: int) -> Any:
    if not found:
        return sparse.csr_matrix((0, width), dtype=np.float32)
    ends = np.cumsum([0, *(len(columns) for columns, _ in found)])
    return sparse.csr_matrix(
        (np.concatenate([v for _, v in found]), np.concatenate([c for c, _ in found]), ends), shape=(len(found), width)
    )
