"""What a hostile file can cost: its own process, some seconds, some memory; and memory over a thousand pages."""

import os
import resource
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from extractors.limits import Limits
from extractors.pages import pages
from extractors.sources import Source, source
from flows import cage, line
from flows.cage import Cage
from flows.reading import Reading
from tests.conftest import MakePdf

LINES = ["COMMERCIAL INVOICE", "Invoice No. 4711", "Seller: Nordsee Recycling GmbH"]


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Test runners keep threads of their own, which hold no lock that a reader needs."""
    monkeypatch.setattr(cage, "can_fork", lambda: True)


def misbehaving(monkeypatch: pytest.MonkeyPatch, name: str, deed: object) -> None:
    """Have the reader do `deed` on the file called `name`."""
    usual = line.in_process

    def reading(sources: Iterable[Source], langs: str, limits: Limits) -> Iterator[Reading]:
        for one in sources:
            if one.name == name:
                deed()  # type: ignore[operator]
            yield from usual([one], langs, limits)

    monkeypatch.setattr(cage, "in_process", reading)


def in_cage(paths: list[Path], *, seconds: float = 60, megabytes: int = 4_000) -> Reading:
    return line.read_files(paths, by=Cage(seconds, megabytes))


@pytest.mark.usefixtures("alone")
def test_papers_are_read_alike_in_a_cage(pdf: MakePdf) -> None:
    paths = [pdf("a.pdf", LINES), pdf("b.pdf", [*LINES, "Total 12"])]
    assert in_cage(paths).model_dump_json() == line.read_files(paths).model_dump_json()


@pytest.mark.usefixtures("alone")
def test_a_file_that_kills_its_reader_costs_itself_alone(pdf: MakePdf, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [pdf("a.pdf", LINES), pdf("bad.pdf", [*LINES, "x"]), pdf("c.pdf", [*LINES, "y"])]
    misbehaving(monkeypatch, "bad.pdf", lambda: os.kill(os.getpid(), signal.SIGKILL))
    reading = in_cage(paths)
    assert [(entry.file, entry.code) for entry in reading.unread] == [("bad.pdf", "reader-crashed")]
    assert [paper.file for paper in reading.papers] == ["a.pdf", "c.pdf"]


@pytest.mark.usefixtures("alone")
def test_a_file_that_never_ends_is_stopped(pdf: MakePdf, monkeypatch: pytest.MonkeyPatch) -> None:
    misbehaving(monkeypatch, "bad.pdf", lambda: time.sleep(600))
    began = time.monotonic()
    reading = in_cage([pdf("bad.pdf", LINES)], seconds=1)
    assert [entry.code for entry in reading.unread] == ["too-slow"]
    assert time.monotonic() - began < 30


@pytest.mark.usefixtures("alone")
def test_a_file_that_takes_all_memory_is_refused_and_the_next_is_read(
    pdf: MakePdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    misbehaving(monkeypatch, "bad.pdf", lambda: bytearray(3_000_000_000))
    reading = in_cage([pdf("bad.pdf", LINES), pdf("good.pdf", [*LINES, "z"])], megabytes=2_000)
    assert [(entry.file, entry.code) for entry in reading.unread] == [("bad.pdf", "reader-crashed")]
    assert [paper.file for paper in reading.papers] == ["good.pdf"]


def test_a_program_of_several_threads_is_not_copied() -> None:
    import threading

    held = threading.Event()
    other = threading.Thread(target=held.wait)
    other.start()
    try:
        assert not cage.can_fork()
    finally:
        held.set()
        other.join()


def test_memory_stays_flat_over_many_pages() -> None:
    """A thousand pages by hand (TALLYMAN_LONG_TESTS=1), some hundred else."""
    many = 1_000 if os.environ.get("TALLYMAN_LONG_TESTS") else 90
    data = thick(many)
    peak = {}
    for number, page in enumerate(pages(source("thick.pdf", data), limits=Limits(max_pages=many)), start=1):
        assert page.words
        if number in {many // 3, many}:
            peak[number] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert peak[many] - peak[many // 3] < 25  # megabytes


def thick(many: int) -> bytes:
    """Return a PDF of `many` pages of some hundred words each."""
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer)
    for number in range(many):
        for row in range(40):
            canvas.drawString(
                60, 780 - 18 * row, f"Item {number}-{row}  24 bales of plastic scrap  21400 KGS  {row * 7}"
            )
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
