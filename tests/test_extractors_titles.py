"""Titles of papers: what may stand beside them, and the names that papers bear in the languages of the trade."""

import pytest

from extractors import kinds
from extractors.regions import Layout
from models.paper import PaperKind
from models.reference.table import rows
from tests.typesetting import page, paper_of

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
    "IMPORT DECLARATION (N10) – ICS PRINT", "Export Declaration, Form X21, Copy 3", "SAD 500",
    "EXPORT ENTRY (CDS PRINT)", "CUSTOMS CODING FORM B3-3", "Zollanmeldung – Ausdruck ATLAS, Blatt 1",
    "ENTRY SUMMARY FORM 7501 DRAFT", "Déclaration d'exportation (DELTA) – duplicata",
])  # fmt: skip
def test_a_forms_number_and_what_copy_it_is_do_not_weigh_against_its_title(title: str) -> None:
    assert kind_of(title, *SHIPPED) == "customs_declaration"


def test_a_title_set_wide_is_one_though_its_words_are_labels() -> None:
    apart = page((50, 40, "EXPORT"), (160, 40, "DECLARATION"), *SHIPPED[4:], (50, 220, "Packages: 12 cartons"))
    assert kinds.kind_of(Layout(apart))[0] == "customs_declaration"


def test_other_words_beside_a_title_do_weigh_against_it() -> None:
    assert kind_of("Import declaration by our agent Fremantle", *SHIPPED) == "bill_of_lading"


def test_every_title_of_the_table_names_its_kind() -> None:
    missed = [row for row in rows("titles.csv") if kind_of(row["phrase"].upper()) != row["kind"]]
    assert missed == []


def test_figures_are_no_title() -> None:
    assert kind_of("PACKING LIST", (50, 200, "480411.10 2 rolls 2,377.00 2,425.00")) == "packing_list"
    assert [row for row in rows("titles.csv") if not any(map(str.isalpha, row["phrase"]))] == []
    assert titled_in((50, 40, "480411.10 2 rolls 2,377.00")) == set()


CUSTOMS = """
Bill of Entry for Home Consumption; Shipping Bill for Export; Entry Summary; Canada Customs Coding Form
Goods Declaration; Electronic Export Information; Cargo Clearance Permit; Single Administrative Document
Entry/Immediate Delivery; Déclaration unique de marchandises; DAU export; Décision de taxation; Déclaration douanière
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

DANGEROUS = """
IMO Dangerous Goods Declaration; IMDG multimodal dangerous goods form; Shipper's Declaration for Dangerous Goods
ADR transport document; Transport document according to ADR; Déclaration IMO; Document de transport ADR
Document de transport de marchandises dangereuses; Beförderungspapier nach ADR; Gefahrgut-Beförderungspapier
IMO-Gefahrguterklärung; Carta de porte ADR; Declaración de carga peligrosa; Documento de transporte ADR
Documento di trasporto ADR; Modulo multimodale per merci pericolose; Declaração de cargas perigosas
Vervoersdocument gevaarlijke stoffen; ADR-vervoersdocument; IMO-verklaring; 危险货物安全适运声明书; 托运人危险品申报单
Deklaracja towarów niebezpiecznych; Декларация об опасном грузе; Tehlikeli madde beyannamesi
"""
NOTIFICATIONS = """
Dokument zgłoszeniowy; Formulář oznámení pro přeshraniční přepravu odpadů; Document de notificare
Bejelentési dokumentum; Anmeldelsesdokument for grænseoverskridende overførsel af affald; Anmälningsdokument
Έγγραφο κοινοποίησης; Formulaire de notification; 危险废物越境转移通知书
"""
MOVEMENTS = """
Dokument przesyłania odpadów; Průvodní doklad; Document de mișcare pentru transferuri transfrontaliere de deșeuri
Szállítási dokumentum; Transportdokument for grænseoverskridende overførsel af affald; Έγγραφο μετακίνησης
Documento de movimiento de residuos; Document de mouvement de déchets
"""
ANNEX_VII = """
Dokument nach Anhang VII; Document annexe VII; Documento del anexo VII; Bijlage VII-document; Příloha VII; Anexa VII
Bilag VII; Bilaga VII; Παράρτημα VII; Informacje towarzyszące przesyłaniu odpadów; VII. melléklet
Informații care însoțesc transferurile de deșeuri
"""
PACKINGS = """
Carton contents list; Case list; Weight & measurement list; Kartonliste; Pack- und Gewichtsliste; Liste des colis
Detalle de bultos; Distinta pesi; Relação de volumes; Collilijst; Specyfikacja wysyłkowa; Çeki listesi; 装箱明细单
"""
DELIVERIES = """
Delivery Advice; Bon d'enlèvement; Liefernachweis; Guía de despacho; D.D.T.; Guia de entrega; Afleveringsbon
Dokument WZ; Dodací list; Szállítólevél; Aviz de însoțire a mărfii; Følgeseddel; Följesedel; Sevk irsaliyesi; 交货单
Δελτίο αποστολής
"""
ROADS = """
Internationaler Frachtbrief CMR; Lettre de voiture; Vrachtbrief; Międzynarodowy list przewozowy; Nákladní list
Fuvarlevél; Scrisoare de transport internațional; Fragtbrev; Fraktsedel; Rahtikirja; Mednarodni tovorni list
Товарно-транспортная накладная (CMR); Διεθνής φορτωτική; Uluslararası hamule senedi
"""
ORIGINS = """
Certificate of Origin Form A; Movement certificate EUR.1; Warenverkehrsbescheinigung EUR.1
Certificado de circulación EUR.1; Świadectwo pochodzenia; Osvědčení o původu zboží; Származási bizonyítvány
Menşe şahadetnamesi
原産地証明書; 원산지증명서; Сертификат о происхождении товара
"""
PIC = """
Notification préalable d'exportation; PIC-Notifikation; Notificación PIC; Powiadomienie o wywozie; Notificare de export
"""
OTHERS = """
Weighbridge slip; Wiegekarte; Bon de pesée; Ticket de báscula; Bolla di pesatura; Weegbon; Kwit wagowy; 过磅单
Analysis report; Prüfbericht; Rapport d'essai; Informe de ensayo; Rapporto di prova; Relatório de ensaio
Keuringsrapport
Sales contract; Kaufvertrag; Contrat de vente; Contrato de compraventa; Contratto di vendita; Koopovereenkomst; 销售合同
Photo documentation; Fotodokumentation; Dossier photo; Reportaje fotográfico; Order confirmation; Auftragsbestätigung
"""


def names_in(text: str) -> list[str]:
    return [name.strip() for line in text.strip().splitlines() for name in line.split(";")]


@pytest.mark.parametrize(("named", "kind"), [
    (CUSTOMS, "customs_declaration"), (DANGEROUS, "dangerous_goods_declaration"), (NOTIFICATIONS, "waste_notification"),
    (MOVEMENTS, "waste_movement_document"), (ANNEX_VII, "annex_vii_document"), (DELIVERIES, "delivery_note"),
    (PACKINGS, "packing_list"),
    (ROADS, "road_consignment_note"), (ORIGINS, "certificate_of_origin"), (PIC, "pic_export_notification"),
    (OTHERS, "other"),
])  # fmt: skip
def test_national_titles_name_their_kind(named: str, kind: PaperKind) -> None:
    shipped = () if kind.startswith("waste") or kind == "annex_vii_document" else SHIPPED
    assert [name for name in names_in(named) if kind_of(name.upper(), *shipped) != kind] == []


SENT = (
    *((40, 150, "1 Sender (name, address, country)"), (40, 165, "Veluwe Metaal BV"), (40, 177, "Havenweg 3, Ede")),
    *((40, 210, "2 Consignee"), (40, 225, "Ruhr Zink GmbH")),
)


@pytest.mark.parametrize("head", [
    ((300, 40, "CMR"), (420, 40, "NL 0731155")), ((300, 40, "CMR NL 0731155"),),
    ((300, 40, "INTERNATIONALER FRACHTBRIEF"), (300, 52, "CMR"), (480, 52, "NL 0731155")),
    ((300, 40, "VRACHTBRIEF CMR Nr."), (300, 54, "NL 0731155")),
])  # fmt: skip
def test_a_road_note_bears_its_number_behind_or_right_of_its_title(head: tuple[tuple[float, float, str], ...]) -> None:
    assert number_of(*head, *SENT) == ("road_consignment_note", "NL 0731155")


def test_a_bill_of_ladings_number_stands_in_the_corner_right_of_its_title() -> None:
    ports = ((40, 100, "Vessel"), (40, 112, "BALTIC TERN"), (200, 100, "Port of loading"), (200, 112, "Fremantle"))
    assert number_of((40, 40, "BILL OF LADING"), (450, 40, "KWBS20817"), *ports) == ("bill_of_lading", "KWBS20817")
    booked = ((350, 40, "Booking No."), (450, 40, "KWBS20817"))
    assert number_of((40, 40, "BILL OF LADING"), *booked, *ports) == ("bill_of_lading", None)


@pytest.mark.parametrize("corner", ["020 FRA 12345675", "020 | FRA | 1234 5675", "020 1234 5675", "020-1234 5675"])
def test_an_air_waybills_number_is_told_by_its_check_digit_however_it_is_parted(corner: str) -> None:
    others = ((40, 100, "Airport of destination"), (40, 112, "NAIROBI"))
    assert number_of((40, 30, corner), (300, 50, "AIR WAYBILL"), *others) == ("air_waybill", "020-12345675")
    house = ((40, 70, "HAWB No.:"), (120, 70, "TLR 31907"))
    if "-" not in corner:  # the master's
        assert number_of((40, 30, corner), (300, 50, "HOUSE AIR WAYBILL"), *house) == ("air_waybill", "TLR 31907")
    assert number_of((40, 30, "020 1234 5676"), (300, 50, "AIR WAYBILL"), *others) == ("air_waybill", None)


@pytest.mark.parametrize("caption", [
    "P.O. Number", "Customer's PO", "Order confirmation no.", "Contract reference", "Kundenbestell-Nr.", "Vertrags-Nr.",
    "Votre n° de commande", "N.º de pedido del cliente", "Ns. ordine", "N.º do pedido do cliente", "Klantordernummer",
    "Nr zamówienia", "采购订单号",
])  # fmt: skip
def test_orders_and_contracts_are_known_by_their_captions(caption: str) -> None:
    told = page(
        *((50, 40, "COMMERCIAL INVOICE"), (50, 100, "Invoice No.:"), (200, 100, "INV-7781")),
        *((50, 115, f"{caption}:"), (200, 115, "4500098871"), (50, 140, "Seller"), (50, 152, "Veluwe Metaal BV")),
    )
    order = paper_of(told).fields.order_number
    assert (order and order.value) == "4500098871"


def number_of(*printed: tuple[float, float, str]) -> tuple[PaperKind, str | None]:
    paper = paper_of(page(*printed))
    return paper.kind, paper.fields.number.value if paper.fields.number else None


def test_what_comes_first_of_two_papers_in_one_names_it() -> None:
    assert kind_of("LIEFERSCHEIN und Beförderungspapier nach ADR 5.4.1") == "delivery_note"
    assert kind_of("COMMERCIAL INVOICE AND PACKING LIST") == "commercial_invoice"


def test_the_label_of_a_sum_and_papers_attached_are_no_titles() -> None:
    declared = ((50, 40, "COUNTY REVENUE OFFICE"), (300, 52, "IMPORT DECLARATION FORM C21"))
    priced = ((50, 150, "INVOICE NO....: 21/77"), (300, 150, "INVOICE SUM AGREED.....: 21,280.00"))
    assert titled_in(*declared, *priced) == {"customs_declaration"}
    attached = ((50, 300, "5 Documents attached"), (50, 315, "PACKING LIST, T2L"))
    assert titled_in((50, 40, "INTERNATIONAL CONSIGNMENT NOTE"), *attached) == {"road_consignment_note"}


def test_the_caption_of_its_number_tells_a_paper_without_a_title() -> None:
    named = ((40, 30, "Viñedos Tres Olmos, S.L."), (40, 60, "FACTURA N.º"), (200, 60, "FECHA"), (300, 60, "SU PEDIDO"))
    packed = ((40, 120, "Artículo"), (300, 120, "Cajas"), (400, 120, "Peso neto kg"), (500, 120, "Peso bruto kg"))
    told = page(*named, (40, 72, "TO26/0431"), (200, 72, "14/05/2026"), (300, 72, "OC-8123"), *packed)
    paper = paper_of(told)
    assert paper.kind == "commercial_invoice"
    assert (paper.fields.number and paper.fields.number.value) == "TO26/0431"


@pytest.mark.parametrize(("caption", "number"), [
    ("Filer Code/Entry Number", "CX4-5519207-3"), ("NUM. PEDIMENTO", "26 47 3901 6001177"),
    ("Aangiftenummer", "NL7719203"),
    ("N° de la déclaration", "FR7719203"), ("海关编号", "531620260161718"),
])  # fmt: skip
def test_a_customs_declarations_own_number_is_known_by_its_caption(caption: str, number: str) -> None:
    declared = ((40, 30, "CUSTOMS DECLARATION"), (40, 70, f"{caption}:"), (40, 82, number))
    assert number_of(*declared) == ("customs_declaration", number)


def titled_in(*printed: tuple[float, float, str]) -> set[PaperKind]:
    return {title.kind for title in kinds.titles(Layout(page(*printed)))}


@pytest.mark.parametrize(
    ("caption", "kind"),
    [
        ("5 Beigefügte Dokumente", "road_consignment_note"),
        ("Documents annexés", "road_consignment_note"),
        ("Załączone dokumenty", "road_consignment_note"),
        ("", "annex_vii_document"),
    ],
)
def test_a_paper_named_in_the_box_of_papers_attached_is_no_title(caption: str, kind: PaperKind) -> None:
    form = ((50, 100, "Absender"), (50, 112, "Donau Wertstoff GmbH"), (50, 140, caption), (50, 152, "Anhang VII"))
    assert kind_of("CMR Frachtbrief Nr. AT 660412", *form) == kind
