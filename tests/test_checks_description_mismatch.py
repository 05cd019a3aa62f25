"""What the goods are called against what the code covers: the rule, its silences, its severities."""

import csv
from datetime import date
from pathlib import Path

import pytest

from checks.description_mismatch import hs_description_mismatch
from models.finding import Finding
from models.report import Consignment
from tests.consignments import bill, consignment, invoice, line, packing_list

TODAY = date(2026, 11, 24)
# Invoice lines of our own, never trained on: with the code that covers them, and with a neighbour's (of another
# material, knitted for woven, new for used). Of some of the latter the heading is the same.
NEIGHBOURS = Path(__file__).parent.parent / "fixtures/data/neighbour_codes.csv"


def found(papers: Consignment) -> list[Finding]:
    return list(hs_description_mismatch(papers, TODAY))


@pytest.mark.parametrize(
    ("description", "code", "heading", "severity"),
    [
        ("Cotton T-shirts, knitted, men's", "842951", "6109", "high"),
        ("Frozen chicken drumsticks", "870323", "0207", "high"),
        ("Lithium-ion battery packs 48V 100Ah", "940360", "8507", "high"),
        ("Laptop computers 14 inch", "610910", "8471", "high"),
        ("Leather belt", "420212", "4203", "medium"),
    ],
)
def test_goods_that_a_code_does_not_cover_are_raised_with_better_codes(
    description: str, code: str, heading: str, severity: str
) -> None:
    (finding,) = found(consignment(invoice(line(description, code))))
    assert finding.code == "hs-description-mismatch"
    assert finding.severity == severity
    assert finding.evidence
    assert heading in {each.code[:4] for each in finding.suggested_hs}
    assert all(each.label for each in finding.suggested_hs)


@pytest.mark.parametrize(
    ("description", "code"),
    [
        ("Cotton T-shirts, knitted, men's", "610910"),
        ("Polypropylene granules, natural, 960 bags", "39021000"),
        ("Frozen chicken drumsticks", "020714"),
        ("LDPE film scrap in bales", "391510"),
        ("Used lead acid batteries, drained", "854911"),
        ("Wooden dining table", "940360"),
    ],
)
def test_goods_that_a_code_covers_raise_nothing(description: str, code: str) -> None:
    assert found(consignment(invoice(line(description, code)))) == []


@pytest.mark.parametrize("description", ["parts", "general cargo", "as per invoice", "24 CTNS", "", "xqzt vbnw"])
def test_words_that_say_nothing_raise_nothing(description: str) -> None:
    assert found(consignment(invoice(line(description, "870323")))) == []


def test_a_line_without_a_code_or_with_a_chapter_alone_is_not_judged() -> None:
    assert found(consignment(invoice(line("Cotton T-shirts"), line("Laptop computers", "61")))) == []


def test_the_paper_that_tells_most_speaks_for_the_line() -> None:
    goods = consignment(
        invoice(line("Laptop computers 14 inch", "847130", net="200 KGM")),
        bill(line("Electronics, laptop bags and computers", "847130", net="200 KGM")),
    )
    assert found(goods) == []


def test_waste_under_a_products_code_is_left_to_its_own_rule() -> None:
    assert found(consignment(invoice(line("LDPE film scrap in bales", "390110")))) == []


def test_a_code_of_an_earlier_edition_is_judged_by_its_successor() -> None:
    assert found(consignment(invoice(line("R-410A refrigerant gas", "382478")))) == []


def test_one_finding_a_line_over_several_papers() -> None:
    goods = line("Frozen chicken drumsticks", "870323", net="24000 KGM")
    (finding,) = found(consignment(invoice(goods), packing_list(goods)))
    assert len(finding.goods) == 2


def of_neighbours(covers: str) -> list[list[Finding]]:
    """Return what is found of each line of the table whose code covers the goods, or does not."""
    with NEIGHBOURS.open(encoding="utf-8", newline="") as file:
        lines = [row for row in csv.DictReader(file) if row["covers"] == covers]
    return [found(consignment(invoice(line(row["description"], row["hs_code"])))) for row in lines]


def test_goods_as_invoices_word_them_raise_nothing_under_their_own_code() -> None:
    told = of_neighbours("yes")
    assert len(told) == 100
    assert sum(map(bool, told)) <= 2


def test_goods_under_a_neighbouring_code_are_raised_more_often_than_not() -> None:
    told = of_neighbours("no")
    assert len(told) == 100
    assert sum(map(bool, told)) >= 60


def test_a_neighbour_that_the_engine_is_unsure_of_is_a_low_finding_that_names_the_likelier_code() -> None:
    (finding,) = found(consignment(invoice(line("Leather wallet men", "640320"))))
    assert finding.severity == "low"
    assert "a term of another heading" in finding.message
    assert finding.suggested_hs[0].code == "420231"


def test_one_name_for_many_goods_on_a_waybill_is_left_to_the_paper_that_lists_them() -> None:
    collective = bill(line("Fresh fruit", "842123"))
    listed = invoice(line("Oil filters for engines", "842123"), line("Brake pads", "870830"))
    assert found(consignment(collective))
    assert not [f for f in found(consignment(collective, listed)) if "Fresh fruit" in f.message]


def test_several_codes_under_one_name_on_a_waybill_are_left_to_the_paper_that_lists_them() -> None:
    basins = line("Wash basins and basin wastes", "690721")
    others = [basins.model_copy(update={"hs_code": line(hs=code).hs_code}) for code in ("691010", "848180")]
    carried = bill(line("Ceramic floor tiles", packages="2000 CT"), basins, *others)
    listed = [line("Ceramic wash basin", "691010"), line("Brass basin waste, pop-up, with trap", "848180")]
    assert "6907.21" in found(consignment(carried))[0].message
    assert not found(consignment(carried, invoice(line("Glazed ceramic floor tiles 60x60", "690721"), *listed)))
    assert "6907.21" in found(consignment(carried, invoice(line("Wheat flour", "690721"), *listed)))[0].message
