"""A small network from words to codes: the mean of word vectors, then every subheading's probability.

Trained in NumPy with Adagrad; the vectors of words and letter runs are learned together with the codes', so that a
word shared by two codes, or letters shared by two words, speak for both.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models.hs.features import Floats, Lines, unit

DIMENSIONS = 80
_EPOCHS = 8
_BATCH = 512
_RATE = 0.4
_DROPPED = 0.15  # share of words left out of a line at training, so that none is needed
_NOISY = 0.4  # share of lines that get up to three words of other lines
_LONGEST_LINE = 3


class Network(NamedTuple):
    """`inputs`: columns by dimensions; `outputs`: dimensions by codes; `bias`: codes."""

    inputs: Floats
    outputs: Floats
    bias: Floats

    def probabilities(self, matrix: Any) -> Floats:
        """Return lines by codes: the probability of each code, rows summing to one. `matrix`: unit rows, sparse."""
        return softmax(np.asarray(matrix @ self.inputs, np.float32) @ self.outputs + self.bias)


def softmax(scores: Floats) -> Floats:
    """Return rows of probabilities; `scores` is overwritten."""
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores


def train(
    lines: Lines,
    answers: NDArray[np.int64],
    codes: int,
    *,
    seed: int,
    epochs: int = _EPOCHS,
    start: Network | None = None,
) -> Network:
    """Return a network that gives `answers` (a code's place for each line); `start` is trained on, not overwritten."""
    dice = np.random.default_rng(seed)
    net = _Trainer(start or _fresh(lines.table.shape[1], codes, dice), dice)
    total = epochs * -(-len(answers) // _BATCH)
    step = 0
    for _ in range(epochs):
        order = dice.permutation(len(answers))
        for begin in range(0, len(order), _BATCH):
            chosen = order[begin : begin + _BATCH]
            net.learn(_disturbed(lines, chosen, dice), answers[chosen], _RATE * (1 - step / total))
            step += 1
    return net.net


def _fresh(columns: int, codes: int, dice: np.random.Generator) -> Network:
    # Word vectors begin at nothing: letters that were never met must not speak.
    outputs = dice.standard_normal((DIMENSIONS, codes), np.float32) * np.float32(0.1)
    return Network(np.zeros((columns, DIMENSIONS), np.float32), outputs, np.zeros(codes, np.float32))


def _disturbed(lines: Lines, chosen: NDArray[np.int64], dice: np.random.Generator) -> Any:
    held = lines.held[chosen].copy()
    sizes = np.diff(held.indptr)
    held.data = np.where(dice.random(held.nnz) < _DROPPED, 0, held.data).astype(np.float32)
    held.data[held.indptr[:-1][sizes > 0]] = 1.0
    noisy = np.flatnonzero((dice.random(len(chosen)) < _NOISY) & (sizes > 0))
    noisy = np.repeat(noisy, dice.integers(1, _LONGEST_LINE + 1, len(noisy)))
    words = dice.choice(lines.held.indices, len(noisy))
    noise = sparse.csr_matrix((np.ones(len(noisy), np.float32), (noisy, words)), shape=held.shape)
    return unit((held + noise) @ lines.table)


class _Trainer:
    def __init__(self, net: Network, dice: np.random.Generator) -> None:
        self.net = Network(*(part.copy() for part in net))
        self._seen_inputs = np.full(len(net.inputs), 1e-6, np.float32)
        self._seen_outputs = np.full_like(net.outputs, 1e-6)
        self._seen_bias = np.full_like(net.bias, 1e-6)

    def learn(self, rows: Any, answers: NDArray[np.int64], rate: float) -> None:
        """Take one step of Adagrad down the cross-entropy of `answers`."""
        net = self.net
        used, places = np.unique(rows.indices, return_inverse=True)
        compact = sparse.csr_matrix((rows.data, places, rows.indptr), shape=(rows.shape[0], len(used)))
        hidden = np.asarray(compact @ net.inputs[used], np.float32)
        wrong = softmax(hidden @ net.outputs + net.bias)
        wrong[np.arange(len(answers)), answers] -= 1
        wrong /= len(answers)
        back = wrong @ net.outputs.T
        steep = hidden.T @ wrong
        self._seen_outputs += steep * steep
        net.outputs[:] -= rate * steep / np.sqrt(self._seen_outputs)
        tilt = wrong.sum(axis=0)
        self._seen_bias += tilt * tilt
        net.bias[:] -= rate * tilt / np.sqrt(self._seen_bias)
        pull = np.asarray(compact.T @ back, np.float32)
        self._seen_inputs[used] += (pull * pull).mean(axis=1)
        net.inputs[used] -= rate * 0.5 * pull / np.sqrt(self._seen_inputs[used])[:, None]
