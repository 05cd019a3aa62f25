"""Countries (ISO 3166-1) as papers spell them, and the treaties and unions they belong to."""

import re
from datetime import date
from functools import cache

from models.reference.table import Row, rows, spellings, squeezed

_LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "nl", "zh")
_CONTACT = re.compile(
    r"(?is)(?:(?<![\s,;|/-])[\s,;|/-]++)?\b(?:tel|tél|phone|fon|fax|e-?mail|mobile|mob|attn|vat|eori|www|http|contact)\b.*"
)
_LAST = 60  # signs at an address's end that hold its postcode and town
_FIRST_BASEL_DAY = date(1992, 5, 5)


def country(text: str) -> str | None:
    """Return the alpha-2 code of a country written as name (eight languages), variant, alpha-2 or alpha-3; else None.

    >>> country("P.R. China"), country("Allemagne"), country("U.S.A."), country("Türkiye"), country("Hamburg")
    ('CN', 'DE', 'US', 'TR', None)
    >>> country("PT"), country("pT")  # no hand writes a code so; a tired eye reads it so
    ('PT', None)
    """
    torn = len(text) == 2 and text[0].islower() and text[1].isupper()
    return None if torn or not text else _by_name().get(squeezed(text))


def country_at_end(text: str) -> str | None:
    """Return the country that an address ends with, lines of telephone or e-mail apart; None when it names none.

    A bare two-letter code counts only in capitals after a comma, a line break or a dash; one that is also a US state
    (`CA`, `DE`) counts only when a postcode stands before the town.

    >>> country_at_end("Kaiweg 4, 20457 Hamburg, Germany Tel. +49 40 1"), country_at_end("Long Beach, CA")
    ('DE', None)
    """
    address = _CONTACT.sub("", text).rstrip(" .,;:-\n\t)")
    words = address.split()
    for length in range(min(6, len(words)), 0, -1):
        ending = " ".join(words[-length:])
        if len(squeezed(ending)) > 3 or "." in ending or ending in _abbreviations():
            found = country(ending.rpartition("(")[2]) or country(ending)
            if found:
                return found
    return _short_code_at_end(address)


_STATE = re.compile(
    r"(?<![A-Z])(?P<letters>[A-Z]{2})[ ,]{1,2}(?P<code>\d{2})\d{3}(?:-\d{4})?(?!\d)"
)  # "Houston, TX 77020"
_PROVINCE = re.compile(
    r"(?<![\d\-])(?P<code>\d{2})\d{3}\s[^\d,\n]{2,40}[\s,(]\(?(?P<letters>[A-Z]{2})\b"
)  # "24050 Zanica (BG)"


def country_by_postcode(text: str) -> str | None:
    """Return the country whose state or province stands beside a postcode that is one of it.

    >>> country_by_postcode("4418 Clinton Drive, Houston, TX 77020"), country_by_postcode("24050 Zanica (BG)")
    ('US', 'IT')
    >>> country_by_postcode("4000 Plovdiv BG"), country_by_postcode("75001 Paris FR")
    (None, None)
    """
    for pattern, home in ((_STATE, "US"), (_PROVINCE, "IT")):
        for match in pattern.finditer(text):
            if match["code"] in _districts().get((home, match["letters"]), ()):
                return home
    return None


def name(alpha2: str) -> str:
    """Return the English name of a country, or the code itself when unknown."""
    row = _by_code().get(alpha2)
    return row["en"] if row else alpha2


def in_annex_vii(alpha2: str) -> bool:
    """Say whether Annex VII of the Basel Convention names the country: OECD members, the EU and Liechtenstein."""
    return _annex_vii().get(alpha2, {}).get("in_annex_vii") == "yes"


def is_eu(alpha2: str, on: date | None = None) -> bool:
    """Say whether the country is (on a day) a member of the European Union."""
    if alpha2 == "GB":
        return on is not None and on < date(2020, 2, 1)
    return _annex_vii().get(alpha2, {}).get("eu_member") == "yes"


def is_oecd(alpha2: str, on: date | None = None) -> bool:
    """Say whether the country is (in the year of that day) a member of the OECD."""
    since = _annex_vii().get(alpha2, {}).get("oecd_since", "")
    return bool(since) and (on is None or on.year >= int(since))


def is_basel_party(alpha2: str, on: date | None = None) -> bool | None:
    """Say whether the country is a Party to the Basel Convention; None when the table is not sure (check the list)."""
    if on is not None and on < _FIRST_BASEL_DAY:
        return False
    row = _basel().get(alpha2)
    if row is None:
        return True if alpha2 in _by_code() and alpha2 not in _territories() else None
    if "(check)" in row["basel_party"]:
        return None
    if alpha2 == "SM" and on is not None and on < date(2023, 8, 29):
        return False
    return row["basel_party"].startswith("yes")


def _short_code_at_end(address: str) -> str | None:
    match = re.search(r"(?:^|[,\n/(-]|\b\d{4,6}\s[^\d,\n]{1,60})\s{0,9}\b([A-Z]{2,3})$", address)
    if match is None:
        return None
    code = match[1]
    if home := country_by_postcode(address[-_LAST:]):
        return home
    if code in _state_codes() and not re.search(rf"\b\d{{4,6}}\s[^\d,\n]{{1,60}},?\s{{0,9}}{code}$", address):
        return None
    return country(code)


@cache
def _districts() -> dict[tuple[str, str], tuple[str, ...]]:
    return {
        (row["country"], row["letters"]): tuple(spellings(row["postcodes"])) for row in rows("postal_districts.csv")
    }


@cache
def _state_codes() -> frozenset[str]:
    return frozenset(row["code"] for row in rows("state_codes.csv"))


@cache
def _by_code() -> dict[str, Row]:
    return {row["alpha2"]: row for row in rows("countries.csv")}


@cache
def _by_name() -> dict[str, str]:
    known = {squeezed(code): code for code in _by_code()}
    for code, row in _by_code().items():
        for spelling in (row["alpha3"], *(row[language] for language in _LANGUAGES), *spellings(row["variants"])):
            if spelling:
                known.setdefault(squeezed(spelling), code)
    for row in rows("country_lookalikes.csv"):
        known.pop(row["word"], None)
    return known


@cache
def _abbreviations() -> frozenset[str]:
    """Short names in capitals that are no ISO codes' chance likeness, such as USA, UAE and UK."""
    variants = {name for row in rows("countries.csv") for name in spellings(row["variants"])}
    return frozenset(name for name in variants if len(name) <= 3 and name.isupper() and name.isascii())


@cache
def _annex_vii() -> dict[str, Row]:
    return {row["iso2"]: row for row in rows("annex_vii_parties.csv")}


@cache
def _basel() -> dict[str, Row]:
    return {row["iso2"]: row for row in rows("basel_parties.csv")}


@cache
def _territories() -> frozenset[str]:
    return frozenset(row["alpha2"] for row in rows("territories.csv"))
