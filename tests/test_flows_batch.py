"""Batches: the flow under Prefect, nothing read twice, nothing lost or doubled after a kill, the same on Dask."""

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import psutil
import pytest

from flows import originals
from flows.bench import Bench, WorkerLost
from tests.conftest import BILL, INVOICE, Command, MakePdf


@pytest.fixture
def inbox(tmp_path: Path, pdf: MakePdf) -> Path:
    """An inbox with every kind of lot: sub-folder, archive, loose pair, copies, and what nobody can read."""
    folder = tmp_path / "inbox"
    for number in range(3):
        lines = tuple(line.replace("123456", f"12345{number}").replace("3054383", "305438") for line in BILL)
        pdf(f"inbox/lot{number}/bill.pdf", lines)
        pdf(f"inbox/lot{number}/sub/invoice.pdf", (*INVOICE, f"Lot {number}"))
    bill, invoice = pdf("inbox/bill.pdf", BILL), pdf("inbox/invoice.pdf", INVOICE)
    (folder / "lot0" / "again.pdf").write_bytes((folder / "lot0" / "bill.pdf").read_bytes())
    (folder / "zz-copy.pdf").write_bytes(bill.read_bytes())
    with zipfile.ZipFile(folder / "packed.zip", "w") as archive:
        archive.write(invoice, "papers/invoice.pdf")
        archive.writestr("papers/empty.pdf", b"")
    (folder / "empty.pdf").touch()
    (folder / "noise.bin").write_bytes(bytes(range(256)) * 8)
    (folder / ".hidden").touch()
    return folder


def outputs(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def rows(data: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(f"file:{data / 'ledger.sqlite'}?mode=ro", uri=True) as connection:
        return connection.execute(query).fetchall()


def run(inbox: Path, out: Path, **options: Any) -> dict[str, Any]:
    from flows.batch import batch

    summary: dict[str, Any] = batch(str(inbox), str(out), **options)
    return summary


@pytest.mark.usefixtures("prefect_server")
def test_every_file_has_one_outcome_and_every_lot_one_report(inbox: Path, tmp_path: Path, own_data: Path) -> None:
    summary = run(inbox, tmp_path / "out", workers=2)
    outcomes = {entry["file"]: entry for entry in summary["outcomes"]}
    files = {path.relative_to(inbox).as_posix() for path in inbox.rglob("*") if path.is_file()} - {".hidden"}
    assert set(outcomes) == files
    assert (
        summary["files"]["total"]
        == len(files)
        == sum(summary["files"][s] for s in ("done", "needs_review", "rejected"))
    )
    assert (outcomes["empty.pdf"]["outcome"], outcomes["empty.pdf"]["code"]) == ("rejected", "empty")
    assert (outcomes["noise.bin"]["outcome"], outcomes["noise.bin"]["code"]) == ("rejected", "unknown-type")
    assert (outcomes["packed.zip"]["outcome"], outcomes["packed.zip"]["code"]) == ("needs_review", "empty")
    assert outcomes["zz-copy.pdf"]["duplicate_of"] == "bill.pdf"
    assert outcomes["lot0/bill.pdf"]["duplicate_of"] == "lot0/again.pdf"
    assert outcomes["bill.pdf"]["consignment"] == outcomes["invoice.pdf"]["consignment"] is not None
    assert len({outcomes[f"lot{number}/bill.pdf"]["consignment"] for number in range(3)}) == 3
    assert {f"{entry['consignment']}.json" for entry in outcomes.values() if entry["consignment"]} == set(
        summary["reports"]
    )
    assert set(summary["reports"]) | {"findings.csv", "findings.xlsx", "summary.json"} == set(outputs(tmp_path / "out"))
    with (tmp_path / "out" / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        assert sum(1 for _ in csv.DictReader(file)) == sum(summary["findings"].values())
    report = json.loads((tmp_path / "out" / f"{outcomes['lot1/bill.pdf']['consignment']}.json").read_text())
    assert [paper["file"] for paper in report["consignment"]["papers"]] == ["bill.pdf", "sub/invoice.pdf"]
    assert {state for (state,) in rows(own_data, "SELECT state FROM files")} <= {"done", "needs_review", "rejected"}
    kept = {digest for digest, _ in originals.every(own_data / "originals")}
    assert {entry["sha256"] for name, entry in outcomes.items() if name != "empty.pdf"} <= kept
    assert {paper["sha256"] for paper in report["consignment"]["papers"]} <= kept


@pytest.mark.usefixtures("prefect_server")
def test_a_second_run_reads_nothing_and_gives_the_same(
    inbox: Path, tmp_path: Path, own_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(inbox, tmp_path / "out", workers=2)
    (tmp_path / "out" / ".summary.json.x1_y2.part").touch()  # a run was killed there
    before, kept = outputs(tmp_path / "out"), rows(own_data, "SELECT id, read_at FROM readings")
    judged = rows(own_data, "SELECT id, judged_at FROM consignments")

    def forbidden(*_: object) -> None:
        raise AssertionError("work was done again")

    monkeypatch.setattr(Bench, "run", forbidden)
    run(inbox, tmp_path / "out", workers=2)
    assert before.pop(".summary.json.x1_y2.part") == b""
    assert outputs(tmp_path / "out") == before
    assert rows(own_data, "SELECT id, read_at FROM readings") == kept
    assert rows(own_data, "SELECT id, judged_at FROM consignments") == judged


@pytest.mark.usefixtures("prefect_server")
def test_new_files_alone_are_read_and_old_reports_go(inbox: Path, tmp_path: Path, pdf: MakePdf, own_data: Path) -> None:
    first = run(inbox, tmp_path / "out", workers=2)
    kept = len(rows(own_data, "SELECT id FROM readings"))
    pdf("inbox/bill2.pdf", (*BILL, "Second original"))
    (inbox / "bill.pdf").rename(inbox / "renamed.pdf")
    second = run(inbox, tmp_path / "out", workers=2)
    outcomes = {entry["file"]: entry for entry in second["outcomes"]}
    assert len(rows(own_data, "SELECT id FROM readings")) == kept + 1
    assert outcomes["bill2.pdf"]["consignment"] == outcomes["renamed.pdf"]["consignment"]
    assert "bill.pdf" not in outcomes
    gone = set(first["reports"]) - set(second["reports"])
    assert gone
    assert not gone & set(outputs(tmp_path / "out"))


@pytest.mark.usefixtures("prefect_server")
def test_a_file_that_kills_its_worker_is_refused_and_the_others_are_read(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Bench.run

    def deadly(self: Bench, work: Any, *arguments: Any, **options: Any) -> Any:
        if arguments[0] == str(inbox.resolve() / "invoice.pdf"):
            raise WorkerLost
        return whole(self, work, *arguments, **options)

    monkeypatch.setattr(Bench, "run", deadly)
    outcomes = {entry["file"]: entry for entry in run(inbox, tmp_path / "out", workers=2)["outcomes"]}
    assert (outcomes["invoice.pdf"]["outcome"], outcomes["invoice.pdf"]["code"]) == ("rejected", "reader-crashed")
    assert outcomes["bill.pdf"]["outcome"] != "rejected"


@pytest.mark.usefixtures("prefect_server")
def test_a_faulty_rule_costs_one_consignment_and_is_tried_again(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import errands

    struck: list[object] = []
    whole = Bench.run

    def faulty(self: Bench, work: Any, *arguments: Any, **options: Any) -> Any:
        if work is errands.judge_one and not struck:
            struck.append(work)
            raise ZeroDivisionError
        return whole(self, work, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Bench, "run", faulty)
        summary = run(inbox, tmp_path / "out", workers=2)
    again = run(inbox, tmp_path / "out", workers=2)
    assert len(again["reports"]) == len(summary["reports"]) + 1
    assert "not-judged" in {entry["code"] for entry in summary["outcomes"]}
    assert "not-judged" not in {entry["code"] for entry in again["outcomes"]}


@pytest.mark.usefixtures("prefect_server")
def test_one_consignment_is_a_flow_of_its_own(inbox: Path, own_data: Path) -> None:
    from flows.check_consignment import check_consignment

    report = check_consignment([str(inbox / "lot1")], declaration=str(inbox / "lot2" / "bill.pdf"), workers=2)
    kinds = [paper["kind"] for paper in report["consignment"]["papers"]]
    assert kinds == ["bill_of_lading", "commercial_invoice", "customs_declaration"]
    assert rows(own_data, "SELECT consignment FROM consignments") == [(report["consignment"]["id"],)]


@pytest.mark.usefixtures("prefect_server")
def test_dask_gives_the_same(inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(inbox, tmp_path / "local", workers=2)
    monkeypatch.setenv("TALLYMAN_LEDGER_URL", f"sqlite:///{tmp_path / 'dask.sqlite'}")
    run(inbox, tmp_path / "dask", runner="dask", workers=2)
    assert outputs(tmp_path / "dask") == outputs(tmp_path / "local")


def test_after_a_kill_nothing_is_left_behind_and_the_next_run_finishes_the_work(
    inbox: Path, tmp_path: Path, own_data: Path, tallyman: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole program, its Prefect server and its readers; `test_flows_once` tries the moments one by one."""
    command = [sys.executable, "-m", "flows", "batch", str(inbox), "--out", str(tmp_path / "out"), "--workers", "2"]
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _wait_for(program, own_data, "readings", 3)
    program.send_signal(signal.SIGKILL)
    program.wait()
    assert _left_behind(own_data) == []
    assert tallyman(*command[3:]).returncode == 0

    monkeypatch.setenv("TALLYMAN_LEDGER_URL", f"sqlite:///{tmp_path / 'undisturbed.sqlite'}")
    assert tallyman("batch", inbox, "--out", tmp_path / "undisturbed").returncode == 0
    assert outputs(tmp_path / "out") == outputs(tmp_path / "undisturbed")
    files = sum(path.is_file() for path in inbox.rglob("*")) - 1
    assert rows(own_data, "SELECT count(*), count(DISTINCT name) FROM files") == [(files, files)]
    twice = "SELECT count(*) - count(DISTINCT report_id || '/' || position) FROM findings"
    assert rows(own_data, twice) == [(0,)]
    assert _left_behind(own_data) == []


def _wait_for(program: "subprocess.Popen[bytes]", data: Path, table: str, count: int) -> None:
    patience = time.monotonic() + 60
    while program.poll() is None and time.monotonic() < patience:
        try:
            if rows(data, f"SELECT count(*) FROM {table}")[0][0] >= count:
                return
        except sqlite3.OperationalError:
            pass  # no ledger yet
        time.sleep(0.005)


def _left_behind(data: Path) -> list[str]:
    """Return the processes that still work for the ledger in `data`, given a moment to leave."""
    patience = time.monotonic() + 10
    while True:
        found = []
        for process in psutil.process_iter():
            try:
                if process.pid != os.getpid() and process.environ().get("TALLYMAN_DATA_DIR") == str(data):
                    found.append(" ".join(process.cmdline()))
            except psutil.Error:
                continue
        if not found or time.monotonic() > patience:
            return found
        time.sleep(0.2)
