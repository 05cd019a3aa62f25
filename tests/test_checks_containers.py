"""Containers on the papers, and descriptions that say nothing."""

from datetime import date

import pytest

from checks.rulebook import judge
from models.finding import Finding
from models.paper import Paper
from tests.consignments import bill, consignment, invoice, line, packing_list, paper

TODAY = date(2026, 11, 24)
ONE, TWO, THREE = "CSQU3054383", "MSCU6639870", "TEMU1234565"


def findings(*papers: Paper) -> list[Finding]:
    return judge(consignment(*papers), today=TODAY)


@pytest.mark.parametrize(
    ("papers", "certainty"),
    [
        ([bill(containers=[ONE, TWO]), packing_list(containers=[TWO, ONE])], None),
        ([bill(containers=[ONE]), invoice()], None),  # silence is no contradiction
        ([bill(containers=[ONE]), packing_list(containers=[THREE])], "papers_disagree"),
        ([bill(containers=[ONE, TWO]), packing_list(containers=[ONE])], "papers_disagree"),
        ([bill(containers=[ONE]), packing_list(containers=["C5QU3054383"])], "may_be_misread"),
        ([bill(containers=["csqu 305438-3"]), packing_list(containers=[ONE])], None),
        ([bill(containers=[ONE, TWO]), paper("waste_movement_document", containers=[ONE])], None),
        ([bill(containers=[ONE, TWO]), paper("waste_movement_document", containers=[THREE])], "papers_disagree"),
    ],
)
def test_containers_are_the_same_set(papers: list[Paper], certainty: str | None) -> None:
    found = [finding for finding in findings(*papers) if finding.code == "containers-differ"]
    assert [finding.certainty for finding in found] == ([certainty] if certainty else [])
    assert all(finding.severity == "high" for finding in found)


def test_a_container_with_a_wrong_check_digit() -> None:
    papers = [paper("bill_of_lading", invalid=["CSQU3054384"]), paper("packing_list", invalid=["CSQU3054384"])]
    (finding,) = findings(*papers)
    assert (finding.code, finding.severity, finding.expected) == ("container-invalid", "medium", "check digit 3")
    assert {spot.paper for spot in finding.evidence} == {"p1", "p2"}
    assert findings(bill(containers=[ONE])) == []


def test_a_letter_read_for_one_that_looks_alike_makes_no_other_container() -> None:
    misread = paper("packing_list", invalid=["MSGU6639870"]).model_copy(update={"origin": "ocr"})
    (finding,) = findings(bill(containers=["MSCU6639870"]), misread)
    assert (finding.code, finding.severity, finding.certainty) == ("container-invalid", "low", "may_be_misread")


@pytest.mark.parametrize(
    ("number", "origin"),
    [
        ("MSGU6639870", "text_layer"),  # print has no such slips
        ("MSCU6639871", "ocr"),  # a digit: so a forger would do it
        ("MXCU6639870", "ocr"),  # no letters that look alike
        ("MS", "ocr"),
    ],
)
def test_other_numbers_stay_other_containers(number: str, origin: str) -> None:
    other = paper("packing_list", invalid=[number]).model_copy(update={"origin": origin})
    told = {(finding.code, finding.severity) for finding in findings(bill(containers=["MSCU6639870"]), other)}
    assert {("containers-differ", "high"), ("container-invalid", "medium")} <= told


@pytest.mark.parametrize(
    ("description", "raised"),
    [
        ("GENERAL CARGO", True),
        ("Spare parts", True),
        ("20 cartons of goods", True),
        ("Ersatzteile", True),
        ("Pièces détachées", True),
        ("Plastic products", True),
        ("Said to contain: general cargo", True),
        ("Spare parts for diesel engines: pistons", False),
        ("Polypropylene granules", False),
        ("Plastic buckets 10 l", False),
        ("Refrigerant gas R-134a", False),
    ],
)
def test_descriptions_that_could_be_any_goods(description: str, *, raised: bool) -> None:
    assert ("vague-description" in [finding.code for finding in findings(invoice(line(description)))]) is raised


def test_a_vague_word_is_cleared_by_another_paper() -> None:
    codes = [finding.code for finding in findings(bill(line("General cargo")), invoice(line("Steel valves DN50")))]
    assert "vague-description" not in codes
