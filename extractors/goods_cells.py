"""What the cells of a goods row say: counts, packages, masses, money and codes, with the help of their headings."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from extractors import made, numbered_packages, paired_masses, products, tariff
from extractors.column_content import RANGE
from extractors.column_words import priced_in, rank
from extractors.habits import Habits
from extractors.heads import OF_ONE
from extractors.layout import Phrase
from extractors.money import currency_in
from extractors.numerals import numbers, product_holds
from extractors.quantities import first_package, kind_in, measures, packages, pieces, unit_in
from extractors.table_rows import Row
from extractors.tables import Table
from models.field import Field, Quantity
from models.reference.units import kilograms_per, kind_of, unit


def codes(row: Row) -> list[tuple[str, list[Phrase]]]:
    """Return the tariff codes under their column, each with the words it was read from."""
    found: list[tuple[str, list[Phrase]]] = []
    for phrase in _unwrapped(row.cells.get("hs_code", ())):
        text = _as_digits(phrase.text) if phrase.words[0].origin == "ocr" else phrase.text
        numbered = _POSITION.match(text)  # "001 2815.11.00", typed close under "ITM HS CODE"
        start = numbered.end() if numbered else 0
        told = tariff.codes(text[start:])
        found.extend((code.value, [made.span(phrase, start + code.start, start + code.stop)]) for code in told)
    return found


def _unwrapped(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Join the end of a code that a narrow column broke off: "8481 80" over "81"."""
    found: list[Phrase] = []
    for phrase in phrases:
        if found and _CODE_END.fullmatch(phrase.text) and _CODE_START.fullmatch(found[-1].text):
            found[-1] = Phrase(found[-1].words + phrase.words, phrase.page)
        else:
            found.append(phrase)
    return found


_POSITION = re.compile(r"\d{1,3}[.)]? (?=\d{4}\.\d\d)")
_CODE_START, _CODE_END = re.compile(r"\d{4}[. ]?(?:\d\d[. ]?)?"), re.compile(r"\d\d(?:[. ]?\d\d)?")
_COMMA = re.compile(r"(?<=\d{4}),(?=(?:\d\d){1,3}(?:\D|$))")


def _as_digits(text: str) -> str:
    """Return what OCR made of a code with usual confusions undone: `34O130,90` is `340130.90`."""
    return _COMMA.sub(".", text.replace("O", "0").replace("l", "1"))


def quantity(row: Row, table: Table, habits: Habits) -> Quantity | None:
    """Return the quantity, with the unit beside it, under its own column or in the heading."""
    cell = row.cells.get("quantity")
    priced = _priced_by_measure(row, table, habits)
    if priced or not cell:
        return priced
    if _counts_packages(row, table) or _packed(row, table, habits):
        return None
    phrase = next((phrase for phrase in cell if numbers(phrase.text)), cell[0])
    text = table.printed("quantity", phrase)
    found = numbers(text, table.sign("quantity", text, habits.sign))
    if not found:
        return made.quantity([phrase], None, None, sure=0.3)
    read, _, stop = found[0]
    told = products.settled(row, table, habits).get("quantity")
    value = told if told is not None else _by_the_masses(row, table, habits, text, read)
    printed = text[stop:].strip(" .()/") or text[: found[0][1]].strip(" .:")
    column = row.text("unit") or " ".join(p.text for p in cell if p is not phrase and not numbers(p.text))
    code = next((c for text in (printed, column) if text and (c := unit(text) or _first_unit(text))), None)
    if code is None:
        headed = table.hint("quantity")
        code = first_package(printed) or first_package(column) or unit_in(headed) or first_package(headed)
    spot = [phrase, *row.cells.get("unit", [])[:1]] if column and not printed else [phrase]
    return made.quantity(spot, value, code, sure=table.sure("quantity", mended=text != phrase.text or value != read))


_MEASURED = {"mass": "net_mass", "volume": "volume"}


def _priced_by_measure(row: Row, table: Table, habits: Habits) -> Quantity | None:
    """Return the mass or volume of a row, where its price is headed as that of the unit: "€/kg", "Price per m³".

    Beside a quantity, as of pieces, it counts where it alone makes the amount with the price.
    """
    per = priced_in(table.hint("unit_price"))
    name = _MEASURED.get(kind_of(per) or "") if per else None
    found = measure(row, table, habits, name, kind_of(per or "") or "") if name else None
    if found is None or not found.value or found.unit != per:
        return None
    if "quantity" not in table.heads:
        return found
    price, amount = (money(row, table, told, habits) for told in ("unit_price", "amount"))
    factors = price and amount and price.value and amount.value and (found.value, price.value, amount.value)
    return found if factors and product_holds(*factors) and not products.hold(row, table, habits) else None


_ONE_MARK = re.compile(r"(?<![\d.,])\d{1,3}[.,]\d{3}(?![\d.,])")


def _by_the_masses(row: Row, table: Table, habits: Habits, text: str, value: Decimal) -> Decimal:
    """Return a quantity that is a mass as those of the row tell it where its mark may be either ("23,490 t")."""
    match = _ONE_MARK.search(text)
    told = measures(text, kind="mass", hint=row.text("unit") or table.hint("quantity"))[:1] if match else []
    times = kilograms_per(told[0].unit) if told and told[0].unit else None
    if not match or not times:
        return value
    masses = [found for name in ("net_mass", "gross_mass") if (found := mass(row, table, habits, name))]
    weighed = [m.value * (kilograms_per(m.unit) or 0) for m in masses if m.value and m.unit]
    either = [Decimal(re.sub("[.,]", sign, match.group())) for sign in (".", "")]
    return next((each for each in either if any(m / 2 <= each * times <= m for m in weighed)), value)


def _first_unit(text: str) -> str | None:
    return next((code for word in text.split() if (code := unit(word.strip("()./,")))), None)


def package_count(row: Row, table: Table, habits: Habits) -> Quantity | None:
    """Return the count of packages, with the kind beside it, under its own column or in the heading."""
    if named := _counts_packages(row, table):
        kind = _LOADED.split(row.text(named))[0]
        return _count(row.cells["quantity"], "", kind, habits, row.cells[named][:1])
    if counted := _packed(row, table, habits):
        return counted
    phrases = row.cells.get("packages", [])
    kind = row.text("package_kind")
    if phrases and (
        (row.text("packages").isdigit() and numbered_packages.in_ranges(table)) or numbered_packages.one_each(table)
    ):
        code = first_package(kind) or first_package(row.text("packages").split()[0]) or kind_in(table.hint("packages"))
        return made.quantity([*phrases, *row.cells.get("package_kind", [])[:1]], Decimal(1), code)
    if not phrases:
        kinds = row.cells.get("package_kind", [])  # "N.º y clase de bultos" may hold the count as well
        return _count(kinds, table.hint("package_kind"), "", habits) if any(c.isdigit() for c in kind) else None
    return _count(phrases, table.hint("packages"), kind, habits, row.cells.get("package_kind", [])[:1])


def _packed(row: Row, table: Table, habits: Habits) -> Quantity | None:
    """Return the count of packages that a row's column of quantities prints ("28 bales"), where no price is of one."""
    cell = row.cells.get("quantity", [])[:1]
    if not cell or row.cells.keys() & {"packages", "package_kind", "unit"}:
        return None
    found = packages(cell[0].text, sign=habits.sign)
    whole = len(found) == 1 and found[0].start == 0 and not re.search(r"\w", cell[0].text[found[0].stop :])
    if not whole or not found[0].unit or unit(cell[0].words[-1].text):
        return None
    if products.hold(row, table, habits):
        return None
    return made.quantity(cell, found[0].value, found[0].unit, sure=table.sure("quantity"))


def _counts_packages(row: Row, table: Table) -> str | None:
    """Return the column right of a bare quantity that names the packages it counts: "320 | jute bags".

    After a stroke it may say on what they are loaded: "800 | cartons / 10 pallets".
    """
    beside = {left.field: right.field for left, right in pairwise(table.heading.heads)}
    column = beside.get("quantity")
    if column not in ("packages", "package_kind") or not row.text("quantity").isdigit():
        return None
    named = _LOADED.split(row.text(column))[0]
    return column if not any(map(str.isdigit, named)) and first_package(named) else None


_LOADED = re.compile(r"\s?[/,;(+]\s?(?=\d)|\s(?:on|na|auf|su|sur|en|op)\s(?=\d)")  # "cartons / 10 pallets"


def _count(
    phrases: Sequence[Phrase], heading: str, kind: str, habits: Habits, also: Sequence[Phrase] = ()
) -> Quantity | None:
    torn = [[*pair] for pair in pairwise(phrases) if pair[0].text.endswith(("-", "–"))]  # "01-" over "12"
    for spot in torn or ([phrase] for phrase in phrases):
        numbered = RANGE.match(" ".join(phrase.text for phrase in spot))
        if numbered and int(numbered[2]) >= int(numbered[1]):  # "Carton Nos. 121-280" are 160 cartons
            count = Decimal(int(numbered[2]) - int(numbered[1]) + 1)
            return made.quantity([*spot, *also], count, first_package(kind) or kind_in(heading))
    for phrase in phrases:
        text = f"{phrase.text} {kind}".strip()
        found = packages(text, sign=habits.sign)
        if not (found and found[0].unit) and len(phrases) > 1:
            found = packages(" ".join(p.text for p in phrases), sign=habits.sign) or found
        printed = None if found and found[0].unit else pieces(text, habits.sign)
        if printed:
            return made.quantity([phrase, *also], printed.value, printed.unit)
        if found:
            code = found[0].unit or first_package(" ".join(p.text for p in phrases[1:2])) or kind_in(heading)
            return made.quantity([phrase, *also], found[0].value, code)
    return None


def mass(row: Row, table: Table, habits: Habits, name: str) -> Quantity | None:
    """Return the gross or net mass, as `name` says; none where the column weighs one of several packages or pieces."""
    if rank(table.hint(name)) <= OF_ONE:
        count = package_count(row, table, habits)
        told = [count.value] if count else [value for value, *_ in numbers(row.text("quantity"), habits.sign)]
        if told and told[0] not in (None, 1):
            return None
    if both := paired_masses.of_two(row, table, name):
        row = both
    return measure(row, table, habits, name, "mass")


_OTHER = {"net_mass": "gross_mass", "gross_mass": "net_mass"}
_AIR_UNITS = {"K": "KGM", "L": "LBR"}
_LETTERS = re.compile(r"[A-Z]+")
_SQUARE = re.compile(r"(?<=[\d ])m[2²](?!\w)")  # no volume is told in it: a 3 misread


def measure(row: Row, table: Table, habits: Habits, name: str, kind: str) -> Quantity | None:
    """Return a mass or volume, with the unit beside it, in the column of units or in the heading."""
    hints = (table.hint(name), table.hint(_OTHER.get(name, "")))  # one that was read without its unit has the other's
    for phrase in _with_units(row.cells.get(name, ())):
        hint, column = next((text for text in hints if unit_in(text, kind)), hints[0]), row.text("unit")
        code = _weight_unit(column, table) or unit(column) if column else None
        if code and kind_of(code) == kind and unit_in(hint, kind) is None:
            hint = code
        text = table.printed(name, phrase)
        if kind == "volume" and phrase.words[0].origin == "ocr":
            text = _SQUARE.sub("m3", text)
        found = measures(text, kind=kind, hint=hint, sign=table.sign(name, text, habits.sign))
        if found:
            return made.quantity(
                [phrase], found[0].value, found[0].unit, sure=table.sure(name, mended=text != phrase.text)
            )
        if numbers(phrase.text):
            return made.quantity([phrase], None, None, sure=0.3)
    return None


def _weight_unit(column: str, table: Table) -> str | None:
    """Return the unit that an air waybill's column "kg lb" names by a letter (IATA Resolution 600a)."""
    both = {"KG", "LB"} <= set(_LETTERS.findall(table.hint("unit").upper()))
    return _AIR_UNITS.get(column.strip().upper()) if both else None


def _with_units(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Join a unit printed on a line of its own to the number above it, or under it on a sheet that is not level."""
    found: list[Phrase] = []
    for phrase in phrases:
        counted = [bool(numbers(part.text)) for part in (*found[-1:], phrase)]
        lone = [len(part.words) == 1 for part in (*found[-1:], phrase)]
        if counted == [True, False] and lone[1]:
            found[-1] = Phrase(found[-1].words + phrase.words, phrase.page)
        elif counted == [False, True] and lone[0] and unit(found[-1].text):
            found[-1] = Phrase(phrase.words + found[-1].words, phrase.page)
        else:
            found.append(phrase)
    return found


def money(row: Row, table: Table, name: str, habits: Habits) -> Field[Decimal] | None:
    """Return a price or an amount."""
    phrases = row.cells.get(name, [])
    if name == "unit_price" and not phrases and (beside := row.cells.get("unit")):
        phrases = [phrase for phrase in beside if currency_in(phrase.text)]  # a column headed "Unit" holds "£18.00"
    for phrase in phrases:
        text = table.printed(name, phrase)
        found = numbers(text, table.sign(name, text, habits.sign))
        if found:
            value = products.settled(row, table, habits).get(name, found[0][0])
            mended = text != phrase.text or value != found[0][0]
            return made.field([phrase], value, sure=table.sure(name, mended=mended))
    return None


def discount(row: Row, table: Table, habits: Habits) -> Quantity | None:
    """Return what is taken off a line: per cent where the cell or its heading says so, else an amount."""
    for phrase in row.cells.get("discount", ()):
        found = numbers(phrase.text.replace("%", " "), habits.sign)
        if found:
            code = "P1" if "%" in phrase.text + table.hint("discount") else None
            return made.quantity([phrase], abs(found[0][0]), code)
    return None
