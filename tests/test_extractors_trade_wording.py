"""How traders word totals, names, routes and numbers: each case stood on a paper that was read wrong once."""

from decimal import Decimal

import pytest

from extractors.column_words import goods_field
from extractors.goods_text import said
from extractors.layout import Phrase
from extractors.parties import party_of
from models.paper import Paper
from tests.typesetting import page, paper_of, words

ROW = (
    *((x, 200, text) for x, text in ((50, "Description"), (250, "HS code"), (330, "Quantity"), (530, "Amount"))),
    (420, 200, "Unit price USD/kg"),
    *((x, 214, text) for x, text in ((50, "Brass valves"), (250, "8481.80"), (330, "200 pcs"), (530, "396.00"))),
    (420, 214, "11.00"),
)


def _invoice(*more: tuple[float, float, str]) -> Paper:
    return paper_of(page((50, 40, "COMMERCIAL INVOICE"), (400, 40, "No. ZL-25-0917"), *ROW, *more))


@pytest.mark.parametrize(
    "label", ["TOTAL CIF COTONOU", "Rechnungsbetrag netto:", "Total incl. VAT", "Total EUR", "Total do documento:"]
)
def test_a_total_is_known_with_its_term_its_tax_and_its_currency(label: str) -> None:
    total = _invoice((330, 240, label), (530, 240, "32,954.40")).fields.total_amount
    assert total is not None
    assert total.value == Decimal("32954.40")


def test_a_total_and_masses_on_one_line_are_eachpaper_of() -> None:
    fields = _invoice((50, 260, "Total 396.00   Net Wt: 36 kg   Gross Wt: 40 kg")).fields
    assert fields.total_amount is not None
    assert fields.total_net_mass is not None
    assert fields.total_gross_mass is not None
    assert [fields.total_amount.value, fields.total_net_mass.value, fields.total_gross_mass.value] == [
        Decimal("396.00"), Decimal(36), Decimal(40)]  # fmt: skip


def test_the_currency_of_the_prices_is_that_of_a_paper_without_a_total() -> None:
    currency = _invoice().fields.currency
    assert currency is not None
    assert currency.value == "USD"


@pytest.mark.parametrize(
    ("line", "name", "address"),
    [
        ("TEMA METALS RECYCLING LTD, TEMA, GHANA", "TEMA METALS RECYCLING LTD", "TEMA, GHANA"),
        ("Wuxi Tianyi Co., Ltd., 12 Xinhua Rd, Wuxi, China", "Wuxi Tianyi Co., Ltd.", "12 Xinhua Rd, Wuxi, China"),
        ("Al Noor Trading, Dubai, United Arab Emirates", "Al Noor Trading", "Dubai, United Arab Emirates"),
        ("Talleres Mendizabal S.L.", "Talleres Mendizabal S.L.", None),
    ],
)  # fmt: skip
def test_a_name_ends_where_its_address_goes_on_behind_it(line: str, name: str, address: str | None) -> None:
    party = party_of("consignee", [Phrase(tuple(words(50, 50, line)), 1)])
    assert party is not None
    assert party.name is not None
    assert party.name.value == name
    assert (party.address.value if party.address else None) == address
    assert party.country is None or party.country.value != "SL"


def test_a_sentence_tells_vessel_voyage_and_ports() -> None:
    fields = _invoice((50, 120, "Shipped per: MV COSCO ASIA V.118W from NINGBO to COTONOU.")).fields
    told = (fields.vessel, fields.voyage, fields.port_of_loading, fields.port_of_discharge)
    assert [each.value if each else None for each in told] == ["MV COSCO ASIA", "118W", "NINGBO", "COTONOU"]


def test_a_licence_after_words_of_its_scheme_and_a_date_without_a_colon_arepaper_of() -> None:
    fields = _invoice((50, 100, "F-gas import licence No. EU-HFC-2026-004417"), (400, 60, "Date Feb 03, 2026")).fields
    assert fields.licence_number is not None
    assert fields.licence_number.value == "EU-HFC-2026-004417"
    assert fields.date is not None
    assert fields.date.value is not None
    assert fields.date.value.isoformat() == "2026-02-03"


def test_an_invoice_headed_by_its_number_beside_the_letterhead_is_one() -> None:
    paper = paper_of(
        page((50, 47, "Têxteis Reuso Lda"), (430, 47, "FATURA FT 2026/118"), (450, 60, "Data: 22-01-2026"), *ROW)
    )
    assert paper.kind == "commercial_invoice"
    assert len(paper.goods) == 1


def test_the_class_stands_after_the_proper_shipping_name() -> None:
    told = said("UN 3480, LITHIUM ION BATTERIES, 9\nBATTERIES, WET, 24 pallets")
    assert told.hazard_class is not None
    assert told.hazard_class.value == "9"
    assert "9" not in told.name
    assert said("UN 2794 BATTERIES, WET, 8 pallets").hazard_class is None


def test_a_count_of_packages_heads_a_column_of_packages() -> None:
    assert goods_field("Nº de fardos", fuzzy=False) == ("packages", 1.0)


@pytest.mark.parametrize(
    "title",
    [
        "Documento di movimento per movimenti/spedizioni transfrontalieri di rifiuti",
        "Vervoersdocument voor grensoverschrijdende overbrengingen van afvalstoffen",
    ],
)
def test_the_official_titles_of_movement_documents_are_known(title: str) -> None:
    assert paper_of(page((80, 48, title), (50, 80, "6. Data: 21/01/2026"))).kind == "waste_movement_document"
