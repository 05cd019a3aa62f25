"""Tables in text (CSV, tabs, semicolons) and plain letters: one page, its cells or lines set in points."""

import csv
import re
from collections.abc import Iterator

from extractors import grid, lettering, typesetting
from extractors.grid import Cell
from extractors.limits import DEFAULT, Limits
from models.errors import Damaged, NoPages, TooLarge
from models.page import Page, Word

_MARGIN = 36.0
_LONGEST_LINE = 180


def pages(data: bytes, *, limits: Limits = DEFAULT) -> Iterator[Page]:
    """Yield a delimited table as one page with ruled cells, or prose as one page a form feed.

    Raises NoPages for nothing but blanks, TooLarge beyond `max_cells` or `max_pages`.
    """
    text = lettering.plain(lettering.decode(data)).replace("\x1a", "").replace("\0", "")
    if not text.strip():
        raise NoPages("The file holds nothing but blanks")
    sign = lettering.delimiter(text.lstrip())
    if sign is not None:
        yield _table(text, sign, limits)
        return
    sheets = [sheet for sheet in text.split("\f") if sheet.strip()]
    if len(sheets) > limits.max_pages:
        raise TooLarge(f"{len(sheets)} pages")
    for number, sheet in enumerate(sheets, start=1):
        yield _letter(number, sheet, limits)


def _table(text: str, sign: str, limits: Limits) -> Page:
    cells: list[Cell] = []
    try:
        for row, fields in enumerate(csv.reader(text.splitlines(), delimiter=sign)):
            cells += [Cell(row, column, field.strip()) for column, field in enumerate(fields) if field.strip()]
            if len(cells) > limits.max_cells:
                raise TooLarge(f"More than {limits.max_cells} cells")
    except csv.Error as error:
        raise Damaged("The table breaks off inside a quotation") from error
    return grid.sheet(1, cells)


def _letter(number: int, text: str, limits: Limits) -> Page:
    """Set lines as they stand, columns of blanks kept, so that tables drawn with blanks stay aligned."""
    words: list[Word] = []
    row = 0
    for line in text.splitlines():
        for piece in _pieces(line.expandtabs(8).rstrip()):
            words += typesetting.words_of(piece, _MARGIN, _MARGIN + row * typesetting.LEADING)
            row += 1
        if len(words) > limits.max_cells:
            raise TooLarge(f"More than {limits.max_cells} words")
    width = max((word.box.x1 for word in words), default=0.0) + _MARGIN
    height = 2 * _MARGIN + row * typesetting.LEADING
    return Page(number, max(width, 595.0), max(height, 842.0), tuple(words), origin="data")


def _pieces(line: str) -> list[str]:
    if len(line) <= _LONGEST_LINE or re.search(r"\S {3,}\S", line):
        return [line]
    return typesetting.wrapped(line, _LONGEST_LINE * typesetting.ADVANCE)
