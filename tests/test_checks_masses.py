"""Masses, packages, quantities and sums: within tolerance or not."""

from datetime import date

import pytest

from checks.goods_lines import groups
from checks.rulebook import judge
from models.field import Field
from models.geometry import Box
from models.paper import Fields, Paper
from tests.consignments import amount, bill, consignment, invoice, line, number, packing_list, paper

TODAY = date(2026, 11, 24)
TWO_LINES = packing_list(line("a", packages="10 CT", net="100 KGM"), line("b", packages="5 CT", net="50 KGM"))
BOXES = ["CSQU3054383", "MSCU6639870"]


def codes(*papers: Paper) -> list[str]:
    return [finding.code for finding in judge(consignment(*papers), today=TODAY)]


def totals(net: str | None = None, gross: str | None = None, packages: str | None = None) -> Fields:
    return Fields(total_net_mass=amount(net), total_gross_mass=amount(gross), total_packages=amount(packages))


def movement(quantity: str, serial: int = 1, total: int = 1) -> Paper:
    spot = ({"page": 1, "box": Box(1, 1, 2, 2)},)
    fields = Fields(
        movement_serial=Field(value=serial, raw=str(serial), confidence=1, evidence=spot),
        movement_total=Field(value=total, raw=str(total), confidence=1, evidence=spot),
    )
    return paper("waste_movement_document", line("Waste", quantity=quantity), fields=fields, no=f"M{serial}")


@pytest.mark.parametrize(
    ("papers", "raised"),
    [
        ([invoice(line("a", net="24000 KGM")), packing_list(line("a", net="20000 KGM"))], True),
        ([invoice(line("a", net="24000 KGM")), packing_list(line("a", net="24300 KGM"))], False),  # 1.3 %
        ([invoice(line("a", net="24000 KGM")), packing_list(line("a", gross="26000 KGM"))], False),  # net, gross
        ([invoice(line("a", net="24 TNE")), packing_list(line("a", net="24000 KGM"))], False),
        ([invoice(line("a", net="2 TNE")), packing_list(line("a", net="2400 KGM"))], False),  # 2 t is 1.5 to 2.5
        ([invoice(line("a", net="2.0 TNE")), packing_list(line("a", net="2400 KGM"))], True),
        ([invoice(line("a", gross="52910 LBR")), bill(line("a", gross="24000 KGM"))], False),
        ([invoice(line("a", gross="24000 KGM")), bill(fields=totals(gross="21000 KGM"))], True),
        (
            [
                bill(line("a", gross="12000 KGM"), line("a", gross="12500 KGM")),
                invoice(fields=totals(gross="24500 KGM")),
            ],
            False,
        ),
        (
            # each container line repeats the total
            [
                bill(line("a", gross="24000 KGM"), line("a", gross="24000 KGM")),
                invoice(fields=totals(gross="24000 KGM")),
            ],
            False,
        ),
        ([bill(line("a", gross="12000 KGM"), line("b")), invoice(fields=totals(gross="24500 KGM"))], False),
        ([movement("24 TNE"), packing_list(line("a", net="24100 KGM"))], False),
        ([movement("24.0 TNE"), bill(line("a", gross="21000 KGM"))], True),  # lighter with its packing than without
        ([movement("24.0 TNE"), bill(line("a", gross="23900 KGM"))], False),
        ([movement("24.00 TNE"), packing_list(line("a", net="19000 KGM"))], True),
        ([movement("12.00 TNE", 1, 2), movement("12.10 TNE", 2, 2), bill(fields=totals(net="24100 KGM"))], False),
        ([movement("12.00 TNE", 4, 12), bill(fields=totals(net="24100 KGM"))], True),
        (
            # one of two containers: the second document is not here
            [
                movement("12.00 TNE", 1, 2),
                bill(fields=totals(net="24100 KGM"), containers=BOXES),
            ],
            False,
        ),
        ([paper("waste_notification", line("a", net="268.8 TNE")), packing_list(line("a", net="24 TNE"))], False),
        # a dangerous goods declaration tells of the dangerous goods alone
        ([TWO_LINES, paper("dangerous_goods_declaration", line("a", net="100 KGM"))], False),
        ([TWO_LINES, paper("dangerous_goods_declaration", line("a", net="100 KGM"), line("b", net="90 KGM"))], True),
        ([TWO_LINES, bill(line("a", net="150 KGM"), line("b"), fields=totals(net="150 KGM"))], False),
        ([TWO_LINES, bill(line("a", net="120 KGM"), line("b"), fields=totals(net="150 KGM"))], True),
        # the mass of each container, of each drum: exactly so many times, or another mass
        ([invoice(line("a", net="24980 KGM")), bill(line("a", net="49960 KGM"), containers=BOXES)], False),
        ([invoice(line("a", net="24980 KGM")), bill(line("a", net="49900 KGM"), containers=BOXES)], True),
        ([invoice(line("a", net="24980 KGM")), bill(line("a", net="49960 KGM"))], True),
        ([packing_list(line("a", net="180 KGM", packages="80 DR")), bill(line("a", net="14400 KGM"))], False),
        ([packing_list(line("a", net="180 KGM", packages="80 DR")), bill(line("a", net="14100 KGM"))], True),
    ],
)
def test_masses_are_compared_like_with_like(papers: list[Paper], *, raised: bool) -> None:
    assert ("mass-differs" in codes(*papers)) is raised


def test_a_mass_finding_cites_both_values() -> None:
    papers = consignment(invoice(line("Valves", net="24000 KGM")), packing_list(line("Valves", net="20000 KGM")))
    (finding,) = judge(papers, today=TODAY)
    assert (finding.expected, finding.found) == ("24,000 kg", "20,000 kg")
    assert {spot.paper for spot in finding.evidence} == {"p1", "p2"}
    assert finding.severity == "medium"


@pytest.mark.parametrize(
    ("net", "gross", "raised"),
    [
        ("1050 KGM", "1000 KGM", True),
        ("1000 KGM", "1000 KGM", False),
        ("1.04 TNE", "1 TNE", False),  # 1 t is up to 1.5
        ("900 KGM", "1 TNE", False),
    ],
)
def test_net_is_not_above_gross(net: str, gross: str, *, raised: bool) -> None:
    assert ("net-exceeds-gross" in codes(packing_list(line("a", net=net, gross=gross)))) is raised
    assert ("net-exceeds-gross" in codes(packing_list(fields=totals(net=net, gross=gross)))) is raised


@pytest.mark.parametrize(
    ("papers", "raised"),
    [
        ([packing_list(line("a", packages="400 CT")), bill(line("a", packages="398 CT"))], True),
        ([packing_list(line("a", packages="400 CT")), bill(line("a", packages="400 CT"))], False),
        ([packing_list(line("a", packages="400 CT")), bill(line("a", packages="20 PX"))], False),
        ([packing_list(line("a", packages="400 CT")), bill(line("a", packages="20"))], False),
        ([packing_list(line("a", packages="400")), bill(line("a", packages="398"))], True),
        ([packing_list(line("a", packages="40 1A")), bill(line("a", packages="38 DR"))], True),
        ([packing_list(line("a", packages="40 BL")), bill(line("a", packages="40 BN"))], False),
        (
            [
                packing_list(line("a", packages="10 CT"), line("b", packages="5 CT")),
                bill(fields=totals(packages="15 CT")),
            ],
            False,
        ),
        (
            [
                packing_list(line("a", packages="10 CT"), line("b", packages="5 CT")),
                bill(fields=totals(packages="16 CT")),
            ],
            True,
        ),
        ([packing_list(line("a", packages="10 CT"), line("b")), bill(fields=totals(packages="16 CT"))], False),
        # beside the first line of the bill stands what all of it counts
        ([TWO_LINES, bill(line("a", packages="15 CT"), line("b"), fields=totals(packages="15 CT"))], False),
        ([TWO_LINES, bill(line("a", packages="11 CT"), line("b"), fields=totals(packages="15 CT"))], True),
        ([packing_list(line("a", packages="12 PK")), bill(line("a", packages="12 CT"))], False),
    ],
)
def test_packages_of_one_kind_are_counted(papers: list[Paper], *, raised: bool) -> None:
    assert ("packages-differ" in codes(*papers)) is raised


@pytest.mark.parametrize(
    ("left", "right", "raised"),
    [
        ("500 H87", "480 H87", True),
        ("500 H87", "500 C62", False),
        ("10 DZN", "120 H87", False),
        ("500 PR", "500 H87", False),  # pairs called pieces
        ("500 H87", "24000 KGM", False),
        ("24 TNE", "24100 KGM", False),
        ("24.00 TNE", "20000 KGM", True),
    ],
)
def test_quantities_of_the_same_goods(left: str, right: str, *, raised: bool) -> None:
    papers = (
        invoice(line("Steel valves DN50", quantity=left)),
        packing_list(line("Steel valves DN50", quantity=right)),
    )
    assert ("quantity-differs" in codes(*papers)) is raised


def test_a_line_split_in_two_is_not_a_different_quantity() -> None:
    whole = invoice(line("Steel valves DN50", quantity="500 H87"))
    parts = packing_list(line("Steel valves DN50", quantity="300 H87"), line("Steel valves DN50", quantity="200 H87"))
    assert "quantity-differs" not in codes(whole, parts)


def sold(quantity: str, price: str, total: str) -> Paper:
    return invoice(line("a", quantity=quantity, price=price, total=total))


def lines_and_total(total: str, *amounts: str) -> Paper:
    return invoice(*(line("a", total=value) for value in amounts), fields=Fields(total_amount=number(total)))


@pytest.mark.parametrize(
    ("document", "raised"),
    [
        (sold("100 H87", "12.50", "1250.00"), False),
        (sold("100 H87", "12.50", "1520.00"), True),
        (sold("24000 KGM", "850.00", "20400.00"), False),  # by the tonne
        (sold("3 H87", "0.33", "1.00"), False),  # a third, rounded
        (lines_and_total("300.00", "100.00", "200.00"), False),
        (lines_and_total("330.00", "100.00", "200.00"), False),  # freight
        (lines_and_total("250.00", "100.00", "200.00"), True),
        (lines_and_total("900.00", "100.00", "200.00"), True),
        (packing_list(line("a", net="10 KGM"), line("b", net="20 KGM"), fields=totals(net="30 KGM")), False),
        (packing_list(line("a", net="10 KGM"), line("b", net="20 KGM"), fields=totals(net="45 KGM")), True),
        (packing_list(line("a", packages="10 CT"), line("b", packages="5 CT"), fields=totals(packages="16 CT")), True),
        (packing_list(line("a", packages="10 CT"), line("b", packages="5 CT"), fields=totals(packages="2 PX")), False),
    ],
)
def test_numbers_on_one_paper_add_up(document: Paper, *, raised: bool) -> None:
    assert ("arithmetic" in codes(document)) is raised


@pytest.mark.parametrize(
    ("printed", "value", "raised"),
    [("16.480", "16.480", False), ("16.48", "16.48", True), ("16.940", "16.940", True), ("25.000", "25.000", True)],
)
def test_a_mark_that_may_part_thousands_is_no_difference(printed: str, value: str, *, raised: bool) -> None:
    mass = amount(f"{value} KGM")
    assert mass is not None
    note = bill(fields=Fields(total_gross_mass=mass.model_copy(update={"raw": printed})))
    assert ("mass-differs" in codes(invoice(fields=totals(gross="16480 KGM")), note)) is raised


@pytest.mark.parametrize("shared", [True, False])
def test_one_mass_under_one_name_with_several_codes_is_of_them_all(*, shared: bool) -> None:
    spot = ({"page": 1, "box": Box(1, 1, 2, 2)},)
    name = Field(value="Ratchets, sockets", raw="Ratchets, sockets", confidence=1, evidence=spot)
    items = [line("Ratchets", hs="820411", gross="900"), line("Sockets", hs="820420")]
    under = [item.model_copy(update={"description": name}) for item in items]
    told = packing_list(line("Ratchets", hs="820411", gross="400"), line("Sockets", hs="820420", gross="300"))
    found = groups(consignment(bill(*(under if shared else items)), told))
    assert [len(group) for group in found] == ([4] if shared else [2, 2])
