"""What a paper tells without a colon, a caption or a ruling to mark it."""

from datetime import date
from decimal import Decimal

import pytest

from tests.typesetting import page, paper_of

HEAD = ((50, 40, "COMMERCIAL INVOICE"), (50, 70, "Invoice no.:"), (130, 70, "MK-2207"))
TABLE = (
    *((50, 200, "Goods"), (250, 200, "Quantity"), (350, 200, "Unit price"), (450, 200, "Amount")),
    *((50, 220, "Glazed tiles"), (250, 220, "20 m2"), (350, 220, "14.00"), (450, 220, "280.00")),
    *((50, 235, "Wall tiles"), (250, 235, "10 m2"), (350, 235, "12.00"), (450, 235, "120.00")),
)


@pytest.mark.parametrize(
    ("printed", "origin"),
    [("Country of origin Mexico", "MX"), ("País de origen México", "MX"), ("Country of origin see below", None)],
)
def test_a_country_after_its_label_needs_no_colon(printed: str, origin: str | None) -> None:
    told = paper_of(page(*HEAD, (50, 100, printed), *TABLE)).fields.country_of_origin
    assert (told.value if told else None) == origin


def test_a_number_centred_under_the_title_is_the_papers() -> None:
    paper = paper_of(page((250, 40, "COMMERCIAL INVOICE"), (275, 52, "FE-208441"), *TABLE))
    assert paper.fields.number is not None
    assert paper.fields.number.value == "FE-208441"


def test_a_total_by_its_incoterm_and_place_closes_the_table_and_names_the_currency() -> None:
    paper = paper_of(page(*HEAD, *TABLE, (50, 255, "TOTAL VALUE FOB Manzanillo (USD)"), (450, 255, "400.00")))
    assert len(paper.goods) == 2
    assert paper.fields.total_amount is not None
    assert paper.fields.total_amount.value == Decimal("400.00")
    assert paper.fields.currency is not None
    assert paper.fields.currency.value == "USD"


def test_a_letter_is_dated_by_a_date_that_stands_free() -> None:
    assert _date((400, 100, "12 June 2025")) == date(2025, 6, 12)
    assert _date((400, 90, "Valid until"), (400, 100, "12 June 2025")) is None


def _date(*head: tuple[int, int, str]) -> date | None:
    told = paper_of(page(*HEAD, *head, *TABLE)).fields.date
    return told.value if told else None


def test_the_line_of_an_address_beside_a_caption_is_no_number() -> None:
    paper = paper_of(
        page(
            (50, 40, "MOVEMENT DOCUMENT"),
            *((50, 80, "1. Notification number"), (160, 80, "22400 Monzón, Spain")),
            (50, 92, "ES0326004417"),
        )
    )
    assert paper.fields.notification_number is not None
    assert paper.fields.notification_number.value == "ES0326004417"


def test_a_caption_and_its_translation_need_no_blank_about_the_stroke_between_them() -> None:
    paper = paper_of(
        page(
            (50, 40, "BEGLEITFORMULAR / MOVEMENT DOCUMENT"),
            *((50, 80, "9 Abfallerzeuger/Waste generator"), (300, 80, "10 Verwertungsanlage/Recovery facility")),
            *((60, 90, "Galvanik Aare AG"), (310, 90, "Kupferhof Elbe GmbH")),
        )
    )
    names = {party.role: party.name.value for party in paper.parties if party.name}
    assert names == {"generator": "Galvanik Aare AG", "facility": "Kupferhof Elbe GmbH"}
