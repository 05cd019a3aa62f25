"""Papers of strangers: what broke at first sight on layouts nobody had seen, each in a text of our own."""

import re
from decimal import Decimal
from itertools import pairwise

from extractors import decimals, tariff
from tests.typesetting import box_lines, goods_of, name_of, page, paper_of

MOVEMENT = (
    (50, 40, "TRANSBOUNDARY MOVEMENT - MOVEMENT DOCUMENT"),
    (50, 70, "3 Exporter - notifier"),
    (50, 82, "Alderbrook Waste Ltd"),
    (50, 100, "12 Designation and composition of the waste"),
    (50, 112, "SPENT PICKLING ACID"),
    (50, 130, "10 Disposal or recovery facility"),
    (50, 142, "Rio Seco Acids SA"),
)


def test_a_serial_whose_total_breaks_to_the_next_line_is_whole() -> None:
    paper = paper_of(
        page(
            *MOVEMENT,
            (320, 70, "1 Notification number: GB 0001 765432"),
            (320, 82, "2 Serial number of shipment / total number of shipments: 7 /"),
            (320, 94, "30"),
            (320, 106, "6 Actual date of shipment: 04.05.2025"),
        )
    )
    assert (paper.fields.movement_serial and paper.fields.movement_serial.value) == 7
    assert (paper.fields.movement_total and paper.fields.movement_total.value) == 30


def test_a_block_in_unknown_words_is_told_by_its_number_in_a_column_of_blocks() -> None:
    paper = paper_of(
        page(
            *MOVEMENT,
            *((320, 70, "1 Ordinal of the dossier"), (320, 82, "GB 0001 765432")),
            *((320, 96, "2 Serial number of shipment"), (320, 108, "7/30")),
            *((320, 122, "5 Actual quantity"), (320, 134, "Tonnes (Mg): 21.400")),
            *((320, 148, "6 Actual date of shipment"), (320, 160, "04.05.2025")),
            *((320, 174, "11 Disposal/recovery operation"), (320, 186, "R6")),
        )
    )
    assert paper.fields.notification_number is not None
    assert paper.fields.notification_number.value == "GB 0001 765432"


def test_a_day_is_no_tariff_code() -> None:
    assert tariff.codes("06-07-2026") == []
    assert [code.value for code in tariff.codes("2008.11.10")] == ["20081110"]


def test_two_lines_of_heads_over_two_lines_of_values_count_pieces_and_packages_apart() -> None:
    goods = goods_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            *((50, 100, "Pos."), (110, 100, "Description"), (300, 100, "Quantity"), (380, 100, "Unit price")),
            (470, 100, "Amount"),
            *((50, 112, "HS code"), (110, 112, "Origin"), (300, 112, "Packages"), (380, 112, "Net weight")),
            (470, 112, "Gross weight"),
            *((50, 130, "1"), (110, 130, "Brass valves"), (300, 130, "640"), (380, 130, "4.50"), (470, 130, "2880.00")),
            *((50, 142, "8481.80"), (110, 142, "IT"), (300, 142, "16 cartons"), (380, 142, "310.0")),
            (470, 142, "331.0"),
            *((50, 160, "2"), (110, 160, "Brass tees"), (300, 160, "800"), (380, 160, "1.10"), (470, 160, "880.00")),
            *((50, 172, "7412.20"), (110, 172, "IT"), (300, 172, "8 cartons"), (380, 172, "150.0")),
            (470, 172, "161.0"),
        )
    )
    assert [item.quantity.value for item in goods if item.quantity] == [640, 800]
    assert [item.packages.value for item in goods if item.packages] == [16, 8]


def test_heads_of_several_lines_in_ruled_cells_are_one_heading() -> None:
    xs = (40, 80, 230, 270, 320, 370, 430, 480, 545)
    rulings = tuple(line for a, b in pairwise(xs) for line in box_lines(a, 88, b, 132))
    rulings += tuple(line for a, b in pairwise(xs) for line in box_lines(a, 132, b, 160))
    tops = ("Case", "Description of goods", "CTNS", "Quantity", "Net Wt", "Total", "Gross Wt", "Total")
    goods = goods_of(
        page(
            (50, 40, "PACKING LIST"),
            *((x + 4, 100, text) for x, text in zip(xs, tops, strict=False)),
            *((44, 111, "No."), (324, 111, "each"), (374, 111, "Net Wt"), (434, 111, "each"), (484, 111, "Gross")),
            *((324, 122, "(kg)"), (374, 122, "(kg)"), (434, 122, "(kg)"), (484, 122, "Wt (kg)")),
            *((44, 146, "1-12"), (84, 146, "Zinc ingots"), (234, 146, "12"), (274, 146, "300"), (324, 146, "25,5")),
            *((374, 146, "306"), (434, 146, "26,5"), (484, 146, "318")),
            rulings=rulings,
        )
    )
    assert [(item.net_mass.value, item.gross_mass.value) for item in goods if item.net_mass and item.gross_mass] == [
        (306, 318)
    ]
    assert [item.quantity.value for item in goods if item.quantity] == [300]
    assert [item.packages.value for item in goods if item.packages] == [12]


def test_the_first_line_of_a_heading_counts_though_a_head_beside_it_is_unknown() -> None:
    goods = goods_of(
        page(
            (50, 40, "DANGEROUS GOODS DECLARATION"),
            *((50, 100, "UN"), (110, 100, "Sort and make"), (270, 100, "Hazard"), (330, 100, "No. of")),
            *((410, 100, "Gross mass /"), (490, 100, "Net mass /")),
            *((50, 111, "No."), (270, 111, "class"), (330, 111, "packages"), (410, 111, "Peso bruto")),
            (490, 111, "Peso neto"),
            *((50, 130, "1263"), (110, 130, "Paint for ships"), (270, 130, "3"), (330, 130, "40 drums")),
            *((410, 130, "900.0 kg"), (490, 130, "820.0 kg")),
        )
    )
    assert [item.un_number.value for item in goods if item.un_number] == ["1263"]


def test_a_total_with_spaces_for_thousands_is_not_cut_between_columns() -> None:
    paper = paper_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            (50, 60, "No. AB-2026-77"),
            *((50, 100, "Description"), (290, 100, "Quantity"), (390, 100, "Price"), (470, 100, "Amount")),
            *((50, 120, "Shelled walnuts"), (290, 120, "19 360 kg"), (390, 120, "7,6200"), (470, 120, "147 523,20")),
            *((240, 150, "Total invoice value"), (425, 150, "147 523,20 EUR")),
        )
    )
    assert paper.fields.total_amount is not None
    assert paper.fields.total_amount.value == Decimal("147523.20")


def test_a_seal_that_breaks_to_the_next_line_is_no_tariff_code_beside_it() -> None:
    paper = paper_of(
        page(
            (50, 40, "BILL OF LADING"),
            *((50, 100, "Marks and numbers"), (250, 100, "Description"), (450, 100, "Gross weight")),
            *((50, 120, "CSQU3054383 / 20'GP / SEAL"), (250, 120, "180 DRUMS OF TOLUENE"), (450, 120, "30,100 KGS")),
            *((50, 132, "QW552190"), (250, 132, "99.5%")),
            (250, 144, "NET WEIGHT 28,800 KGS"),
        ),
    )
    beside = paper_of(
        page(
            (50, 40, "BILL OF LADING"),
            *((50, 100, "Marks and numbers"), (250, 100, "Description"), (450, 100, "Gross weight")),
            *((50, 120, "180 DRUMS"), (250, 120, "TOLUENE"), (450, 120, "30,100 KGS")),
            *((50, 132, "CSQU3054383 / SEAL"), (250, 132, "HTS 290230.00")),
            (50, 144, "QW552190"),
        ),
    )
    for each in (paper, beside):
        assert [seal.value for box in each.containers for seal in box.seals] == ["QW552190"]


def test_packages_are_never_counted_in_thousandths() -> None:
    assert decimals.settled(["2.018 CYLINDERS", "41.066 KGS", "UN 3220, class 2.2"], [], "en") == ","
    assert decimals.settled(["2.000 CARTONS", "41.066 KGS", "12.50"], [], "en") == "."


def test_tariff_codes_beside_bare_numbers_tell_no_decimal_sign() -> None:
    rows = ["1 527 cartoni HANGERS 4421.9900 6.893", "2 22 cartoni PLYWOOD 4412.3300 2.761"]
    assert decimals.settled(rows, [], "it") == ","


def test_a_role_whose_remark_goes_on_below_is_no_name() -> None:
    paper = paper_of(
        page(
            (50, 40, "PACKING LIST"),
            *((50, 70, "EXPORTADOR / SHIPPER (NAME AND FULL"), (320, 70, "DOC. NO.: P90336")),
            *((50, 82, "ADDRESS):"), (320, 82, "DATE: 22/08/2025")),
            *((50, 94, "Serra Azul Móveis Ltda."), (320, 94, "PORT OF LOADING: SANTOS")),
            (50, 106, "Rua das Palmeiras, 217"),
            *((50, 200, "Description"), (250, 200, "Cartons"), (400, 200, "Gross weight")),
            *((50, 220, "Pine chairs"), (250, 220, "12"), (400, 220, "471.00 KG")),
        )
    )
    assert name_of(paper, "consignor") == "Serra Azul Móveis Ltda."


def test_addresses_and_ports_are_no_goods_of_a_paper_without_a_table() -> None:
    goods = goods_of(
        page(
            (50, 40, "DECLARACIÓN DE MERCANCÍAS PELIGROSAS"),
            *((50, 60, "1 Expedidor"), (320, 60, "2 Referencia")),
            *((50, 72, "Valdivar Import Export S.L."), (320, 72, "26/9050")),
            *((50, 84, "Pol. Ind. Malpica, nave 108"), (320, 84, "4 Fecha")),
            *((50, 96, "50197 Zaragoza"), (320, 96, "18-07-2026")),
            *((50, 120, "6 Entregar a"), (320, 120, "7 Porteador")),
            *((50, 132, "Aguas Claras Comercial SpA"), (320, 132, "Pacifica Line Pte Ltd")),
            (50, 144, "Av. Apoquindo 258, Of. 301"),
            *((50, 170, "Buque / Viaje"), (230, 170, "Puerto de carga"), (400, 170, "Puerto de destino")),
            *((50, 182, "EVER HORIZON / 2669G"), (230, 182, "Barcelona"), (400, 182, "Chile")),
            (50, 200, "14 Shipping marks - number and kind of packages, description of goods, gross mass"),
            (50, 212, "4.380 cilindros UN 3252, REFRIGERANT GAS R-32 DIFLUOROMETHANE, class 2.1"),
            *((50, 224, "Peso bruto: 81.030 kg"), (250, 224, "Peso neto: 43.800 kg")),
        )
    )
    assert [
        (item.un_number.value, item.description.value) for item in goods if item.un_number and item.description
    ] == [("3252", "REFRIGERANT GAS R-32 DIFLUOROMETHANE")]


def test_the_kind_of_packages_stands_in_the_column_beside_their_number() -> None:
    goods = goods_of(
        page(
            (50, 40, "LETTRE DE VOITURE INTERNATIONALE CMR"),
            *((40, 100, "6 Marques"), (110, 100, "7 Nombre des colis"), (210, 100, "8 Mode d'emballage")),
            *((310, 100, "9 Nature de la marchandise"), (450, 100, "11 Poids brut, kg")),
            *((40, 120, "VX 1-9"), (110, 120, "9"), (210, 120, "palettes"), (310, 120, "Bocaux en verre, neufs")),
            (450, 120, "4 180"),
        )
    )
    assert [(item.packages.value, item.packages.unit) for item in goods if item.packages] == [(9, "PX")]


def test_a_price_of_a_thousand_proves_no_decimal_sign() -> None:
    goods = goods_of(
        page(
            (50, 40, "FACTUUR"),
            *((50, 100, "Hoeveelheid"), (130, 100, "Omschrijving"), (330, 100, "Prijs per 1000"), (450, 100, "Bedrag")),
            *((50, 120, "180.000"), (130, 120, "Tulpenbollen"), (345, 120, "92,50"), (450, 120, "16.650,00")),
            *((50, 135, "60.000"), (130, 135, "Narcissen"), (345, 135, "148,00"), (450, 135, "8.880,00")),
        )
    )
    assert [item.quantity.value for item in goods if item.quantity] == [180000, 60000]


def test_the_goods_beside_their_container_are_a_row_where_a_column_holds_marks() -> None:
    goods = goods_of(
        page(
            (50, 40, "SEA WAYBILL"),
            *(
                (40, 100, "CONTAINER NUMBERS AND MARKS"),
                (250, 100, "NUMBER AND KIND OF PACKAGES, DESCRIPTION"),
            ),
            *((435, 100, "GROSS WEIGHT"), (510, 100, "MEASUREMENT")),
            *(
                (40, 120, "CSQU3054383"),
                (250, 120, "560 CRATES"),
                (435, 120, "10080.000 KGS"),
                (510, 120, "58.200 CBM"),
            ),
            *((40, 132, "SEAL NL0081442"), (250, 132, "FLOWER BULBS")),
            *((40, 144, "40' RF"), (250, 144, "HS CODE: 060110")),
        )
    )
    assert [item.gross_mass.value for item in goods if item.gross_mass] == [10080]


def test_masses_in_one_line_after_the_count_of_packages_are_read() -> None:
    paper = paper_of(
        page(
            (50, 40, "FATTURA"),
            *((50, 100, "Descrizione"), (250, 100, "Quantità"), (350, 100, "Prezzo"), (450, 100, "Importo")),
            *((50, 120, "Viti in ottone"), (250, 120, "100 pz"), (350, 120, "2,00"), (450, 120, "200,00")),
            (50, 160, "N. colli: 24 fusti Peso lordo kg 22.624,00 Peso netto kg 22.480,00"),
            (50, 172, "Operazione non imponibile art. 41 DL 331/93"),
        )
    )
    told = paper.fields
    assert told.total_packages and told.total_gross_mass and told.total_net_mass
    assert (told.total_packages.value, told.total_gross_mass.value, told.total_net_mass.value) == (24, 22624, 22480)


def test_a_street_is_no_drum_and_no_name() -> None:
    paper = paper_of(
        page(
            *((50, 40, "Olivares del Sur, S.Coop.And."), (380, 40, "FACTURA COMERCIAL")),
            (50, 52, "Ctra. de Torres s/n · 23500 Jódar (Jaén) · España"),
            (50, 64, "NIF: F23041187"),
            *(
                (50, 90, "CLIENTE"),
                (50, 102, "Prairie Foods Inc"),
                (50, 114, "1440 Commerce Dr"),
                (50, 126, "Elgin, IL 60123"),
            ),
            *((50, 160, "Descripción"), (250, 160, "Cantidad"), (350, 160, "Precio"), (450, 160, "Importe")),
            *((50, 180, "Aceite"), (250, 180, "100 kg"), (350, 180, "2,00"), (450, 180, "200,00")),
        )
    )
    assert paper.fields.total_packages is None
    assert name_of(paper, "seller") == "Olivares del Sur, S.Coop.And."


def test_cards_that_tell_the_same_facts_are_items() -> None:
    def card(y: float, name: str, count: str, price: str, amount: str) -> tuple[tuple[float, float, str], ...]:
        told = (f"Quantité : {count}", f"Prix unitaire : {price} EUR", f"Montant : {amount} EUR")
        return ((50, y, name), *((50, y + 12 * n, text) for n, text in enumerate(told, 1)))

    for names in (("Article 1 — Palan à chaîne", "Article 2 — Treuil"), ("Palan à chaîne", "Treuil hydraulique")):
        goods = goods_of(
            page(
                (50, 40, "FACTURE"),
                *card(100, names[0], "2 pièces", "18 750,00", "37 500,00"),
                *card(170, names[1], "1 pièce", "26 400,00", "26 400,00"),
                (50, 240, "Total à payer : 63 900,00 EUR"),
            )
        )
        assert [item.unit_price.value for item in goods if item.unit_price] == [18750, 26400]
        assert [item.quantity.value for item in goods if item.quantity] == [2, 1]


def test_columns_of_a_typewriter_stand_one_space_apart() -> None:
    def typed(y: float, text: str) -> list[tuple[float, float, str]]:
        letter = 9.0 * 0.52
        return [(50 + letter * m.start(), y, m.group()) for m in re.finditer(r"\S+", text)]

    goods = goods_of(
        page(
            (50, 40, "FATTURA"),
            *typed(100, "DESCRIZIONE              VOCE DOG. SCATOLE      MQ  PREZZO/MQ  IMPORTO"),
            *typed(112, "GRES PORCELLANATO GRIGIO 69072100      820 1180,80       9,40 11099,52"),
            *typed(124, "GRES PORCELLANATO AVORIO 69072100      640  691,20       8,90  6151,68"),
        )
    )
    assert [item.packages.value for item in goods if item.packages] == [820, 640]
    assert [item.amount.value for item in goods if item.amount] == [Decimal("11099.52"), Decimal("6151.68")]
    assert [item.hs_code.value for item in goods if item.hs_code] == ["69072100", "69072100"]


def test_a_label_said_first_in_a_language_not_known_is_no_name() -> None:
    paper = paper_of(
        page(
            (50, 40, "FATURA / INVOICE"),
            *((50, 70, "Sayın / Messrs."), (320, 70, "Invoice No : ADS-2025/661")),
            *((50, 82, "Hamad Furnishing W.L.L."), (320, 82, "Date : 08.05.2025")),
            (50, 94, "Salwa Road, Doha, Qatar"),
            *((50, 150, "Description"), (250, 150, "Quantity"), (350, 150, "Unit price"), (450, 150, "Amount")),
            *((50, 170, "Carpets"), (250, 170, "100 m²"), (350, 170, "2.00"), (450, 170, "200.00")),
        )
    )
    assert name_of(paper, "buyer") == "Hamad Furnishing W.L.L."


def test_a_bare_weight_whose_lines_make_the_net_total_is_net() -> None:
    goods = goods_of(
        page(
            (50, 40, "FACTUUR"),
            *((50, 100, "Omschrijving"), (220, 100, "Gewicht (kg)"), (330, 100, "Aantal"), (400, 100, "Prijs")),
            (470, 100, "Bedrag"),
            *(
                (50, 120, "Trap"),
                (220, 120, "640,0"),
                (330, 120, "2 st"),
                (400, 120, "3.150,00"),
                (470, 120, "6.300,00"),
            ),
            *(
                (50, 132, "Rail"),
                (220, 132, "180,0"),
                (330, 132, "24 st"),
                (400, 132, "185,00"),
                (470, 132, "4.440,00"),
            ),
            *((50, 300, "Totaal nettogewicht: 820,0 kg"), (50, 315, "Totaal brutogewicht: 905,0 kg")),
        )
    )
    assert [item.net_mass.value for item in goods if item.net_mass] == [640, 180]
    assert not any(item.gross_mass for item in goods)


def test_pieces_of_all_boxes_are_the_quantity_and_those_of_one_box_are_not() -> None:
    goods = goods_of(
        page(
            (50, 40, "LISTA DE EMPAQUE"),
            *((50, 100, "Producto"), (200, 100, "Cajas"), (260, 100, "Uds./caja"), (340, 100, "Total uds.")),
            (430, 100, "P. neto (kg)"),
            *((50, 120, "Mejillón"), (200, 120, "480"), (260, 120, "50"), (340, 120, "24.000"), (430, 120, "1.656,0")),
            *((50, 132, "Sardinilla"), (200, 132, "240"), (260, 132, "48"), (340, 132, "11.520"), (430, 132, "979,2")),
        )
    )
    assert [item.quantity.value for item in goods if item.quantity] == [24000, 11520]


def test_a_heading_said_again_on_its_third_line_is_no_name() -> None:
    paper = paper_of(
        page(
            *MOVEMENT[:5],
            *((50, 130, "10 VERWIJDERINGS- OF"), (50, 141, "NUTTIGE-TOEPASSINGSINRICHTING / INSTALLATION")),
            *((50, 152, "D'ÉLIMINATION OU DE VALORISATION"), (50, 165, "Rio Seco Acids SA")),
            (320, 70, "1 Notification number: GB 0001 765432"),
        )
    )
    assert name_of(paper, "facility") == "Rio Seco Acids SA"
