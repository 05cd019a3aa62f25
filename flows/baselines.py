"""What the HS engine is measured against: BM25 over the labels, and nearest neighbours by TF-IDF over the terms."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse

from flows.declared_lines import Labelled, Outcome, ranks_of
from models.hs import corpus
from models.hs.features import Floats
from models.hs.ladder import Ladder
from models.hs.wording import words

_SATURATION, _LENGTH = 1.2, 0.75
_AT_ONCE = 256


def bm25(lines: Sequence[Labelled], wrong: Sequence[str], ladder: Ladder) -> Outcome:
    """Score codes by BM25 of the description's words over each code's label, its heading's and its chapter's."""
    labels = dict(zip(ladder.codes, corpus.labels(ladder.codes), strict=True))
    above = {code: corpus.labels([code])[0] for code in (*ladder.headings, *ladder.chapters)}
    texts = [words(f"{labels[code]} {above[code[:4]]} {above[code[:2]]}") for code in ladder.codes]
    known = {word: place for place, word in enumerate(sorted({word for text in texts for word in text}))}
    counts = _counts(texts, known)
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    seen = np.asarray((counts > 0).sum(axis=0)).ravel()
    rows = np.repeat(np.arange(len(texts)), np.diff(counts.indptr))
    norm = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / lengths.mean())
    weights = np.log(1 + (len(texts) - seen + 0.5) / (seen + 0.5))
    counts.data = counts.data * (_SATURATION + 1) / (counts.data + norm[rows]) * weights[counts.indices]
    return _outcome(lines, wrong, ladder, lambda part: np.asarray((_counts(part, known) @ counts.T).toarray()))


def neighbours(lines: Sequence[Labelled], wrong: Sequence[str], ladder: Ladder) -> Outcome:
    """Score each code by the cosine of its most similar term, words weighted by TF-IDF."""
    pairs = [pair for pair in corpus.terms() if pair.code in ladder.places]
    pairs.sort(key=lambda pair: pair.code)
    texts = [words(pair.text) for pair in pairs]
    known = {word: place for place, word in enumerate(sorted({word for text in texts for word in text}))}
    seen = np.asarray((_counts(texts, known) > 0).sum(axis=0)).ravel()
    weights = sparse.diags(np.log(len(texts) / seen).astype(np.float32))
    terms = _unit(_counts(texts, known) @ weights).T.tocsr()
    starts = np.searchsorted([pair.code for pair in pairs], ladder.codes)

    def likeness(part: list[list[str]]) -> Floats:
        return np.maximum.reduceat((_unit(_counts(part, known) @ weights) @ terms).toarray(), starts, axis=1)

    return _outcome(lines, wrong, ladder, likeness)


def _outcome(lines: Sequence[Labelled], wrong: Sequence[str], ladder: Ladder, scored: Any) -> Outcome:
    ranks: list[Any] = []
    true: list[Floats] = []
    false: list[Floats] = []
    for begin in range(0, len(lines), _AT_ONCE):
        part = lines[begin : begin + _AT_ONCE]
        scores = np.asarray(scored([words(line.text) for line in part]), np.float32)
        ranks.append(ranks_of(ladder, scores, [line.code for line in part], summed=False))
        by_heading = ladder.best(scores)[0]
        best = by_heading.max(axis=1) + 1e-9
        for codes, into in (([line.code for line in part], true), (wrong[begin : begin + _AT_ONCE], false)):
            places = ladder.heading_of[[ladder.places[code] for code in codes]]
            into.append(-by_heading[np.arange(len(part)), places] / best)
    return Outcome(np.concatenate(ranks), np.concatenate(true), np.concatenate(false))


def _counts(texts: Sequence[list[str]], known: dict[str, int]) -> Any:
    places = [[known[word] for word in text if word in known] for text in texts]
    ends = np.cumsum([0, *(len(each) for each in places)])
    flat = np.array([place for each in places for place in each], np.int32)
    found = sparse.csr_matrix((np.ones(len(flat), np.float32), flat, ends), shape=(len(texts), len(known)))
    found.sum_duplicates()
    return found


def _unit(matrix: Any) -> Any:
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sparse.diags((1 / np.maximum(lengths, 1e-9)).astype(np.float32)) @ matrix
