"""The HS engine for the rest of the program: judge declared lines, and find the likeliest codes of a description.

Weights load once, when first asked for: a user's own (`prefer`), or those shipped.
"""

import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.hs import agreement, store
from models.hs.features import Floats
from models.hs.regulated import disguised
from models.hs.silence import reasons
from models.hs.wording import words

_LIKENESS_SHARE = 10.0  # how much a likeness of one adds to the log of a probability in the ranking
_NEARNESS_SHARE = 10.0  # the same of a nearness of one
_AT_ONCE = 256  # lines whose scores of all codes are held at once: the more, the more memory, and no faster
_BLOCK = 32
_KNOWN_DISGUISE = 0.97  # least probability for a code that the tables know as a disguise of the waste named


class Suggested(NamedTuple):
    """A subheading that may cover the description, with a score 0..1 (scores of all codes sum to one)."""

    code: str
    score: float


class Judged(NamedTuple):
    """A line judged: the probability that its code does not cover it, or None where the engine abstains, and why."""

    mismatch: float | None
    suggestions: tuple[Suggested, ...]
    abstained: str = ""


class Scorer:
    """Judges lines in batches; safe to share between threads once made."""

    def __init__(self, weights: store.Weights) -> None:
        self.weights = weights
        self.ladder = agreement.Ladder(weights.codes)

    def judge(self, descriptions: Sequence[str], codes: Sequence[str], *, suggestions: int = 5) -> list[Judged]:
        """Judge each description with the code declared for it (digits); at even odds of being right and wrong.

        A code we cannot judge (a chapter alone, national, of no edition) and a description without words that tell
        get no probability.
        """
        found: list[Judged] = []
        for start in range(0, len(descriptions), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            found += self._judge(descriptions[part], codes[part], suggestions)
        return found

    def likeliest(self, description: str, count: int = 10) -> tuple[Suggested, ...]:
        """Return the subheadings most likely to cover a description, best first; none for one without words."""
        return self.judge([description], [""], suggestions=count)[0].suggestions

    def scores(self, texts: Sequence[list[str]]) -> agreement.Scores:
        """Return the scores of lines, given as words, by subheading, heading and chapter."""
        lines = self.weights.vocabulary.lines(texts)
        matrix, meaning = lines.matrix(), lines.meaning()
        found = self.weights.retrieval
        return agreement.scores(
            self.ladder, self._probabilities(matrix, meaning), found.likeness(matrix), found.nearness(meaning)
        )

    def ranking(self, told: agreement.Scores) -> Floats:
        """Return lines by codes: probabilities by which codes are ranked and suggested."""
        ranked = np.exp(np.float32(_LIKENESS_SHARE) * told.s)
        ranked *= told.p + np.float32(1e-7)
        ranked *= np.exp(np.float32(_NEARNESS_SHARE) * told.m4)[:, self.ladder.heading_of]
        return np.asarray(ranked / ranked.sum(axis=1, keepdims=True), np.float32)

    def _probabilities(self, matrix: Any, meaning: Floats) -> tuple[Floats, Floats]:
        weights = self.weights
        used, places = np.unique(matrix.indices, return_inverse=True)
        vectors = weights.inputs[used].astype(np.float32) * weights.scales[used, None]
        compact = sparse.csr_matrix((matrix.data, places, matrix.indptr), shape=(matrix.shape[0], len(used)))
        return weights.network_of(vectors).probabilities(compact, meaning)

    def _judge(self, descriptions: Sequence[str], codes: Sequence[str], suggestions: int) -> list[Judged]:
        texts = [words(text) for text in descriptions]
        told = self.scores(texts)
        silent = reasons(texts, told, self.weights.vocabulary)
        stands = [self.ladder.of(code) for code in codes]
        lines = [line for line, places in enumerate(stands) for _ in places if not silent[line]]
        places = [place for line, found in enumerate(stands) for place in found if not silent[line]]
        mismatch = self._mismatch(told, texts, lines, places)
        best = self._best(told, suggestions)
        return [
            Judged(
                mismatch.get(line),
                () if silent[line] == "empty" else best[line],
                silent[line] or ("" if stands[line] else "code"),
            )
            for line in range(len(texts))
        ]

    def _mismatch(
        self, told: agreement.Scores, texts: Sequence[list[str]], lines: list[int], places: list[int]
    ) -> dict[int, float]:
        if not lines:
            return {}
        part = told
        if lines != list(range(len(texts))):
            chosen = np.array(lines)
            part = agreement.Scores(*(scores[chosen] for scores in told))
        measured = agreement.measures(
            self.ladder, part, [texts[line] for line in lines], self.weights.vocabulary, np.array(places, np.int32)
        )
        least: dict[int, float] = {}
        for line, value in zip(lines, self.weights.verdict.mismatch(measured).tolist(), strict=True):
            least[line] = min(value, least.get(line, 1.0))
        for line, place in zip(lines, places, strict=True):
            if disguised(texts[line], self.weights.codes[place]):
                least[line] = max(least[line], _KNOWN_DISGUISE)
        return least

    def _best(self, told: agreement.Scores, count: int) -> list[tuple[Suggested, ...]]:
        if not count:
            return [()] * len(told.p)
        ranked = self.ranking(told)
        count = min(count, ranked.shape[1])
        top = _top(ranked, count)
        values = np.take_along_axis(ranked, top, axis=1)
        order = np.argsort(-values, axis=1)
        codes = self.weights.codes
        return [
            tuple(Suggested(codes[place], round(score, 4)) for place, score in zip(places, scores, strict=True))
            for places, scores in zip(
                np.take_along_axis(top, order, axis=1).tolist(),
                np.take_along_axis(values, order, axis=1).tolist(),
                strict=True,
            )
        ]


def _top(scores: Floats, count: int) -> NDArray[np.int64]:
    """Return the places of the `count` highest scores of each row, unsorted: the blocks of highest maxima hold them."""
    lines, codes = scores.shape
    blocks = -(-codes // _BLOCK)
    if count >= blocks:
        return np.argpartition(-scores, count - 1, axis=1)[:, :count]
    padded = np.full((lines, blocks * _BLOCK), -1, np.float32)
    padded[:, :codes] = scores
    best = padded.reshape(lines, blocks, _BLOCK).max(axis=2)
    chosen = np.argpartition(-best, count - 1, axis=1)[:, :count]
    places = (chosen[:, :, None] * _BLOCK + np.arange(_BLOCK)).reshape(lines, -1)
    inside = np.argpartition(-np.take_along_axis(padded, places, axis=1), count - 1, axis=1)[:, :count]
    return np.take_along_axis(places, inside, axis=1)


_log = logging.getLogger(__name__)
_preferred: list[Path] = []


def prefer(folder: Path) -> None:
    """Use the weights in `folder` from now on, if there are any there that can be read."""
    _preferred[:] = [folder]


def scorer() -> Scorer:
    """Return the scorer with the preferred weights, or those shipped. Raises store.NoWeights when there are none.

    Weights of a user's own that an older program made are passed over, and that is logged.
    """
    for folder in _preferred:
        if (folder / "card.json").is_file():
            try:
                return _scorer(folder, (folder / "card.json").stat().st_mtime_ns)
            except store.NoWeights as error:
                _log.warning("%s Those that ship are used.", error)
    return _scorer(store.SHIPPED, 0)


@lru_cache(maxsize=2)
def _scorer(folder: Path, _changed: int) -> Scorer:
    return Scorer(store.load(folder))
