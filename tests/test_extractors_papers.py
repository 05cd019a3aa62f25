"""Whole papers: their kind, fields, parties and goods, from the words on their pages."""

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest

from extractors import kinds, labels
from extractors.layout import lines
from extractors.regions import Layout
from models.geometry import Box
from models.page import Page
from models.paper import Fields, Paper, PaperKind, Role
from models.reference.table import rows
from tests.typesetting import box_lines, page, papers_of

INVOICE = (
    (50, 50, "GREENLEAF RECYCLING GmbH"),
    (50, 62, "Hafenstr. 12, 20457 Hamburg, Germany"),
    (50, 74, "VAT: DE812345678"),
    (400, 50, "COMMERCIAL INVOICE"),
    (400, 70, "Invoice No.: GP-2025-0419"),
    (400, 83, "Date: 14.03.2025"),
    (50, 120, "Sold to:"),
    (50, 132, "Lotus Polymers Sdn Bhd"),
    (50, 144, "Lot 5, Jalan Perindustrian 3"),
    (50, 156, "42000 Port Klang, Malaysia"),
    (50, 190, "Terms of delivery: CIF Port Klang"),
    (50, 220, "Pos"),
    (80, 220, "Description of goods"),
    (270, 220, "HS Code"),
    (345, 220, "Qty (MT)"),
    (410, 220, "Unit price"),
    (490, 220, "Amount EUR"),
    (50, 236, "1"),
    (80, 236, "RECYCLED PP GRANULES"),
    (270, 236, "3902.10"),
    (350, 236, "22.450"),
    (420, 236, "410.00"),
    (495, 236, "9,204.50"),
    (80, 247, "Grade: natural, PP-R"),
    (50, 262, "2"),
    (80, 262, "RECYCLED PE GRANULES"),
    (270, 262, "3901.20"),
    (350, 262, "2.000"),
    (420, 262, "500.00"),
    (495, 262, "1,000.00"),
    (80, 280, "Freight charges"),
    (500, 280, "500.00"),
    (420, 300, "Total EUR"),
    (495, 300, "10,704.50"),
    (50, 330, "Total net weight: 24,450 KGS"),
    (300, 330, "No. of packages: 24 bales"),
)
BOXES = (
    *box_lines(40, 40, 300, 110),
    *box_lines(300, 40, 555, 110),
    *box_lines(40, 110, 300, 170),
    *box_lines(40, 230, 300, 260),
    *box_lines(300, 230, 555, 260),
    *box_lines(40, 260, 140, 500),
    *box_lines(140, 260, 380, 500),
    *box_lines(380, 260, 470, 500),
    *box_lines(470, 260, 555, 500),
)
BILL = (
    (44, 50, "Shipper"),
    (44, 62, "Greenleaf Recycling GmbH"),
    (44, 73, "20457 Hamburg, Germany"),
    (304, 50, "BILL OF LADING"),
    (304, 64, "B/L No."),
    (304, 76, "HLCUHAM250312345"),
    (44, 120, "Consignee"),
    (44, 132, "TO ORDER OF MAYBANK"),
    (44, 240, "Vessel / Voyage No."),
    (44, 252, "AL ZUBARA / 012E"),
    (304, 240, "Port of Discharge"),
    (304, 252, "PORT KLANG"),
    (44, 272, "Marks & Nos."),
    (144, 272, "Kind of packages; description of goods"),
    (384, 272, "Gross weight (kg)"),
    (474, 272, "Measurement"),
    (44, 292, "MSCU6639870"),
    (144, 292, "1X40'HC CONTAINER SAID TO CONTAIN"),
    (384, 292, "24820.000"),
    (474, 292, "67.500 CBM"),
    (144, 303, "24 BALES OF PP PLASTIC SCRAP"),
    (144, 314, "HS CODE: 3915.90"),
    (144, 325, "NET WEIGHT: 24,450 KGS"),
)


def test_a_letterhead_invoice_without_rulings_is_read_whole() -> None:
    (paper,) = papers_of(page(*INVOICE))
    assert paper.kind == "commercial_invoice"
    assert paper.fields.number is not None
    assert paper.fields.number.value == "GP-2025-0419"
    assert paper.fields.date is not None
    assert paper.fields.date.value == date(2025, 3, 14)
    assert paper.fields.total_amount is not None
    assert paper.fields.total_amount.value == Decimal("10704.50")
    buyer, seller = paper.party("buyer"), paper.party("seller")
    assert buyer is not None
    assert buyer.name is not None
    assert buyer.name.value == "Lotus Polymers Sdn Bhd"
    assert buyer.country is not None
    assert buyer.country.value == "MY"
    assert seller is not None
    assert seller.name is not None
    assert seller.name.value == "GREENLEAF RECYCLING GmbH"


def test_rows_keep_their_cells_and_charges_are_no_goods() -> None:
    (paper,) = papers_of(page(*INVOICE))
    assert [item.hs_code and item.hs_code.value for item in paper.goods] == ["390210", "390120"]
    first = paper.goods[0]
    assert first.description is not None
    assert first.description.value == "RECYCLED PP GRANULES Grade: natural, PP-R"
    assert first.quantity is not None
    assert (first.quantity.value, first.quantity.unit) == (Decimal("22.450"), "TNE")
    assert first.amount is not None
    assert first.amount.value == Decimal("9204.50")


def test_every_value_stands_on_the_spot_it_was_read_from() -> None:
    (paper,) = papers_of(page(*INVOICE))
    code = paper.goods[0].hs_code
    assert code is not None
    (spot,) = code.evidence
    assert spot.page == 1
    assert Box(*spot.box).overlap(Box(270, 227, 310, 236)) > 0
    for name in Fields.model_fields:
        value = getattr(paper.fields, name)
        assert value is None or (value.raw and value.evidence)


def test_a_boxed_bill_of_lading_with_a_free_text_body_is_read() -> None:
    (paper,) = papers_of(page(*BILL, rulings=BOXES))
    assert paper.kind == "bill_of_lading"
    assert paper.fields.vessel is not None
    assert paper.fields.vessel.value == "AL ZUBARA"
    assert paper.fields.voyage is not None
    assert paper.fields.voyage.value == "012E"
    (item,) = paper.goods
    assert item.description is not None
    assert item.description.value == "PP PLASTIC SCRAP"
    assert item.hs_code is not None
    assert item.hs_code.value == "391590"
    assert item.packages is not None
    assert (item.packages.value, item.packages.unit) == (24, "BL")
    assert item.net_mass is not None
    assert item.net_mass.value == 24450
    assert [container.number.value for container in paper.containers] == ["MSCU6639870"]


def test_two_invoices_in_one_file_are_never_blended() -> None:
    other = tuple((x, y, text.replace("GP-2025-0419", "GP-2025-0420")) for x, y, text in INVOICE)
    found = papers_of(page(*INVOICE), page(*other, number=2))
    assert [paper.pages for paper in found] == [(1,), (2,)]
    assert [paper.fields.number and paper.fields.number.value for paper in found] == ["GP-2025-0419", "GP-2025-0420"]


def test_a_page_without_a_title_goes_on_with_the_paper_before() -> None:
    more = (
        (50, 60, "3"),
        (80, 60, "RECYCLED PS GRANULES"),
        (270, 60, "3903.19"),
        (350, 60, "1.000"),
        (420, 60, "700.00"),
        (495, 60, "700.00"),
    )
    unfinished = tuple(item for item in INVOICE if item[1] < 280)
    (paper,) = papers_of(page(*unfinished), page(*more, number=2))
    assert paper.pages == (1, 2)
    assert [item.hs_code and item.hs_code.value for item in paper.goods] == ["390210", "390120", "390319"]


def test_a_page_that_is_no_paper_yields_no_goods() -> None:
    (paper,) = papers_of(page((50, 50, "Dear all, please find our news for spring."), (50, 70, "Kind regards")))
    assert paper.kind == "other"
    assert paper.goods == ()


def test_labels_inside_sentences_are_not_labels() -> None:
    text = page((50, 50, "The carrier shall not be liable and the consignee must pay freight to the agent"))
    assert [label.fields for label in labels.find(lines(text), fuzzy=False)] == []


def test_the_label_and_title_tables_name_only_what_the_types_know() -> None:
    known = set(Fields.model_fields) | {f"party:{role}" for role in get_args(Role)}
    for row in rows("labels.csv"):
        family = row["field"].split(":")[0]
        assert row["field"] in known or family in {
            "goods",
            "sub",
            "waste",
            "stop",
            "charge",
            "subtotal",
            "sum",
            "date_due",
            "vessel_voyage",
            "quantity_tonnes",
            "total_shipments",
            "departures",
            "party",
        }, row
    assert {row["kind"] for row in rows("titles.csv")} <= set(get_args(PaperKind))


def test_the_title_decides_the_kind_where_labels_are_shared() -> None:
    for title, kind in (
        ("PACKING LIST", "packing_list"),
        ("PROFORMA INVOICE", "proforma_invoice"),
        ("SEA WAYBILL", "sea_waybill"),
        ("LIEFERSCHEIN", "delivery_note"),
    ):
        layout = Layout(page((50, 40, title), (50, 80, "Consignee: ABC Ltd"), (50, 100, "Port of loading: Hamburg")))
        assert kinds.kind_of(layout)[0] == kind


def test_an_air_waybill_is_known_by_the_number_in_its_corners() -> None:
    (paper,) = papers_of(
        page(
            (50, 30, "629-24857626"),
            (480, 30, "629-24857626"),
            (300, 50, "AIR WAYBILL"),
            (50, 80, "To"),
            (50, 92, "NBO"),
            (120, 80, "By first carrier"),
            (120, 92, "Borealis"),
            (50, 120, "Airport of destination"),
            (50, 132, "NAIROBI"),
        )
    )
    assert paper.fields.number is not None
    assert paper.fields.number.value == "629-24857626"
    assert paper.fields.port_of_discharge is not None
    assert paper.fields.port_of_discharge.value == "NAIROBI"


def test_that_no_value_is_declared_on_an_air_waybill_is_no_goods() -> None:
    head = ((300, 30, "AIR WAYBILL"), (50, 80, "To"), (120, 80, "By first carrier"), (260, 80, "Currency"))
    told = (
        *head,
        (330, 80, "Declared value"),
        (50, 92, "NBO"),
        (120, 92, "6 Packs"),
        (330, 92, "NVC"),
        (380, 92, "NVD"),
    )
    (paper,) = papers_of(page(*told))
    assert (paper.kind, paper.goods) == ("air_waybill", ())


@pytest.mark.parametrize(("letter", "unit"), [("K", "KGM"), ("L", "LBR")])
def test_a_letter_in_the_column_of_an_air_waybill_is_the_unit_of_its_mass(letter: str, unit: str) -> None:
    (paper,) = papers_of(
        page(
            (300, 40, "AIR WAYBILL"),
            (50, 100, "No. of pieces RCP"),
            (150, 100, "Gross weight"),
            (230, 100, "kg lb"),
            (290, 100, "Nature and quantity of goods"),
            (70, 124, "130"),
            (160, 124, "3,232.00"),
            (234, 124, letter),
            (290, 124, "Tetrafluoroethane, refillable cylinders"),
            (290, 136, "VOL 4.651 m3"),
        )
    )
    (item,) = paper.goods
    assert item.gross_mass is not None
    assert (item.gross_mass.value, item.gross_mass.unit) == (Decimal("3232.00"), unit)
    assert item.description is not None
    assert item.description.value == "Tetrafluoroethane, refillable cylinders"


def test_the_place_of_taking_over_gives_the_day_of_shipment_besides() -> None:
    rulings = (
        *box_lines(40, 50, 300, 100),
        *box_lines(40, 100, 300, 150),
        *box_lines(40, 150, 300, 200),
        *box_lines(40, 200, 300, 250),
    )
    (paper,) = papers_of(
        page(
            (300, 40, "CMR CONSIGNMENT NOTE"),
            (44, 60, "1 Sender"),
            (44, 74, "Ferro S.L."),
            (44, 110, "2 Consignee"),
            (44, 124, "Aço Lda."),
            (44, 160, "3 Place of delivery"),
            (44, 174, "Sines"),
            (44, 210, "4 Place and date of taking over the goods"),
            (44, 224, "Valencia, España 21-07-2025"),
            rulings=rulings,
        )
    )
    assert paper.fields.place_of_receipt is not None
    assert paper.fields.place_of_receipt.value == "Valencia, España"
    assert paper.fields.shipment_date is not None
    assert paper.fields.shipment_date.value == date(2025, 7, 21)


def test_a_doubtful_date_is_read_as_the_issuers_country_writes_it() -> None:
    def dated(*address: str) -> Paper:
        lines = tuple((50, 50 + 12 * n, text) for n, text in enumerate(("Wenling Hua Inc.", *address)))
        (paper,) = papers_of(page(*lines, (400, 40, "COMMERCIAL INVOICE"), (400, 60, "Date: 02/06/2026")))
        return paper

    american, german, unknown = dated("Charlotte, NC 28273", "United States"), dated("Hamburg", "Germany"), dated()
    assert american.fields.date is not None
    assert american.fields.date.value == date(2026, 2, 6)
    assert german.fields.date is not None
    assert german.fields.date.value == date(2026, 6, 2)
    assert unknown.fields.date is not None
    assert unknown.fields.date.confidence < 0.6


def test_a_label_runs_over_lines_beside_its_value() -> None:
    (paper,) = papers_of(
        page((50, 40, "FACTUUR"), (50, 80, "Factuur nr. / Numero"), (200, 80, "CI-2025-46608"), (50, 90, "fattura:"))
    )
    assert paper.fields.number is not None
    assert paper.fields.number.value == "CI-2025-46608"


def test_a_label_may_follow_a_word_of_the_houses_own() -> None:
    (paper,) = papers_of(page((50, 40, "PACKING LIST"), (50, 80, "Comm. Invoice No. 4500761090")))
    assert paper.fields.invoice_number is not None
    assert paper.fields.invoice_number.value == "4500761090"


def test_words_in_the_print_of_values_are_no_labels() -> None:
    heading = page((44, 60, "POD"), (304, 60, "Freight and charges"), size=6)
    filled = page(
        (40, 30, "SEA WAYBILL"), (44, 74, "Koper"), (304, 74, "ORIGIN"), (304, 140, "No. of originals"), size=9
    )
    rulings = (*box_lines(40, 50, 300, 100), *box_lines(300, 50, 555, 100))
    (paper,) = papers_of(Page(number=1, width=595.0, height=842.0, words=heading.words + filled.words, rulings=rulings))
    assert paper.fields.port_of_discharge is not None
    assert paper.fields.port_of_discharge.value == "Koper"
    assert paper.fields.country_of_origin is None
    assert paper.party("buyer") is None


def test_a_way_of_transport_is_no_vessel() -> None:
    (paper,) = papers_of(
        page(
            (50, 40, "CERTIFICATE OF ORIGIN"),
            (50, 80, "Transport details:"),
            (50, 92, "SEA FREIGHT"),
            (50, 104, "KOTA MERAPI 2647K"),
        )
    )
    assert paper.fields.vessel is not None
    assert paper.fields.vessel.value == "KOTA MERAPI"


def test_a_title_torn_by_wide_spaces_is_a_title() -> None:
    layout = Layout(page((50, 40, "Tanjong S.A."), (400, 40, "DELIVERY"), (480, 40, "NOTE")))
    assert kinds.kind_of(layout)[0] == "delivery_note"


def test_from_and_to_in_a_list_of_labels_and_values_are_places() -> None:
    (paper,) = papers_of(page(
        (50, 40, "COMMERCIAL INVOICE"), (50, 80, "From"), (150, 80, "Hamburg, Germany"), (50, 92, "To"),
        (150, 92, "Port Klang, Malaysia"), (50, 104, "Vessel"), (150, 104, "AL ZUBARA"), (50, 116, "Terms"),
        (150, 116, "CIF Port Klang"),
    ))  # fmt: skip
    assert paper.fields.port_of_loading is not None
    assert paper.fields.port_of_loading.value == "Hamburg, Germany"
    assert paper.fields.port_of_discharge is not None
    assert paper.fields.port_of_discharge.value == "Port Klang, Malaysia"
    assert paper.parties == ()
