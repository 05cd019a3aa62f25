"""Papers of carriage: the body that tells of the goods, and the titles over it, in designs of many carriers."""

from decimal import Decimal

from extractors import tariff
from extractors.decimals import settled
from extractors.regions import Layout
from extractors.tables import tables
from models.paper import GoodsItem, Paper
from tests.typesetting import page, paper_of


def test_a_title_in_two_languages_is_one_though_its_words_label_numbers_elsewhere() -> None:
    paper = paper_of(
        page(
            (330, 40, "POLIZZA DI CARICO / BILL OF LADING"),
            (330, 52, "No. TLF/GEN/0526/0338"),
            *((40, 160, "Marks"), (120, 160, "Description of goods"), (400, 160, "Gross weight kg")),
            *((40, 180, "FF 1-60"), (120, 180, "60 CARTONS CERAMIC TILES"), (400, 180, "1260.000")),
            (120, 192, "INVOICE 77/EX"),
        )
    )
    assert paper.kind == "bill_of_lading"
    assert paper.fields.number and paper.fields.number.value == "TLF/GEN/0526/0338"
    assert paper.fields.invoice_number and paper.fields.invoice_number.value == "77/EX"


def test_a_line_that_calls_air_cargo_free_of_rules_is_no_second_item() -> None:
    paper = paper_of(
        page(
            (40, 30, "AIR WAYBILL"),
            *((40, 200, "No. of Pieces RCP"), (130, 200, "Gross Weight"), (210, 200, "kg/lb")),
            (330, 200, "Nature and Quantity of Goods (incl. Dimensions or Volume)"),
            *((40, 220, "12"), (130, 220, "188.5"), (210, 220, "K"), (330, 220, "SURGICAL INSTRUMENTS HS 901890")),
            (330, 232, "NOT RESTRICTED"),
        )
    )
    (item,) = paper.goods
    assert item.packages and item.packages.value == 12
    assert item.gross_mass and item.gross_mass.value == Decimal("188.5")


def test_packages_counted_in_one_column_and_named_in_the_next_settle_the_decimal_sign() -> None:
    layout = Layout(
        page(
            (40, 40, "VRACHTBRIEF"),
            *((40, 200, "Aantal (7)"), (100, 200, "Verpakking (8)"), (200, 200, "Aard der goederen (9)")),
            (400, 200, "Bruto kg (11)"),
            *((40, 220, "40"), (100, 220, "balen"), (200, 220, "Oud papier EN 643 1.02"), (400, 220, "22.160")),
        )
    )
    texts = [line.text for line in layout.lines]
    assert settled(texts, tables(layout), "nl") == ","


def test_tariff_codes_with_a_dash_between_are_as_many_codes() -> None:
    assert [code.value for _, found in tariff.named("HS 610910 - 611020 - 620342") for code in found] == [
        "610910",
        "611020",
        "620342",
    ]
    assert [code.value for _, found in tariff.named("HS 610910 - 276 cartons") for code in found] == ["610910"]


def test_captions_in_one_line_name_the_columns_of_the_row_below() -> None:
    item, paper = _consignment_note(
        "6-12 Marques, nombre, emballage, nature de la marchandise, n° statistique, poids brut kg, cubage m3",
        *((42, "CD 1-40"), (110, "40"), (150, "fardos"), (210, "Balles de coton peigné"), (400, "520100")),
        *((460, "8960"), (520, "31,20")),
    )
    assert item.hs_code and item.hs_code.value == "520100"
    assert item.gross_mass and (item.gross_mass.value, item.gross_mass.unit) == (8960, "KGM")
    assert item.volume and item.volume.value == Decimal("31.20")
    assert paper.fields.total_gross_mass and paper.fields.total_gross_mass.value == 8960


def test_pallets_give_way_to_the_packages_on_them_in_the_total_of_one_item() -> None:
    _, paper = _consignment_note(
        "6-9 Marks, number of packages, method of packing, nature of the goods, gross weight kg",
        *((42, "AB 1/96"), (110, "96"), (150, "cartons"), (210, "Ceramic mugs"), (460, "1920")),
    )
    assert paper.fields.total_packages and paper.fields.total_packages.value == 96


def _consignment_note(captions: str, *row: tuple[float, str]) -> tuple[GoodsItem, Paper]:
    paper = paper_of(
        page(
            (40, 30, "CMR"),
            (100, 30, "INTERNATIONAL CONSIGNMENT NOTE"),
            (40, 100, "1 Sender"),
            (40, 112, "Filature du Nord SA, 59000 Lille, France"),
            (40, 200, captions),
            *((x, 216.0, text) for x, text in row),
            (42, 240, "6 PALLETS"),
            (40, 400, "22 Signature of the sender"),
        )
    )
    (item,) = paper.goods
    assert item.packages
    return item, paper


def test_what_stands_in_boxes_without_rulings_over_that_of_the_goods_is_none() -> None:
    paper = paper_of(
        page(
            (40, 30, "CARTA DE PORTE INTERNACIONAL - CMR"),
            *((40, 100, "16. Porteador"), (330, 100, "Vehículo")),
            *((40, 112, "TRANSPORTES ALMANZORA, S.L."), (330, 112, "7714 MKR / R-2290-BCX")),
            (40, 200, "6-12. Marcas, número y clase de bultos, naturaleza de la mercancía, peso bruto, volumen"),
            (40, 216, "30 PALETS DE LADRILLOS REFRACTARIOS, PESO BRUTO 24.150 KG"),
            (40, 300, "13. Instrucciones del remitente"),
            (40, 312, "2 CONDUCTORES CON ADR"),
        )
    )
    assert [item.packages.value for item in paper.goods if item.packages] == [30]


def test_the_number_of_a_law_is_no_paper_s_and_letters_of_a_country_lead_one() -> None:
    for title, number in (
        ("CARTA DE PORTE INTERNACIONAL - CMR", "ES 26/204417"),
        ("ULUSLARARASI HAMULE SENEDI", "TR 204417-F"),
        ("LETTRE DE VOITURE INTERNATIONALE", "LU 20441/26"),
    ):
        paper = paper_of(page((40, 40, title), (430, 40, number), (40, 100, "1 Sender"), (40, 112, "Acme Ltd, Leeds")))
        assert paper.fields.number and paper.fields.number.value == number
    annex = paper_of(
        page(
            (40, 40, "ANNEX VII - Regulation (EU) 2024/1157"),
            (40, 60, "DIWASS document no.: FR-A7-2026-0011204"),
            (40, 100, "1. Person who arranges the shipment"),
        )
    )
    assert annex.fields.number and annex.fields.number.value == "FR-A7-2026-0011204"


def test_a_total_on_the_next_line_is_none_of_the_mass_before_it() -> None:
    first, second = _lading(
        "250 TANICHE ERBICIDA LIQUIDO",
        "PESO LORDO 5850 KG",
        "120 SACCHI FUNGICIDA IN POLVERE",
        "PESO LORDO 3100 KG",
        "TOTALE 370 COLLI 8950 KG",
    )
    assert first.gross_mass and first.gross_mass.value == 5850
    assert second.gross_mass and second.gross_mass.value == 3100


def test_a_mass_a_little_more_than_the_net_mass_is_gross() -> None:
    (item,) = _lading(
        "1 CONTAINER SAID TO CONTAIN 980 CARTONS",
        "FROZEN BEEF TRIMMINGS HS CODE 020230",
        "NET WEIGHT 19600.000 KGS",
        "40 REEFER 9'6  980 CARTONS  20412.000 KGS",
    )
    assert item.gross_mass and (item.gross_mass.value, item.quantity) == (20412, None)


def _lading(*lines: str) -> tuple[GoodsItem, ...]:
    body = [(40.0, 200.0 + 14 * n, line) for n, line in enumerate(lines)]
    return paper_of(page((40, 30, "BILL OF LADING"), (40, 60, "Shipper"), (40, 72, "Valbruna Agro SpA"), *body)).goods
