"""Invoices in languages of the east and north: who sells to whom, under which order, and what is to be paid."""

from decimal import Decimal

import pytest

from extractors.party_numbers import is_number_only
from tests.typesetting import name_of, page, paper_of


@pytest.mark.parametrize(
    ("title", "seller", "buyer", "order", "terms", "due"),
    [
        ("Faktura nr", "Sprzedawca:", "Nabywca:", "Zamówienie:", "Warunki dostawy:", "Do zapłaty:"),
        ("Faktura číslo", "Prodávající:", "Kupující:", "Objednávka:", "Dodací podmínky:", "K úhradě:"),
        ("Számla sorszáma:", "Eladó:", "Vevő:", "Rendelésszám:", "Szállítási feltétel:", "Fizetendő:"),
        ("Fakturanr", "Säljare:", "Köpare:", "Ordernummer:", "Leveransvillkor:", "Att betala:"),
    ],
    ids=("pl", "cs", "hu", "sv"),
)
def test_captions_of_invoices(title: str, seller: str, buyer: str, order: str, terms: str, due: str) -> None:
    paper = paper_of(
        page(
            *((50, 40, "COMMERCIAL INVOICE"), (50, 60, title), (160, 60, "QF/26/0418")),
            *((50, 90, seller), (50, 102, "Tarcza Barwniki s.r.o."), (320, 90, buyer), (320, 102, "Lumen Farben GmbH")),
            *((50, 140, order), (150, 140, "LF-3301"), (320, 140, terms), (430, 140, "FCA Graz")),
            *((50, 180, "Description"), (250, 180, "Quantity"), (330, 180, "Unit price"), (430, 180, "Amount EUR")),
            *((50, 198, "Zinc white"), (250, 198, "300 kg"), (330, 198, "2.50"), (430, 198, "750.00")),
            *((50, 240, due), (150, 240, "750.00 EUR")),
        )
    )
    fields = paper.fields
    assert (name_of(paper, "seller"), name_of(paper, "buyer")) == ("Tarcza Barwniki s.r.o.", "Lumen Farben GmbH")
    told = (fields.number, fields.order_number, fields.incoterm, fields.total_amount)
    assert [field.value if field else None for field in told] == ["QF/26/0418", "LF-3301", "FCA", Decimal(750)]


@pytest.mark.parametrize(
    ("text", "alone"), [("No. 30551284", True), ("No 4410998213", True), ("No. 7 Harbour Road", False)]
)
def test_a_number_beside_the_caption_of_a_box_names_nobody(text: str, alone: bool) -> None:
    assert is_number_only(text) is alone
