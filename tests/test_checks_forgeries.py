"""What a forger would hide behind the excuses for misreadings: sure readings of scans that were changed on purpose."""

from datetime import date

import pytest

from checks.rulebook import judge
from models.paper import Fields, Paper
from tests.consignments import amount, bill, consignment, day, invoice, line, number, packing_list, paper, text, whole

TODAY = date(2026, 11, 28)
SURE = 0.92  # what the reader of scans gives a number that it has no doubt of


def raised(*papers: Paper) -> set[str]:
    scanned = [each.model_copy(update={"origin": "ocr"}) for each in papers]
    return {finding.code for finding in judge(consignment(*scanned), today=TODAY) if finding.severity != "low"}


def tiles(gross: str, **more: str) -> Paper:
    return packing_list(line("Ceramic tiles", "690721", gross=gross, confidence=SURE))


@pytest.mark.parametrize(
    ("true", "forged"),
    [("20000", "2000"), ("24500", "4500"), ("18400", "13400"), ("8127", "3127"), ("20500", "2050"), ("906", "960")],
)
def test_a_decimal_point_moved_or_a_digit_altered_in_a_mass(true: str, forged: str) -> None:
    told = [bill(line("Ceramic tiles", "690721", gross=f"{true} KGM", confidence=SURE)), tiles(f"{forged} KGM")]
    assert "mass-differs" in raised(*told)


def test_a_container_with_a_letter_changed() -> None:
    told = packing_list(line("Tiles"), containers=["MSCU6639870"])
    assert "containers-differ" in raised(told, bill(line("Tiles"), containers=["MSKU6639874"]))


def test_a_container_whose_digits_changed_places() -> None:
    assert "container-invalid" in raised(paper("bill_of_lading", line("Tiles"), invalid=["MSCU6693870"]))


def test_a_seal_with_a_digit_altered() -> None:
    papers = [
        paper(kind, line("Tiles"), no=kind, seals={"MSCU6639870": seal})
        for kind, seal in (("packing_list", "HL123456"), ("bill_of_lading", "HL123956"))
    ]
    assert "seals-differ" in raised(*papers)


@pytest.mark.parametrize("forged", ["391590", "390330", "390120"])
def test_an_hs_digit_altered_to_another_code(forged: str) -> None:
    told = [invoice(line("PP granules", "390210")), bill(line("PP granules", forged, confidence=SURE))]
    assert "hs-differs" in raised(*told)


def test_an_hs_digit_altered_to_no_code() -> None:
    told = [invoice(line("PP granules", "390210")), bill(line("PP granules", "396210", confidence=SURE))]
    assert raised(*told) & {"hs-invalid", "hs-differs"}


def test_an_amount_altered_beside_its_quantity_and_price() -> None:
    told = line("Tiles", quantity="100 MTK", price="18.40", total="1340.00")
    assert "arithmetic" in raised(invoice(told))


def test_a_total_with_a_digit_altered() -> None:
    lines = [line("Tiles", quantity="100 MTK", price="18", total="1800"), line("Bricks", total="7000")]
    assert "arithmetic" in raised(invoice(*lines, fields=Fields(total_amount=number("8600"), currency=text("EUR"))))


def test_a_customs_value_with_a_digit_less() -> None:
    def valued(kind: str, total: str) -> Paper:
        return paper(kind, line("Tiles"), no=kind, fields=Fields(currency=text("EUR"), total_amount=number(total)))  # type: ignore[arg-type]

    assert "value-differs" in raised(valued("commercial_invoice", "150889"), valued("customs_declaration", "15089"))


def test_a_line_left_out_of_the_packing_list_and_of_its_total() -> None:
    lines = [line("Tiles", gross="9000 KGM"), line("Bricks", gross="8000 KGM"), line("Mortar", gross="5000 KGM")]
    total, less = Fields(total_gross_mass=amount("22000 KGM")), Fields(total_gross_mass=amount("17000 KGM"))
    assert "mass-differs" in raised(bill(*lines, fields=total), packing_list(*lines[:2], fields=less))


def test_an_hs_digit_altered_on_the_movement_document() -> None:
    def moved(kind: str, hs: str) -> Paper:
        fields = Fields(
            notification_number=text("NL 652 318774"), movement_serial=whole(2), operation=text("R4"),
            shipment_date=day("2026-09-01"),
        )  # fmt: skip
        return paper(kind, line("Lead dross", hs, codes=[("basel", "A1010")], confidence=SURE), fields=fields)  # type: ignore[arg-type]

    told = [moved("waste_notification", "262029"), moved("waste_movement_document", "262021")]
    assert "movement-notification-differs" in raised(*told)
