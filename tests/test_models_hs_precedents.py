"""A user's own lines as precedents: what is nearest by letters votes, and votes move the ranking."""

import numpy as np
import pytest

from models.hs import store
from models.hs.precedents import Precedents, build
from models.hs.wording import words

OWN = (
    ("zubrix actuator", 0), ("zubrix actuator spare", 0), ("kelvo bracket", 1), ("kelvo bracket steel", 1),
    ("mantor gasket", 2), ("mantor gasket paper", 2),
)  # fmt: skip


@pytest.fixture(scope="module")
def own() -> Precedents:
    return build([words(text) for text, _ in OWN], np.array([place for _, place in OWN], np.int32))


def test_the_lines_nearest_by_letters_vote_for_their_codes(own: Precedents) -> None:
    votes = own.votes([words("kelvo brackets for doors"), words("zubrixx")], 4).toarray()
    assert votes.argmax(axis=1).tolist() == [1, 0]
    assert votes.sum(axis=1) == pytest.approx([1.0, 1.0], abs=1e-5)


def test_a_line_that_shares_no_letters_gets_no_votes(own: Precedents) -> None:
    assert own.votes([words("wheyyy"), []], 4).nnz == 0


def test_precedents_are_the_same_when_read_again(own: Precedents, tmp_path) -> None:  # type: ignore[no-untyped-def]
    store.save_precedents(tmp_path, own)
    read = store._precedents(tmp_path)
    assert read is not None
    asked = [words("mantor gaskets"), words("kelvo actuator")]
    assert read.votes(asked, 3).toarray() == pytest.approx(own.votes(asked, 3).toarray(), abs=0.02)
