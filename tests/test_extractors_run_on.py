"""Values that share a line with others, as web-made papers and filled forms print them."""

from decimal import Decimal

from extractors.column_words import goods_field
from extractors.layout import Phrase
from extractors.party_numbers import numbers
from tests.typesetting import box_lines, page, paper_of, words


def test_facts_parted_by_dots_are_eachpaper_of() -> None:
    paper = paper_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            (50, 60, "No. AB-2026-01"),
            (50, 80, "Total gross weight 23 640 kg · Total net weight 23 150 kg · Packages: 22 big bags, 1 pallet"),
        )
    )
    assert paper.fields.total_gross_mass is not None
    assert paper.fields.total_gross_mass.value == Decimal(23640)
    assert paper.fields.total_net_mass is not None
    assert paper.fields.total_net_mass.value == Decimal(23150)
    assert paper.fields.total_packages is not None
    assert (paper.fields.total_packages.value, paper.fields.total_packages.unit) == (Decimal(23), "PK")


def test_norway_in_a_column_of_origins_is_no_number() -> None:
    paper = paper_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            (400, 40, "No. NP-2026-01877"),
            (50, 80, "Description"),
            (250, 80, "HS code"),
            (330, 80, "Origin"),
            (450, 80, "Amount EUR"),
            (50, 94, "Polypropylene granules"),
            (250, 94, "3902.10"),
            (330, 94, "NO"),
            (450, 94, "7380.00"),
            (50, 106, "Lot 55120 - 18 big bags"),
            (50, 130, "Total EUR"),
            (450, 130, "7380.00"),
        )
    )
    assert paper.fields.number is not None
    assert paper.fields.number.value == "NP-2026-01877"
    assert paper.fields.total_amount is not None
    assert paper.fields.total_amount.value == Decimal("7380.00")
    assert [item.origin.value for item in paper.goods if item.origin] == ["NO"]


def test_codes_numbered_on_one_line_of_a_waste_form_are_told_apart() -> None:
    cell = box_lines(45, 60, 500, 140)
    paper = paper_of(
        page(
            (50, 40, "Movement document for transboundary movements of waste"),
            (50, 72, "12. Designation and composition of the waste:"),
            (50, 84, "Spent lead-acid batteries"),
            (50, 96, "(vi) Y-code: Y31 (vii) H-code: H8 (viii) UN class: 8 (ix) UN Number: 2794"),
            (50, 108, "(x) UN Shipping name: Batteries, wet (xi) Customs code(s) (HS):"),
            (50, 120, "8549.11"),
            rulings=cell,
        )
    )
    (item,) = paper.goods
    assert item.un_number is not None
    assert item.un_number.value == "2794"
    assert item.hazard_class is not None
    assert item.hazard_class.value == "8"
    assert item.hs_code is not None
    assert item.hs_code.value == "854911"


def test_a_volume_that_a_form_leaves_blank_is_not_its_mass() -> None:
    paper = paper_of(
        page(
            (50, 40, "Movement document for transboundary movements of waste"),
            (50, 72, "5. Actual quantity: Tonnes (Mg): 23,480 m3:"),
            (50, 100, "12. Designation and composition of the waste:"),
            (50, 112, "Spent lead-acid batteries"),
        )
    )
    (item,) = paper.goods
    assert item.net_mass is not None
    assert item.net_mass.value == Decimal("23.480")
    assert item.volume is None


def test_a_legal_form_that_a_narrow_column_pushed_down_belongs_to_the_name() -> None:
    paper = paper_of(
        page(
            (50, 40, "COMMERCIAL INVOICE"),
            (50, 80, "Bill to:"),
            (50, 92, "Karachi Polymer Trading (Pvt)"),
            (50, 104, "Ltd"),
            (50, 116, "Karachi 74900, Pakistan"),
        )
    )
    buyer = paper.party("buyer")
    assert buyer is not None
    assert buyer.name is not None
    assert buyer.name.value == "Karachi Polymer Trading (Pvt) Ltd"


def test_the_line_over_an_envelopes_window_and_the_foot_tell_whose_paper_it_is() -> None:
    paper = paper_of(
        page(
            (50, 100, "Kühlbau GmbH · Am Hafen 9 · 47059 Duisburg"),
            (50, 120, "Chłodnictwo Wisła Sp. z o.o."),
            (50, 132, "ul. Portowa 14"),
            (50, 144, "80-001 Gdańsk"),
            (50, 156, "POLEN"),
            (50, 200, "Rechnung 26-10442"),
            (50, 800, "USt-IdNr. DE136695976"),
        )
    )
    seller = paper.party("seller")
    assert seller is not None
    assert seller.address is not None
    assert seller.address.value == "Am Hafen 9, 47059 Duisburg"
    assert seller.country is not None
    assert seller.country.value == "DE"  # by its VAT number


def test_weight_headings_are_net_or_gross_by_any_word_of_theirs() -> None:
    named = {
        text: goods_field(text, fuzzy=False)[0] for text in ("Gewicht netto", "Peso neto kg", "Weight", "Poids brut")
    }
    assert named == {
        "Gewicht netto": "net_mass", "Peso neto kg": "net_mass", "Weight": "gross_mass", "Poids brut": "gross_mass",
    }  # fmt: skip


def test_numbers_of_parties_are_known_by_the_names_that_countries_give_them() -> None:
    told = (
        "RFC: RPA010203AB1",
        "NTN 4412087-3",
        "NIP 526-025-02-74",
        "Org.nr NO 987 654 321 MVA",
        "CIF Karachi 2026 1234",
    )
    found = [
        [(code.scheme, code.value.raw) for code in numbers([Phrase(tuple(words(50, 50, text)), 1)])] for text in told
    ]
    assert found == [
        [("vat", "RPA010203AB1")],
        [("vat", "4412087-3")],
        [("vat", "526-025-02-74")],
        [("registration", "987 654 321")],
        [],
    ]


def test_a_green_list_form_tells_its_carrier_its_countries_and_its_customs_code() -> None:
    paper = paper_of(
        page(
            (50, 40, "ANNEX VII"),
            (50, 52, "Information accompanying shipments of waste"),
            (50, 80, "5.(a) 1st carrier"),
            (250, 80, "5.(b) 2nd carrier"),
            (50, 92, "Name: Van Loon Transport BV"),
            (250, 92, "Name: Arkas Line"),
            (50, 120, "9. Usual description of the waste:"),
            (50, 132, "LDPE film, post-industrial, baled"),
            (50, 144, "10. Waste identification"),
            (50, 156, "ii) OECD (if different from i)): EU3011"),
            (50, 168, "vi) Other (specify): CN 3915 10 20"),
            (50, 180, "11. Countries/States concerned: Export/dispatch: NL Transit: - Import/destination: TR"),
        )
    )
    (item,) = paper.goods
    carrier = paper.party("carrier")
    assert carrier is not None
    assert carrier.name is not None
    assert carrier.name.value == "Van Loon Transport BV"
    assert item.description is not None
    assert item.description.value == "LDPE film, post-industrial, baled"
    assert item.hs_code is not None
    assert item.hs_code.value == "39151020"
    assert [(code.scheme, code.value.value) for code in item.waste_codes] == [("oecd", "EU3011")]
    assert paper.fields.country_of_export is not None
    assert paper.fields.country_of_export.value == "NL"
    assert paper.fields.country_of_import is not None
    assert paper.fields.country_of_import.value == "TR"
