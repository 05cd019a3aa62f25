"""The codes in order, and which of them stand under each heading and chapter."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.hs.features import Floats
from models.reference.nomenclature import successors


class Ladder:
    """Subheadings, headings and chapters by their places, and sums and maxima from one level to the next."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = tuple(codes)
        self.places = {code: place for place, code in enumerate(self.codes)}
        self.headings, self.starts, self.heading_of = _steps(self.codes, 4)
        self.chapters, _, self.chapter_of = _steps(self.codes, 2)
        _, self._chapter_starts, self.chapter_of_heading = _steps(self.headings, 2)
        self.heading_places = {code: place for place, code in enumerate(self.headings)}

    def sums(self, scores: Floats) -> tuple[Floats, Floats]:
        """Return the sums of `scores` (lines by codes) by heading and by chapter."""
        by_heading = np.add.reduceat(scores, self.starts, axis=1)
        return by_heading, self.by_chapter(by_heading)

    def by_chapter(self, scores: Floats) -> Floats:
        """Return the sums of `scores` (lines by headings) by chapter."""
        return np.asarray(np.add.reduceat(scores, self._chapter_starts, axis=1), np.float32)

    def best(self, scores: Floats) -> tuple[Floats, Floats]:
        """Return the maxima of `scores` (lines by codes) by heading and by chapter."""
        by_heading = np.maximum.reduceat(scores, self.starts, axis=1)
        return by_heading, self.best_chapters(by_heading)

    def best_chapters(self, scores: Floats) -> Floats:
        """Return the maxima of `scores` (lines by headings) by chapter."""
        return np.asarray(np.maximum.reduceat(scores, self._chapter_starts, axis=1), np.float32)

    def of(self, code: str) -> tuple[int, ...]:
        """Return the places of the subheadings that a declared code stands for: itself, its heading's, its successors'.

        None for a chapter alone, for national chapters and for codes of no edition.
        """
        digits = code[:6]
        if len(digits) == 6:
            found = tuple(self.places[each] for each in (digits, *successors(digits)) if each in self.places)
            if found:
                return found
        heading = self.heading_places.get(digits[:4]) if len(digits) >= 4 else None
        return () if heading is None else tuple(int(place) for place in np.flatnonzero(self.heading_of == heading))


def maxima(hits: Any, of: NDArray[np.int32], size: int) -> Floats:
    """Return lines by `size` places: maxima of `hits` (lines by columns, sparse, none negative) by columns' places."""
    found = np.zeros((hits.shape[0], size), np.float32)
    np.maximum.at(found.reshape(-1), _cells(hits, of, size), hits.data)
    return found


def closeness(hits: Any, of: NDArray[np.int32], size: int) -> Floats:
    """Return lines by `size` places: sums of the cubes of `hits`, so that many near ones count for one nearer still."""
    found = np.zeros((hits.shape[0], size), np.float32)
    np.add.at(found.reshape(-1), _cells(hits, of, size), hits.data * hits.data * hits.data)
    return found


def _cells(hits: Any, of: NDArray[np.int32], size: int) -> NDArray[np.int32]:
    """Return where each of `hits` belongs in a flat array of lines by `size` places."""
    begins = np.repeat(np.arange(hits.shape[0], dtype=np.int32) * np.int32(size), np.diff(hits.indptr))
    return np.asarray(begins + of[hits.indices], np.int32)


def _steps(codes: Sequence[str], digits: int) -> tuple[tuple[str, ...], NDArray[np.int64], NDArray[np.int32]]:
    names = tuple(dict.fromkeys(code[:digits] for code in codes))
    places = {name: place for place, name in enumerate(names)}
    of = np.array([places[code[:digits]] for code in codes], np.int32)
    return names, np.searchsorted(of, np.arange(len(names))), of
