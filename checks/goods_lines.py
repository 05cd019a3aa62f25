"""Goods lines that are the same goods on different papers: groups of matched lines.

A line that is several lines of the fullest side (one line of a bill of lading for five of the invoice) makes one group
with them.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate

from rapidfuzz import fuzz

from checks.assignment import assign
from checks.evidence import cited
from checks.likeness import SAME, likeness
from checks.sides import Line, sides
from models.finding import Spot, spots
from models.paper import mass_kg
from models.reference.table import plain
from models.report import Consignment

# Below this the pairing is a guess: lines are then compared as sets, not one by one.
WELL_MATCHED = 0.6
_PART_ALIKE = 60.0  # token-set ratio from which a line may be a part of another
_UNKNOWN = Decimal(-1)  # a mass that is not told


@lru_cache(maxsize=8)
def groups(consignment: Consignment) -> tuple[tuple[Line, ...], ...]:
    """Return every goods line once, together with the lines of other sides that are well matched to it."""
    told = [side.lines for side in sides(consignment) if side.lines]
    if not told:
        return ()
    longest = _fullest(told)
    together: list[list[Line]] = [[line] for line in longest]
    for lines in told:
        if lines is longest:
            continue
        pairs = {theirs: ours for ours, theirs in matched(longest, lines)}
        taken = set(pairs.values())
        free = [place for place in range(len(longest)) if place not in taken and together[place]]
        for index, line in enumerate(lines):
            partner = [pairs[index]] if index in pairs else []
            parts = _parts(line, [(place, longest[place]) for place in sorted({*free, *partner})])
            if len(parts) > 1:
                together[parts[0]] += [piece for place in parts[1:] for piece in together[place]] + [line]
                for place in parts[1:]:
                    together[place] = []
                free = [place for place in free if place not in parts]
            elif partner:
                together[partner[0]].append(line)
            else:
                together.append([line])
    return tuple(tuple(group) for group in _under_one_name([group for group in together if group]))


def _under_one_name(together: list[list[Line]]) -> list[list[Line]]:
    """Join the groups of lines that one paper prints one name for: several codes under it, and one mass of them all."""
    shared = {_name(line) for group in together for line in group if _is_bare(line)} - {None}
    joined: list[list[Line]] = []
    places: dict[object, int] = {}
    for group in together:
        names = {name for line in group if (name := _name(line)) in shared}
        place = next((places[name] for name in names if name in places), len(joined))
        if place == len(joined):
            joined.append([])
        joined[place] += group
        places |= dict.fromkeys(names, place)
    return joined


def _name(line: Line) -> object:
    """Return where the name of a line's goods is printed, None where it has no spot."""
    told = line.item.description
    return (line.paper.id, told.evidence) if told is not None and told.evidence else None


def _is_bare(line: Line) -> bool:
    """Say whether a line tells a name and a code, and measures nothing of its own."""
    item = line.item
    measured = (item.packages, item.quantity, item.gross_mass, item.net_mass, item.volume, item.amount)
    return item.hs_code is not None and not any(measured)


def _fullest(told: Sequence[tuple[Line, ...]]) -> tuple[Line, ...]:
    """Return the side with most lines, of several that whose lines are told apart best, to which others are matched.

    A scan that alone has more lines than two others, which have as many as each other, was rather read in pieces.
    """
    longest = max(told, key=lambda lines: (len(lines), len({line.description for line in lines})))
    counts = Counter(len(lines) for lines in told)
    shared = max((size for size, sides in counts.items() if sides > 1), default=0)
    alone = counts[len(longest)] == 1 and any(line.paper.origin in ("ocr", "mixed") for line in longest)
    if not alone or 2 * shared <= len(longest):
        return longest
    return next(lines for lines in told if len(lines) == shared)


def _parts(line: Line, candidates: list[tuple[int, Line]]) -> list[int]:
    """Return the places of the lines that together are `line`: worded alike, side by side, and of its mass in sum."""
    wholes = {slot: mass_kg(getattr(line.item, slot)) for slot in ("gross_mass", "net_mass")}
    if len(candidates) < 2 or not any(wholes.values()):
        return []
    alike = [(place, other) for place, other in candidates if _worded_alike(line, other)]
    for slot, whole in wholes.items():
        masses = [mass_kg(getattr(other.item, slot)) for _, other in alike]
        if whole:
            first, last = _adding_up([mass if mass is not None else _UNKNOWN for mass in masses], whole)
            if last > first:
                return [place for place, _ in alike[first : last + 1]]
    return []


def _adding_up(masses: list[Decimal], whole: Decimal) -> tuple[int, int]:
    """Return the first and last of two or more neighbours that add up to `whole`; (0, 0) where none do."""
    sums = list(accumulate(masses, initial=Decimal(0)))
    if min(masses, default=_UNKNOWN) < 0:
        return 0, 0
    for first in range(len(masses) - 1):
        # Sums only grow, so the first that is large enough is found by halving.
        last = bisect_left(sums, sums[first] + whole - SAME * whole, first + 2)
        if last < len(sums) and sums[last] - sums[first] <= whole + SAME * whole:
            return first, last - 1
    return 0, 0


def _worded_alike(one: Line, other: Line) -> bool:
    """Whether two lines may be of the same goods by their words, or by their heading where one has no words."""
    if one.description and other.description:
        return fuzz.token_set_ratio(_words(one.description), _words(other.description)) >= _PART_ALIKE
    return bool(one.hs) and one.hs[:4] == other.hs[:4]


@lru_cache(maxsize=10_000)
def _words(description: str) -> str:
    return " ".join(re.findall(r"\w+", plain(description)))


def is_split(group: Sequence[Line]) -> bool:
    """Say whether one paper tells the goods of a group in several lines: measures and codes are not compared singly."""
    return len({line.paper.id for line in group}) < len(group)


def described(line: Line) -> list[Spot]:
    """Return where the line's description stands: what to read beside the value that a finding is about."""
    return [spot for value in cited(line.paper, line.item.description) for spot in spots(value.paper.id, value.field)]


def matched(left: tuple[Line, ...], right: tuple[Line, ...]) -> list[tuple[int, int]]:
    """Return the pairs of indices that are well matched; single lines on both sides are each other's."""
    if len(left) == len(right) == 1:
        return [(0, 0)]
    scores = likeness(left, right)
    for place, there in _coded_alike(left, right):
        scores[place, there] = max(scores[place, there], WELL_MATCHED)
    pairs = assign(scores)
    sure = [(row, column) for row, column in pairs if scores[row, column] >= WELL_MATCHED]
    return _completed(sure, pairs, len(left), len(right))


def _coded_alike(left: tuple[Line, ...], right: tuple[Line, ...]) -> list[tuple[int, int]]:
    """Return the pairs that alone bear one subheading: whatever they are called, the codes say they are the same."""
    places: list[dict[str, list[int]]] = [{}, {}]
    for known, lines in zip(places, (left, right), strict=True):
        for place, line in enumerate(lines):
            known.setdefault(line.hs[:6], []).append(place)
    shared = (
        code for code in places[0] if len(code) == 6 and len(places[0][code]) == len(places[1].get(code, ())) == 1
    )
    return [(places[0][code][0], places[1][code][0]) for code in shared]


def _completed(
    sure: list[tuple[int, int]], pairs: list[tuple[int, int]], lines: int, others: int
) -> list[tuple[int, int]]:
    """Add what the sure pairs leave no choice for: the last line of each paper, or lines in the same order."""
    if lines != others or not sure:
        return sure
    if len(sure) == lines - 1:
        return pairs
    in_order = all(row == column for row, column in sure) and 2 * len(sure) >= lines
    return [(place, place) for place in range(lines)] if in_order else sure
