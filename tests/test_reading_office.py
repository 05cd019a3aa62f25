"""Workbooks, documents and delimited text become pages with cell positions as evidence."""

import io
import random
import zipfile
from datetime import date, datetime

import docx
import openpyxl
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from extractors import raster
from extractors.limits import Limits
from extractors.pages import pages
from extractors.sources import source
from extractors.spreadsheets import shown
from models.errors import Damaged, NoPages, PaperError, TooLarge
from models.geometry import Box
from models.page import Page, Word

ROWS = [
    ["Item", "Description", "HS code", "Gross kg"],
    [1, "Recycled PP granules, off-white", 390210, 21400.5],
    [2, "Plastic scrap in bales", 391510, 1200],
]


def torn(data: bytes, part: str, size: int) -> bytes:
    """Return an office file of which one part breaks off after `size` bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[:size] if name == part else old.read(name))
    return buffer.getvalue()


def read(data: bytes, limits: Limits | None = None) -> list[Page]:
    return list(pages(source("paper", data), limits=limits or Limits()))


def texts(page: Page) -> list[str]:
    return [word.text for word in page.words]


def word(page: Page, text: str) -> Word:
    return next(found for found in page.words if found.text == text)


def assert_laid_out(page: Page) -> None:
    """All words lie on the page and no two on the same spot."""
    for index, first in enumerate(page.words):
        assert Box(0, 0, page.width, page.height).contains(first.box)
        assert all(first.box.overlap(second.box) < 1 for second in page.words[index + 1 :]), first


def workbook(rows: list[list[object]] = ROWS, **formats: str) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, number_format in formats.items():
        book.active[cell].number_format = number_format
    return book


def xlsx(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_cells_become_words_in_ruled_boxes() -> None:
    (page,) = read(xlsx(workbook(D2="#,##0.00")))
    assert page.origin == "data"
    assert {"390210", "granules,", "21,400.50", "1200"} <= set(texts(page))
    assert word(page, "390210").box.x0 == word(page, "391510").box.x0 == word(page, "HS").box.x0
    assert word(page, "390210").box.top == word(page, "1").box.top
    assert len([line for line in page.rulings if line.height > line.width]) == 5
    assert len([line for line in page.rulings if line.width > line.height]) == 4
    assert_laid_out(page)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (390210, "General", "390210"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1234.5, '#,##0.00 "kg"', "1,234.50 kg"),
        (1234.5, '"USD" #,##0.00', "USD1,234.50".replace("USD", "USD ")),
        (1234.5, "[$€-407]#,##0.00", "€1,234.50"),
        (0.125, "0.0%", "12.5%"),
        (7, "000000", "000007"),
        (12.5, "0.###", "12.5"),
        (12.0, "General", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (date(2025, 11, 3), "DD/MM/YYYY", "2025-11-03"),
        (datetime(2025, 11, 3), "DD/MM/YYYY", "2025-11-03"),
        (datetime(2025, 11, 3, 14, 30), "General", "2025-11-03 14:30"),
        (True, "General", "TRUE"),
        ("00123", "@", "00123"),
        (-5.5, "#,##0.0;(#,##0.0)", "-5.5"),
    ],
)
def test_values_are_shown_as_their_cell_shows_them(value: object, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


def test_each_sheet_is_a_page_and_a_hidden_one_says_so() -> None:
    book = workbook()
    book.create_sheet("Packing")["B2"] = "24 bales"
    book.create_sheet("Lists")["A1"] = "secret"
    book["Lists"].sheet_state = "hidden"
    book.create_sheet("Empty")
    found = read(xlsx(book))
    assert [page.number for page in found] == [1, 2, 3]
    assert texts(found[1]) == ["24", "bales"]
    assert (found[2].words, found[2].problems[0].code) == ((), "hidden-sheet")


def test_merged_cells_span_and_long_letterheads_run_over_empty_cells() -> None:
    book = workbook([["NORDSEE RECYCLING GMBH, HAFENSTRASSE 12, 20457 HAMBURG, GERMANY"], ["Total", None, "12"], *ROWS])
    book.active.merge_cells("A2:B2")
    (page,) = read(xlsx(book))
    assert word(page, "12").box.x0 == word(page, "390210").box.x0
    assert_laid_out(page)


def test_long_descriptions_wrap_inside_their_column() -> None:
    (page,) = read(xlsx(workbook([["Goods " * 60, "391510"]])))
    assert word(page, "391510").box.x0 >= max(found.box.x1 for found in page.words if found.text == "Goods")
    assert_laid_out(page)


def test_a_formula_without_its_result_is_named() -> None:
    (page,) = read(xlsx(workbook([["Total", "=SUM(C1:C3)", 5]])))
    assert page.problems[0].code == "formula-unread"
    assert "B1" in page.problems[0].message


def test_a_stray_cell_far_out_does_not_stretch_the_sheet() -> None:
    book = workbook()
    book.active["XFD1048576"] = "stray"
    (page,) = read(xlsx(book))
    assert page.height < 1_000
    assert "stray" in texts(page)


def test_a_merge_over_the_whole_sheet_is_refused() -> None:
    data = xlsx(workbook())
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A10:XFD1048576"/></mergeCells>'
                part = part.replace(b"</sheetData>", merge)
            new.writestr(name, part)
    with pytest.raises(TooLarge):
        read(buffer.getvalue())


def test_too_many_cells_an_empty_book_and_a_broken_one_are_refused() -> None:
    with pytest.raises(TooLarge):
        read(xlsx(workbook([[1] * 30] * 10)), Limits(max_cells=100))
    with pytest.raises(NoPages):
        read(xlsx(openpyxl.Workbook()))
    with pytest.raises(Damaged):
        read(torn(xlsx(workbook()), "xl/workbook.xml", 80))


def test_a_workbook_that_is_a_bomb_is_refused() -> None:
    data = xlsx(workbook())
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * 40_000_000)
    with pytest.raises(TooLarge):
        read(buffer.getvalue())


def document() -> docx.document.Document:
    paper = docx.Document()
    paper.sections[0].header.paragraphs[0].text = "NORDSEE RECYCLING GMBH"
    paper.sections[0].footer.paragraphs[0].text = "VAT DE123456789"
    paper.add_paragraph("PACKING LIST No. 4711\tDate 2025-11-03")
    table = paper.add_table(rows=len(ROWS), cols=4)
    for row, values in zip(table.rows, ROWS, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = str(value)
    paper.add_paragraph("Signed in Hamburg")
    return paper


def saved(paper: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    paper.save(buffer)
    return buffer.getvalue()


def test_paragraphs_tables_headers_and_footers_stand_in_their_order() -> None:
    (page,) = read(saved(document()))
    told = texts(page)
    order = ["NORDSEE", "PACKING", "Description", "391510", "Signed", "DE123456789"]
    assert [told.index(text) for text in order] == sorted(told.index(text) for text in order)
    assert word(page, "390210").box.x0 == word(page, "391510").box.x0
    assert len([line for line in page.rulings if line.height > line.width]) == 5
    assert_laid_out(page)


def test_page_breaks_part_pages_and_deleted_text_is_left_out() -> None:
    paper = document()
    paper.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
    paper.add_paragraph("Page two")
    deleted = f'<w:del {nsdecls("w")} w:id="1" w:author="x"><w:r><w:delText>GONE</w:delText></w:r></w:del>'
    inserted = f'<w:ins {nsdecls("w")} w:id="2" w:author="x"><w:r><w:t>ADDED</w:t></w:r></w:ins>'
    paper.paragraphs[-1]._p.append(parse_xml(deleted))
    paper.paragraphs[-1]._p.append(parse_xml(inserted))
    first, second = read(saved(paper))
    assert "Signed" in texts(first)
    assert texts(second)[:2] == ["Page", "twoADDED"]


def test_text_boxes_and_content_controls_are_read_once() -> None:
    paper = document()
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>CONTROLLED</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    paper.element.body.insert(0, parse_xml(control))
    inner = "<w:txbxContent><w:p><w:r><w:t>BOXED</w:t></w:r></w:p></w:txbxContent>"
    box = (
        f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:AlternateContent><mc:Choice>{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    paper.paragraphs[0]._p.append(parse_xml(box))
    (page,) = read(saved(paper))
    assert texts(page).count("BOXED") == 1
    assert texts(page).count("CONTROLLED") == 1


def test_cells_merged_across_and_down_have_no_line_through_them() -> None:
    paper = docx.Document()
    table = paper.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(2, 0)).text = "Exporter"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Notification"
    table.cell(2, 2).text = "end"
    (page,) = read(saved(paper))
    exporter = word(page, "Exporter").box
    row = word(page, "end").box.top
    crossing = [line for line in page.rulings if line.width > line.height and exporter.bottom < line.top < row]
    assert crossing
    assert all(line.x0 > exporter.x1 for line in crossing)


def test_an_empty_document_and_a_broken_one_are_refused() -> None:
    with pytest.raises(NoPages):
        read(saved(docx.Document()))
    with pytest.raises(Damaged):
        read(torn(saved(document()), "word/document.xml", 200))


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimited_tables_of_every_make_become_columns(sign: str, encoding: str) -> None:
    rows = [["HS code", "Beschreibung", "Menge"], ["390210", "Granulat, weiß", "1.200"], ["391510", "Abfälle", "900"]]
    quoted = "\r\n".join(sign.join(f'"{field}"' for field in row) for row in rows)
    (page,) = read(quoted.encode(encoding))
    assert {"weiß", "Abfälle", "1.200"} <= set(texts(page))
    assert word(page, "390210").box.x0 == word(page, "391510").box.x0
    assert len([line for line in page.rulings if line.height > line.width]) == 4
    assert_laid_out(page)


def test_a_letter_keeps_its_lines_and_its_columns_of_blanks() -> None:
    (page,) = read(b"Goods          HS code\nPP granules    390210\nScrap          391510\n\fSecond page here")[:1]
    assert word(page, "390210").box.x0 == word(page, "391510").box.x0 == word(page, "HS").box.x0
    assert page.origin == "data"
    assert page.rulings == ()
    assert_laid_out(page)


def test_form_feeds_part_the_pages_of_a_letter() -> None:
    assert [texts(page) for page in read(b"Dear Sirs\nhello\n\fPage two here\n")] == [
        ["Dear", "Sirs", "hello"],
        ["Page", "two", "here"],
    ]


def test_a_table_of_too_many_cells_is_refused() -> None:
    with pytest.raises(TooLarge):
        read(b"a,b,c\n" * 100, Limits(max_cells=200))


def test_a_sheet_is_sketched_for_evidence() -> None:
    data = xlsx(workbook())
    paper = source("paper", data)
    (page,) = pages(paper)
    image = raster.upright(paper, page, dpi=100).convert("L")
    assert image.size == pytest.approx((page.width * 100 / 72, page.height * 100 / 72), abs=1)
    for found in page.words:
        assert image.crop(tuple(round(side * 100 / 72) for side in found.box)).getextrema()[0] < 140  # type: ignore[arg-type]


def test_noise_in_office_files_ends_in_pages_or_a_named_refusal() -> None:
    dice = random.Random(11)
    for sound in (xlsx(workbook()), saved(document())):
        for _ in range(40):
            broken = bytearray(sound)
            for _ in range(dice.randint(1, 40)):
                broken[dice.randrange(4, len(broken))] = dice.randrange(256)
            try:
                read(bytes(broken[: dice.choice([len(broken), dice.randrange(40, len(broken))])]))
            except PaperError as error:
                assert error.message
