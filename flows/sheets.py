"""Tables for spreadsheet programs, which take text from a paper for a formula unless it is kept from them."""

import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from flows.writing import replacing

ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no XML, so no XLSX, can hold these
_SIGN = re.compile(r"[=+\-@＝＋－＠]")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
# A line's end, and in half of Europe `;`, end a cell.
_INSIDE = re.compile(r"([;\t\r\n]\s{0,8})(?=[=@＝＠]|[+\-＋－](?!\d))")
_NUMBER = re.compile(r"[+-]?\d[\d.,]*%?")
LONGEST = 32_767  # characters a cell
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
FIXED = datetime(2022, 1, 1)  # the same rows give the same bytes


def harmless(cell: str) -> str:
    """Return `cell` so that no spreadsheet program takes it for a formula, nor a part of it where `;` parts cells.

    >>> harmless("=HYPERLINK(A1)"), harmless("HS 3902.10"), harmless("\\t@x"), harmless("-12.5")
    ("'=HYPERLINK(A1)", 'HS 3902.10', "'@x", '-12.5')
    >>> harmless("bales; =1+1")
    "bales; '=1+1"
    """
    if not _SIGN.search(cell) or _NUMBER.fullmatch(cell):
        return cell
    told = _INSIDE.sub(r"\1'", cell.lstrip() if _FORMULA.match(cell) else cell)
    return f"'{told}" if _FORMULA.match(told) else told


def write_xlsx(path: Path, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write `rows` of text under `columns` as a workbook with one sheet, row by row, so that memory stays flat."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append(list(columns))
    for row in rows:
        sheet.append([ILLEGAL.sub(" ", harmless(cell))[:LONGEST] for cell in row])
    with replacing(path) as fresh:
        book.save(fresh)
        _settle(fresh)


def _settle(path: Path) -> None:
    """Write the workbook's archive anew without the times in it."""
    stamp = f"{FIXED:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(path) as packed:
        members = [(name, packed.read(name)) for name in packed.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            settled = MOMENT.sub(stamp, content) if name == "docProps/core.xml" else content
            archive.writestr(zipfile.ZipInfo(name, FIXED.timetuple()[:6]), settled, zipfile.ZIP_DEFLATED)
