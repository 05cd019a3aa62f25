"""Waste papers in other designs than the official form: lists of blocks, tinted bars, a table of codes in a block."""

import pytest

from models.geometry import Box
from models.page import Page
from tests.typesetting import box_lines, goods_of, name_of, page, paper_of

LISTED = (
    ("1", "Gehört zu Notifizierung Nr.", "", "AT 004711"),
    ("2", "Laufende Nr. und Anzahl der", "Verbringungen", "6 / 24"),
    ("3", "Exporteur - Notifizierender", "", "Murgrund Altmetall GmbH, Werkstraße 2, A-8700 Leoben"),
    ("5", "Tatsächliche Menge", "", "21,480 t (Mg)"),
    ("8a", "1. Frachtunternehmen", "", "Spedition Hasel GmbH, Hafen 4, A-4020 Linz"),
    ("8b", "2. Frachtunternehmen", "", "---"),
    ("10", "Verwertungsanlage [X]", "", "Ahrtal Zinkwerke GmbH, Ring 9, D-53474 Ahrweiler"),
    ("11", "Verfahren", "", "R4"),
    ("12", "Bezeichnung und Zusammensetzung", "des Abfalls", "Zinkasche, in Säcken"),
)


def listed(apart: float) -> Page:
    """Return a movement document of three columns without a ruling: number, caption, what is filled in."""
    told = [(40.0, 40.0, "Begleitformular für die Verbringung von Abfällen")]
    for n, (block, caption, more, value) in enumerate(LISTED):
        y = 70.0 + 30 * n
        told += [(40, y, block), (40 + apart, y, caption), (40 + apart, y + 10, more), (240, y, value)]
    return page(*(part for part in told if part[2]))


@pytest.mark.parametrize("apart", [14, 26])
def test_a_form_set_as_a_list_of_blocks_is_read_without_a_ruling(apart: float) -> None:
    paper = paper_of(listed(apart))
    assert paper.kind == "waste_movement_document"
    assert paper.fields.notification_number is not None
    assert paper.fields.notification_number.value == "AT 004711"
    assert paper.fields.movement_serial is not None
    assert paper.fields.movement_serial.value == 6
    assert name_of(paper, "exporter") == "Murgrund Altmetall GmbH"
    assert name_of(paper, "carrier") == "Spedition Hasel GmbH"
    assert name_of(paper, "facility") == "Ahrtal Zinkwerke GmbH"
    (item,) = paper.goods
    assert item.description is not None
    assert item.description.value == "Zinkasche, in Säcken"


BARS = (
    (40.0, 60.0, 290.0, "1. Personne qui organise", ("Nom", "Sambre Zinc SA"), ("Adresse", "5000 Namur, Belgique")),
    (300.0, 60.0, 550.0, "2. Importateur", ("Nom", "Ahrtal Zinkwerke GmbH"), ("Adresse", "53474 Ahrweiler")),
    (40.0, 120.0, 550.0, "5. Transporteurs", ("", ""), ("", "")),
    (40.0, 270.0, 290.0, "3. Quantité réelle", ("22,500 tonnes (Mg)", ""), ("", "")),
    (300.0, 270.0, 550.0, "8. Opération de valorisation", ("R4", ""), ("", "")),
    (40.0, 200.0, 290.0, "6. Producteur - 6a. lieu de chargement", ("Nom", "Sambre Zinc SA"), ("Adresse", "Namur")),
    (300.0, 200.0, 550.0, "7. Installation", ("Nom", "Ahrtal Zinkwerke GmbH"), ("Adresse", "Ahrweiler")),
    (40.0, 340.0, 550.0, "9. Dénomination usuelle des déchets", ("Cendres de zinc", ""), ("", "")),
)


def test_the_codes_of_one_block_set_as_a_list_make_no_list_of_the_form() -> None:
    told = ("B1080", "n/a", "100305", "n/a", "n/a", "8", "1789")
    codes = ("(i) Basel", "(ii) OECD", "(iii) EU", "(vii) Y-Code", "(viii) H-Code", "(ix) UN-Klasse", "(x) UN-Nummer")
    left = ("3 Exporteur", "Murgrund GmbH", "8700 Leoben", "4 Importeur", "Ahrtal Zinkwerke GmbH", "53474 Ahrweiler",
            "9 Abfallerzeuger", "Murgrund GmbH", "8700 Leoben", "10 Verwertungsanlage", "Ahrtal Zinkwerke GmbH",
            "12 Bezeichnung des Abfalls", "Zinkasche")  # fmt: skip
    paper = paper_of(
        page(
            (50, 30, "Begleitformular für die Verbringung von Abfällen"),
            *((50, 60 + 14 * n, text) for n, text in enumerate(left)),
            *((300, 60, "1 Notifizierung Nr.: AT 004711"), (300, 90, "7 Verpackungsart: 5"), (300, 120, "11 R4")),
            *((50, 260 + 14 * n, f"14 {text}") for n, text in enumerate(codes)),
            *((250, 260 + 14 * n, text) for n, text in enumerate(told)),
        )
    )
    assert [name_of(paper, role) for role in ("importer", "facility")] == ["Ahrtal Zinkwerke GmbH"] * 2


def barred() -> Page:
    """Return an Annex VII form whose headings stand on tinted bars, with nothing round what is filled in."""
    told, rulings = [(40.0, 40.0, "Annexe VII - Document d'accompagnement")], list[Box]()
    for x, top, right, heading, *rows in BARS:
        told.append((x + 5, top + 11, heading))
        rulings += box_lines(x, top, right, top + 15)
        for n, (first, second) in enumerate(rows):
            told += [(x + 5, top + 28 + 12 * n, first), (x + 70, top + 28 + 12 * n, second)]
    told += [(100, 148, "Nom"), (262, 148, "Adresse"), (460, 148, "Moyen")]
    told += [(45, 160, "a) 1er"), (100, 160, "Transports Peyrel SARL"), (262, 160, "Quai Nord, Givet"), (460, 160, "R")]
    return page(*(part for part in told if part[2]), rulings=tuple(rulings))


def test_what_stands_under_a_tinted_bar_belongs_to_the_heading_on_it() -> None:
    paper = paper_of(barred())
    assert name_of(paper, "exporter") == "Sambre Zinc SA"
    assert name_of(paper, "importer") == "Ahrtal Zinkwerke GmbH"
    assert name_of(paper, "generator") == "Sambre Zinc SA"
    assert name_of(paper, "facility") == "Ahrtal Zinkwerke GmbH"
    assert paper.fields.operation is not None
    assert paper.fields.operation.value == "R4"


def test_carriers_in_a_table_within_their_block_are_named_by_its_column() -> None:
    assert name_of(paper_of(barred()), "carrier") == "Transports Peyrel SARL"


CODES = (("Basel", "A1160"), ("EU-AVV", "16|06|01*"), ("Y-Code", "Y31"), ("H-Code", "H8"), ("HS", "8549 11"))


def test_codes_in_a_table_of_the_block_of_identification_are_read_cell_by_cell() -> None:
    told = [
        (40.0, 40.0, "MOVEMENT DOCUMENT FOR WASTE"),
        (44.0, 70.0, "1. Notification No: AT 004711"),
        (44.0, 90.0, "5. Actual quantity: 21,480 t"),
        (44.0, 110.0, "12. Designation and composition of the waste: Lead-acid batteries"),
        (44.0, 140.0, "14. Waste identification"),
        (44.0, 240.0, "15. Declaration"),
    ]
    rulings = [*box_lines(40, 130, 555, 230)]
    for n, (caption, code) in enumerate(CODES):
        x = 200.0 + 60 * n
        rulings += [*box_lines(x, 150, x + 60, 170), *box_lines(x, 170, x + 60, 215)]
        told += [(x + 5, 163, caption), *((x + 5, 183 + 11 * k, part) for k, part in enumerate(code.split("|")))]
    (item,) = goods_of(page(*told, rulings=tuple(rulings)))
    codes = {(code.scheme, code.value.value) for code in item.waste_codes}
    assert codes == {("basel", "A1160"), ("ewc", "16 06 01*"), ("y", "Y31"), ("h", "H8")}


CAPTIONS = {
    "pl": "Zgłoszenie nr|Rzeczywista ilość|Zgłaszający|Instalacja odzysku|Proces odzysku|Opis odpadów",
    "cs": "Číslo oznámení|Skutečné množství|Oznamovatel|Zařízení k využití|Způsob využití|Popis odpadu",
    "da": "Anmeldelse nr|Faktisk mængde|Eksportør/anmelder|Bortskaffelsesanlæg|Nyttiggørelsesmetode|"
    "Affaldets betegnelse",
    "hu": "Bejelentési szám|Tényleges mennyiség|Bejelentő|Hasznosító létesítmény|"
    "Hasznosítási eljárás|Hulladék megnevezése",
}


@pytest.mark.parametrize("captions", CAPTIONS.values(), ids=CAPTIONS)
def test_a_waste_paper_without_block_numbers_is_read_by_captions_in_other_languages(captions: str) -> None:
    values = ("AT 004711", "21,480 t", "Murgrund Altmetall GmbH", "Ahrtal Zinkwerke GmbH", "R4", "Zinkasche")
    told = [
        (44.0, 80.0 + 24 * n, f"{caption}: {value}")
        for n, (caption, value) in enumerate(zip(captions.split("|"), values, strict=True))
    ]
    paper = paper_of(page((40, 40, "MOVEMENT DOCUMENT FOR WASTE"), *told))
    number, operation = paper.fields.notification_number, paper.fields.operation
    assert (number and number.value, operation and operation.value) == ("AT 004711", "R4")
    assert (name_of(paper, "exporter"), name_of(paper, "facility")) == (values[2], values[3])
    (item,) = paper.goods
    assert item.description is not None
    assert (item.description.value, item.net_mass and item.net_mass.unit) == ("Zinkasche", "TNE")


@pytest.mark.parametrize("mark", ["({})", "{})"])
def test_a_country_in_the_first_of_three_parts_of_its_cell(mark: str) -> None:
    first, second = mark.format("a"), mark.format("b")
    told = [(40.0, 40.0, "Notification document for transboundary movements of waste")]
    told += [(44.0, 70.0, "15. Countries concerned"), (44.0, 90.0, "State of export - dispatch")]
    told += [(304.0, 90.0, "State of import - destination"), (44.0, 103.0, f"{first} Ireland {second} IE 001")]
    told += [(304.0, 103.0, f"{first} Belgium"), (304.0, 116.0, f"{second} BE 001"), (304.0, 126.0, "Export: -")]
    fields = paper_of(page(*told)).fields
    assert fields.country_of_export is not None
    assert fields.country_of_import is not None
    assert (fields.country_of_export.value, fields.country_of_import.value) == ("IE", "BE")
