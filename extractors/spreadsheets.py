"""Workbooks (XLSX): each visible sheet a page, each used cell with box and borders, values as the cell shows them."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from extractors import archives, grid
from extractors.grid import Cell
from extractors.limits import DEFAULT, Limits
from models.errors import Damaged, NoPages, TooLarge
from models.page import Page, Problem

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_POINTS_A_CHARACTER = 5.6
_BYTES_A_CELL = 250
_WIDEST_TABLE = 200  # columns
_MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\b[^>]*ref=["']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})["']"""
)
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_FORMULA = re.compile(rb"<(\w+:)?f[\s>/]")


def pages(data: bytes, *, limits: Limits = DEFAULT) -> Iterator[Page]:
    """Yield one page a sheet, numbered by the sheet's place in the workbook.

    A hidden sheet comes without words and says so, and a formula saved without its result is named. Raises Damaged,
    TooLarge (cells, sheets, expansion), NoPages when no sheet holds anything.
    """
    archives.check_office(data, limits)
    has_formulas = _checked(data, limits)
    book = _workbook(data, values=True)
    if len(book.worksheets) > limits.max_pages:
        raise TooLarge(f"{len(book.worksheets)} sheets")
    formulas = _workbook(data, values=False) if has_formulas else None
    found = [
        _page(number, book.worksheets[number - 1], formulas and formulas.worksheets[number - 1], limits)
        for number in range(1, len(book.worksheets) + 1)
    ]
    if not any(page.words or page.problems for page in found):
        raise NoPages("No sheet of the workbook holds anything")
    yield from (page for page in found if page.words or page.problems)


def tables(data: bytes, *, limits: Limits = DEFAULT) -> Iterator[list[list[str]]]:
    """Yield the cells of each visible sheet as rows of texts, as they are shown; raises as `pages` does."""
    archives.check_office(data, limits)
    _checked(data, limits)
    for sheet in _workbook(data, values=True).worksheets:
        cells = sorted(sheet._cells.items()) if sheet.sheet_state == "visible" else []
        rows: dict[int, list[str]] = {}
        for (row, column), cell in cells[: limits.max_cells]:
            if cell.value is not None and column <= _WIDEST_TABLE:
                line = rows.setdefault(row, [])
                line += [""] * (column - 1 - len(line))
                line.append(shown(cell.value, cell.number_format).strip())
        yield list(rows.values())


def _checked(data: bytes, limits: Limits) -> bool:
    """Refuse what openpyxl would unfold without end; say whether any sheet holds formulas."""
    formulas = False
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for info in archive.infolist():
                if "worksheets/" not in info.filename or not info.filename.endswith(".xml"):
                    continue
                if info.file_size > limits.max_cells * _BYTES_A_CELL:
                    raise TooLarge(f"A sheet of {info.file_size // 1_000_000} MB")
                sheet = archive.read(info)
                if sum(1 for _ in _CELL.finditer(sheet)) > 2 * limits.max_cells:  # as many again may be empty
                    raise TooLarge(f"More than {limits.max_cells} cells")
                if sum(_area(*match) for match in _MERGED.findall(sheet)) > limits.max_cells:
                    raise TooLarge(f"More than {limits.max_cells} merged cells")
                formulas = formulas or _FORMULA.search(sheet) is not None
    except archives.BROKEN as error:
        raise Damaged("The workbook does not open") from error
    return formulas


def _area(left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    def column(letters: bytes) -> int:
        return sum((letter - 64) * 26**place for place, letter in enumerate(reversed(letters)))

    return (abs(column(right) - column(left)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _workbook(data: bytes, *, values: bool) -> "Workbook":
    import warnings

    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(BytesIO(data), data_only=values, keep_links=False)
        except Exception as error:  # openpyxl raises whatever the broken part made it meet
            raise Damaged("The workbook does not open") from error


def _page(number: int, values: Any, formulas: Any, limits: Limits) -> Page:
    if values.sheet_state != "visible":
        message = f'Sheet "{values.title}" is hidden and was not read. Unhide it if it belongs to the papers.'
        return Page(number, 595.0, 842.0, origin="data", problems=(Problem("hidden-sheet", message, number),))
    spans = {
        (merged.min_row, merged.min_col): (merged.max_row - merged.min_row + 1, merged.max_col - merged.min_col + 1)
        for merged in values.merged_cells.ranges
    }
    cells: list[Cell] = []
    unsolved: list[str] = []
    # The cells that are there: walking rows and columns would make all those between them, a million times over.
    for (row, column), cell in sorted(values._cells.items()):
        if cell.value is None:
            formula = formulas and formulas._cells.get((row, column))
            if formula is not None and formula.data_type == "f":
                unsolved.append(cell.coordinate)
            continue
        text = shown(cell.value, cell.number_format)
        if text.strip():
            rows, columns = spans.get((row, column), (1, 1))
            cells.append(Cell(row - 1, column - 1, text, rows, columns))
        if len(cells) > limits.max_cells:
            raise TooLarge(f"More than {limits.max_cells} cells")
    page = grid.sheet(number, _drawn_up(cells), _column_widths(values))
    return replace(page, problems=_unsolved(number, unsolved)) if unsolved else page


def _drawn_up(cells: list[Cell]) -> list[Cell]:
    """Close long runs of empty rows and columns, which a stray cell far out would stretch over a mile."""
    rows = _closed({cell.row for cell in cells})
    columns = _closed({cell.column for cell in cells})
    return [
        replace(
            cell,
            row=rows[cell.row],
            column=columns[cell.column],
            rows=min(cell.rows, 200),
            columns=min(cell.columns, 50),
        )
        for cell in cells
    ]


def _closed(used: set[int], longest: int = 20) -> dict[int, int]:
    places: dict[int, int] = {}
    last = shift = 0
    for place in sorted(used):
        shift += max(place - last - longest, 0)
        places[place] = place - shift
        last = place
    return places


def _unsolved(number: int, coordinates: list[str]) -> tuple[Problem, ...]:
    named = ", ".join(coordinates[:5]) + (" and more" if len(coordinates) > 5 else "")
    message = f"Formulas without a result in {named}. Open the workbook, save it, and send that."
    return (Problem("formula-unread", message, number),)


def _column_widths(values: Any) -> dict[int, float]:
    widths: dict[int, float] = {}
    for dimension in values.column_dimensions.values():
        if dimension.width and dimension.min and dimension.max:
            for column in range(dimension.min, min(dimension.max, dimension.min + 50) + 1):
                widths[column - 1] = dimension.width * _POINTS_A_CHARACTER
    return widths


def shown(value: object, number_format: str = "General") -> str:
    """Return a cell's value as its format shows it: decimals, thousands, per cent, currency; dates in ISO 8601.

    >>> shown(1234.5, '#,##0.00')
    '1,234.50'
    >>> shown(390210, '000000')
    '390210'
    """
    match value:
        case bool():
            text = "TRUE" if value else "FALSE"
        case datetime():
            text = value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case time():
            text = value.isoformat("minutes")
        case int() | float():
            text = _number(value, number_format)
        case _:
            text = str(value)
    return text


def _number(value: float, number_format: str) -> str:
    section = number_format.split(";", maxsplit=1)[0]
    digits = re.search(
        r"(?<![#0?,])[#0?,]*[#0?](?:\.([0#?]+))?", re.sub(r'"[^"]*"|\[[^\[\]]*\]|\\.|_.|\*.', "", section)
    )
    if section in {"General", "@", ""} or digits is None or "E+" in section:
        return _general(value)
    per_cent = "%" in section
    decimals = digits.group(1) or ""
    text = f"{value * 100 if per_cent else value:{',' if ',' in digits.group(0) else ''}.{len(decimals)}f}"
    optional = len(decimals) - len(decimals.rstrip("#?"))
    if optional and "." in text:
        kept = text[: len(text) - optional]
        text = kept + text[len(text) - optional :].rstrip("0")
        text = text.rstrip(".")
    least = digits.group(0).split(".")[0].replace(",", "").count("0")
    if "," not in text:
        whole, dot, rest = text.partition(".")
        text = whole.zfill(least) + dot + rest
    before, after = _literals(section)
    return f"{before}{text}{'%' if per_cent else ''}{after}"


def _literals(section: str) -> tuple[str, str]:
    """Return what a number format prints before and after the digits, such as a currency or a unit."""
    start = re.search(r"[#0?]", re.sub(r'"[^"]*"|\[[^\[\]]*\]', lambda hidden: "\0" * len(hidden.group()), section))
    end = max((index for index, sign in enumerate(section) if sign in "#0?"), default=-1)
    if start is None:
        return "", ""

    def printed(part: str) -> str:
        pieces = re.findall(r'"([^"]*)"|\[\$([^\[\]-]*+)[^\[\]]*\]|([$€£¥])|\\(.)|( )', part)
        return "".join("".join(piece) for piece in pieces)

    return printed(section[: start.start()]), printed(section[end + 1 :].replace("%", "")).rstrip()


def _general(value: float) -> str:
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return f"{value:.10f}".rstrip("0").rstrip(".") if abs(value) >= 1e-6 else repr(value)
