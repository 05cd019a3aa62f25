"""Retrieval: which codes' own words a description shares, by the cosine of weighted words and letters."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.hs.features import BUCKETS, Floats, Lines, unit
from models.hs.network import Spans, heading_starts

_FAINT = 0.03  # weight in a code's column, of length one, below which a posting is left out
_EVERYWHERE = 1000  # codes from which a column tells nothing


class Index(NamedTuple):
    """`postings`: columns by codes, sparse; `middles`, `centres`: headings and codes by dimensions; of length one.

    `middles` are what all terms of a heading mean, `centres` those of a code alone. `terms`: words by terms, sparse,
    each term of length one; `owners`: the place of each term's code.
    """

    postings: Any
    middles: Floats
    centres: Floats
    terms: Any
    owners: NDArray[np.int32]

    def likeness(self, matrix: Any) -> Any:
        """Return lines by codes, sparse, 0..1: how much of a line (a unit row) a code's words cover."""
        return matrix @ self.postings

    def nearness(self, meaning: Floats) -> Floats:
        """Return lines by headings, -1..1: how near a line's meaning (a unit row) is to a heading's terms."""
        return np.asarray(meaning @ self.middles.T, np.float32)

    def kinship(self, meaning: Floats) -> Floats:
        """Return lines by codes, -1..1: how near a line's meaning (a unit row) is to a code's own terms."""
        return np.asarray(meaning @ self.centres.T, np.float32)

    def resemblance(self, matrix: Any) -> Any:
        """Return lines by terms, sparse, 0..1: the words a line shares with each term; `owners` has their codes."""
        return _words(matrix) @ self.terms


def build(lines: Lines, answers: Spans, codes: Sequence[str]) -> Index:
    """Return the index of lines that belong to the codes in their spans.

    Words that many terms of a code share count by the logarithm of how often. Lines of one code are its terms.
    """
    sizes = answers.end - answers.first
    line = np.repeat(np.arange(len(sizes)), sizes)
    places = np.arange(len(line)) - np.repeat(np.cumsum(sizes) - sizes - answers.first, sizes)
    gathered = sparse.csr_matrix((np.ones(len(line), np.float32), (places, line)), shape=(len(codes), len(sizes)))
    matrix = lines.matrix()
    sums = sparse.csr_matrix(gathered @ matrix)
    sums.data = np.log1p(sums.data)
    meaning = lines.meaning()
    middles = np.add.reduceat(np.asarray(gathered @ meaning, np.float32), heading_starts(codes), axis=0)
    single = np.flatnonzero(sizes == 1)
    centres = np.asarray(gathered[:, single] @ meaning[single], np.float32)
    terms = sparse.csr_matrix(_words(matrix[single]).T)
    postings = _telling(sparse.csr_matrix(unit(sums).T))
    return Index(postings, _directions(middles), _directions(centres), terms, answers.first[single].astype(np.int32))


def _directions(sums: Floats) -> Floats:
    """Return rows of length one, or of nothing."""
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6), np.float32)


def _words(matrix: Any) -> Any:
    """Return the rows of a matrix in its words alone, without letters and pairs, each of length one or empty."""
    return unit(matrix[:, BUCKETS:])


def _telling(postings: Any) -> Any:
    """Return the postings without those that cost most time and change no ranking: faint ones, everyday columns."""
    spread = np.diff(postings.indptr)
    kept = (postings.data >= _FAINT) & np.repeat(spread <= _EVERYWHERE, spread)
    postings.data = np.where(kept, postings.data, 0)
    postings.eliminate_zeros()
    return postings
