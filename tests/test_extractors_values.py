"""What single values say: dates, numbers, quantities, codes, places."""

from datetime import date
from decimal import Decimal

import pytest

from extractors import dates, tariff
from extractors.decimals import settled
from extractors.goods_text import said
from extractors.identifiers import cas_is_valid, cas_numbers, container_is_valid, containers, un_numbers
from extractors.money import currency_in
from extractors.numbering import identifier
from extractors.numerals import decimal
from extractors.quantities import measures, packages


@pytest.mark.parametrize(
    ("text", "sign", "value"),
    [
        ("1,234.56", ".", "1234.56"),
        ("1.234,56", ",", "1234.56"),
        ("1 234,56", ",", "1234.56"),
        ("1'234.56", ".", "1234.56"),
        ("22,450", ".", "22450"),
        ("22.450", ",", "22450"),
        ("22.450", ".", "22.450"),
        ("12741.000", ".", "12741.000"),
        ("1.234.567", ".", "1234567"),
        ("0.221", ",", "0.221"),
        ("410", ".", "410"),
        ("-5.00", ".", "-5.00"),
    ],
)
def test_every_thousands_mark_and_decimal_sign_is_read(text: str, sign: str, value: str) -> None:
    assert decimal(text, sign) == Decimal(value)  # type: ignore[arg-type]


def test_numbers_of_packages_are_not_run_together_with_their_count() -> None:
    assert [(count.value, count.unit) for count in packages("ADS 1-240 240 ROLLS")] == [(240, "RO")]


def test_the_year_of_a_law_counts_no_packages() -> None:
    assert {count.unit for count in packages("art. 8 D.P.R. 633/72. Colli 3 - Peso lordo kg 429,0")} == {None}
    assert packages("cartons 12/24 cartons")[0].unit == "CT"


@pytest.mark.parametrize("text", ["", "12.", "1,2,3.4.5", "INV-1", "12-13", "1.234,567.89"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert decimal(text) is None


def test_the_decimal_sign_is_the_papers_own_habit() -> None:
    assert settled(["1.234,56", "12", "7,50"], []) == ","
    assert settled(["1,234.56", "0.5"], [], "de") == "."
    assert settled(["12", "1500"], [], "de") == ","


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2025-03-14", date(2025, 3, 14)),
        ("14.03.2025", date(2025, 3, 14)),
        ("14/03/25", date(2025, 3, 14)),
        ("18-MAR-2025", date(2025, 3, 18)),
        ("26.OCTOBER.2016", date(2016, 10, 26)),
        ("August 4, 2025", date(2025, 8, 4)),
        ("le 3 février 2025", date(2025, 2, 3)),
        ("12. März 2025", date(2025, 3, 12)),
        ("12 de marzo de 2025", date(2025, 3, 12)),
        ("1º de maio de 2025", date(2025, 5, 1)),
        ("2025年8月20日", date(2025, 8, 20)),
    ],
)
def test_dates_are_read_in_every_order_and_language(text: str, value: date) -> None:
    found = dates.find(text)
    assert found is not None
    assert found.value == value
    assert found.other is None


def test_an_ambiguous_date_keeps_both_readings_until_the_paper_settles_it() -> None:
    found = dates.find("03/04/2025")
    assert found is not None
    assert {found.value, found.other} == {date(2025, 4, 3), date(2025, 3, 4)}
    settled = dates.find("03/04/2025", dates.order_of(["Date (MM/DD/YYYY)"]))
    assert settled is not None
    assert (settled.value, settled.other) == (date(2025, 3, 4), None)


@pytest.mark.parametrize("text", ["99.99.2025", "31/02/2025x", "version 3.11.7", "phone 040-12345"])
def test_no_date_is_made_up(text: str) -> None:
    assert dates.find(text) is None


def test_container_check_digits_hold() -> None:
    good = ["CSQU3054383", "MSCU6639870", "MSCU1234566", "TEMU1234565", "TGHU1234567", "CSQU1000080"]
    bad = ["CSQU3054384", "MSKU1100810", "MSCU6639871", "HLXU8010530", "TRLU0000003"]
    assert all(map(container_is_valid, good))
    assert not any(map(container_is_valid, bad))


@pytest.mark.parametrize("printed", ["MSCU 663987-0", "MSCU6639870", "MSCU/663987/0", "MSCU 663987 (0)"])
def test_containers_are_found_in_every_printed_form(printed: str) -> None:
    (found,) = containers(f"1 X 40'HC {printed} SEAL 77")
    assert (found.value, found.valid, found.repaired) == ("MSCU6639870", True, False)


def test_a_misread_container_is_repaired_where_one_repair_fits() -> None:
    (found,) = containers("MSCU G63987O")
    assert (found.value, found.valid, found.repaired) == ("MSCU6639870", True, True)
    (wrong,) = containers("MSCU6639871")
    assert (wrong.value, wrong.valid) == ("MSCU6639871", False)


def test_cas_and_un_numbers_are_told_from_other_numbers() -> None:
    assert [n.value for n in cas_numbers("CAS 75-45-6; tel. 040-12-3; 811-97-2")] == ["75-45-6", "811-97-2"]
    assert [n.valid for n in cas_numbers("CAS No. 75-45-5")] == [False]
    assert not cas_is_valid("7732-18-4")
    assert [n.value for n in un_numbers("UN3480, class 9; UN No. 1018; room 1234")] == ["3480", "1018"]


@pytest.mark.parametrize(
    ("text", "hint", "value", "unit"),
    [
        ("12,741.000 KGS", "", "12741.000", "KGM"),
        ("KGS 12741", "", "12741", "KGM"),
        ("22.45 M/T", "", "22.45", "TNE"),
        ("24,820.00", "Gross weight (kg)", "24820.00", "KGM"),
        ("500", "Gross weight", "500", None),
        ("54,720 LBS", "", "54720", "LBR"),
    ],
)
def test_masses_carry_the_unit_that_is_printed_and_no_other(text: str, hint: str, value: str, unit: str | None) -> None:
    (found,) = measures(text, kind="mass", hint=hint)
    assert (found.value, found.unit) == (Decimal(value), unit)


def test_a_volume_is_no_mass() -> None:
    assert measures("67.5 CBM", kind="mass", hint="kg") == []


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("24 BALES", 24, "BL"), ("10 pallets (240 cartons)", 10, "PX"), ("24 PRESSED BALES OF FILM", 24, "BL")],
)
def test_packages_carry_their_kind(text: str, value: int, unit: str) -> None:
    found = packages(text)[0]
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("3915.10", ["391510"]),
        ("3915 10 00 00", ["3915100000"]),
        ("39 15 10", ["391510"]),
        ("8549110000", ["8549110000"]),
        ("3902.10.00 / 3901.20", ["39021000", "390120"]),
        ("7204", ["7204"]),
        ("534.1", []),
        ("", []),
    ],
)
def test_tariff_codes_are_read_in_every_printed_form(text: str, codes: list[str]) -> None:
    assert [code.value for code in tariff.codes(text)] == codes


def test_a_goods_text_gives_up_everything_it_says() -> None:
    told = said(
        "1X40'HC CONTAINER SAID TO CONTAIN 24 BALES OF LDPE FILM SCRAP, HS 3915.10, N.W. 22,450 KGS, "
        "GROSS WEIGHT: 22.9 MT, ORIGIN: GERMANY, FREIGHT PREPAID"
    )
    assert [code.value for code in told.hs_codes] == ["391510"]
    assert told.net is not None
    assert (told.net.value, told.net.unit) == (Decimal("22450"), "KGM")
    assert told.gross is not None
    assert (told.gross.value, told.gross.unit) == (Decimal("22.9"), "TNE")
    assert told.packages is not None
    assert (told.packages.value, told.packages.unit) == (24, "BL")
    assert told.origins[0].value.startswith("GERMANY")
    assert told.name == "LDPE FILM SCRAP"


@pytest.mark.parametrize("text", ["NMFC 156600", "UPC 012345678905", "Part No. 847130", "Tel. 391510", "PO 84713000"])
def test_other_numbers_are_not_tariff_codes(text: str) -> None:
    assert said(f"Widget {text}").hs_codes == []


def test_waste_codes_count_with_a_label_or_on_a_waste_paper() -> None:
    assert said("EWC 16 06 01*, Basel A1160").waste_codes
    assert said("model A1160, lot 16 06 01").waste_codes == []
    codes = {(scheme, code.value) for scheme, code in said("A1160 Y31 H8 16 06 01*", waste_paper=True).waste_codes}
    assert codes == {("basel", "A1160"), ("y", "Y31"), ("h", "H8"), ("ewc", "16 06 01*")}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("GB 0001 123456 (England)", "GB 0001 123456"),
        ("INV-77/A dated 1 May 2025", "INV-77/A"),
        ("HLCUHAM250312345", "HLCUHAM250312345"),
        ("MEDU 1234567", "MEDU 1234567"),
    ],
)
def test_identifiers_are_cut_from_what_stands_beside_them(text: str, value: str) -> None:
    found = identifier(text)
    assert found is not None
    assert found[0] == value


@pytest.mark.parametrize("text", ["see above", "12.03.2025", "info@example.com", "+49 40 123456"])
def test_dates_addresses_and_phones_are_no_identifiers(text: str) -> None:
    assert identifier(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("EUR 1.250,00", "EUR"), ("Amount (US$)", "USD"), ("€ 5", "EUR"), ("$ 100", None), ("Total to pay", None)],
)
def test_a_currency_is_never_assumed(text: str, code: str | None) -> None:
    assert currency_in(text) == code
