"""The ledger: tables as migrated are tables as declared; writing twice changes nothing."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from flows.inbox import InboxFile
from flows.ledger import book, casework, people  # noqa: F401  declared tables
from flows.ledger.place import open_ledger
from flows.ledger.tables import ConsignmentRow, FileRow, FindingRow, ReadingRow, Row
from flows.outcomes import Outcome
from flows.reading import Reading
from models.finding import Finding, Spot
from models.geometry import Box
from models.report import JudgedConsignment, Report, Unread


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_ledger(f"sqlite:///{tmp_path / 'deep' / 'ledger.sqlite'}")


def report(*codes: str) -> Report:
    spot = Spot(paper="p1", page=1, box=Box(1, 1, 2, 2), text="x")
    texts = {"message": "m", "expected": "e", "found": "f"}
    findings = tuple(
        Finding(code=code, severity="high", certainty="papers_disagree", evidence=(spot,), **texts) for code in codes
    )
    judged = JudgedConsignment(id="c1", verdict="mismatch", findings=findings)
    return Report(tallyman="0", reference={}, consignment=judged)


def count(engine: Engine, table: type[Row]) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def file(name: str, sha256: str = "a" * 64) -> InboxFile:
    return InboxFile(Path(name), name, "", sha256, 1)


def test_migrations_make_the_declared_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Row.metadata) == []


def test_sqlite_lets_readers_and_a_writer_work_at_once(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30_000


def test_four_programs_may_open_a_new_ledger_at_once(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    code = f"from flows.ledger.place import open_ledger; open_ledger('sqlite:///{path}')"
    started = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(4)]
    assert [program.wait(60) for program in started] == [0, 0, 0, 0]
    assert sqlite3.connect(path).execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)


def test_a_reading_is_kept_once_per_reader(engine: Engine) -> None:
    reading = Reading(unread=(Unread(file="a", code="empty", message="m"),))
    for reader in ("r1", "r1", "r2"):
        book.keep_reading(engine, "a" * 64, reader, "a.pdf", reading)
    assert count(engine, ReadingRow) == 2
    assert book.readings(engine, "r1", ["a" * 64, "b" * 64]) == {"a" * 64: ("a.pdf", reading)}
    assert book.kept_readings(engine, "r2", ["a" * 64, "b" * 64]) == {"a" * 64}


def test_many_digests_are_looked_up_at_once(engine: Engine) -> None:
    assert book.kept_readings(engine, "r1", [f"{number:064}" for number in range(40_000)]) == set()


def test_a_report_takes_the_place_of_the_one_before_with_its_findings(engine: Engine) -> None:
    book.keep_report(engine, "e1", report("arithmetic", "hs-invalid"))
    book.keep_report(engine, "e1", report("hs-invalid"))
    assert (count(engine, ConsignmentRow), count(engine, FindingRow)) == (1, 1)
    assert book.kept_report(engine, "e1", "c1") == report("hs-invalid")
    assert book.kept_report(engine, "e2", "c1") is None


def test_a_file_has_one_row_and_keeps_its_outcome_until_its_bytes_change(engine: Engine) -> None:
    book.enter(engine, "in", [file("a.pdf")], "b1")
    book.end(engine, "in", {"a.pdf": Outcome("rejected", "empty", "m", "", "")})
    book.enter(engine, "in", [file("a.pdf")], "b2")
    assert [row.state for row in book.files(engine, "in")] == ["rejected"]
    book.enter(engine, "in", [file("a.pdf", "b" * 64)], "b3")
    assert [(row.state, row.code) for row in book.files(engine, "in")] == [("pending", "")]


def test_work_that_was_broken_off_is_pending_again(engine: Engine) -> None:
    book.enter(engine, "in", [file("a.pdf")], "b1")
    book.start(engine, "in", "a.pdf")
    assert [row.state for row in book.files(engine, "in")] == ["working"]
    book.enter(engine, "in", [file("a.pdf")], "b2")
    assert [row.state for row in book.files(engine, "in")] == ["pending"]


def test_the_database_itself_refuses_a_second_row(engine: Engine) -> None:
    book.enter(engine, "in", [file("a.pdf")], "b1")
    row = FileRow(inbox="in", name="a.pdf", sha256="a" * 64, size=1)
    with Session(engine) as session, pytest.raises(IntegrityError):
        session.add(row)
        session.commit()
