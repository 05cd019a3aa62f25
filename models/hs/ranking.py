"""Which codes a line points to: the network and the index heard together, first on headings, then within the best."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.hs.features import Floats
from models.hs.index import Index
from models.hs.ladder import Ladder, closeness, maxima
from models.hs.network import Asked, Network, ask

LIKENESS, NEARNESS, KINSHIP, RESEMBLANCE = np.float32(5), np.float32(10), np.float32(5), np.float32(12)
COMPANY = np.float32(3)  # of the terms like the line, all together: the one that is most like it may be chance
PRECEDENCE = np.float32(1.5)
BESIDE_OWN = np.float32(0.5)  # what the terms of the tables count for beside precedents
CANDIDATES = 12  # headings whose codes are looked at; beyond them no code is suggested
_LEAST = np.float32(1e-7)
_LEAST_VOTES = np.float32(1e-3)
_ALONE = np.float32(0.1)  # company below which there is none: a few terms that share a word say nothing


class Scores(NamedTuple):
    """What is said of lines; the number in a name says by chapter (2) or by heading (4), without one it is by code.

    `p`: log of the network's probability; `s`: likeness, `k`: resemblance, `m`: nearness; `f`: all of them together, a
    probability. `p` and `f` by code are of the codes `asked` alone, those of the best headings; `scores` are the
    network's of all, from which more can be asked.
    """

    p4: Floats
    p2: Floats
    s: Floats
    s4: Floats
    s2: Floats
    k: Floats
    k4: Floats
    k2: Floats
    m4: Floats
    f4: Floats
    asked: Asked
    p: Floats
    f: Floats
    scores: Floats


def scores(
    ladder: Ladder, net: Network, found: Index, matrix: Any, meaning: Floats, vectors: Floats, votes: Any = None
) -> Scores:
    """Return what the network and the index say of lines, and a user's precedents where there are any.

    `matrix`, `meaning`: as `Lines` gives them; `vectors`: as the network makes them of these; `votes`: lines by codes,
    sparse, as `Precedents` gives them.
    """
    p4, inside, m4 = net.likely(vectors), net.scores(vectors), found.nearness(meaning)
    alike, like_terms = found.likeness(matrix), found.resemblance(matrix)
    s, s4 = alike.toarray(), maxima(alike, ladder.heading_of, len(ladder.headings))
    k, kin = maxima(like_terms, found.owners, len(ladder.codes)), found.kinship(meaning)
    k4, k2 = ladder.best(k)
    company = closeness(like_terms, found.owners, len(ladder.codes))
    logs = np.log(p4 + _LEAST)
    told = _told_by_terms(s4, m4, ladder.best(kin)[0], k4, ladder.sums(company)[0])
    voted = None if votes is None else votes.toarray()
    f4 = logs + (told if voted is None else BESIDE_OWN * told + _told_by_own(ladder.sums(voted)[0]))
    count = min(CANDIDATES, f4.shape[1])
    asked = ask(np.argpartition(f4, -count, axis=1)[:, -count:], ladder.starts, len(ladder.codes))
    at = asked.line, ladder.heading_of[asked.code]
    p = logs[at] + asked.within(inside)
    of = asked.line, asked.code
    told = _told_by_terms(s[of], m4[at], kin[of], k[of], company[of])
    f = _shares(p + (told if voted is None else BESIDE_OWN * told + _told_by_own(voted[of])), asked)
    p2, s2 = ladder.by_chapter(p4), ladder.best_chapters(s4)
    f4 = np.exp(f4 - f4.max(axis=1, keepdims=True))
    f4 /= f4.sum(axis=1, keepdims=True)
    return Scores(p4, p2, s, s4, s2, k, k4, k2, m4, f4, asked, p, f, inside)


def _told_by_terms(s: Floats, m: Floats, kin: Floats, k: Floats, company: Floats) -> Floats:
    """Return how much the tables' terms say for headings or codes, to be added to the log of a probability."""
    near = LIKENESS * s + NEARNESS * m + KINSHIP * kin + RESEMBLANCE * k
    return np.asarray(near + COMPANY * np.log(company + _ALONE), np.float32)


def _told_by_own(votes: Floats) -> Floats:
    return np.asarray(PRECEDENCE * np.log(votes + _LEAST_VOTES), np.float32)


def within(ladder: Ladder, told: Scores, lines: NDArray[np.int64], places: NDArray[np.int32]) -> Floats:
    """Return the log of the network's probability for the codes at `places`, one for each of `lines`."""
    heading = ladder.heading_of[places]
    asked = ask(heading[:, None].astype(np.int64), ladder.starts, len(ladder.codes))
    inside = asked._replace(line=lines[asked.line]).within(told.scores)
    at = asked.starts + places - ladder.starts[heading]
    return np.asarray(np.log(told.p4[lines, heading] + _LEAST) + inside[at], np.float32)


def _shares(logs: Floats, asked: Asked) -> Floats:
    """Return probabilities that sum to one over the codes of each line."""
    found = np.exp(logs - np.repeat(np.maximum.reduceat(logs, asked.begins), asked.counts))
    return np.asarray(found / np.repeat(np.add.reduceat(found, asked.begins), asked.counts), np.float32)


def spread(told: Scores, codes: int) -> Floats:
    """Return lines by codes: the shares of all codes, nothing for those not asked."""
    found = np.zeros((len(told.p4), codes), np.float32)
    found[told.asked.line, told.asked.code] = told.f
    return found


def best(told: Scores, count: int) -> list[list[tuple[int, float]]]:
    """Return for each line the places of the `count` codes of the highest share, with it, best first."""
    begins, counts = told.asked.begins, told.asked.counts
    padded = np.full((len(begins), int(counts.max(initial=0))), -1, np.float32)
    padded[told.asked.line, np.arange(len(told.f)) - np.repeat(begins, counts)] = told.f
    count = min(count, padded.shape[1])
    top = np.argpartition(-padded, count - 1, axis=1)[:, :count]
    shares = np.take_along_axis(padded, top, axis=1)
    order = np.argsort(-shares, axis=1)
    rounded = np.take_along_axis(shares, order, axis=1).astype(np.float64).round(4)
    places = told.asked.code[np.minimum(begins[:, None] + top, len(told.f) - 1)]
    return [
        [(place, share) for place, share in zip(*each, strict=True) if share >= 0]
        for each in zip(
            np.take_along_axis(places, order, axis=1).tolist(),
            rounded.tolist(),
            strict=True,
        )
    ]
