"""Official code lists as their issuers publish them: EU CN and TARIC tables, the US HTS, UN Comtrade's HS lists.

A list is known by its columns or keys, not by its file name; the year is told, or read from the name.
"""

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from models.reference.imported import Edition, Entry
from models.reference.nomenclature import editions as hs_editions

_COMTRADE = ("HS1992", "HS1996", "HS2002", "HS2007", "HS2012", "HS2017", "HS2022", "HS2028")  # H0 to H7
_SHORTEST = 20  # codes below which a file is no list


class Columns(NamedTuple):
    """The names a publisher's table has for the code, its text and its days, as `_key` writes them."""

    kind: str
    code: str
    label: tuple[str, ...]
    valid_from: str = ""
    valid_to: str = ""


_TABLES = (
    Columns("HTS", "htsnumber", ("description",)),
    Columns("HTS", "htsno", ("description",)),
    Columns("CN", "goodscode", ("description",), "startdate", "enddate"),
    Columns("CN", "cncode", ("nameen", "descriptionen", "description", "selfexplanatorytexten", "namefr", "namede")),
    Columns("CN", "cnkey", ("nameen", "descriptionen", "description", "selfexplanatorytexten", "namefr", "namede")),
    Columns("HS", "cmdcode", ("cmddesc", "description")),
    Columns("HS", "commoditycode", ("commoditydescription", "description")),
    Columns("HS", "code", ("description", "text")),
    Columns("HS", "id", ("text",)),
)


def read_list(path: Path, name: str | None = None) -> tuple[Edition, list[Entry]]:
    """Return the list in a file, CSV, XLSX or JSON, under `name` or the one its columns and file name give.

    Raises OSError, and ValueError for a file that is no such list or whose edition cannot be told.
    """
    columns, rows = _known(path)
    entries = _entries(columns, rows)
    if (len(entries) < _SHORTEST and len(entries) < len(rows) / 2) or not entries:
        raise ValueError(f"{path} has no list of codes that is known: EU CN or TARIC, US HTS, or UN Comtrade HS.")
    found = (name or _name(columns.kind, path)).upper()
    if not re.fullmatch(r"(HS|CN|HTS)\d{4}", found) or (found.startswith("HS2") and found not in hs_editions()):
        raise ValueError(f"{found} is no edition: give one such as {columns.kind}2026 with --edition.")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return Edition(found, path.name, sha256, date.today().isoformat(), len(entries)), entries


def _known(path: Path) -> tuple[Columns, list[dict[str, Any]]]:
    for header, rows in _tables(path):
        keys = [_key(name) for name in header]
        for columns in _TABLES:
            if columns.code in keys and any(label in keys for label in columns.label):
                return columns, [dict(zip(keys, row, strict=False)) for row in rows]
    raise ValueError(f"{path} has no columns of a code list: a code and a description (EU CN, US HTS, UN Comtrade).")


def _tables(path: Path) -> Iterator[tuple[Sequence[str], Iterable[Sequence[Any]]]]:
    """Yield what may be the table of a file: its column names and its rows."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(b"PK"):
        from openpyxl import load_workbook

        for sheet in load_workbook(path, read_only=True, data_only=True):
            rows = [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]
            yield from (([str(cell) for cell in row], rows[at + 1 :]) for at, row in enumerate(rows[:_SHORTEST]))
        return
    text = _text(path)
    if text.lstrip().startswith(("[", "{")):
        told = json.loads(text)
        records = told.get("results", []) if isinstance(told, dict) else told
        keys = list(dict.fromkeys(key for record in records for key in record))
        yield keys, [[record.get(key) or "" for key in keys] for record in records]
        return
    lines = text.splitlines()
    for at in range(min(_SHORTEST, len(lines))):
        separator = max(",;\t|", key=lines[at].count)
        yield next(csv.reader([lines[at]], delimiter=separator), []), csv.reader(lines[at + 1 :], delimiter=separator)


def _text(path: Path) -> str:
    data = path.read_bytes()
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError(f"{path} is in no encoding that is known.")


def _entries(columns: Columns, rows: list[dict[str, Any]]) -> list[Entry]:
    label = next((name for name in columns.label if any(row.get(name) for row in rows)), columns.label[0])
    found: dict[str, Entry] = {}
    for row in rows:
        code = _code(columns, str(row.get(columns.code, "")))
        if code:
            text = re.sub(
                rf"^\s*(?:[-–]\s*)*(?:{re.escape(str(row[columns.code]))}\s*-\s*)?", "", str(row.get(label, ""))
            )
            found[code] = Entry(
                code, " ".join(text.split()), _day(row.get(columns.valid_from)), _day(row.get(columns.valid_to))
            )
    return list(found.values())


def _code(columns: Columns, cell: str) -> str:
    """Return the digits of a code, or nothing for what is none, such as a section or a heading between lines."""
    bare = re.sub(r"[\s.]", "", cell)
    if columns.kind == "CN":  # TARIC fills with zeros, and 80 or 10 behind says whether a line can be declared
        bare = bare[:10] if len(bare) == 12 else bare
        if len(bare) == 10:
            bare = next((bare[:digits] for digits in (2, 4) if not bare[digits:].strip("0")), bare.removesuffix("00"))
    if not (bare.isascii() and bare.isdigit() and len(bare) <= 10):
        return ""
    return bare.zfill(len(bare) + len(bare) % 2)  # a spreadsheet that took a code for a number lost its first zero


def _day(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    for form in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(str(cell or "").strip()[:10], form).date().isoformat()
        except ValueError:
            continue
    return ""


def _name(kind: str, path: Path) -> str:
    edition = re.search(r"(?<![a-z0-9])h([0-7])(?![a-z0-9])", path.stem.lower())
    if kind == "HS" and edition:
        return _COMTRADE[int(edition[1])]
    year = re.search(r"(?:19|20)\d\d", path.stem)
    return f"{kind}{year[0] if year else ''}"


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.lower())
