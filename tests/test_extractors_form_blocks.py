"""Blocks of waste forms as browsers and Word set them: numbers apart from captions, columns of captions, dashes."""

from datetime import date
from decimal import Decimal

import pytest

from models.geometry import Box
from models.page import Page, Word
from models.paper import Paper
from tests.typesetting import box_lines, goods_of, name_of, page, paper_of


def badge(x: float, y: float) -> tuple[Box, ...]:
    """Return the frame round a number whose baseline is at `y`."""
    return box_lines(x - 3, y - 9, x + 8, y + 1)


CELLS = (
    *box_lines(40, 50, 300, 110),
    *box_lines(300, 50, 555, 110),
    *box_lines(40, 110, 300, 170),
    *box_lines(300, 110, 555, 170),
    *box_lines(40, 170, 300, 230),
    *box_lines(300, 170, 555, 230),
)
SPOTS = ((46, 62), (306, 62), (46, 122), (306, 122), (46, 182), (306, 182))
FORM = (
    ("1", "Wie aangeeft", "Kaveka Metaal B.V.", "7202 Zutphen, Nederland"),
    ("3", "Notification No", "NL 000412", ""),
    ("2", "Wie ontvangt", "Ahrtal Zinkwerke GmbH", "53474 Ahrweiler, Deutschland"),
    ("9", "Waste generator", "Verzinkerij Oost N.V.", "7556 Hengelo, Nederland"),
    ("10", "Recovery facility", "Ahrtal Zinkwerke GmbH", "53474 Ahrweiler, Deutschland"),
    ("12", "Designation and composition of the waste", "Zinc ash, bagged", ""),
)


def badged(number: str = "{}", *, framed: bool) -> Page:
    """Return a notification whose block numbers stand apart from their captions, in frames or as `number` has it."""
    told = [(40.0, 30.0, "Notification document for transboundary movements of waste")]
    for (x, y), (block, caption, first, second) in zip(SPOTS, FORM, strict=True):
        told += [(x, y, number.format(block)), (x + 17, y, caption), (x, y + 14, first), (x, y + 26, second)]
    told += [(306, 96, "4. Total intended number of shipments: 12"), (40, 250, "11. Disposal/recovery operation: R4")]
    frames = tuple(line for x, y in SPOTS for line in badge(x, y)) if framed else ()
    return page(*(part for part in told if part[2]), rulings=(*CELLS, *frames))


@pytest.mark.parametrize("framed", [True, False])
def test_a_block_number_in_a_frame_or_apart_from_its_caption_is_its_number(*, framed: bool) -> None:
    paper = paper_of(badged(framed=framed))
    assert name_of(paper, "exporter") == "Kaveka Metaal B.V."
    assert name_of(paper, "importer") == "Ahrtal Zinkwerke GmbH"
    assert name_of(paper, "generator") == "Verzinkerij Oost N.V."
    assert name_of(paper, "facility") == "Ahrtal Zinkwerke GmbH"


def test_circled_figures_are_block_numbers_and_signs_without_a_letter_are_none() -> None:
    circled = {"1": "①", "2": "❷", "3": "③", "9": "⑨", "10": "⑩", "12": "(cid:0)"}
    plain = badged(framed=False)
    words = tuple(
        Word(circled[word.text], word.box, word.confidence) if word.text in circled and word.box.x0 < 312 else word
        for word in plain.words
    )
    paper = paper_of(Page(number=1, width=595.0, height=842.0, words=words, rulings=plain.rulings))
    assert name_of(paper, "exporter") == "Kaveka Metaal B.V."
    assert name_of(paper, "generator") == "Verzinkerij Oost N.V."
    (item,) = paper.goods
    assert item.description is not None
    assert item.description.value == "Zinc ash, bagged"


COLUMN = (
    ("Case 1 — Correspondant à la", "notification n°", "BE 2025 004711"),
    ("Case 2 — N° d'ordre / nombre", "total de transferts", "06/24"),
    ("Case 3 — Celui qui expédie", "", "Sambre Zinc SA"),
    ("Case 4 — Celui qui reçoit", "", "Ahrtal Zinkwerke GmbH"),
    ("Case 5 — Quantité réelle", "", "Tonnes (Mg) : 22,480"),
    ("Case 6 — Date réelle du", "transfert", "19/02/2026"),
    ("Case 10 — Installation de", "valorisation", "Ahrtal Zinkwerke GmbH"),
    ("Case 12 — Dénomination et", "composition des déchets", "Cendres de zinc"),
)


def test_captions_in_a_column_of_their_own_own_the_cells_right_of_them() -> None:
    told, rulings = [(40.0, 30.0, "DOCUMENT DE MOUVEMENT")], list[Box]()
    for n, (first, second, value) in enumerate(COLUMN):
        top = 50.0 + 30 * n
        told += [(44, top + 12, first), (204, top + 12, value), *([(44, top + 24, second)] if second else [])]
        rulings += [*box_lines(40, top, 200, top + 30), *box_lines(200, top, 555, top + 30)]
    paper = paper_of(page(*told, rulings=tuple(rulings)))
    fields = paper.fields
    assert fields.notification_number is not None
    assert fields.notification_number.value == "BE 2025 004711"
    assert fields.movement_serial is not None
    assert fields.movement_serial.value == 6
    assert fields.shipment_date is not None
    assert fields.shipment_date.value == date(2026, 2, 19)
    assert name_of(paper, "exporter") == "Sambre Zinc SA"
    assert name_of(paper, "facility") == "Ahrtal Zinkwerke GmbH"
    (item,) = paper.goods
    assert item.description is not None
    assert item.description.value == "Cendres de zinc"


def test_a_title_beside_the_first_of_two_columns_of_blocks_is_not_filled_into_it() -> None:
    blocks = ("1 Sender", "2 Consignee", "3 Place of delivery", "4 Place of taking over", "5 Documents attached")
    names = ("Sungrove Trading Ltd", "Halden Import AS", "Oslo", "Leeds", "Packing list")
    right = ("INTERNATIONAL CONSIGNMENT NOTE", "16 Carrier", "17 Successive carriers", "18 Reservations", "6 Marks")
    told, rulings = list[tuple[float, float, str]](), list[Box]()
    for n, (block, name, beside) in enumerate(zip(blocks, names, right, strict=True)):
        top = 50.0 + 40 * n
        told += [(44, top + 10, block), (44, top + 24, name), (304, top + 10, beside)]
        rulings += [*box_lines(40, top, 300, top + 40), *box_lines(300, top, 555, top + 40)]
    told += [(304, 74, "CMR No. 4711"), (304, 114, "Nordfrakt AS")]
    paper = paper_of(page(*told, rulings=tuple(rulings)))
    assert (paper.kind, name_of(paper, "consignor")) == ("road_consignment_note", "Sungrove Trading Ltd")
    assert name_of(paper, "carrier") == "Nordfrakt AS"


def movement(*lines: str, below: tuple[str, ...] = ()) -> Paper:
    """Return a movement document with `lines` of blocks, and lines below them."""
    blocks = ("1. Notification No: BE 2025 004711", "2. Serial/total number of shipments: 6/24",
              "12. Designation and composition of the waste: Zinc ash", "5. Actual quantity: Tonnes (Mg): 22,480",
              *lines)  # fmt: skip
    told = [(44.0, 70.0 + 24 * n, text) for n, text in enumerate(blocks)]
    told += [(44.0, 84.0 + 24 * (len(blocks) - 1) + 12 * n, text) for n, text in enumerate(below)]
    return paper_of(page((40, 30, "MOVEMENT DOCUMENT"), *told))


def test_a_dash_says_that_a_block_is_empty() -> None:
    paper = movement(
        "7. Number of packages: — Special handling requirements: No", below=("First carrier", "41007 Sevilla")
    )
    assert paper.goods[0].packages is None


@pytest.mark.parametrize(
    ("printed", "count"),
    [
        ("8 (bulk)", None),
        ("1 drum", None),
        ("8 (a granel, cisterna)", None),
        ("5 – Säcke", None),
        ("8 (a granel)", None),
        ("26 drums", Decimal(26)),
        ("9 drums", Decimal(9)),
    ],
)
def test_a_packaging_code_with_its_meaning_is_no_count(printed: str, count: Decimal | None) -> None:
    packages = movement(f"7. Packaging: {printed}").goods[0].packages
    assert (packages.value if packages else None) == count


def test_codes_in_one_line_are_parted_at_their_roman_numbers() -> None:
    paper = movement("14. i) Basel Annex VIII: A1100 ; ii) OECD code (if different from i): – iii) EU list of wastes: "
                     "10 05 03* ; vii) Y-code: Y23 ; x) UN number: 3077 ; xii) HS: 2620.19")  # fmt: skip
    (item,) = paper.goods
    told = [(code.scheme, code.value.value) for code in item.waste_codes]
    assert told == [("basel", "A1100"), ("ewc", "10 05 03*"), ("y", "Y23")]
    assert item.un_number is not None
    assert item.un_number.value == "3077"
    assert item.hs_code is not None
    assert item.hs_code.value == "262019"


def boxed(*lines: str) -> Paper:
    """Return an Annex VII document whose first block holds `lines`."""
    blocks = ("8. Recovery operation: R4", "9. Usual description of the waste: Zinc ash")
    told = [(44.0, 62.0 + 12 * n, text) for n, text in enumerate(lines)]
    told += [(44.0, 182.0 + 60 * n, text) for n, text in enumerate(blocks)]
    cells = [line for n in range(3) for line in box_lines(40, 50 + (0, 120, 180)[n], 555, 170 + 60 * n)]
    return paper_of(page((40, 30, "ANNEX VII"), *told, rulings=tuple(cells)))


@pytest.mark.parametrize(
    "lines",
    [
        ("Registration No", "E97 612", "Name", "Kaveka Metaal B.V.", "Address", "7202 Zutphen"),
        ("Name / Nom / Nome: Kaveka Metaal B.V.", "Adresse / Adresse / Indirizzo: 7202 Zutphen"),
        ("Personne qui organise le transfert", "Nom: Kaveka Metaal B.V.", "Adresse: 7202 Zutphen"),
    ],
)
def test_a_name_is_found_by_its_caption_however_that_is_printed(lines: tuple[str, ...]) -> None:
    assert name_of(boxed("1. Person who arranges the shipment", *lines), "exporter") == "Kaveka Metaal B.V."


def test_where_a_block_only_points_to_an_annex_nobody_is_named() -> None:
    assert name_of(boxed("5. Carriers", "Véase el anexo 2 (tres transportistas)"), "carrier") is None


def test_an_entry_of_the_eu_list_may_break_over_two_lines() -> None:
    cell = (*box_lines(40, 118, 300, 180), *box_lines(40, 40, 555, 118))
    told = (
        (40, 30, "MOVEMENT DOCUMENT"), (44, 62, "1. Notification No: BE 2025 004711"), (44, 142, "12 11*"),
        (44, 130, "(iii) EU list of wastes: 19"), (44, 210, "12. Designation of the waste: Sludge"),
    )  # fmt: skip
    paper = paper_of(page(*told, rulings=cell))
    assert [code.value.value for code in paper.goods[0].waste_codes] == ["19 12 11*"]


@pytest.mark.parametrize(
    "printed",
    [
        "6. Intended period of time for shipment(s): First departure: 02.03.2026 Last departure: 27.02.2027",
        "6. Vorgesehener Zeitraum: Erster Beginn: 02.03.2026 Letzter Beginn: 27.02.2027",
        "6. Voorgenomen periode voor de overbrenging(en): 02.03.2026 - 27.02.2027",
        "6. Période de temps prévue: du 2 mars 2026 au 27 février 2027",
    ],
)
def test_the_intended_period_of_a_notification_is_read(printed: str) -> None:
    blocks = ("3. Notification No: BE 2025 004711", "4. Total intended number of shipments: 24", printed,
              "12. Designation and composition of the waste: Zinc ash", "11. Operation: R4")  # fmt: skip
    told = [(44.0, 70.0 + 24 * n, text) for n, text in enumerate(blocks)]
    fields = paper_of(page((40, 30, "NOTIFICATION DOCUMENT"), *told)).fields
    assert fields.first_departure is not None
    assert fields.first_departure.value == date(2026, 3, 2)
    assert fields.last_departure is not None
    assert fields.last_departure.value == date(2027, 2, 27)
    assert fields.shipment_date is None


@pytest.mark.parametrize(
    ("printed", "tonnes"),
    [("2.880", "2880"), ("Tonnes (Mg): 2.880 m3: 3.200", "2880"), ("288.5", "288.5"), ("96.000", "96.000")],
)
def test_a_total_of_many_shipments_is_no_trifle(printed: str, tonnes: str) -> None:
    blocks = ("3. Notification No: BE 2025 004711", "4. Total intended number of shipments: 120",
              f"5. Total intended quantity (tonnes): {printed}", "12. Designation of the waste: Zinc ash")  # fmt: skip
    told = [(44.0, 70.0 + 24 * n, text) for n, text in enumerate(blocks)]
    (item,) = goods_of(page((40, 30, "NOTIFICATION DOCUMENT"), *told))
    assert item.net_mass is not None
    assert item.net_mass.value == Decimal(tonnes)
    assert item.volume is None or item.volume.value == Decimal(3200)


def test_a_figure_under_the_caption_of_its_unit_is_the_quantity() -> None:
    paper = movement_with("5. Actual quantity (4):", "Tonnes (Mg):", "18,460")
    (item,) = paper.goods
    assert item.net_mass is not None
    assert (item.net_mass.value, item.net_mass.unit) == (Decimal("18.460"), "TNE")


def movement_with(*quantity: str) -> Paper:
    """Return a movement document whose block 5 has these lines."""
    told = [(44.0, 70.0, "1. Notification No: BE 2025 004711"), (44.0, 94.0, "12. Designation of the waste: Zinc ash")]
    told += [(44.0, 130.0 + 12 * n, text) for n, text in enumerate(quantity)]
    cell = box_lines(40, 118, 300, 180)
    return paper_of(page((40, 30, "MOVEMENT DOCUMENT"), *told, (44, 210, "11. Operation: R4"), rulings=cell))


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Notifizierungsformular für die grenzüberschreitende Verbringung von Abfällen", "waste_notification"),
        ("Document de notification relatif aux transferts transfrontières de déchets", "waste_notification"),
        ("Documento de movimiento relativo al traslado transfronterizo de residuos", "waste_movement_document"),
    ],
)
def test_a_forms_title_goes_on_with_what_it_is_for(title: str, kind: str) -> None:
    assert paper_of(page((40, 30, title), (44, 70, "12. Zinc ash"), (44, 90, "R4"))).kind == kind


def test_goods_rows_with_numbers_are_not_taken_for_blocks() -> None:
    rows = [("1", "Steel pipes", "4"), ("2", "Steel flanges", "8"), ("3", "Steel valves", "2"), ("4", "Bolts", "90")]
    told = [(40.0, 30.0, "PACKING LIST"), (40, 70, "No"), (62, 70, "Description"), (300, 70, "Quantity pcs")]
    for n, (number, name, count) in enumerate(rows):
        told += [(40, 84 + 14 * n, number), (62, 84 + 14 * n, name), (300, 84 + 14 * n, count)]
    items = goods_of(page(*told))
    assert [item.description.value for item in items if item.description] == [name for _, name, _ in rows]


def test_blocks_under_one_another_are_no_column_of_captions_because_a_title_stands_beside_the_first() -> None:
    blocks = (("1 Sender", "Ferro S.L."), ("2 Consignee", "Zinkhof GmbH"), ("3 Place of delivery", "Sines"),
              ("4 Place of taking over", "Valencia"), ("5 Documents attached", "none"))  # fmt: skip
    right = (
        "INTERNATIONAL CONSIGNMENT NOTE",
        "16 Carrier",
        "17 Successive carriers",
        "18 Reservations",
        "19 To be paid",
    )
    told, rulings = list[tuple[float, float, str]](), list[Box]()
    for n, ((caption, value), other) in enumerate(zip(blocks, right, strict=True)):
        top = 40.0 + 50 * n
        told += [(44, top + 12, caption), (44, top + 26, value), (304, top + 12, other)]
        rulings += [*box_lines(40, top, 300, top + 50), *box_lines(300, top, 555, top + 50)]
    paper = paper_of(page(*told, rulings=tuple(rulings)))
    assert paper.kind == "road_consignment_note"
    assert name_of(paper, "consignor") == "Ferro S.L."
    assert name_of(paper, "consignee") == "Zinkhof GmbH"


def test_a_sentence_of_codes_identifies_the_waste_where_no_caption_parts_them() -> None:
    paper = movement("14. Identification: Basel A1100; EWC 10 05 03*; Y23; H11, H12; UN 3077, class 9; HS 2620.19")
    (item,) = paper.goods
    told = [(code.scheme, code.value.value) for code in item.waste_codes]
    assert told == [("basel", "A1100"), ("y", "Y23"), ("ewc", "10 05 03*"), ("h", "H11"), ("h", "H12")]
    assert [field.value for field in (item.hs_code, item.un_number, item.hazard_class) if field] == [
        "262019",
        "3077",
        "9",
    ]


def test_a_name_after_its_caption_in_the_heading_or_in_rows_below_is_the_partys() -> None:
    inline = movement("3. Exporter - notifier Name: Kaveka Metaal B.V.", below=("Address: 7202 Zutphen",))
    assert name_of(inline, "exporter") == "Kaveka Metaal B.V."
    told = (
        (40.0, 30.0, "NOTIFICATION DOCUMENT"), (40, 60, "1 · EXPORTER - NOTIFIER"), (40, 74, "Registration No"),
        (220, 74, "E97 612"), (40, 88, "Name"), (220, 88, "Kaveka Metaal B.V."), (40, 120, "2 · IMPORTER - CONSIGNEE"),
        (40, 134, "Name"), (220, 134, "Ahrtal Zinkwerke GmbH"), (40, 200, "12 · DESIGNATION OF WASTE: Zinc ash"),
        (40, 220, "11 · OPERATION: R12 / R4"), (40, 240, "9 · WASTE GENERATOR: Sambre Zinc SA"),
        (40, 260, "4 · TOTAL INTENDED NUMBER OF SHIPMENTS: 12"),
    )  # fmt: skip
    paper = paper_of(page(*told))
    assert name_of(paper, "exporter") == "Kaveka Metaal B.V."
    assert name_of(paper, "importer") == "Ahrtal Zinkwerke GmbH"
    assert paper.fields.operation is not None
    assert (paper.fields.operation.value, paper.fields.operation.raw) == ("R12", "R12 / R4")


def test_the_end_of_one_cell_and_the_beginning_of_the_next_make_no_container() -> None:
    cells = (*box_lines(40, 50, 300, 80), *box_lines(300, 50, 555, 80))
    told = ((44, 70, "Registration No: CBDU118822"), (304, 70, "3. Notification No: GB 0001 774120"))
    assert paper_of(page((40, 30, "NOTIFICATION DOCUMENT"), *told, rulings=cells)).containers == ()


def test_the_state_of_destination_is_no_port() -> None:
    told = [(40, 30, "NOTIFICATION DOCUMENT"), (44, 70, "1. Notification No: GB 0001 004127"),
            (44, 94, "15. (a) State of export"), (304, 94, "(c) State of import/destination"),
            (44, 108, "United Kingdom"), (304, 108, "Norway")]  # fmt: skip
    rulings = (*box_lines(40, 84, 300, 120), *box_lines(300, 84, 555, 120))
    fields = paper_of(page(*told, rulings=rulings)).fields
    assert fields.country_of_import is not None
    assert fields.country_of_import.value == "NO"
    assert fields.port_of_discharge is None


def test_the_total_of_a_movement_document_that_nobody_used_yet_stands_after_a_stroke() -> None:
    told = [(40, 30, "MOVEMENT DOCUMENT"), (44, 66, "1. Notification No: GB 0001 004127"),
            (304, 66, "2. Shipment No. / Total number of shipments: /"), (304, 78, "12"),
            (44, 98, "3. Exporter - notifier"), (44, 110, "Kestrel Metals Ltd"), (304, 98, "4. Importer")]  # fmt: skip
    rulings = [line for top in (54, 86) for x in (40, 300) for line in box_lines(x, top, x + 255, top + 32)]
    fields = paper_of(page(*told, rulings=rulings)).fields
    assert (fields.movement_total and fields.movement_total.value, fields.movement_serial) == (12, None)
