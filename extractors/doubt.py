"""How likely the first reader's word is wrong: weights learned where both readers read the same sheets.

The weights and how they came about stand in `models/trained/doubt.json` and its card.
"""

import json
from collections.abc import Sequence
from functools import cache
from math import exp, log
from pathlib import Path

from extractors.spots import Spotted

_WEIGHTS = Path(__file__).parent.parent / "models" / "trained" / "doubt.json"
FEATURES = ("bias", "unsure", "unsure_sheet", "digits", "mixed", "odd_signs", "length")


def features(spot: Spotted, sheet: float) -> tuple[float, ...]:
    """Return what the doubt about a word rests on, in the order of `FEATURES`; `sheet` is its sheet's confidence."""
    text = spot.text
    digits = sum(sign.isdigit() for sign in text)
    letters = sum(sign.isalpha() for sign in text)
    odd = len(text) - digits - letters - sum(sign in ".,-/:" for sign in text)
    return (
        1.0,
        _logit(1.0 - spot.confidence),
        _logit(1.0 - sheet),
        float(digits > 0),
        float(digits > 0 and letters > 0),
        odd / max(len(text), 1),
        log(max(len(text), 1)),
    )


def _logit(share: float) -> float:
    bounded = min(max(share, 0.01), 0.99)
    return log(bounded / (1 - bounded))


def doubts(spotted: Sequence[Spotted]) -> list[float]:
    """Return for each word of one sheet the probability (0..1) that the second reader would read it otherwise."""
    letters = sum(len(spot.text) for spot in spotted)
    sheet = sum(spot.confidence * len(spot.text) for spot in spotted) / letters if letters else 0.0
    weights = _weights()
    found: list[float] = []
    for spot in spotted:
        summed = sum(weight * feature for weight, feature in zip(weights, features(spot, sheet), strict=True))
        found.append(1 / (1 + exp(-summed)))
    return found


@cache
def _weights() -> tuple[float, ...]:
    told = json.loads(_WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return tuple(float(told[name]) for name in FEATURES)
