"""The scorer: lines judged once are remembered, by words and code."""

import pytest

from models.hs import scorer, store


@pytest.fixture(scope="module")
def weights() -> store.Weights:
    return store.load()


def test_a_line_of_the_same_words_and_code_is_judged_once(
    weights: store.Weights, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = scorer.Scorer(weights)
    right, wrong = engine.judge(["12 cotton shirts, knitted", "40 cotton shirts, knitted"], ["610510", "851712"])
    assert right.mismatch is not None
    assert wrong.mismatch is not None
    assert right.mismatch < 0.5 < wrong.mismatch
    monkeypatch.setattr(engine, "scores", pytest.fail)
    assert engine.judge(["COTTON SHIRTS KNITTED", "cotton shirts, knitted"], ["8517129000", "6105100000"]) == [
        wrong,
        right,
    ]


def test_a_long_file_is_judged_alike_though_lines_are_forgotten(
    weights: store.Weights, monkeypatch: pytest.MonkeyPatch
) -> None:
    goods = ["frozen shrimp", "steel pipe", "frozen shrimp", "wooden chairs", "steel pipe"]
    codes = ["030617", "730630", "850710", "940161", "030617"]
    whole = scorer.Scorer(weights).judge(goods, codes)
    monkeypatch.setattr(scorer, "_REMEMBERED", 1)
    engine = scorer.Scorer(weights)
    for _ in range(2):
        apart = [engine.judge([text], [code])[0] for text, code in zip(goods, codes, strict=True)]
        assert [(each.mismatch, each.suggestions[0].code) for each in apart] == [
            (pytest.approx(each.mismatch, abs=1e-3), each.suggestions[0].code) for each in whole
        ]


@pytest.mark.parametrize(
    ("text", "declared", "hidden"),
    [
        ("Waste cutting oil emulsion from a machine shop", "340319", True),
        ("Kupferkabelschrott, gemischt", "854449", True),
        ("Klinikabfälle, infektiös", "300590", True),
        ("Waste bin liners of polyethylene", "392321", False),
        ("Scrap metal baling press", "846229", False),
        ("Broken rice", "100640", False),
        ("Copper cable scrap", "740400", False),
    ],
)
def test_waste_under_a_code_of_goods_is_told_from_goods_named_by_a_word_of_waste(
    weights: store.Weights, text: str, declared: str, hidden: bool
) -> None:
    mismatch = scorer.Scorer(weights).judge([text], [declared])[0].mismatch
    assert mismatch is not None
    assert (mismatch >= 0.6) is hidden
