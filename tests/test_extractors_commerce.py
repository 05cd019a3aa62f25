"""What commercial and transport papers print their own way: shaded rows, packed counts, their own codes."""

from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest

from extractors import layers
from extractors.glyphs import tokens
from extractors.goods_text import said
from extractors.total_words import narrowed
from models.geometry import Box
from tests.typesetting import box_lines, goods_of, name_of, page, paper_of


def _shade(top: float, bottom: float, *edges: float) -> tuple[Box, ...]:
    """The borders of the cells of a row printed on grey."""
    return tuple(line for x0, x1 in pairwise(edges) for line in box_lines(x0, top, x1, bottom))


def test_rows_go_on_under_a_shaded_row_whose_cells_have_edges() -> None:
    columns = (50, 120, 300, 380, 460, 540)
    rows = [("1 pallet", "Hand pumps", "24", "218.4", "243.0"), ("1 pallet", "Foot pumps", "12", "201.6", "225.0"),
            ("2 pallets", "Pump oil", "40", "76.0", "85.5")]  # fmt: skip
    heads = ("Packages", "Contents", "Pieces", "Net kg", "Gross kg")
    printed = [
        (x + 3, 120 + 18 * n, text)
        for n, row in enumerate([heads, *rows])
        for x, text in zip(columns, row, strict=False)
    ]
    items = goods_of(
        page((50, 40, "PACKING LIST"), *printed, rulings=(*_shade(108, 125, *columns), *_shade(126, 143, *columns)))
    )
    assert [item.packages and item.packages.value for item in items] == [1, 1, 2]


def test_a_numbered_heading_in_two_lines_of_a_consignment_note_is_one() -> None:
    (item,) = goods_of(
        page(
            (50, 40, "CMR INTERNATIONAL CONSIGNMENT NOTE"),
            *((40, 200, "6 Merken en nummers / Marks"), (160, 200, "7 Aantal colli / Number of")),
            *((280, 200, "9 Aard der goederen / Nature of the"), (420, 200, "10 Statistieknr. / Statistical")),
            (530, 200, "12 Volume"),
            *(
                (40, 210, "and Nos"),
                (160, 210, "packages"),
                (280, 210, "goods"),
                (420, 210, "number"),
                (530, 210, "m³"),
            ),
            *((40, 225, "HK 1-40"), (160, 225, "40"), (280, 225, "Copper cathodes"), (420, 225, "74031100")),
            size=5,
        )
    )
    assert item.hs_code is not None
    assert item.hs_code.value == "74031100"
    assert item.quantity is None


def test_a_quantity_printed_in_packages_counts_packages() -> None:
    paper = paper_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            *((50, 100, "Description"), (220, 100, "Number"), (300, 100, "Weight"), (400, 100, "Amount EUR")),
            *((50, 120, "Copper scrap"), (220, 120, "28 bales"), (300, 120, "16,480 kg"), (400, 120, "29,993.60")),
            *((50, 135, "Brass scrap"), (220, 135, "12 bales"), (300, 135, "6,480 kg"), (400, 135, "12,571.20")),
            *((50, 155, "Total"), (220, 155, "40 bales"), (300, 155, "22,960 kg"), (400, 155, "42,564.80")),
        )
    )
    assert [(item.packages and item.packages.unit, item.quantity) for item in paper.goods] == [("BL", None)] * 2
    assert paper.fields.total_packages is not None
    assert (paper.fields.total_packages.value, paper.fields.total_packages.unit) == (40, "BL")


def test_a_count_that_is_priced_stays_the_quantity() -> None:
    (item,) = goods_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            *((50, 100, "Description"), (220, 100, "Quantity"), (300, 100, "Unit price"), (400, 100, "Amount EUR")),
            *((50, 120, "Stretch film"), (220, 120, "20 rolls"), (300, 120, "7.50"), (400, 120, "150.00")),
        )
    )
    assert item.quantity is not None
    assert item.quantity.value == 20


def test_the_mass_of_one_of_several_packages_is_not_that_of_the_row() -> None:
    first, second = goods_of(
        page(
            (50, 40, "PACKING LIST"),
            *((50, 100, "Contents"), (200, 100, "Boxes"), (260, 100, "Net wt per box (kg)"), (420, 100, "Pieces")),
            *((50, 120, "Phone cases"), (200, 120, "3"), (260, 120, "12.0"), (420, 120, "180")),
            *((50, 135, "Cables"), (200, 135, "1"), (260, 135, "13.5"), (420, 135, "600")),
        )
    )
    assert first.net_mass is None
    assert second.net_mass is not None
    assert second.net_mass.value == Decimal("13.5")


def test_a_column_headed_item_holds_the_goods_where_nothing_else_names_them() -> None:
    first, second = goods_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            *((50, 100, "Item"), (250, 100, "HS code"), (330, 100, "Qty"), (390, 100, "Rate"), (470, 100, "Amount")),
            (50, 118, "Garden hose 25 m"),
            *((250, 123, "3917 39 00"), (330, 123, "150"), (390, 123, "9.40"), (470, 123, "1,410.00")),
            (50, 128, "SKU GH-25"),
            (50, 148, "Hose reel"),
            *((250, 153, "8479 89 97"), (330, 153, "60"), (390, 153, "17.50"), (470, 153, "1,050.00")),
            (50, 158, "SKU HR-01"),
        )
    )
    assert [item.description and item.description.value for item in (first, second)] == [
        "Garden hose 25 m SKU GH-25",
        "Hose reel SKU HR-01",
    ]


def test_an_article_number_close_to_the_goods_is_no_part_of_their_name() -> None:
    printed = [
        (50, 96, "Art."), (50, 106, "No"), (83, 101, "Goods"), (320, 101, "Pcs"), (400, 101, "Net kg"),
        (50, 120, "TW-500"), (83, 120, "Cotton towel 50 x 100"), (320, 120, "2400"), (400, 120, "600.0"),
        (50, 135, "TW-550"), (83, 135, "Cotton bath towel"), (320, 135, "1800"), (400, 135, "972.0"),
    ]  # fmt: skip
    items = goods_of(page((50, 40, "PACKING LIST"), *printed))
    assert [item.description and item.description.value for item in items] == [
        "Cotton towel 50 x 100",
        "Cotton bath towel",
    ]


def test_the_buyers_order_outranks_the_sellers() -> None:
    paper = paper_of(
        page(
            (50, 40, "Rechnung"),
            *((300, 60, "Rechnungsnummer"), (420, 60, "90114738")),
            *((300, 75, "Ihre Bestellung"), (420, 75, "4500981277"), (300, 90, "Auftragsnummer"), (420, 90, "3100452")),
        )
    )
    assert paper.fields.order_number is not None
    assert paper.fields.order_number.value == "4500981277"


def test_a_net_that_stands_before_the_gross_mass_is_not_of_it() -> None:
    told = said("Payable within 30 days net. Total weight gross 561,0 kg, net 502,5 kg", sign=",")
    assert told.net is not None
    assert told.gross is not None
    assert (told.gross.value, told.net.value) == (Decimal("561.0"), Decimal("502.5"))


def test_a_total_with_its_term_and_place_is_a_label_up_to_its_figure() -> None:
    assert narrowed(["TOTAL", "CIF", "GDANSK"], 2) == 3


def test_a_consignee_who_is_the_same_is_the_buyer() -> None:
    paper = paper_of(
        page(
            (50, 40, "FATURA COMERCIAL Nº EXP-0338/26"),
            (50, 80, "Importador: Rohkaffee Nord GmbH, Hamburg, Alemanha"),
            (50, 95, "Consignatário: O MESMO"),
        )
    )
    assert name_of(paper, "consignee") == name_of(paper, "importer")
    assert paper.fields.number is not None
    assert paper.fields.number.value == "EXP-0338/26"


def test_a_label_of_two_roles_gives_both() -> None:
    paper = paper_of(
        page((50, 40, "COMMERCIAL INVOICE"), (50, 80, "Consignee and buyer:"), (50, 95, "Dom-Teks Sp. z o.o."))
    )
    assert name_of(paper, "buyer") == name_of(paper, "consignee") == "Dom-Teks Sp. z o.o."


def test_a_number_of_letters_and_figures_under_the_title_is_the_papers_own() -> None:
    paper = paper_of(page((300, 40, "SEA WAYBILL"), (300, 52, "ABLIZM0060412"), (50, 90, "Shipper: Ege Tekstil A.S.")))
    assert paper.fields.number is not None
    assert paper.fields.number.value == "ABLIZM0060412"


def test_a_customs_declaration_cites_its_invoice_by_code_and_counts_packages_under_the_marks() -> None:
    cells = (*box_lines(40, 60, 330, 120), *box_lines(330, 60, 560, 90), *box_lines(330, 90, 560, 120))
    paper = paper_of(
        page(
            (42, 50, "CUSTOMS DECLARATION"),
            *((42, 68, "31 Packages and description of goods"), (42, 82, "TEXCO ANTWERP 1-240")),
            *((42, 94, "240 drums"), (42, 106, "REACTIVE DYES")),
            *((332, 68, "33 Commodity code"), (332, 82, "3204 16 00 00")),
            *((332, 98, "35 Gross mass (kg)"), (332, 112, "6,600.000")),
            (42, 140, "44 Additional information"),
            (42, 152, "N935 SVD/EXP/119/26 DT 11.09.2026"),
            rulings=cells,
        )
    )
    (item,) = paper.goods
    assert item.packages is not None
    assert (item.packages.value, item.packages.unit) == (240, "DR")
    assert paper.fields.invoice_number is not None
    assert paper.fields.invoice_number.value == "SVD/EXP/119/26"


def test_goods_of_a_certificate_of_origin_are_told_in_its_text() -> None:
    first, second = goods_of(
        page(
            (250, 40, "CERTIFICATE OF ORIGIN"),
            *((50, 70, "1 Consignor"), (50, 82, "Almazara Sur, S.L.")),
            (50, 150, "6 Item number; marks, numbers, number and kind of packages; description of goods"),
            (50, 165, "1) 840 boxes Olive oil in bottles of 500 ml, HS 1509.20"),
            (50, 180, "2) 300 boxes Olive oil in tins of 3 l, HS 1509.20"),
        )
    )
    assert [item.packages and item.packages.value for item in (first, second)] == [840, 300]


def test_chinese_signs_are_one_word_though_their_strokes_leave_gaps() -> None:
    boxes = np.array([[0, 0, 5, 8], [9, 0, 14, 8], [14.5, 2, 16, 8], [16.5, 0, 21, 8]], dtype=float)
    assert [token.text for token in tokens(["编", "号", ":", "H"], boxes)] == ["编号:", "H"]


@pytest.mark.parametrize(("words", "coded"), [(["INVOICE", "(cid:0)(cid:12)"], True), (["INVOICE", "发票"], False)])
def test_glyph_numbers_are_known_from_signs(words: list[str], *, coded: bool) -> None:
    assert layers.has_glyph_codes(words) is coded


def test_packages_numbered_among_all_or_by_name_are_one_each() -> None:
    heads = ((50, 100, "Case no."), (120, 100, "Contents"), (300, 100, "Pcs"), (380, 100, "Net kg"))
    rows = (("1/2", "Guide rolls", "2", "3,040"), ("2/2", "Bearings", "17", "332"))
    named = (("Box 1", "Oil filters", "60", "27.0"), ("Box 2", "Gear pumps", "15", "133.5"))
    for told in (rows, named):
        printed = [
            (x, 120 + 15 * n, text)
            for n, row in enumerate(told)
            for x, text in zip((50, 120, 300, 380), row, strict=True)
        ]
        items = goods_of(page((50, 40, "PACKING LIST"), *heads, *printed))
        assert [item.packages and item.packages.value for item in items] == [1, 1]


def test_a_service_without_the_code_that_all_goods_bear_is_no_goods() -> None:
    items = goods_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            *((50, 100, "Description"), (240, 100, "HS code"), (330, 100, "Qty"), (390, 100, "Price")),
            (460, 100, "Amount"),
            *((50, 120, "Guide roll"), (240, 120, "84399900"), (330, 120, "4"), (390, 120, "7,850.00")),
            (460, 120, "31,400.00"),
            *((50, 135, "Bearing housing"), (240, 135, "84833080"), (330, 135, "8"), (390, 135, "612.50")),
            (460, 135, "4,900.00"),
            *((50, 150, "Seaworthy packing in cases"), (330, 150, "1"), (390, 150, "980.00"), (460, 150, "980.00")),
        )
    )
    assert len(items) == 2


def test_of_two_columns_of_names_the_one_whose_names_stand_over_the_figures_counts() -> None:
    first, second = goods_of(
        page(
            (50, 40, "FACTUUR"),
            *((50, 100, "Artikel"), (120, 100, "Omschrijving"), (300, 100, "Vaten"), (360, 100, "Netto kg")),
            *((430, 100, "EUR/100 kg"), (520, 100, "Bedrag")),
            (120, 115, "Butanon, technisch"),
            *(
                (50, 120, "MEK-170"),
                (300, 120, "40"),
                (360, 120, "6.600"),
                (430, 120, "142,00"),
                (520, 120, "9.372,00"),
            ),
            (120, 125, "UN 1193, 3, II"),
            (120, 145, "Tolueen, zuiver"),
            *(
                (50, 150, "TOL-175"),
                (300, 150, "20"),
                (360, 150, "3.480"),
                (430, 150, "118,50"),
                (520, 150, "4.123,80"),
            ),
            (120, 155, "UN 1294, 3, II"),
        )
    )
    assert [item.un_number and item.un_number.value for item in (first, second)] == ["1193", "1294"]


def test_a_letter_is_dated_beside_its_place() -> None:
    paper = paper_of(
        page((50, 40, "FACTURE"), (50, 70, "Bordeaux, le 9 octobre 2026"), (50, 90, "Facture n° F26-2209"))
    )
    assert paper.fields.date is not None
    assert paper.fields.date.value.isoformat() == "2026-10-09"


def test_packages_on_pallets_are_not_added_to_them() -> None:
    paper = paper_of(
        page((50, 40, "FACTURA"), (50, 300, "Peso bruto: 600,0 kg"), (50, 315, "Bultos: 1.140 cajas en 19 palets"))
    )
    assert paper.fields.total_packages is not None
    assert (paper.fields.total_packages.value, paper.fields.total_packages.unit) == (1140, "BX")


def test_both_masses_of_one_cell_are_told_by_the_order_of_their_heading() -> None:
    paper = paper_of(
        page(
            (50, 40, "LIEFERSCHEIN"),
            *((50, 100, "Artikel"), (250, 100, "Menge"), (330, 100, "Gewicht kg netto / brutto")),
            *((50, 120, "Stuhl, Buche"), (250, 120, "240 Stk"), (330, 120, "1.560 / 1.800")),
            *((50, 135, "Tisch, Eiche"), (250, 135, "40 Stk"), (330, 135, "1.870 / 2.020")),
            *((50, 155, "Summe"), (250, 155, "280 Stk"), (330, 155, "3.430 / 3.820")),
        )
    )
    assert [(i.net_mass and i.net_mass.value, i.gross_mass and i.gross_mass.value) for i in paper.goods] == [
        (1560, 1800),
        (1870, 2020),
    ]
    assert paper.fields.total_gross_mass is not None
    assert paper.fields.total_gross_mass.value == 3820


def test_headings_that_run_together_are_cut_where_the_columns_under_them_lie() -> None:
    first, second = goods_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            *((50, 100, "Goods"), (300, 100, "Bags of 25 kg Net weight MT US$ per MT Amount US$")),
            *((50, 120, "White rice"), (300, 120, "1,920"), (365, 120, "48.000"), (430, 120, "1,080.00")),
            (485, 120, "51,840.00"),
            *((50, 135, "Broken rice"), (300, 135, "960"), (365, 135, "24.000"), (430, 135, "845.00")),
            (485, 135, "20,280.00"),
        )
    )
    assert [item.packages and item.packages.value for item in (first, second)] == [1920, 960]
    assert [item.net_mass and item.net_mass.value for item in (first, second)] == [48, 24]
    assert first.amount is not None
    assert first.amount.value == Decimal("51840.00")


def test_a_net_total_of_money_is_no_mass() -> None:
    paper = paper_of(page((50, 40, "FACTURE"), (300, 300, "Total net"), (420, 300, "14'720.00")))
    assert paper.fields.total_net_mass is None


def test_a_column_of_bag_numbers_is_no_quantity() -> None:
    (item,) = goods_of(
        page(
            (50, 40, "PACKING LIST"),
            *((50, 100, "Product"), (180, 100, "Bag Nos. From"), (270, 100, "Bags"), (330, 100, "Net kg")),
            *((50, 120, "Cumin seeds"), (180, 120, "401"), (270, 120, "240"), (330, 120, "6,000")),
        )
    )
    assert item.quantity is None
    assert item.packages is not None
    assert item.packages.value == 240


def test_a_title_over_its_number_is_one_where_the_page_has_no_other() -> None:
    paper = paper_of(
        page(
            *((50, 40, "MEBLE WARTA Sp. z o.o."), (350, 40, "INVOICE / RECHNUNG")),
            *((50, 52, "ul. Fabryczna 9, Oborniki"), (350, 52, "FV 188/09/2026/EX")),
            *(
                (50, 200, "Packages: 316 ctns"),
                (200, 200, "Gross weight: 5.980 kg"),
                (350, 200, "Net weight: 5.410 kg"),
            ),
        )
    )
    assert paper.kind == "commercial_invoice"
