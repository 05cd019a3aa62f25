"""The optimal pairing of two lists: which goods line of one paper is which of another."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def assign(scores: NDArray[np.float64] | Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Return the pairs (row, column) whose scores add up to the most; each row and column is used at most once.

    An empty matrix has no pairs.

    >>> assign([[0.9, 0.8], [0.8, 0.1]])
    [(0, 1), (1, 0)]
    """
    matrix = np.asarray(scores, np.float64)
    if matrix.size == 0:
        return []
    if len(matrix) > matrix.shape[1]:
        return sorted((row, column) for column, row in assign(matrix.T))
    best = matrix.argmax(axis=1)
    if len(np.unique(best)) < len(best):  # else no two rows want one column, and SciPy need not even be imported
        from scipy.optimize import linear_sum_assignment

        best = linear_sum_assignment(matrix, maximize=True)[1]
    return [(row, int(column)) for row, column in enumerate(best)]
