"""Goods tables of hundreds of lines: the quick way says what the plain way says, and costs as the lines are many."""

import cProfile
import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import permutations

import numpy as np
import pytest
from rapidfuzz import fuzz

from checks.assignment import assign
from checks.goods_lines import groups
from checks.likeness import likeness
from checks.rulebook import judge
from checks.sides import Line
from models.field import Quantity
from models.paper import GoodsItem, mass_kg
from models.reference.table import plain
from models.reference.units import factor, kind_of
from models.report import Consignment
from tests.consignments import bill, consignment, invoice, line, packing_list

DAY = date(2026, 3, 2)
WORDS = ("steel", "bolts", "rubber", "hose", "PP", "granules", "pump", "valve", "cotton", "shirts", "M8", "used")
CODES = (None, "39", "3915", "391590", "39021000", "841370", "8413", "848180")
UNITS = ("KGM", "TNE", "H87", "MTQ", "LTR", "??")


def plainly(one: Line, other: Line, apart: float) -> float:
    """Return how alike two lines are, one comparison after the other; `apart` is how far their places are."""
    parts: list[tuple[float, float]] = []
    if one.description and other.description:
        mine, theirs = plain(one.description), plain(other.description)
        worded = 0.7 * fuzz.token_set_ratio(mine, theirs) + 0.3 * fuzz.token_sort_ratio(mine, theirs)
        parts.append((0.5, worded / 100))
    told = [(left, right) for left, right in measures(one.item, other.item) if left is not None and right is not None]
    if told:
        same = [abs(left - right) <= Decimal("0.01") * max(abs(left), abs(right)) for left, right in told]
        parts.append((0.25, sum(same) / len(same)))
    if not parts:
        return 0.0
    if one.hs and other.hs:
        digits = min(len(one.hs), len(other.hs), 6)
        begun = 0.6 if one.hs[:4] == other.hs[:4] else 0.3 if one.hs[:2] == other.hs[:2] else 0.0
        parts.append((0.2, 1.0 if one.hs[:digits] == other.hs[:digits] else begun))
    parts.append((0.05, 1 - abs(apart)))
    return sum(weight * score for weight, score in parts) / sum(weight for weight, _ in parts)


def measures(one: GoodsItem, other: GoodsItem) -> list[tuple[Decimal | None, Decimal | None]]:
    return [
        (mass_kg(one.net_mass), mass_kg(other.net_mass)),
        (mass_kg(one.gross_mass), mass_kg(other.gross_mass)),
        (based(one.quantity, other.quantity), based(other.quantity, one.quantity)),
        (one.amount.value if one.amount else None, other.amount.value if other.amount else None),
    ]


def based(quantity: Quantity | None, beside: Quantity | None) -> Decimal | None:
    if quantity is None or beside is None or quantity.value is None or quantity.unit is None or beside.unit is None:
        return None
    times = factor(quantity.unit)
    return quantity.value * times if times is not None and kind_of(quantity.unit) == kind_of(beside.unit) else None


def drawn(dice: random.Random, count: int) -> tuple[Line, ...]:
    """Return lines that tell more or less, with masses that lie just within a hundredth of each other or just not."""
    masses = ("100", "99", "98.99", "101", "0", "7", "6.93", "0.07", "9" * 400)
    made = [
        line(
            " ".join(dice.sample(WORDS, 3)) if dice.random() < 0.8 else None,
            dice.choice(CODES),
            quantity=f"{dice.choice(masses)} {dice.choice(UNITS)}" if dice.random() < 0.7 else None,
            net=f"{dice.choice(masses)} KGM" if dice.random() < 0.6 else None,
            gross=f"{dice.choice(masses)} {dice.choice(UNITS)}" if dice.random() < 0.4 else None,
            total=dice.choice(masses) if dice.random() < 0.4 else None,
        )
        for _ in range(count)
    ]
    paper = invoice(*made)
    return tuple(Line(paper, index, item) for index, item in enumerate(paper.goods))


@pytest.mark.parametrize("seed", range(12))
def test_arrays_say_how_alike_lines_are_as_one_comparison_after_the_other_does(seed: int) -> None:
    dice = random.Random(seed)
    left, right = drawn(dice, dice.randint(1, 14)), drawn(dice, dice.randint(1, 14))
    expected = [
        [plainly(one, other, place / len(left) - there / len(right)) for there, other in enumerate(right)]
        for place, one in enumerate(left)
    ]
    assert likeness(left, right).tolist() == expected


def test_lines_are_compared_block_by_block_as_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(5)
    left, right = drawn(dice, 11), drawn(dice, 7)
    whole = likeness(left, right)
    monkeypatch.setattr("checks.likeness._AT_ONCE", 20)  # two rows at a time
    assert np.array_equal(likeness(left, right), whole)


@pytest.mark.parametrize("seed", range(20))
def test_the_pairs_are_the_best_of_all(seed: int) -> None:
    dice = random.Random(seed)
    height, width = sorted((dice.randint(1, 6), dice.randint(1, 6)))
    scores = [[dice.choice((0.0, 0.25, 0.5, dice.random())) for _ in range(width)] for _ in range(height)]
    best = max(sum(scores[row][at] for row, at in enumerate(chosen)) for chosen in permutations(range(width), height))
    for matrix, turned in ((scores, False), ([list(column) for column in zip(*scores, strict=True)], True)):
        pairs = [(column, row) if turned else (row, column) for row, column in assign(matrix)]
        assert sum(scores[row][column] for row, column in pairs) == pytest.approx(best)
        assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == height


def test_a_line_is_the_first_neighbours_that_add_up_to_it() -> None:
    colours = [line(f"Ceramic tiles colour {n}", gross=f"{mass} KGM") for n, mass in enumerate((400, 5000, 7000, 3000))]
    whole = line("Ceramic tiles", gross="14900 KGM")
    together = groups(consignment(invoice(*colours), bill(whole, line("Pumps", gross="10 KGM"))))
    assert sorted(len(group) for group in together) == [1, 1, 4]


def alike(count: int) -> Consignment:
    """Two papers that tell of the same goods."""
    dice = random.Random(count)
    goods = [
        line(f"{' '.join(dice.sample(WORDS, 4))} {n}", dice.choice(CODES), net=f"{dice.randint(10, 900)} KGM")
        for n in range(count)
    ]
    return consignment(invoice(*goods), packing_list(*goods))


def strangers(count: int) -> Consignment:
    """Two papers that have no line and no code in common."""
    dice = random.Random(count)
    one = [line(f"steel {n} {dice.random()}", f"7318{n % 100:02}", net=f"{n + 1} KGM") for n in range(count)]
    other = [line(f"cotton {n} {dice.random()}", f"5201{n % 100:02}", net=f"{5 * n + 7000} KGM") for n in range(count)]
    return consignment(invoice(*one), packing_list(*other))


@pytest.mark.parametrize("made", [alike, strangers])
def test_four_times_the_lines_cost_little_more_than_four_times_as_much(made: Callable[[int], Consignment]) -> None:
    judge(made(4), today=DAY)  # tables and weights are loaded once
    short, long = made(60), made(240)
    assert calls(long) < 7 * calls(short)


def calls(papers: Consignment) -> int:
    """Return how many calls of functions judging takes: the same on every machine."""
    profile = cProfile.Profile()
    profile.runcall(judge, papers, today=DAY)
    return sum(entry.callcount for entry in profile.getstats())


def test_a_finding_on_a_long_table_shows_some_lines_and_counts_the_rest() -> None:
    found = [finding for finding in judge(strangers(80), today=DAY) if finding.code == "hs-differs"]
    assert max(len(finding.evidence) for finding in found) <= 2 * 31
    assert all("50 more lines of that paper" in finding.message for finding in found)
