"""Which decimal sign a paper uses, settled by the whole of it: the shapes of its numbers, its rows, and good sense."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from extractors.heads import PER_MANY
from extractors.numerals import DecimalSign, multiplies, numbers, shape
from extractors.quantities import measures, packages
from extractors.table_rows import Row
from extractors.tables import Table
from models.reference.units import kilograms_per, package_family, package_kind, usual_kilograms

_SIGNS: tuple[DecimalSign, DecimalSign] = (".", ",")
_TARIFF = re.compile(r"^\d{4}\.\d{2,6}$|^\d{6}\.\d{2,4}$")
_DIVISION = re.compile(r"[1-6]\.[1-6]")  # of a class of dangerous goods, whatever the decimal sign
_SPACED = re.compile(r"(?<=\d)[ '’](?=\d{3}(?!\d))")  # between thousands: "25 000,000"
_EITHER = re.compile(r"(?<![\w.,])\d{1,3}([.,])\d{3}(?![\d.,])\s?([^\W\d_][\w³/]*\.?)?")
USUAL_DENSITY = Decimal(300)  # kilograms in a cubic metre of packed goods
_LARGE = {"volume": Decimal("0.6"), "mass": Decimal("0.4")}


def settled(texts: Sequence[str], tables: Iterable[Table], language: str | None = None) -> DecimalSign:
    """Return the decimal sign of a paper; undecided, that of its `language`."""
    votes = sum((_shapes(text) for text in texts), Decimal(0))
    votes += sum((_row(row, table) for table in tables for row in table.rows), Decimal(0))
    if abs(votes) < 1:
        votes += sum((_sense(text) for text in texts), Decimal(0))
    if votes:
        return "." if votes > 0 else ","
    return "." if language in (None, "en", "zh") else ","


def _shapes(text: str) -> Decimal:
    """Vote by numbers that only one reading allows: `1.234,5`; a tariff code's point is no decimal sign."""
    words = _SPACED.sub("", text).split()
    pairs = zip(words, [*words[1:], ""], strict=True)
    told = ((word.strip("€$£¥()"), after) for word, after in pairs if word[-1:].isdigit())
    plain = ((word, after) for word, after in told if not _DIVISION.fullmatch(word))
    return Decimal(sum(shape(word) for word, after in plain if not _TARIFF.match(word) or _is_unit(after)))


def _is_unit(word: str) -> bool:
    """Say whether a word is a unit of mass or volume, which no tariff code has: `1510.000 kg`."""
    return bool(word) and any(told.unit for kind in _LARGE for told in measures(f"1 {word}", kind=kind))


def _row(row: Row, table: Table) -> Decimal:
    """Vote by a row: the reading by which its price times its quantity is its amount, or its masses make sense."""
    votes = Decimal(0)
    sold = "quantity" if row.text("quantity") else "net_mass"  # scrap is priced by its mass
    cells = [numerals for name in (sold, "unit_price", "amount") if (numerals := row.text(name))]
    if len(cells) == 3 and not PER_MANY.search(table.hint("unit_price")):
        right = [multiplies(cells, sign) for sign in _SIGNS]
        votes += 4 * (right[0] - right[1])
    for told in (_package_weight, _density):
        off = [told(row, table, sign) for sign in _SIGNS]
        if off[0] is not None and off[1] is not None:
            votes += max(min(off[1] - off[0], Decimal(2)), Decimal(-2))
    return votes


def _tenfolds(value: Decimal, usual: Decimal) -> Decimal | None:
    """Return how many powers of ten lie between a value and what is usual."""
    return abs((value / usual).log10()) if value else None


def _package_weight(row: Row, table: Table, sign: DecimalSign) -> Decimal | None:
    """Return how far from usual one package of a row weighs."""
    mass = _kilograms(row, table, sign)
    hint = table.hint("packages")
    counted = packages(_counted(row), hint=hint, sign=sign) if row.cells.get("packages") else []
    family = package_family(counted[0].unit or "") if counted else None
    least = 1 if family in _TANKS else 2  # one package may be a block of marble
    if not mass or not counted or counted[0].value < least or family in _NO_PACKAGES:
        return None
    return _tenfolds(mass / counted[0].value, usual_kilograms(family))


def _counted(row: Row) -> str:
    """Return what a row counts of packages, their number and kind in columns of their own or in one."""
    told, number = row.text("packages"), row.text("quantity")
    apart = number.isdigit() and not any(map(str.isdigit, told))
    return f"{number} {told}" if apart else told


_NO_PACKAGES = frozenset({"bulk", "container", "unpacked"})
_TANKS = frozenset({"tank container", "flexitank"})


def _density(row: Row, table: Table, sign: DecimalSign) -> Decimal | None:
    mass = _kilograms(row, table, sign)
    volume = numbers(row.text("volume"), sign) if row.cells.get("volume") else []
    return _tenfolds(mass / volume[0][0], USUAL_DENSITY) if mass and volume and volume[0][0] else None


def _kilograms(row: Row, table: Table, sign: DecimalSign) -> Decimal | None:
    cells = [name for name in ("gross_mass", "net_mass") if row.cells.get(name)]
    told = [measures(row.text(name), kind="mass", hint=table.hint(name), sign=sign)[:1] for name in cells]
    read = [mass for found in told for mass in found]
    best = next((mass for mass in read if mass.unit), read[0] if read else None)  # one may have lost its unit
    return best.value * (kilograms_per(best.unit or "KGM") or 1) if best else None


def _sense(text: str) -> Decimal:
    """Vote by what can be counted and carried.

    `57,357 m3` and `18.769 MT`, read as thousands, would fill a ship; kilograms and packages rather are thousands.
    """
    votes, text = Decimal(0), _SPACED.sub("", text)
    for match in _EITHER.finditer(text):
        mark, word = match[1], match[2] or ""
        if word and package_kind(word) and not re.search(r"[.,]000", match[0]):
            votes += -1 if mark == "." else 1  # "2.018 cylinders": nobody counts thousandths of them
            continue
        for kind, weight in _LARGE.items():
            before = text[max(0, match.start() - 16) : match.start()]  # "TONNES (MG): 1,991"
            found = measures(f"1 {word}", kind=kind) if word else measures("1", kind=kind, hint=before)
            if found and found[0].unit:
                decimal = found[0].unit in ("MTQ", "TNE")
                votes += (weight if decimal else -weight / 2) * (1 if mark == "." else -1)
    return votes
