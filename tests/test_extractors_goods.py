"""Goods tables and paragraphs of goods as trade papers print them; the papers here are typeset for the test."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from extractors import tariff
from extractors.column_words import goods_field, rank
from extractors.goods_words import is_clause, is_labels
from extractors.layout import lines as layout_lines
from extractors.papers import papers
from extractors.running_goods import of_goods
from extractors.sources import Source
from models.geometry import Box
from models.paper import GoodsItem
from tests.typesetting import goods_of, page

Placed = tuple[float, float, str]
TITLE: tuple[Placed, ...] = ((50, 40, "COMMERCIAL INVOICE"), (50, 60, "Invoice No.: A-100"))
LIST: tuple[Placed, ...] = ((50, 40, "PACKING LIST"), (50, 60, "No.: P-7"))


def _goods(*placed: Placed, origin: Any = "text_layer", confidence: float = 1.0) -> tuple[GoodsItem, ...]:
    drawn = page(*placed)
    words = tuple(replace(w, origin=origin, confidence=confidence) for w in drawn.words)
    return goods_of(replace(drawn, words=words, origin=origin))


def _told(item: GoodsItem, *names: str) -> list[Any]:
    return [field and field.value for field in (getattr(item, name) for name in names)]


def test_facts_stacked_under_a_stacked_heading_are_told_apart() -> None:
    goods = _goods(
        *TITLE,
        (50, 100, "No."), (90, 100, "Description"), (300, 100, "Quantity"), (380, 100, "Unit price"),
        (480, 100, "Amount"),
        (50, 111, "HS Code"), (90, 111, "Origin"), (300, 111, "Packages"), (380, 111, "Net weight"),
        (480, 111, "Gross weight"),
        (50, 130, "1"), (90, 130, "Brass ball valves"), (300, 130, "500 PCS"), (380, 130, "4.00"),
        (480, 130, "2,000.00"),
        (50, 141, "8481.80"), (90, 141, "Italy"), (300, 141, "20 cartons"), (380, 141, "410 kg"), (480, 141, "440 kg"),
        (50, 160, "2"), (90, 160, "Steel flanges"), (300, 160, "80 PCS"), (380, 160, "9.50"), (480, 160, "760.00"),
        (50, 171, "7307.91"), (90, 171, "Spain"), (300, 171, "4 pallets"), (380, 171, "620 kg"), (480, 171, "655 kg"),
    )  # fmt: skip
    names = ("description", "hs_code", "origin", "packages", "net_mass", "gross_mass", "amount")
    assert [_told(item, *names) for item in goods] == [
        ["Brass ball valves", "848180", "IT", 20, 410, 440, Decimal("2000.00")],
        ["Steel flanges", "730791", "ES", 4, 620, 655, Decimal("760.00")],
    ]


def test_the_total_column_counts_not_that_of_one_carton() -> None:
    goods = _goods(
        *LIST,
        (50, 100, "C/NO."), (100, 100, "Description of goods"), (250, 100, "CTNS"), (300, 100, "N.W./CTN (KGS)"),
        (390, 100, "T. N.W. (KGS)"), (480, 100, "T. G.W. (KGS)"),
        (50, 120, "1-20"), (100, 120, "Cotton towels"), (250, 120, "20"), (300, 120, "12.50"), (390, 120, "250.00"),
        (480, 120, "280.00"),
        (50, 136, "21-50"), (100, 136, "Bath mats"), (250, 136, "30"), (300, 136, "10.00"), (390, 136, "300.00"),
        (480, 136, "330.00"),
    )  # fmt: skip
    assert [_told(item, "packages", "net_mass", "gross_mass") for item in goods] == [[20, 250, 280], [30, 300, 330]]
    assert rank("Total N.W.") > rank("N.W.") > rank("N.W./CTN")


def test_what_was_delivered_counts_not_what_was_ordered() -> None:
    goods = _goods(
        (50, 40, "DELIVERY NOTE"), (50, 60, "No.: D-9"),
        (50, 100, "Article"), (130, 100, "Description"), (320, 100, "Ordered"), (400, 100, "Delivered"),
        (480, 100, "Backorder"),
        (50, 120, "AX-1"), (130, 120, "Rubber gaskets"), (320, 120, "120 PCS"), (400, 120, "100 PCS"), (480, 120, "20"),
        (50, 136, "AX-2"), (130, 136, "Copper rings"), (320, 136, "75 PCS"), (400, 136, "75 PCS"), (480, 136, "0"),
    )  # fmt: skip
    assert [_told(item, "description", "quantity") for item in goods] == [["Rubber gaskets", 100], ["Copper rings", 75]]


def test_items_told_in_paragraphs_have_their_facts() -> None:
    goods = _goods(
        *TITLE,
        (50, 100, "1. Stainless steel cookware sets"), (500, 100, "6,400.00"),
        (62, 112, "1,000 SETS × 6.40"),
        (62, 124, "HS code 7323.93 | 100 cartons | Net weight 1,100 kg | Gross weight 1,250 kg"),
        (50, 142, "2. Copper wire rod"), (500, 142, "32,560.00"),
        (62, 154, "4,000 KGS × 8.14"),
        (62, 166, "HS code 7408.11 | 2 rolls"),
        (350, 190, "Total"), (500, 190, "38,960.00"),
    )  # fmt: skip
    names = ("description", "hs_code", "quantity", "unit_price", "amount", "packages")
    assert [_told(item, *names) for item in goods] == [
        ["Stainless steel cookware sets", "732393", 1000, Decimal("6.40"), Decimal("6400.00"), 100],
        ["Copper wire rod", "740811", 4000, Decimal("8.14"), Decimal("32560.00"), 2],
    ]
    assert goods[0].gross_mass
    assert goods[0].gross_mass.value == 1250
    (spot,) = goods[0].gross_mass.evidence
    assert Box(*spot.box).bottom == pytest.approx(124, abs=1)


def test_numbered_clauses_are_no_goods() -> None:
    clauses = ("1. Marine insurance is not included.", "2. Duties are for the buyer.", "3. Payment within one week.")
    assert _goods(*TITLE, *((50, 100 + 12 * n, text) for n, text in enumerate(clauses))) == ()


def test_a_ditto_says_what_the_row_above_says_and_keeps_what_is_printed() -> None:
    goods = _goods(
        *TITLE,
        (50, 100, "Description"), (250, 100, "Origin"), (330, 100, "Quantity"), (410, 100, "Unit price"),
        (490, 100, "Amount"),
        (50, 120, "Rice, long grain"), (250, 120, "Italy"), (330, 120, "10 BAGS"), (410, 120, "5.00"),
        (490, 120, "50.00"),
        (50, 136, "Rice, round grain"), (250, 136, "-do-"), (330, 136, "4 BAGS"), (410, 136, "6.00"),
        (490, 136, "24.00"),
    )  # fmt: skip
    origin = goods[1].origin
    assert origin is not None
    assert (origin.value, origin.raw) == ("IT", "-do-")
    assert Box(*origin.evidence[0].box).bottom == pytest.approx(136, abs=1)


def test_sums_of_groups_are_no_goods_though_no_word_says_so() -> None:
    goods = _goods(
        *LIST,
        (50, 100, "Description"), (250, 100, "Packages"), (330, 100, "Net weight kg"), (430, 100, "Gross weight kg"),
        (50, 120, "Onions, red"), (250, 120, "10 bags"), (330, 120, "250"), (430, 120, "260"),
        (50, 136, "Garlic, fresh"), (250, 136, "20 bags"), (330, 136, "300"), (430, 136, "320"),
        (50, 152, "Pallet 1"), (250, 152, "30 bags"), (330, 152, "550"), (430, 152, "580"),
        (50, 168, "Ware potatoes"), (250, 168, "40 bags"), (330, 168, "1000"), (430, 168, "1040"),
    )  # fmt: skip
    assert [_told(item, "description")[0] for item in goods] == ["Onions, red", "Garlic, fresh", "Ware potatoes"]


def test_a_column_keeps_its_decimals_where_ocr_swapped_a_mark() -> None:
    goods = _goods(
        *LIST,
        (50, 100, "Description"), (250, 100, "Packages"), (330, 100, "Gross weight (t)"),
        (50, 120, "Steel coils"), (250, 120, "2 coils"), (330, 120, "0.556"),
        (50, 136, "Steel sheets"), (250, 136, "3 bundles"), (330, 136, "0.935"),
        (50, 152, "Steel rods"), (250, 152, "9 bundles"), (330, 152, "1, 725"),
        origin="ocr", confidence=0.9,
    )  # fmt: skip
    assert [_told(item, "gross_mass")[0] for item in goods] == [Decimal("0.556"), Decimal("0.935"), Decimal("1.725")]


def test_what_stands_beside_a_ruled_table_is_not_of_it() -> None:
    drawn = page(
        *LIST,
        (50, 100, "Description"), (220, 100, "Packages"), (300, 100, "Gross weight kg"),
        (50, 120, "Onions, red"), (220, 120, "10 bags"), (300, 120, "260"), (430, 120, "Harbour Trading Ltd"),
        (50, 136, "Garlic, fresh"), (220, 136, "20 bags"), (300, 136, "320"), (430, 136, "Quay Street 117"),
    )  # fmt: skip
    ruled = replace(drawn, rulings=(Box(46, 96, 380, 97), Box(46, 114, 380, 115)))
    goods = goods_of(ruled)
    assert [_told(item, "description", "gross_mass") for item in goods] == [
        ["Onions, red", 260],
        ["Garlic, fresh", 320],
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("HS 3915.10", "391510"), ("H.S. CODE NO.: 2815 12 10", "28151210"), ("HTS US 4407.11.00", "44071100"),
        ("NCM 3915.10.00", "39151000"), ("CTH: 39151010", "39151010"), ("Warennummer 39151000", "39151000"),
        ("Customs tariff no.: 4001 22 9000", "4001229000"), ("TARIC 3915 10 00 00", "3915100000"),
        ("Stat. Warennr. 3915 10 00", "39151000"), ("Nomenclature combinée 3915 10 00", "39151000"),
        ("Codice doganale: 39151000", "39151000"), ("Tariff heading 3915", "3915"), ("NC: 3915-10", "391510"),
        ("N.C. 3915 10 00", "39151000"),
    ],
)  # fmt: skip
def test_every_way_of_naming_a_tariff_code_is_read(text: str, code: str) -> None:
    assert [found.value for _, codes in tariff.named(text) for found in codes] == [code]


@pytest.mark.parametrize(
    "text",
    ["UPC 012345678905", "EAN 4006381333931", "NMFC 156600", "P/N 39151000", "Part no. 3915.10", "Lot 391510",
        "Tel 3915 1000", "PO 39151000", "Position 391510", "Invoice No.: NC26-0455", "NC 26-0455", "CN391510-7"],
)  # fmt: skip
def test_numbers_of_other_kinds_are_no_tariff_codes(text: str) -> None:
    assert list(tariff.named(text)) == []


def test_headings_know_taxes_compounds_and_letters_before_them() -> None:
    assert goods_field("Prijs incl. BTW", fuzzy=False)[0] == "unit_price"
    assert goods_field("Zeilenbetrag", fuzzy=False)[0] == "amount"
    assert goods_field("30. A. Gross weight", fuzzy=False)[0] == "gross_mass"
    assert goods_field("C/NO.", fuzzy=False)[0] == "packages"


def test_clauses_and_bare_labels_name_no_goods() -> None:
    assert is_clause("** SURRENDERED **")
    assert is_clause("FREIGHT COLLECT")
    assert not is_clause("LDPE film scrap")
    assert is_labels("Charge")
    assert not is_labels("Steel charge doors")


def test_a_name_printed_across_the_columns_is_that_of_the_figures_below_it() -> None:
    goods = _goods(
        *TITLE,
        (50, 100, "No."), (90, 100, "HS Code"), (180, 100, "Origin"), (280, 100, "Quantity"), (380, 100, "Unit price"),
        (480, 100, "Amount"),
        (90, 118, "Polished marble tiles, sixty by sixty"),
        (50, 130, "1"), (90, 130, "6802.21"), (180, 130, "Italy"), (280, 130, "500 PCS"), (380, 130, "4.00"),
        (480, 130, "2,000.00"),
        (90, 148, "Porcelain dinner sets, hand painted"),
        (50, 160, "2"), (90, 160, "6911.10"), (180, 160, "- do -"), (280, 160, "80 PCS"), (380, 160, "9.50"),
        (480, 160, "760.00"),
    )  # fmt: skip
    assert [_told(item, "description", "hs_code", "origin") for item in goods] == [
        ["Polished marble tiles, sixty by sixty", "680221", "IT"],
        ["Porcelain dinner sets, hand painted", "691110", "IT"],
    ]


def test_a_second_heading_goes_on_with_the_item_above() -> None:
    goods = _goods(
        *TITLE,
        (50, 100, "Description"), (300, 100, "HS Code"), (420, 100, "Origin"),
        (50, 112, "Brass ball valves"), (300, 112, "8481.80"), (420, 112, "Italy"),
        (50, 124, "Packages"), (150, 124, "Net weight"), (260, 124, "Quantity"), (360, 124, "Unit price"),
        (460, 124, "Amount"),
        (50, 136, "20 cartons"), (150, 136, "410 kg"), (260, 136, "500 PCS"), (360, 136, "4.00"),
        (460, 136, "2,000.00"),
    )  # fmt: skip
    assert [_told(item, "description", "hs_code", "packages", "net_mass", "amount") for item in goods] == [
        ["Brass ball valves", "848180", 20, 410, Decimal("2000.00")]
    ]


def test_a_count_that_is_said_to_be_contained_is_the_goods_own_and_free_time_is_none() -> None:
    assert not is_clause("SAID TO CONTAIN 96 BALES")
    assert is_clause("SAID TO CONTAIN")
    assert is_clause("14 DAYS FREE TIME AT DESTINATION")


def test_a_ruling_that_a_scan_broke_does_not_cut_the_table() -> None:
    drawn = page(
        (50, 60, "COMMERCIAL INVOICE"),
        (50, 300, "Line"), (90, 300, "Part No."), (150, 300, "Description"), (300, 300, "HS Code"), (400, 300, "Qty"),
        (450, 300, "Amount"),
        (50, 320, "1"), (90, 320, "PP-44"), (150, 320, "Plastic pellets"), (300, 320, "3902.10"), (400, 320, "40"),
        (450, 320, "120.00"),
        rulings=(Box(40, 288, 270, 289), Box(300, 288, 555, 289)),
    )  # fmt: skip
    (paper,) = papers(Source("scan.pdf", b"", "pdf", "0" * 64), [replace(drawn, origin="ocr")])
    assert [(item.hs_code.value, item.amount.value) for item in paper.goods if item.hs_code and item.amount] == [
        ("390210", Decimal("120.00"))
    ]


def test_a_poison_named_like_a_delivery_note_is_goods() -> None:
    lines = ["DDT TECHNICAL CAS 50-29-3", "DDT 75% WP", "DDT n. 4412/26", "Invoice No. KW-4846/25"]
    printed = [phrase for text in lines for phrase in layout_lines(page((50, 40, text)))[0].phrases]
    assert [phrase.text for phrase in of_goods(printed)] == lines[:2]


def test_masses_that_are_priced_settle_the_decimal_sign() -> None:
    goods = _goods(
        (50, 40, "COMMERCIAL INVOICE No. HX-41"),
        (50, 100, "Description"), (220, 100, "Packages"), (300, 100, "Net t"), (380, 100, "USD per t"),
        (480, 100, "Amount USD"),
        (50, 120, "Zinc dross"), (220, 120, "26 bales"), (300, 120, "21.480"), (380, 120, "5,000.00"),
        (480, 120, "107,400.00"),
        (50, 136, "Zinc skimmings"), (220, 136, "24 bales"), (300, 136, "20.150"), (380, 136, "4,000.00"),
        (480, 136, "80,600.00"),
    )  # fmt: skip
    assert [_told(item, "net_mass")[0] for item in goods] == [Decimal("21.480"), Decimal("20.150")]


@pytest.mark.parametrize(
    "heads",
    [
        ("Nazwa towaru", "Ilość", "J.m.", "Cena netto", "Wartość netto"),
        ("Popis zboží", "Množství", "MJ", "Cena za MJ", "Cena celkem"),
        ("Termék megnevezése", "Mennyiség", "Me.e.", "Egységár", "Nettó érték"),
    ],
    ids=("pl", "cs", "hu"),
)
def test_columns_of_invoices_in_more_languages(heads: tuple[str, ...]) -> None:
    edges = (50, 240, 310, 370, 460)
    rows = (
        heads,
        ("Zinc dross", "8 400,00", "kg", "0,79", "6 636,00"),
        ("Skimmings", "900,00", "kg", "0,50", "450,00"),
    )
    told = [(x, 100 + 18 * n, text) for n, row in enumerate(rows) for x, text in zip(edges, row, strict=True)]
    goods = _goods((50, 40, "COMMERCIAL INVOICE No. HX-41"), *told)
    assert [_told(item, "quantity", "unit_price", "amount") for item in goods] == [
        [Decimal("8400.00"), Decimal("0.79"), Decimal("6636.00")],
        [Decimal("900.00"), Decimal("0.50"), Decimal("450.00")],
    ]
