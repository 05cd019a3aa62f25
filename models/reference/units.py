"""Units of measure (UN/ECE Recommendation 20) and kinds of package (Recommendation 21), as papers spell them."""

from decimal import Decimal
from functools import cache

from models.reference.table import Row, rows, spellings, squeezed

_USUAL_PACKAGE = 50  # kilograms: the middle of what one package weighs, on a scale of tenfolds


def unit(text: str) -> str | None:
    """Return the Rec 20 code of a printed unit of mass, volume, length, area or count, or None when we know none.

    >>> unit("kgs."), unit("M/T"), unit("m³"), unit("Stück"), unit("bales")
    ('KGM', 'TNE', 'MTQ', 'H87', None)
    """
    return _match(text, _unit_spellings())


def package_kind(text: str) -> str | None:
    """Return the Rec 21 code of a printed kind of package, or None when we know none.

    >>> package_kind("CTNS"), package_kind("fardos"), package_kind("Big-Bags"), package_kind("kg")
    ('CT', 'BL', 'JB', None)
    """
    return _match(text, _package_spellings())


def kind_of(unit_code: str) -> str | None:
    """Return what a Rec 20 code measures: `mass`, `volume`, `length`, `area`, `count` or `energy`; None if unknown."""
    row = _units().get(unit_code)
    return row["kind"] if row else None


def factor(unit_code: str) -> Decimal | None:
    """Return how many base units one is: kilogram, cubic metre, metre, square metre, piece; None if unknown."""
    row = _units().get(unit_code)
    return Decimal(row["factor"]) if row else None


def kilograms_per(unit_code: str) -> Decimal | None:
    """Return how many kilograms one of the unit is, or None when it is not a unit of mass.

    >>> kilograms_per("TNE"), kilograms_per("LBR"), kilograms_per("MTQ")
    (Decimal('1000'), Decimal('0.45359237'), None)
    """
    return factor(unit_code) if kind_of(unit_code) == "mass" else None


def unit_name(code: str) -> str:
    """Return the English name of a Rec 20 or Rec 21 code, or the code itself when we know none."""
    row = _units().get(code) or _packages().get(code)
    return row["name"] if row else code


def package_family(package_code: str) -> str | None:
    """Return the family whose counts may be compared: drums of steel and of plastic are drums; None if unknown."""
    row = _packages().get(package_code)
    return row["family"] if row else None


def usual_kilograms(family: str | None) -> Decimal:
    """Return what one package of a family usually weighs, where it is far from what most packages weigh."""
    told = _usual().get(family or "", "")
    return Decimal(told or _USUAL_PACKAGE)


@cache
def _usual() -> dict[str, str]:
    return {row["family"]: row["usual_kg"] for row in rows("package_families.csv")}


def _match(text: str, known: dict[str, str]) -> str | None:
    key = squeezed(text)
    if not key:
        return None
    if key in known:
        return known[key]
    for ending in ("es", "s", "n"):
        stem = key.removesuffix(ending)
        if len(stem) >= 3 and stem != key and stem in known:
            return known[stem]
    return None


@cache
def _units() -> dict[str, Row]:
    return {row["code"]: row for row in rows("units.csv")}


@cache
def _packages() -> dict[str, Row]:
    return {row["code"]: row for row in rows("packages.csv")}


def _spelt(table: dict[str, Row]) -> dict[str, str]:
    by_spelling = {squeezed(code): code for code in table}
    for code, row in table.items():
        for spelling in spellings(row["spellings"]):
            by_spelling.setdefault(squeezed(spelling), code)
    return by_spelling


@cache
def _unit_spellings() -> dict[str, str]:
    return _spelt(_units())


@cache
def _package_spellings() -> dict[str, str]:
    # A bare "KG" or "ST" beside a number is kilograms or Stück, never kegs or sheets.
    return {key: code for key, code in _spelt(_packages()).items() if key not in _unit_spellings() or len(key) > 2}
