"""How well declared lines are judged: codes found at two, four and six digits, and wrong codes told from true ones.

Every description counts once by its template (its words without digits and units). For the mismatch each true pair
gets one wrong code of another heading: a third from anywhere, a third from the same chapter, a third from the table
of common disguises. BM25 over the labels and nearest neighbours by TF-IDF over the terms are measured beside the
engine. Lines that the engine abstains from count as even odds.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from flows.baselines import bm25, neighbours
from flows.declared_lines import Labelled, Outcome, ranks_of
from models.hs.disguises import KINDS, Disguises
from models.hs.features import Floats
from models.hs.ranking import spread
from models.hs.scorer import Scorer
from models.hs.wording import words

FALSE_ALARMS = 0.05
_AT_ONCE = 512
_BINS = 10


def score_lines(lines: Sequence[Labelled], scorer: Scorer, *, seed: int = 5, compare: bool = True) -> dict[str, Any]:
    """Return the figures of the engine, and of the methods it is compared with, by group; `all` is every line."""
    lines = [line for line in lines if line.code in scorer.ladder.places]
    dice = random.Random(seed)
    disguises = Disguises(scorer.weights.codes)
    drawn = [disguises.draw(line.code, KINDS[place % 3], dice) for place, line in enumerate(lines)]
    kinds = np.array([wrong.kind for wrong in drawn])
    outcomes = {"engine": engine(lines, [wrong.code for wrong in drawn], scorer)}
    if compare:
        for name, method in (("bm25 over labels", bm25), ("tf-idf neighbours", neighbours)):
            outcomes[name] = method(lines, [wrong.code for wrong in drawn], scorer.ladder)
    groups: dict[str, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        for group in ("all", *line.groups):
            groups[group].append(place)
    return {
        group: {name: _figures(outcome, kinds, np.array(places), name) for name, outcome in outcomes.items()}
        for group, places in groups.items()
    }


def engine(lines: Sequence[Labelled], wrong: Sequence[str], scorer: Scorer) -> Outcome:
    """Return what the engine says of lines and of their wrong codes."""
    ranks: list[NDArray[np.int64]] = []
    true: list[float] = []
    false: list[float] = []
    for begin in range(0, len(lines), _AT_ONCE):
        part = lines[begin : begin + _AT_ONCE]
        told = scorer.scores([words(line.text) for line in part])
        ranks.append(
            ranks_of(scorer.ladder, spread(told, len(scorer.ladder.codes)), [line.code for line in part], summed=True)
        )
        texts = [line.text for line in part]
        for codes, into in (([line.code for line in part], true), (wrong[begin : begin + _AT_ONCE], false)):
            judged = scorer.judge(texts, codes, suggestions=0)
            into += [0.5 if each.mismatch is None else each.mismatch for each in judged]
    return Outcome(np.concatenate(ranks), np.array(true, np.float32), np.array(false, np.float32))


def table_of(figures: dict[str, Any]) -> Table:
    """Return the figures of `score_lines` as a table, a row for each group and method."""
    columns = ("hs4 top-1", "hs4 top-5", "hs6 top-1", "hs6 top-5", "auc", "recall at 5 % false alarms")
    table = Table("lines of", "judged by", "number", *columns, "calibration error")
    for group, methods in figures.items():
        for name, found in methods.items():
            shown = (f"{found[column]:.3f}" for column in columns)
            error = f"{found['calibration error']:.3f}" if "calibration error" in found else ""
            table.add_row(group, name, str(found["lines"]), *shown, error)
    return table


def auc(true: Floats, wrong: Floats) -> float:
    """Return how often a wrong code is found less likely than a true one, ties counting half."""
    order = np.sort(true)
    below = np.searchsorted(order, wrong, side="left") + np.searchsorted(order, wrong, side="right")
    return float(below.mean() / 2 / len(true))


def calibration_error(probabilities: Floats, answers: NDArray[np.bool_]) -> float:
    """Return the expected calibration error over ten bins of equal width."""
    bins = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(float(probabilities[bins == at].mean()) - float(answers[bins == at].mean())) * float((bins == at).mean())
        for at in range(_BINS)
        if (bins == at).any()
    ]
    return sum(gaps)


def _figures(outcome: Outcome, kinds: NDArray[Any], chosen: NDArray[np.int64], name: str) -> dict[str, float]:
    ranks, true, wrong = outcome.ranks[chosen], outcome.true[chosen], outcome.wrong[chosen]
    figures: dict[str, float] = {"lines": len(chosen)}
    for level, digits in enumerate((2, 4, 6)):
        for top in (1, 3, 5):
            figures[f"hs{digits} top-{top}"] = round(float((ranks[:, level] < top).mean()), 4)
    figures["auc"] = round(auc(true, wrong), 4)
    for kind in KINDS:
        of_kind = wrong[kinds[chosen] == kind]
        if len(of_kind):
            figures[f"auc {kind}"] = round(auc(true, of_kind), 4)
    threshold = float(np.quantile(true, 1 - FALSE_ALARMS))
    figures["recall at 5 % false alarms"] = round(float((wrong > threshold).mean()), 4)
    if name == "engine":
        answers = np.concatenate([np.zeros(len(true), bool), np.ones(len(wrong), bool)])
        figures["calibration error"] = round(calibration_error(np.concatenate([true, wrong]), answers), 4)
        figures["judged"] = round(float((np.concatenate([true, wrong]) != 0.5).mean()), 4)
    return figures
