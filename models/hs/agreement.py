"""What speaks for and against a declared code: numbers for each line, from the network, the index and the words.

Every number is about one description and one declared code; `COLUMNS` names them in order.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from models.hs.features import Floats, Vocabulary
from models.hs.ladder import Ladder
from models.hs.ranking import Scores, within
from models.hs.regulated import right_headings
from models.reference.table import plain, rows, spellings
from models.reference.waste import waste_heading

COLUMNS = (
    "log p chapter", "log p heading", "log p subheading", "log best chapter", "log best heading", "log best subheading",
    "rank of chapter", "rank of heading", "likeness to chapter", "likeness to heading", "likeness to subheading",
    "best likeness", "likeness to chapter of best", "likeness to heading of best", "rank by likeness",
    "resemblance to chapter", "resemblance to heading", "resemblance to subheading", "best resemblance",
    "resemblance to chapter of best", "resemblance to heading of best", "rank by resemblance",
    "log p of heading most alike", "likeness of likeliest heading", "nearness of likeliest heading",
    "resemblance of likeliest heading", "nearness of heading", "best nearness", "nearness behind best",
    "rank by nearness", "log share of heading", "log best share", "rank by share", "words", "known words",
    "known weight", "heaviest word", "heading size", "says waste", "code for waste", "waste agrees",
    "code for the rest", "code for parts", "regulated and right", "regulated and wrong",
    "notes move it to the likeliest", "notes move the likeliest to it",
)  # fmt: skip
_LEAST_LOG = -16.0
_WASTE_SHARE = 0.3  # of the likeliest codes, from which on they agree with a word of waste
_SURE_OF_NAME = 0.9  # share of a heading in the ranking
_LIKE, _APART, _KNOWN, _UNLIKELY = 0.8, 0.3, 0.8, -6.0  # of `named_elsewhere`


def measures(
    ladder: Ladder,
    told: Scores,
    texts: Sequence[list[str]],
    vocabulary: Vocabulary,
    line: NDArray[np.int64],
    declared: NDArray[np.int32],
) -> Floats:
    """Return pairs by `COLUMNS`, for each of the lines at `line` the code declared for it at `declared`.

    `texts` are all lines, as words.
    """
    heading = ladder.heading_of[declared]
    words = _word_columns([texts[at] for at in line], vocabulary)
    waste = np.array([bool(waste_signs(text)) for text in texts], np.float32)[line]
    named = [right_headings(text) for text in texts]
    right = np.array([ladder.headings[at] in named[of] for at, of in zip(heading, line, strict=True)], np.float32)
    regulated = np.array([bool(each) for each in named], np.float32)[line]
    code_waste, rest, parts, size = (column[declared] for column in _code_columns(ladder))
    likeliest = told.f4.argmax(axis=1)[line]
    return np.column_stack(
        [
            *_network_columns(ladder, told, line, declared),
            *_index_columns(ladder, (told.s, told.s4, told.s2), line, declared),
            *_index_columns(ladder, (told.k, told.k4, told.k2), line, declared),
            *_crossed_columns(told, line),
            *_nearness_columns(told, line, heading),
            *_share_columns(told, line, heading),
            *words,
            size, waste, code_waste, waste * code_waste, rest, parts, right, regulated - right,
            _moved(ladder)[heading, likeliest], _moved(ladder)[likeliest, heading],
        ]
    ).astype(np.float32)  # fmt: skip


def named_elsewhere(measured: Floats) -> NDArray[np.bool_]:
    """Say for each row whether a term of another heading names the goods, none of the declared one's, and all agree.

    Neighbours such as a ceramic mug among steel ware are too near for the combiner, which learned on wrong codes from
    farther off. Names that the tables know as right for the code are left alone.
    """
    column = dict(zip(COLUMNS, measured.T, strict=True))
    best = column["best resemblance"]
    apart = (best >= _LIKE) & (best - column["resemblance to heading"] >= _APART) & (column["known words"] >= _KNOWN)
    return np.asarray(apart & (column["log share of heading"] <= _UNLIKELY) & (column["regulated and right"] == 0))


def waste_under_goods(ladder: Ladder, told: Scores, texts: Sequence[list[str]]) -> NDArray[np.bool_]:
    """Say for each line and code (lines by codes) whether words say waste, the ranking agrees, and the code is none.

    A word of waste beside the name of sound goods speaks softly to the combiner, which saw few such lines; that the
    likeliest codes are of waste says that it is meant. Of true declarations one in seven hundred is like that.
    """
    waste_codes = _code_columns(ladder)[0]
    shares = np.add.reduceat(told.f * waste_codes[told.asked.code], told.asked.begins)
    said = np.array([bool(waste_signs(text)) for text in texts]) & (shares >= _WASTE_SHARE)
    return np.asarray(said[:, None] & (waste_codes == 0)[None, :], np.bool_)


def named_by_waste(
    ladder: Ladder, told: Scores, texts: Sequence[list[str]], line: NDArray[np.int64], declared: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Say for each pair of a line and a declared code whether a word of waste is part of a name surely of its heading.

    A press that bales scrap is a press: the ranking is sure of its heading in spite of the word.
    """
    said = np.array([bool(waste_signs(text)) for text in texts])
    sure = told.f4[line, ladder.heading_of[declared]] >= _SURE_OF_NAME
    return np.asarray(said[line] & sure & (_code_columns(ladder)[0][declared] == 0), np.bool_)


def _network_columns(
    ladder: Ladder, told: Scores, line: NDArray[np.int64], declared: NDArray[np.int32]
) -> list[Floats]:
    heading, chapter = ladder.heading_of[declared], ladder.chapter_of[declared]
    p4, p2 = told.p4[line, heading], told.p2[line, chapter]
    return [
        np.log(p2 + 1e-5), np.log(p4 + 1e-6), np.maximum(within(ladder, told, line, declared), _LEAST_LOG),
        np.log(told.p2.max(axis=1))[line], np.log(told.p4.max(axis=1))[line],
        np.maximum.reduceat(told.p, told.asked.begins)[line],
        _rank(told.p2, line, p2), _rank(told.p4, line, p4),
    ]  # fmt: skip


def _index_columns(
    ladder: Ladder, scores: tuple[Floats, Floats, Floats], line: NDArray[np.int64], declared: NDArray[np.int32]
) -> list[Floats]:
    by_code, by_heading, by_chapter = scores
    s4, s2 = by_heading[line, ladder.heading_of[declared]], by_chapter[line, ladder.chapter_of[declared]]
    best = by_heading.max(axis=1)[line] + np.float32(1e-6)
    return [s2, s4, by_code[line, declared], best, s2 / best, s4 / best, _rank(by_heading, line, s4)]


def _crossed_columns(told: Scores, line: NDArray[np.int64]) -> list[Floats]:
    """Return what the network says of the heading most alike, and the index of the likeliest."""
    every = np.arange(len(told.p4))
    likeliest, alike = told.p4.argmax(axis=1), told.s4.argmax(axis=1)
    return [
        np.log(told.p4[every, alike] + 1e-6)[line], told.s4[every, likeliest][line], told.m4[every, likeliest][line],
        told.k4[every, likeliest][line],
    ]  # fmt: skip


def _nearness_columns(told: Scores, line: NDArray[np.int64], heading: NDArray[np.int32]) -> list[Floats]:
    own, best = told.m4[line, heading], told.m4.max(axis=1)[line]
    return [own, best, best - own, _rank(told.m4, line, own)]


def _share_columns(told: Scores, line: NDArray[np.int64], heading: NDArray[np.int32]) -> list[Floats]:
    own, best = told.f4[line, heading], told.f4.max(axis=1)[line]
    return [np.log(own + 1e-9), np.log(best), _rank(told.f4, line, own)]


def _rank(scores: Floats, line: NDArray[np.int64], own: Floats) -> Floats:
    """Return the log of how many scores of each line are above its own one."""
    above: Floats = np.log1p((scores[line] > own[:, None]).sum(axis=1))
    return above


def waste_signs(text: Sequence[str]) -> list[str]:
    """Return the words of waste among words, and phrases of two and three; the rules look closer, with decoys."""
    told = _waste_words()
    found = [word for word in text if (word,) in told]
    sizes = (2, 3) if not found else ()
    return found or [
        " ".join(each) for size in sizes for each in zip(*(text[n:] for n in range(size)), strict=False) if each in told
    ]


def _word_columns(texts: Sequence[list[str]], vocabulary: Vocabulary) -> list[Floats]:
    known = [[vocabulary.weight(word) for word in text if word in vocabulary.places] for text in texts]
    words = np.array([len(text) for text in texts], np.float32)
    count = np.array([len(weights) for weights in known], np.float32)
    weight = np.array([sum(weights) for weights in known], np.float32)
    heaviest = np.array([max(weights, default=0.0) for weights in known], np.float32)
    return [np.log1p(words), count / np.maximum(words, 1), np.log1p(weight), heaviest]


@cache
def _waste_words() -> frozenset[tuple[str, ...]]:
    from models.hs.wording import words

    return frozenset(
        tuple(words(row["phrase"].replace("*", ""))) for row in rows("waste_words.csv") if row["meaning"] == "waste"
    )


@cache
def _code_columns(ladder: Ladder) -> tuple[Floats, Floats, Floats, Floats]:
    labels = {row["code"]: plain(row["label"]) for chapter in ladder.chapters for row in rows(f"hs/{chapter}.csv")}
    named = [f"{labels.get(code, '')} {labels.get(code[:4], '')}" for code in ladder.codes]
    sizes = np.bincount(ladder.heading_of)[ladder.heading_of]
    return (
        np.array([waste_heading(code) is not None for code in ladder.codes], np.float32),
        np.array([code.endswith("9") or code[4:] == "00" for code in ladder.codes], np.float32),
        np.array(["parts" in name for name in named], np.float32),
        np.log1p(sizes).astype(np.float32),
    )


@cache
def _moved(ladder: Ladder) -> Floats:
    """Return headings by headings: one where a section or chapter note moves goods from the one to the other."""
    found = np.zeros((len(ladder.headings), len(ladder.headings)), np.float32)
    under: dict[str, list[int]] = {}
    for at, code in enumerate(ladder.headings):
        under.setdefault(code[:2], []).append(at)
        under[code] = [at]
    for row in rows("hs_notes.csv"):
        origins = under.get(row["from"][:4], [])
        for goal in spellings(row["to"]):
            found[np.ix_(origins, under.get(goal[:4], []))] = 1
    return found
