"""Training: on a user's own declarations, on from the weights that ship; and what is kept on disk."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse

from models.hs import corpus, distil, meaning, network, store, train
from models.hs.corpus import Pair
from models.hs.features import BUCKETS, Lines, Vocabulary
from models.hs.network import Spans
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


def test_own_lines_are_met_more_often_than_terms() -> None:
    places = train._often(np.array([True, False, True, True, False]), 2)
    assert places.tolist() == [0, *[2] * train._OWN_TIMES, *[3] * train._OWN_TIMES]
    assert train._OWN_TIMES > 1


def test_preferred_weights_are_used_where_they_are(tmp_path: Path) -> None:
    shipped = scorer()
    prefer(tmp_path / "nowhere")
    assert scorer() is shipped


def test_own_weights_of_an_older_program_are_passed_over(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    shipped = scorer()
    (tmp_path / "card.json").write_text('{"format": 1}')
    prefer(tmp_path)
    assert scorer() is shipped
    assert "Run `tallyman hs train` again" in caplog.text
    prefer(tmp_path / "nowhere")


def test_weights_that_are_not_there_say_how_to_make_them(tmp_path: Path) -> None:
    with pytest.raises(store.NoWeights, match=r"models\.hs\.train"):
        store.load(tmp_path)
    (tmp_path / "card.json").write_text('{"format": 0}')
    with pytest.raises(store.NoWeights, match="another version"):
        store.load(tmp_path)


def test_shipped_weights_know_every_code_and_are_small() -> None:
    weights = store.load()
    assert weights.codes == corpus.codes()
    sizes = [path.stat().st_size for folder in (store.SHIPPED, meaning.SHIPPED) for path in folder.iterdir()]
    assert sum(sizes) < 60_000_000
    assert len((store.SHIPPED / "card.json").read_text(encoding="utf-8").splitlines()) < 100
    assert {"trained", "data", "seed", "command"} <= set(weights.card)


def test_pairs_of_older_editions_come_as_todays() -> None:
    found = corpus.current(
        [("R-410A blend", "382478"), ("R-500 blend", "382471"), ("tyres", "401120"), ("x", "999999")]
    )
    assert Pair("R-500 blend", "382711") in found
    assert Pair("tyres", "401120") in found
    assert len({pair.text for pair in found} & {"x"}) == 0


def probabilities(net: network.Network, lines: Lines) -> NDArray[np.float32]:
    """Return lines by codes: the network's probabilities."""
    vectors = net.vectors(lines.matrix(), lines.meaning())
    likely = net.likely(vectors)
    asked = network.ask(np.tile(np.arange(len(net.starts)), (len(likely), 1)), net.starts, len(net.outputs))
    within = np.exp(asked.within(net.scores(vectors))).reshape(len(likely), -1)
    sizes = np.diff([*net.starts, len(net.outputs)])
    return np.asarray(within * np.repeat(likely, sizes, axis=1), np.float32)


def test_the_network_learns_what_it_is_shown() -> None:
    texts = [["red", "apple"], ["green", "apple"], ["steel", "pipe"], ["copper", "pipe"]] * 20
    vocabulary = Vocabulary.of([*texts, ["other"], ["words"]])
    first = np.array([0, 1, 2, 2] * 20)
    codes = ("080810", "080820", "730630", "741110")
    net = network.train(
        vocabulary.lines(texts), Spans(first, first + np.array([1, 1, 1, 2] * 20)), codes, seed=1, epochs=40
    )
    asked = vocabulary.lines([["red", "apple"], ["green", "apple"], ["steel", "pipe"]])
    likely = probabilities(net, asked)
    assert likely.sum(axis=1) == pytest.approx([1.0, 1.0, 1.0], abs=1e-4)
    assert [likely[line, place] > 0.6 for line, place in enumerate((0, 1, 2))] == [True, True, True]


def test_a_line_known_by_its_heading_alone_teaches_the_heading() -> None:
    texts = [["cheese"], ["steel", "pipe"]] * 30
    vocabulary = Vocabulary.of([*texts, ["other"]])
    spans = Spans(np.array([0, 2] * 30), np.array([2, 3] * 30))
    net = network.train(vocabulary.lines(texts), spans, ("040610", "040690", "730630"), seed=1, epochs=40)
    asked = vocabulary.lines([["cheese"]])
    likely = probabilities(net, asked)[0]
    assert likely[:2].sum() > 0.7
    assert abs(likely[0] - likely[1]) < 0.3


def test_word_vectors_learn_what_the_encoder_says_of_terms() -> None:
    dice = np.random.default_rng(3)
    goal = np.eye(4, dtype=np.float32)[[0, 1, 2, 3] * 8]
    lines = sparse.csr_matrix(np.eye(4, dtype=np.float32)[[0, 1, 2, 3] * 8] + 0.1)
    begun = dice.standard_normal((4, 4)).astype(np.float32)
    learned = distil.fitted(begun, lines, goal)

    def nearness(vectors: NDArray[np.float32]) -> float:
        told = lines @ vectors
        return float(((told / np.linalg.norm(told, axis=1, keepdims=True)) * goal).sum(axis=1).mean())

    assert nearness(learned) > nearness(begun) + 0.1


def test_words_of_one_meaning_lie_near_each_other() -> None:
    vocabulary = Vocabulary.of([["tyre"], ["rubber"], ["glass"], ["cheese"]])
    sofa, couch, cheese, nothing = vocabulary.lines([["sofa"], ["couch"], ["cheese"], []]).meaning()
    assert sofa @ couch > sofa @ cheese + 0.3
    assert not nothing.any()


def test_unknown_words_are_taken_for_known_ones() -> None:
    vocabulary = Vocabulary.of([["door", "lock", "radiator"]] * 40 + [[f"word{at}"] for at in range(2000)])
    guessed = vocabulary.lines([["doorlock"], ["radiatr"], ["zzyzxqq"]]).matrix()
    columns = [BUCKETS + vocabulary.places[word] for word in ("door", "lock", "radiator")]
    assert (guessed[:, columns].toarray() > 0).tolist() == [[True, True, False], [False, False, True], [False] * 3]
