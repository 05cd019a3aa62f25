"""Who takes part: same as another, to the order of, in a letterhead, in a block of details."""

from datetime import date

from models.page import Page
from tests.typesetting import name_of, page, papers_of


def test_a_party_may_be_the_same_as_another() -> None:
    printed = (
        (50, 40, "PACKING LIST"),
        (50, 80, "Consignee:"),
        (50, 92, "Nordic Traders AB"),
        (50, 104, "Gothenburg, Sweden"),
        (300, 80, "Notify party:"),
        (300, 92, "SAME AS CONSIGNEE"),
    )
    (paper,) = papers_of(page(*printed))
    notify = paper.party("notify")
    assert notify is not None
    assert notify.name is not None
    assert notify.name.value == "Nordic Traders AB"
    assert notify.name.raw == "SAME AS CONSIGNEE"


def test_the_carrier_of_a_bill_of_lading_is_told_by_its_larger_letterhead() -> None:
    printed = page(
        (50, 60, "Shipper:"),
        (50, 72, "Greenleaf Recycling GmbH"),
        (50, 84, "20457 Hamburg, Germany"),
        (50, 120, "Port of loading: Hamburg"),
        (50, 140, "Vessel: AL ZUBARA"),
    )
    large = page((330, 40, "BILL OF LADING"), (330, 70, "Norrland Ocean"), size=14)
    both = Page(number=1, width=595.0, height=842.0, words=printed.words + large.words)
    (paper,) = papers_of(both)
    assert name_of(paper, "carrier") == "Norrland Ocean"
    assert name_of(paper, "consignor") == "Greenleaf Recycling GmbH"


def test_details_named_inside_a_block_are_told_apart() -> None:
    (paper,) = papers_of(
        page(
            (50, 40, "MOVEMENT DOCUMENT"),
            (50, 80, "Exporter - notifier:"),
            (50, 92, "Registration No: 4711"),
            (50, 104, "Name: Kilimara Export Ltd"),
            (50, 116, "Address: Plot 50, Dar es Salaam, Tanzania"),
        )
    )
    assert name_of(paper, "exporter") == "Kilimara Export Ltd"
    exporter = paper.party("exporter")
    assert exporter is not None
    assert exporter.address is not None
    assert exporter.address.value == "Plot 50, Dar es Salaam, Tanzania"


def test_to_the_order_of_names_the_one_behind_it() -> None:
    (paper,) = papers_of(
        page(
            (50, 40, "BILL OF LADING"),
            (50, 80, "Consignee:"),
            (50, 92, "TO THE ORDER OF"),
            (50, 104, "Housing Bank for Trade"),
            (50, 116, "Bahrain"),
        )
    )
    assert name_of(paper, "consignee") == "Housing Bank for Trade"


def test_sentences_name_nobody() -> None:
    (paper,) = papers_of(
        page(
            (50, 40, "MOVEMENT DOCUMENT"),
            (50, 80, "Facility:"),
            (50, 92, "I certify that the information is complete and correct"),
        )
    )
    assert paper.parties == ()


def test_a_company_named_in_two_scripts_goes_by_the_latin_name() -> None:
    letterhead = ((40, 40, "苏州灵动电驱科技有限公司"), (40, 56, "Suzhou Lingdong Power Co., Ltd."))
    buyer = ((40, 120, "BUYER"), (40, 132, "上海海洋贸易有限公司"), (40, 144, "Shanghai Ocean Trading Co., Ltd."))
    (paper,) = papers_of(page(*letterhead, (40, 90, "COMMERCIAL INVOICE"), *buyer))
    assert name_of(paper, "seller") == "Suzhou Lingdong Power Co., Ltd."
    assert name_of(paper, "buyer") == "Shanghai Ocean Trading Co., Ltd."


def test_the_exporter_of_a_bill_of_lading_is_who_ships() -> None:
    (paper,) = papers_of(
        page(
            (50, 40, "OCEAN BILL OF LADING"),
            (50, 80, "(2) EXPORTER / SHIPPER"),
            (50, 92, "Ridge Chemical Corp."),
            (50, 104, "4418 Clinton Drive, Houston, TX 77020"),
            (50, 140, "Dated at"),
            (50, 160, "Houston, TX, 04/12/2026"),
            (50, 180, "On board 04/12/2026"),
        )
    )
    consignor = paper.party("consignor")
    assert name_of(paper, "consignor") == "Ridge Chemical Corp."
    assert consignor is not None
    assert consignor.country is not None
    assert consignor.country.value == "US"  # by its state and ZIP code
    assert paper.fields.shipment_date is not None
    assert paper.fields.shipment_date.value == date(2026, 4, 12)  # written as there


def test_who_consigns_goods_under_a_certificate_of_origin_exports_them() -> None:
    (paper,) = papers_of(
        page(
            (300, 40, "CERTIFICATE OF ORIGIN"),
            (50, 80, "1. Goods consigned from (Exporter's name, address, country)"),
            (50, 92, "Brass Works"),
            (50, 104, "Jamnagar 361004, India"),
        )
    )
    assert name_of(paper, "exporter") == "Brass Works"


def test_letters_of_an_italian_province_are_no_country() -> None:
    (paper,) = papers_of(
        page(
            (50, 40, "PACKING LIST"),
            (50, 80, "Consignee:"),
            (50, 92, "Officine Orobie S.p.A."),
            (50, 104, "24050 Zanica BG"),
        )
    )
    consignee = paper.party("consignee")
    assert consignee is not None
    assert consignee.country is not None
    assert consignee.country.value == "IT"


def test_rows_under_numbered_boxes_make_no_list_of_blocks() -> None:
    boxes = [
        (40, 60, "1 Shipper"),
        (40, 72, "Vermeulen Merchants Ltd"),
        (40, 84, "15046 Lima"),
        (300, 90, "CERTIFICATE OF ORIGIN"),
    ]
    boxes += [
        (40, 110, "2 Receiver"),
        (300, 110, "3 Country of origin"),
        (40, 122, "Castellane Exports Ltd"),
        (300, 122, "Peru"),
    ]
    boxes += [(40, 150, "4 Transport details"), (300, 150, "5 Remarks"), (40, 162, "SEA FREIGHT")]
    heads = [(40, 190, "No. Marks"), (110, 190, "CARTONS"), (180, 190, "Particulars"), (460, 190, "Gross weight")]
    rows = [
        (x, 206 + 12 * n, text)
        for n in range(1, 9)
        for x, text in ((40, f"{n} N/M"), (110, f"41{n}"), (180, "ROUTERS"))
    ]
    (paper,) = papers_of(page(*boxes, *heads, *rows))
    assert [name_of(paper, role) for role in ("consignor", "consignee")] == [
        "Vermeulen Merchants Ltd",
        "Castellane Exports Ltd",
    ]
