"""What a scan does to a value is no disagreement; what papers really say apart is."""

import pytest

from checks.rulebook import judge
from checks.tolerances import same_print
from models.field import Field
from models.page import Origin
from models.paper import Fields, Paper
from tests.consignments import amount, bill, consignment, day, invoice, line, number, packing_list, paper, text, whole


def read_as(origin: Origin, *papers: Paper) -> list[Paper]:
    return [each.model_copy(update={"origin": origin}) for each in papers]


def codes(*papers: Paper) -> set[str]:
    return {finding.code for finding in judge(consignment(*papers)) if finding.severity != "low"}


@pytest.mark.parametrize(
    ("left", "right"), [("900000 KGM", "900 KGM"), ("53735 KGM", "735 KGM"), ("1840 KGM", "1340 KGM")]
)
def test_a_mass_that_the_reader_was_unsure_of_is_excused_and_a_sure_one_is_not(left: str, right: str) -> None:
    def told(confidence: float) -> list[Paper]:
        return [
            invoice(line("Tiles", gross=left, confidence=confidence)), packing_list(line("Tiles", gross=right))
        ]  # fmt: skip

    assert "mass-differs" not in codes(*read_as("ocr", *told(0.7)))
    assert "mass-differs" in codes(*read_as("ocr", *told(0.92)))
    assert "mass-differs" in codes(*told(1.0))


def test_another_mass_on_a_scan_is_raised() -> None:
    told = [invoice(line("Tiles", gross="22500 KGM")), packing_list(line("Tiles", gross="20250 KGM"))]
    assert "mass-differs" in codes(*read_as("ocr", *told))


def test_net_above_gross_by_a_decimal_sign_is_excused_on_a_scan() -> None:
    told = packing_list(line("Tiles", net="27500000 KGM", gross="27913 KGM"))
    assert "net-exceeds-gross" not in codes(*read_as("ocr", told))
    swapped = packing_list(line("Tiles", net="27913 KGM", gross="20500 KGM"))
    assert "net-exceeds-gross" in codes(*read_as("ocr", swapped))


def test_one_misread_line_excuses_a_sum_on_a_scan_and_a_subtotal_everywhere() -> None:
    lines = [line("A", gross="900000 KGM"), line("B", gross="300 KGM"), line("C", gross="20 KGM")]
    totals = Fields(total_gross_mass=amount("1220 KGM"))
    assert "arithmetic" not in codes(*read_as("ocr", packing_list(*lines, fields=totals)))
    assert "arithmetic" in codes(packing_list(*lines, fields=totals))
    carried = Fields(total_gross_mass=amount("900300 KGM"))
    assert "arithmetic" not in codes(packing_list(*lines, fields=carried))


def test_signs_that_look_alike_are_one_number_on_a_scan() -> None:
    seals = [paper(kind, line("Tiles"), seals={"MSCU6639870": seal})
             for kind, seal in (("packing_list", "M0768894"), ("bill_of_lading", "MO768894"))]  # type: ignore[arg-type]  # fmt: skip
    assert "seals-differ" not in codes(*read_as("ocr", *seals))
    cited = packing_list(line("Tiles"), fields=Fields(invoice_number=text("lNV-1")))
    assert "reference-differs" not in codes(*read_as("ocr", invoice(line("Tiles")), cited))


@pytest.mark.parametrize(("cited", "differs"), [("Cl-2041", False), ("CI-2042", True)])
def test_a_number_whose_end_was_torn_off_on_a_scan_is_the_same(cited: str, *, differs: bool) -> None:
    own = paper("commercial_invoice", line("Tiles"), no="CI-2041-63793")
    told = codes(*read_as("ocr", own, packing_list(line("Tiles"), fields=Fields(invoice_number=text(cited)))))
    assert ("reference-differs" in told) is differs


def test_a_date_whose_day_and_month_may_be_swapped_is_not_late() -> None:
    def dated(raw: str, value: str) -> Fields:
        return Fields(date=Field(value=day(value).value, raw=raw, confidence=0.6, evidence=day(value).evidence))

    shipped = bill(line("Tiles"), fields=dated("10.04.2025", "2025-04-10"))
    assert "dates-out-of-order" not in codes(invoice(line("Tiles"), fields=dated("04/07/2025", "2025-07-04")), shipped)
    assert "dates-out-of-order" in codes(invoice(line("Tiles"), fields=dated("2025-07-04", "2025-07-04")), shipped)


@pytest.mark.parametrize("name", ["14 de junio de 2026", "265 S Cedar Ave", "Chargeur"])
def test_what_is_no_name_is_no_other_party(name: str) -> None:
    told = [paper("packing_list", line("Tiles"), names={"consignor": "Tema Trading Ltd"}),
            paper("bill_of_lading", line("Tiles"), names={"consignor": name})]  # fmt: skip
    assert "party-differs" not in codes(*told)


def annex_vii(**left: object) -> Paper:
    fields = Fields(shipment_date=day("2026-09-01"), operation=text("R3"))
    names = {"exporter": "A Ltd", "importer": "B Ltd", "facility": "C Ltd"}
    goods = line("PE film", net="20000 KGM", codes=[("basel", "B3011")])
    full = paper("annex_vii_document", goods, names=names, fields=fields)  # type: ignore[arg-type]
    return full.model_copy(update=left)


def test_on_a_scan_a_name_is_rather_overlooked_than_left_out() -> None:
    nameless = annex_vii(parties=annex_vii().parties[1:])
    assert "document-incomplete" in codes(nameless)
    assert "document-incomplete" not in codes(*read_as("ocr", nameless))
    uncoded = annex_vii(goods=(line("PE film", net="20000 KGM"),))
    assert "document-incomplete" in codes(*read_as("ocr", uncoded))


def test_a_lost_digit_of_the_number_of_shipments_is_excused_where_the_other_paper_has_it() -> None:
    moved = Fields(notification_number=text("DE 1350 124567"), movement_serial=whole(6), movement_total=whole(20))
    noted = Fields(notification_number=text("DE 1350 124567"), movement_total=whole(2))
    movement = paper("waste_movement_document", line("Dross"), fields=moved)
    notified = paper("waste_notification", line("Dross"), fields=noted)
    assert "consent-exceeded" not in codes(*read_as("ocr", movement, notified))
    assert "consent-exceeded" in codes(movement, notified)


def test_a_line_that_the_reader_lost_is_no_wrong_sum() -> None:
    drill, pump, bolts = (
        line(name, gross=f"{gross} KGM") for name, gross in (("Drills", 1980), ("Pumps", 4224), ("Steel bolts", 1000))
    )
    total = Fields(total_gross_mass=amount("7204 KGM"))
    told = [packing_list(drill, bolts, fields=total), bill(drill, pump, bolts)]
    assert "arithmetic" not in codes(*read_as("ocr", *told))
    assert "arithmetic" in codes(*told)


def test_a_code_under_the_goods_above_it_is_a_slipped_line_on_a_scan_alone() -> None:
    told = [
        packing_list(line("Roasted coffee beans"), line("Fresh green bananas", "090121"), line("Lager beer", "080390"))
    ]
    assert "hs-description-mismatch" in codes(*told)
    found = [each for each in judge(consignment(*read_as("ocr", *told))) if each.code == "hs-description-mismatch"]
    assert all("bananas" not in each.message for each in found)


def _counting(total: str, *counts: str) -> Paper:
    goods = (line(f"Goods number {n}", packages=count) for n, count in enumerate(counts))
    return bill(*goods, fields=Fields(total_packages=amount(total)))


def test_a_total_of_packages_that_the_lines_of_its_own_scan_contradict_may_be_misread() -> None:
    told = [packing_list(line("Goods number 0", packages="780 DR")), _counting("786 DR", "780 DR")]
    assert "packages-differ" not in codes(*read_as("ocr", *told))
    assert "packages-differ" in codes(*told)
    other = [packing_list(line("Goods number 0", packages="780 DR")), _counting("786 DR", "786 DR")]
    assert "packages-differ" in codes(*read_as("ocr", *other))


def test_a_count_of_a_line_is_misread_where_the_total_of_its_scan_is_right_with_the_count_of_another_paper() -> None:
    def told(count: str, total: str) -> list[Paper]:
        sold = invoice(line("Copper wire", packages="70 CT"), line("Zinc ingots", packages="5 BL"))
        packed = packing_list(line("Copper wire", packages=count), line("Zinc ingots", packages="5 BL"))
        return [sold, packed.model_copy(update={"fields": Fields(total_packages=amount(total))})]

    assert "packages-differ" not in codes(*read_as("ocr", *told("79 CT", "75 PK")))
    assert "packages-differ" in codes(*told("79 CT", "75 PK"))
    assert "packages-differ" in codes(*read_as("ocr", *told("79 CT", "84 PK")))


def test_a_mass_in_total_that_the_one_line_of_its_scan_contradicts_may_be_misread() -> None:
    told = [
        invoice(line("Acetone", gross="17440 KGM")),
        packing_list(line("Acetone", gross="17440 KGM")).model_copy(
            update={"fields": Fields(total_gross_mass=amount("117440 KGM"))}
        ),
    ]
    assert "mass-differs" not in codes(*read_as("ocr", *told))
    assert "mass-differs" in codes(*told)


def test_the_small_figure_of_a_square_metre_is_no_digit_of_the_print() -> None:
    one, other = amount("1760 MTK"), amount("1.760 MTK")
    printed = one.model_copy(update={"raw": "1,760 SQM"}), other.model_copy(update={"raw": "1.760 m²"})
    assert same_print(*printed)
    assert not same_print(printed[0], other.model_copy(update={"raw": "1.780 m²"}))


def test_a_line_that_two_other_papers_have_was_rather_overlooked_than_left_out_of_a_sum() -> None:
    fields = Fields(total_amount=number("300"))
    short = invoice(line("Tiles", total="100"), line("Grout", total="120"), fields=fields)
    three = (line("Tiles"), line("Grout"), line("Tools"))
    assert "arithmetic" in codes(short, bill(*three), packing_list(*three))  # print is what it says
    seen = short.model_copy(update={"origin": "ocr"})
    assert "arithmetic" not in codes(seen, bill(*three), packing_list(*three))
    assert "arithmetic" in codes(seen, bill(*three), packing_list(*three[:2]))  # one may have a line too many
