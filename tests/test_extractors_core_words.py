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
])  # fmt: skip
def test_captions_less_usual_are_read(title: str, lines: tuple[tuple[str, str], ...], expected: dict[str, str]) -> None:
    found = told(_captioned(title, *lines))
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(("heading", "field"), [
    ("Désignation de la pièce", "description"), ("Nombre d'emballages", "packages"), ("Montant HTVA", "amount"),
    ("P.U. HTVA", "unit_price"), ("Pays de fabrication", "origin"), ("N° de nomenclature", "hs_code"),
    ("Genre d'emballage", "package_kind"), ("Poids N. (kg)", "net_mass"), ("Réf. client", "part"),
])  # fmt: skip
def test_columns_less_usual_are_named(heading: str, field: str) -> None:
    assert goods_field(heading, fuzzy=False)[0] == field


@pytest.mark.parametrize(("title", "kind"), [
    ("NOTE DE POIDS", "packing_list"), ("BULLETIN DE LIVRAISON", "delivery_note"), ("FACTURE D'AVOIR", "other"),
])  # fmt: skip
def test_titles_less_usual_tell_the_kind(title: str, kind: str) -> None:
    assert kind_of(title) == kind
