"""Captions, columns and titles of papers of France, Germany, Italy and the Netherlands beside the usual ones."""

from typing import Any

import pytest

from extractors.column_words import goods_field
from models.paper import Paper
from tests.test_extractors_titles import kind_of
from tests.typesetting import name_of, page, paper_of


def told(paper: Paper) -> dict[str, Any]:
    """Return what a paper's head says, by field, and the names of its parties by role."""
    fields = {name: str(value.value) for name, value in paper.fields if value is not None}
    return fields | {party.role: name_of(paper, party.role) for party in paper.parties}


def _captioned(title: str, *lines: tuple[str, str]) -> Paper:
    """Return a paper of captions with a colon, one under the other, and what is filled in beside them."""
    printed = [(x, 90 + 16 * n, text) for n, line in enumerate(lines) for x, text in zip((50, 260), line, strict=True)]
    return paper_of(page((50, 50, title), *printed))


INVOICE_FR = (
    ("N° de la facture :", "F24-1188"),
    ("Émise le :", "12/03/2026"),
    ("Votre cde n° :", "PO-55120"),
    ("Vendeur / Fournisseur :", "Savonnerie du Lubéron SAS"),
    ("Facturer à :", "Boekhandel Amstel BV"),
    ("Pays expéditeur :", "France"),
    ("Pays d'arrivée :", "Pays-Bas"),
    ("Conditions de vente :", "DAP Amsterdam"),
    ("Total p.b. :", "1 240 kg"),
    ("Nombre total de cartons :", "62"),
    ("Montant net à payer :", "8 450,00 EUR"),
)
LADING_FR = (
    ("Connaissement numéro :", "MRS882014"),
    ("Chargeur / Expéditeur :", "Minoterie Camargue SA"),
    ("Consigné à :", "Dakar Farines SARL"),
    ("Personne à prévenir :", "Transit Teranga SA"),
    ("Nom du navire de mer :", "CAP BLANC"),
    ("N° du voyage :", "114S"),
    ("Lieu de la prise en charge :", "Arles"),
    ("Embarquement :", "Fos-sur-Mer"),
    ("Port de débarq. :", "Dakar"),
    ("N° booking :", "BK70551"),
    ("Embarqué le :", "05/04/2026"),
    ("Cubage total m3 :", "41,5 m3"),
)

DELIVERY_DE = (
    ("Lieferscheinnr.:", "LS-40771"),
    ("Unser Auftrag Nr.:", "AB-9913"),
    ("Versandfirma:", "Hüttenwerk Siegen GmbH"),
    ("Anlieferadresse:", "Stahlhandel Linz AG"),
    ("Transportunternehmen:", "Spedition Krause GmbH"),
    ("Versendet am:", "14.02.2026"),
    ("Kolli total:", "18"),
    ("Gesamtgewicht brutto (kg):", "4.320 kg"),
    ("Ges. Nettogewicht:", "4.100 kg"),
)
INVOICE_CH = (
    ("Faktura-Nr.:", "4711-26"),
    ("Fakturadatum:", "03.03.2026"),
    ("Rechnung geht an:", "Modehaus Zürich AG"),
    ("Absendeland:", "Deutschland"),
    ("Land der Bestimmung:", "Schweiz"),
    ("Fakturawährung:", "CHF"),
    ("Lieferklausel:", "DDP Zürich"),
    ("Zu bezahlen:", "12'450.00 CHF"),
)
TRANSPORT_IT = (
    ("N. D.D.T.:", "884/26"),
    ("Data D.D.T.:", "21/01/2026"),
    ("Caricatore / Mittente:", "Ceramiche Sassuolo S.p.A."),
    ("Indirizzo consegna:", "Fliesen Tirol GmbH"),
    ("Autotrasportatore:", "Trasporti Emilia S.r.l."),
    ("Vs. ord. n.:", "PO 30771"),
    ("Totale bancali:", "22"),
    ("Totale kg lordi:", "24.310 kg"),
    ("Tot. peso netto:", "23.500 kg"),
)
INVOICE_IT = (
    ("Nr. della fattura:", "126/E"),
    ("Data fatt.:", "09/02/2026"),
    ("Cessionario / Committente:", "Vinothek Lugano SA"),
    ("Paese di destinazione finale:", "Svizzera"),
    ("Paese d'esportazione:", "Italia"),
    ("Termine di resa:", "EXW Alba"),
    ("Valuta documento:", "EUR"),
    ("Totale a pagare:", "3.780,00"),
)
DELIVERY_NL = (
    ("Afleverbonnummer:", "PB-20991"),
    ("Uw order-nr.:", "PO-66120"),
    ("Verzonden door:", "Zaadhandel Emmeloord BV"),
    ("Verzenden naar:", "Jardinerie Namur SA"),
    ("Transportbedrijf:", "Van Dijk Logistiek BV"),
    ("Verzonden op:", "11-05-2026"),
    ("Totaal dozen:", "140"),
    ("Totaal brutogewicht (kg):", "2.310 kg"),
    ("Nettogewicht totaal:", "2.180 kg"),
)
INVOICE_BE = (
    ("Nummer factuur:", "2026/0417"),
    ("Opgemaakt op:", "17-04-2026"),
    ("Facturatieadres:", "Glaswerk Aachen GmbH"),
    ("Exportland:", "België"),
    ("Land van eindbestemming:", "Duitsland"),
    ("Leverconditie:", "CPT Aachen"),
    ("Algemeen totaal:", "5.912,40 EUR"),
)


@pytest.mark.parametrize(("title", "lines", "expected"), [
    ("FACTURE", INVOICE_FR, {
        "number": "F24-1188", "date": "2026-03-12", "order_number": "PO-55120", "seller": "Savonnerie du Lubéron SAS",
        "buyer": "Boekhandel Amstel BV", "country_of_export": "FR", "country_of_import": "NL", "incoterm": "DAP",
        "total_gross_mass": "1240", "total_packages": "62", "total_amount": "8450.00",
    }),
    ("CONNAISSEMENT", LADING_FR, {
        "number": "MRS882014", "consignor": "Minoterie Camargue SA", "consignee": "Dakar Farines SARL",
        "notify": "Transit Teranga SA", "vessel": "CAP BLANC", "voyage": "114S", "place_of_receipt": "Arles",
        "port_of_loading": "Fos-sur-Mer", "port_of_discharge": "Dakar", "booking_number": "BK70551",
        "shipment_date": "2026-04-05", "total_volume": "41.5",
    }),
    ("LIEFERSCHEIN", DELIVERY_DE, {
        "number": "LS-40771", "order_number": "AB-9913", "consignor": "Hüttenwerk Siegen GmbH",
        "consignee": "Stahlhandel Linz AG", "carrier": "Spedition Krause GmbH", "shipment_date": "2026-02-14",
        "total_packages": "18", "total_gross_mass": "4320", "total_net_mass": "4100",
    }),
    ("FAKTURA", INVOICE_CH, {
        "number": "4711-26", "date": "2026-03-03", "buyer": "Modehaus Zürich AG", "country_of_export": "DE",
        "country_of_import": "CH", "currency": "CHF", "incoterm": "DDP", "total_amount": "12450.00",
    }),
    ("DOCUMENTO DI TRASPORTO", TRANSPORT_IT, {
        "number": "884/26", "date": "2026-01-21", "consignor": "Ceramiche Sassuolo S.p.A.",
        "consignee": "Fliesen Tirol GmbH", "carrier": "Trasporti Emilia S.r.l.", "total_packages": "22",
        "total_gross_mass": "24310", "total_net_mass": "23500",
    }),
    ("FATTURA", INVOICE_IT, {
        "number": "126/E", "date": "2026-02-09", "buyer": "Vinothek Lugano SA", "country_of_import": "CH",
        "country_of_export": "IT", "incoterm": "EXW", "currency": "EUR", "total_amount": "3780.00",
    }),
    ("AFLEVERBON", DELIVERY_NL, {
        "number": "PB-20991", "order_number": "PO-66120", "consignor": "Zaadhandel Emmeloord BV",
        "consignee": "Jardinerie Namur SA", "carrier": "Van Dijk Logistiek BV", "shipment_date": "2026-05-11",
        "total_packages": "140", "total_gross_mass": "2310", "total_net_mass": "2180",
    }),
    ("FACTUUR", INVOICE_BE, {
        "number": "2026/0417", "date": "2026-04-17", "buyer": "Glaswerk Aachen GmbH", "country_of_export": "BE",
        "country_of_import": "DE", "incoterm": "CPT", "total_amount": "5912.40",
    }),
])  # fmt: skip
def test_captions_less_usual_are_read(title: str, lines: tuple[tuple[str, str], ...], expected: dict[str, str]) -> None:
    found = told(_captioned(title, *lines))
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(("heading", "field"), [
    ("Désignation de la pièce", "description"), ("Nombre d'emballages", "packages"), ("Montant HTVA", "amount"),
    ("P.U. HTVA", "unit_price"), ("Pays de fabrication", "origin"), ("N° de nomenclature", "hs_code"),
    ("Genre d'emballage", "package_kind"), ("Poids N. (kg)", "net_mass"), ("Réf. client", "part"),
    ("Warenbenennung", "description"), ("Packstückzahl", "packages"), ("Zollcode", "hs_code"), ("Ursp.", "origin"),
    ("Gew. (kg)", "gross_mass"), ("Pos.-Wert", "amount"), ("Gefahrzettel", "hazard_class"),
    ("Natura merce", "description"), ("Nr. bancali", "packages"), ("Imp. unitario", "unit_price"), ("Q.tà", "quantity"),
    ("Codice merce", "hs_code"), ("Paese di produzione", "origin"), ("Valore stat.", "amount"), ("Scad.", "part"),
    ("Goederensoort", "description"), ("Aantal kratten", "packages"), ("Tot. gewicht", "gross_mass"),
    ("Land v. oorsprong", "origin"), ("Tariefpost", "hs_code"), ("Regelprijs", "amount"), ("Hoeveelh.", "quantity"),
])  # fmt: skip
def test_columns_less_usual_are_named(heading: str, field: str) -> None:
    assert goods_field(heading, fuzzy=False)[0] == field


@pytest.mark.parametrize(("title", "kind"), [
    ("NOTE DE POIDS", "packing_list"), ("BULLETIN DE LIVRAISON", "delivery_note"), ("FACTURE D'AVOIR", "other"),
    ("GEWICHTSAUFSTELLUNG", "packing_list"), ("ÜBERGABESCHEIN", "delivery_note"),
    ("AUSFUHRZOLLDEKLARATION", "customs_declaration"),
    ("DISTINTA DEI PESI", "packing_list"), ("BOLLETTINO DI CONSEGNA", "delivery_note"),
    ("LEVERINGSBEWIJS", "delivery_note"),
    ("PAKSTAAT", "packing_list"), ("TRANSITAANGIFTE", "customs_declaration"), ("ZEECOGNOSSEMENT", "bill_of_lading"),
])  # fmt: skip
def test_titles_less_usual_tell_the_kind(title: str, kind: str) -> None:
    assert kind_of(title) == kind
