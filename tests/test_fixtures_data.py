"""The consignments the test papers are drawn from: seeded, consistent, and with the mismatches that are planted."""

import random
from dataclasses import replace
from decimal import Decimal
from itertools import islice

import pytest

from fixtures.drawing import draw
from fixtures.identifiers import check_digit
from fixtures.mismatch import PLANTS, plant
from fixtures.tables import rows
from models.paper import Role

SEEDS = range(60)


def test_the_same_seed_gives_the_same_consignment():
    assert [draw(seed) for seed in range(12)] == [draw(seed) for seed in range(12)]
    assert draw(1) != draw(2)


def test_goods_are_many_and_of_all_sorts():
    goods = rows("goods")
    assert sum(not row["basel"] and not row["un"] for row in goods) >= 150
    assert sum(bool(row["basel"] or row["un"]) for row in goods) >= 60
    assert len({row["hs6"][:2] for row in goods}) >= 50


@pytest.mark.parametrize("seed", SEEDS)
def test_a_clean_consignment_agrees_with_itself(seed):
    lot = draw(seed)
    assert not lot.planted
    for plan in lot.plans:
        assert plan.items == lot.plans[0].items
        assert plan.equipment == lot.plans[0].equipment
        for item in plan.items:
            assert item.net <= item.gross
            assert abs(item.unit_price * item.quantity - item.amount) < Decimal("0.01")
        for box in plan.equipment:
            assert check_digit(box.number[:10]) == int(box.number[10])


@pytest.mark.parametrize("seed", SEEDS)
def test_waste_travels_with_its_papers(seed):
    lot = draw(seed)
    waste = lot.plans[0].items[0].waste
    kinds = {plan.kind for plan in lot.plans}
    if waste is not None:
        assert ("waste_movement_document" in kinds) == waste.controlled
        assert ("annex_vii_document" in kinds) != waste.controlled


def test_parties_have_names_and_countries():
    roles: tuple[Role, ...] = ("seller", "buyer", "notify", "facility", "generator")
    for seed in SEEDS:
        lot = draw(seed)
        for role in roles:
            assert lot.parties[role].name
            assert len(lot.parties[role].country) == 2


@pytest.mark.parametrize("code", sorted(PLANTS))
def test_a_mismatch_changes_the_data_and_is_told(code):
    found = (lot for seed in range(4000) if (lot := plant(draw(seed), code, random.Random(seed))) is not None)
    planted = list(islice(found, 5))
    assert planted
    for lot in planted:
        assert lot.planted == (code,)
        clean = draw(int(lot.id.removeprefix("lot-")))
        assert replace(lot, planted=()) != clean  # a few change the route or the serial of all papers
