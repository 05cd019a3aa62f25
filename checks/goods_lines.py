"""Goods lines that are the same goods on different papers: sides, and groups of matched lines.

A side is what one kind of paper tells of the whole consignment: two invoices are two parts of one side. A second copy
of a paper (same kind, same number) is a side of its own, to be compared with the first. A line that is several lines of
the fullest side (one line of a bill of lading for five of the invoice) makes one group with them.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rapidfuzz import fuzz

from checks.assignment import assign
from checks.evidence import cited
from models.field import Quantity
from models.finding import GoodsRef, Spot, spots
from models.paper import GoodsItem, Paper, PaperKind, mass_kg
from models.reference.table import plain
from models.reference.units import factor, kind_of
from models.report import Consignment

# Below this the pairing is a guess: lines are then compared as sets, not one by one.
WELL_MATCHED = 0.6
_LARGEST = 150
_PART_ALIKE = 60.0  # token-set ratio from which a line may be a part of another
_SAME = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """A goods item with the paper and the index it stands at."""

    paper: Paper
    index: int
    item: GoodsItem

    @property
    def ref(self) -> GoodsRef:
        """The item as a finding names it."""
        return GoodsRef(paper=self.paper.id, index=self.index)

    @property
    def description(self) -> str:
        """The description understood, else as printed; empty when there is none."""
        text = self.item.description
        return (text.value or text.raw) if text is not None else ""

    @property
    def hs(self) -> str:
        """The digits of the HS code, empty when there is none or it was not understood."""
        code = self.item.hs_code
        return "".join(sign for sign in code.value if sign.isdigit()) if code is not None and code.value else ""


@dataclass(frozen=True)
class Side:
    """The papers of one kind that together tell of the consignment."""

    kind: PaperKind
    papers: tuple[Paper, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every goods line of the side, in order."""
        return tuple(Line(paper, index, item) for paper in self.papers for index, item in enumerate(paper.goods))


def sides(consignment: Consignment) -> tuple[Side, ...]:
    """Return the sides of a consignment in the order of its papers."""
    found: list[tuple[PaperKind, list[Paper]]] = []
    for paper in consignment.papers:
        place = next((papers for kind, papers in found if kind == paper.kind and not _copy(paper, papers)), None)
        if place is None or paper.kind == "other":
            found.append((paper.kind, [paper]))
        else:
            place.append(paper)
    return tuple(Side(kind, tuple(papers)) for kind, papers in found)


def shipped_sides(consignment: Consignment) -> tuple[Side, ...]:
    """Return the sides that tell of this shipment: a waste notification tells of all shipments of a year."""
    return tuple(side for side in sides(consignment) if side.kind != "waste_notification")


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
    return tuple(tuple(group) for group in together if group)


def _fullest(told: Sequence[tuple[Line, ...]]) -> tuple[Line, ...]:
    """Return the side with most lines, to which the others are matched.

    A scan that alone has more lines than two others, which have as many as each other, was rather read in pieces.
    """
    longest = max(told, key=len)
    counts = Counter(len(lines) for lines in told)
    shared = max((size for size, sides in counts.items() if sides > 1), default=0)
    alone = counts[len(longest)] == 1 and any(line.paper.origin in ("ocr", "mixed") for line in longest)
    if not alone or 2 * shared <= len(longest):
        return longest
    return next(lines for lines in told if len(lines) == shared)


def _parts(line: Line, candidates: list[tuple[int, Line]]) -> list[int]:
    """Return the places of the lines that together are `line`: worded alike, side by side, and of its mass in sum."""
    alike = [(place, other) for place, other in candidates if _worded_alike(line, other)]
    for slot in ("gross_mass", "net_mass"):
        whole = mass_kg(getattr(line.item, slot))
        masses = [mass_kg(getattr(other.item, slot)) for _, other in alike]
        if not whole or len(alike) < 2 or any(mass is None for mass in masses):
            continue
        for first in range(len(alike) - 1):
            added = Decimal(0)
            for last in range(first, len(alike)):
                added += masses[last] or Decimal(0)
                if last > first and abs(added - whole) <= _SAME * whole:
                    return [place for place, _ in alike[first : last + 1]]
    return []


def _worded_alike(one: Line, other: Line) -> bool:
    """Whether two lines may be of the same goods by their words, or by their heading where one has no words."""
    if one.description and other.description:
        mine, theirs = (" ".join(re.findall(r"\w+", plain(line.description))) for line in (one, other))
        return fuzz.token_set_ratio(mine, theirs) >= _PART_ALIKE
    return bool(one.hs) and one.hs[:4] == other.hs[:4]


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
    scores = [
        [_alike(one, other, place / len(left), there / len(right)) for there, other in enumerate(right)]
        for place, one in enumerate(left)
    ]
    for place, there in _coded_alike(left, right):
        scores[place][there] = max(scores[place][there], WELL_MATCHED)
    pairs = assign(scores) if max(len(left), len(right)) <= _LARGEST else _greedy(scores)
    sure = [(row, column) for row, column in pairs if scores[row][column] >= WELL_MATCHED]
    return _completed(sure, sorted(pairs), len(left), len(right))


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


def _alike(one: Line, other: Line, place: float, there: float) -> float:
    parts: list[tuple[float, float]] = []
    if one.description and other.description:
        mine, theirs = plain(one.description), plain(other.description)
        parts.append(
            (0.5, (0.7 * fuzz.token_set_ratio(mine, theirs) + 0.3 * fuzz.token_sort_ratio(mine, theirs)) / 100)
        )
    same = _measures(one.item, other.item)
    if same is not None:
        parts.append((0.25, same))
    if not parts:
        return 0.0
    if one.hs and other.hs:
        parts.append((0.2, _code_likeness(one.hs, other.hs)))
    parts.append((0.05, 1 - abs(place - there)))
    return sum(weight * score for weight, score in parts) / sum(weight for weight, _ in parts)


def _code_likeness(one: str, other: str) -> float:
    digits = min(len(one), len(other), 6)
    if one[:digits] == other[:digits]:
        return 1.0
    return 0.6 if one[:4] == other[:4] else 0.3 if one[:2] == other[:2] else 0.0


def _measures(one: GoodsItem, other: GoodsItem) -> float | None:
    pairs = [
        (mass_kg(one.net_mass), mass_kg(other.net_mass)),
        (mass_kg(one.gross_mass), mass_kg(other.gross_mass)),
        (_in_base_units(one.quantity, other.quantity), _in_base_units(other.quantity, one.quantity)),
        (one.amount.value if one.amount else None, other.amount.value if other.amount else None),
    ]
    known = [abs(a - b) <= _SAME * max(abs(a), abs(b)) for a, b in pairs if a is not None and b is not None]
    return sum(known) / len(known) if known else None


def _in_base_units(quantity: Quantity | None, beside: Quantity | None) -> Decimal | None:
    if quantity is None or beside is None or quantity.value is None or quantity.unit is None or beside.unit is None:
        return None
    times = factor(quantity.unit)
    return quantity.value * times if times is not None and kind_of(quantity.unit) == kind_of(beside.unit) else None


def _greedy(scores: list[list[float]]) -> list[tuple[int, int]]:
    ranked = sorted(
        ((score, row, column) for row, line in enumerate(scores) for column, score in enumerate(line)), reverse=True
    )
    rows: set[int] = set()
    columns: set[int] = set()
    pairs = []
    for _, row, column in ranked:
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            pairs.append((row, column))
    return sorted(pairs)


def _copy(paper: Paper, papers: list[Paper]) -> bool:
    number = paper.fields.number
    return any(
        (paper.sha256, paper.pages) == (other.sha256, other.pages)
        or (
            number is not None
            and other.fields.number is not None
            and number.value == other.fields.number.value is not None
        )
        for other in papers
    )
