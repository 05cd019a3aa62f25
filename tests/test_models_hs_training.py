"""Training: on a user's own declarations, on from the weights that ship; and what is kept on disk."""

import json
from pathlib import Path

import numpy as np
import pytest

from models.hs import corpus, network, store, train
from models.hs.corpus import Pair
from models.hs.scorer import Scorer, prefer, scorer

OWN = {"Zorblat": "847130", "Quixel": "610910", "Brumak": "020714", "Velhine": "392410", "Drazzo": "870899"}
COLOURS = ("crimson", "teal", "amber", "ivory", "maroon", "olive", "cyan", "violet", "beige", "indigo")
KINDS = ("slim", "deluxe", "junior", "classic", "sport", "royal")


@pytest.fixture
def own_pairs() -> list[Pair]:
    return [Pair(f"{name} {colour} {kind}", code) for name, code in OWN.items() for colour in COLOURS for kind in KINDS]


def test_own_declarations_teach_new_names(
    own_pairs: list[Pair], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = corpus.terms()[::60]
    monkeypatch.setattr(corpus, "terms", lambda: some)
    train.own(own_pairs, tmp_path / "own", say=lambda what: None)
    engine = Scorer(store.load(tmp_path / "own"))
    for name, code in OWN.items():
        assert engine.likeliest(f"{name} golden")[0].code == code
    right, wrong = engine.judge(["Zorblat golden", "Zorblat golden"], ["847130", "020714"])
    assert right.mismatch is not None
    assert wrong.mismatch is not None
    assert right.mismatch < wrong.mismatch
    assert json.loads((tmp_path / "own" / "card.json").read_text())["command"] == "tallyman hs train PAIRS.csv"


def test_preferred_weights_are_used_where_they_are(tmp_path: Path) -> None:
    shipped = scorer()
    prefer(tmp_path / "nowhere")
    assert scorer() is shipped


def test_weights_that_are_not_there_say_how_to_make_them(tmp_path: Path) -> None:
    with pytest.raises(store.NoWeights, match=r"models\.hs\.train"):
        store.load(tmp_path)
    (tmp_path / "card.json").write_text('{"format": 0}')
    with pytest.raises(store.NoWeights, match="another version"):
        store.load(tmp_path)


def test_shipped_weights_know_every_code_and_are_small() -> None:
    weights = store.load()
    assert weights.codes == corpus.codes()
    assert sum(path.stat().st_size for path in store.SHIPPED.iterdir()) < 30_000_000
    assert {"trained", "data", "seed", "command"} <= set(weights.card)


def test_pairs_of_older_editions_come_as_todays() -> None:
    found = corpus.current(
        [("R-410A blend", "382478"), ("R-500 blend", "382471"), ("tyres", "401120"), ("x", "999999")]
    )
    assert Pair("R-500 blend", "382711") in found
    assert Pair("tyres", "401120") in found
    assert len({pair.text for pair in found} & {"x"}) == 0


def test_the_network_learns_what_it_is_shown() -> None:
    from models.hs.features import Vocabulary

    texts = [["red", "apple"], ["green", "apple"], ["steel", "pipe"], ["copper", "pipe"]] * 20
    vocabulary = Vocabulary.of([*texts, ["other"], ["words"]])
    answers = np.array([0, 0, 1, 1] * 20)
    net = network.train(vocabulary.lines(texts), answers, 2, seed=1, epochs=40)
    likely = net.probabilities(vocabulary.lines([["apple"], ["pipe"]]).matrix())
    assert likely[0, 0] > 0.7
    assert likely[1, 1] > 0.7
