"""Waste movement forms: read by their block numbers, what stands on their back, what an empty one holds."""

from typing import get_args

import pytest

from models.paper import PaperKind, Role
from models.reference.table import rows
from tests.typesetting import box_lines, name_of, page, paper_of, papers_of, words

ANNEX_VII = (
    (40, 40, "ANNEX VII"),
    (44, 60, "1. Organizzatore"),
    (44, 74, "Adria Rottami S.r.l."),
    (44, 85, "34100 Trieste, Italy"),
    (304, 60, "2. Ricevente"),
    (304, 74, "Lotus Recycling GmbH"),
    (304, 85, "20457 Hamburg, Germany"),
    (44, 130, "5(a). Primo trasporto"),
    (44, 144, "Alpe Trans S.p.A."),
    (304, 130, "8. Procedimento"),
    (304, 144, "R4"),
    (44, 200, "6. Origine"),
    (44, 214, "Officina Rossi S.r.l."),
    (304, 200, "9. Nome corrente"),
    (304, 214, "Aluminium scrap"),
    (44, 20, "GLW.IT2512345678"),
)


ANNEX_VII_RULINGS = (
    *box_lines(40, 50, 300, 120),
    *box_lines(300, 50, 555, 120),
    *box_lines(40, 120, 300, 190),
    *box_lines(300, 120, 555, 190),
    *box_lines(40, 190, 300, 260),
    *box_lines(300, 190, 555, 260),
)


def test_a_form_in_unknown_words_is_read_by_its_block_numbers() -> None:
    (paper,) = papers_of(page(*ANNEX_VII, rulings=ANNEX_VII_RULINGS))
    assert paper.kind == "annex_vii_document"
    roles: tuple[Role, ...] = ("exporter", "importer", "carrier", "generator")
    assert [name_of(paper, role) for role in roles] == [
        "Adria Rottami S.r.l.",
        "Lotus Recycling GmbH",
        "Alpe Trans S.p.A.",
        "Officina Rossi S.r.l.",
    ]
    assert paper.fields.operation is not None
    assert paper.fields.operation.value == "R4"
    assert paper.fields.number is not None
    assert paper.fields.number.value == "GLW.IT2512345678"


def test_the_list_of_codes_on_the_back_of_a_form_is_notpapers_of() -> None:
    legend = (
        (40, 40, "PACKAGING TYPES (block 7)"),
        (40, 60, "3. Exporter"),
        (40, 75, "Jerrican"),
        (40, 100, "MEANS OF TRANSPORT (block 8)"),
        (40, 115, "Inland waterways"),
    )
    papers_read = papers_of(page(*ANNEX_VII, rulings=ANNEX_VII_RULINGS), page(*legend, number=2))
    assert name_of(papers_read[0], "exporter") == "Adria Rottami S.r.l."
    assert papers_read[0].fields.vessel is None


def test_merge_fields_of_an_empty_template_are_no_values() -> None:
    (paper,) = papers_of(
        page(
            (50, 40, "MOVEMENT DOCUMENT"),
            (50, 80, "Exporter - notifier:"),
            (50, 92, "«Exporter[Name]»"),
            (50, 120, "Notification No: «Movement[Number]»"),
        )
    )
    assert paper.parties == ()
    assert paper.fields.number is None
    assert paper.goods == ()


def test_every_numbered_block_announces_something_known() -> None:
    phrases = {row["field"] for row in rows("labels.csv")}
    for row in rows("blocks.csv"):
        assert row["kind"] in get_args(PaperKind), row
        assert row["field"] in phrases, row


def test_a_megagram_is_a_tonne_and_a_packaging_code_no_count() -> None:
    (paper,) = papers_of(page(
        (50, 40, "MOVEMENT DOCUMENT"), (50, 80, "5. Actual quantity"), (50, 92, "TONNES (MG): 16,686"),
        (50, 120, "12. Designation and composition of the waste"), (50, 132, "OIL WITH PCB"),
        (50, 160, "7. Packaging type(s): 9"),
    ))  # fmt: skip
    (item,) = paper.goods
    assert item.net_mass is not None
    assert item.net_mass.unit == "TNE"
    assert item.packages is None


def test_a_label_that_fills_its_column_is_parted_from_its_value_by_a_blank() -> None:
    filling = "Designation and composition of the"
    at = words(40, 0, f"{filling} X")[-1].box.x0
    rows = [
        ("Document number", "GB 7781"),
        ("Actual quantity", "18,2 t"),
        ("Date of shipment", "19 July 2025"),
        ("Recovery operation", "R3"),
        (filling, "WASHED PET FLAKES"),
        ("waste", ""),
        ("OECD code", "n/a"),
        ("EU list", "15 01 02"),
    ]
    left = [(40, 90 + 12 * n, label) for n, (label, _) in enumerate(rows)]
    right = [(at, 90 + 12 * n, value) for n, (_, value) in enumerate(rows) if value]
    (item,) = paper_of(page((40, 50, "ANNEX VII"), *left, *right)).goods
    assert item.description and item.description.value == "WASHED PET FLAKES"


def test_the_number_a_firm_gives_its_annex_vii_form_is_read_and_the_regulation_is_none() -> None:
    of_law, of_firm = (
        (40, 52, "Verordnung (EG) Nr. 1013/2006"),
        (44, 54, "Consignment information lfd. Nr.: AR-VII-2026-58"),
    )
    for head, number in ((of_firm, "AR-VII-2026-58"), (of_law, None)):
        paper = paper_of(page(*ANNEX_VII[:-1], head, rulings=ANNEX_VII_RULINGS))
        assert (paper.fields.number and paper.fields.number.value) == number


def test_no_volume_is_looked_for_under_a_volume_that_is_none() -> None:
    quantity = [(44, 274, "3. Quantité effective (en tonnes ou m³)"), (44, 288, "Tonnes (Mg) : 22,640")]
    below = [(44, 312, "5. a) Premier transporteur"), (44, 324, "Nom : Transports Valserine SARL")]
    below += [(44, 336, "Adresse : 8 rue des Forges, 01200 Valserhône")]
    boxes = (*ANNEX_VII_RULINGS, *box_lines(40, 265, 300, 300), *box_lines(40, 300, 300, 380))
    (item,) = paper_of(page(*ANNEX_VII, *quantity, (170, 288, "m³ : néant"), *below, rulings=boxes)).goods
    assert item.volume is None and item.net_mass is not None and str(item.net_mass.value) == "22.640"


@pytest.mark.parametrize(
    ("remark", "told"),
    [
        ("Documento de movimento PT 002318 (7/40), fatura anexa", ("PT 002318", 7, 40)),
        ("DOC. MOVIMIENTO PT 004817 – 6/30", ("PT 004817", 6, 30)),
        ("Doc. de mouvement FR 2026 1182, 4/20", ("FR 2026 1182", 4, 20)),
        ("Afvalstoffen, kennisgeving NL 214537", ("NL 214537", None, None)),
        ("Notification to ZZ 214537", (None, None, None)),  # no country
        ("Notify NL 214537", (None, None, None)),
    ],
)
def test_a_consignment_note_cites_the_notification_in_its_remarks(
    remark: str, told: tuple[str | int | None, ...]
) -> None:
    lines = [(40, 50, "CMR"), (40, 60, "INTERNATIONAL CONSIGNMENT NOTE"), (40, 80, "18 Remarks"), (40, 92, remark)]
    fields = paper_of(page(*lines, (40, 120, "1 Sender"), (40, 132, "Ecobat Sul, Lda."))).fields
    found = (fields.notification_number, fields.movement_serial, fields.movement_total)
    assert tuple(field and field.value for field in found) == told
