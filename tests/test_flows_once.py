"""Exactly once: whenever and whatever is killed, each file has one outcome in the end, no finding doubled, none lost.

The moments are drawn with a seed. TALLYMAN_LONG=1 draws ten times as many.
"""

import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prefect.settings import PREFECT_API_URL

from flows.bench import Bench
from flows.sweep import Notice, listening
from tests import postgres as postgresql
from tests.conftest import BILL, INVOICE, MakePdf

pytestmark = pytest.mark.timeout(900 if "TALLYMAN_LONG" not in os.environ else 7200)
LONG = 10 if os.environ.get("TALLYMAN_LONG") else 1
ROUNDS, KILLS = 6 * LONG, 5  # kills of a flow's process, in rounds that each begin anew
LAST = 75  # moments of a batch over the inbox below, about
DROPS, STRIKES = 6, 6  # lost connections to the database, killed readers


@pytest.fixture
def inbox(tmp_path: Path, pdf: MakePdf) -> Path:
    folder = tmp_path / "inbox"
    pdf("inbox/lot/bill.pdf", BILL)
    pdf("inbox/lot/invoice.pdf", (*INVOICE, "of the lot"))
    bill = pdf("inbox/bill.pdf", (*BILL, "loose"))
    pdf("inbox/invoice.pdf", INVOICE)
    (folder / "copy.pdf").write_bytes(bill.read_bytes())
    (folder / "empty.pdf").touch()
    with zipfile.ZipFile(folder / "packed.zip", "w") as archive:
        archive.writestr("papers/a.pdf", bill.read_bytes())
        archive.writestr("papers/empty.pdf", b"")
    return folder


class Killer:
    """The program of `tests.killing`."""

    def __init__(self) -> None:
        environment = {
            **os.environ,
            "PREFECT_API_URL": str(PREFECT_API_URL.value()),
            "PREFECT_LOGGING_LEVEL": "CRITICAL",
        }
        command = [sys.executable, "-m", "tests.killing"]
        self.program = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        assert self._told() == "ready"

    def run(self, inbox: Path, out: Path, data: Path, kill_at: int = 0) -> int:
        assert self.program.stdin is not None
        order = {"inbox": str(inbox), "out": str(out), "data": str(data), "kill_at": kill_at}
        print(json.dumps(order), file=self.program.stdin, flush=True)
        return int(self._told())

    def _told(self) -> str:
        assert self.program.stdout is not None
        return self.program.stdout.readline().strip()


@pytest.fixture
def killer(prefect_server: None) -> Iterator[Killer]:
    killer = Killer()
    yield killer
    killer.program.kill()
    killer.program.wait()


def outputs(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def ledger(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return what must come out the same: outcomes, readings, reports, findings, papers and their traces."""
    questions = {
        "files": "SELECT name, sha256, state, code, message, duplicate_of, consignment FROM files",
        "readings": "SELECT sha256, reader, content FROM readings",
        "consignments": "SELECT consignment, edition, verdict, report FROM consignments",
        "findings": "SELECT consignment, position, code FROM findings JOIN consignments c ON report_id = c.id",
        "papers": "SELECT consignment, paper, content FROM papers",
        "traces": "SELECT consignment, paper, trace FROM traces JOIN papers p ON p.id = paper_id",
    }
    with sqlite3.connect(f"file:{data / 'ledger.sqlite'}?mode=ro", uri=True) as connection:
        return {name: sorted(connection.execute(asked).fetchall()) for name, asked in questions.items()}


def test_a_flow_killed_at_any_moment_is_finished_by_the_next(inbox: Path, tmp_path: Path, killer: Killer) -> None:
    calm = tmp_path / "calm"
    assert killer.run(inbox, tmp_path / "calm-out", calm) == 0
    wanted, written = ledger(calm), outputs(tmp_path / "calm-out")
    assert len(wanted["files"]) == 7
    chance, struck = random.Random(20261128), 0
    for number in range(ROUNDS):
        data, out = tmp_path / f"data{number}", tmp_path / f"out{number}"
        for kill in range(KILLS):
            status = killer.run(inbox, out, data, chance.randint(1, LAST - 12 * kill))
            assert status in {-9, 0}
            struck += status == -9
        assert killer.run(inbox, out, data) == 0
        assert ledger(data) == wanted
        assert outputs(out) == written
    assert struck >= 0.75 * ROUNDS * KILLS  # the others had finished before their moment came


@pytest.mark.usefixtures("prefect_server")
def test_killed_readers_cost_no_file_its_outcome(tmp_path: Path, pdf: MakePdf, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.batch import batch

    for number in range(2 * STRIKES):
        pdf(f"inbox/lot{number:02}/invoice.pdf", (*INVOICE, f"Lot {number}"))
    monkeypatch.setenv("TALLYMAN_LEDGER_URL", f"sqlite:///{tmp_path / 'calm.sqlite'}")
    calm = batch(str(tmp_path / "inbox"), workers=2)
    monkeypatch.setenv("TALLYMAN_LEDGER_URL", f"sqlite:///{tmp_path / 'struck.sqlite'}")
    chance, struck = random.Random(9), []
    whole = Bench.run

    def deadly(self: Bench, work: Any, *arguments: Any, **options: Any) -> Any:
        """Kill the process that has just been given its first errand, at some moment of it; each file once at most."""
        if len(struck) < STRIKES and arguments[0] not in struck and str(arguments[0]).endswith(".pdf"):
            struck.append(arguments[0])
            return whole(self, _die, chance.random() * 0.05)
        return whole(self, work, *arguments, **options)

    monkeypatch.setattr(Bench, "run", deadly)
    assert batch(str(tmp_path / "inbox"), workers=2) == calm
    assert len(struck) == STRIKES


def _die(after: float) -> None:
    import signal
    import time

    time.sleep(after)
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.usefixtures("prefect_server")
def test_lost_connections_to_the_database_cost_nothing(
    inbox: Path, postgres: postgresql.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.batch import batch

    monkeypatch.setenv("TALLYMAN_LEDGER_URL", postgres.database())
    calm = batch(str(inbox), workers=2)
    url = postgres.database()
    monkeypatch.setenv("TALLYMAN_LEDGER_URL", url)
    from sqlalchemy import Engine, event

    moments = sorted(random.Random(4).sample(range(2, 40), DROPS))
    seen, dropped = 0, 0

    def drop(*_: object) -> None:
        nonlocal seen, dropped
        seen += 1
        if seen in moments:
            dropped += 1
            postgres.drop_connections(url.rpartition("/")[2])

    event.listen(Engine, "commit", drop)
    try:
        assert batch(str(inbox), workers=2) == calm
    finally:
        event.remove(Engine, "commit", drop)
    assert dropped == DROPS


@pytest.mark.usefixtures("prefect_server")
@pytest.mark.skipif(not postgresql.PROGRAMS, reason="waits for PostgreSQL, which `make setup` installs")
def test_a_database_that_falls_midway_is_waited_for_and_one_that_stays_away_is_told(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import Engine, event

    from flows import faults
    from flows.batch import batch

    with postgresql.running() as server:
        monkeypatch.setenv("TALLYMAN_LEDGER_URL", server.database())
        calm = batch(str(inbox), workers=2)
        fallen: list[float] = []

        def fall(*_: object) -> None:
            seen.append(1)
            if len(seen) == 12 and not fallen:
                fallen.append(away)
                server.fall()
                if away < 60:
                    threading.Timer(away, server.start).start()

        for away in (1.0, 60.0):
            monkeypatch.setenv("TALLYMAN_LEDGER_URL", server.database())
            seen: list[int] = []
            fallen.clear()
            event.listen(Engine, "commit", fall)
            try:
                if away < 60:
                    assert batch(str(inbox), workers=2) == calm
                else:
                    with pytest.raises(Exception) as told:
                        batch(str(inbox), workers=2)
                    assert faults.told(told.value) == faults.AWAY
            finally:
                event.remove(Engine, "commit", fall)
            assert fallen == [away]
        server.start()
        assert batch(str(inbox), workers=2) == calm


@pytest.mark.usefixtures("prefect_server")
def test_only_lost_connections_and_timeouts_are_tried_again(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import crew
    from flows.batch import batch

    monkeypatch.setattr(crew.read_file, "retry_delay_seconds", [0, 0, 0])
    tries: dict[str, int] = {}
    whole = Bench.run

    def shaky(self: Bench, work: Any, *arguments: Any, **options: Any) -> Any:
        name = str(arguments[0])
        tries[name] = tries.get(name, 0) + 1
        if name.endswith("lot/bill.pdf") and tries[name] < 3:
            raise ConnectionResetError
        if name.endswith("lot/invoice.pdf"):
            raise ZeroDivisionError
        return whole(self, work, *arguments, **options)

    monkeypatch.setattr(Bench, "run", shaky)
    outcomes = {entry["file"]: entry for entry in batch(str(inbox), workers=2)["outcomes"]}
    assert outcomes["lot/bill.pdf"]["outcome"] != "rejected"
    assert (outcomes["lot/invoice.pdf"]["outcome"], outcomes["lot/invoice.pdf"]["code"]) == ("rejected", "unreadable")
    by_name = {"/".join(Path(name).parts[-2:]): count for name, count in tries.items()}
    assert by_name["lot/bill.pdf"] == 3
    assert by_name["lot/invoice.pdf"] == 2  # once more at the end, for it may have been the process
    assert outcomes["empty.pdf"]["code"] == "empty"


@pytest.mark.usefixtures("prefect_server")
def test_a_full_disk_is_no_outcome(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.batch import batch

    whole = Bench.run

    def full(self: Bench, work: Any, *arguments: Any, **options: Any) -> Any:
        if str(arguments[0]).endswith("lot/bill.pdf"):
            raise OSError(28, "No space left on device")
        return whole(self, work, *arguments, **options)

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr(Bench, "run", full)
        batch(str(inbox), workers=2)
    told: list[Notice] = []
    with listening(told.append):
        outcomes = {entry["file"]: entry for entry in batch(str(inbox), workers=2)["outcomes"]}
    assert outcomes["lot/bill.pdf"]["outcome"] != "rejected"
    assert sum(notice.pages for notice in told) >= 1
