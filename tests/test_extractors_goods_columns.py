"""What columns of goods tables mean: the measure that is priced, packages that are numbered, counts told in a line."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from extractors.column_words import goods_field
from extractors.goods_text import said
from models.paper import GoodsItem
from models.reference.countries import country
from models.reference.units import package_kind
from tests.typesetting import goods_of, page, paper_of

EDGES = (50, 190, 270, 340, 410, 490)


def table(title: str, *rows: Sequence[str]) -> tuple[GoodsItem, ...]:
    """Return the goods of a paper with one table, its heading the first of `rows`."""
    told = [(x, 100 + 18 * n, text) for n, row in enumerate(rows) for x, text in zip(EDGES, row, strict=False) if text]
    return goods_of(page((50, 40, title), *told))


def values(items: Sequence[GoodsItem], name: str) -> list[object]:
    return [field.value if (field := getattr(item, name)) else None for item in items]


def test_the_measure_that_the_price_is_of_is_the_quantity_and_not_the_pieces_beside_it() -> None:
    items = table(
        "COMMERCIAL INVOICE No. 7714",
        ("Description", "Pieces", "m³", "Price per m³", "Amount EUR"),
        ("Sawn ash boards", "320", "8.250", "400.00", "3,300.00"),
        ("Sawn elm boards", "150", "4.500", "380.00", "1,710.00"),
    )
    assert values(items, "quantity") == [Decimal("8.250"), Decimal("4.500")]
    assert [item.quantity.unit for item in items if item.quantity] == ["MTQ", "MTQ"]


def test_pieces_that_make_the_amount_stay_the_quantity() -> None:
    items = table(
        "COMMERCIAL INVOICE No. 7715",
        ("Description", "Pieces", "m³", "Price per m³", "Amount EUR"),
        ("Ash boards", "320", "8.250", "2.00", "640.00"),
    )
    assert values(items, "quantity") == [Decimal(320)]


def test_packages_numbered_on_from_row_to_row_are_counted_under_a_plain_heading() -> None:
    items = table(
        "PACKING LIST No. 31",
        ("Description", "Packages", "Quantity", "Net weight kg", "Gross weight kg"),
        ("Hand cream", "1", "480 pcs", "52.8", "58.0"),
        ("Body milk", "2 - 3", "360 pcs", "104.4", "114.0"),
        ("Hair balm", "4", "300 pcs", "69.0", "76.0"),
    )
    assert values(items, "packages") == [1, 2, 1]


def test_counts_of_packages_that_are_no_numbering_stay_counts() -> None:
    items = table(
        "PACKING LIST No. 32",
        ("Description", "Packages", "Quantity", "Net weight kg", "Gross weight kg"),
        ("Hand cream", "1", "480 pcs", "52.8", "58.0"),
        ("Hair balm", "4", "300 pcs", "69.0", "76.0"),
    )
    assert values(items, "packages") == [1, 4]


def test_packages_are_counted_and_not_the_pallets_that_carry_them() -> None:
    items = table(
        "DELIVERY NOTE No. 33",
        ("Lp", "Towar", "Partia", "Opakowania", "Palety EUR", "Netto kg"),
        ("1", "Gruszka", "K204", "80 kart.", "4 pal.", "800"),
        ("2", "Morela", "K205", "60 kart.", "3 pal.", "600"),
    )
    assert values(items, "description") == ["Gruszka", "Morela"]
    assert values(items, "packages") == [80, 60]
    assert values(items, "net_mass") == [800, 600]


def test_packages_beside_their_count_may_say_on_how_many_pallets_they_stand() -> None:
    items = table(
        "CMR No. 34",
        ("Description", "Quantity", "Packing", "Gross weight kg"),
        ("Dried pears", "80", "cartons / 4 pal.", "858"),
        ("Dried plums", "25", "bags / 2 pal.", "512"),
    )
    assert [(item.packages.value, item.packages.unit) for item in items if item.packages] == [(80, "CT"), (25, "BG")]


def test_a_package_in_the_singular_heads_its_number_where_the_next_column_counts() -> None:
    items = table(
        "PACKING LIST No. 35",
        ("Contenuto", "Collo", "Imballo", "Pz", "Netto kg", "Lordo kg"),
        ("Giunti", "1", "1 bancale", "24", "271,2", "296,0"),
        ("Alberi", "2", "1 cassa legno", "40", "84,0", "97,5"),
    )
    assert [(item.packages.value, item.packages.unit) for item in items if item.packages] == [(1, "PX"), (1, "CS")]


def test_what_the_line_of_totals_says_in_words_is_of_all_goods() -> None:
    head = ((50, 40, "INVOICE No. 36"), (50, 100, "Description"), (300, 100, "Quantity"), (420, 100, "Amount USD"))
    rows = ((50, 118, "Brass elbow"), (300, 118, "60 PCS"), (420, 118, "520.00"))
    more = ((50, 136, "Brass tee"), (300, 136, "40 PCS"), (420, 136, "480.00"))
    foot = (50, 154, "24 CARTONS ON 2 PALLETS. NET WT 215 KGS. GROSS WT 229 KGS."), (420, 154, "TOTAL USD 1,000.00")
    told = paper_of(page(*head, *rows, *more, *foot)).fields
    totals = (told.total_packages, told.total_net_mass, told.total_gross_mass)
    assert [total.value for total in totals if total] == [24, 215, 229]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("netto Net price", "unit_price"),
        ("netto Net value", "amount"),
        ("Netto kg", "net_mass"),
        ("$/LB", "unit_price"),
        ("3.HS CD", "hs_code"),
        ("Gewicht netto", "net_mass"),
        ("Palety EUR", "packages"),
        ("MARKS AND NUMBERS (18)", "marks"),
        ("GROSS WEIGHT (KILOS) (21)", "gross_mass"),
        ("6.UQC", "unit"),
        ("34 Menşe", "origin"),
    ],
)
def test_headings(heading: str, field: str) -> None:
    assert goods_field(heading, fuzzy=False, whole=True)[0] == field


@pytest.mark.parametrize(
    ("line", "count", "kind"),
    [
        ("op. 75 worków à 20 kg", 75, "BG"),
        ("emb. 18 bidons de 5 l", 18, "JC"),
        ("packed in 12 drums", 12, "DR"),
        ("40 plastic drums, 215 kg net each", 40, "1H"),
        ("60 bags x 25 kg", 60, "BG"),
    ],
)
def test_a_line_that_says_what_packs_the_goods_counts_packages(line: str, count: int, kind: str) -> None:
    told = said(f"Ultramarine pigment\n{line}").packages
    assert told is not None
    assert (told.value, told.unit) == (count, kind)


def test_what_one_package_weighs_is_neither_the_net_mass_nor_a_part_of_the_name() -> None:
    told = said("Propylene glycol\n40 plastic drums, 215 kg net each")
    assert (told.name, told.net) == ("Propylene glycol", None)


def test_columns_of_a_form_are_known_by_captions_with_their_number_behind() -> None:
    heads = ("MARKS (18)", "PACKAGES (19)", "COMMODITY (20)", "GROSS WEIGHT (KILOS) (21)", "MEASUREMENT (22)")
    told = [(x, 100, text) for x, text in zip((40, 120, 220, 330, 490), heads, strict=True)]
    told += [
        (x, 118, text)
        for x, text in zip(
            (40, 120, 220, 330, 490), ("EL 1-80", "80 drums", "Isopropanol", "14640", "19.20"), strict=True
        )
    ]
    items = goods_of(page((50, 40, "OCEAN BILL OF LADING"), *told))
    assert values(items, "gross_mass") == [14640]
    assert values(items, "volume") == [Decimal("19.20")]


def test_a_name_torn_after_the_hyphen_of_its_number_is_whole() -> None:
    assert said("Refrigerant R-\n507A").name == "Refrigerant R-507A"


def test_packages_and_countries_are_known_in_more_languages() -> None:
    assert [package_kind(word) for word in ("beczek", "VARİL", "kanistrów", "plechovek", "jerrycans")] == [
        *("DR", "DR", "JC", "TN", "JC")
    ]
    assert [country(name) for name in ("İTALYA", "Niemcy", "Maďarsko")] == ["IT", "DE", "HU"]


def test_a_country_of_origin_may_have_its_number_before_it() -> None:
    items = table(
        "COMMERCIAL INVOICE No. 88",
        ("Description", "Origin", "Quantity", "Unit price", "Amount EUR"),
        ("Silicone softener", "004 Almanya", "200 kg", "3.00", "600.00"),
    )
    assert values(items, "origin") == ["DE"]
