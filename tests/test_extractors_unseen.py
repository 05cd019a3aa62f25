"""Goods tables as makers and traders of many countries print them: columns, rows and codes told in their own ways."""

from decimal import Decimal

from extractors.column_words import goods_field, rank
from extractors.layout import lines
from extractors.running_goods import is_breakdown
from tests.typesetting import page, paper_of


def test_units_and_packages_head_columns_in_two_languages() -> None:
    assert goods_field("mq / sqm", fuzzy=False)[0] == "quantity"
    assert goods_field("Scatole / Boxes", fuzzy=False)[0] == "packages"
    assert goods_field("€/Kg", fuzzy=False)[0] == "unit_price"
    assert rank("Pallet N.") < rank("Boxes")


def test_facts_under_a_row_are_whole_though_they_run_across_columns() -> None:
    paper = paper_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            (50, 60, "No. AB-2026-77"),
            *((50, 100, "Item"), (90, 100, "Description"), (300, 100, "Quantity"), (400, 100, "Amount EUR")),
            *((50, 120, "10"), (90, 120, "Polyester granules"), (300, 120, "19 800 kg"), (400, 120, "22 255,20")),
            (90, 132, "Commodity code: 3907 61 00   Country of origin: DE   Net weight: 19 800 kg"),
            *((50, 150, "20"), (90, 150, "Black masterbatch"), (300, 150, "750 kg"), (400, 150, "2 936,25")),
            (90, 162, "Commodity code: 3206 49 70   Country of origin: NL   Net weight: 750 kg"),
        )
    )
    assert [item.hs_code.value for item in paper.goods if item.hs_code] == ["39076100", "32064970"]
    assert [item.origin.value for item in paper.goods if item.origin] == ["DE", "NL"]
    assert [item.net_mass.value for item in paper.goods if item.net_mass] == [Decimal(19800), Decimal(750)]


def test_a_table_of_codes_sums_up_and_is_no_goods() -> None:
    paper = paper_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            *((50, 100, "Description"), (300, 100, "Qty"), (400, 100, "Unit price"), (480, 100, "Amount")),
            *((50, 120, "Lavender oil NDP 3301294100"), (300, 120, "25"), (400, 120, "142.00"), (480, 120, "3550.00")),
            *((50, 135, "Olive soap NDP 3401110000"), (300, 135, "1200"), (400, 135, "1.00"), (480, 135, "1200.00")),
            *((50, 180, "HS code"), (200, 180, "Origin"), (300, 180, "Net weight (kg)"), (480, 180, "Value EUR")),
            *((50, 200, "3301294100"), (200, 200, "FR"), (300, 200, "25.000"), (480, 200, "3550.00")),
            *((50, 215, "3401110000"), (200, 215, "FR"), (300, 215, "180.000"), (480, 215, "1200.00")),
        )
    )
    assert [item.hs_code.value for item in paper.goods if item.hs_code] == ["3301294100", "3401110000"]
    assert all(item.description for item in paper.goods)


def test_goods_named_once_are_the_goods_of_every_container_in_the_list() -> None:
    paper = paper_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            (50, 70, "Commodity: ALUMINIUM SCRAP TAINT TABOR, HS CODE 7602.00.90"),
            *((50, 100, "Container No."), (150, 100, "Bales"), (230, 100, "Net Wt (MT)"), (320, 100, "Price USD/MT")),
            (450, 100, "Amount USD"),
            *((50, 120, "EGHU8213308"), (150, 120, "38"), (230, 120, "23.460"), (320, 120, "1,655.00")),
            (450, 120, "38,826.30"),
            *((50, 135, "EITU1902274"), (150, 135, "40"), (230, 135, "24.118"), (320, 135, "1,655.00")),
            (450, 135, "39,915.29"),
        )
    )
    assert [item.amount.value for item in paper.goods if item.amount] == [Decimal("38826.30"), Decimal("39915.29")]
    assert {item.hs_code.value for item in paper.goods if item.hs_code} == {"76020090"}
    assert all(item.description and "ALUMINIUM SCRAP" in str(item.description.value) for item in paper.goods)


def test_charges_and_sums_at_the_end_are_no_goods() -> None:
    paper = paper_of(
        page(
            (50, 40, "PROFORMA INVOICE"),
            *((50, 100, "Description"), (300, 100, "Q.ty"), (400, 100, "Price each"), (480, 100, "Total")),
            *((50, 120, "Rotary filler RF-24"), (300, 120, "1"), (400, 120, "900.00"), (480, 120, "900.00")),
            *((50, 135, "Set of spare parts"), (300, 135, "2"), (400, 135, "50.00"), (480, 135, "100.00")),
            *((50, 155, "Total price ex works"), (480, 155, "1000.00")),
            *((50, 170, "Seaworthy packing"), (480, 170, "40.00")),
            *((50, 185, "TOTAL FOB GENOA"), (480, 185, "1040.00")),
        )
    )
    assert [item.amount.value for item in paper.goods if item.amount] == [Decimal("900.00"), Decimal("100.00")]
    assert paper.fields.total_amount is not None
    assert paper.fields.total_amount.value == Decimal("1040.00")


def test_figures_that_all_stand_right_of_their_heads_keep_to_their_columns() -> None:
    paper = paper_of(
        page(
            (50, 40, "PACKING LIST"),
            *((50, 100, "Description"), (250, 100, "Quantity"), (330, 100, "Net-weight"), (410, 100, "Gross-weight")),
            *((50, 120, "Polyacetal resin F20"), (280, 120, "24,000 KGS"), (372, 120, "24,000 KGS")),
            (462, 120, "24,960 KGS"),
            *((50, 140, "Polyester resin 1500"), (284, 140, "8,000 KGS"), (376, 140, "8,000 KGS")),
            (466, 140, "8,320 KGS"),
        )
    )
    assert [item.net_mass.value for item in paper.goods if item.net_mass] == [Decimal(24000), Decimal(8000)]
    assert [item.gross_mass.value for item in paper.goods if item.gross_mass] == [Decimal(24960), Decimal(8320)]


def test_a_line_that_breaks_the_lading_down_by_container_is_no_goods() -> None:
    assert is_breakdown("TGBU6711290 ML-MX0092212 40 DRY 9'6 46 BALES 24730.000 KGS 68.000 CBM")
    assert not is_breakdown("TCLU5022144 BIG BAGS HS CODE 7404.00.91")
    assert not is_breakdown("MSKU9123459 CONTAINING USED LEAD ACID BATTERIES 40 PALLETS")


def test_letters_set_apart_make_words() -> None:
    spread = page(*((50 + 12 * n, 40, letter) for n, letter in enumerate("PACKING")))
    assert [phrase.text for phrase in lines(spread)[0].phrases] == ["PACKING"]


def test_a_sentence_tells_ship_and_route() -> None:
    paper = paper_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            (50, 70, "Shipped per MV EVER GIFTED V.0921-088E from Jebel Ali to Kaohsiung"),
            (50, 90, "Total FCA Caxias do Sul"),
        )
    )
    told = paper.fields
    assert told.vessel is not None
    assert told.vessel.value == "EVER GIFTED"
    assert told.port_of_discharge is not None
    assert told.port_of_discharge.value == "Kaohsiung"
    assert told.incoterm is not None
    assert told.incoterm.value == "FCA"


def test_a_heading_without_rows_is_no_goods() -> None:
    paper = paper_of(
        page(
            (50, 40, "PACKING LIST"),
            *((50, 100, "Description"), (250, 100, "Quantity"), (330, 100, "Net weight"), (410, 100, "Gross weight")),
        )
    )
    assert paper.goods == ()


def test_a_heading_that_goes_on_under_its_first_line_is_no_row() -> None:
    paper = paper_of(
        page(
            (50, 40, "AIR WAYBILL"),
            *((50, 100, "No. of pieces"), (150, 100, "Gross"), (250, 100, "Rate"), (330, 100, "Total")),
            (420, 100, "Nature and quantity of goods"),
            *((150, 112, "Wght"), (250, 112, "Chrge"), (420, 112, "Dimensions Vulume)")),
        )
    )
    assert paper.goods == ()
