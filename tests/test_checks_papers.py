"""Parties, places, dates, values and numbers across papers; used and new goods; descriptions; prices."""

from datetime import date
from decimal import Decimal

import pytest

from checks.rulebook import judge
from checks.tolerances import Tolerances
from models.finding import Finding
from models.paper import Fields, GoodsItem, Paper
from tests.consignments import amount, bill, consignment, day, invoice, line, number, packing_list, paper, text

TODAY = date(2026, 11, 24)
ABROAD = Fields(port_of_loading=text("Rotterdam"), port_of_discharge=text("Tema, Ghana"), date=day("2026-03-01"))


def found(code: str, *papers: Paper) -> list[Finding]:
    return [finding for finding in judge(consignment(*papers), today=TODAY) if finding.code == code]


@pytest.mark.parametrize(
    ("one", "other", "raised"),
    [
        ({"consignee": "Lotus Trading Ltd"}, {"consignee": "Nordhafen Metall GmbH"}, True),
        ({"consignee": "Nordhafen Metall"}, {"consignee": "NORDHAFEN METALL GMBH"}, False),
        ({"consignee": "To order of Bank of Ghana"}, {"consignee": "Lotus Trading Ltd"}, False),
        ({"consignee": "Lotus Trading"}, {"consignee": "Kumasi Freight", "notify": "Lotus Trading"}, False),
        ({"seller": "Ulverton Polymers"}, {"consignor": "Brentholt Exports"}, False),  # other roles
    ],
)
def test_parties_in_one_role(one: dict, other: dict, *, raised: bool) -> None:  # type: ignore[type-arg]
    papers = paper("commercial_invoice", names=one, no="1"), paper("bill_of_lading", names=other, no="2")
    assert bool(found("party-differs", *papers)) is raised


@pytest.mark.parametrize(
    ("one", "other", "raised"),
    [
        (Fields(port_of_discharge=text("Rotterdam")), Fields(port_of_discharge=text("Antwerp, Belgium")), True),
        (Fields(port_of_discharge=text("Rotterdam")), Fields(port_of_discharge=text("NLRTM")), False),
        (Fields(port_of_discharge=text("Rotterdam")), Fields(place_of_delivery=text("Hamburg")), False),
        (Fields(port_of_discharge=text("Rotterdam / Busan")), Fields(port_of_discharge=text("Busan")), False),
        (Fields(country_of_origin=text("China")), Fields(country_of_origin=text("Viet Nam")), True),
        (Fields(country_of_origin=text("China")), Fields(country_of_export=text("Viet Nam")), False),
    ],
)
def test_places_and_countries(one: Fields, other: Fields, *, raised: bool) -> None:
    assert bool(found("country-route-differs", invoice(fields=one), bill(fields=other))) is raised


def test_the_origin_of_one_goods_line() -> None:
    papers = invoice(line("Valves", origin="CN")), paper("customs_declaration", line("Valves", origin="VN"))
    assert len(found("country-route-differs", *papers)) == 1


@pytest.mark.parametrize(
    ("made", "left", "raised"),
    [
        ("2026-04-01", "2026-03-01", True), ("2026-03-10", "2026-03-01", False), ("2026-02-20", "2026-03-01", False),
        ("2027-02-20", "2026-03-01", True),
    ],
)  # fmt: skip
def test_dates_follow_one_another(made: str, left: str, *, raised: bool) -> None:
    papers = invoice(fields=Fields(date=day(made))), bill(fields=Fields(shipment_date=day(left)))
    assert bool(found("dates-out-of-order", *papers)) is raised


def priced(total: str, currency: str = "EUR") -> Fields:
    return Fields(total_amount=number(total), currency=text(currency))


@pytest.mark.parametrize(
    ("declared", "raised"),
    [
        (priced("60000.00"), True), (priced("100000.00"), False), (priced("106000.00"), False),  # freight
        (priced("140000.00"), True), (priced("60000.00", "USD"), False),
    ],
)  # fmt: skip
def test_the_customs_value_is_the_invoiced_one(declared: Fields, *, raised: bool) -> None:
    papers = invoice(fields=priced("100000.00")), paper("customs_declaration", fields=declared)
    assert bool(found("value-differs", *papers)) is raised


@pytest.mark.parametrize(
    ("item", "severity"),
    [
        (line("PP granules", "390210", net="24000 KGM", total="0.00"), "medium"),
        (line("PP granules", "390210", net="2 KGM", total="0.00"), None),  # a sample
        (line("PP granules", "390210", net="24000 KGM", total="1200.00"), "low"),
        (line("PP granules", "390210", net="24000 KGM", total="30000.00"), None),
    ],
)
def test_prices(item: GoodsItem, severity: str | None) -> None:
    document = invoice(item, fields=Fields(currency=text("USD")))
    assert [one.severity for one in found("price-implausible", document)] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("cited", "raised"),
    [("INV-1", False), ("inv 1", False), ("INV-2", True), (None, False)],
)
def test_cited_numbers(cited: str | None, *, raised: bool) -> None:
    papers = invoice(), packing_list(fields=Fields(invoice_number=text(cited)))
    assert bool(found("reference-differs", *papers)) is raised


@pytest.mark.parametrize(("order", "raised"), [("SX-9071", False), ("SX-9999", True), (None, True)])
def test_a_bare_reference_that_is_the_orders_is_not_the_invoices(order: str | None, *, raised: bool) -> None:
    told = Fields(number=text("INV-1"), order_number=text(order))
    papers = invoice(fields=told), paper("air_waybill", fields=Fields(invoice_number=text("SX-9071")), no="618-1")
    assert bool(found("reference-differs", *papers)) is raised


def test_a_number_one_sign_apart_may_be_misread() -> None:
    papers = paper("commercial_invoice", no="INV-20261"), packing_list(fields=Fields(invoice_number=text("INV-20267")))
    assert [one.certainty for one in found("reference-differs", *papers)] == ["may_be_misread"]


GOODS = line("PP granules", "390210", net="24000 KGM")


@pytest.mark.parametrize(
    ("papers", "severity"),
    [
        ([invoice(GOODS), invoice(line("PP granules", "390210", net="20000 KGM"))], "medium"),
        ([invoice(GOODS), invoice(GOODS)], "low"),  # scanned twice
        ([invoice(GOODS), invoice(line("PP granules Art. 94571", net="24000 KGM"))], "low"),  # printed anew
        ([bill(GOODS), bill(GOODS)], None),  # originals of a set
        ([invoice(GOODS), paper("commercial_invoice", GOODS, no="INV-2")], None),
        ([invoice(GOODS), invoice(line("HDPE granules", "390120"))], None),  # two pages of one invoice
    ],
)
def test_one_number_on_two_papers(papers: list[Paper], severity: str | None) -> None:
    assert [one.severity for one in found("paper-duplicated", *papers)] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("one", "other", "raised"),
    [
        ({"CSQU3054383": "AT669505"}, {"CSQU3054383": "HL592431"}, True),
        ({"CSQU3054383": "AT669505"}, {"CSQU3054383": "669505"}, False),
        ({"CSQU3054383": "AT669505"}, {"MSCU6639870": "HL592431"}, False),
        ({"CSQU3054383": "AT669505"}, {"CSQU3054383": "40HC"}, False),  # a size beside it
    ],
)
def test_seals(one: dict[str, str], other: dict[str, str], *, raised: bool) -> None:
    assert bool(found("seals-differ", paper("bill_of_lading", seals=one), paper("packing_list", seals=other))) is raised


@pytest.mark.parametrize(
    ("one", "other", "severity"),
    [
        (line("Plastic film", "392010"), line("Copper cathodes", "740311"), "high"),
        (line("Plastic film", "392010"), line("Copper cathodes", "392010"), "medium"),
        (line("Plastic film", "392010"), line("Polyethylene sheets", "392010"), None),
        (line("Copper cable"), line("Cable scrap"), None),
        (line("Plastic film"), line("Goods as per invoice"), None),
    ],
)
def test_descriptions_of_one_material(one: GoodsItem, other: GoodsItem, severity: str | None) -> None:
    findings = found("description-differs", invoice(one), bill(other))
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("item", "raised"),
    [
        (line("Used laptops", "847130"), True),
        (line("Laptops, untested", "847130"), True),
        (line("Used laptops, tested, fully functional", "847130"), False),
        (line("Laptops, new", "847130"), False),
        (line("Used tyres", "401220"), False),
        (line("Used laptops", "854991"), False),  # declared as waste
    ],
)
def test_used_equipment_is_tested(item: GoodsItem, *, raised: bool) -> None:
    assert bool(found("used-equipment-untested", bill(item, fields=ABROAD))) is raised


@pytest.mark.parametrize(("said", "raised"), [("Used laptops", False), ("Used laptops, untested", True)])
def test_a_record_of_tests_answers_words_of_use_and_not_of_doubt(said: str, *, raised: bool) -> None:
    record = paper("other", fields=Fields(test_record=text("FUNCTIONAL TEST REPORT")))
    sold = bill(line(said, "847130"), fields=ABROAD)
    assert bool(found("used-equipment-untested", sold, record)) is raised


@pytest.mark.parametrize(
    ("item", "raised"),
    [
        (line("PP granules, virgin", "391590"), True),
        (line("PP scrap, virgin grade", "391590"), False),
        (line("Plastic parings", "391590"), False),
        (line("PP granules, virgin", "390210"), False),
    ],
)
def test_new_goods_under_a_code_for_waste(item: GoodsItem, *, raised: bool) -> None:
    assert bool(found("hs-goods-as-waste", invoice(item))) is raised


def test_boxes_and_cartons_are_counted_together() -> None:
    assert found("packages-differ", invoice(line("a", packages="400 CT")), bill(line("a", packages="400 BX"))) == []
    assert len(found("packages-differ", invoice(line("a", packages="400 CT")), bill(line("a", packages="398 CS")))) == 1


@pytest.mark.parametrize(("packed", "raised"), [("2 UN", False), ("2 PP", False), ("2 PK", True), ("2", True)])
def test_lines_of_packages_are_not_compared_with_pieces_unpacked(packed: str, *, raised: bool) -> None:
    carried = bill(line("Forklift trucks", packages="3 PK"), line("Centre lathe", packages="1 CS"))
    told = packing_list(line("Forklift trucks", packages=packed), line("Centre lathe", packages="1 CS"))
    assert bool(found("packages-differ", carried, told)) is raised


def test_lines_are_compared_where_totals_agree() -> None:
    one = invoice(line("Steel valves", "848180", net="1000 KGM"), line("Wooden chairs", "940161", net="2000 KGM"))
    other = packing_list(
        line("Steel valves", "848180", net="2000 KGM"), line("Wooden chairs", "940161", net="1000 KGM")
    )
    assert [finding.severity for finding in found("mass-differs", one, other)] == ["medium", "medium"]


def test_the_same_digits_are_one_mass_whatever_the_sign_between_them() -> None:
    papers = (
        invoice(line("a", quantity="8127 KGM").model_copy(update={"quantity": _printed("8127", "8,127")})),
        packing_list(line("a").model_copy(update={"quantity": _printed("8.127", "8.127")})),
    )
    assert found("quantity-differs", *papers) == []


def _printed(value: str, raw: str):  # type: ignore[no-untyped-def]
    quantity = amount(f"{value} KGM")
    assert quantity is not None
    return quantity.model_copy(update={"raw": raw})


def test_tolerances_are_settings() -> None:
    papers = consignment(invoice(line("a", net="24000 KGM")), packing_list(line("a", net="22500 KGM")))
    wide = Tolerances(mass_between_papers=Decimal("0.1"))
    assert "mass-differs" in [one.code for one in judge(papers, today=TODAY)]
    assert "mass-differs" not in [one.code for one in judge(papers, today=TODAY, tolerances=wide)]


@pytest.mark.parametrize(("declared", "raised"), [(["100", "250", "410"], True), (["110", "275", "385"], False)])
def test_a_declaration_that_is_the_invoice_but_for_one_line_holds_no_freight(
    declared: list[str], *, raised: bool
) -> None:
    names, euros = ("Valves", "Gauges", "Flanges"), Fields(currency=text("EUR"), total_amount=number("700"))
    priced = [line(name, total=told) for name, told in zip(names, ("100", "250", "350"), strict=True)]
    entered = [line(name, total=told) for name, told in zip(names, declared, strict=True)]
    total = Fields(currency=text("EUR"), total_amount=number(str(sum(map(int, declared)))))
    papers = invoice(*priced, fields=euros), paper("customs_declaration", *entered, fields=total, no="2")
    assert bool(found("value-differs", *papers)) is raised
