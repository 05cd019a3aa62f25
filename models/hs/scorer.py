"""The HS engine for the rest of the program: judge declared lines, and find the likeliest codes of a description.

Weights load once, when first asked for: a user's own (`prefer`), or those shipped.
"""

import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from models.hs import agreement, ranking, store
from models.hs.ladder import Ladder
from models.hs.network import Network
from models.hs.regulated import disguised, rightly_named
from models.hs.silence import reasons
from models.hs.wording import words

_REMEMBERED = 30_000  # lines judged that are kept at hand: declarations repeat themselves; some 1 kB each
_AT_ONCE = 256  # lines whose scores of all codes are held at once: the more, the more memory, and no faster
_KNOWN_RIGHT = 0.4  # most probability for a code surely right: in the tables for a name alone, or by its heading
_KNOWN_DISGUISE = 0.97  # least probability for a code that the tables know as a disguise of the waste named
_WASTE_UNDER_GOODS = 0.9  # least probability where words and ranking say waste and the code does not
_JUDGED_BY = 6  # digits of a code

_Asked = tuple[tuple[str, ...], str, int]  # words, code, how many suggestions


class Suggested(NamedTuple):
    """A subheading that may cover the description, with a score 0..1 (scores of all codes sum to one)."""

    code: str
    score: float


class Judged(NamedTuple):
    """A line judged: the probability that its code does not cover it, or None where the engine abstains, and why.

    `elsewhere`: a term of another heading names the goods, and none of the declared one's does.
    """

    mismatch: float | None
    suggestions: tuple[Suggested, ...]
    abstained: str = ""
    elsewhere: bool = False


class Scorer:
    """Judges lines in batches; safe to share between threads once made."""

    def __init__(self, weights: store.Weights) -> None:
        self.weights = weights
        self.ladder = Ladder(weights.codes)
        self._judged: dict[_Asked, Judged] = {}

    def judge(self, descriptions: Sequence[str], codes: Sequence[str], *, suggestions: int = 5) -> list[Judged]:
        """Judge each description with the code declared for it (digits); at even odds of being right and wrong.

        A code we cannot judge (a chapter alone, national, of no edition) and a description without words that tell
        get no probability. Lines of the same words are looked up once, and those of a code judged once.
        """
        asked = [
            (tuple(words(text)), code[:_JUDGED_BY], suggestions) for text, code in zip(descriptions, codes, strict=True)
        ]
        found = {each: self._judged.get(each) for each in asked}
        lines: dict[tuple[str, ...], list[str]] = {}
        for (text, code, _), judged in found.items():
            if judged is None:
                lines.setdefault(text, []).append(code)
        texts = list(lines)
        for start in range(0, len(texts), _AT_ONCE):
            part = texts[start : start + _AT_ONCE]
            pairs = [(at, code) for at, text in enumerate(part) for code in lines[text]]
            answers = self._judge(
                [list(text) for text in part], [at for at, _ in pairs], [code for _, code in pairs], suggestions
            )
            new = {(part[at], code, suggestions): each for (at, code), each in zip(pairs, answers, strict=True)}
            found.update(new)
            self._remember(new)
        return [judged for each in asked if (judged := found[each]) is not None]

    def _remember(self, found: dict[_Asked, Judged]) -> None:
        if len(self._judged) > _REMEMBERED:
            self._judged = {}
        self._judged.update(found)

    def likeliest(self, description: str, count: int = 10) -> tuple[Suggested, ...]:
        """Return the subheadings most likely to cover a description, best first; none for one without words."""
        return self.judge([description], [""], suggestions=count)[0].suggestions

    def scores(self, texts: Sequence[list[str]]) -> ranking.Scores:
        """Return the scores of lines, given as words, by subheading, heading and chapter."""
        lines = self.weights.vocabulary.lines(texts)
        matrix, meaning = lines.matrix(), lines.meaning()
        net, compact = self._network(matrix)
        own, vectors = self.weights.precedents, net.vectors(compact, meaning)
        votes = None if own is None else own.votes(texts, len(self.ladder.codes))
        return ranking.scores(self.ladder, net, self.weights.retrieval, matrix, meaning, vectors, votes)

    def _network(self, matrix: Any) -> tuple[Network, Any]:
        """Return the network with the vectors of the columns that lines use, and the lines over these columns."""
        weights = self.weights
        used, places = np.unique(matrix.indices, return_inverse=True)
        vectors = weights.inputs[used].astype(np.float32) * weights.scales[used, None]
        compact = sparse.csr_matrix((matrix.data, places, matrix.indptr), shape=(matrix.shape[0], len(used)))
        return weights.network_of(vectors), compact

    def _judge(
        self, texts: Sequence[list[str]], text_of: Sequence[int], codes: Sequence[str], suggestions: int
    ) -> list[Judged]:
        """Judge lines given as texts (words), the place of each line's text, and the code declared for it."""
        told = self.scores(texts)
        silent = reasons(texts, told, self.weights.vocabulary)
        best = self._best(told, suggestions) if suggestions else [()] * len(texts)
        stands = [self.ladder.of(code) for code in codes]
        pairs = [(line, place) for line, found in enumerate(stands) for place in found if not silent[text_of[line]]]
        mismatch, here = self._mismatch(told, texts, text_of, pairs) if pairs else ({}, set())
        return [
            Judged(
                mismatch.get(line),
                () if silent[at] == "empty" else best[at],
                silent[at] or ("" if stands[line] else "code"),
                line in mismatch and line not in here,
            )
            for line, at in enumerate(text_of)
        ]

    def _mismatch(
        self, told: ranking.Scores, texts: Sequence[list[str]], text_of: Sequence[int], pairs: list[tuple[int, int]]
    ) -> tuple[dict[int, float], set[int]]:
        """Return the probability of a mismatch for each line of `pairs`: a line and the place of a code it may bear.

        And the lines that are not named elsewhere than under one of their codes.
        """
        at = np.array([text_of[line] for line, _ in pairs], np.int64)
        declared = np.array([place for _, place in pairs], np.int32)
        measured = agreement.measures(self.ladder, told, texts, self.weights.vocabulary, at, declared)
        here = {line for (line, _), away in zip(pairs, agreement.named_elsewhere(measured), strict=True) if not away}
        least: dict[int, float] = {}
        for (line, _), value in zip(pairs, self.weights.verdict.mismatch(measured).tolist(), strict=True):
            least[line] = min(value, least.get(line, 1.0))
        hidden = agreement.waste_under_goods(self.ladder, told, texts)
        named = agreement.named_by_waste(self.ladder, told, texts, at, declared)
        for (line, place), surely in zip(pairs, named, strict=True):
            text, code = texts[text_of[line]], self.weights.codes[place]
            if disguised(text, code):
                least[line] = max(least[line], _KNOWN_DISGUISE)
            elif rightly_named(text, code) or surely:
                least[line] = min(least[line], _KNOWN_RIGHT)
            elif hidden[text_of[line], place]:
                least[line] = max(least[line], _WASTE_UNDER_GOODS)
        return least, here

    def _best(self, told: ranking.Scores, count: int) -> list[tuple[Suggested, ...]]:
        codes = self.weights.codes
        return [tuple(Suggested(codes[place], share) for place, share in found) for found in ranking.best(told, count)]


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
