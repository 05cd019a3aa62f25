"""Which codes a line points to: network and index heard together, codes looked at within the best headings."""

from typing import Any

import numpy as np
import pytest
from scipy import sparse

from models.hs import index, ranking
from models.hs.features import Lines, Vocabulary
from models.hs.ladder import Ladder, closeness, maxima
from models.hs.meaning import meanings
from models.hs.network import Network, Spans, ask, heading_starts

CODES = ("080810", "080830", "730630", "730661", "741110")
TERMS = [["apple"], ["red", "apple"], ["pear"], ["steel", "pipe"], ["square", "steel", "pipe"], ["copper", "pipe"]]
OWNERS = np.array([0, 0, 1, 2, 3, 4])


@pytest.fixture
def vocabulary() -> Vocabulary:
    return Vocabulary.of([*TERMS, ["other"], ["words"]])


def told(vocabulary: Vocabulary, texts: list[list[str]], votes: Any = None) -> ranking.Scores:
    """Return the scores of texts by a network that has learned nothing, beside an index of the terms, and votes."""
    terms = vocabulary.lines(TERMS)
    found = index.build(terms, Spans(OWNERS, OWNERS + 1), CODES)
    starts = heading_starts(CODES)
    width = 3 + meanings().bytes.shape[1] + 1
    blank = Network(
        np.zeros((vocabulary.width, 3), np.float32),
        np.zeros((len(starts), width), np.float32),
        np.zeros((len(CODES), width), np.float32),
        starts,
    )
    asked: Lines = vocabulary.lines(texts)
    matrix, meaning = asked.matrix(), asked.meaning()
    return ranking.scores(Ladder(CODES), blank, found, matrix, meaning, blank.vectors(matrix, meaning), votes)


def test_the_code_of_the_most_similar_term_comes_first(vocabulary: Vocabulary) -> None:
    found = ranking.best(told(vocabulary, [["red", "apple"], ["pipe", "square", "steel"], ["pipe", "copper"]]), 2)
    assert [CODES[line[0][0]] for line in found] == ["080810", "730661", "741110"]
    assert all(line[0][1] > line[1][1] for line in found)


def test_resemblance_is_to_one_term_not_to_all_terms_of_a_code(vocabulary: Vocabulary) -> None:
    scores = told(vocabulary, [["apple"], ["steel", "pipe"]])
    assert scores.k[0, 0] == pytest.approx(1.0, abs=1e-5)
    assert scores.k[1, 2] == pytest.approx(1.0, abs=1e-5)
    assert 0 < scores.k[1, 3] < 1
    assert scores.k4[1, 1] == scores.k[1, 2:4].max()


def test_shares_of_a_line_sum_to_one_and_words_unknown_point_nowhere(vocabulary: Vocabulary) -> None:
    scores = told(vocabulary, [["apple"], ["zzzz"], []])
    assert ranking.spread(scores, len(CODES)).sum(axis=1) == pytest.approx([1.0, 1.0, 1.0], abs=1e-5)
    assert scores.f4.sum(axis=1) == pytest.approx([1.0, 1.0, 1.0], abs=1e-5)
    assert not scores.k[1:].any()


def test_codes_are_asked_heading_by_heading() -> None:
    asked = ask(np.array([[0, 2], [1, 0]]), heading_starts(CODES), len(CODES))
    assert asked.code.tolist() == [0, 1, 4, 2, 3, 0, 1]
    assert asked.line.tolist() == [0, 0, 0, 1, 1, 1, 1]
    assert asked.begins.tolist() == [0, 3]
    assert asked.counts.tolist() == [3, 4]


def test_several_terms_that_are_like_a_line_count_for_one_that_is_more_like_it() -> None:
    hits = sparse.csr_matrix(np.array([[0.8, 0, 0.7, 0.7], [0, 0.5, 0, 0]], np.float32))
    owners = np.array([0, 0, 1, 1], np.int32)
    assert closeness(hits, owners, 3) == pytest.approx(np.array([[0.512, 0.686, 0], [0.125, 0, 0]]))
    assert maxima(hits, owners, 3) == pytest.approx(np.array([[0.8, 0.7, 0], [0.5, 0, 0]]))


def test_beside_the_users_own_lines_the_terms_of_the_tables_count_for_less(vocabulary: Vocabulary) -> None:
    undecided = sparse.csr_matrix(np.full((1, len(CODES)), 1 / len(CODES), np.float32))
    alone, beside = told(vocabulary, [["red", "apple"]]), told(vocabulary, [["red", "apple"]], undecided)
    assert beside.f4[0].argmax() == alone.f4[0].argmax() == 0
    # The second heading takes two codes' votes, as the first does: what lies between them is the terms' alone.
    apart = [np.log(scores.f4[0, 0] / scores.f4[0, 1]) for scores in (alone, beside)]
    assert apart[1] == pytest.approx(apart[0] * float(ranking.BESIDE_OWN), rel=1e-3)
    assert apart[1] < apart[0]
