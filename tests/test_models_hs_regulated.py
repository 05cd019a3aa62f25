"""Regulated goods under every name in the tables: no alarm with their right codes, an alarm with their disguises."""

from collections import defaultdict

import pytest

from models.hs.scorer import scorer
from models.hs.trials import Trial, trials
from models.hs.verdict import shifted

# As the rule on papers judges: one line in ten is taken to be wrong, medium from 0.6.
SHARE_WRONG, ALARM = 0.1, 0.6


@pytest.fixture(scope="module")
def judged() -> list[tuple[Trial, float]]:
    engine = scorer()
    found = list(trials(engine.weights.codes))
    answers = engine.judge([each.text for each in found], [each.code for each in found], suggestions=0)
    return [
        (trial, shifted(0.5 if answer.mismatch is None else answer.mismatch, SHARE_WRONG))
        for trial, answer in zip(found, answers, strict=True)
    ]


def test_the_tables_give_trials_in_nine_languages_and_many_families(judged: list[tuple[Trial, float]]) -> None:
    assert len(judged) > 5000
    assert len({trial.language for trial, _ in judged}) >= 9
    assert len({trial.family for trial, _ in judged}) >= 15


def test_right_codes_raise_no_alarm(judged: list[tuple[Trial, float]]) -> None:
    right = [(trial, mismatch) for trial, mismatch in judged if not trial.wrong]
    alarmed = [trial for trial, mismatch in right if mismatch >= ALARM]
    assert len(alarmed) <= 0.005 * len(right), alarmed[:10]


def test_right_codes_raise_no_alarm_in_any_language(judged: list[tuple[Trial, float]]) -> None:
    alarmed: dict[str, list[bool]] = defaultdict(list)
    for trial, mismatch in judged:
        if not trial.wrong:
            alarmed[trial.language].append(mismatch >= ALARM)
    assert {language for language, found in alarmed.items() if sum(found) > 0.02 * len(found)} == set()


@pytest.mark.parametrize(
    ("text", "code", "wrong"),
    [
        ("24 BALES OF USED PET BOTTLES, BALED, GRADE B", "391590", False),
        ("Refrigerant R-134a, 13.6 kg cylinders", "290345", False),
        ("Refrigerant R-134a, 13.6 kg cylinders", "271113", True),
        ("split air conditioner, R32 refrigerant", "841510", False),
        ("new tyres 165/70 R13", "401110", False),
        ("20 MT DRAINED LEAD BATTERY SCRAP", "850710", True),
        ("Dieldrin technical 95%", "310520", True),
        ("pneus usagés, 40' HC", "401110", True),
    ],
)
def test_wordings_of_papers_that_no_table_holds(text: str, code: str, wrong: bool) -> None:
    (answer,) = scorer().judge([text], [code], suggestions=0)
    assert answer.mismatch is not None
    assert (shifted(answer.mismatch, SHARE_WRONG) >= ALARM) is wrong


def test_usual_disguises_raise_an_alarm(judged: list[tuple[Trial, float]]) -> None:
    wrong = [(trial, mismatch) for trial, mismatch in judged if trial.wrong]
    missed = [trial for trial, mismatch in wrong if mismatch < ALARM]
    assert len(missed) <= 0.015 * len(wrong), missed[:10]


def test_no_language_is_left_behind(judged: list[tuple[Trial, float]]) -> None:
    raised: dict[str, list[bool]] = defaultdict(list)
    for trial, mismatch in judged:
        if trial.wrong:
            raised[trial.language].append(mismatch >= ALARM)
    assert {language for language, found in raised.items() if sum(found) < 0.95 * len(found)} == set()
