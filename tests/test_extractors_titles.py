"""Titles of papers: what may stand beside them, and the names that papers bear in the languages of the trade."""

import pytest

from extractors import kinds
from extractors.regions import Layout
from models.paper import PaperKind
from models.reference.table import rows
from tests.typesetting import page

# What a bill of lading and many a customs print have in common.
SHIPPED = (
    *((50, 100, "Vessel:"), (150, 100, "BALTIC TERN"), (50, 115, "Port of loading:"), (150, 115, "Fremantle")),
    *((50, 130, "Port of discharge:"), (150, 130, "Busan"), (50, 145, "Consignor:"), (150, 145, "Kwinana Ore Pty")),
    *((50, 160, "Notify party:"), (150, 160, "Han River Metals"), (50, 175, "B/L No.:"), (150, 175, "KWBS20817")),
    *((50, 190, "Place of receipt:"), (150, 190, "Perth"), (50, 205, "Freight payable at"), (150, 205, "Perth")),
)


def kind_of(title: str, *others: tuple[float, float, str]) -> PaperKind:
    return kinds.kind_of(Layout(page((50, 40, title), *others)))[0]


@pytest.mark.parametrize("title", [
    "IMPORT DECLARATION (N10) – ICS PRINT", "Export Declaration, Form X21, Copy 3", "SAD 500", "EXPORT ENTRY (CDS PRINT)",
    "CUSTOMS CODING FORM B3-3", "Zollanmeldung – Ausdruck ATLAS, Blatt 1", "ENTRY SUMMARY FORM 7501 DRAFT",
    "Déclaration d'exportation (DELTA) – duplicata",
])  # fmt: skip
def test_a_forms_number_and_what_copy_it_is_do_not_weigh_against_its_title(title: str) -> None:
    assert kind_of(title, *SHIPPED) == "customs_declaration"


def test_other_words_beside_a_title_do_weigh_against_it() -> None:
    assert kind_of("Import declaration by our agent Fremantle", *SHIPPED) == "bill_of_lading"


def test_every_title_of_the_table_names_its_kind() -> None:
    missed = [row for row in rows("titles.csv") if kind_of(row["phrase"].upper()) != row["kind"]]
    assert missed == []


CUSTOMS = """
Bill of Entry for Home Consumption; Shipping Bill for Export; Entry Summary; Canada Customs Coding Form
Goods Declaration; Electronic Export Information; Cargo Clearance Permit; Single Administrative Document
Entry/Immediate Delivery; Déclaration unique de marchandises; DAU; Décision de taxation; Déclaration douanière
Document d'accompagnement transit; Ausfuhrbegleitdokument; Einfuhrzollanmeldung; Veranlagungsverfügung
Einfuhrabgabenbescheid; Anmeldung zur Überlassung zum zollrechtlich freien Verkehr; DUA de exportación
Pedimento; Documento único de salida; Permiso de embarque; Declaración aduanera de mercancías; DUCA-F
Bolletta doganale; Prospetto di riepilogo ai fini contabili; Dichiarazione doganale di esportazione
Declaração Única de Exportação (DU-E); Extrato da DUIMP; Extrato da DU-E; Aangifte ten uitvoer
Uitvoerbegeleidingsdocument; 出口货物报关单; 进口报关单; 輸出申告書; 輸入許可通知書; 수출신고필증; Zgłoszenie celne
Wywozowy dokument towarzyszący; Vývozní doprovodný doklad; Colné vyhlásenie; Vámáru-nyilatkozat
Declarație vamală de export; Udførselsangivelse; Tulldeklaration; Vienti-ilmoitus; Tolldeklarasjon
Gümrük Çıkış Beyannamesi; Διασάφηση εξαγωγής; Декларация на товары; Митна декларація; Carinska deklaracija
Tờ khai hàng hóa xuất khẩu; Pemberitahuan Ekspor Barang; Muitinės deklaracija; Ekspordideklaratsioon
"""


def names_in(text: str) -> list[str]:
    return [name.strip() for line in text.strip().splitlines() for name in line.split(";")]


@pytest.mark.parametrize(("named", "kind"), [(CUSTOMS, "customs_declaration")])
def test_national_titles_name_their_kind(named: str, kind: PaperKind) -> None:
    assert [name for name in names_in(named) if kind_of(name) != kind] == []
