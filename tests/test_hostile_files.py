"""Files made to harm: entities, depth without end, actions in PDFs, files of two kinds, names that are orders."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from extractors import declared_json, declared_xml
from extractors.pdf import pages as pdf_pages
from extractors.sources import open_sources
from flows import line
from models.errors import PaperError
from tests.conftest import MakePdf

SWELLING = '<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]>'
FOREIGN = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("head", [SWELLING, FOREIGN])
def test_entities_in_a_declaration_are_refused(head: str) -> None:
    with pytest.raises(PaperError):
        declared_xml.declared(f"{head}<ASYCUDA>&x;</ASYCUDA>".encode())


@pytest.mark.parametrize("data", [b"[" * 200_000, b'{"a":' * 200_000])
def test_depth_without_end_in_json_is_refused(data: bytes) -> None:
    with pytest.raises(PaperError):
        declared_json.declared(data)


def test_depth_without_end_in_xml_is_refused() -> None:
    with pytest.raises(PaperError):
        declared_xml.declared(b"<ASYCUDA>" * 200_000 + b"</ASYCUDA>" * 200_000)


def test_a_name_that_is_sql_is_a_name(pdf: MakePdf) -> None:
    name = "x'); DROP TABLE files;--.pdf"
    assert [paper.file for paper in line.check([pdf(name)]).consignment.papers] == [name]


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("/S /Launch /F ({})", "starting programs"),
        ("/S /L#61unch /F ({})", "starting programs"),
        ("/S /URI /URI (file://{})", ""),
        ("/S /JavaScript /JS (app.launchURL\\('{}'\\))", "scripts"),
    ],
)
def test_an_action_of_a_pdf_is_not_done_and_is_told(action: str, kind: str, pdf: MakePdf, tmp_path: Path) -> None:
    path, program, left = pdf("a.pdf"), tmp_path / "program", tmp_path / "was-run"
    program.write_text(f"#!/bin/sh\ntouch {left}\n")
    program.chmod(0o755)
    catalog = b"/Type /Catalog"
    data = path.read_bytes()
    assert catalog in data
    told = f"{catalog.decode()} /OpenAction << {action.format(program)} >>".encode()
    path.write_bytes(data.replace(catalog, told))
    report = line.check([path])
    (paper,) = report.consignment.papers
    assert paper.kind == "commercial_invoice"
    assert [(problem.code, kind in problem.message) for problem in paper.problems] == [("pdf-actions", True)] * bool(
        kind
    )
    assert not left.exists()


def test_an_action_in_a_packed_object_is_told() -> None:
    data = _packed_pdf("<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (1) >> >>")
    assert b"JavaScript" not in data
    (page,) = list(pdf_pages(data))
    assert [problem.code for problem in page.problems] == ["pdf-actions"]


@pytest.mark.parametrize(("relation", "code"), [("Data", "pdf-data"), ("Unspecified", "pdf-attachments")])
def test_a_file_inside_a_pdf_is_told_by_name(relation: str, code: str) -> None:
    file = f"<< /Type /Filespec /F (bill.xml) /UF (bill.xml) /AFRelationship /{relation} /EF << /F 4 0 R >> >>"
    data = _packed_pdf(
        f"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(bill.xml) {file}] >> >> >>"
    )
    (page,) = list(pdf_pages(data))
    assert [(problem.code, "bill.xml" in problem.message) for problem in page.problems] == [(code, True)]


def _packed_pdf(catalog: str) -> bytes:
    """Return a PDF of one empty page whose objects are packed into a stream."""
    pages, page = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    objects, starts = f"{catalog} {pages} {page}", (0, len(catalog) + 1, len(catalog) + len(pages) + 2)
    table = " ".join(f"{number} {start}" for number, start in zip((1, 2, 3), starts, strict=True)) + " "

    def stream(number: int, told: str, content: bytes) -> bytes:
        packed = zlib.compress(content)
        head = f"{number} 0 obj << {told} /Filter /FlateDecode /Length {len(packed)} >> stream\n"
        return head.encode() + packed + b"\nendstream endobj\n"

    file = b"%PDF-1.5\n" + stream(4, "/Type /EmbeddedFile", b"<a/>")
    body = file + stream(5, f"/Type /ObjStm /N 3 /First {len(table)}", (table + objects).encode())
    # Of each object: how it is kept (free, at a place, packed), its place or the stream it is in, its turn there.
    entries = [(0, 0, 0), (2, 5, 0), (2, 5, 1), (2, 5, 2), (1, 9, 0), (1, len(file), 0), (1, len(body), 0)]
    places = b"".join(struct.pack(">BIB", *entry) for entry in entries)
    listed = stream(6, "/Type /XRef /Size 7 /W [1 4 1] /Root 1 0 R", places)
    return body + listed + f"startxref\n{len(body)}\n%%EOF\n".encode()


def test_a_file_that_is_pdf_and_zip_is_read_as_what_it_begins_as(pdf: MakePdf, tmp_path: Path) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner.csv", "description,hs_code\nPumps,841370\n")
    both = pdf("both.pdf")
    both.write_bytes(both.read_bytes() + packed.getvalue())
    swapped = tmp_path / "both.zip"
    swapped.write_bytes(packed.getvalue() + pdf("c.pdf").read_bytes())
    found, _ = open_sources([both, swapped])
    assert [(source.name, source.media) for source in found] == [("both.pdf", "pdf"), ("both.zip/inner.csv", "csv")]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "word/document.xml"])
def test_entities_in_office_files_bring_nothing_in(part: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET4711")
    path = _office(tmp_path, part)
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'
    _rewritten(path, part, lambda text: _declared(text, entity).replace("Pumps", "&e;"))
    assert "TOPSECRET4711" not in line.check([path]).model_dump_json()


def _office(folder: Path, part: str) -> Path:
    """Write a workbook or a letter that says Pumps."""
    if part.startswith("word"):
        import docx

        letter = docx.Document()
        letter.add_paragraph("COMMERCIAL INVOICE Pumps")
        letter.save(str(folder / "a.docx"))
        return folder / "a.docx"
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Description", "HS code"])
    book.active.append(["Pumps", "841370"])
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def _declared(text: str, entity: str) -> str:
    head, end, rest = text.partition("?>")
    return f"{head}{end}{entity}{rest}" if end else f"{entity}{text}"


def _rewritten(path: Path, part: str, change: Callable[[str], str]) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert b"Pumps" in parts[part]
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_a_member_packed_in_a_way_that_is_not_unpacked_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("odd.csv", "good.csv"):
            archive.writestr(name, "description,hs_code\nPumps,841370\n")
    data = bytearray(path.read_bytes())
    for head, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):  # the first member: where it stands, and in the list
        at = data.index(head) + place
        data[at : at + 2] = (97).to_bytes(2, "little")  # WavPack
    path.write_bytes(data)
    found, unread = open_sources([path])
    assert [source.name for source in found] == ["a.zip/good.csv"]
    assert [(entry.file, entry.code) for entry in unread] == [("a.zip/odd.csv", "unknown-type")]
