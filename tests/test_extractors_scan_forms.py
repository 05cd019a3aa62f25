"""Forms and figures of scans as OCR prints them: headings said again in other letters, marks and letters misread."""

from dataclasses import replace
from decimal import Decimal

from extractors.column_words import goods_field
from extractors.layout import lines
from extractors.ocr_words import words_of
from extractors.regions import Layout
from extractors.spots import Spotted
from models.geometry import Box
from models.page import Page, Word
from tests.typesetting import box_lines, goods_of, page

Set = tuple[float, float, str]


def _scanned(sheet: Page) -> Page:
    words = tuple(replace(word, origin="ocr", confidence=0.95) for word in sheet.words)
    return replace(sheet, words=words, origin="ocr")


def _block(top: float, heading: str, goods: str, gross: str, net: str) -> tuple[list[Set], tuple[Box, ...]]:
    """Set one item of a declaration: its goods at the left, its code and masses in cells at the right."""
    printed: list[Set] = [
        (40, top + 12, heading), (40, top + 26, "12 CARTONS"), (40, top + 40, goods),
        (320, top + 12, "33 Commodity code"), (320, top + 26, "8501.5200"),
        (320, top + 52, "35 Gross mass (kg)"), (320, top + 66, gross),
        (440, top + 52, "38 Net mass (kg)"), (440, top + 66, net),
    ]  # fmt: skip
    cells = ((30, top, 310, top + 80), (310, top, 560, top + 40), (310, top + 40, 430, top + 80),
             (430, top + 40, 560, top + 80))  # fmt: skip
    return printed, tuple(line for cell in cells for line in box_lines(*cell))


def _declaration(*blocks: tuple[str, str, str, str]) -> Page:
    printed: list[Set] = [(200, 40, "CUSTOMS DECLARATION"), (40, 70, "5 Items"), (120, 70, "6 Total packages")]
    rulings: list[Box] = []
    for n, block in enumerate(blocks):
        text, cells = _block(100 + 100 * n, *block)
        printed += text
        rulings += cells
    return _scanned(page(*printed, rulings=tuple(rulings)))


def test_each_item_of_a_scanned_form_is_read_though_its_heading_is_misread() -> None:
    heading = "31 Packages and description of goods - marks and numbers"
    sheet = _declaration(
        (heading, "Bench grinders", "2,534", "2,304"),
        ("31 Packages ad descriptlon of gocds - marks and nurnbers", "Ladders", "2,822", "2,520"),
        ("31:Packages and descriptlon of goods'- marks and nurnbers", "Wheelbarrows", "2,518", "2,310"),
    )
    goods = goods_of(sheet)
    assert [item.description.value for item in goods if item.description] == [
        "Bench grinders", "Ladders", "Wheelbarrows",
    ]  # fmt: skip
    assert [item.net_mass.value for item in goods if item.net_mass] == [2304, 2520, 2310]


def test_an_item_whose_heading_is_torn_to_pieces_is_known_by_its_cell() -> None:
    heading = "31 Packages and description of goods - marks and numbers"
    sheet = _declaration(
        ("31 Packages and", "Bench grinders", "2,534", "2,304"), (heading, "Ladders", "2,822", "2,520"),
        ("1 Packages and gods", "Wheelbarrows", "2,518", "2,310"),
    )  # fmt: skip
    told = [(item.description, item.gross_mass) for item in goods_of(sheet)]
    assert [(name.value, mass.value) for name, mass in told if name and mass] == [
        ("Bench grinders", 2534), ("Ladders", 2822), ("Wheelbarrows", 2518),
    ]  # fmt: skip


def test_a_net_mass_that_is_a_thousandth_of_its_gross_mass_had_a_thousands_mark() -> None:
    heading = "31 Packages and description of goods - marks and numbers"
    read = goods_of(_declaration((heading, "Ladders", "2,534", "2.304"), (heading, "Wheelbarrows", "2,518", "1.004")))
    net = [item.net_mass for item in read if item.net_mass]
    assert [mass.value for mass in net] == [Decimal(2304), Decimal("1.004")]
    assert net[0].confidence < 0.75


def test_thousands_with_a_high_comma_and_a_space_are_one_number() -> None:
    sheet = page(
        (50, 40, "COMMERCIAL INVOICE"),
        (50, 100, "Description"), (300, 100, "Quantity"), (400, 100, "Price"), (480, 100, "Amount"),
        (50, 115, "Ladders"), (300, 115, "48' 000 kg"), (400, 115, "3.06"), (480, 115, "146' 880.00"),
    )  # fmt: skip
    (item,) = goods_of(_scanned(sheet))
    assert item.quantity is not None
    assert item.amount is not None
    assert (item.quantity.value, item.amount.value) == (48000, Decimal("146880.00"))


def test_a_capital_i_within_a_word_is_the_letter_that_it_looks_like() -> None:
    read = ("incI.", "totaI", "MacIntyre", "VIII", "ICTN", "ICE")
    spotted = [Spotted(text, 0, 40 * n, 90, 20, 0.9) for n, text in enumerate(read)]
    assert [word.text for word in words_of(spotted, 1.0)] == ["incl.", "total", "MacIntyre", "VIII", "1CTN", "ICE"]


def test_the_number_of_a_block_that_is_stuck_to_its_heading_stands_apart() -> None:
    sheet = _scanned(page((50, 40, "32.Item No."), (50, 60, "31:Packages"), (50, 80, "1.5KW")))
    assert [line.text for line in lines(sheet)] == ["32. Item No.", "31: Packages", "1.5KW"]


def test_a_measure_in_cubic_metres_is_a_volume() -> None:
    assert goods_field("Maß (m³)", fuzzy=False)[0] == "volume"
    assert goods_field("Maß", fuzzy=False)[0] == "part"


def test_a_colon_that_a_typewriter_sets_apart_closes_its_label() -> None:
    sheet = _scanned(page((50, 40, "Vessel"), (50, 60, "Ports")))
    words = [
        *sheet.words,
        Word(":", Box(92, 33, 93.5, 39), 0.95, "ocr"),
        Word("KALINDI", Box(160, 31, 200, 40), 0.95, "ocr"),
    ]
    (first, _) = lines(replace(sheet, words=tuple(words)))
    assert [phrase.text for phrase in first.phrases] == ["Vessel :", "KALINDI"]


def test_a_name_under_a_small_heading_is_none_of_its_languages() -> None:
    """What a form is filled in with is larger than its headings, though one of them is misread."""
    small = page((40, 60, "3 Exporter / notiiier"), size=6)
    large = page((40, 71, "HARBOUR LINE RECYCLING GMBH"), (40, 82, "Dock Road 26"), size=9)
    sheet = _scanned(replace(small, words=(*small.words, *large.words)))
    (label,) = [label for label in Layout(sheet).labels if label.announces("party:exporter")]
    assert label.words.text == "3 Exporter / notiiier"


def test_the_words_that_head_the_amounts_announce_their_total_under_the_rows() -> None:
    sheet = page(
        (50, 40, "FATURA COMERCIAL"),
        (50, 100, "Descrição"), (300, 100, "Quantidade"), (400, 100, "Preço unitário"), (500, 100, "Valor total"),
        (50, 115, "Escadas"), (300, 115, "40"), (400, 115, "12,50"), (500, 115, "500,00"),
        (50, 130, "Baldes"), (300, 130, "10"), (400, 130, "2,00"), (500, 130, "20,00"),
        (50, 145, "Valor total"), (440, 145, "EUR"), (500, 145, "520,00"),
    )  # fmt: skip
    assert [item.description.value for item in goods_of(_scanned(sheet)) if item.description] == ["Escadas", "Baldes"]


def test_words_of_a_label_that_ocr_ran_together_are_told_apart() -> None:
    sheet = _scanned(page((50, 40, "Portof discharge"), (50, 60, "Bremerhaven")))
    assert [label.fields for label in Layout(sheet).labels] == [("port_of_discharge",)]
    assert goods_field("NUMERO E NATURA DEICOLLI", fuzzy=True)[0] == "packages"
