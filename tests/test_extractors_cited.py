"""Numbers and days that no label announces: what running text cites, and what stands at the head of a paper."""

from datetime import date

import pytest

from models.paper import Fields
from tests.typesetting import page, paper_of


def fields(*printed: tuple[float, float, str]) -> Fields:
    return paper_of(page(*printed)).fields


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("240 CARTONS BRASS VALVES AS PER INVOICE KB/EXP/071/25-26 DT. 09-MAR-2026", "KB/EXP/071/25-26"),
        ("Shipped under Inv. 204771 as agreed", "204771"),
        ("FV 0917/03/2026, HDI", "FV 0917/03/2026"),
        ("as per proforma invoice KB/071/25", None),
        ("Value of the invoice 12500 EUR", None),
        ("Invoice of 12.03.2026", None),
    ],
)
def test_the_invoice_that_running_text_cites(line: str, number: str | None) -> None:
    told = fields((50, 60, "PACKING LIST"), (50, 300, line)).invoice_number
    assert (told.value if told else None) == number


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("zu Lieferung 88 · Bestellung PC-4410", "PC-4410"),
        ("do zamówienia NB-2026-0177", "NB-2026-0177"),
        ("Datum 02.03.2026 Ihre Bestellung PC-4410 vom 11.11.2025", "PC-4410"),
    ],
)
def test_the_order_that_running_text_cites(line: str, number: str) -> None:
    told = fields((50, 60, "Lieferschein 2201"), (300, 90, line)).order_number
    assert told is not None
    assert told.value == number


def test_an_order_said_again_under_its_caption_is_its_value() -> None:
    told = fields(
        (50, 40, "INVOICE"),
        (50, 60, "Invoice No."),
        (50, 72, "KB/71"),
        (300, 60, "Buyer's Order No. & Date"),
        (300, 72, "PO 450028819 DT. 22-DEC-2025"),
        (300, 96, "Other Reference(s)"),
        (300, 108, "AD CODE 0310443"),
    ).order_number
    assert told is not None
    assert told.value == "450028819"


def test_a_sign_for_a_number_may_stand_apart_from_it_and_over_its_day() -> None:
    told = fields((180, 60, "DISTINTA COLLI"), (290, 85, "N."), (310, 85, "DC 0412"), (290, 97, "del 12.03.2026"))
    assert told.number is not None
    assert told.date is not None
    assert (told.number.value, told.date.value) == ("DC 0412", date(2026, 3, 12))


def test_the_day_under_the_label_of_another_paper_is_not_the_papers_own() -> None:
    told = fields((180, 60, "DISTINTA COLLI"), (290, 85, "Rif. fattura E/88/2026"), (290, 97, "del 12.03.2026"))
    assert told.date is None


@pytest.mark.parametrize("line", ["Wydanie na zewnątrz – z dnia 17.03.2026", "Sundern, 17.03.2026"])
def test_the_day_behind_a_title_or_a_place_at_the_head(line: str) -> None:
    told = fields((50, 60, "Packliste PL-7"), (350, 60, line)).date
    assert told is not None
    assert told.value == date(2026, 3, 17)


def test_a_series_and_its_number_in_large_print_head_the_paper() -> None:
    small = page((50, 100, "Wydanie na zewnątrz"), (50, 140, "Towar"), (50, 160, "Gruszka suszona"))
    large = page((400, 60, "WZ 0511/2026"), size=16)
    told = paper_of(small.__class__(1, 595.0, 842.0, (*large.words, *small.words))).fields.number
    assert told is not None
    assert told.value == "WZ 0511/2026"


def test_the_reference_of_a_certificate_of_origin_is_its_own_number() -> None:
    told = fields((300, 40, "Reference No. SG/CO/26/04471"), (300, 60, "CERTIFICATE OF ORIGIN"))
    assert told.number is not None
    assert told.number.value == "SG/CO/26/04471"


def test_a_number_and_a_volume_are_read_where_their_sentences_go_on() -> None:
    told = fields(
        (50, 60, "PACKING LIST"),
        (50, 80, "Packing list no. KB/PL/071 dated 09 March 2026, against invoice KB/EXP/071/25-26 of the same date"),
        (50, 300, "Measurement 4.320 cbm. Cartons loaded on 8 heat-treated pallets."),
    )
    assert told.number is not None
    assert told.total_volume is not None
    assert (told.number.value, float(told.total_volume.value or 0)) == ("KB/PL/071", 4.32)
