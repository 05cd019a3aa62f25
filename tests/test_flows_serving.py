"""`tallyman serve`: every deployment runs on its own local Prefect server, and nothing outlives the program."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import yaml

from flows.deployments import DEPLOYMENTS, schedule_of
from flows.server import OWN, free_port
from flows.serving import Tree, _port, only_one
from flows.settings import settings
from tests.conftest import BILL, INVOICE, Command
from tests.prefect_api import PrefectApi

pytestmark = pytest.mark.timeout(900)  # whole programs, on a machine that others use as well
ROOT = Path(__file__).parent.parent
COFFEE = ROOT / "fixtures" / "consignments" / "clean-coffee"
COFFEE_LABELS = ROOT / "fixtures" / "labels" / "clean-coffee"
PATIENCE = 600.0  # seconds; other tests and programs may want the cores too


@dataclass
class Served:
    """A running `tallyman serve`."""

    program: "subprocess.Popen[str]"
    data: Path
    desk: str
    prefect: PrefectApi


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("served")
    chosen = {"DATA_DIR": data, "CONFIG": data / "none.toml", "PREFECT_PORT": 0, "SETTLE_SECONDS": 0, "WORKERS": 1,
              "SCHEDULES": json.dumps({each.name: "off" for each in DEPLOYMENTS}), "FLOWS_AT_ONCE": 5}  # fmt: skip
    # What other tests of this process have set for Prefect is not ours: their server, their silence.
    inherited = {name: value for name, value in os.environ.items() if name != OWN and not name.startswith("PREFECT_")}
    told = {**inherited, **{f"TALLYMAN_{name}": str(value) for name, value in chosen.items()}}
    told |= {"PREFECT_RUNNER_POLL_FREQUENCY": "1"}
    command = [sys.executable, "-m", "flows", "serve", "--port", str(free_port())]
    program = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=told)
    assert program.stderr is not None
    line = ""
    while "Prefect:" not in line:
        line = program.stderr.readline()
        assert line, "serve ended before it was ready"
    words = line.split()
    try:
        prefect = PrefectApi(f"{words[words.index('Prefect:') + 1]}/api", PATIENCE)
        yield Served(program, data, words[words.index("Desk:") + 1], prefect)
    finally:
        program.kill()
        program.wait()


def paper(path: Path, lines: tuple[str, ...]) -> None:
    from reportlab.pdfgen.canvas import Canvas

    path.parent.mkdir(parents=True, exist_ok=True)
    canvas = Canvas(str(path), invariant=True)
    for row, text in enumerate(lines):
        canvas.drawString(50, 800 - 18 * row, text)
    canvas.save()


def test_every_deployment_runs_on_a_local_server(served: Served, tmp_path: Path) -> None:
    patience = time.monotonic() + PATIENCE
    while len(served.prefect.ask("/deployments/filter", {})) < len(DEPLOYMENTS) and time.monotonic() < patience:
        time.sleep(0.5)
    paper(served.data / "inbox" / "a.pdf", INVOICE)
    paper(served.data / "night" / "lot" / "bill.pdf", BILL)
    paper(tmp_path / "labelled" / "invoice.pdf", INVOICE)
    for file in (COFFEE / "invoice.pdf", COFFEE_LABELS / "invoice.pdf.json"):
        (tmp_path / "labelled" / file.name).write_bytes(file.read_bytes())
    runs = [
        served.prefect.start("sweep-inbox"),
        served.prefect.start("nightly-batch"),
        served.prefect.start("evaluate", papers=str(tmp_path / "labelled")),
        served.prefect.start("housekeeping"),
    ]
    assert served.prefect.ended(*runs) == ["COMPLETED"] * 4
    assert served.prefect.ended(served.prefect.start("recheck")) == ["COMPLETED"]

    assert list((served.data / "inbox").glob("*/a.pdf.json"))
    results = served.data / "night-results"
    assert json.loads((results / "summary.json").read_text())["files"]["total"] == 1
    figures = json.loads(next((served.data / "evaluations").glob("*.json")).read_text())
    assert figures["all"]["kinds"] == 1.0

    artifacts = served.prefect.ask("/artifacts/filter", {})
    tables = [each for each in artifacts if (each["key"] or "").startswith("consignment-")]
    assert len(tables) == 2
    assert all("/consignments/c" in each["description"] for each in tables)
    logs: list[str] = []  # a run sends its last lines a moment after it has ended
    while not any(line.startswith("consignment c") for line in logs) and time.monotonic() < patience:
        time.sleep(0.5)
        lines = served.prefect.ask("/logs/filter", {"limit": 200, "sort": "TIMESTAMP_DESC"})
        logs = [each["message"] for each in lines]
    assert any(line.startswith("consignment c") for line in logs)
    everything = json.dumps([artifacts, logs])
    assert "ACME" not in everything
    assert "a.pdf" not in everything


def test_a_flow_under_way_and_every_other_child_leave_with_the_program(served: Served) -> None:
    """Last in this module: it kills the server that the others ask."""
    run = served.prefect.start("nightly-batch", inbox=str(served.data / "inbox"))
    patience = time.monotonic() + PATIENCE
    waits = {"SCHEDULED", "PENDING"}
    while served.prefect.ask(f"/flow_runs/{run}")["state_type"] in waits and time.monotonic() < patience:
        time.sleep(0.2)
    children = psutil.Process(served.program.pid).children(recursive=True)
    assert len(children) >= 3  # the server, the runner, the flow
    served.program.send_signal(signal.SIGKILL)
    served.program.wait()
    patience = time.monotonic() + 60
    while any(_lives(child) for child in children) and time.monotonic() < patience:
        time.sleep(0.2)
    assert [child for child in children if _lives(child)] == []


def _lives(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE  # a container's first process may not clear them away
    except psutil.NoSuchProcess:
        return False


def test_a_second_program_on_the_same_data_is_told(tmp_path: Path, tallyman: Command) -> None:
    with only_one(settings().data_dir):
        done = tallyman("serve", "--port", free_port())
    assert (done.returncode, "Another `tallyman serve` is at work" in done.stderr) == (2, True)
    with only_one(settings().data_dir):
        pass  # free again


def test_a_taken_port_of_the_desk_is_told_before_anything_is_started(tallyman: Command) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = tallyman("serve", "--port", taken.getsockname()[1])
    assert done.returncode == 2
    assert "is taken. Name another with --port" in done.stderr
    assert not (settings().data_dir / "prefect").exists()


def test_two_programs_that_start_at_once_do_not_share_a_port() -> None:
    wanted = free_port()
    with _port(wanted) as first, _port(wanted) as second:
        assert first == wanted
        assert second not in {wanted, 0}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", wanted))
        with _port(wanted) as other:
            assert other != wanted


def test_a_child_that_ends_is_started_again() -> None:
    tree = Tree()
    first = tree.grow([sys.executable, "-c", "import sys; sys.stdin.read()"])
    import threading

    threading.Thread(target=tree.tend, daemon=True).start()
    first.kill()
    patience = time.monotonic() + 30
    while tree.children[0] is first and time.monotonic() < patience:
        time.sleep(0.1)
    assert tree.children[0] is not first
    assert tree.children[0].poll() is None
    tree.fell()
    assert tree.children[0].poll() is not None


def test_prefect_yaml_says_what_the_program_says() -> None:
    told = {each["name"]: each for each in yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]}
    assert list(told) == [each.name for each in DEPLOYMENTS]
    for each in DEPLOYMENTS:
        mine = told[each.name]
        assert (mine["entrypoint"], mine["description"]) == (each.entrypoint, each.description)
        assert mine["schedules"] == [schedule_of(each, settings())]


def test_schedules_are_settings() -> None:
    sweep, night = DEPLOYMENTS[:2]
    chosen = settings(schedules={"sweep-inbox": "60", "nightly-batch": "off"})
    assert schedule_of(sweep, chosen) == {"interval": 60.0}
    assert schedule_of(night, chosen) == {}
    with pytest.raises(ValueError, match="no deployment swep"):
        schedule_of(sweep, settings(schedules={"swep": "60"}))
