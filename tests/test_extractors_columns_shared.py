"""Columns that hold more than their heading tells at first sight, or share its name with another."""

from decimal import Decimal

from extractors.goods_text import said
from models.paper import GoodsItem, Paper
from tests.typesetting import name_of, page, paper_of

Cell = tuple[float, float, str]


def _line(y: float, *cells: tuple[float, str]) -> list[Cell]:
    return [(x, y, text) for x, text in cells]


def _told(item: GoodsItem, *names: str) -> list[object]:
    return [fact.value if (fact := getattr(item, name)) else None for name in names]


def _totals(paper: Paper) -> list[object]:
    told = (paper.fields.total_packages, paper.fields.total_gross_mass, paper.fields.total_volume)
    return [each.value if each else None for each in told]


def test_a_volume_under_a_mass_begins_no_row_and_is_summed_under_it() -> None:
    heads = _line(100, (50, "MARKS & NUMBERS"), (200, "DESCRIPTION OF GOODS"), (400, "GROSS WEIGHT / MEASUREMENT"))
    rows = [
        *_line(114, (50, "TIRSO"), (200, "16 REELS"), (400, "9204 KG")),
        *_line(126, (50, "HULL"), (200, "KRAFT LINER IN REELS"), (400, "18.40 M3")),
        *_line(150, (50, "TIRSO"), (200, "7 PALLETS"), (400, "3146 KG")),
        *_line(162, (50, "8/14"), (200, "TISSUE PAPER"), (400, "12.10 M3")),
        *_line(190, (200, "TOTAL 23 PACKAGES"), (400, "12350 KG")),
        *_line(202, (400, "30.50 M3")),
    ]
    paper = paper_of(page((50, 40, "BILL OF LADING"), *heads, *rows))
    assert [_told(item, "description", "packages", "gross_mass", "volume") for item in paper.goods] == [
        ["KRAFT LINER IN REELS", 16, 9204, Decimal("18.40")],
        ["TISSUE PAPER", 7, 3146, Decimal("12.10")],
    ]
    assert _totals(paper) == [23, 12350, Decimal("30.50")]


def test_packages_are_summed_up_under_the_goods() -> None:
    heads = _line(100, (50, "Container"), (180, "Packages and goods"), (380, "Gross weight"), (480, "Measurement"))
    rows = [
        *_line(114, (50, "part 1"), (180, "18 pallets"), (380, "7,704.0 kg"), (480, "21.60 m³")),
        *_line(126, (180, "Ceramic floor tiles")),
        *_line(140, (50, "part 2"), (180, "2 crates"), (380, "310.0 kg"), (480, "2.10 m³")),
        *_line(152, (180, "Tile cutting machines")),
        *_line(180, (50, "Total"), (180, "20 packages"), (380, "8,014.0 kg"), (480, "23.70 m³")),
    ]
    assert _totals(paper_of(page((50, 40, "SEA WAYBILL"), *heads, *rows))) == [20, 8014, Decimal("23.70")]


def test_of_two_columns_headed_as_packages_the_first_may_number_them() -> None:
    heads = _line(100, (50, "Pallet"), (120, "Artikel"), (300, "Pallets"), (400, "Netto (kg)"), (480, "Bruto (kg)"))
    rows = [
        *_line(120, (50, "1 – 8"), (120, "Wandtegels wit"), (300, "8"), (400, "2.752"), (480, "2.928")),
        *_line(140, (50, "9 – 14"), (120, "Vloertegels grijs"), (300, "6"), (400, "2.256"), (480, "2.388")),
        *_line(170, (120, "Totaal"), (300, "14"), (400, "5.008"), (480, "5.316")),
    ]
    paper = paper_of(page((50, 40, "PAKLIJST"), *heads, *rows))
    assert [_told(item, "packages") for item in paper.goods] == [[8], [6]]
    assert _totals(paper)[0] == 14


def test_codes_under_commodity_beside_the_goods_are_tariff_codes() -> None:
    heads = _line(100, (50, "GOODS"), (230, "COMMODITY"), (310, "UNITS"), (390, "GBP EACH"), (480, "GBP TOTAL"))
    rows = [
        *_line(120, (50, "Ceramic hobs, boxed"), (230, "8516.60"), (310, "64"), (390, "90.00"), (480, "5,760.00")),
        *_line(140, (50, "Hair dryers, boxed"), (230, "8516.31"), (310, "41"), (390, "4.50"), (480, "184.50")),
    ]
    paper = paper_of(page((50, 40, "COMMERCIAL INVOICE"), *heads, *rows))
    assert [_told(item, "description", "hs_code") for item in paper.goods] == [
        ["Ceramic hobs, boxed", "851660"],
        ["Hair dryers, boxed", "851631"],
    ]


def test_a_code_of_the_nomenclature_alone_in_parentheses_is_the_goods() -> None:
    told = said("900 cartons hake, lot value (1999.99), gutted (0303.66)")
    assert [code.value for code in told.hs_codes] == ["030366"]
    assert told.name == "hake, lot value (1999.99), gutted"


def test_a_note_under_the_rows_makes_no_column_of_numbers_that_of_names() -> None:
    heads = _line(100, (50, "Artigo"), (140, "Designação"), (400, "Quantidade"), (500, "Un."))
    rows = [
        *_line(120, (50, "ESC-02"), (140, "Areia siderúrgica granulada"), (400, "24,620"), (500, "t")),
        *_line(
            134,
            (50, "Teor indicativo: ferro 29 %, alumina 36 %, cal 11 %. Peso conforme o talão da báscula da fábrica e"),
        ),
        *_line(146, (50, "o registo do motorista à saída do parque de carga.")),
    ]
    (item,) = paper_of(page((50, 40, "GUIA DE REMESSA"), *heads, *rows)).goods
    assert item.description is not None
    assert item.description.value is not None
    assert item.description.value.startswith("Areia siderúrgica granulada")


def test_a_company_introduced_at_the_foot_in_columns_issues_the_bill() -> None:
    sent = [(50, 100 + 12 * n, text) for n, text in enumerate(["Pneu Horák s.r.o.", "Lidická 118/53", "627 00 Brno"])]
    heads = _line(300, (50, "Aantal"), (120, "Omschrijving"), (320, "Prijs"), (420, "Bedrag"))
    row = _line(320, (50, "320 st"), (120, "Wandtegels wit"), (320, "41,80"), (420, "13.376,00"))
    foot = [
        *_line(790, (50, "Tegelhuis Noord B.V."), (250, "KvK 24118836"), (420, "IBAN NL61 MSBK 0417 7300 28")),
        *_line(802, (50, "Kade 77, 3087 BM Rotterdam"), (250, "Btw NL009134477B01"), (420, "BIC MSBKNL2R")),
    ]
    tax = (50, 136, "Btw-nr. afnemer: CZ28417736")
    paper = paper_of(page((400, 60, "FACTUUR"), *sent, tax, *heads, *row, *foot))
    assert (name_of(paper, "seller"), name_of(paper, "buyer")) == ("Tegelhuis Noord B.V.", "Pneu Horák s.r.o.")


def test_the_number_under_a_small_title_and_the_invoice_under_a_certificates_heading() -> None:
    paper = paper_of(
        page((400, 40, "FACTURA COMERCIAL"), (400, 54, "F-88213"), (50, 90, "EMBARCADO A"), (50, 102, "Gamba S.L."))
    )
    assert paper.fields.number is not None
    assert paper.fields.number.value == "F-88213"
    assert name_of(paper, "consignee") == "Gamba S.L."
    heads = _line(200, (50, "8. Item number; description of goods"), (300, "9. Gross mass (kg)"), (420, "10. Invoices"))
    row = _line(220, (50, "1 900 cartons frozen hake"), (310, "18 810"), (420, "KA2291"))
    row = [*row, *_line(234, (420, "of 13.02.2026"))]
    fields = paper_of(page((50, 40, "MOVEMENT CERTIFICATE EUR.1"), *heads, *row)).fields
    assert fields.invoice_number is not None
    assert fields.invoice_number.value == "KA2291"
    assert fields.date is None


def test_rows_of_two_storeys_begin_where_the_first_stands() -> None:
    heads = [
        (40, 100, "Pos."),
        (110, 100, "Descripción"),
        (300, 100, "Cantidad"),
        (390, 100, "Precio"),
        (480, 100, "Importe"),
    ]
    below = [
        (40, 112, "Código SA"),
        (110, 112, "Origen"),
        (300, 112, "Bultos"),
        (390, 112, "Peso neto"),
        (480, 112, "Peso bruto"),
    ]
    below += [(300, 122, "Clase de bultos")]
    goods = [
        ("LLDPE film resin", "3901 40 00", "3 sacos"),
        ("EPS beads", "3903 11 90", "90 sacos"),
        ("Vajilla", "3924 10 00", "29 cajas"),
    ]
    rows: list[tuple[float, float, str]] = []
    for n, (name, code, packed) in enumerate(goods):
        y, kilos = 140 + 26 * n, f"{n + 2}.750"
        rows += [
            (40, y, str(n + 1)),
            (110, y, name),
            (300, y, f"{kilos} KGS"),
            (390, y, "1,32"),
            (480, y, f"{n + 2}.630,00"),
        ]
        rows += [(40, y + 12, code), (110, y + 12, "TZ"), (300, y + 12, packed), (390, y + 12, f"{kilos},000 KGS")]
        rows += [(480, y + 12, f"{n + 2}.780,000 KGS")]
    paper = paper_of(page((40, 50, "FACTURA"), *heads, *below, *rows))
    assert [item.description and item.description.value for item in paper.goods] == [name for name, *_ in goods]
    assert [item.packages and int(item.packages.value or 0) for item in paper.goods] == [3, 90, 29]
