"""Goods tables of scans: headings torn or misread, rows whose first sign is lost, marks that masses settle."""

from dataclasses import replace
from decimal import Decimal

from extractors.goods_text import said
from extractors.layout import lines
from extractors.regions import Layout
from extractors.stacked import fit
from extractors.tables import tables
from models.page import Page
from models.paper import GoodsItem
from tests.typesetting import goods_of, page, paper_of

Set = tuple[float, float, str]


def _scanned(sheet: Page) -> Page:
    words = tuple(replace(word, origin="ocr", confidence=0.95) for word in sheet.words)
    return replace(sheet, words=words, origin="ocr")


def _packed(goods: tuple[GoodsItem, ...]) -> list[tuple[Decimal | None, str | None]]:
    return [(item.packages.value, item.packages.unit) for item in goods if item.packages]


def _row(y: float, places: tuple[float, ...], texts: tuple[str, ...]) -> list[Set]:
    return [(x, y, text) for x, text in zip(places, texts, strict=True) if text]


def test_a_count_with_a_point_for_thousands_is_one_of_packages_as_well() -> None:
    assert fit("packages", "1.980 CARTONS") > fit("quantity", "1.980 CARTONS")


def test_a_code_under_the_number_of_its_row_is_read_though_the_heading_over_it_is_torn() -> None:
    places = (50.0, 120.0, 300.0, 400.0)
    sheet = page(
        (50, 40, "COMMERCIAL INVOICE"),
        *_row(100, places, ("Pos.", "Description", "Quantity", "Amount")),
        *_row(110, places, ("Nomenclatur", "", "", "")),
        *_row(120, places, ("e", "", "", "")),
        *_row(140, places, ("1", "Soda ash", "850 kg", "2,771.00")),
        *_row(150, places, ("283620.90", "", "", "")),
        *_row(170, places, ("2", "Silica powder", "450 kg", "1,200.00")),
        *_row(180, places, ("281122.00", "", "", "")),
    )
    codes = [item.hs_code.value for item in goods_of(_scanned(sheet)) if item.hs_code]
    assert codes == ["28362090", "28112200"]


def test_two_storeys_of_a_heading_in_two_languages_are_one_heading() -> None:
    places = (50.0, 100.0, 240.0, 285.0, 340.0, 385.0, 430.0, 475.0, 520.0)
    sheet = page(
        (50, 40, "LISTA DE BULTOS"),
        *_row(100, places, ("Carton", "Mercancía", "CTNS", "Cant./", "NW", "Total", "GW", "Total", "Meas.")),
        *_row(110, places, ("No.", "", "", "Quantity", "each", "NW", "each", "GW", "(CBM)")),
        *_row(120, places, ("", "", "", "", "(kg)", "(kg)", "(kg)", "(kg)", "")),
        *_row(140, places, ("1-3", "Steel coils", "3", "27,000", "9.000", "27.000", "9.180", "27.540", "7,511")),
    )
    assert _packed(goods_of(_scanned(sheet))) == [(3, "CT")]


def test_a_heading_that_ends_with_and_goes_on_in_the_next() -> None:
    places = (50.0, 90.0, 160.0, 400.0)
    sheet = page(
        (50, 40, "PACKING LIST"),
        *_row(100, places, ("No. &", "kind of", "Description of goods", "Gross weight (kg)")),
        *_row(110, places, ("", "pkgs", "", "")),
        *_row(130, places, ("640", "CARTONS", "Ball bearings", "13952,00")),
        *_row(145, places, ("288", "CRATES", "Electric motors", "13548,00")),
    )
    assert _packed(goods_of(_scanned(sheet))) == [(640, "CT"), (288, "CR")]


def test_a_column_of_counted_packages_is_theirs_whatever_is_left_of_its_heading() -> None:
    places = (50.0, 160.0, 240.0, 320.0, 430.0)
    sheet = page(
        (50, 40, "LISTA COLLI"),
        *_row(100, places, ("Descrizione", "Voce doganale", "Quantità", "Numero", "Peso lordo")),
        *_row(109, places, ("", "", "", "enatura", "")),
        *_row(118, places, ("", "", "", "dei colli", "")),
        *_row(127, places, ("", "", "", "/colli", "")),
        *_row(145, places, ("Lastre", "2524 90", "41.749 kg", "42 SACCHI", "42.083 kg")),
    )
    assert _packed(goods_of(_scanned(sheet))) == [(42, "BG")]


def _only_item(places: tuple[float, ...], *rows: tuple[str, ...]) -> GoodsItem:
    """Return the one item of a list that was scanned, its heading and lines ten points and more apart."""
    table = (spot for n, row in enumerate(rows) for spot in _row(100 + 10 * n + 10 * (n > 0), places, row))
    (item,) = goods_of(_scanned(page((50, 40, "PACKING LIST"), *table)))
    return item


def test_a_comma_within_a_code_is_a_point_that_was_misread() -> None:
    item = _only_item(
        (50.0, 250.0, 400.0),
        ("Description", "HS code", "Gross weight"),
        ("Plastic flakes", "3915,909000", "32,331.00 KG"),
    )
    assert item.hs_code is not None
    assert item.hs_code.value == "3915909000"


def test_the_makers_number_over_a_name_is_no_part_of_it() -> None:
    item = _only_item(
        (50.0, 80.0, 300.0, 400.0),
        ("Pos.", "Description", "Quantity", "Amount"),
        ("10", "7455653", "1588 kg", "349.36"),
        ("", "Mixed cells", "", ""),
    )
    assert item.description is not None
    assert item.description.value == "Mixed cells"


def test_a_label_of_origin_in_two_languages_leaves_nothing_in_the_name() -> None:
    assert said("Steel pumps\nORIGINE / LAND VAN OORSPRONG: ITALIA").name == "Steel pumps"
    assert said("Steel pumps\nPays d'origine: Italie").name == "Steel pumps"
    assert said("Steel pumps\nOrigin country: Italy").name == "Steel pumps"


def test_masses_have_as_many_decimals_as_those_in_the_column_beside() -> None:
    places = (50.0, 250.0, 400.0)
    sheet = page(
        (50, 40, "PACKING LIST"),
        *_row(100, places, ("Description", "Net weight (t)", "Gross weight (t)")),
        *_row(120, places, ("Bearings", "0,200", "2398")),
        *_row(135, places, ("Motors", "2,940", "3.293")),
        *_row(150, places, ("Valves", "0,870", "2038")),
    )
    motors = goods_of(_scanned(sheet))[1]
    assert motors.gross_mass is not None
    assert motors.gross_mass.value == Decimal("3.293")


def test_a_first_row_whose_number_was_misread_is_a_row_of_its_own() -> None:
    places = (50.0, 80.0, 300.0, 400.0)
    sheet = page(
        (50, 40, "COMMERCIAL INVOICE"),
        *_row(100, places, ("Pos.", "Description", "Quantity", "Amount")),
        *_row(120, places, ("i", "Nonwoven 50 GSM rolls", "250 kg", "49.00")),
        *_row(135, places, ("2", "Big bags", "80 kg", "31.00")),
        *_row(150, places, ("3", "Woven fabric", "562 kg", "74.00")),
    )
    goods = goods_of(_scanned(sheet))
    assert [item.amount.value for item in goods if item.amount] == [Decimal(49), Decimal(31), Decimal(74)]
    assert goods[0].description is not None
    assert goods[0].description.value == "Nonwoven 50 GSM rolls"


def test_of_two_equal_marks_the_last_is_the_decimal_one_where_only_so_net_goes_with_gross() -> None:
    item = _only_item(
        (50.0, 250.0, 400.0),
        ("Description", "Net weight (kg)", "Gross weight (kg)"),
        ("Roasted coffee", "1.764,00", "1,923,000"),
    )
    assert item.gross_mass is not None
    assert item.gross_mass.value == 1923


def test_columns_may_lie_a_point_over_each_other_on_a_sheet_that_is_not_quite_level() -> None:
    places = (50.0, 220.0, 300.0, 370.0)
    sheet = page(
        (50, 40, "PACKING LIST"),
        *_row(100, places, ("Description", "Origin", "Packages", "Gross weight")),
        *_row(120, (50.0, 215.0, 268.0, 370.0), ("Bananas", "Colombia", "230 cartons", "4,513.00 Kgs")),
        *_row(135, (50.0, 215.0, 268.0, 370.0), ("Tomato paste", "Colombia", "272 cartons", "3,558.00 Kgs")),
        *_row(150, (50.0, 231.5, 300.0, 370.0), ("Coffee", "Colombia", "60 bags", "4,173.00 Kgs")),
    )
    goods = goods_of(_scanned(sheet))
    assert _packed(goods) == [(230, "CT"), (272, "CT"), (60, "BG")]
    assert [item.origin.value for item in goods if item.origin] == ["CO"] * 3


def test_headings_between_strokes_stand_each_over_one_of_the_columns_below() -> None:
    sheet = page(
        (50, 40, "PACKING LIST"),
        *((100, 100, "Packages / Product description /"), (300, 100, "N.W. /"), (400, 100, "G.W. /")),
        *((100, 110, "Bultos"), (145, 110, "Descripción"), (300, 110, "Peso neto"), (400, 110, "Peso bruto")),
        *_row(130, (90.0, 145.0, 300.0, 400.0), ("37 BAGS", "Washed potatoes", "925,00", "932,00")),
        *_row(145, (90.0, 145.0, 300.0, 400.0), ("9 BAGS", "Black pepper", "450,00", "454,00")),
    )
    (table,) = tables(Layout(_scanned(sheet)))
    assert table.heads["packages"].text == "Packages Bultos"
    assert table.heads["description"].text == "Product description Descripción"


def test_what_is_left_of_a_label_is_not_the_number_under_it() -> None:
    sheet = page(
        (50, 40, "FACTURA"),
        *((50, 80, "Vendedor"), (300, 80, "Factura N.9"), (450, 80, "Fecha de factura")),
        *((50, 91, "Estrella Recuperaciones S.L."), (300, 91, "CI-2026-32784"), (450, 91, "15/03/2026")),
    )
    number = paper_of(_scanned(sheet)).fields.number
    assert number is not None
    assert number.value == "CI-2026-32784"


def test_a_number_sign_that_ocr_misread_is_no_number_and_print_like_it_is_one() -> None:
    seller = ((50, 150, "Vendedor"), (50, 161, "Estrella Recuperaciones S.L."))
    for told, scanned, printed in (("N.9", None, "N.9"), ("N.2 2026/171", "2026/171", "2026/171")):
        sheet = page((50, 40, "FACTURA"), (50, 80, f"Factura {told}"), *seller)
        found = [paper_of(each).fields.number for each in (_scanned(sheet), sheet)]
        assert [number and number.value for number in found] == [scanned, printed]


def test_a_country_on_a_line_of_its_own_under_the_code_or_the_name_is_the_origin() -> None:
    places = (50.0, 250.0, 400.0)
    sheet = page(
        (50, 40, "PACKING LIST"),
        *_row(100, places, ("Description", "HS code", "Gross weight")),
        *_row(120, places, ("Steel scrap", "720421.10", "4.853,00 kg")),
        *_row(130, places, ("", "Spain", "")),
        *_row(150, places, ("Green bananas", "0803.90", "4.513,00 kg")),
        *_row(160, places, ("Colombia", "", "")),
    )
    goods = goods_of(_scanned(sheet))
    assert [item.origin.value for item in goods if item.origin] == ["ES", "CO"]
    assert [item.description.value for item in goods if item.description] == ["Steel scrap", "Green bananas"]


def test_a_name_with_many_figures_over_its_row_is_a_name_where_no_column_is_headed_so() -> None:
    places = (50.0, 100.0, 190.0, 350.0, 450.0)
    sheet = page(
        (50, 40, "COMMERCIAL INVOICE"),
        *_row(100, places, ("Pos.", "Tariff heading", "Origin", "Qty.", "Amount USD")),
        *_row(115, places, ("", "NEW TRUCK TYRES 315/80R22.5 18PR", "", "", "")),
        *_row(125, places, ("1", "4011.20", "EG", "3 PC", "506.79")),
        *_row(140, places, ("", "RUBBER GLOVES FLOCK LINED", "", "", "")),
        *_row(150, places, ("2", "4015.19", "EG", "7,400 pairs", "2,582.60")),
    )
    named = [item.description.value for item in goods_of(_scanned(sheet)) if item.description]
    assert named == ["NEW TRUCK TYRES 315/80R22.5 18PR", "RUBBER GLOVES FLOCK LINED"]


def test_a_sign_less_than_half_as_high_as_print_is_no_line_between_a_name_and_its_row() -> None:
    sheet = _scanned(page((50, 40, "PACKING LIST"), (60, 60, "i"), (60, 80, "7")))
    low = replace(sheet.words[2], box=sheet.words[2].box._replace(top=sheet.words[2].box.bottom - 3.2))
    words = (*sheet.words[:2], low, *sheet.words[3:])
    assert [line.text for line in lines(replace(sheet, words=words))] == ["PACKING LIST", "7"]


def test_two_letters_behind_a_number_within_a_name_are_no_kind_of_packages() -> None:
    assert said("HARD DISK DRIVES 4 TB NEW").packages is None
    marked = said("FA 41-55 24 BALES OF COTTON").packages
    assert marked is not None
    assert marked.value == 24
