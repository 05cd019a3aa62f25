"""The same consignments on this machine's processes, on Dask, and on two Prefect workers over one PostgreSQL."""

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import create_engine, text

from flows.server import answering, free_port
from tests import postgres as postgresql
from tests.conftest import BILL, INVOICE, MakePdf
from tests.prefect_api import PrefectApi

pytestmark = pytest.mark.timeout(1800)  # a minute on a quiet machine; whole programs on one that others use
PATIENCE = 900.0
MOST = 2  # folders and archives that a run takes at a time, so that both workers get some


@pytest.fixture
def inbox(tmp_path: Path, pdf: MakePdf) -> Path:
    """Six consignments that share nothing but a copy, and what nobody can read."""
    folder = tmp_path / "inbox"
    for number in range(5):
        lines = [line.replace("MSCUAB123456", f"MSCUAB99{number}").replace("CSQU3054383", "") for line in BILL]
        pdf(f"inbox/lot{number}/bill.pdf", tuple(lines))
    bill = pdf("inbox/bill.pdf", BILL)
    pdf("inbox/invoice.pdf", INVOICE)
    (folder / "zz-copy.pdf").write_bytes(bill.read_bytes())
    with zipfile.ZipFile(folder / "packed.zip", "w") as archive:
        archive.write(pdf("other.pdf", ("PACKING LIST", "No: PL-77", "Gross mass: 12 kg")), "papers/other.pdf")
    (folder / "empty.pdf").touch()
    return folder


def outputs(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


Outcomes = dict[str, tuple[str | None, ...]]


def outcomes(summary: dict[str, Any]) -> Outcomes:
    keys = ("outcome", "code", "consignment", "duplicate_of", "sha256")
    return {entry["file"]: tuple(entry[key] for key in keys) for entry in summary["outcomes"]}


def in_ledger(url: str, inbox: Path) -> Outcomes:
    engine = create_engine(url)
    with engine.connect() as connection:
        asked = (
            "SELECT name, state, code, consignment, duplicate_of, sha256 FROM files WHERE starts_with(inbox, :place)"
        )
        rows = connection.execute(text(asked), {"place": f"{inbox}/.taken/"}).fetchall()
    engine.dispose()
    names = [row[0] for row in rows]
    assert len(names) == len(set(names)), "a file was taken twice"
    return {row[0]: tuple(value or None for value in row[1:]) for row in rows}


@dataclass
class Farm:
    """A Prefect server on PostgreSQL with two workers, which share one ledger on PostgreSQL."""

    prefect: PrefectApi
    environment: dict[str, str]
    workers: list["subprocess.Popen[bytes]"]

    @property
    def ledger(self) -> str:
        return self.environment["TALLYMAN_LEDGER_URL"]

    def worker(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", "tallyman", "--limit", "1"]
        quiet = subprocess.DEVNULL
        self.workers.append(subprocess.Popen(command, env=self.environment, stdout=quiet, stderr=quiet))
        return self.workers[-1]


@pytest.fixture(scope="module")
def farm(postgres: postgresql.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    server, data = postgres, tmp_path_factory.mktemp("farm")
    port = free_port()
    chosen = {
        "PREFECT_HOME": str(data / "prefect"), "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_API_DATABASE_CONNECTION_URL": server.database().replace("+psycopg", "+asyncpg"),
        "PREFECT_WORKER_QUERY_SECONDS": "1", "PREFECT_CLI_PROMPT": "false", "PREFECT_LOGGING_LEVEL": "ERROR",
        "TALLYMAN_DATA_DIR": str(data), "TALLYMAN_CONFIG": str(data / "none.toml"), "TALLYMAN_SETTLE_SECONDS": "0",
        "TALLYMAN_LEDGER_URL": server.database(), "TALLYMAN_CLAIM_MOST": str(MOST), "TALLYMAN_WORKERS": "1",
    }  # fmt: skip
    environment = {**os.environ, **chosen}
    command = [sys.executable, "-m", "flows.server", str(port), "lasting"]
    program = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    made = Farm(PrefectApi(chosen["PREFECT_API_URL"], PATIENCE), environment, [])
    try:
        answering(program, made.prefect.url)
        deploy = [sys.executable, "-m", "flows", "deploy"]
        done = subprocess.run(deploy, env=environment, capture_output=True, text=True, timeout=300, check=True)
        assert "sweep-inbox/sweep-inbox" in done.stdout
        made.worker()
        made.worker()
        yield made
    finally:
        for worker in made.workers:
            for process in [*_children(worker.pid), psutil.Process(worker.pid)] if worker.poll() is None else []:
                process.kill()
            worker.wait()
        program.kill()
        program.wait()


def _children(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


@pytest.mark.usefixtures("prefect_server")
def test_every_way_of_running_gives_the_same(
    inbox: Path, tmp_path: Path, farm: Farm, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.batch import batch

    summary = batch(str(inbox), str(tmp_path / "local"), workers=2)
    assert summary["files"]["total"] == 10

    monkeypatch.setenv("TALLYMAN_LEDGER_URL", f"sqlite:///{tmp_path / 'dask.sqlite'}")
    batch(str(inbox), str(tmp_path / "dask"), runner="dask", workers=2)
    assert outputs(tmp_path / "dask") == outputs(tmp_path / "local")

    swept = tmp_path / "swept"
    shutil.copytree(inbox, swept)
    one = farm.prefect.start("nightly-batch", inbox=str(inbox), out=str(tmp_path / "farmed"))
    first, second = (farm.prefect.start("sweep-inbox", inbox=str(swept)) for _ in range(2))
    assert farm.prefect.ended(one, first, second) == ["COMPLETED"] * 3
    assert outputs(tmp_path / "farmed") == outputs(tmp_path / "local")
    assert in_ledger(farm.ledger, swept) == outcomes(summary)
    assert len({farm.prefect.ask(f"/flow_runs/{run}")["infrastructure_pid"] for run in (one, first, second)}) == 3


def test_what_a_killed_worker_had_taken_is_finished_by_another(inbox: Path, farm: Farm) -> None:
    run = farm.prefect.start("sweep-inbox", inbox=str(inbox))
    patience = time.monotonic() + PATIENCE
    while not list(inbox.glob(".taken/*-*")) and time.monotonic() < patience:
        time.sleep(0.02)
    for worker in list(farm.workers):
        if worker.poll() is None and _children(worker.pid):  # the one that has the run, and the run with it
            for process in [*_children(worker.pid), psutil.Process(worker.pid)]:
                process.send_signal(signal.SIGKILL)
            worker.wait()
    assert sum(worker.poll() is None for worker in farm.workers) == 1
    assert farm.prefect.ended(farm.prefect.start("sweep-inbox", inbox=str(inbox))) == ["COMPLETED"]
    found = in_ledger(farm.ledger, inbox)
    assert farm.prefect.ask(f"/flow_runs/{run}")["state_type"] in {"RUNNING", "CRASHED"}
    assert len(found) == 10
    assert {state for state, *_ in found.values()} <= {"done", "needs_review", "rejected"}
    left = {path.relative_to(inbox).parts[0] for path in inbox.rglob("*") if path.is_file()}
    assert left <= {"done", "review", "rejected", ".taken"}
    assert not list(inbox.glob(".taken/*/*"))
