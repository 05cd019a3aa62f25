"""Goods rows of scans, third part: marks of numbers that specks, the engine or a lost column changed."""

from dataclasses import replace
from decimal import Decimal

import pytest

from extractors import tariff
from extractors.column_marks import pointed, proven
from extractors.goods_text import said
from extractors.identifiers import containers
from extractors.lexicon import lexicon
from models.page import Page
from tests.typesetting import goods_of, name_of, page, paper_of

INVOICE = ("Description", "Quantity", "Unit price", "Amount")
LIST = ("Description", "Quantity", "Net weight", "Gross weight")
PLACES = (50.0, 250.0, 350.0, 450.0)


def _scanned(sheet: Page) -> Page:
    words = tuple(replace(word, origin="ocr", confidence=0.95) for word in sheet.words)
    return replace(sheet, words=words, origin="ocr")


def _sheet(title: str, heads: tuple[str, ...], *rows: tuple[str, ...]) -> Page:
    lines = [(120 + 15 * n, row) for n, row in enumerate(rows)]
    printed = [(x, y, text) for y, row in [(100, heads), *lines] for x, text in zip(PLACES, row, strict=True) if text]
    return _scanned(page((50, 40, title), *printed))


def _quantities(sheet: Page) -> list[Decimal | None]:
    return [item.quantity.value for item in goods_of(sheet) if item.quantity]


def test_the_mark_in_quantities_is_what_the_rows_that_multiply_tell() -> None:
    sheet = _sheet(
        "COMMERCIAL INVOICE",
        INVOICE,
        ("Walnuts", "2.150 kg", "4.10", "8,815.00"),
        ("Hazelnuts", "1,320 kg", "3.70", "4,884.00"),
        ("Dates", "3.405 kg", "2.00", "?"),
    )
    assert _quantities(sheet) == [Decimal(2150), Decimal(1320), Decimal(3405)]
    assert proven([("2.150", "4.10", "8,815.00"), ("1.5", "2.00", "3.00")], ".") == 0
    assert proven([("2.150", "4.10", "8.815"), ("2.150", "2.00", "4,300.00")], ".") is None


def test_a_price_that_lost_its_mark_gets_it_where_the_row_multiplies_with_it() -> None:
    sheet = _sheet(
        "COMMERCIAL INVOICE",
        INVOICE,
        ("Walnuts", "2,150 kg", "4.10", "8,815.00"),
        ("Almonds", "1,500 kg", "1195", "1,792.50"),
        ("Pistachios", "800 kg", "035", "280.00"),
    )
    told = [(item.unit_price.value, item.unit_price.confidence) for item in goods_of(sheet) if item.unit_price]
    assert [value for value, _ in told] == [Decimal("4.10"), Decimal("1.195"), Decimal("0.35")]
    assert told[0][1] > max(told[1][1], told[2][1])


def test_numbers_that_multiply_in_no_way_stay_as_they_were_read() -> None:
    sheet = _sheet("COMMERCIAL INVOICE", INVOICE, ("Walnuts", "300 kg", "4.10", "1,290.00"))
    (item,) = goods_of(sheet)
    assert item.unit_price is not None
    assert item.unit_price.value == Decimal("4.10")


def test_a_quantity_in_kilograms_is_read_as_the_masses_of_its_row_tell() -> None:
    rows = (("Walnuts", "2.150 kg", "2,150.00 kg", "2,190.00 kg"), ("Saffron", "1.250 kg", "", "1.40 kg"))
    assert _quantities(_sheet("PACKING LIST", LIST, *rows)) == [Decimal(2150), Decimal("1.250")]


def test_masses_whose_heading_lost_its_unit_have_that_of_the_heading_beside() -> None:
    heads = ("Description", "Quantity", "Net weight", "Gross weight (t)")
    (item,) = goods_of(_sheet("PACKING LIST", heads, ("Bottle fillers", "9 pcs", "7.650", "8.415")))
    assert item.net_mass is not None
    assert (item.net_mass.value, item.net_mass.unit) == (Decimal("7.650"), "TNE")


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("9.,450.00", "9,450.00"),
        ("1 040", "1 040"),
        ("0.5", "0.5"),
        ("1 000 kg", "1 000 kg"),
        (".75", ".75"),
    ],
)
def test_specks_beside_marks_and_lost_marks_after_a_zero(read: str, meant: str) -> None:
    assert pointed(read, ["1,350.000", "1,400.000"]) == meant


def test_goods_under_a_heading_run_together_with_that_of_their_packages_keep_their_names() -> None:
    heads = [(50.0, "Marks"), (120.0, "No. of Goods description"), (380.0, "Gross weight"), (470.0, "CBM")]
    printed = [(120.0, 110.0, "Pkgs"), *((x, 100.0, text) for x, text in heads)]
    rows = ("8 PLTS WALNUTS IN SHELL", "5 CTNS DRIED DATES")
    for n, row in enumerate(rows):
        y = 130.0 + 40 * n
        printed += [(50, y, "AS PER B/L"), (120, y, row), (380, y, f"{n + 7}40.00 kg"), (470, y, f"{n + 1}.250")]
        printed += [(150, y + 10, "HS Code: 0802.31"), (150, y + 20, f"Lot 4811{n}")]
    told = goods_of(_scanned(page((50, 40, "BILL OF LADING"), *printed)))
    names = [(item.description.value or "").split(" Lot")[0] for item in told if item.description]
    assert names == ["WALNUTS IN SHELL", "DRIED DATES"]


def test_a_clause_torn_at_its_commas_heads_no_table() -> None:
    sheet = page(
        (50, 40, "BILL OF LADING"),
        (50, 100, "1X20'GP CONTAINER STC 40 BALES OF COTTON LINTERS"),
        *((50, 300, "weight, measure,"), (140, 300, "marks,"), (190, 300, "numbers,"), (250, 300, "quality,")),
        (50, 312, "as told by the merchant and not known to the carrier"),
    )
    names = [item.description.value for item in goods_of(_scanned(sheet)) if item.description]
    assert names == ["COTTON LINTERS"]


def test_a_name_with_a_wide_gap_in_the_one_row_of_a_table_stays_under_its_heading() -> None:
    heads = ((50, 100, "PKGS"), (90, 100, "DESCRIPTION"), (400, 100, "GROSS WEIGHT"), (490, 100, "CUBE"))
    row = ((50, 120, "9 BXS"), (90, 120, "BRASS HONEY,"), (170, 120, "CLEAN"), (400, 120, "3'696.00 kg 1.139 m³"))
    (item,) = goods_of(_scanned(page((50, 40, "SEA WAYBILL"), *heads, *row)))
    assert item.description is not None
    assert item.gross_mass is not None
    assert (item.description.value, item.gross_mass.value) == ("BRASS HONEY, CLEAN", Decimal("3696.00"))


def test_a_tariff_code_in_a_text_is_read_though_its_first_point_stands_apart() -> None:
    assert [code.value for code in said("Walnuts\nHS Code No, 0802. 31.00").hs_codes] == ["08023100"]
    assert [code.value for code in tariff.codes("3915. 10 bales")] == []


def test_initials_glued_to_figures_head_the_number_of_a_seal_and_no_tariff_code() -> None:
    assert said("20'GP / SEAL PA262178").hs_codes == []
    assert [code.value for code in said("P.A. 7204.49, HS720449").hs_codes][:1] == ["720449"]


def test_a_container_is_known_under_specks_that_look_like_accents() -> None:
    assert [found.value for found in containers("MŠCU6639870 / 40HC")] == ["MSCU6639870"]


def test_a_caption_with_one_wrong_letter_names_no_company() -> None:
    sheet = page(
        (50, 40, "COMMERCIAL INVOICE"),
        *((50, 100, "Sefler"), (300, 100, "Buyer")),
        *((50, 112, "Alder Grove Ltd"), (300, 112, "Birch Hollow GmbH")),
        *((50, 124, "4 Mill Lane, Hull"), (300, 124, "Am Wall 9, Bremen")),
        *((50, 136, "United Kingdom"), (300, 136, "Germany")),
    )
    assert name_of(paper_of(_scanned(sheet)), "seller") == "Alder Grove Ltd"
    assert lexicon().longest(("keller",), fuzzy=True) == (0, ())


def test_the_second_of_two_captions_may_be_misread() -> None:
    sheet = page(
        (50, 40, "PACKING LIST"), (50, 100, "Exporter / Consignar"), (50, 112, "Alder Grove Ltd"), (50, 124, "Norway")
    )
    assert name_of(paper_of(_scanned(sheet)), "exporter") == "Alder Grove Ltd"


def test_a_count_of_packages_that_begins_a_row_is_no_total_and_no_label() -> None:
    heads = ((50, 100, "Volumes"), (120, 100, "Descrição"), (300, 100, "Peso bruto (kg)"), (420, 100, "Volume (m3)"))
    rows = [
        (50.0, 120.0, "2 rolos"), (120.0, 120.0, "FIO DE COBRE"), (300.0, 120.0, "4.076,000"), (420.0, 120.0, "1,328"),
        (50.0, 135.0, "1 volumes"), (120.0, 135.0, "CHAPAS"), (300.0, 135.0, "1.523,000"), (420.0, 135.0, "1,240"),
        (50.0, 150.0, "3 paletes"), (120.0, 150.0, "PARAFUSOS"), (300.0, 150.0, "923,000"), (420.0, 150.0, "0,756"),
    ]  # fmt: skip
    names = [item.description.value for item in goods_of(page((50, 40, "ROMANEIO DE CARGA"), *heads, *rows))
             if item.description]  # fmt: skip
    assert names == ["FIO DE COBRE", "CHAPAS", "PARAFUSOS"]


def test_rows_of_a_table_with_captions_in_them_are_no_one_item_told_in_captions() -> None:
    heads = ((50, 100, "Packages"), (150, 100, "Description"), (350, 92, "Gross weight"), (450, 100, "Volume"))
    printed = [(50.0, 40.0, "ROAD CONSIGNMENT NOTE"), *((float(x), float(y), text) for x, y, text in heads)]
    for n, (count, name, code) in enumerate(
        (("17 cartons", "POWER CORDS", "854442"), ("13 cartons", "DRIVES", "847170"))
    ):
        y = 120.0 + 36 * n
        printed += [(50, y, count), (150, y, name), (350, y, f"{n + 2}.796,00 kg"), (450, y, f"{n + 6},37 m3")]
        printed += [(150, y + 10, f"Commodity code: {code}"), (150, y + 20, "Origin: Portugal")]
    assert [item.hs_code.value for item in goods_of(page(*printed)) if item.hs_code] == ["854442", "847170"]
