"""What is wrong with the machine costs no paper its outcome, and is told in words that say what to do."""

import errno
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from extractors import engines
from flows import claims, doctor, faults, inbox, line, notices
from flows.errands import lasts
from flows.ledger import place
from flows.ledger.place import open_ledger, upgrade
from flows.ledger.tables import NoticeRow, now
from flows.patience import patiently
from flows.reading import Reading
from flows.rounds import Round
from flows.settings import settings
from models.errors import of_machine
from models.report import Unread
from tests.conftest import Command, MakePdf
from tests.crews import Here

SCAN = Path("fixtures/consignments/scanned-movement/bill-of-lading.pdf")
FAKES = {
    "crashes": "kill -SEGV $$",
    "tells garbage": "printf '\\377\\376\\000garbage'",
    "is broken": "exit 127",
}


@pytest.fixture
def fake_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """Put a program called tesseract before the real one, and forget what was known of that."""
    program = tmp_path / "bin" / "tesseract"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{FAKES[request.param]}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    engines._data_folder.cache_clear()
    request.addfinalizer(engines._data_folder.cache_clear)
    return program


@pytest.mark.parametrize("fake_tesseract", FAKES, indirect=True)
def test_a_faulty_tesseract_is_told_and_the_scan_is_read_again_when_it_works(fake_tesseract: Path) -> None:
    reading = line.read_files([SCAN], langs="eng")
    assert [entry.code for entry in reading.unread] == ["ocr-missing"]
    assert "tallyman doctor" in reading.unread[0].message
    assert not lasts(reading)
    signs = [sign for sign in doctor._tesseract("eng") if str(fake_tesseract) in sign.what]
    assert [sign.health for sign in signs] == ["missing"]


@pytest.mark.parametrize("code", ["changed", "not-found", "not-opened", "ocr-missing"])
def test_what_is_no_fault_of_the_bytes_is_not_kept(code: str) -> None:
    assert not lasts(Reading(unread=(Unread(file="a", code=code, message="m"),)))
    assert lasts(Reading(unread=(Unread(file="a", code="damaged", message="m"),)))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_disk_that_is_full_or_away_is_no_outcome_of_a_paper(
    number: int, pdf: MakePdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pdf("a.pdf")

    def broken(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), "/tmp/x")

    monkeypatch.setattr(line, "papers", broken)
    with pytest.raises(OSError, match=os.strerror(number)):
        line.read_files([path], langs="eng")


def test_the_operator_is_told_what_to_do() -> None:
    assert (faults.told(OSError(errno.ENOSPC, "No space left", "/data/x")) or "").startswith(
        "/data/x: The disk is full."
    )
    assert faults.told(MemoryError()) == faults.MEMORY
    behind = RuntimeError("the flow failed")
    behind.__cause__ = OSError(errno.EROFS, "Read-only file system")
    assert faults.told(behind) == faults.READ_ONLY
    assert faults.told(ValueError("a wrong value")) is None
    assert faults.told(sqlite3.OperationalError("disk I/O error")) == faults.UNWRITTEN


def test_a_ledger_that_another_program_holds_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "BUSY_MS", 100)
    open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}").dispose()
    with sqlite3.connect(tmp_path / "ledger.sqlite") as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError) as told:
            open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    assert faults.told(told.value) == faults.HELD


def test_an_older_program_leaves_the_ledger_of_a_newer_one_alone(tmp_path: Path, tallyman: Command) -> None:
    (tmp_path / "inbox").mkdir()
    ledger_file = settings().data_dir / "ledger.sqlite"
    open_ledger(f"sqlite:///{ledger_file}").dispose()
    with sqlite3.connect(ledger_file) as ledger:
        ledger.execute("UPDATE alembic_version SET version_num = 'of tomorrow'")
    done = tallyman("batch", str(tmp_path / "inbox"), "--out", str(tmp_path / "out"))
    assert done.returncode != 0
    assert "made by a newer Tallyman" in " ".join(done.stderr.split())


def test_a_newer_program_says_that_it_brought_an_older_ledger_up_to_date(tmp_path: Path, tallyman: Command) -> None:
    (tmp_path / "inbox").mkdir()
    ledger = create_engine(f"sqlite:///{settings().data_dir / 'ledger.sqlite'}")
    upgrade(ledger, "0003")
    ledger.dispose()
    said = []
    for _ in range(2):
        done = tallyman("batch", tmp_path / "inbox")
        assert done.returncode == 0
        said.append("brought up to date (0003 to 00" in " ".join(done.stderr.split()))
    assert said == [True, False]


def test_a_file_from_a_day_to_come_is_taken_once_the_clock_is_set_back(tmp_path: Path, pdf: MakePdf) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    path = shutil.move(pdf("a.pdf"), inbox / "a.pdf")
    tomorrow = (now() + timedelta(days=1)).timestamp()
    os.utime(path, (tomorrow, tomorrow))
    taken = claims.take(inbox, most=10, settled=60, whole_within=900)
    assert taken is not None
    assert [entry.name for entry in taken.entries()] == ["a.pdf"]


def test_a_pipe_in_the_inbox_is_not_waited_for(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    os.mkfifo(inbox / "a.pdf")
    assert claims.take(inbox, most=10, settled=0, whole_within=0) is None


def test_a_share_that_hangs_is_told_and_its_files_have_no_outcome(
    tmp_path: Path, pdf: MakePdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inbox").mkdir()
    shutil.move(pdf("a.pdf"), tmp_path / "inbox/a.pdf")
    os.mkfifo(tmp_path / "silent")
    chosen = settings(seconds_per_file=0.3, settle_seconds=0)
    engine = open_ledger(chosen.ledger)
    sound = inbox.digest_of

    def hangs(*_: object) -> tuple[str, int]:
        (tmp_path / "silent").read_bytes()  # waits in the system, as reading from a dead share does
        raise AssertionError("somebody wrote")

    monkeypatch.setattr(inbox, "digest_of", hangs)
    with pytest.raises(TimeoutError) as told:
        Round(engine, Here(), chosen).go(tmp_path / "inbox")
    said = faults.told(told.value) or ""
    assert str(tmp_path / "inbox") in said
    assert faults.SILENT in said
    assert of_machine(told.value)
    monkeypatch.setattr(inbox, "digest_of", sound)
    chosen = settings(settle_seconds=0)
    assert Round(engine, Here(), chosen).go(tmp_path / "inbox") == {"done": 1}
    engine.dispose()


def test_a_disk_that_is_slow_is_waited_for_while_it_comes_on() -> None:
    def look(beat: Callable[[], None]) -> Iterator[int]:
        for _ in range(8):
            time.sleep(0.1)
            beat()
        yield 1

    assert list(patiently(look, Path("x"), 0.4)) == [1]


def test_a_notice_put_off_before_the_clock_was_set_back_is_sent(tmp_path: Path) -> None:
    engine: Engine = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    notices._keep(engine, "c1", ["webhook"], "gist", "{}")
    for later, due in ((timedelta(seconds=30), 0), (timedelta(days=30), 1)):
        with Session(engine) as session, session.begin():
            session.execute(update(NoticeRow).values(due_at=now() + later))
        assert len(notices._due(engine)) == due
    engine.dispose()
