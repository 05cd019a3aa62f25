"""Declarations as tables: a heading, then a row a goods item; what tells of the whole stands on any of the rows."""

import csv
from collections.abc import Container, Iterable, Sequence

from extractors import lettering, spreadsheets
from extractors.declared_entries import Declared, Entry
from extractors.declared_names import Target, of_column
from extractors.limits import Limits
from models.errors import Damaged, TooLarge

_FEWEST, _SHARE, _DEEPEST = 3, 0.4, 15  # a heading has so many known columns, this share of them, in these rows
_OF_GOODS = ("goods.description", "goods.hs_code")


def of_text(data: bytes, limits: Limits) -> list[Declared] | None:
    """Return the declarations in a CSV file; None when its first rows head no columns that are known."""
    text = lettering.plain(lettering.decode(data)).replace("\0", "")
    sign = lettering.delimiter(text.lstrip())
    if sign is None:
        return None
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines(), delimiter=sign)]
    except csv.Error as error:
        raise Damaged("The table breaks off inside a quotation") from error
    return of_rows(rows, limits)


def of_workbook(data: bytes, limits: Limits) -> list[Declared] | None:
    """Return the declarations in the first sheet of a workbook that heads known columns; None when there is none."""
    for sheet in spreadsheets.tables(data, limits=limits):
        found = of_rows(sheet, limits)
        if found is not None:
            return found
    return None


def of_rows(rows: Sequence[Sequence[str]], limits: Limits) -> list[Declared] | None:
    """Return the declarations in `rows`, one for each own number that they give."""
    if sum(len(row) for row in rows) > limits.max_cells:
        raise TooLarge(f"More than {limits.max_cells} cells")
    for place, row in enumerate(rows[:_DEEPEST]):
        columns = [of_column(cell) if cell else None for cell in row]
        known = [column.place for column in columns if column is not None]
        named = sum(bool(cell) for cell in row)
        if len(known) >= _FEWEST and len(known) >= _SHARE * named and any(goods in known for goods in _OF_GOODS):
            return _declarations(row, columns, rows[place + 1 :])
    return None


def _declarations(
    names: Sequence[str], columns: Sequence[Target | None], rows: Iterable[Sequence[str]]
) -> list[Declared]:
    by_number: dict[str, Declared] = {}
    counts: dict[str, int] = {}
    told: dict[str, set[tuple[str, str]]] = {}  # what is said already: each target with its text, and with none
    own = next((n for n, column in enumerate(columns) if column is not None and column.place == "fields.number"), None)
    unknown = [name for name, column in zip(names, columns, strict=True) if name and column is None]
    number = ""
    for row in rows:
        cells = [*row, *[""] * (len(columns) - len(row))]
        if not any(cells):
            continue
        number = (cells[own] if own is not None else "") or number
        declared = by_number.setdefault(number, Declared(unknown=unknown))
        goods = counts.get(number, 0)
        added = list(_entries(names, columns, cells, goods, told.setdefault(number, set())))
        declared.entries += added
        for entry in (each for each in added if not each.target.startswith("goods.")):
            told[number] |= {(entry.target, entry.text), (entry.target, "")}
        counts[number] = goods + any(entry.target.startswith("goods.") for entry in added)
    return list(by_number.values())


def _entries(
    names: Sequence[str],
    columns: Sequence[Target | None],
    cells: Sequence[str],
    goods: int,
    told: Container[tuple[str, str]],
) -> Iterable[Entry]:
    units = {column.place.removesuffix(":unit"): cell for column, cell in zip(columns, cells, strict=False)
             if column is not None and column.place.endswith(":unit")}  # fmt: skip
    box = next((cell for column, cell in zip(columns, cells, strict=False)
                if column is not None and column.place == "containers.number"), "")  # fmt: skip
    for name, column, cell in zip(names, columns, cells, strict=False):
        if column is None or not cell or not column.place or column.place.endswith(":unit"):
            continue
        room, _, slot = column.place.partition(".")
        if room == "goods":
            yield Entry(f"goods.{goods}.{slot}", name, cell, units.get(column.place) or column.unit)
        elif room == "containers":
            if box and (f"containers.{box}.{slot}", cell) not in told:
                yield Entry(f"containers.{box}.{slot}", name, cell)
        elif (column.place, "") not in told:
            yield Entry(column.place, name, cell, units.get(column.place) or column.unit)
