"""HS codes: invalid, outdated, incomplete, different across papers."""

from datetime import date

import pytest

from checks.rulebook import judge
from models.paper import Fields
from models.report import Consignment
from tests.consignments import bill, consignment, day, invoice, line, packing_list, paper

TODAY = date(2026, 11, 24)
CODES = {"hs-invalid", "hs-outdated", "hs-incomplete"}


def found(papers: Consignment, *codes: str) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity) for finding in judge(papers, today=TODAY) if finding.code in codes]


@pytest.mark.parametrize(
    ("hs", "expected"),
    [
        ("390210", []),
        ("39021000", []),
        ("3902100000", []),
        ("010121", []),
        ("390299", [("hs-invalid", "medium")]),
        ("39029900", [("hs-invalid", "medium")]),
        ("7701", [("hs-invalid", "medium")]),
        ("5499", [("hs-invalid", "medium")]),
        ("90121", [("hs-invalid", "medium")]),  # 0901.21 without its zero
        ("9801000000", []),  # national chapters
        ("854810", [("hs-outdated", "medium")]),
        ("38247100", [("hs-outdated", "medium")]),
        ("854911", []),
        ("3902", [("hs-incomplete", "low")]),
        ("391540", [("hs-outdated", "low")]),  # of HS 2028
    ],
)
def test_a_code_is_judged_by_the_edition_in_force(hs: str, expected: list[tuple[str, str]]) -> None:
    assert found(consignment(invoice(line("Goods of that code", hs))), *CODES) == expected


def test_the_date_of_shipment_chooses_the_edition() -> None:
    old = Fields(shipment_date=day("2019-05-01"))
    assert found(consignment(bill(line("Spent batteries", "854810"), fields=old)), *CODES) == []
    assert found(consignment(bill(line("Battery waste", "854911"), fields=old)), *CODES) == [("hs-outdated", "medium")]


def test_an_outdated_code_names_its_successors() -> None:
    (finding,) = judge(consignment(invoice(line("CFC mixture", "382471"))), today=TODAY)[:1]
    assert [new.code for new in finding.suggested_hs] == ["382711"]
    assert "3827.11" in finding.message
    assert "bear no date" in finding.message


def test_a_lost_zero_is_offered() -> None:
    finding = next(
        f for f in judge(consignment(invoice(line("Coffee", "90121"))), today=TODAY) if f.code == "hs-invalid"
    )
    assert [new.code for new in finding.suggested_hs] == ["090121"]


def test_one_code_on_many_lines_is_one_finding() -> None:
    papers = consignment(
        invoice(line("a", "390299"), line("b", "390299")), packing_list(line("a", "390299"), line("b"))
    )
    (finding,) = [finding for finding in judge(papers, today=TODAY) if finding.code == "hs-invalid"]
    assert len(finding.goods) == 3
    assert len(finding.evidence) == 3


def test_a_heading_is_complete_when_another_paper_completes_it() -> None:
    assert found(consignment(invoice(line("PP", "390210")), bill(line("PP", "3902"))), *CODES) == []


GRANULES, DRUMS, RUBBER = "Polypropylene granules", "Steel drums, empty, 200 l", "Natural rubber sheets RSS3"


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        ([invoice(line(GRANULES, "390210")), bill(line("Plastic goods", "391590"))], ["high"]),
        ([invoice(line(GRANULES, "390210")), bill(line(GRANULES, "390230"))], ["medium"]),
        ([invoice(line(GRANULES, "39021000")), bill(line(GRANULES, "3902"))], []),
        ([invoice(line(GRANULES, "3902100010")), bill(line(GRANULES, "39021090"))], []),  # national digits
        ([invoice(line(GRANULES, "390210")), bill(line(GRANULES))], []),
        ([invoice(line(GRANULES, "390210")), paper("customs_declaration", line(GRANULES, "391590"))], ["high"]),
        (
            [
                invoice(line(GRANULES, "390210"), line(DRUMS, "731010"), line(RUBBER, "400121")),
                packing_list(line(RUBBER, "400121"), line(GRANULES, "390210"), line(DRUMS, "731010")),
            ],
            [],
        ),
        (
            [
                invoice(line(GRANULES, "390210"), line(DRUMS, "731010"), line(RUBBER, "400121")),
                packing_list(line(RUBBER, "400121"), line(GRANULES, "391590"), line(DRUMS, "731010")),
            ],
            ["high"],
        ),
        ([invoice(line(GRANULES, "390210"), line(DRUMS, "731010")), bill(line("Granules and drums", "390210"))], []),
        (
            [invoice(line(GRANULES, "390210"), line(DRUMS, "731010")), bill(line("Goods of two kinds", "847130"))],
            ["high"],
        ),
        (
            [
                invoice(line(GRANULES, "390210", net="24000 KGM"), line(DRUMS, "731010", net="900 KGM")),
                bill(
                    line("Granulés de polypropylène", "390210", net="24000 KGM"), line("Fûts", "731010", net="900 KGM")
                ),
            ],
            [],
        ),
    ],
)
def test_codes_are_compared_on_the_same_goods(papers: list, expected: list[str]) -> None:
    assert [severity for _, severity in found(consignment(*papers), "hs-differs")] == expected


def test_a_code_read_badly_may_be_misread() -> None:
    papers = consignment(invoice(line(GRANULES, "390210")), bill(line(GRANULES, "390310", confidence=0.5)))
    (finding,) = [finding for finding in judge(papers, today=TODAY) if finding.code == "hs-differs"]
    assert finding.certainty == "may_be_misread"
    assert {spot.paper for spot in finding.evidence} == {"p1", "p2"}


def test_three_papers_against_one_are_one_finding() -> None:
    papers = consignment(
        invoice(line(GRANULES, "390210")), bill(line(GRANULES, "390210")), packing_list(line(GRANULES, "391590"))
    )
    assert len(found(papers, "hs-differs")) == 1


def test_a_code_that_lost_a_digit_on_a_scan_is_the_one_that_two_other_papers_bear() -> None:
    scanned = bill(line(GRANULES, "902100000")).model_copy(update={"origin": "ocr"})
    sound = [invoice(line(GRANULES, "3902100000")), packing_list(line(GRANULES, "3902100000"))]
    assert not found(consignment(*sound, scanned), "hs-differs", "hs-invalid")
    assert found(consignment(sound[0], scanned), "hs-differs")
    printed = bill(line(GRANULES, "902100000"))
    assert found(consignment(*sound, printed), "hs-differs")
