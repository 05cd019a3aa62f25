"""Retrieval: which codes' own words a description shares, by the cosine of weighted words and letters."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.hs.features import Floats, unit


class Index(NamedTuple):
    """`postings`: columns by codes, sparse; each code's column has length one."""

    postings: Any

    def likeness(self, matrix: Any) -> Floats:
        """Return lines by codes, 0..1: how much of a line (a unit row) a code's words cover."""
        return np.asarray((matrix @ self.postings).toarray(), np.float32)


def build(matrix: Any, answers: NDArray[np.int64], codes: int) -> Index:
    """Return the index of lines (unit rows, sparse) that belong to the codes at `answers`.

    Words that many terms of a code share count by the logarithm of how often.
    """
    gathered = sparse.csr_matrix(
        (np.ones(len(answers), np.float32), (answers, np.arange(len(answers)))), shape=(codes, len(answers))
    )
    sums = sparse.csr_matrix(gathered @ matrix)
    sums.data = np.log1p(sums.data)
    return Index(sparse.csr_matrix(unit(sums).T))
