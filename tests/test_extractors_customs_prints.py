"""Prints of customs systems: numbered boxes, data elements, entries numbered otherwise, documents cited by code."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.geometry import Box
from models.page import Page
from models.paper import GoodsItem, Paper
from tests.typesetting import box_lines, goods_of, name_of, page, paper_of, words

Cell = tuple[Box, str, tuple[str, ...]]


def printed(title: str, *cells: Cell) -> Page:
    """Return a customs print: a title and ruled cells, each with a small caption over larger values."""
    made = words(40, 40, title, 12)
    for box, caption, values in cells:
        made += words(box.x0 + 3, box.top + 8, caption, 6)
        for n, text in enumerate(text for text in values if text):
            made += words(box.x0 + 3, box.top + 22 + 12 * n, text, 10)
    rulings = tuple(line for box, _, _ in cells for line in box_lines(box.x0, box.top, box.x1, box.bottom))
    return replace(page(rulings=rulings), words=tuple(made))


def value(item: GoodsItem, name: str) -> object:
    field = getattr(item, name)
    return field.value if field else None


def head(paper: Paper, name: str) -> object:
    field = getattr(paper.fields, name)
    return field.value if field else None


def single(n: int, top: float, box_31: str = "31 Packstücke und Warenbezeichnung") -> tuple[Cell, ...]:
    """Return the boxes of one item of a Single Administrative Document."""
    name, count, code = (("Aceton, rein", "14 DR   Zeichen: LW 1", "29141100"), ("Toluol", "6 XY", "29023000"))[n]
    return (
        (Box(40, top, 300, top + 80), box_31, (name, count, ("CAS 67-64-1", "CAS 108-88-3")[n], ("UN 1090", "")[n])),
        (Box(300, top, 380, top + 40), "33 Warennummer", (code,)),
        (Box(380, top, 460, top + 40), "35 Rohmasse (kg)", ("1.240,0",)),
        (Box(460, top, 555, top + 40), "44 Unterlagen", ("N380 / 60411",)),
        (Box(300, top + 40, 380, top + 80), "38 Eigenmasse (kg)", ("1.120,0",)),
        (Box(380, top + 40, 460, top + 80), "34 Ursprungsland", ("BE / 1000",)),
        (Box(460, top + 40, 555, top + 80), "42 Artikelpreis", ("2.310,00",)),
    )


HEAD: tuple[Cell, ...] = (
    (Box(40, 60, 300, 120), "2 Ausführer", ("Wupper Chemie GmbH", "42103 Wuppertal")),
    (Box(300, 60, 555, 90), "7 Bezugsnummer", ("EXP-88-1204",)),
    (Box(300, 90, 555, 120), "22 Währung u. in Rechn. gestellter Gesamtbetr.", ("EUR 4.620,00",)),
)


@pytest.mark.parametrize("box_31", ["31 Packstücke und Warenbezeichnung", "31 Kolly och annat"])
def test_the_boxes_of_an_item_tell_all_that_stands_in_them(box_31: str) -> None:
    paper = paper_of(printed("AUSFUHRBEGLEITDOKUMENT", *HEAD, *single(0, 130, box_31), *single(1, 215, box_31)))
    first, second = paper.goods
    assert [value(item, "hs_code") for item in paper.goods] == ["29141100", "29023000"]
    assert [value(item, "packages") for item in paper.goods] == [14, 6]
    assert first.description is not None
    assert first.description.value == "Aceton, rein"
    assert second.description is not None
    assert second.description.value == "Toluol"
    assert (value(first, "un_number"), first.cas[0].value, value(first, "origin")) == ("1090", "67-64-1", "BE")
    assert (value(first, "net_mass"), value(first, "amount")) == (Decimal("1120.0"), Decimal("2310.00"))


def test_the_invoice_that_a_declaration_cites_by_code_outranks_the_bare_reference() -> None:
    paper = paper_of(printed("AUSFUHRBEGLEITDOKUMENT", *HEAD, *single(0, 130)))
    assert head(paper, "invoice_number") == "60411"


ELEMENTS = printed(
    "EXPORT ACCOMPANYING DOCUMENT",
    (Box(40, 60, 300, 130), "Eksportir [13 01] SI12345678", ("Krka Plin d.o.o.", "8000 Novo mesto")),
    (Box(300, 60, 430, 95), "Datum [15 09]", ("20260317",)),
    (Box(430, 60, 555, 95), "Valuta [14 05] / znesek [14 06]", ("EUR 9120.00",)),
    (Box(300, 95, 430, 130), "Skupna bruto masa [18 04]", ("2210.0",)),
    *(
        cell
        for n, (name, code, un) in enumerate((("R-32 plin", "29034200", "3252"), ("R-227ea plin", "29034800", "3296")))
        for top in (140 + 90 * n,)
        for cell in (
            (Box(40, top, 120, top + 35), "Postavka [11 03]", (str(n + 1),)),
            (Box(120, top, 430, top + 35), "Opis blaga [18 05]", (name,)),
            (Box(430, top, 555, top + 35), "Oznaka blaga [18 09]", (code,)),
            (Box(40, top + 35, 120, top + 70), "Vrsta/kos [18 06]", (f"{30 + n} CY",)),
            (Box(120, top + 35, 230, top + 70), "Neto masa (kg) [18 01]", ("450.0",)),
            (Box(230, top + 35, 330, top + 70), "Cena [14 08]", ("4560.00",)),
            (Box(330, top + 35, 430, top + 70), "UN [18 07]", (un,)),
            (Box(430, top + 35, 555, top + 70), "Poreklo [16 08]", ("SI",)),
        )
    ),
)


def test_captions_are_known_by_the_numbers_of_their_data_elements() -> None:
    paper = paper_of(ELEMENTS)
    assert name_of(paper, "exporter") == "Krka Plin d.o.o."
    assert (head(paper, "date"), head(paper, "total_gross_mass")) == (date(2026, 3, 17), Decimal("2210.0"))
    assert (head(paper, "total_amount"), head(paper, "currency")) == (Decimal("9120.00"), "EUR")
    told = [tuple(value(item, n) for n in ("description", "hs_code", "un_number", "origin")) for item in paper.goods]
    assert told == [("R-32 plin", "29034200", "3252", "SI"), ("R-227ea plin", "29034800", "3296", "SI")]
    assert [(value(i, "packages"), value(i, "net_mass")) for i in paper.goods] == [
        (30, Decimal(450)),
        (31, Decimal(450)),
    ]


def test_a_box_of_two_data_elements_tells_both() -> None:
    boxes = (
        ("3/1 Exporter", "Severn Reagents Ltd"), ("6/8 Goods description", "Borax, technical"),
        ("6/9-6/10 Packages", "44 DR"), ("6/14 Commodity code", "2840190000"), ("6/1 Net mass (kg)", "1100.000"),
    )  # fmt: skip
    cells = tuple((Box(40, 60 + 35 * n, 300, 95 + 35 * n), name, (told,)) for n, (name, told) in enumerate(boxes))
    (item,) = paper_of(printed("CUSTOMS DECLARATION - EXPORT", *cells)).goods
    assert (value(item, "packages"), value(item, "net_mass")) == (44, Decimal(1100))


def test_an_entry_numbered_otherwise_is_not_read_by_the_boxes_of_the_single_document() -> None:
    caps = ("1. Filer Code/Entry Number", "2. Entry Type", "8. Importing Carrier", "14. Exporting Country")
    values = ("KQ2-1177034-5", "01 ABI/A", "MERIDIAN DAWN", "VN")
    more = ("20. U.S. Port of Unlading", "22. Consignee Number", "35. Total Entered Value", "40. Total")
    told = ("2704 LONG BEACH", "47-118834NE", "$ 18,250", "1,004.17")
    cells = [(Box(40 + 130 * n, 60, 170 + 130 * n, 95), cap, (values[n],)) for n, cap in enumerate(caps)]
    cells += [(Box(40 + 130 * n, 95, 170 + 130 * n, 130), cap, (told[n],)) for n, cap in enumerate(more)]
    paper = paper_of(printed("ENTRY SUMMARY", *cells))
    assert paper.party("exporter") is None
    assert paper.party("consignee") is None
    assert (head(paper, "number"), head(paper, "country_of_export")) == ("KQ2-1177034-5", "VN")
    assert (head(paper, "vessel"), head(paper, "port_of_discharge")) == ("MERIDIAN DAWN", "LONG BEACH")
    assert head(paper, "total_amount") == Decimal(18250)


def test_a_count_alone_on_a_line_under_the_name_counts_the_packages() -> None:
    (item,) = goods_of(
        page(
            *((50, 40, "COMMERCIAL INVOICE"), (80, 100, "Description of goods"), (330, 100, "Quantity")),
            *((410, 100, "Unit price"), (490, 100, "Amount USD"), (80, 120, "Ratchet handle, 3/8 in")),
            *((330, 120, "400 pcs"), (410, 120, "1.50"), (490, 120, "600.00"), (80, 132, "20 CTN")),
        )
    )
    assert value(item, "packages") == 20
    assert value(item, "description") == "Ratchet handle, 3/8 in"


def test_who_declares_may_be_the_exporter_as_well() -> None:
    cells = ((Box(40, 60, 300, 110), "Declarante / Exportador", ("Moinhos Guaíba S.A.",)),)
    paper = paper_of(printed("DECLARAÇÃO ÚNICA DE EXPORTAÇÃO", *cells))
    assert name_of(paper, "exporter") == name_of(paper, "declarant") == "Moinhos Guaíba S.A."


CAPTIONS = (("NCM", "Descrição da mercadoria"), ("Peso líquido total (kg)", "Valor na condição de venda"))
CARDS = (
    ("Item 001", "7326.90.90", "SUPORTE DE AÇO", "310,500", "2.480,00"),
    ("Item 002", "7318.16.00", "PORCA SEXTAVADA", "92,000", "1.105,00"),
)


def test_captions_without_numbers_that_repeat_by_item_are_cards_of_items() -> None:
    cells: list[Cell] = [(Box(40, 60, 300, 95), "Unidade de embarque", ("0817800 - PORTO DE SANTOS",))]
    for n, (title, *values) in enumerate(CARDS):
        top = 110 + 90 * n
        cells.append((Box(40, top, 555, top + 14), title, ()))
        for place, told in enumerate(values):
            row, column = divmod(place, 2)
            box = Box((40, 200)[column], top + 14 + 32 * row, (200, 555)[column], top + 46 + 32 * row)
            cells.append((box, CAPTIONS[row][column], (told,)))
    paper = paper_of(printed("DECLARAÇÃO ÚNICA DE EXPORTAÇÃO", *cells))
    told = [tuple(value(item, n) for n in ("hs_code", "description", "net_mass", "amount")) for item in paper.goods]
    assert told == [
        ("73269090", "SUPORTE DE AÇO", Decimal("310.500"), Decimal("2480.00")),
        ("73181600", "PORCA SEXTAVADA", Decimal("92.000"), Decimal("1105.00")),
    ]
    assert head(paper, "port_of_loading") == "PORTO DE SANTOS"


def test_a_code_typed_close_behind_its_position_and_charges_side_by_side_under_the_rows() -> None:
    paper = paper_of(
        page(
            *((40, 40, "IMPORT DECLARATION"), (40, 100, "ITM HS CODE"), (140, 100, "DESCRIPTION OF GOODS")),
            *((330, 100, "PKGS"), (400, 100, "NET KG"), (480, 100, "FOB USD"), (40, 115, "001 2833.11.00")),
            *((140, 115, "SODIUM SULPHATE"), (330, 115, "40 BG"), (400, 115, "1,000.00"), (480, 115, "410.00")),
            *((40, 130, "002 2836.30.00"), (140, 130, "SODIUM BICARBONATE"), (330, 130, "80 BG")),
            *((400, 130, "2,000.00"), (480, 130, "930.00"), (40, 150, "FOB VALUE USD 1,340.00")),
            *((200, 150, "FREIGHT USD 220.00"), (330, 150, "INSURANCE USD 7.10"), (450, 150, "CIF USD 1,567.10")),
        )
    )
    assert [value(item, "hs_code") for item in paper.goods] == ["28331100", "28363000"]
    assert [value(item, "amount") for item in paper.goods] == [Decimal("410.00"), Decimal("930.00")]


def test_a_place_ends_with_its_sentence() -> None:
    paper = paper_of(
        page(
            (40, 40, "FACTURA COMERCIAL"),
            (40, 80, "Puerto de embarque: Manzanillo. Puerto de destino: Callao (tránsito). Uso"),
        )
    )
    assert (head(paper, "port_of_loading"), head(paper, "port_of_discharge")) == ("Manzanillo", "Callao (tránsito)")


def test_the_destination_of_a_dangerous_goods_note_is_where_it_is_delivered() -> None:
    boxes = (
        (Box(40, 60, 300, 95), "12 Port of discharge", ("TEMA",)),
        (Box(300, 60, 555, 95), "13 Destination", ("KUMASI",)),
    )
    paper = paper_of(printed("MULTIMODAL DANGEROUS GOODS FORM", *boxes))
    assert (head(paper, "port_of_discharge"), head(paper, "place_of_delivery")) == ("TEMA", "KUMASI")
