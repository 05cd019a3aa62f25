"""Customs forms, invoices and dangerous goods notes of strangers: what broke at first sight, in texts of our own."""

from dataclasses import replace
from datetime import date

from extractors.rulings import straight
from models.geometry import Box
from models.page import Word
from tests.typesetting import box_lines, goods_of, name_of, page, paper_of

HEADED = (
    (50, 40, "COMMERCIAL INVOICE"),
    *((50, 100, "No."), (80, 100, "Description of goods / HS code / Origin")),
    *((330, 100, "Quantity"), (410, 100, "Unit price"), (490, 100, "Amount USD")),
)


def test_a_position_number_does_not_part_the_column_beside_it() -> None:
    (first, second) = goods_of(
        page(
            *HEADED,
            *((50, 120, "1"), (80, 120, "Floor mop heads of cotton yarn, looped ends")),
            *((330, 120, "400 pcs"), (410, 120, "1.50"), (490, 120, "600.00"), (80, 132, "HS 960390 Origin: PK")),
            *((50, 150, "2"), (80, 150, "Dish cloths of cotton, waffle weave, white")),
            *((330, 150, "900 pcs"), (410, 150, "0.50"), (490, 150, "450.00"), (80, 162, "HS 630710 Origin: PK")),
            *((410, 190, "Total USD"), (490, 190, "1,050.00")),
        )
    )
    assert first.description is not None
    assert first.description.value == "Floor mop heads of cotton yarn, looped ends"
    assert second.hs_code is not None
    assert second.hs_code.value == "630710"


def test_an_item_number_with_letters_under_a_name_is_no_part_of_it() -> None:
    (item,) = goods_of(
        page(
            *HEADED,
            *((50, 120, "1"), (80, 120, "Buckets of polypropylene, 12 L"), (330, 120, "400 pcs"), (410, 120, "1.50")),
            *((490, 120, "600.00"), (80, 132, "HS 392490 · Origin: PK"), (80, 144, "Item BKT12")),
        )
    )
    assert item.description is not None
    assert item.description.value == "Buckets of polypropylene, 12 L"


def test_a_ruling_between_the_storeys_of_some_heads_ends_no_table() -> None:
    (item,) = goods_of(
        page(
            *((50, 40, "COMMERCIAL INVOICE"), (60, 112, "Description")),
            *((310, 106, "Packages"), (400, 106, "Weight"), (490, 106, "Amount")),
            *((310, 118, "No./kind"), (400, 118, "net kg"), (490, 118, "EUR")),
            *((60, 140, "Zinc oxide, technical"), (310, 140, "20 drums"), (400, 140, "5,000"), (490, 140, "9,000.00")),
            rulings=(
                *box_lines(50, 84, 550, 130),
                *(Box(x, 84, x, 130) for x in (300, 390, 480)),
                Box(300, 107.5, 550, 107.5),
            ),
        )
    )
    assert item.description is not None
    assert item.description.value == "Zinc oxide, technical"
    assert item.amount is not None


def test_an_even_row_of_dots_is_a_ruling_and_uneven_specks_are_none() -> None:
    dots = [Box(50 + 1.5 * n, 100, 50.75 + 1.5 * n, 100.75) for n in range(60)]
    assert [round(line.width) for line in straight(dots)] == [89]
    places = (0, 2, 3, 7, 9, 10, 14, 15, 17, 20, 24, 26)  # dark squares of a code
    assert straight([Box(50 + 1.5 * n, 100, 51.5 + 1.5 * n, 101.5) for n in places]) == ()


CUSTOMS = (
    *((40, 30, "SINGLE ADMINISTRATIVE DOCUMENT"), (44, 58, "2 Exporter"), (150, 58, "No GB123456789000")),
    *((44, 70, "Wharfedale Pumps Ltd"), (304, 58, "7 Reference number"), (304, 72, "WP-3317")),
    *((44, 108, "18 Identity of means of transport"), (304, 108, "19 Ctr."), (304, 122, "1")),
    *((44, 158, "22 Currency and total amount invoiced"), (44, 172, "EUR"), (75, 172, "8.400,00")),
    *((304, 158, "23 Exchange rate"), (44, 208, "31 Packages and description of goods")),
    *((44, 222, "Marks: WP 1-12"), (44, 234, "No & kind: 12 CS cases"), (44, 246, "Centrifugal pumps for water,")),
    *((44, 258, "cast iron"), (304, 208, "33 Commodity code"), (304, 222, "84137021")),
    *((304, 258, "34 Land"), (304, 272, "GB"), (430, 258, "38 Net mass (kg)"), (430, 272, "960")),
)
CUSTOMS_RULINGS = (
    *(line for y in (50, 100, 150) for x0, x1 in ((40, 300), (300, 555)) for line in box_lines(x0, y, x1, y + 50)),
    *box_lines(40, 200, 300, 300),
    *box_lines(300, 200, 555, 250),
    *box_lines(300, 250, 425, 300),
    *box_lines(425, 250, 555, 300),
)


def test_what_the_block_of_the_goods_labels_is_no_part_of_their_name() -> None:
    (item,) = goods_of(page(*CUSTOMS, rulings=CUSTOMS_RULINGS))
    assert item.description is not None
    assert item.description.value == "Centrifugal pumps for water, cast iron"
    assert item.packages is not None
    assert (item.packages.value, item.packages.unit) == (12, "CS")
    assert item.origin is not None
    assert item.origin.value == "GB"


def test_the_heading_of_the_next_block_fills_no_empty_one() -> None:
    fields = paper_of(page(*CUSTOMS, rulings=CUSTOMS_RULINGS)).fields
    assert fields.vessel is None
    assert fields.total_amount is not None
    assert str(fields.total_amount.value) == "8400.00"
    assert fields.number is None  # that in the exporter's box is the exporter's


DECLARATION = (
    *((50, 40, "DANGEROUS GOODS DECLARATION"), (50, 70, "1. Shipper"), (50, 82, "Bruges Acids NV")),
    *((50, 100, "Marks"), (130, 100, "Number and kind of packages"), (280, 100, "Description of goods")),
    *((400, 100, "Gross mass (kg)"), (490, 100, "Net mass (kg)")),
    *((50, 118, "BA 1-20"), (130, 118, "20 IBC"), (280, 118, "UN 1830"), (400, 118, "29,160"), (490, 118, "28,000")),
    *((280, 130, "SULPHURIC ACID"), (280, 142, "Class 8")),
    *((50, 160, "15. Container No."), (150, 160, "16. Seals"), (240, 160, "17. Size"), (330, 160, "18. Tare (kg)")),
    *((50, 174, "BICU1234565"), (150, 174, "B7715"), (240, 174, "20GP"), (330, 174, "2,150")),
    (50, 200, "Km 3,5 Route de Rufisque"),
)


def test_a_row_of_numbered_captions_ends_the_goods() -> None:
    (item,) = goods_of(page(*DECLARATION))
    assert item.description is not None
    assert item.description.value == "SULPHURIC ACID"


def test_an_intermediate_bulk_container_holds_no_kilogram_and_a_half() -> None:
    (item,) = goods_of(page(*DECLARATION))
    assert item.gross_mass is not None
    assert item.gross_mass.value == 29160


LADING = (
    *((50, 40, "BILL OF LADING"), (50, 60, "B/L No. OCLU7719 Booking No. QX5521"), (50, 80, "Shipper")),
    *((50, 92, "Gulf Polymer FZE"), (50, 120, "Marks and numbers"), (150, 120, "No. and kind of packages")),
    *((280, 120, "Description of goods (said to contain, by count)"), (520, 120, "Weight")),
    *((50, 140, "GP 1-30"), (150, 140, "30 JUMBO"), (280, 140, "POLYPROPYLENE REGRIND"), (520, 140, "30,120 KGS")),
    *((150, 152, "BAGS"), (280, 152, "HS CODE 391590"), (280, 176, "CONTAINER / TYPE / SEAL / PKGS / GROSS")),
    *((280, 188, "BICU1234565 / 40HC / SEAL Q7715 /"), (280, 200, "30 PKGS / 30,120 KGS")),
)


def test_the_lading_of_a_container_goes_on_after_a_stroke() -> None:
    (item,) = goods_of(page(*LADING, size=8))
    assert item.description is not None
    assert item.description.value == "POLYPROPYLENE REGRIND"
    assert item.packages is not None
    assert (item.packages.value, item.packages.unit) == (30, "JB")


def test_two_numbers_on_one_line_need_no_colons() -> None:
    fields = paper_of(page(*LADING, size=8)).fields
    assert fields.booking_number is not None
    assert fields.booking_number.value == "QX5521"


MOVEMENT = (
    (50, 40, "MOVEMENT DOCUMENT FOR TRANSBOUNDARY MOVEMENTS OF WASTE"),
    *((50, 70, "1. Notification No"), (50, 82, "NL 204417"), (320, 70, "2. Shipment serial number"), (320, 82, "6")),
    *((50, 100, "3. Exporter"), (50, 112, "Maasmond Zinc BV"), (320, 100, "Number of shipments notified")),
    *((320, 112, "14"), (50, 130, "5.a) Erster"), (50, 142, "Rheinfracht GmbH"), (320, 130, "4. Importer")),
    *((320, 142, "Galvaneta SL"), (50, 160, "12. Designation of the waste"), (50, 172, "Zinc ash and skimmings")),
    *((50, 190, "14. Waste identification"), (50, 202, "(i) Basel A4100"), (200, 202, "(x) UN-Zahl 3077")),
    *(
        (320, 202, "(xii) HS / SA 2620.19"),
        (50, 230, "20. Consent valid"),
        (320, 230, "from 12.01.2026 until 31.12.2026"),
    ),
)


def test_serial_and_total_of_shipments_told_apart() -> None:
    fields = paper_of(page(*MOVEMENT)).fields
    assert (fields.movement_serial and fields.movement_serial.value) == 6
    assert (fields.movement_total and fields.movement_total.value) == 14
    assert fields.port_of_loading is None  # "from" a day is from no place


def test_the_parts_of_a_block_need_no_colon_before_their_codes() -> None:
    (item,) = goods_of(page(*MOVEMENT))
    assert [code.value.value for code in item.waste_codes] == ["A4100"]
    assert (item.un_number and item.un_number.value) == "3077"
    assert (item.hs_code and item.hs_code.value) == "262019"


def test_a_block_number_with_a_letter_and_one_bracket_is_one() -> None:
    printed = ((40, 40, "ANNEX VII"), (44, 60, "1. Organizzatore"), (44, 74, "Adria Rottami S.r.l."))
    blocks = (
        (44, 130, "5.a) Premier"),
        (44, 144, "Alpe Trans S.p.A."),
        (304, 60, "2. Ricevente"),
        (304, 74, "Lotus GmbH"),
    )
    more = (
        (304, 130, "8. Procedimento"),
        (304, 144, "R4"),
        (44, 200, "9. Nome corrente"),
        (44, 214, "Aluminium scrap"),
    )
    boxes = ((40, 50, 300, 120), (300, 50, 555, 120), (40, 120, 300, 190), (300, 120, 555, 190), (40, 190, 300, 260))
    rulings = tuple(line for box in boxes for line in box_lines(*box))
    assert name_of(paper_of(page(*printed, *blocks, *more, rulings=rulings)), "carrier") == "Alpe Trans S.p.A."


def test_a_raised_figure_belongs_to_its_unit() -> None:
    plain = page(*MOVEMENT, (50, 216, "5. Actual quantity: Tonnes (Mg): 21.400 m"), (238, 216, ": -"))
    end = max(word.box.x1 for word in plain.words if word.text == "m")
    power = Word("3", Box(end + 0.1, 206, end + 3, 213), 1.0)
    (item,) = goods_of(replace(plain, words=(*plain.words, power)))
    assert item.net_mass is not None
    assert (str(item.net_mass.value), item.net_mass.unit) == ("21.400", "TNE")
    assert item.volume is None


def test_an_entry_for_home_consumption_is_a_customs_declaration_with_the_packages_in_its_head() -> None:
    paper = paper_of(
        page(
            *(
                (50, 40, "BILL OF ENTRY FOR HOME CONSUMPTION"),
                (50, 70, "BE No: 5520917"),
                (50, 84, "BE Date: 14/3/26"),
            ),
            *((320, 70, "Invoice No: KT-118"), (320, 84, "Packages: 40 BDL"), (320, 98, "Invoice Date: 20/02/2026")),
            *(
                (50, 130, "Item"),
                (90, 130, "CTH"),
                (160, 130, "Description"),
                (300, 130, "Qty"),
                (360, 130, "Price"),
            ),
            *((450, 130, "Amount"), (50, 146, "1"), (90, 146, "74040012"), (160, 146, "Copper scrap Berry")),
            *((300, 146, "20"), (360, 146, "7000.00"), (450, 146, "140000.00")),
        )
    )
    assert paper.kind == "customs_declaration"
    assert paper.fields.number is not None
    assert paper.fields.number.value == "5520917"
    assert paper.fields.total_packages is not None
    assert paper.fields.total_packages.value == 40


def test_the_day_at_the_foot_of_a_customs_form_is_its_own() -> None:
    foot = ((44, 330, "47 Calculation of taxes"), (304, 330, "54 Place and date"), (304, 344, "22.07.2026"))
    rulings = (*CUSTOMS_RULINGS, *box_lines(40, 320, 300, 360), *box_lines(300, 320, 555, 360))
    fields = paper_of(page(*CUSTOMS, *foot, rulings=rulings)).fields
    assert fields.date is not None
    assert fields.date.value == date(2026, 7, 22)


def test_a_weight_note_names_the_goods_under_each_container() -> None:
    paper = paper_of(
        page(
            *((50, 40, "WEIGHT NOTE"), (50, 70, "Buyer: Anse Cuivre SARL"), (50, 100, "CONTAINER"), (150, 100, "PKGS")),
            *((240, 100, "GROSS KG"), (330, 100, "TARE KG"), (420, 100, "NET KG")),
            *((50, 116, "BICU1234565"), (150, 116, "20 BALES"), (240, 116, "10,120")),
            *((330, 116, "20"), (420, 116, "10,100")),
            *((70, 128, "Brass turnings, mixed, clean"), (50, 146, "BICU1234570"), (150, 146, "22 BALES")),
            *((240, 146, "11,130"), (330, 146, "30"), (420, 146, "11,100"), (70, 158, "Copper radiators, drained")),
            *((50, 180, "TOTAL"), (150, 180, "42 BALES"), (240, 180, "21,250"), (330, 180, "50"), (420, 180, "21,200")),
        )
    )
    assert [item.description and item.description.value for item in paper.goods] == [
        "Brass turnings, mixed, clean",
        "Copper radiators, drained",
    ]
    assert paper.fields.total_gross_mass is not None
    assert paper.fields.total_gross_mass.value == 21250


def test_captions_with_their_numbers_in_cells_of_their_own_are_filled_in_beside() -> None:
    rows = (
        ("1", ("Notification No.",), "SE 20771"),
        ("2", ("Serial No. / total",), "4 / 18"),
        ("6", ("Actual date of", "shipment"), "2026-05-19"),
        ("11", ("Operation",), "D10"),
        ("12", ("Designation of", "the waste"), "Spent nickel bath"),
    )
    printed, rulings = [(40.0, 30.0, "MOVEMENT DOCUMENT FOR TRANSBOUNDARY MOVEMENTS OF WASTE")], list[Box]()
    for n, (block, caption, value) in enumerate(rows):
        top = 50.0 + 30 * n
        printed += [(44.0 - 2 * len(block), top + 12, block), (64, top + 12, caption[0]), (190, top + 12, value)]
        printed += [(64, top + 23, line) for line in caption[1:]]
        rulings += [*box_lines(36, top, 58, top + 30), *box_lines(58, top, 180, top + 30)]
        rulings += box_lines(180, top, 400, top + 30)
    paper = paper_of(page(*printed, rulings=tuple(rulings)))
    assert (paper.fields.shipment_date and paper.fields.shipment_date.value) == date(2026, 5, 19)
    assert (paper.fields.operation and paper.fields.operation.value) == "D10"
    assert [item.description and item.description.value for item in paper.goods] == ["Spent nickel bath"]


def test_a_day_in_the_cell_under_a_block_is_no_block() -> None:
    cells = (("4 Actual date of shipment", "6 June 2026"), ("8 Recovery operation", "R 4"), ("9 Usual", "Zinc scrap"))
    printed, rulings = [(40.0, 30.0, "ANNEX VII"), (320.0, 62.0, "6 Waste producer")], list[Box]()
    for n, (caption, value) in enumerate(cells):
        top = 50.0 + 40 * n
        printed += [(44, top + 12, caption), (44, top + 32, value)]
        rulings += [*box_lines(40, top, 300, top + 20), *box_lines(40, top + 20, 300, top + 40)]
    fields = paper_of(page(*printed, rulings=tuple(rulings))).fields
    assert (fields.shipment_date and fields.shipment_date.value) == date(2026, 6, 6)
