"""Retrieval: which codes' own words a description shares, by the cosine of weighted words and letters."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from models.hs.features import Floats, Lines, unit
from models.hs.network import Spans, heading_starts

_FAINT = 0.03  # weight in a code's column, of length one, below which a posting is left out
_EVERYWHERE = 1000  # codes from which a column tells nothing


class Index(NamedTuple):
    """`postings`: columns by codes, sparse; `middles`: headings by dimensions, what their words mean; of length one."""

    postings: Any
    middles: Floats

    def likeness(self, matrix: Any) -> Floats:
        """Return lines by codes, 0..1: how much of a line (a unit row) a code's words cover."""
        return np.asarray((matrix @ self.postings).toarray(), np.float32)

    def nearness(self, meaning: Floats) -> Floats:
        """Return lines by headings, -1..1: how near a line's meaning (a unit row) is to a heading's terms."""
        return np.asarray(meaning @ self.middles.T, np.float32)


def build(lines: Lines, answers: Spans, codes: Sequence[str]) -> Index:
    """Return the index of lines that belong to the codes in their spans.

    Words that many terms of a code share count by the logarithm of how often.
    """
    sizes = answers.end - answers.first
    line = np.repeat(np.arange(len(sizes)), sizes)
    places = np.arange(len(line)) - np.repeat(np.cumsum(sizes) - sizes - answers.first, sizes)
    gathered = sparse.csr_matrix((np.ones(len(line), np.float32), (places, line)), shape=(len(codes), len(sizes)))
    sums = sparse.csr_matrix(gathered @ lines.matrix())
    sums.data = np.log1p(sums.data)
    middles = np.add.reduceat(np.asarray(gathered @ lines.meaning(), np.float32), heading_starts(codes), axis=0)
    middles /= np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-6)
    return Index(_telling(sparse.csr_matrix(unit(sums).T)), middles)


def _telling(postings: Any) -> Any:
    """Return the postings without those that cost most time and change no ranking: faint ones, everyday columns."""
    spread = np.diff(postings.indptr)
    kept = (postings.data >= _FAINT) & np.repeat(spread <= _EVERYWHERE, spread)
    postings.data = np.where(kept, postings.data, 0)
    postings.eliminate_zeros()
    return postings
