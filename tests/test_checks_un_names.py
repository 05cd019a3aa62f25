"""UN numbers of one substance beside the name of another."""

from datetime import date

import pytest

from checks.rulebook import judge
from models.reference.table import rows
from models.reference.un_substances import by_number, named
from tests.consignments import consignment, line, paper


@pytest.mark.parametrize(
    ("called", "number", "raised"),
    [
        ("Tetrahydrofuran, 99.9 %", "2054", True),  # morpholine
        ("Tetrahydrofuran, 99.9 %", "2056", False),
        ("n-Butylacetat", "1193", True),
        ("BUTYL ACETATES", "1123", False),
        ("Sodium hydroxide solution 50 %", "1824", False),
        ("Sodium hydroxide, solid", "1823", False),
        ("Paint with acetone", "1263", False),  # the number of a group
        ("Acetone and toluene, mixed", "1294", False),  # one of two
        ("Cleaner, free of acetone", "1294", False),
        ("Printing ink", "1090", False),
        ("Chlorate de sodium", "1495", False),
        ("poly-Vinyl acetate", "1193", False),
        ("Ethylene diacetate", "1294", False),
        ("HYDROGEN PEROXIDE, AQUEOUS SOLUTION", "1203", True),  # petrol
        ("Gasoline engine", "3166", False),
        ("Gasóleo A", "1202", False),
    ],
)
def test_a_number_is_that_of_the_substance_that_is_named(called: str, number: str, *, raised: bool) -> None:
    told = paper("dangerous_goods_declaration", line(called, un=number, packages="4 DR"), no="DG-1")
    found = [finding for finding in judge(consignment(told), today=date(2026, 11, 24)) if finding.goods]
    assert ("un-number-mismatch" in {finding.code for finding in found}) is raised


@pytest.mark.parametrize(
    ("called", "number", "severity"),
    [
        ("Spare Li-Ion packs for e-bikes", "2800", "high"),
        ("Lithium-Ionen-Batterien", "3090", "high"),
        ("锂离子电池组", "3496", "high"),
        ("Batteries au plomb, neuves", "3480", "high"),
        ("Sodium-ion batteries", "3480", "low"),  # known from memory
        ("Baterías de plomo", "2794", None),
        ("Lithium-ion batteries", "3481", None),
        ("Ni-MH and Li-ion batteries, assorted", "3480", None),  # one of two
        ("Ni-MH packs", "1950", None),  # no number of batteries
    ],
)
def test_a_battery_bears_the_number_of_its_kind(called: str, number: str, severity: str | None) -> None:
    told = paper("dangerous_goods_declaration", line(called, un=number, packages="4 BX"), no="DG-1")
    found = judge(consignment(told), today=date(2026, 11, 24))
    assert [each.severity for each in found if each.code == "un-number-mismatch"] == ([severity] if severity else [])


@pytest.mark.parametrize(("codes", "raised"), [(["850760"], True), (["850760", "871160"], False), ([], False)])
def test_batteries_alone_are_not_packed_with_equipment(codes: list[str], *, raised: bool) -> None:
    told = paper("dangerous_goods_declaration", line("Lithium-ion batteries packed with equipment", un="UN 3481"))
    bought = paper("commercial_invoice", *[line(f"Article {code}", hs=code) for code in codes], no="I-1")
    found = [each for each in judge(consignment(told, bought), today=date(2026, 11, 24)) if each.goods]
    assert (["UN 3480"] if raised else []) == [each.expected for each in found if each.code == "un-number-mismatch"]


def test_every_name_stands_for_one_row_of_the_table() -> None:
    table = rows("un_substances.csv")
    names = [name.strip().casefold() for row in table for name in (row["name"], *row["synonyms"].split("|")) if name]
    assert len(names) == len(set(names))
    for row in table:
        numbers = row["un_number"].split("|")
        assert all(len(number) == 4 and number.isdigit() for number in numbers)
        assert row["hazard_class"]
        assert row["name"] in {substance.name for substance in by_number(numbers[0])}
        assert {spelt.substance.name for spelt in named(row["name"])} == {row["name"]}
