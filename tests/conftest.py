"""What every test stands on: a data folder of its own, papers made on the spot, one Prefect server a session."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import postgres as postgresql

os.environ.update({"OMP_THREAD_LIMIT": "1", "DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"})

INVOICE = (
    "COMMERCIAL INVOICE",
    "Invoice No: INV-2024-001",
    "Date: 12 March 2024",
    "Seller: ACME GmbH",
    "B/L No: MSCUAB123456",
    "Container: CSQU3054383",
    "Description HS Code Quantity Amount",
    "Recycled PP granules 390210 1200 KG 3400.00 USD",
)
BILL = (
    "BILL OF LADING",
    "B/L No: MSCUAB123456",
    "Shipper: ACME GmbH",
    "Container No: CSQU3054383",
    "Plastic scrap in bales 24 bales 1200 kgs",
)

MakePdf = Callable[..., Path]
Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True)
def own_data(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep a test's ledger and settings away from the user's and from other tests'."""
    folder = tmp_path_factory.mktemp("data")
    for name in [name for name in os.environ if name.startswith("TALLYMAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TALLYMAN_DATA_DIR", str(folder))
    monkeypatch.setenv("TALLYMAN_CONFIG", str(folder / "tallyman.toml"))
    return folder


@pytest.fixture
def pdf(tmp_path: Path) -> MakePdf:
    """Return a maker of one-page PDFs with a text layer, one line of text a line."""
    from reportlab.pdfgen.canvas import Canvas

    def make(name: str, lines: tuple[str, ...] = INVOICE) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        canvas = Canvas(str(path), invariant=True)
        for row, line in enumerate(lines):
            canvas.drawString(50, 800 - 18 * row, line)
        canvas.save()
        return path

    return make


@pytest.fixture
def tallyman() -> Command:
    """Return a runner of the command line in a process of its own, with its output as text."""

    def run(*arguments: str | Path, timeout: float = 120) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "flows", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)

    return run


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Run a Prefect server for the session, the one that batches use, or take the one that PREFECT_API_URL names."""
    from flows.server import api, prepare

    prepare(tmp_path_factory.mktemp("prefect"))
    with api() as answering:
        from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

        with temporary_settings({PREFECT_API_URL: answering(), PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[postgresql.Server]:
    """Run a PostgreSQL server for the session."""
    if not postgresql.PROGRAMS:
        pytest.skip("waits for PostgreSQL, which `make setup` installs")
    with postgresql.running() as server:
        yield server
