"""Goods rows of scans, second part: specks among rows, columns run together, masses that settle a mark."""

from dataclasses import replace
from decimal import Decimal

from extractors import tariff
from extractors.decimals import settled
from extractors.goods_text import said
from extractors.layout import lines
from extractors.numerals import numbers
from models.geometry import Box
from models.page import Page, Word
from tests.typesetting import goods_of, page

Set = tuple[float, float, str]


def _scanned(sheet: Page) -> Page:
    words = tuple(replace(word, origin="ocr", confidence=0.95) for word in sheet.words)
    return replace(sheet, words=words, origin="ocr")


def _table(heads: tuple[str, ...], *rows: tuple[str, ...], places: tuple[float, ...]) -> list[Set]:
    printed: list[Set] = [(x, 100, text) for x, text in zip(places, heads, strict=True) if text]
    for n, row in enumerate(rows):
        printed += [(x, 120 + 15 * n, text) for x, text in zip(places, row, strict=True)]
    return printed


def _speck(word: Word) -> Word:
    box = word.box
    return replace(word, box=box._replace(top=box.bottom - 0.1 * box.height, x1=box.x0 + 0.3 * box.width))


def test_a_speck_read_as_a_figure_is_no_line_of_the_row_but_a_figure_of_full_height_is() -> None:
    sheet = _scanned(page((50, 40, "INVOICE"), (60, 60, "7"), (60, 80, "7")))
    words = tuple(_speck(word) if word.box.bottom == 60 else word for word in sheet.words)
    assert [line.text for line in lines(replace(sheet, words=words))] == ["INVOICE", "7"]


def test_two_facts_run_together_under_one_heading_are_told_apart_by_what_they_say() -> None:
    places = (50.0, 220.0, 300.0, 380.0)
    sheet = page(
        (50, 40, "BILL OF LADING"),
        *_table(
            ("Description", "Packages", "Gross weight", "Volume Marks and numbers"),
            ("Citric acid", "60 BAGS", "1,512.00 kg", "2.334 m³ AS PER INVOICE"),
            ("Wall paint", "55 DRUMS", "1,499.00 kg", "1.169 m³ AS PER INVOICE"),
            ("Soda ash", "1 BAG", "1,008.00 kg", "1.139 m³ AS PER INVOICE"),
            places=places,
        ),
    )
    volumes = [item.volume.value for item in goods_of(_scanned(sheet)) if item.volume]
    assert volumes == [Decimal("2.334"), Decimal("1.169"), Decimal("1.139")]


def test_two_headings_set_line_by_line_beside_each_other_head_two_columns() -> None:
    sheet = page(
        (50, 40, "COMMERCIAL INVOICE"),
        *_table(
            ("HS code", "Description", "Quantity", "Unit price", "Extended Origin price"),
            ("2501 00", "Industrial salt", "25,000 tonnes", "81,03", "2 025,75 TR"),
            places=(50, 120, 250, 350, 420),
        ),
    )
    (item,) = goods_of(sheet)
    assert item.amount is not None
    assert item.origin is not None
    assert (item.amount.value, item.origin.value) == (Decimal("2025.75"), "TR")


def test_a_kind_of_packages_over_bare_counts_heads_no_names() -> None:
    sheet = page(
        (50, 40, "BILL OF LADING"),
        *((50, 100, "BAGS"), (80, 100, "Particulars"), (300, 100, "Gross weight"), (400, 100, "CBM")),
        *((56, 120, "520 LONG GRAIN RICE"), (300, 120, "13,104 KGS"), (400, 120, "19.151 m³")),
    )
    (item,) = goods_of(sheet)
    assert item.packages is not None
    assert item.description is not None
    assert (item.packages.value, item.packages.unit, item.description.value) == (520, "BG", "LONG GRAIN RICE")


def test_headings_of_one_package_stack_no_facts() -> None:
    sheet = page(
        (40, 40, "PACKING LIST"),
        *((40, 100, "Description"), (180, 100, "CTNS"), (230, 100, "N.W. per"), (300, 100, "Total")),
        *((360, 100, "G.W. per"), (430, 100, "Total"), (500, 100, "Total")),
        *((230, 111, "carton"), (300, 111, "N.W."), (360, 111, "carton"), (430, 111, "G.W."), (500, 111, "CBM")),
        *((40, 130, "LDPE film scrap"), (180, 130, "23"), (230, 130, "0.51"), (300, 130, "11.727")),
        *((360, 130, "0.51"), (430, 130, "11.844"), (500, 130, "30.980")),
    )
    (item,) = goods_of(_scanned(sheet))
    assert item.amount is None
    assert item.volume is not None
    assert item.volume.value == Decimal("30.980")


def test_a_number_of_the_makers_under_the_name_is_no_part_of_it() -> None:
    sheet = page(
        (50, 40, "PACKING LIST"),
        *_table(
            ("Description", "Quantity", "Gross weight"), ("Durum wheat", "10 kg", "12 kg"), places=(50.0, 250.0, 350.0)
        ),
        (50, 131, "Lot 85712"),
    )
    (item,) = goods_of(sheet)
    assert item.description is not None
    assert item.description.value == "Durum wheat"


def test_a_quantity_in_tonnes_is_read_as_the_mass_beside_it_tells() -> None:
    sheet = page(
        (50, 40, "PACKING LIST"),
        *_table(
            ("Description", "Quantity", "Net weight (kg)"),
            ("Steel scrap", "23,490 tonnes", "23 490,00"),
            ("Copper scrap", "793 kg", "793,00"),
            places=(50.0, 250.0, 350.0),
        ),
    )
    told = [(item.quantity.value, item.quantity.unit) for item in goods_of(sheet) if item.quantity]
    assert told == [(Decimal("23.490"), "TNE"), (Decimal(793), "KGM")]


def test_spaced_thousands_settle_the_decimal_sign_and_tariff_codes_before_a_country_do_not() -> None:
    assert settled(["1001.99 NZ 25 000,000 kg"], []) == ","
    assert settled(["TONNES (MG): 1,991"], []) == ","
    assert settled(["KG: 1,991"], []) == "."


def test_a_tariff_code_is_found_though_commas_stand_for_its_points() -> None:
    assert [code.value for code in said("Beans\nH.S, CODE NO.: 0713.33.00").hs_codes] == ["07133300"]
    assert [code.value for code in tariff.codes("0207.14,90")] == ["02071490"]
    assert [code.value for code in tariff.codes("020714, 039011")] == ["020714", "039011"]


def test_a_country_of_origin_is_read_though_a_point_came_between_its_words() -> None:
    assert [origin.value for origin in said("Pens\nMade.in Spain").origins] == ["Spain"]
    assert [origin.value for origin in said("Pens\nMade in. Spain").origins] == ["Spain"]


def test_a_number_with_spaced_thousands_is_not_two_facts_of_two_headings() -> None:
    sheet = page(
        (50, 40, "CUSTOMS DECLARATION"),
        *((50, 100, "Description"), (250, 100, "HS code"), (350, 100, "Groas weight"), (450, 100, "Amount")),
        (350, 111, "Net weight"),
        *((50, 130, "Circuit boards"), (250, 130, "8534.00"), (350, 130, "11 663.00 KG"), (450, 130, "402 962,00")),
        (350, 141, "10 700,00 KG"),
    )
    (item,) = goods_of(_scanned(sheet))
    assert item.gross_mass is not None
    assert item.gross_mass.value == Decimal("11663.00")


def test_rows_go_on_where_the_rulings_of_a_copy_are_broken() -> None:
    rows = [(f"Article {name}", f"{n + 2}0 cartons", f"{n + 2}00.00 kg") for n, name in enumerate("ABCD")]
    places = (50.0, 250.0, 400.0)
    sheet = page(
        (50, 40, "PACKING LIST"),
        *_table(("Description", "Packages", "Gross weight"), *rows, places=places),
        rulings=tuple(Box(x, 88, x + 0.5, 127) for x in (45, 240, 390, 480)),
    )
    assert len(goods_of(_scanned(sheet))) == len(rows)


def test_a_high_comma_between_thousands_is_read_as_the_sign_of_degrees() -> None:
    assert [value for value, _, _ in numbers("19°879 kg")] == [Decimal(19879)]
    assert [value for value, _, _ in numbers("at 20°C or 5° below")] == [Decimal(20), Decimal(5)]
