"""Broken, cut and made-up files: each ends in papers or in a named refusal, in time, and never in a traceback.

Two thousand cases a run; `TALLYMAN_FUZZ=5000` asks for as many broken files, and as many made up.
"""

import io
import os
import random
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from extractors.limits import Limits
from extractors.pages import pages
from extractors.papers import papers
from extractors.sources import open_sources
from models.errors import PaperError

CASES = int(os.environ.get("TALLYMAN_FUZZ", "1000"))
FIXTURES = Path(__file__).parent.parent / "fixtures" / "consignments"
LIMITS = Limits(
    max_bytes=2_000_000, max_pages=4, max_pixels=600_000, max_cells=5_000, seconds_per_page=10, dpi=60, reader="fast"
)
SECONDS = 20.0  # of the processor a case: other work may share the machine


def ends_well(folder: Path, data: bytes) -> None:
    """Read `data` and check what comes of it; raises only what is no refusal."""
    path = folder / "case"
    path.write_bytes(data)
    began = time.process_time()
    sources, unread = open_sources([path], LIMITS)
    assert sources or unread
    assert all(entry.code and entry.message.endswith((".", "!")) for entry in unread)
    for source in sources:
        try:
            found = papers(source, pages(source, limits=LIMITS))
        except PaperError as error:
            assert error.code and error.message
        else:
            assert all(paper.sha256 == source.sha256 for paper in found)
    assert time.process_time() - began < SECONDS


def seeds() -> Iterator[bytes]:
    """Yield small whole files of every kind that is read."""
    yield from (path.read_bytes() for path in sorted(FIXTURES.rglob("*.pdf"))[:6])
    image = Image.new("L", (420, 160), 255)
    ImageDraw.Draw(image).text((20, 60), "INVOICE 4711 24 bales 21400 KGS", fill=0)
    for kind in ("PNG", "JPEG", "TIFF", "WEBP"):
        held = io.BytesIO()
        image.save(held, kind)
        yield held.getvalue()
    from docx import Document
    from openpyxl import Workbook

    book = Workbook()
    for row in (["Description", "HS code", "Qty"], ["Plastic scrap", "391590", 24]):
        book.active.append(row)
    yield _saved(book)
    letter = Document()
    letter.add_paragraph("PACKING LIST No. 4711")
    letter.add_table(2, 2).cell(0, 0).text = "24 bales"
    yield _saved(letter)
    yield b"Description;HS code;Qty\nPlastic scrap;391590;24\n"
    yield b"From: a@example.org\r\nSubject: papers\r\nDate: Mon, 2 Mar 2026 10:00:00 +0000\r\n\r\nInvoice 4711\r\n"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "Description,HS code\nScrap,391590\n")
    yield held.getvalue()


def _saved(made: object) -> bytes:
    held = io.BytesIO()
    made.save(held)  # type: ignore[attr-defined]
    return held.getvalue()


@pytest.fixture(scope="module")
def whole() -> list[bytes]:
    return list(seeds())


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Return `data` cut, overwritten, doubled or interleaved, as transfers, disks and attackers do."""
    broken = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        at = dice.randrange(len(broken) or 1)
        span = dice.choice((1, 1, 2, 4, 32, 512))
        deed = dice.randrange(6)
        if deed == 0:
            del broken[at:]
        elif deed == 1:
            del broken[at : at + span]
        elif deed == 2:
            broken[at : at + span] = dice.randbytes(span)
        elif deed == 3:
            broken[at:at] = broken[at : at + span] * dice.choice((1, 2, 50))
        elif deed == 4:
            broken[at : at + 4] = dice.choice((b"\xff" * 4, b"\0" * 4, b"9999", b"\x7f\xff\xff\xff"))
        elif broken:
            broken[at % len(broken)] ^= 1 << dice.randrange(8)
    return bytes(broken)


@pytest.mark.timeout(7_200 if CASES > 1_000 else 900)
@pytest.mark.parametrize("lot", range(4))
def test_broken_files_end_in_papers_or_a_refusal(lot: int, whole: list[bytes], tmp_path: Path) -> None:
    for case in range(lot, CASES, 4):
        dice = random.Random(case)
        ends_well(tmp_path, mutated(whole[case % len(whole)], dice))


@settings(max_examples=CASES // 2, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    head=st.sampled_from(
        [b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"PK\x03\x04", b"From: a\n"]
    ),
    body=st.binary(max_size=400) | st.text(max_size=300).map(str.encode),
)
def test_made_up_bytes_end_in_papers_or_a_refusal(
    head: bytes, body: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ends_well(tmp_path_factory.mktemp("case"), head + body)


@settings(max_examples=CASES // 2, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(rows=st.lists(st.lists(st.text(max_size=30), max_size=6), max_size=12), sign=st.sampled_from(",;\t|"))
def test_made_up_tables_end_in_papers_or_a_refusal(
    rows: list[list[str]], sign: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = "\n".join(sign.join(row) for row in rows)
    ends_well(tmp_path_factory.mktemp("case"), text.encode())
