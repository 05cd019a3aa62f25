"""Files that are long, deep or slow: what they cost grows with their length and no faster, and every bound is named."""

import cProfile
import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from extractors import declared
from extractors.limits import Limits
from extractors.pages import pages
from extractors.papers import papers
from extractors.sources import open_sources, source
from flows import line
from models.errors import PaperError, TooLarge
from tests.conftest import MakePdf

HEADS = ("Item", "Description", "HS code", "Quantity", "Unit", "Net weight kg", "Amount USD", "Origin")


def workbook(rows: int) -> bytes:
    book = openpyxl.Workbook()
    for row in (("PACKING LIST",), ("No. 4711",), HEADS):
        book.active.append(row)
    for number in range(rows):
        book.active.append((number, "Recycled PP granules", "390210", 5, "PCS", 12.5, 100.25, "DE"))
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def read_sheet(rows: int) -> Callable[[], int]:
    sheet = source("list.xlsx", workbook(rows))
    found = list(pages(sheet))  # openpyxl's own work is none of ours
    return lambda: sum(len(paper.goods) for paper in papers(sheet, found))


def read_declared(data: str) -> Callable[[], int]:
    return lambda: sum(len(paper.goods) for paper in declared.papers("d", data.encode()) or ())


def as_json(rows: int) -> Callable[[], int]:
    return read_declared(json.dumps({"goods": [{"description": "Pumps", "hs_code": "841370"}] * rows}))


def as_table(rows: int) -> Callable[[], int]:
    return read_declared("Description,HS code,Currency\n" + "".join(f"Pumps {n},841370,EUR\n" for n in range(rows)))


def calls(work: Callable[[], int]) -> int:
    """Return how many calls of functions it takes: the same on every machine."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize("made", [read_sheet, as_json, as_table])
def test_a_list_of_four_times_the_goods_costs_four_times_as_much(made: Callable[[int], Callable[[], int]]) -> None:
    made(20)()  # tables of words are loaded once
    short, long = made(150), made(600)
    assert (short(), long()) == (150, 600)
    assert calls(long) < 5 * calls(short)


def test_a_letter_of_more_pieces_of_text_than_allowed_is_refused() -> None:
    with pytest.raises(TooLarge, match="pieces"):
        list(pages(source("a.docx", letter("<w:p><w:r><w:t>film</w:t></w:r></w:p>" * 60)), limits=Limits(max_cells=50)))


@pytest.mark.parametrize("depth", [40, 3_000])
def test_tables_within_tables_are_read_or_refused_by_name(depth: int) -> None:
    head, foot = "<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>"
    data = letter(head * depth + "<w:p><w:r><w:t>film</w:t></w:r></w:p>" + foot * depth + "<w:p/>")
    try:
        (page,) = pages(source("a.docx", data))
    except PaperError as error:
        assert depth > 1_000, error.message
    else:
        assert [word.text for word in page.words] == ["film"]


def letter(body: str) -> bytes:
    """Return a DOCX file with that XML in its body."""
    import docx

    packed = BytesIO()
    docx.Document().save(packed)
    with zipfile.ZipFile(packed) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:sectPr", body.encode() + b"<w:sectPr", 1)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def test_archives_within_archives_are_opened_as_deep_as_is_allowed_and_then_named(tmp_path: Path) -> None:
    data = b"description,hs_code\nPumps,841370\n"
    for _ in range(30):
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("in.zip", data)
        data = packed.getvalue()
    (tmp_path / "a.zip").write_bytes(data)
    sources, unread = open_sources([tmp_path / "a.zip"])
    assert (sources, [entry.code for entry in unread]) == ([], ["too-large"])
    assert unread[0].file.count(".zip") == Limits().max_depth + 1


def test_a_file_that_takes_longer_than_allowed_is_refused_where_no_other_process_stops_it(pdf: MakePdf) -> None:
    reading = line.read_files([pdf("a.pdf")], limits=Limits(seconds_per_file=0.0))
    assert [(entry.code, reading.papers) for entry in reading.unread] == [("too-slow", ())]
