"""CSV as spreadsheets write it: any of the usual encodings and separators, quotes, stray nulls, ragged rows."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import IO, NamedTuple

_SAMPLE = 1 << 20
_LONGEST_CELL = 1 << 20
_SEPARATORS = ",;\t|"
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
# Other names of the columns, as exports have them.
_ALIASES = {
    "description": ("goods_description", "item_description", "commodity_description", "goods", "product_description"),
    "hs_code": ("hscode", "hs", "hs6", "declared_code", "commodity_code", "tariff_code", "code", "hts", "taric"),
}


class Row(NamedTuple):
    """A row by column; `line` is its last line in the file, `problem` says what is wrong with it, or nothing."""

    line: int
    cells: dict[str, str]
    problem: str


def read_rows(path: Path, needed: Sequence[str]) -> tuple[list[str], Iterator[Row]]:
    """Return the columns of a CSV file (needed ones under their own names) and its rows, read as they are asked for.

    Raises OSError, and ValueError when there is no header or a needed column is missing.
    """
    file = path.open(encoding=_encoding(path), errors="replace", newline="")
    csv.field_size_limit(_LONGEST_CELL)
    first = file.readline()
    separator = _separator(first)
    if separator is None and re.match(r"sep=.", first):  # how Excel is told the separator
        separator, first = first[4], file.readline()
    tape = _Tape(chain([first], file))
    reader = csv.reader(tape, delimiter=separator or ",")
    columns = [name.strip() for name in next(reader, [])]
    columns = _named(columns, needed)
    missing = [name for name in needed if name not in columns]
    if missing:
        file.close()
        found = ", ".join(columns) or "none"
        raise ValueError(f"{path} has no column {' and no column '.join(missing)} (found: {found}).")
    return columns, _rows(reader, tape, columns, file)


class _Tape:
    """Lines on their way to the CSV reader, nulls dropped; `held` since the last row, `line` the number of the last."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.held: list[str] = []
        self.line = 0

    def __iter__(self) -> "_Tape":
        return self

    def __next__(self) -> str:
        line = next(self._lines).replace("\0", "")
        self.held.append(line)
        self.line += 1
        return line


def _rows(reader: Iterator[list[str]], tape: _Tape, columns: list[str], file: IO[str]) -> Iterator[Row]:
    with file:
        while True:
            tape.held.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(tape.line, {columns[0]: "".join(tape.held)}, str(error))
                continue
            if not any(cells):
                continue
            problem = ""
            if len(cells) != len(columns):
                problem = f"{len(cells)} cells where the header has {len(columns)}"
                if len(cells) > len(columns):
                    cells = [*cells[: len(columns) - 1], " ".join(cells[len(columns) - 1 :])]
            if any("\ufffd" in cell for cell in cells):
                problem = problem or "signs that are not in the file's encoding"
            yield Row(tape.line, dict(zip(columns, cells, strict=False)), problem)


def _named(columns: list[str], needed: Sequence[str]) -> list[str]:
    keys = [re.sub(r"\W+", "_", name.lower()).strip("_") for name in columns]
    named = list(columns)
    for name in needed:
        wanted = (name, *_ALIASES.get(name, ()))
        place = next((keys.index(key) for key in wanted if key in keys), None)
        if place is not None and name not in columns:
            named[place] = name
    return named


def _encoding(path: Path) -> str:
    """Return the encoding of a file: by its mark, else UTF-8 where its beginning is, else Windows' Latin."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:  # a sign cut at the end of the sample is no fault
            return "cp1252"
    return "utf-8"


def _separator(header: str) -> str | None:
    bare = re.sub(r'"[^"]*"', "", header)
    found = max(_SEPARATORS, key=bare.count)
    return found if found in bare and not header.startswith("sep=") else None
