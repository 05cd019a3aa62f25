"""Heads of papers: parties with and without labels, values where forms put them, forms that nobody filled in."""

from datetime import date
from decimal import Decimal

from extractors.lexicon import lexicon
from extractors.party_numbers import vat
from models.paper import Paper, Role
from tests.typesetting import box_lines, page, paper_of

Printed = tuple[float, float, str]


def _name(paper: Paper, role: Role) -> str | None:
    party = paper.party(role)
    return party.name.value if party and party.name else None


TABLE: tuple[Printed, ...] = (
    (50, 400, "Description"), (300, 400, "Quantity"), (380, 400, "Unit price"), (470, 400, "Amount"),
    (50, 416, "Steel hinges"), (300, 416, "10"), (380, 416, "2.00"), (470, 416, "20.00"),
    (380, 450, "Total EUR"), (470, 450, "20.00"),
)  # fmt: skip


def test_a_bill_without_labels_tells_issuer_from_addressee_by_tax_and_bank_numbers() -> None:
    sender = ((350, 60, "Weidmann Technik"), (350, 71, "Hafenweg 4"), (350, 82, "20457 Hamburg"))
    receiver = (
        (50, 120, "Marta Oliveira"),
        (50, 131, "Rua do Sol 12"),
        (50, 142, "4000-123 Porto"),
        (50, 153, "Portugal"),
    )
    paper = paper_of(
        page(*sender, (350, 93, "USt-IdNr. DE129273398"), *receiver, (50, 220, "Rechnung"), (50, 240, "Rechnungsnr."),
             (150, 240, "R-771"), *TABLE)
    )  # fmt: skip
    assert (_name(paper, "seller"), _name(paper, "buyer")) == ("Weidmann Technik", "Marta Oliveira")


def test_the_return_line_over_the_window_names_the_seller() -> None:
    paper = paper_of(
        page((50, 110, "Sandoval Metales SL - Calle Mayor 4 - 28013 Madrid"), (50, 150, "Nordhandel AS"),
             (50, 161, "Storgata 5"), (50, 172, "0155 Oslo"), (50, 183, "Norway"), (50, 240, "INVOICE"),
             (50, 260, "Invoice No.: 88"), *TABLE)
    )  # fmt: skip
    assert (_name(paper, "seller"), _name(paper, "buyer")) == ("Sandoval Metales SL", "Nordhandel AS")


def test_the_company_at_the_foot_is_the_seller_of_a_bill_to_an_unlabelled_address() -> None:
    paper = paper_of(
        page((350, 120, "Kern & Vogt"), (350, 131, "Lindenallee 3"), (350, 142, "10115 Berlin"),
             (50, 200, "Facture n° 562044"), (50, 220, "Date : 02/07/2025"), *TABLE,
             (50, 790, "Atelier Lemoine SAS au capital de 10 000 euros"), (50, 801, "RCS Paris B 530 848 134"))
    )  # fmt: skip
    assert paper.kind == "commercial_invoice"
    assert (_name(paper, "seller"), _name(paper, "buyer")) == ("Atelier Lemoine SAS", "Kern & Vogt")
    assert paper.fields.number is not None
    assert paper.fields.number.value == "562044"


def test_a_consignee_named_so_outranks_a_delivery_address() -> None:
    paper = paper_of(
        page((200, 40, "BILL OF LADING"), (50, 80, "DELIVERY ADDRESS"), (50, 92, "Fourth Apple Stores Ltd"),
             (50, 103, "Plot 14, Vashi"), (50, 114, "India"), (50, 150, "CONSIGNEE"), (50, 162, "Aegis Forwarders"),
             (50, 173, "Dubai"), (50, 210, "Vessel"), (50, 222, "CAROLINA"), (200, 210, "Port of loading"),
             (200, 222, "Jebel Ali"))
    )  # fmt: skip
    assert _name(paper, "consignee") == "Aegis Forwarders"


def test_name_and_address_captions_inside_a_block_are_left_out_and_empty_ones_name_nobody() -> None:
    cell = box_lines(40, 70, 560, 400)
    paper = paper_of(
        page((200, 40, "PACKING LIST"), (50, 90, "12. SELLER"), (50, 110, "NAME:"), (130, 110, "Gadget Inc."),
             (50, 124, "ADDRESS:"), (130, 124, "789 Industrial Rd"), (50, 138, "COUNTRY:"), (130, 138, "China"),
             (300, 90, "13. BUYER"), (300, 110, "NAME:"), (300, 124, "ADDRESS:"), (300, 138, "COUNTRY:"), rulings=cell)
    )  # fmt: skip
    assert (_name(paper, "seller"), _name(paper, "buyer")) == ("Gadget Inc.", None)
    assert paper.parties[0].country is not None
    assert paper.parties[0].country.value == "CN"


def test_a_form_nobody_filled_in_gives_no_values() -> None:
    paper = paper_of(
        page((200, 40, "AIR WAYBILL"), (50, 80, "Shipper's name and address"), (300, 80, "Shipper's account number"),
             (50, 150, "Consignee's name and address"), (300, 150, "Consignee's account number"),
             (50, 220, "Airport of destination"), (300, 220, "Requested flight/date"), (50, 300, "Invoice total:"),
             (300, 300, "0.00"))
    )  # fmt: skip
    assert not paper.parties
    assert not paper.goods
    assert all(getattr(paper.fields, name) is None for name in type(paper.fields).model_fields)


def test_of_net_tax_and_gross_the_last_is_the_total() -> None:
    paper = paper_of(
        page((200, 40, "INVOICE"), (50, 60, "Invoice no: 7"), (50, 200, "Grand total"), (300, 200, "24.99"),
             (380, 200, "5.00"), (460, 200, "29.99"), (50, 230, "All prices are in US Dollars"))
    )  # fmt: skip
    assert paper.fields.total_amount is not None
    assert paper.fields.total_amount.value == Decimal("29.99")
    assert paper.fields.currency is not None
    assert paper.fields.currency.value == "USD"


def test_a_date_over_its_caption_ispaper_of() -> None:
    paper = paper_of(
        page((200, 40, "AIR WAYBILL"), (50, 60, "Air Waybill No.: 020-24857626"), (50, 700, "15 OCTOBER 2024"),
             (50, 712, "Executed on (date)"))
    )  # fmt: skip
    assert paper.fields.date is not None
    assert paper.fields.date.value == date(2024, 10, 15)


def test_the_carrier_is_who_a_bill_of_lading_is_signed_for() -> None:
    signed = page(
        (200, 40, "BILL OF LADING"),
        (50, 60, "B/L No.: KX1"),
        (50, 700, "as agents for the carrier Blue Anchor Lines Ltd."),
    )
    capacity = page(
        (200, 40, "BILL OF LADING"), (50, 60, "B/L No.: KX1"), (50, 700, "POLARIS SHIPPING CO., LTD."),
        (50, 726, "AS CARRIER"),
    )  # fmt: skip
    assert _name(paper_of(signed), "carrier") == "Blue Anchor Lines Ltd."
    assert _name(paper_of(capacity), "carrier") == "POLARIS SHIPPING CO., LTD."
    caption = page(
        (200, 40, "BILL OF LADING"), (50, 60, "B/L No.: KX1"), (50, 688, "SIGNED FOR THE CARRIER"),
        (50, 700, "POLARIS SHIPPING CO., LTD., AS CARRIER"),
    )  # fmt: skip
    assert _name(paper_of(caption), "carrier") == "POLARIS SHIPPING CO., LTD."


def test_bilingual_labels_without_a_stroke_between_are_one_label() -> None:
    paper = paper_of(
        page((200, 40, "COMMERCIAL INVOICE"), (50, 60, "发票号 Invoice No.:"), (180, 60, "HC25-0398"),
             (50, 90, "目的地 To:"), (180, 90, "JEBEL ALI"))
    )  # fmt: skip
    assert paper.fields.number is not None
    assert paper.fields.number.value == "HC25-0398"
    assert paper.fields.port_of_discharge is not None
    assert paper.fields.port_of_discharge.value == "JEBEL ALI"


def test_boxes_at_the_foot_of_a_bill_sum_up_its_goods_and_a_bare_term_ispaper_of() -> None:
    boxes = (*box_lines(40, 690, 160, 720), *box_lines(160, 690, 280, 720))
    paper = paper_of(
        page((200, 40, "FATTURA"), (50, 60, "Numero documento: 1189/E"), *TABLE, (430, 390, "CIF JEBEL ALI"),
             (45, 702, "Colli"), (45, 714, "10 cartoni"), (165, 702, "Peso lordo kg"), (165, 714, "212.5"),
             rulings=boxes)
    )  # fmt: skip
    assert paper.fields.total_gross_mass is not None
    assert (paper.fields.total_gross_mass.value, paper.fields.total_gross_mass.unit) == (Decimal("212.5"), "KGM")
    assert paper.fields.incoterm is not None
    assert paper.fields.incoterm.value == "CIF"


def test_a_number_without_a_colon_after_a_bare_no_is_the_papers_own() -> None:
    paper = paper_of(
        page((200, 40, "MOVEMENT CERTIFICATE EUR.1"), (400, 60, "No A 7719043"), (50, 90, "1. Exporter"),
             (50, 102, "Fonderia Valsesia S.r.l."), (50, 114, "13019 Varallo"))
    )  # fmt: skip
    assert paper.fields.number is not None
    assert paper.fields.number.value == "A 7719043"


def test_a_date_that_nothing_settles_keeps_both_readings() -> None:
    paper = paper_of(page((200, 40, "INVOICE"), (50, 60, "Invoice no: 7"), (50, 74, "Date: 03/04/2025")))
    assert paper.fields.date is not None
    assert paper.fields.date.confidence < 0.6
    told = next(problem.message for problem in paper.problems if problem.code == "date-ambiguous")
    assert "2025-04-03" in told
    assert "2025-03-04" in told


def test_tax_numbers_are_checked_and_repaired_only_where_they_were_scanned() -> None:
    assert vat("NL 8204.71.616.B.01") == ("NL820471616B01", True, False)
    assert vat("DE1Z9273398") == ("DE129273398", True, True)
    paper = paper_of(
        page((200, 40, "INVOICE"), (50, 100, "Seller:"), (50, 112, "Rila Metals GmbH"), (50, 124, "20457 Hamburg"),
             (50, 136, "VAT ID: DE 129 273 398"), (50, 148, "EORI: DE1234567"))
    )  # fmt: skip
    seller = paper.party("seller")
    assert seller is not None
    assert {c.scheme: c.value.value for c in seller.identifiers} == {"vat": "DE129273398", "eori": "DE1234567"}


def test_a_word_that_qualifies_a_label_makes_it_another() -> None:
    paper = paper_of(
        page((200, 40, "INVOICE"), (50, 60, "Invoice no: 7"), (50, 74, "Collection Date: 4 August 2025"),
             (50, 88, "Invoice Date: 6 August 2025"))
    )  # fmt: skip
    assert paper.fields.date is not None
    assert paper.fields.date.value == date(2025, 8, 6)


def test_two_labels_in_one_heading_cell_part_the_cell_under_them() -> None:
    paper = paper_of(
        page(
            (50, 60, "COMMERCIAL INVOICE"),
            (50, 120, "SOLD TO:"), (310, 120, "SHIP TO:"),
            (50, 140, "Luzon Plastics Corp."), (310, 140, "Visayas Moulding Inc."),
            (50, 152, "Valenzuela City 1440"), (310, 152, "Cebu City 6000"),
            (50, 164, "Philippines"), (310, 164, "Philippines"),
            *TABLE,
            rulings=(*box_lines(40, 108, 555, 125), *box_lines(40, 125, 555, 172)),
        )
    )  # fmt: skip
    assert _name(paper, "buyer") == "Luzon Plastics Corp."
    assert _name(paper, "consignee") == "Visayas Moulding Inc."


def test_a_seal_follows_its_container_where_the_column_is_headed_for_both() -> None:
    paper = paper_of(
        page(
            (50, 60, "BILL OF LADING"),
            (50, 300, "Marks / Container / Seal No."), (260, 300, "Description of goods"), (470, 300, "Gross weight"),
            (50, 316, "MSKU1234565 / ML-AE0044718"), (260, 316, "PLASTIC SCRAP"), (470, 316, "24480.000 KGS"),
        )
    )  # fmt: skip
    assert [seal.value for container in paper.containers for seal in container.seals] == ["ML-AE0044718"]


def test_each_container_of_a_row_has_its_own_seal_and_none_is_a_seal() -> None:
    running = "stuffed in MSKU1234565 20GP seal ML10442; TGHU8841027 20GP seal ML10443"
    paper = paper_of(page((50, 60, "SEA WAYBILL"), (50, 100, running)))
    sealed = {box.number.value: [seal.value for seal in box.seals] for box in paper.containers}
    assert sealed == {"MSKU1234565": ["ML10442"], "TGHU8841027": ["ML10443"]}
    labelled = paper_of(page((50, 60, "PACKING LIST"), (50, 100, "CONTAINER/SEAL : MSKU1234565 / ML0918834")))
    assert [seal.value for seal in labelled.containers[0].seals] == ["ML0918834"]
    listed = paper_of(page((50, 60, "PACKING LIST"), (50, 100, "Seals: none. MSKU1234565, TGHU8841027")))
    assert [list(box.seals) for box in listed.containers] == [[], []]


def test_a_total_mass_that_is_there_but_not_understood_keeps_its_print() -> None:
    paper = paper_of(page((50, 60, "PACKING LIST"), (50, 200, "Gross weight: two tons or so"), *TABLE))
    total = paper.fields.total_gross_mass
    assert total is not None
    assert (total.value, total.raw) == (None, "two tons or so")


def test_a_heading_in_two_storeys_is_read_so_in_every_column() -> None:
    paper = paper_of(
        page(
            (50, 40, "FACTURE COMMERCIALE"), (50, 60, "N° de facture"), (150, 60, "HR-0533/26"),
            (50, 200, "POS."), (130, 200, "DÉSIGNATION"), (340, 200, "QUANTITÉ"), (420, 200, "PRIX UNITAIRE"),
            (50, 212, "CODE"), (130, 212, "PAYS D'ORIGINE"), (340, 212, "COLIS"), (420, 212, "POIDS NET"),
            (50, 224, "DOUANIER"), (520, 200, "TOTAL"), (520, 212, "POIDS BRUT"),
            (50, 244, "1"), (130, 244, "PIGMENTS OF TITANIUM DIOXIDE"), (340, 244, "1 000 kg"), (420, 244, "2,8400"),
            (520, 244, "2 840,00"), (520, 256, "1 008 kg"),
            (50, 256, "3206.11"), (130, 256, "FRANCE"), (340, 256, "40 SACS"), (420, 256, "1 000 kg"),
        )
    )  # fmt: skip
    (item,) = paper.goods
    assert item.description is not None
    assert item.description.value == "PIGMENTS OF TITANIUM DIOXIDE"
    told = [getattr(item, name) for name in ("quantity", "packages", "net_mass", "gross_mass", "unit_price", "amount")]
    assert [value and str(value.value) for value in told] == ["1000", "40", "1000", "1008", "2.8400", "2840.00"]


def test_a_label_whose_words_ocr_ran_together_is_known() -> None:
    assert lexicon().longest(("prijsperstuk",), fuzzy=True)[0] == 1
    assert lexicon().longest(("prijsperstuk",))[0] == 0


def test_a_containers_type_under_the_head_of_its_seal_is_no_seal() -> None:
    columns = ((40, 130), (130, 158), (158, 555))
    cells = [line for x, to in columns for y in (60, 80) for line in box_lines(x, y, to, y + 20)]
    paper = paper_of(
        page(
            (40, 40, "BILL OF LADING"), (44, 73, "Cont. No."), (132, 73, "Type"), (160, 73, "Seal"),
            (44, 93, "CSQU3054383"), (132, 93, "40GP"), (160, 93, "X730029"), rulings=tuple(cells),
        )
    )  # fmt: skip
    assert [seal.value for box in paper.containers for seal in box.seals] == ["X730029"]


def test_a_title_may_stand_behind_the_name_of_who_issues_it() -> None:
    wide = "CAMPO NOVO S.A. COMMERCIAL INVOICE"
    assert paper_of(page((40, 30, wide), (40, 60, "Invoice number: 2026/3712"))).kind == "commercial_invoice"


def test_two_ports_under_one_heading_are_parted_by_the_stroke_between_them() -> None:
    told = ((40, 40, "COMMERCIAL INVOICE"), (40, 80, "From / to"), (140, 80, "Leith / Oslo"))
    fields = paper_of(page(*told)).fields
    assert fields.port_of_loading is not None
    assert fields.port_of_discharge is not None
    assert (fields.port_of_loading.value, fields.port_of_discharge.value) == ("Leith", "Oslo")
