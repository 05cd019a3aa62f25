"""What papers that nobody had seen showed: rows, totals and labels told by how their tables and forms are drawn."""

from decimal import Decimal

from extractors import rulings, tariff
from extractors.layout import lines
from extractors.quantities import packages
from models.geometry import Box
from models.page import Page
from tests.typesetting import box_lines, goods_of, name_of, page, paper_of, papers_of


def _ruled(left: float, right: float, *levels: float) -> tuple[Box, ...]:
    return tuple(Box(left, y, right, y + 0.5) for y in levels)


def _uprights(top: float, bottom: float, *places: float) -> tuple[Box, ...]:
    return tuple(Box(x, top, x + 0.5, bottom) for x in places)


def test_the_quantity_is_counted_in_the_unit_that_is_priced() -> None:
    (item,) = goods_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            *(
                (50, 100, "Material"),
                (220, 100, "Pcs"),
                (300, 100, "m²"),
                (370, 100, "Price / m²"),
                (480, 100, "Amount"),
            ),
            *((50, 120, "Marble tiles"), (220, 120, "2,160"), (300, 120, "777.60"), (370, 120, "21.50")),
            (480, 120, "16,718.40"),
        )
    )
    assert item.quantity is not None
    assert (item.quantity.value, item.quantity.unit) == (Decimal("777.60"), "MTK")


def test_packages_named_beside_a_bare_quantity_are_what_it_counts() -> None:
    (item,) = goods_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            *((50, 100, "Qty"), (110, 100, "Packing"), (200, 100, "Description"), (400, 100, "Amount USD")),
            *((50, 120, "320"), (110, 120, "jute bags"), (200, 120, "Raw coffee"), (400, 120, "93,600.00")),
        )
    )
    assert item.packages is not None
    assert item.quantity is None
    assert (item.packages.value, item.packages.unit) == (Decimal(320), "BG")


def test_a_heading_ends_at_a_ruling_across_the_table_though_a_cell_begins_higher() -> None:
    first, second = goods_of(
        page(
            (50, 40, "PACKING LIST"),
            *((55, 110, "Lot"), (105, 110, "Bags"), (155, 110, "Goods"), (305, 110, "Net kg"), (385, 110, "Container")),
            *((55, 126, "SA-"), (385, 126, "SUDU8925752")),
            *((105, 133, "320"), (155, 133, "Raw coffee, natural"), (305, 133, "19,200.00")),
            *((55, 140, "41"), (385, 140, "BR0091221")),
            *((55, 158, "SA-"), (105, 165, "160"), (155, 165, "Raw coffee, washed"), (305, 165, "9,600.00")),
            (55, 172, "42"),
            rulings=(*_ruled(50, 500, 98, 115, 147, 180), *_uprights(98, 180, 50, 100, 150, 300, 380, 500)),
        )
    )
    assert first.net_mass is not None
    assert second.net_mass is not None
    assert (first.net_mass.value, second.net_mass.value) == (Decimal("19200.00"), Decimal("9600.00"))


def test_a_sum_is_read_of_the_whole_ruled_row_that_narrow_cells_break() -> None:
    paper = paper_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            *((55, 110, "Goods"), (205, 110, "Quantity"), (305, 110, "Unit price"), (405, 110, "Amount")),
            *((55, 130, "LED lamps"), (205, 130, "11,000 PCS"), (305, 130, "3.00"), (405, 130, "33,000.00")),
            *((205, 150, "11,000"), (405, 150, "USD"), (55, 156, "TOTAL:"), (205, 162, "PCS"), (405, 162, "33,000.00")),
            rulings=(*_ruled(50, 500, 98, 116, 136, 168), *_uprights(98, 168, 50, 200, 300, 400, 500)),
        )
    )
    assert paper.fields.total_amount is not None
    assert paper.fields.total_amount.value == Decimal("33000.00")


def test_a_tax_told_under_the_table_is_no_goods() -> None:
    goods = goods_of(
        page(
            (50, 40, "FACTURA COMERCIAL"),
            *((50, 100, "Artículo"), (220, 100, "Partida"), (300, 100, "Botellas"), (370, 100, "Kg netos")),
            (460, 100, "Importe"),
            *((50, 120, "Gas refrigerante"), (220, 120, "3827.63.00"), (300, 120, "150"), (370, 120, "1.800,00")),
            (460, 120, "25.560,00"),
            *((220, 140, "Base imponible"), (460, 140, "25.560,00")),
            *((220, 155, "IVA exento (art. 21 Ley 37/1992)"), (460, 155, "0,00")),
        )
    )
    assert len(goods) == 1


def test_numbers_of_crates_are_ranges_that_a_narrow_cell_breaks() -> None:
    goods = goods_of(
        page(
            (50, 40, "PACKING LIST"),
            *((55, 110, "Crate"), (105, 114, "Goods"), (255, 114, "Net weight kg"), (55, 119, "no.")),
            *((55, 130, "01-"), (105, 134, "Marble tiles"), (255, 134, "900.0"), (55, 139, "12")),
            *((55, 150, "13-"), (105, 154, "Travertine"), (255, 154, "700.0"), (55, 159, "19")),
            *((55, 174, "20"), (105, 174, "Mosaic"), (255, 174, "90.0")),
            rulings=(*_ruled(50, 400, 98, 122, 143, 163, 183), *_uprights(98, 183, 50, 100, 250, 400)),
        )
    )
    assert [item.packages.value for item in goods if item.packages] == [12, 7, 1]


def test_a_page_of_rows_marked_as_per_invoice_is_no_invoice() -> None:
    rows = [(50, 100 + 14 * n, f"AS PER INVOICE {n} CTNS LOT {4000 + n}") for n in range(1, 8)]
    heading = ((50, 100, "Marks"), (120, 100, "Packages"), (200, 100, "Goods"), (350, 100, "Gross weight kg"))
    first = page(
        (50, 40, "BILL OF LADING"), (50, 60, "B/L No.: NS4410"), *heading, (200, 114, "Rice"), (350, 114, "90")
    )
    assert [paper.pages for paper in papers_of(first, page((50, 40, "NS4410"), *heading, *rows, number=2))] == [(1, 2)]


def test_lines_under_words_part_no_cells() -> None:
    words = [Box(46, 118, 73, 130), Box(76, 118, 89, 130)]
    under, ruling = Box(46, 127, 89, 128), Box(40, 127, 300, 128)
    assert rulings.outside([under, ruling], words) == (ruling,)


def test_a_value_close_to_its_label_stands_where_the_other_values_begin() -> None:
    told = [(40, 60 + 12 * n, "Name") for n in range(5)] + [(200, 60 + 12 * n, "Value") for n in range(5)]
    label = "Person arranging the shipment gives"
    width = sum(0.52 * 9 * len(word) for word in label.split()) + 0.28 * 9 * 4
    found = lines(page(*told, (200 - width - 4.5, 130, label), (200, 130, "Kilimara")))
    assert [phrase.text for phrase in found[-1].phrases] == [label, "Kilimara"]


def test_a_company_called_sa_names_no_tariff_code() -> None:
    assert not list(tariff.named("Minervex Import Export SA 4500463519"))
    assert [code.value for _, codes in tariff.named("Código SA 3915.10") for code in codes] == ["391510"]


def test_parts_of_block_14_are_read_with_their_number_before_them() -> None:
    paper = paper_of(
        page(
            (42, 40, "DOCUMENT DE NOTIFICATION - MOUVEMENTS/TRANSFERTS TRANSFRONTIÈRES DE DÉCHETS"),
            *((42, 70, "3 Notification n°"), (42, 80, "FR0126931900")),
            *((42, 100, "12 Dénomination et composition des déchets"), (42, 110, "Batteries usagées")),
            *((42, 130, "14 (i) Bâle annexe VIII (ou IX)"), (42, 140, "A1170")),
            *((42, 160, "14 (xii) Code(s) douanier(s) (SH)"), (42, 170, "8549 19")),
        )
    )
    (item,) = paper.goods
    assert item.hs_code is not None
    assert (item.hs_code.value, [code.value.value for code in item.waste_codes]) == ("854919", ["A1170"])


def test_the_boxes_right_of_a_numbered_block_are_not_its_amount() -> None:
    paper = paper_of(
        page(
            (40, 30, "EXPORT DECLARATION"),
            *((305, 60, "22 Currency and total amount"), (435, 60, "24 Nature of transaction")),
            *((305, 69, "invoiced"), (435, 69, "1"), (460, 69, "1"), (305, 80, "EUR 167,552.00")),
            rulings=(*box_lines(300, 50, 430, 90), *box_lines(430, 50, 560, 90)),
        )
    )
    assert paper.fields.total_amount is not None
    assert paper.fields.total_amount.value == Decimal("167552.00")


def test_a_choice_of_facilities_that_breaks_before_its_footnote_is_no_other_block() -> None:
    paper = paper_of(
        page(
            (34, 30, "Notification document for transboundary movements/shipments of waste"),
            *((34, 60, "3. Notification No: NL 720418"), (34, 80, "12. Designation of the waste: Used batteries")),
            (34, 100, "10. Disposal facility (2): ☐ or recovery facility"),
            *((34, 111, "(2): ☒ Registration No: DE-ST-114"), (34, 122, "Name: Rheinblei Recycling GmbH")),
        )
    )
    assert name_of(paper, "facility") == "Rheinblei Recycling GmbH"


def test_a_title_in_two_languages_on_one_long_line_names_the_form() -> None:
    title = (
        "Vervoersdocument voor de overbrenging van afvalstoffen / Movement document for transboundary "
        "movements/shipments of waste"
    )
    assert (
        paper_of(
            page(
                (
                    34,
                    30,
                    title,
                ),
                size=6,
            )
        ).kind
        == "waste_movement_document"
    )


def test_letters_set_apart_make_words_of_any_length() -> None:
    spaced: list[tuple[float, float, str]] = []
    for start, word in ((50, "LISTA"), (150, "DE"), (200, "EMBALAJE")):
        spaced += [(start + 10 * n, 60, letter) for n, letter in enumerate(word)]
    sheet: Page = page(*spaced)
    assert "LISTA DE EMBALAJE" in " ".join(line.text for line in lines(sheet))


def test_a_number_that_its_cell_is_too_narrow_for_is_one() -> None:
    paper = paper_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            *((55, 110, "Goods"), (255, 110, "Net kg"), (305, 110, "Amount")),
            *((55, 130, "Red wine in bottles"), (255, 130, "900"), (310, 126, "10"), (310, 136, "880,00")),
            rulings=(*_ruled(50, 345, 98, 116, 142), *_uprights(98, 142, 50, 250, 300, 345)),
        )
    )
    assert [item.amount.value for item in paper.goods if item.amount] == [Decimal("10880.00")]


def test_a_list_of_labels_tells_the_one_item() -> None:
    (item,) = goods_of(
        page(
            (50, 40, "PROFORMA INVOICE No. 2026/77"),
            *((50, 100, "Commodity"), (150, 100, "Ferrous scrap HMS 1&2"), (50, 114, "Customs code")),
            *((150, 114, "7204 49 90"), (50, 128, "Quantity"), (150, 128, "2,480.500 MT")),
            *((50, 142, "Unit price"), (150, 142, "USD 352.00"), (50, 156, "Amount"), (150, 156, "USD 873,136.00")),
        )
    )
    assert item.hs_code is not None
    assert item.amount is not None
    assert (item.hs_code.value, item.amount.value) == ("72044990", Decimal("873136.00"))


def test_a_position_number_with_leading_zeros_counts_no_packages() -> None:
    assert not [count for count in packages("001 HR COIL ASTM A1011") if count.unit]


def test_the_mass_with_its_container_is_no_mass_of_the_goods() -> None:
    paper = paper_of(
        page(
            (50, 40, "DANGEROUS GOODS DECLARATION"),
            (50, 80, "20. Total gross mass (including tare):"),
            (250, 80, "13 080 kg"),
        )
    )
    assert paper.fields.total_gross_mass is None


def test_the_blocks_of_a_forms_next_item_are_known_by_their_numbers() -> None:
    def item(top: float, number: str, code: str, origin: str) -> list[tuple[float, float, str]]:
        return [
            *((30, top, "31 Packages and description of goods"), (30, top + 12, f"{number} cartons of wine")),
            *((305, top, "33 Code des marchandises"), (305, top + 12, code)),
            *((305, top + 30, "34 Herkunft"), (305, top + 42, origin)),
        ]

    boxes = [box for top in (100, 170) for box in (*box_lines(25, top - 10, 300, top + 50), *_cells(top))]
    paper = paper_of(
        page(
            (30, 40, "EXPORT DECLARATION"),
            *((30, 62, "2 Exporter"), (30, 74, "Vignobles Larroque SCEA")),
            *item(100, "140", "22042142", "FR"),
            *item(170, "60", "22042111", "ES"),
            rulings=(*boxes, *box_lines(25, 52, 300, 82)),
        )
    )
    assert [found.origin.value for found in paper.goods if found.origin] == ["FR", "ES"]


def _cells(top: float) -> tuple[Box, ...]:
    return (*box_lines(300, top - 10, 500, top + 18), *box_lines(300, top + 20, 500, top + 50))
