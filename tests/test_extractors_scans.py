"""Goods rows of scans: what OCR breaks, glues, loses or sets on another line, and headings over several columns."""

from dataclasses import replace
from decimal import Decimal

from extractors.decimals import settled
from extractors.headings import headings
from extractors.layout import lines
from extractors.papers import papers
from extractors.regions import Layout
from extractors.sources import Source
from models.geometry import Box
from models.page import Page, Word
from tests.typesetting import box_lines, goods_of, name_of, page, paper_of


def _scanned(sheet: Page) -> Page:
    words = tuple(replace(word, origin="ocr", confidence=0.95) for word in sheet.words)
    return replace(sheet, words=words, origin="ocr")


def _packing(*rows: tuple[str, str, str, str]) -> Page:
    heads = (50, 100, "Description"), (250, 100, "HS code"), (350, 100, "Gross weight"), (450, 100, "Volume CBM")
    cells = [
        (x, 120 + 15 * n, text) for n, row in enumerate(rows) for x, text in zip((50, 250, 350, 450), row, strict=True)
    ]
    return page((50, 40, "PACKING LIST"), *heads, *cells)


def test_a_code_that_ocr_broke_at_its_point_or_read_with_a_comma_is_whole() -> None:
    goods = goods_of(
        _scanned(
            _packing(("Coffee roasted", "0901. 21", "820 kg", "1.200"), ("Soap powder", "340250,00", "500 kg", "0.900"))
        )
    )
    assert [item.hs_code.value for item in goods if item.hs_code] == ["090121", "34025000"]


def test_a_decimal_point_that_ocr_lost_is_put_back_with_little_confidence() -> None:
    rows = (
        ("Soap", "340120", "500 kg", "0.911"),
        ("Detergent", "340250", "545 kg", "1844"),
        ("Wax", "340490", "90 kg", "1.081"),
    )
    volumes = [item.volume for item in goods_of(_scanned(_packing(*rows))) if item.volume]
    assert [volume.value for volume in volumes] == [Decimal("0.911"), Decimal("1.844"), Decimal("1.081")]
    assert volumes[1].raw == "1844"
    assert volumes[1].confidence < 0.7 < volumes[0].confidence
    printed = [item.volume.value for item in goods_of(_packing(*rows)) if item.volume]
    assert printed[1] == Decimal(1844)


def test_a_bill_without_a_title_is_known_by_its_number_and_prices_and_its_wrapped_codes_are_whole() -> None:
    (item,) = goods_of(
        page(
            (300, 60, "Brennstätter Ventiltechnik GmbH"),
            (50, 80, "Rechnung Nr. RE-25-08841"),
            *((50, 100, "Bezeichnung"), (200, 100, "Zolltarif-Nr."), (290, 100, "Menge"), (350, 100, "Einzelpreis")),
            (450, 100, "Gesamt EUR"),
            *((50, 120, "Kugelhahn DN 50"), (200, 120, "8481 80"), (290, 120, "120"), (350, 120, "86,40")),
            *((450, 120, "10.368,00"), (200, 131, "81")),
        )
    )
    assert item.hs_code is not None
    assert item.hs_code.value == "84818081"


def test_a_price_with_three_decimals_is_told_by_its_product() -> None:
    (item,) = goods_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            *((50, 100, "Description"), (250, 100, "Quantity"), (350, 100, "Unit price"), (450, 100, "Amount")),
            *((50, 120, "Glazed tiles"), (250, 120, "1,036.80 m2"), (350, 120, "14,200"), (450, 120, "14,722.56")),
        )
    )
    assert item.unit_price is not None
    assert item.unit_price.value == Decimal("14.200")


def test_headings_over_two_columns_each_stand_over_both_though_other_heads_stand_between_the_lines() -> None:
    edges = (40, 250, 320, 390, 460, 530)
    uprights = [Box(x, 80, x + 0.5, 140) for x in edges if x not in (320, 460)]
    lower = [Box(x, 96, x + 0.5, 140) for x in (320, 460)]
    levels = [Box(40, y, 530, y + 0.5) for y in (80, 114, 140)] + [Box(250, 96, 530, 96.5)]
    (item,) = goods_of(
        page(
            (50, 40, "LISTA DE EMPAQUE"),
            *((305, 93, "Bultos"), (445, 93, "Peso kg")),
            (60, 101, "Descripción de la mercancía"),
            *((262, 110, "Cantidad"), (330, 110, "Clase"), (400, 110, "Neto"), (470, 110, "Bruto")),
            *((60, 128, "Mejillones en escabeche"), (280, 128, "850"), (330, 128, "Cajas")),
            *((400, 128, "4.692,00"), (470, 128, "5.610,00")),
            rulings=(*uprights, *lower, *levels),
        )
    )
    assert item.packages is not None
    assert (item.packages.value, item.packages.unit) == (Decimal(850), "BX")
    assert item.net_mass is not None
    assert item.gross_mass is not None
    assert (item.net_mass.value, item.gross_mass.value) == (Decimal("4692.00"), Decimal("5610.00"))


def test_lines_typed_of_hyphens_are_rulings_and_no_words() -> None:
    (item,) = goods_of(
        page(
            (50, 40, "PACKING LIST"),
            (50, 90, "-" * 90),
            *((60, 100, "Packages"), (130, 100, "Type"), (200, 100, "Description"), (380, 100, "Net kg")),
            (50, 110, "-" * 90),
            *((60, 120, "64"), (130, 120, "BOXES"), (200, 120, "Bath towels of cotton"), (380, 120, "1,920.00")),
            (50, 130, "-" * 90),
        )
    )
    assert item.description is not None
    assert item.description.value == "Bath towels of cotton"
    assert item.packages is not None
    assert (item.packages.value, item.packages.unit) == (Decimal(64), "BX")


def test_the_captions_of_the_boxes_at_the_foot_end_the_table() -> None:
    goods = goods_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            *((50, 100, "Description"), (250, 100, "Quantity"), (350, 100, "Unit price"), (450, 100, "Amount EUR")),
            *((50, 120, "Glazed tiles"), (250, 120, "20 m2"), (350, 120, "14.00"), (450, 120, "280.00")),
            *(
                (50, 145, "Gross weight"),
                (250, 145, "Net weight"),
                (350, 145, "No. of packages"),
                (450, 145, "Total EUR"),
            ),
            *((50, 157, "420"), (250, 157, "400"), (350, 157, "2"), (450, 157, "280.00")),
        )
    )
    assert [item.description.value for item in goods if item.description] == ["Glazed tiles"]


def test_a_heading_of_two_languages_is_one_though_the_second_is_misread() -> None:
    (item,) = goods_of(
        _scanned(
            page(
                (50, 40, "PACKING LIST"),
                *(
                    (50, 100, "Omschrijving"),
                    (250, 100, "Colli"),
                    (330, 100, "Nettogewicht"),
                    (430, 100, "Brutogewicht"),
                ),
                *((50, 110, "1Descripción"), (252, 110, "/"), (330, 110, "Peso neto kg"), (430, 110, "/Peso bruto kg")),
                *((50, 126, "Natural rubber"), (250, 126, "60 bales"), (330, 126, "2055"), (430, 126, "2076")),
            )
        )
    )
    assert item.net_mass is not None
    assert item.gross_mass is not None
    assert (item.net_mass.value, item.gross_mass.value) == (Decimal(2055), Decimal(2076))


def test_quantity_and_price_of_an_item_card_are_told_apart_without_the_sign_between() -> None:
    first, second = goods_of(
        _scanned(
            page(
                (50, 40, "COMMERCIAL INVOICE"),
                *((50, 100, "1. Granular urea 46% N"), (480, 100, "688.50")),
                *((70, 111, "1,350 KG"), (130, 111, "0.51")),
                *((70, 122, "HTS NO. 310210.00"), (190, 122, "1 BAG")),
                *((50, 140, "2. Hot melt adhesive"), (480, 140, "2,088.00")),
                *((70, 151, "450 KG"), (130, 151, "x 4.64")),
                *((70, 162, "HTS NO. 350691.90"), (190, 162, "9 DRUMS")),
            )
        )
    )
    assert first.quantity is not None
    assert first.unit_price is not None
    assert first.packages is not None
    assert (first.quantity.value, first.unit_price.value) == (Decimal(1350), Decimal("0.51"))
    assert first.packages.value == 1
    assert second.quantity is not None
    assert second.unit_price is not None
    assert (second.quantity.value, second.unit_price.value) == (Decimal(450), Decimal("4.64"))


def test_items_are_counted_on_over_a_page_that_lay_otherwise_on_the_glass() -> None:
    first, second = (
        _scanned(
            page(
                *(() if number > 1 else ((50, 40, "COMMERCIAL INVOICE"), (50, 60, "Invoice No.: A-1"))),
                *((left, 100, f"{number}. Black tea fermented"), (480, 100, "1,379.40")),
                *((left + 14, 111, "380 KG x 3.63"), (left + 14, 122, "H.S. Code 0902.40")),
                number=number,
            )
        )
        for number, left in ((1, 63), (2, 39))
    )
    (paper,) = papers(Source("paper.pdf", b"", "pdf", "0" * 64), [first, second])
    assert [item.amount.value for item in paper.goods if item.amount] == [Decimal("1379.40")] * 2


def test_a_mark_read_as_a_stroke_is_the_columns_own() -> None:
    rows = ("Soap", "340120", "375.00 KGS", "0.911"), ("Wax", "340490", "525|00 KGS", "1.081")
    masses = [item.gross_mass.value for item in goods_of(_scanned(_packing(*rows))) if item.gross_mass]
    assert masses == [Decimal("375.00"), Decimal("525.00")]


def test_a_hyphen_between_words_tears_no_line() -> None:
    words = (
        Word("From", Box(42, 57, 59, 63), 0.9, "ocr"),
        Word("-", Box(62, 61, 64, 62), 0.9, "ocr"),
        Word("to", Box(67, 58.5, 73, 64.5), 0.9, "ocr"),
    )
    (line,) = lines(Page(1, 595, 842, words, (), "ocr"))
    assert line.text == "From - to"


def test_blanks_of_a_typewriter_part_no_phrase_on_a_scan() -> None:
    def typed(y: float, text: str) -> list[Word]:
        found, place = [], 0
        for part in text.split(" "):
            x = 50 + 5.4 * place
            found.append(Word(part, Box(x, y - 5, x + 5.4 * (len(part) - 0.25), y), 0.95, "ocr"))
            place += len(part) + 1
        return found

    texts = "COPPER SLAG WITH SKIMMINGS", "goods described herein apparent", "handling information number order"
    small = Word("AGREED", Box(400, 46.5, 422, 50), 0.95, "ocr")  # letters of another size on the line
    words = [small, *(word for n, text in enumerate(texts) for word in typed(50 + 12 * n, text))]
    sheet = Page(1, 595, 842, tuple(words), (), "ocr")
    printed = [phrase.text for line in lines(sheet) for phrase in line.phrases]
    assert printed == [texts[0], "AGREED", *texts[1:]]


def test_a_title_over_a_scanned_table_is_no_part_of_its_heading() -> None:
    heads = ((50, "Item No"), (110, "Description"), (300, "Quantity"), (380, "Unit Price"), (470, "Total"))
    row = ((50, "001"), (110, "Steel hinges"), (300, "10"), (380, "2.00"), (470, "20.00"))
    sheet = page(
        (50, 40, "COMMERCIAL INVOICE"),
        (50, 100, "Description of Goods"),
        *((x, 114, text) for x, text in heads),
        *((x, 130, text) for x, text in row),
    )
    (item,) = goods_of(_scanned(sheet))
    assert item.description is not None
    assert item.description.value == "Steel hinges"


def test_a_row_whose_first_words_look_like_a_label_does_not_end_its_table() -> None:
    heads = ((50, "Item"), (300, "Quantity"), (380, "Rate"), (470, "Amount"))
    rows = (("Service A", "12", "10.00", "120.00"), ("Service B", "5", "1.50", "7.50"))
    sheet = page(
        (50, 40, "INVOICE"),
        *((x, 100, text) for x, text in heads),
        *((x, 116 + 16 * n, text) for n, row in enumerate(rows) for (x, _), text in zip(heads, row, strict=True)),
    )
    assert [item.amount.value for item in goods_of(_scanned(sheet)) if item.amount] == [
        Decimal("120.00"),
        Decimal("7.50"),
    ]


def test_four_figures_before_a_point_and_a_unit_settle_the_decimal_sign() -> None:
    assert settled(["Gross 1510.000 kg, net mass: 816.000 kg"], []) == "."
    assert settled(["Gross 1510,000 kg, net mass: 816,000 kg"], []) == ","
    assert settled(["Tariff 2903.710, net mass: 1510,000 kg"], []) == ","


def test_a_block_number_with_a_comma_for_its_point_heads_its_block_and_the_number_of_a_house_none() -> None:
    sheet = page(
        (50, 40, "MOVEMENT DOCUMENT FOR TRANSBOUNDARY MOVEMENTS OF WASTE"),
        *((52, 70, "1, NOTIFICATION NUMBER"), (52, 85, "IE 316204")),
        *((302, 70, "2. SERIAL/TOTAL NUMBER OF SHIPMENTS"), (302, 85, "4/12")),
        *((52, 110, "3. EXPORTER"), (52, 125, "Dunmore Metals Recovery DAC"), (52, 140, "6, Harbour Road")),
        *((302, 110, "4, IMPORTER"), (302, 125, "Recuperaciones Lima S.L.")),
        rulings=tuple(
            line
            for x, top in ((50, 58), (300, 58), (50, 98), (300, 98))
            for line in box_lines(x, top, x + 250, top + 40 + (top > 90) * 20)
        ),
    )
    paper = paper_of(_scanned(sheet))
    assert paper.fields.notification_number is not None
    assert paper.fields.notification_number.value == "IE 316204"
    assert name_of(paper, "importer") == "Recuperaciones Lima S.L."
    assert paper.fields.shipment_date is None


def test_one_misread_number_does_not_make_thousands_of_the_tonnes_of_its_column() -> None:
    heads = (50, 100, "Description"), (250, 100, "Packages"), (400, 100, "Gross weight (tonnes)")
    masses = "3.024", "1,668", "3.150", "1:411", "11791", "9.946"
    cells = [
        (x, 120 + 15 * n, text)
        for n, mass in enumerate(masses)
        for x, text in ((50, "Refined sugar"), (250, "60 bags"), (400, mass))
    ]
    goods = goods_of(_scanned(page((50, 40, "PACKING LIST"), *heads, *cells)))
    read = [item.gross_mass.value for item in goods if item.gross_mass]
    assert read == [Decimal(mass) for mass in ("3.024", "1.668", "3.150", "1.411", "11.791", "9.946")]


def test_a_thousands_mark_read_as_the_decimal_sign_is_told_from_it() -> None:
    goods = goods_of(
        _scanned(_packing(("Soap", "340120", "8.284.00 kg", "2.100 m3"), ("Starch", "110812", "940.00 kg", "1.300 m²")))
    )
    assert [item.gross_mass.value for item in goods if item.gross_mass] == [Decimal("8284.00"), Decimal("940.00")]
    assert [item.volume.value for item in goods if item.volume] == [Decimal("2.100"), Decimal("1.300")]
    assert all(item.gross_mass and item.gross_mass.confidence < 0.8 for item in goods[:1])


def test_quantity_over_packages_in_one_column_are_two_facts_where_other_columns_stack_two() -> None:
    sheet = page(
        (50, 40, "COMMERCIAL INVOICE"),
        *((50, 100, "Description"), (280, 100, "Quantity"), (380, 100, "Unit price"), (480, 100, "Amount")),
        *((50, 112, "Origin"), (280, 112, "Packages"), (380, 112, "Net weight"), (480, 112, "Gross weight")),
        *((50, 130, "Acetone"), (280, 130, "20,320 kg"), (380, 130, "1.26"), (480, 130, "25,603.20")),
        *((50, 142, "China"), (280, 142, "127 drums"), (380, 142, "20,320.00 kg"), (480, 142, "22,149.00 kg")),
    )
    (item,) = goods_of(_scanned(sheet))
    assert item.quantity is not None
    assert item.packages is not None
    assert (item.quantity.value, item.quantity.unit) == (Decimal(20320), "KGM")
    assert (item.packages.value, item.packages.unit) == (Decimal(127), "DR")


def test_words_of_a_heading_that_ocr_ran_together_are_still_its_words() -> None:
    sheet = page(
        (50, 40, "PACKING LIST"),
        *((50, 100, "Description"), (250, 100, "Packages"), (350, 100, "Total"), (450, 100, "Total")),
        *((350, 112, "NetWt"), (450, 112, "GrossWt"), (350, 124, "(kg)"), (450, 124, "(kg)")),
        *((50, 140, "Durum wheat pasta"), (250, 140, "338"), (350, 140, "4,056.000"), (450, 140, "4,421.000")),
        *((50, 155, "Chocolate bars"), (250, 155, "730"), (350, 155, "3,504.000"), (450, 155, "3,819.000")),
    )
    goods = goods_of(_scanned(sheet))
    assert [item.gross_mass.value for item in goods if item.gross_mass] == [Decimal("4421.000"), Decimal("3819.000")]
    assert not any(item.amount for item in goods)


def test_an_amount_that_ocr_ran_into_the_name_beside_it_is_cut_from_it() -> None:
    sheet = page((50, 40, "5 976,00GREECE"), (50, 60, "LDPE250,00X"))
    glued, code = lines(_scanned(sheet))
    assert [word.text for word in glued.words] == ["5", "976,00", "GREECE"]
    assert [word.text for word in code.words] == ["LDPE250,00X"]


def test_a_title_in_large_letters_heads_no_columns() -> None:
    title = page((150, 40, "PACKING &  WEIGHT  SPECIFICATION"), size=16.0).words
    below = _packing(
        ("Woven fabric", "540752", "3,782.000 kg", "15.465"), ("Nonwoven", "560312", "545.000 kg", "1.844")
    )
    sheet = replace(below, words=(*title, *below.words[2:]))
    (heading,) = headings(Layout(_scanned(sheet)))
    assert [head.field for head in heading.heads] == ["description", "hs_code", "gross_mass", "volume"]


def test_goods_told_under_the_caption_of_their_box_are_looked_for_in_no_other() -> None:
    sheet = page(
        (40, 40, "DECLARAÇÃO DE MERCADORIAS PERIGOSAS"),
        *((52, 70, "1 Embarcador"), (52, 85, "Hollandse Meer S.A."), (302, 70, "2 Referência"), (302, 85, "25/2608")),
        (52, 140, "14 Marks, number and kind of packages,  description  of  goods,  gross  mass,  net  mass"),
        (52, 155, "780 DRUMS UN 1263, ACRYLIC SOLVENT BASED PAINT, Class 3"),
        (52, 168, "Total gross weight: 17,004.00 kg Net wt.: 15,600.00 kg"),
        rulings=tuple(
            line
            for x, top, right, bottom in ((50, 58, 300, 120), (300, 58, 550, 120), (50, 128, 550, 250))
            for line in box_lines(x, top, right, bottom)
        ),
    )
    (item,) = goods_of(sheet)
    assert item.description is not None
    assert item.description.value == "ACRYLIC SOLVENT BASED PAINT"
    assert item.gross_mass is not None
    assert item.net_mass is not None
    assert (item.gross_mass.value, item.net_mass.value) == (Decimal("17004.00"), Decimal("15600.00"))
