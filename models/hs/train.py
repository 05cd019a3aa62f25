"""Training the weights: `python -m models.hs.train [--pairs FILE.csv ...] [--out DIR] [--seed N]`.

First a network and an index on a part of what there is; on the rest, which they have not seen, the combiner learns how
far to trust them; then both learn the rest too.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.hs import agreement, corpus, index, network, precedents, ranking, store, verdict
from models.hs.corpus import Pair
from models.hs.disguises import KINDS, Disguises
from models.hs.features import BUCKETS, Floats, Lines, Vocabulary, words_of
from models.hs.ladder import Ladder
from models.hs.noise import Noise
from models.hs.precedents import Precedents
from models.hs.trials import trials
from models.hs.wording import template, words

SEED = 2022
_EPOCHS, _LAST_EPOCHS, _OWN_EPOCHS = 8, 2, 3
FEWEST_OWN = 200  # own pairs below which training brings nothing
_HELD_OWN = 0.5  # share of own templates
_OWN_TIMES = 5  # how often the network meets an own line for each time it meets a term: terms are many more
_HELD_TERMS = 0.06  # share of the terms that the combiner learns from
_AT_ONCE = 512

Say = Callable[[str], None]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command: train the weights that ship with the program."""
    parser = argparse.ArgumentParser(prog="python -m models.hs.train", description=__doc__)
    parser.add_argument("--pairs", type=Path, nargs="*", default=[], help="CSV files of descriptions with codes")
    parser.add_argument("--out", type=Path, default=store.SHIPPED, help="the folder to write to")
    parser.add_argument("--seed", type=int, default=SEED, help="the dice")
    parser.add_argument("--epochs", type=int, default=_EPOCHS, help="rounds over the terms")
    given = parser.parse_args(arguments)
    found = [pair for path in given.pairs for pair in corpus.pairs(path)]
    names = [f"{path.name} ({len(corpus.pairs(path))} pairs)" for path in given.pairs]
    shipped(found, names, given.out, seed=given.seed, epochs=given.epochs, say=_say)


def shipped(
    found: list[Pair], names: Sequence[str], out: Path, *, seed: int = SEED, epochs: int = _EPOCHS, say: Say = print
) -> None:
    """Train on the reference tables and `found`, and write the weights to `out`."""
    codes = corpus.codes()
    terms = corpus.terms()
    dice = random.Random(seed)
    lines = _Lines([*terms, *found], codes)
    end = lines.terms_end(len(terms))
    held = np.array(
        [
            place >= end or (len(pair.code) == 6 and dice.random() < _HELD_TERMS)
            for place, pair in enumerate(lines.pairs)
        ]
    )
    say(f"{len(lines.pairs)} lines, {len(codes)} subheadings, {len(lines.vocabulary.known)} words")
    first = network.train(lines.rows(~held), lines.answers.of(~held), codes, seed=seed, epochs=epochs)
    say("network trained on the terms")
    judge = _combiner(lines, held, end, first, seed)
    last = network.train(lines.lines, lines.answers, codes, seed=seed + 1, epochs=_LAST_EPOCHS, start=first)
    files = " ".join(name.split(" ")[0] for name in names)
    command = f"python -m models.hs.train{f' --pairs {files}' if files else ''} --epochs {epochs} --seed {seed}"
    told = {
        "command": command,
        "data": ["models/reference", *names, "models/trained/words"],
        "seed": seed,
        "epochs": epochs,
    }
    _write(out, lines, last, judge, told)
    say(f"written to {out}")


def own(found: list[Pair], out: Path, *, base: Path = store.SHIPPED, seed: int = SEED, say: Say = print) -> None:
    """Train the weights in `base` further on a user's own pairs, and write them to `out`.

    Half of the pairs, by template, teach the network; on the other half the combiner learns how far to trust it.
    """
    weights = store.load(base)
    terms = corpus.terms()
    lines = _Lines([*terms, *found], weights.codes)
    start = _grown(weights, lines.vocabulary)
    dice = random.Random(seed)
    first_own = lines.terms_end(len(terms))
    makes = [template(pair.text) for pair in lines.pairs[first_own:]]
    chosen = {make for make in dict.fromkeys(makes) if dice.random() < _HELD_OWN}
    held = np.array([False] * first_own + [make in chosen for make in makes])
    say(f"{len(lines.pairs) - first_own} pairs of your own beside {first_own} terms")
    taught = _often(~held, first_own)
    half = network.train(
        lines.rows(taught), lines.answers.of(taught), weights.codes, seed=seed, epochs=_OWN_EPOCHS, start=start
    )
    say("network trained on half of them")
    judge = _combiner(lines, held, first_own, half, seed, lines.precedents(first_own, ~held))
    every = _often(np.ones(len(held), bool), first_own)
    last = network.train(
        lines.rows(every), lines.answers.of(every), weights.codes, seed=seed + 1, epochs=_LAST_EPOCHS, start=half
    )
    data = ["models/reference", f"own declarations ({len(found)} pairs)"]
    told = {"command": "tallyman hs train PAIRS.csv", "data": data, "seed": seed}
    store.save_precedents(out, lines.precedents(first_own, np.ones(len(held), bool)))
    _write(out, lines, last, judge, told)
    say(f"written to {out}")


class _Lines:
    """Pairs as lines over a vocabulary, with the place of each one's code; pairs without words or codes left out."""

    def __init__(self, pairs: Sequence[Pair], codes: Sequence[str]) -> None:
        self.codes = tuple(codes)
        spans = _spans(codes)
        texts = words_of([pair.text for pair in pairs])
        self._kept = [at for at, pair in enumerate(pairs) if texts[at] and pair.code in spans]
        self.pairs = [pairs[at] for at in self._kept]
        self.texts = [texts[at] for at in self._kept]
        found = np.array([spans[pair.code] for pair in self.pairs], np.int64).reshape(-1, 2)
        self.answers = network.Spans(found[:, 0], found[:, 1])
        self.vocabulary = Vocabulary.of(self.texts)
        self.lines = self.vocabulary.lines(self.texts)

    def terms_end(self, terms: int) -> int:
        """Return the place of the first line that came after the first `terms` pairs."""
        return int(np.searchsorted(self._kept, terms))

    def rows(self, chosen: Any) -> Lines:
        """Return the lines that a mask chooses."""
        return self.lines._replace(held=self.lines.held[chosen])

    def precedents(self, first: int, chosen: NDArray[np.bool_]) -> Precedents:
        """Return the lines from `first` on that a mask chooses as precedents."""
        at = np.flatnonzero(chosen)
        at = at[at >= first]
        return precedents.build([self.texts[place] for place in at], self.answers.first[at].astype(np.int32))


def _spans(codes: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return the places of the first code, and after the last, of each chapter, heading and subheading."""
    found: dict[str, tuple[int, int]] = {}
    for place, code in enumerate(codes):
        for digits in (2, 4, 6):
            found[code[:digits]] = (found.get(code[:digits], (place, 0))[0], place + 1)
    return found


def _combiner(
    lines: _Lines, held: Any, first_pair: int, net: network.Network, seed: int, own: Precedents | None = None
) -> verdict.Verdict:
    """Train the combiner on the held-out lines, each with its code and with a wrong one of each kind.

    Lines from `first_pair` on are real ones; they are learned from as they are and disturbed, terms disturbed only.
    """
    examples = _Examples(lines, index.build(lines.rows(~held), lines.answers.of(~held), lines.codes), net, own)
    places_of = examples.ladder.places
    disguises = Disguises(lines.codes)
    dice = random.Random(seed)
    noise = Noise(lines.texts, seed)
    for part in _parts(np.flatnonzero(held)):
        true = lines.answers.first[part].astype(np.int32)
        asked = []
        for kind in KINDS:
            drawn = [places_of[disguises.draw(lines.codes[place], kind, dice).code] for place in true]
            asked += [(true, np.zeros(len(part), np.int8)), (np.array(drawn, np.int32), np.ones(len(part), np.int8))]
        examples.add([noise.of(lines.texts[at]) for at in part], asked)
        own_words = part[part >= first_pair]
        if len(own_words):
            kept = np.flatnonzero(part >= first_pair)
            real = [(places[kept], answers[kept]) for places, answers in asked]
            examples.add([lines.texts[at] for at in own_words], real)
    named = [trial for trial in trials(lines.codes) if words(trial.text)]
    for part in _parts(np.arange(len(named))):
        places = np.array([places_of[named[at].code] for at in part], np.int32)
        wrong = np.array([named[at].wrong for at in part], np.int8)
        examples.add([words(named[at].text) for at in part], [(places, wrong)])
    return verdict.train(np.concatenate(examples.rows), np.concatenate(examples.wrong), seed=seed)


class _Examples:
    """What the combiner learns from: measures of lines beside codes, and whether each code is the wrong one."""

    def __init__(self, lines: _Lines, built: index.Index, net: network.Network, own: Precedents | None) -> None:
        self.lines, self.built, self.net, self.own = lines, built, net, own
        self.ladder = Ladder(lines.codes)
        self.rows: list[Floats] = []
        self.wrong: list[NDArray[np.int8]] = []

    def add(self, texts: list[list[str]], asked: Sequence[tuple[NDArray[np.int32], NDArray[np.int8]]]) -> None:
        """Add `texts` beside each list of codes (their places) with what is wrong of it, 0 or 1 a text."""
        asked_of = self.lines.vocabulary.lines(texts)
        matrix, meaning = asked_of.matrix(), asked_of.meaning()
        votes = None if self.own is None else self.own.votes(texts, len(self.lines.codes))
        vectors = self.net.vectors(matrix, meaning)
        told = ranking.scores(self.ladder, self.net, self.built, matrix, meaning, vectors, votes)
        every = np.arange(len(texts))
        for places, answers in asked:
            self.rows.append(agreement.measures(self.ladder, told, texts, self.lines.vocabulary, every, places))
            self.wrong.append(answers)


def _often(chosen: NDArray[np.bool_], first_own: int) -> NDArray[np.int64]:
    """Return the places of the lines that a mask chooses, those from `first_own` on as often as own lines count."""
    places = np.flatnonzero(chosen)
    return np.repeat(places, np.where(places >= first_own, _OWN_TIMES, 1))


def _parts(places: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    return [places[begin : begin + _AT_ONCE] for begin in range(0, len(places), _AT_ONCE)]


def _grown(weights: store.Weights, vocabulary: Vocabulary) -> network.Network:
    """Return the network of `weights` with the rows of its words moved to where another vocabulary has them."""
    old = weights.network()
    inputs = np.zeros((vocabulary.width, old.inputs.shape[1]), np.float32)
    inputs[:BUCKETS] = old.inputs[:BUCKETS]
    for word, place in vocabulary.places.items():
        before = weights.vocabulary.places.get(word)
        if before is not None:
            inputs[BUCKETS + place] = old.inputs[BUCKETS + before]
    return old._replace(inputs=inputs)


def _write(out: Path, lines: _Lines, net: network.Network, judge: verdict.Verdict, told: dict[str, Any]) -> None:
    built = index.build(lines.lines, lines.answers, lines.codes)
    card = {
        "what": "HS subheadings from descriptions, and the probability that a declared code does not cover one",
        "trained": date.today().isoformat(),
        "lines": len(lines.pairs),
        **told,
    }
    store.save(out, card, lines.codes, lines.vocabulary, net, built, judge)


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
