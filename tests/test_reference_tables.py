"""The reference tables: every row is whole, and the loaders understand what papers print."""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from models.reference import chemicals, dangerous_goods, nomenclature, waste
from models.reference.countries import country, country_at_end, in_annex_vii, is_basel_party, is_eu, is_oecd
from models.reference.currencies import currency, minor_digits
from models.reference.incoterms import in_force, incoterm
from models.reference.ports import port
from models.reference.table import ROOM, rows
from models.reference.units import kilograms_per, kind_of, package_family, package_kind, unit
from models.reference.waste_words import materials, streams, waste_words

OWN = sorted(
    path
    for path in ROOM.glob("*.csv")
    if path.name not in ("labels.csv", "hs_editions.csv", "pop_waste_limits.csv", "months.csv")
)


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_every_row_has_a_source_and_a_confidence(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            assert None not in row, f"{path.name}:{number} has too many cells"
            assert None not in row.values(), f"{path.name}:{number} has too few cells"
            if "source" in row:
                assert row["source"], f"{path.name}:{number}"
                assert row["confidence"], f"{path.name}:{number}"


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("kgs", "KGM"), ("KG.", "KGM"), ("Kilogrammes", "KGM"), ("公斤", "KGM"), ("MT", "TNE"), ("m/t", "TNE"),
        ("Metric Tons", "TNE"), ("to", "TNE"), ("lbs", "LBR"), ("short tons", "STN"), ("CBM", "MTQ"), ("m³", "MTQ"),
        ("cu.m", "MTQ"), ("Ltr", "LTR"), ("cft", "FTQ"), ("sqm", "MTK"), ("Stück", "H87"), ("PCS", "H87"),
        ("pza", "H87"), ("units", "C62"), ("EA", "EA"), ("pairs", "PR"), ("sets", "SET"), ("doz.", "DZN"),
        ("bales", None), ("", None), ("USD", None),
    ],
)  # fmt: skip
def test_units_as_papers_spell_them(printed: str, code: str | None) -> None:
    assert unit(printed) == code


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("CTNS", "CT"), ("Karton", "CT"), ("plts", "PX"), ("Paletten", "PX"), ("palettes", "PX"), ("bancali", "PX"),
        ("bales", "BL"), ("fardos", "BL"), ("pacas", "BL"), ("balle", "BL"), ("Ballen", "BL"), ("balen", "BL"),
        ("BIG BAGS", "JB"), ("FIBC", "JB"), ("drums", "DR"), ("fûts", "DR"), ("Fässer", "DR"), ("IBCs", "WA"),
        ("colis", "PK"), ("bultos", "PK"), ("pkgs", "PK"), ("cylinders", "CY"), ("bdls", "BE"),
        ("kg", None), ("pcs", None),
    ],
)  # fmt: skip
def test_packages_as_papers_spell_them(printed: str, code: str | None) -> None:
    assert package_kind(printed) == code


def test_no_word_is_a_unit_and_a_package_or_two_packages() -> None:
    spelt = [spelling for row in rows("packages.csv") for spelling in row["spellings"].split("|")]
    assert [word for word, count in Counter(spelt).items() if count > 1] == []
    units = [spelling for row in rows("units.csv") for spelling in row["spellings"].split("|")]
    assert [word for word in units if package_kind(word)] == []  # "tonne" is a drum in Danish


def test_units_convert_and_packages_have_families() -> None:
    assert kilograms_per("LBR") == Decimal("0.45359237")
    assert kilograms_per("MTQ") is None
    assert kind_of("FTQ") == "volume"
    assert package_family("1A") == package_family("DR") == "drum"
    assert package_family("CT") != package_family("PX")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("USA", "US"), ("U.S.A.", "US"), ("P.R. China", "CN"), ("Viet Nam", "VN"), ("UK", "GB"), ("Türkiye", "TR"),
        ("Turkey", "TR"), ("Allemagne", "DE"), ("Países Bajos", "NL"), ("中国", "CN"), ("DEU", "DE"), ("Hamburg", None),
        ("Côte d’Ivoire", "CI"), ("Ivory Coast", "CI"), ("", None),
    ],
)  # fmt: skip
def test_countries_as_papers_write_them(text: str, code: str | None) -> None:
    assert country(text) == code


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("Waalhaven 1, 3089 Rotterdam, The Netherlands", "NL"),
        ("Box 1, Tema\nGhana\nTel: +233 30 1", "GH"),
        ("20095 Hamburg, DE", "DE"),
        ("Chicago, IL 60601 USA", "US"),
        ("1200 Main Street, Chicago, IL", None),
        ("Long Beach, CA", None),
        ("Nowhere GmbH", None),
    ],
)
def test_the_country_an_address_ends_with(address: str, code: str | None) -> None:
    assert country_at_end(address) == code


def test_memberships_by_date() -> None:
    assert in_annex_vii("LI")
    assert not in_annex_vii("GH")
    assert is_eu("DE")
    assert is_eu("GB", date(2019, 1, 1))
    assert not is_eu("GB", date(2026, 1, 1))
    assert is_oecd("CR", date(2026, 1, 1))
    assert not is_oecd("CR", date(2019, 1, 1))
    assert is_basel_party("US") is False
    assert is_basel_party("GH") is True
    assert is_basel_party("TW") is None
    assert is_basel_party("XX") is None


def test_money_terms_and_places() -> None:
    assert [currency(text) for text in ("US$", "€", "RMB", "$", "kr", "CHF")] == [
        "USD",
        "EUR",
        "CNY",
        None,
        None,
        "CHF",
    ]
    assert minor_digits("JPY") == 0
    assert incoterm("CIF Tema") == "CIF"
    assert not in_force("DAT", date(2026, 1, 1))
    found = [port(text) for text in ("NLRTM", "Antwerp, Belgium", "PORT OF TEMA", "Nhava Sheva", "Cartagena")]
    assert [place and place.locode for place in found] == ["NLRTM", "BEANR", "GHTEM", "INNSA", None]


def test_the_nomenclature_by_edition() -> None:
    assert nomenclature.edition_at(date(2021, 12, 31)) == "HS2017"
    assert nomenclature.edition_at(date(2022, 1, 1)) == "HS2022"
    assert nomenclature.exists("854911", "HS2022")
    assert not nomenclature.exists("854911", "HS2017")
    assert nomenclature.successors("854810")[0].startswith("85")
    assert nomenclature.exists("391540", "HS2028")
    assert nomenclature.editions_of("770100") == ()
    assert nomenclature.printed("39021000") == "3902.10.00"


def test_waste_entries_and_their_dates() -> None:
    old, new = waste.waste_code("A1180"), waste.waste_code("y 49")
    assert old is not None
    assert new is not None
    assert not waste.in_force(old, date(2025, 1, 1))
    assert not waste.in_force(new, date(2024, 12, 31))
    assert waste.low_is_hazardous("16 06 01*") is True
    assert waste.low_is_hazardous("20 03 01") is False
    assert waste.low_is_hazardous("99 99 99") is None
    assert waste.own_lines("plastics")[0].startswith("3915")
    heading = waste.waste_heading("85493900", date(2026, 1, 1))
    assert heading is not None
    assert heading["control"] == "controlled"
    assert waste.waste_heading("390210") is None
    operation = waste.operation("R 13")
    assert operation is not None
    assert operation["interim"] == "yes"


def test_chemicals_and_dangerous_goods() -> None:
    gas = chemicals.by_refrigerant("R-22")
    assert gas is not None
    assert "75-45-6" in gas.cas
    assert "290371" in gas.hs_pure
    assert gas in chemicals.by_name("Freon 22 in cylinders")
    assert chemicals.by_name("polypropylene granules") == ()
    assert dangerous_goods.un_entries("UN1018")[0].hazard_class == "2.2"
    assert dangerous_goods.un_entries("0000") == ()


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("LDPE film scrap", ["waste"]),
        ("Déchets de cuivre", ["waste"]),
        ("Kunststoffabfälle", ["waste"]),
        ("chatarra de aluminio", ["waste"]),
        ("rottami ferrosi", ["waste"]),
        ("sucata metálica", ["waste"]),
        ("Metaalschroot", ["waste"]),
        ("złom stalowy", ["waste"]),
        ("hurda demir", ["waste"]),
        ("废旧塑料", ["waste"]),
        ("pneus usagés", ["waste"]),
        ("off-grade PP, as is", ["off-spec", "used"]),
        ("second hand laptops, untested", ["used", "used"]),
        ("WA5TE PAPER", ["waste"]),
        ("Kunststoffabfaile", ["waste"]),
        ("scrapbook", []),
        ("waste bin liners", []),
        ("waste paper basket", []),
        ("refuse collection vehicle", []),
        ("scrap metal baler", []),
        ("wastewater pump", []),
        ("waste water treatment unit", []),
        ("cable used in vehicles", []),
        ("anti-waste cap", []),
        ("waste disposal unit", []),
        ("skip loader", []),
        ("drain pipe", []),
        ("dust collector", []),
        ("sacs poubelle", []),
        ("垃圾袋", []),
        ("unused stamps", []),
        ("", []),
    ],
)
def test_words_of_waste_and_words_that_only_look_so(text: str, meanings: list[str]) -> None:
    assert [match.meaning for match in waste_words(text)] == meanings


def test_a_match_says_where_it_stands() -> None:
    (match,) = waste_words("Baled PET 5crap, clear")
    assert "Baled PET 5crap, clear"[match.start : match.end] == match.word == "5crap"


def test_materials_and_streams() -> None:
    assert streams("Old tyres and PVC sheets") == {"tyres", "plastics"}
    assert [found.waste_hs for found in materials("stainless steel")] == ["720421"]
    assert [found.controlled for found in materials("lead acid batteries")] == [True]
    assert streams("pp. 12 to 14") == set()
