"""What stands in the blocks of a waste form beside its values: register numbers, boxes to fill in, other blocks."""

from datetime import date
from decimal import Decimal

import pytest

from extractors.label_words import goes_on
from extractors.layout import Phrase
from extractors.party_numbers import is_register_entry
from extractors.title_words import title_of
from models.geometry import Box
from models.page import Page
from models.paper import Paper
from tests.typesetting import box_lines, name_of, page, paper_of, words

TITLE = (40.0, 40.0, "Movement document for transboundary movements of waste")
DESIGNATION = (44.0, 400.0, "12. Designation and composition of the waste: Zinc ash")


def form(*told: tuple[float, float, str], rulings: tuple[Box, ...] = ()) -> Paper:
    return paper_of(page(TITLE, *told, DESIGNATION, rulings=rulings))


@pytest.mark.parametrize("number", ["VKNR 604118XXXX", "P4180055", "J12/7716/2014", "BE 0771.203.118"])
def test_a_register_number_over_the_name_is_not_the_name(number: str) -> None:
    assert is_register_entry(number)
    paper = form((44, 70, "3. Exporter - notifier"), (44, 82, number), (44, 94, "Murgrund Altmetall GmbH"),
                 (44, 106, "Werkstraße 2, 8700 Leoben"))  # fmt: skip
    assert name_of(paper, "exporter") == "Murgrund Altmetall GmbH"


def test_boxes_round_the_values_of_a_fillable_form_do_not_part_them_from_their_heading() -> None:
    told, rulings = [(44.0, 70.0, "3. Exporter - notifier"), (44.0, 160.0, "8. a) First carrier")], list[Box]()
    told += [(304.0, 160.0, "8. b) Second carrier"), (304.0, 174.0, "Name:")]
    rulings += [*box_lines(40, 55, 300, 150), *box_lines(40, 150, 300, 220), *box_lines(300, 150, 555, 220)]
    parts = ((84, "Registration No:", "4/B17/2019(2)"), (98, "Name:", "Murgrund Altmetall GmbH"),
             (112, "Contact person:", "Ida Moser"), (174, "Name:", "Spedition Hasel GmbH"))  # fmt: skip
    for y, caption, value in parts:
        told += [(44.0, y, caption), (130.0, y, value)]
        rulings += box_lines(126, y - 9.5, 280, y + 1)
    paper = form(*told, rulings=tuple(rulings))
    assert name_of(paper, "exporter") == "Murgrund Altmetall GmbH"
    assert name_of(paper, "carrier") == "Spedition Hasel GmbH"


def test_blocks_side_by_side_head_no_goods_and_a_code_of_packaging_counts_nothing() -> None:
    told = [(44.0, 70.0, "5. Feitelijke hoeveelheid, ton (Mg)"), (230.0, 70.0, "5. m³")]
    told += [(380.0, 70.0, "6. Feitelijke datum van overbrenging"), (44.0, 82.0, "21,480"), (230.0, 82.0, "-")]
    told += [(380.0, 82.0, "02.06.2026"), (44.0, 108.0, "7. Soort(en) verpakking"), (44.0, 120.0, "8")]
    rulings = [line for x, y in ((40, 58), (226, 58), (376, 58)) for line in box_lines(x, y, x + 150, y + 38)]
    rulings += box_lines(40, 96, 226, 134)
    paper = form(*told, rulings=tuple(rulings))
    (item,) = paper.goods
    assert paper.fields.shipment_date is not None
    assert paper.fields.shipment_date.value == date(2026, 6, 2)
    assert item.net_mass is not None
    assert item.net_mass.value == Decimal("21.480")
    assert item.packages is None


def test_the_last_departure_may_break_after_its_caption() -> None:
    told = (44, 70, "First departure: 01.03.2026 Ultima plecare / Last departure:"), (44, 82, "31.08.2026")
    fields = paper_of(page((40, 40, "Notification document for transboundary movements of waste"), *told)).fields
    assert fields.first_departure is not None
    assert fields.first_departure.value == date(2026, 3, 1)


def test_a_title_in_larger_print_than_what_goes_on_behind_it_is_a_title() -> None:
    sentence = "Oplysninger om alt det, der skal med, når affald flyttes efter artikel 3, stk. 2 og stk. 4"
    assert title_of(f"Bilag VII {sentence}", fuzzy=False)[0] is None
    told = page((46, 70, "7. Nyttiggørelsesanlæg"), (46, 82, "Zinkværket ApS"))
    head = (*words(40, 50, "Bilag VII", 14), *words(105, 50, sentence, 8))
    assert paper_of(Page(1, 595.0, 842.0, (*head, *told.words), told.rulings)).kind == "annex_vii_document"


NOTE = (
    ("1", "Sender", "Murgrund Altmetall GmbH, Werkstraße 2, 8700 Leoben"),
    ("2", "Consignee", "Ahrtal Zinkwerke GmbH, Ring 9, 53474 Ahrweiler"),
    ("3", "Place of delivery", "Ahrweiler, Germany"),
    ("4", "Place and date of taking over", "Leoben, 18.05.2026"),
    ("5", "Documents attached", "none"),
    ("16", "Carrier", "Spedition Hasel GmbH, Hafen 4, 4020 Linz"),
)


def test_numbered_boxes_of_goods_under_a_list_of_blocks_are_no_part_of_it() -> None:
    told = [(40.0, 40.0, "CMR International consignment note")]
    for n, row in enumerate(NOTE):
        told += [(x, 70.0 + 16 * n, part) for x, part in zip((40, 62, 214), row, strict=True)]
    heads = (("6 Marks", ""), ("7 No. of", "packages"), ("8", "Packing"), ("9 Nature of the goods", ""),
             ("11 Gross", "weight kg"))  # fmt: skip
    edges, rulings = (40, 90, 150, 200, 400, 480), list[Box]()
    cells = ("MA 1-33", "33", "big bags", "Zinc ash", "23 516")
    for n, ((first, second), value) in enumerate(zip(heads, cells, strict=True)):
        told += [(edges[n] + 3.0, 172.0, first), (edges[n] + 3.0, 182.0, second), (edges[n] + 3.0, 200.0, value)]
        rulings += box_lines(edges[n], 160, edges[n + 1], 187)
        rulings += box_lines(edges[n], 187, edges[n + 1], 206)
    paper = paper_of(page(*(part for part in told if part[2]), rulings=tuple(rulings)))
    assert name_of(paper, "carrier") == "Spedition Hasel GmbH"
    carrier = paper.party("carrier")
    assert carrier is not None
    assert carrier.address is not None
    assert carrier.address.value == "Hafen 4, 4020 Linz"


def test_a_number_over_its_caption_heads_the_next_block() -> None:
    number, caption, kind = (Phrase(tuple(words(40, 50, text)), 1) for text in ("8", "Packing", "Pallets"))
    assert goes_on("7", [number, caption])
    assert not goes_on("7", [number, kind])
    assert goes_on("5a", [Phrase(tuple(words(40, 50, "5. b) Second carrier")), 1)])


def test_the_number_of_a_box_over_a_column_counts_no_packages() -> None:
    told = [(40.0, 40.0, "CMR fragtbrev consignment note"), (44.0, 70.0, "1 Sender"), (44.0, 82.0, "Zinkværket ApS")]
    told += [(44.0, 110.0, "6 Marks"), (130.0, 110.0, "7 Antal kolli"), (220.0, 110.0, "9 Nature of the goods")]
    told += [(400.0, 110.0, "11 Gross weight kg"), (44.0, 130.0, "ZV 1-48"), (130.0, 130.0, "48")]
    told += [(220.0, 130.0, "Zinc ash"), (400.0, 130.0, "19 080")]
    total = paper_of(page(*told)).fields.total_packages
    assert total is None or total.value == Decimal(48)


PARTS = ("(i) Basel Annex VIII", "(ii) OECD code", "(iii) EU list of wastes", "(iv) National code", "(v) Y-code",
         "(vi) H-code", "(x) UN number", "(xii) Customs code (HS)")  # fmt: skip


def test_codes_beside_captions_in_smaller_print_are_told_in_their_order() -> None:
    printed = [*words(40, 40, TITLE[2]), *words(44, 400, DESIGNATION[2]), *words(44, 60, "14. Waste identification", 7)]
    for n, (caption, code) in enumerate(
        zip(PARTS, ("A1080", "-", "10 05 03*", "-", "Y23", "H12", "3077", "262019"), strict=True)
    ):
        printed += [*words(44, 72 + 10 * n, caption, 7), *words(220, 74 + 12.5 * n, code, 9)]
    (item,) = paper_of(Page(1, 595.0, 842.0, tuple(printed), ())).goods
    assert (item.hs_code and item.hs_code.value, item.un_number and item.un_number.value) == ("262019", "3077")
    codes = {(code.scheme, code.value.value) for code in item.waste_codes}
    assert codes == {("basel", "A1080"), ("ewc", "10 05 03*"), ("y", "Y23"), ("h", "H12")}
