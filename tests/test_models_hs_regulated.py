"""Regulated goods under every name in the tables: no alarm with their right codes, an alarm with their disguises."""

from collections import defaultdict

import pytest

from models.hs.scorer import scorer
from models.hs.trials import Trial, trials
from models.hs.verdict import shifted_one

# As the rule on papers judges: one line in ten is taken to be wrong, medium from 0.6.
SHARE_WRONG, ALARM = 0.1, 0.6


@pytest.fixture(scope="module")
def judged() -> list[tuple[Trial, float]]:
    engine = scorer()
    found = list(trials(engine.weights.codes))
    answers = engine.judge([each.text for each in found], [each.code for each in found], suggestions=0)
    return [
        (trial, shifted_one(0.5 if answer.mismatch is None else answer.mismatch, SHARE_WRONG))
        for trial, answer in zip(found, answers, strict=True)
    ]


def test_the_tables_give_trials_in_nine_languages_and_many_families(judged: list[tuple[Trial, float]]) -> None:
    assert len(judged) > 5000
    assert len({trial.language for trial, _ in judged}) >= 9
    assert len({trial.family for trial, _ in judged}) >= 15


def test_right_codes_raise_no_alarm(judged: list[tuple[Trial, float]]) -> None:
    right = [(trial, mismatch) for trial, mismatch in judged if not trial.wrong]
    alarmed = [trial for trial, mismatch in right if mismatch >= ALARM]
    assert len(alarmed) <= 0.01 * len(right), alarmed[:10]


def test_usual_disguises_raise_an_alarm(judged: list[tuple[Trial, float]]) -> None:
    wrong = [(trial, mismatch) for trial, mismatch in judged if trial.wrong]
    missed = [trial for trial, mismatch in wrong if mismatch < ALARM]
    assert len(missed) <= 0.06 * len(wrong), missed[:10]


def test_no_language_is_left_behind(judged: list[tuple[Trial, float]]) -> None:
    raised: dict[str, list[bool]] = defaultdict(list)
    for trial, mismatch in judged:
        if trial.wrong:
            raised[trial.language].append(mismatch >= ALARM)
    assert {language for language, found in raised.items() if sum(found) < 0.85 * len(found)} == set()
