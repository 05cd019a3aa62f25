"""What the texts of one column of a table show it to be, whatever heads it."""

import re
from collections.abc import Callable

from extractors import dates, tariff
from extractors.quantities import measures, packages, pieces
from models.reference.countries import country
from models.reference.units import kind_of, package_kind, unit

Texts = list[str]
RANGE = re.compile(r"^\D{0,4}(\d{1,6})\s?(?:-|–|to|bis|t/m|al?|à|até|~|/|÷|\.\.)\s?\D{0,3}(\d{1,6})\W*$", re.IGNORECASE)
_COUNTED = re.compile(r"[\d.,' ]+([^\W\d_]+)")


def all_show(texts: Texts, shows: Callable[[str], bool]) -> bool:
    """Say whether most lines print a text in a column, and all that do show the same."""
    printed = [text for text in texts if text]
    return len(printed) >= 0.6 * len(texts) and bool(printed) and all(shows(text) for text in printed)


def is_tariff(text: str) -> bool:
    """Say whether a text is one tariff code."""
    found = tariff.codes(text)
    whole = len(found) == 1 and re.fullmatch(r"[\d. ]+", text.strip()) is not None and dates.find(text) is None
    return whole and len(found[0].value) in (6, 8, 10) and "01" <= found[0].value[:2] <= "97"


def is_unit(text: str) -> bool:
    """Say whether a text is a unit or a kind of package alone."""
    return unit(text.strip(" .")) is not None or package_kind(text.strip(" .")) is not None


def is_kind(text: str) -> bool:
    """Say whether a text is a kind of package alone."""
    return package_kind(text.strip(" .")) is not None


def is_number(text: str) -> bool:
    """Say whether a text is a bare number."""
    return re.fullmatch(r"[\d.,' ]+", text) is not None


def is_range(text: str) -> bool:
    """Say whether a text is the first and the last number of some packages: "1-12", "13 bis 19"."""
    return RANGE.match(text) is not None


def is_packages(text: str) -> bool:
    """Say whether a text is a count of packages with their kind alone."""
    found = packages(text)
    return bool(found and found[0].unit and found[0].start == 0) and not text[found[0].stop :].strip(" .")


def measuring(kind: str) -> Callable[[str], bool]:
    """Return what says whether a text is one measure of a kind, with its unit."""

    def shows(text: str) -> bool:
        found = measures(text, kind=kind)
        return len(found) == 1 and found[0].unit is not None and not re.search(r"[^\W\d_]{4}", text[found[0].stop :])

    return shows


def _is_country(text: str) -> bool:
    return text[:1].isupper() and country(text.strip(" .,()")) is not None


def _is_counted(text: str) -> bool:
    """Say whether a text is a count of pieces, pairs or sets: "4800 adet", "500 takım"."""
    word = _COUNTED.fullmatch(text.strip(" ."))
    return text[:1].isdigit() and (pieces(text) is not None or bool(word and kind_of(unit(word[1]) or "") == "count"))


SHOWN: dict[str, Callable[[str], bool]] = {
    "packages": is_packages, "quantity": _is_counted, "volume": measuring("volume"), "origin": _is_country,
    "hs_code": is_tariff,
}  # fmt: skip
