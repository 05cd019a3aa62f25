"""A small network from words to codes: the mean of word vectors, the heading it points to, the subheading within it.

Trained in NumPy with Adagrad; the vectors of words and letter runs are learned together with the codes', so that a
word shared by two codes, or letters shared by two words, speak for both.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.hs.features import Floats, Lines
from models.hs.meaning import meanings

DIMENSIONS = 96
_EPOCHS = 8
_BATCH = 512
_RATE = 0.4
_DROPPED = 0.15  # share of words left out of a line at training, so that none is needed
_NOISY = 0.4  # share of lines that get up to three words of other lines
_LONGEST_LINE = 3
_FAR = 40.0  # a score beyond which its exponential is not taken
MEANING = np.float32(2)  # length of a line's meaning beside its learned vector


class Spans(NamedTuple):
    """For each line the codes that answer it, from place `first` up to `end`: a subheading, heading or chapter."""

    first: NDArray[np.int64]
    end: NDArray[np.int64]

    def of(self, lines: Any) -> "Spans":
        """Return the spans of some lines, by their places or a mask."""
        return Spans(self.first[lines], self.end[lines])


class Network(NamedTuple):
    """`inputs`: columns by dimensions; `headings`, `outputs`: headings and codes by dimensions, then one for the bias.

    `starts`: the place of each heading's first code.
    """

    inputs: Floats
    headings: Floats
    outputs: Floats
    starts: NDArray[np.int64]

    def vectors(self, matrix: Any, meaning: Floats) -> Floats:
        """Return lines by dimensions, the last of which is one, for the bias.

        `matrix`: unit rows, sparse; `meaning`: what the lines' words mean, a unit row each.
        """
        learned = np.asarray(matrix @ self.inputs, np.float32)
        return np.column_stack([learned, MEANING * meaning, np.ones(len(learned), np.float32)])

    def likely(self, vectors: Floats) -> Floats:
        """Return lines by headings: the probability of each, rows summing to one."""
        return _softmax(vectors @ self.headings.T)

    def scores(self, vectors: Floats) -> Floats:
        """Return lines by codes: the logs of how likely each is beside the others of its heading, to be scaled."""
        return np.asarray(vectors @ self.outputs.T, np.float32)


class Asked(NamedTuple):
    """Some headings of each line, as many for each, and all codes within them, one after the other.

    `line`, `code`: of each code asked for; `starts`: where each heading's codes begin; `each`: headings a line.
    """

    line: NDArray[np.int64]
    code: NDArray[np.int64]
    starts: NDArray[np.int64]
    each: int

    @property
    def begins(self) -> NDArray[np.int64]:
        """Where the codes of each line begin."""
        return self.starts[:: self.each]

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many codes each line has."""
        return np.diff([*self.begins, len(self.code)])

    def within(self, scores: Floats) -> Floats:
        """Return the log of the probability of each code within its heading. `scores`: as the network gives them."""
        found = np.clip(scores[self.line, self.code], -_FAR, _FAR)
        sums = np.add.reduceat(np.exp(found), self.starts)
        return np.asarray(found - np.repeat(np.log(sums), np.diff([*self.starts, len(found)])), np.float32)


def ask(headings: NDArray[np.int64], starts: NDArray[np.int64], codes: int) -> Asked:
    """Return the codes within `headings` (lines by places); `starts`: of each heading's codes, `codes`: how many."""
    flat = headings.reshape(-1)
    sizes = np.diff([*starts, codes])[flat]
    offsets = np.cumsum(sizes) - sizes
    code = np.arange(sizes.sum()) + np.repeat(starts[flat] - offsets, sizes)
    line = np.repeat(np.arange(len(flat)) // headings.shape[1], sizes)
    return Asked(line, code, offsets, headings.shape[1])


def heading_starts(codes: Sequence[str]) -> NDArray[np.int64]:
    """Return the place of each heading's first code among codes in order."""
    return np.array([at for at, code in enumerate(codes) if not at or codes[at - 1][:4] != code[:4]], np.int64)


def train(
    lines: Lines,
    answers: Spans,
    codes: Sequence[str],
    *,
    seed: int,
    epochs: int = _EPOCHS,
    start: Network | None = None,
) -> Network:
    """Return a network that gives each line one of the codes in its span; `start` is trained on, not overwritten."""
    dice = np.random.default_rng(seed)
    net = _Trainer(start or _fresh(lines.table.shape[1], codes, dice), dice)
    count = len(answers.first)
    total = epochs * -(-count // _BATCH)
    step = 0
    for _ in range(epochs):
        order = dice.permutation(count)
        for begin in range(0, count, _BATCH):
            chosen = order[begin : begin + _BATCH]
            net.learn(_disturbed(lines, chosen, dice), answers.of(chosen), _RATE * (1 - step / total))
            step += 1
    return net.net


def _fresh(columns: int, codes: Sequence[str], dice: np.random.Generator) -> Network:
    # Word vectors begin at nothing: letters that were never met must not speak.
    starts = heading_starts(codes)
    heads, outputs = (
        dice.standard_normal((size, DIMENSIONS + meanings().bytes.shape[1] + 1), np.float32) * np.float32(0.1)
        for size in (len(starts), len(codes))
    )
    return Network(np.zeros((columns, DIMENSIONS), np.float32), heads, outputs, starts)


def _disturbed(lines: Lines, chosen: NDArray[np.int64], dice: np.random.Generator) -> Lines:
    held = lines.held[chosen].copy()
    sizes = np.diff(held.indptr)
    held.data = np.where(dice.random(held.nnz) < _DROPPED, 0, held.data).astype(np.float32)
    held.data[held.indptr[:-1][sizes > 0]] = 1.0
    noisy = np.flatnonzero((dice.random(len(chosen)) < _NOISY) & (sizes > 0))
    noisy = np.repeat(noisy, dice.integers(1, _LONGEST_LINE + 1, len(noisy)))
    words = dice.choice(lines.held.indices, len(noisy))
    noise = sparse.csr_matrix((np.ones(len(noisy), np.float32), (noisy, words)), shape=held.shape)
    return lines._replace(held=held + noise)


class _Trainer:
    def __init__(self, net: Network, dice: np.random.Generator) -> None:
        self.net = Network(net.inputs.copy(), net.headings.copy(), net.outputs.copy(), net.starts)
        self._seen_inputs, self._seen_headings, self._seen_outputs = (
            np.full(size, 1e-6, np.float32) for size in (len(net.inputs), net.headings.shape, net.outputs.shape)
        )
        self._ends = np.append(net.starts[1:], len(net.outputs))

    def learn(self, lines: Lines, answers: Spans, rate: float) -> None:
        """Take one step of Adagrad up the log of the probability that falls into each line's span."""
        net = self.net
        rows = lines.matrix()
        used, places = np.unique(rows.indices, return_inverse=True)
        compact = sparse.csr_matrix((rows.data, places, rows.indptr), shape=(rows.shape[0], len(used)))
        hidden = net._replace(inputs=net.inputs[used]).vectors(compact, lines.meaning())
        pull = self._learn_headings(hidden, answers, rate) + self._learn_codes(hidden, answers, rate)
        pull = np.asarray(compact.T @ pull[:, : net.inputs.shape[1]], np.float32)
        self._seen_inputs[used] += (pull * pull).mean(axis=1)
        net.inputs[used] -= rate * 0.5 * pull / np.sqrt(self._seen_inputs[used])[:, None]

    def _learn_headings(self, hidden: Floats, answers: Spans, rate: float) -> Floats:
        """Move the headings' vectors; return where the lines' own should not go."""
        net = self.net
        wrong = _softmax(hidden @ net.headings.T)
        first = np.searchsorted(net.starts, answers.first, side="right") - 1
        end = np.searchsorted(net.starts, answers.end, side="left")
        single = end - first == 1
        wrong[np.flatnonzero(single), first[single]] -= 1
        for line in np.flatnonzero(~single):
            span = wrong[line, first[line] : end[line]]
            span -= span / max(float(span.sum()), 1e-9)
        wrong /= len(hidden)
        back = wrong @ net.headings
        _step(net.headings, self._seen_headings, slice(None), wrong.T @ hidden, rate)
        return np.asarray(back, np.float32)

    def _learn_codes(self, hidden: Floats, answers: Spans, rate: float) -> Floats:
        """Move the vectors of the codes of each subheading line's heading; return as `_learn_headings` does."""
        net = self.net
        back = np.zeros_like(hidden)
        lines = np.flatnonzero(answers.end - answers.first == 1)
        heading = np.searchsorted(net.starts, answers.first[lines], side="right") - 1
        begin, size = net.starts[heading], self._ends[heading] - net.starts[heading]
        lines, begin, size = lines[size > 1], begin[size > 1], size[size > 1]
        if not len(lines):
            return back
        offsets = np.cumsum(size) - size
        line = np.repeat(np.arange(len(lines)), size)
        code = np.arange(len(line)) - np.repeat(offsets - begin, size)
        codes, place = np.unique(code, return_inverse=True)
        vectors = net.outputs[codes]
        wrong = np.exp(np.clip((hidden[lines][line] * vectors[place]).sum(axis=1), -_FAR, _FAR))
        wrong /= np.repeat(np.add.reduceat(wrong, offsets), size)
        wrong[offsets + answers.first[lines] - begin] -= 1
        wrong /= len(hidden)
        spread = sparse.csr_matrix((wrong, (line, place)), shape=(len(lines), len(codes)), dtype=np.float32)
        back[lines] = spread @ vectors
        _step(net.outputs, self._seen_outputs, codes, np.asarray(spread.T @ hidden[lines]), rate)
        return back


def _step(values: Floats, seen: Floats, where: Any, steep: Floats, rate: float) -> None:
    seen[where] += steep * steep
    values[where] -= rate * steep / np.sqrt(seen[where])


def _softmax(scores: Floats) -> Floats:
    """Return rows of probabilities; `scores` is overwritten."""
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores
