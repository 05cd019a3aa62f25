"""What papers of transport tell in sentences and notes: the invoice they cite, their days, route and totals."""

from datetime import date
from decimal import Decimal

import pytest

from extractors.regions import Layout
from models.paper import Paper
from tests.typesetting import goods_of, page, paper_of

BILL = (
    *((50, 40, "BILL OF LADING"), (320, 60, "B/L No.:"), (400, 60, "QDSL60718")),
    *((50, 90, "Shipper:"), (110, 90, "Orrin Yarns Ltd"), (50, 120, "Consignee:"), (110, 120, "Falke Garne GmbH")),
    *((50, 150, "Port of loading:"), (150, 150, "Leith"), (320, 150, "Port of discharge:"), (420, 150, "Bremerhaven")),
)


def _bill(*more: tuple[float, float, str]) -> Paper:
    return paper_of(page(*BILL, *more))


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("AS PER INVOICE OY7714.", "OY7714"),
        ("INV. OY-26/118 PO 4471", "OY-26/118"),
        ("Behoort bij factuur: 26-1184", "26-1184"),
        ("Proforma invoice OY7714", None),
        ("Invoice in 3 copies", None),
        ("Invoice 12.05.2026", None),
    ],
)
def test_the_invoice_that_a_sentence_cites(printed: str, number: str | None) -> None:
    told = _bill((50, 300, printed)).fields.invoice_number
    assert (told.value if told else None) == number


def test_the_days_on_which_goods_went_on_board_and_the_bill_was_issued() -> None:
    said = "Freight prepaid. On board Leith 28 March 2026. Issued at Leith on 30 March 2026 by Forth Line, as carrier."
    fields = _bill((50, 500, said)).fields
    assert fields.shipment_date is not None
    assert fields.date is not None
    assert (fields.shipment_date.value, fields.date.value) == (date(2026, 3, 28), date(2026, 3, 30))


def test_an_item_under_several_codes_is_the_whole_lading() -> None:
    said = "40 BALES OF WORSTED YARN, HS 5107.10, 5107.20, GROSS WEIGHT 8,120 KG, 31.40 M3"
    fields = _bill((50, 300, said)).fields
    told = (fields.total_packages, fields.total_gross_mass, fields.total_volume)
    assert [each.value if each else None for each in told] == [40, 8120, Decimal("31.40")]


def test_the_route_after_the_ship() -> None:
    fields = _certificate("MV Ness Trader 2604N, Port Louis - Le Havre")
    assert fields == ["MV Ness Trader", "2604N", "Port Louis", "Le Havre"]
    assert _certificate("Ness Trader / 118W") == ["Ness Trader", "118W", None, None]


def _certificate(carried: str) -> list[str | None]:
    fields = paper_of(
        page((50, 40, "CERTIFICATE OF ORIGIN"), (50, 90, "Transport details:"), (150, 90, carried))
    ).fields
    told = (fields.vessel, fields.voyage, fields.port_of_loading, fields.port_of_discharge)
    return [each.value if each else None for each in told]


def test_titles_set_wide_in_two_languages_are_closed_up() -> None:
    letters = [(50 + 10 * n, 40, sign) for n, sign in enumerate("PACKING LIST / LISTE DE COLISAGE") if sign != " "]
    printed = Layout(page(*letters, size=8)).lines[0].text
    assert printed == "PACKING LIST / LISTE DE COLISAGE"


def _waybill(*goods: str) -> Paper:
    heads = (
        *((50, 300, "No. of Pieces"), (130, 300, "Gross Weight"), (210, 300, "kg/lb"), (270, 300, "Total")),
        (350, 300, "Nature and Quantity of Goods"),
    )
    row = ((60, 320, "42"), (140, 320, "812.0"), (215, 320, "K"), (270, 320, "1908.20"))
    named = ((350, 320 + 12 * n, text) for n, text in enumerate(goods))
    sums = ((60, 420, "42"), (140, 420, "812.0"), (270, 420, "1908.20"))
    return paper_of(page((50, 40, "AIR WAYBILL"), *heads, *row, *named, *sums))


def test_what_only_the_last_line_of_a_waybill_measures_is_one_item() -> None:
    paper = _waybill("BICYCLE PARTS, NEW", "CRANKS, HUBS", "HS 871493 871499", "DIMS CM 60X40X30/42", "VOL 3.02 M3")
    first, second = paper.goods
    assert first.description is not None
    assert first.description.value == "BICYCLE PARTS, NEW CRANKS, HUBS"
    told = (first.packages, first.gross_mass, first.volume)
    assert [each.value if each else None for each in told] == [42, 812, Decimal("3.02")]
    assert [item.hs_code.value if item.hs_code else None for item in (first, second)] == ["871493", "871499"]


def test_a_row_of_figures_that_repeats_the_only_one_is_its_sum() -> None:
    paper = _waybill("20 CARTONS OF SADDLES", "22 CARTONS OF CRANKS")
    told = (paper.fields.total_packages, paper.fields.total_gross_mass)
    assert [each.value if each else None for each in told] == [42, 812]
    assert len(paper.goods) == 2


def test_a_shortened_word_of_an_address_is_no_port() -> None:
    told = paper_of(page((50, 40, "PACKING LIST"), (50, 90, "POL. SAN JORGE, C/ PLATA 4"))).fields.port_of_loading
    assert told is None


def test_a_count_said_again_in_words_names_no_goods() -> None:
    items = goods_of(
        page(
            (50, 40, "BILL OF LADING"),
            (50, 200, "240 CARTONS (TWO HUNDRED FORTY CARTONS ONLY) ON 8 PALLETS SAID TO CONTAIN"),
            (50, 214, "BRASS FITTINGS, BRASS BALL VALVES"),
            (50, 228, "GROSS WEIGHT 2459.000 KGS NET WEIGHT 2315.000 KGS"),
        )
    )
    assert [(item.packages.value, item.gross_mass.value) for item in items if item.packages and item.gross_mass] == [
        (240, 2459)
    ]


def test_the_route_of_a_bill_may_be_told_in_sentences() -> None:
    told = paper_of(
        page(
            (50, 40, "BILL OF LADING"),
            (50, 100, "From MUNDRA to NEW YORK. Place of receipt RAJKOT. Place of delivery CLEVELAND."),
        )
    ).fields
    places = (told.port_of_loading, told.port_of_discharge, told.place_of_receipt, told.place_of_delivery)
    assert [place.value if place else None for place in places] == ["MUNDRA", "NEW YORK", "RAJKOT", "CLEVELAND"]


def test_masses_beside_each_other_have_their_own_units_and_packages_their_word_before_them() -> None:
    line = "Non imponibile D.P.R. 633/72. Colli 3 – Peso netto kg 388,2 – Peso lordo kg 429,0."
    told = paper_of(page((50, 40, "FATTURA N. 71/E"), (50, 400, line))).fields
    totals = (told.total_packages, told.total_net_mass, told.total_gross_mass)
    assert [total.value if total else None for total in totals] == [3, Decimal("388.2"), Decimal(429)]


def test_the_packages_beside_one_of_several_tariff_codes_are_not_all() -> None:
    items = [
        (40, 100, "1. BICYCLES"),
        (460, 100, "6,779.51"),
        (40, 112, "HS CODE 8712.00"),
        (180, 112, "37 CARTONS NET 555 KGS"),
    ]
    items += [(40, 140, "2. BUMPERS"), (460, 140, "2,502.40"), (40, 152, "HS CODE 8708.29")]
    paper = paper_of(
        page((40, 50, "COMMERCIAL INVOICE"), *items, (180, 152, "1 CASE"), (40, 180, "TOTAL"), (460, 180, "9,281.91"))
    )
    assert paper.fields.total_packages is None
