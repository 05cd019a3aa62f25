"""From measures to one number: the probability that the declared code does not cover the description.

A small network over the measures of `agreement`, trained on even odds: as many wrong pairs as true ones. `shifted`
turns its answer into that for other odds.
"""

import warnings
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.hs.features import Floats

_FAR = 4.0  # standard deviations beyond which a measure says no more
_VOICES, _HIDDEN, _ROUNDS = 6, 12, 15


class Verdict(NamedTuple):
    """`means`, `scales`: of the measures; `layers`: weights and biases, alternating, the last one answering."""

    means: Floats
    scales: Floats
    layers: tuple[Floats, ...]

    def mismatch(self, measures: Floats) -> Floats:
        """Return the probability of a mismatch for each row of measures, at even odds."""
        return _logistic(self.logits(measures))

    def logits(self, measures: Floats) -> Floats:
        """Return the log odds of a mismatch for each row of measures."""
        values = np.clip((measures - self.means) / self.scales, -_FAR, _FAR)
        pairs = list(zip(self.layers[::2], self.layers[1::2], strict=True))
        for weights, bias in pairs[:-1]:
            values = np.maximum(values @ weights + bias, 0)
        weights, bias = pairs[-1]
        return np.asarray((values @ weights + bias)[:, 0], np.float32)


def train(measures: Floats, wrong: NDArray[np.int8], *, seed: int) -> Verdict:
    """Return a verdict that tells rows whose code is `wrong` from true ones; needs scikit-learn.

    Several small networks with different dice, their answers averaged, are one wider network: what they agree on holds
    on papers of other sources too, what only one has learned mostly does not.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    means, scales = measures.mean(axis=0), measures.std(axis=0) + 1e-3
    inputs = np.clip((measures - means) / scales, -_FAR, _FAR)
    nets = []
    for number in range(_VOICES):
        net = MLPClassifier(
            _HIDDEN, alpha=0.1, learning_rate_init=2e-3, batch_size=256, max_iter=_ROUNDS, random_state=seed + number
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # it stops early on purpose
            nets.append(net.fit(inputs, wrong))
    layers = (
        np.concatenate([net.coefs_[0] for net in nets], axis=1),
        np.concatenate([net.intercepts_[0] for net in nets]),
        np.concatenate([net.coefs_[1] for net in nets]) / _VOICES,
        np.mean([net.intercepts_[1] for net in nets], axis=0),
    )
    return Verdict(
        means.astype(np.float32), scales.astype(np.float32), tuple(each.astype(np.float32) for each in layers)
    )


def shifted(mismatch: float, share: float) -> float:
    """Return a probability given at even odds for a world in which `share` of the lines are wrong.

    >>> round(shifted(0.5, 0.1), 2), round(shifted(0.9, 0.1), 2)
    (0.1, 0.5)
    """
    odds = mismatch / max(1 - mismatch, 1e-6) * (share / (1 - share))
    return odds / (1 + odds)


def _logistic(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)
