"""What English words mean: a vector a word, distilled from a sentence encoder so that their mean is a line's vector.

`models/trained/words` holds them as bytes with a scale a word; `models.hs.distil` makes them.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SHIPPED = Path(__file__).parent.parent / "trained" / "words"
_BYTE = 127.0


class Meanings(NamedTuple):
    """`places`: the row of each word; `bytes`, `scales`: the rows, dequantised as they are asked for."""

    places: dict[str, int]
    bytes: Any
    scales: Floats

    def of(self, weighted: Any) -> Floats:
        """Return lines by dimensions, length one or nothing. `weighted`: lines by words, sparse."""
        used, places = np.unique(weighted.indices, return_inverse=True)
        vectors = self.bytes[used].astype(np.float32) * self.scales[used, None]
        compact = type(weighted)((weighted.data, places, weighted.indptr), shape=(weighted.shape[0], len(used)))
        found = np.asarray(compact @ vectors, np.float32)
        return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6), np.float32)


@cache
def meanings(folder: Path = SHIPPED) -> Meanings:
    """Return the words' vectors. Raises OSError where there are none."""
    known = (folder / "known.txt").read_text(encoding="utf-8").split("\n")
    vectors = np.load(folder / "vectors.npy", mmap_mode="r", allow_pickle=False)
    scales = np.load(folder / "scales.npy", allow_pickle=False).astype(np.float32)
    return Meanings({word: place for place, word in enumerate(known)}, vectors, scales)


def save(folder: Path, known: Sequence[str], vectors: Floats) -> None:
    """Write words and their vectors (words by dimensions) to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-6) / _BYTE
    (folder / "known.txt").write_text("\n".join(known), encoding="utf-8")
    np.save(folder / "vectors.npy", np.round(vectors / scales[:, None]).astype(np.int8))
    np.save(folder / "scales.npy", scales.astype(np.float16))
