"""A user's own lines as precedents: those whose letters are most like a new line's vote for the codes they bear.

The network learns what words mean for all codes; the precedents remember what this user called the like before, names
of makers and models among it, also misspelt.
"""

import zlib
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.hs.features import Floats, unit

BUCKETS = 1 << 18
_RUNS = (3, 4, 5)  # letters
_EVERYWHERE, _FEW = 0.02, 20  # share of the lines above which a run of letters tells nothing, and what is few
_MOST = 65_535  # lines with a run of letters that are kept
_NEAREST = 60  # precedents of a line that vote
_POWER = 3  # of their likeness: one that is nearly the same counts for many that are a little alike


class Precedents(NamedTuple):
    """`letters`: hashed runs of letters by lines, sparse, each line of length one; `owners`: the place of its code."""

    letters: Any
    owners: NDArray[np.int32]

    def votes(self, texts: Sequence[list[str]], codes: int) -> Any:
        """Return lines, given as words, by codes, sparse: shares of the votes of the precedents nearest to each."""
        alike = sparse.csr_matrix(_rows(texts, self._weights()) @ self.letters)
        line = np.repeat(np.arange(len(texts)), np.diff(alike.indptr))
        order = np.lexsort((-alike.data, line))
        kept = order[np.arange(len(order)) - alike.indptr[line] < _NEAREST]
        votes = sparse.csr_matrix(
            (alike.data[kept] ** _POWER, (line[kept], self.owners[alike.indices[kept]])), shape=(len(texts), codes)
        )
        sums = np.asarray(votes.sum(axis=1)).ravel()
        return sparse.csr_matrix(sparse.diags(1 / np.maximum(sums, 1e-9)) @ votes, dtype=np.float32)

    def _weights(self) -> Floats:
        return _telling(np.diff(self.letters.indptr), self.letters.shape[1])


def build(texts: Sequence[list[str]], owners: NDArray[np.int32]) -> Precedents:
    """Return lines, given as words, as precedents; `owners`: the place of each one's code."""
    counted = _rows(texts, np.ones(BUCKETS, np.float32))
    met = np.bincount(counted.indices, minlength=BUCKETS)
    met[met > min(max(_EVERYWHERE * len(texts), _FEW), _MOST)] = 0
    return Precedents(sparse.csr_matrix(_rows(texts, _telling(met, len(texts))).T), owners.astype(np.int32))


def _telling(met: NDArray[Any], lines: int) -> Floats:
    """Return how much each run counts, by how many lines it was met in; nothing for one that was never met."""
    return np.where(met > 0, np.log((1 + lines) / (1 + met)) + 1, 0).astype(np.float32)


def _rows(texts: Sequence[list[str]], weights: Floats) -> Any:
    """Return texts, given as words, by runs of letters, each row of length one or empty."""
    counts = [Counter(run for word in text for run in _runs(word)) for text in texts]
    ends = np.cumsum([0, *map(len, counts)])
    columns = np.fromiter((run for each in counts for run in each), np.int32, ends[-1])
    often = np.fromiter((times for each in counts for times in each.values()), np.float32, ends[-1])
    values = (1 + np.log(often)) * weights[columns]
    found = sparse.csr_matrix((values, columns, ends), shape=(len(texts), BUCKETS), dtype=np.float32)
    found.eliminate_zeros()
    return unit(found)


@lru_cache(maxsize=100_000)
def _runs(word: str) -> tuple[int, ...]:
    edged = f" {word} "
    runs = (edged[at : at + size] for size in _RUNS for at in range(max(len(edged) - size, 0) + 1))
    return tuple(zlib.crc32(run.encode()) % BUCKETS for run in runs)
