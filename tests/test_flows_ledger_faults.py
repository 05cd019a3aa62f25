"""What befalls the ledger's disk and its versions while a batch is at work: nothing is lost, and all of it is told."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event

from flows import crew, faults, patience
from flows.batch import batch
from flows.bench import Bench, WorkerSlow
from flows.check_command import run_check
from flows.ledger import place
from flows.settings import settings
from tests.conftest import BILL, INVOICE, MakePdf

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.timeout(600)]


@pytest.fixture
def inbox(tmp_path: Path, pdf: MakePdf) -> Path:
    pdf("inbox/lot/bill.pdf", BILL)
    pdf("inbox/lot/invoice.pdf", INVOICE)
    for number in range(4):
        pdf(f"inbox/lot{number}/invoice.pdf", (*INVOICE, f"Lot {number}"))
    return tmp_path / "inbox"


@pytest.fixture
def calm(inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What an undisturbed batch gives, in a ledger of its own."""
    monkeypatch.setenv("TALLYMAN_LEDGER_URL", f"sqlite:///{tmp_path / 'calm.sqlite'}")
    found = batch(str(inbox), workers=2)
    monkeypatch.setenv("TALLYMAN_LEDGER_URL", f"sqlite:///{tmp_path / 'struck.sqlite'}")
    return found


@contextmanager
def on_each(moment: str, act: Callable[..., None]) -> Iterator[None]:
    event.listen(Engine, moment, act)
    try:
        yield
    finally:
        event.remove(Engine, moment, act)


def asked(ledger: Path, question: str) -> Any:
    with sqlite3.connect(ledger) as connection:
        return connection.execute(question).fetchone()[0]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.9])  # of the pages that the batch needs
def test_a_disk_that_fills_up_in_the_middle_of_a_write_loses_nothing(
    share: float, inbox: Path, tmp_path: Path, calm: dict[str, Any]
) -> None:
    ledger = tmp_path / "struck.sqlite"
    place.open_ledger(f"sqlite:///{ledger}").dispose()
    empty, full = (asked(tmp_path / name, "PRAGMA page_count") for name in ("struck.sqlite", "calm.sqlite"))
    most = empty + int(share * (full - empty))

    def bounded(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {most}")  # SQLite then says what it says of a full disk

    with on_each("connect", bounded), pytest.raises(Exception, match=r"disk is full|failed") as told:
        batch(str(inbox), workers=2)
    assert faults.told(told.value) == faults.FULL
    assert asked(ledger, "PRAGMA integrity_check") == "ok"
    assert batch(str(inbox), workers=2) == calm


def newer(folder: Path) -> Path:
    """Copy the migrations and add one, as the next version of the program would have."""
    shutil.copytree(place.MIGRATIONS, folder)
    engine = create_engine("sqlite://")
    place.upgrade(engine)
    with engine.connect() as connection:
        head = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    (folder / "versions" / "9999_of_tomorrow.py").write_text(
        f'import sqlalchemy as sa\nfrom alembic import op\nrevision = "9999"\ndown_revision = "{head}"\n\n\n'
        'def upgrade() -> None:\n    op.add_column("files", sa.Column("colour", sa.String(), server_default=""))\n'
    )
    return folder


def test_a_newer_version_that_starts_midway_leaves_the_older_to_end_its_batch(
    inbox: Path, tmp_path: Path, calm: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    tomorrow, ledger = newer(tmp_path / "migrations"), tmp_path / "struck.sqlite"
    seen: list[int] = []
    starting: list[threading.Thread] = []

    def start_newer() -> None:
        engine = create_engine(f"sqlite:///{ledger}", connect_args={"timeout": 30})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(place, "MIGRATIONS", tomorrow)
            place.upgrade(engine)
        engine.dispose()

    def midway(_: object) -> None:
        seen.append(1)
        if len(seen) == 12:
            starting.append(threading.Thread(target=start_newer))
            starting[0].start()

    with on_each("commit", midway):
        assert batch(str(inbox), workers=2) == calm
    starting[0].join()
    assert asked(ledger, "SELECT version_num FROM alembic_version") == "9999"
    with pytest.raises(Exception, match="revision") as told:
        batch(str(inbox), workers=2)  # started anew, the older knows that it must not
    assert faults.told(told.value) == faults.NEWER
    monkeypatch.setattr(place, "MIGRATIONS", tomorrow)
    assert batch(str(inbox), workers=2) == calm


def test_a_share_that_dies_under_a_reader_is_no_outcome_of_its_file(
    inbox: Path, calm: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Bench.run

    def hangs(self: Bench, work: Any, *arguments: Any, **options: Any) -> Any:
        if str(arguments[0]).endswith("lot2/invoice.pdf"):
            raise WorkerSlow("300 s")
        return whole(self, work, *arguments, **options)

    def silent(paths: list[Path], seconds: float, *, whole: bool) -> None:
        raise TimeoutError(110, f"no answer within {seconds:g} s", str(paths[0]))

    with monkeypatch.context() as patch, pytest.raises(OSError, match="no answer") as told:
        patch.setattr(Bench, "run", hangs)
        patch.setattr(crew, "answering", silent)
        batch(str(inbox), workers=2)
    assert faults.SILENT in (faults.told(told.value) or "")
    assert batch(str(inbox), workers=2) == calm


def test_a_dead_share_is_told_by_check(tmp_path: Path, pdf: MakePdf, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "silent")
    monkeypatch.setattr(patience, "_read", lambda *_: (tmp_path / "silent").read_bytes())  # waits for somebody to write
    given: dict[str, Any] = {"declaration": None, "json_file": None, "evidence": None}
    with pytest.raises(TimeoutError) as told:
        run_check([pdf("a.pdf")], **given, settings=settings(seconds_per_file=0.3))
    assert (faults.told(told.value) or "").startswith(f"{tmp_path / 'a.pdf'}: The disk or share does not answer")
