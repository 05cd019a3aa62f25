"""Prefect's own server, run beside a batch and for it alone: nothing to set up, nothing left behind, nothing sent out.

Prefect's temporary server outlives a program that is killed. Ours reads a pipe that only that program holds, and
leaves when it closes.
"""

import asyncio
import fcntl
import logging
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from urllib.error import URLError

from flows import lifeline

OWN = "TALLYMAN_OWN_PREFECT"  # set while Prefect's server lives for one program alone, and nobody looks into it
_DATABASE = "PREFECT_API_DATABASE_CONNECTION_URL"
_UNMIGRATED = "unmigrated"
LARGEST = 50_000_000  # bytes of a database that nobody looks into
STARTS_WITHIN = 300.0  # seconds; 3 s on a quiet machine
_QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",  # what goes wrong is an outcome in the ledger, or one line of ours
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "DASK_LOGGING__DISTRIBUTED": "critical",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_MESSAGING_CACHE": "prefect.server.utilities.messaging.memory",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
}

_LOUD = {
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_TO_API_ENABLED": "true",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}


def prepare(data_dir: Path, *, quiet: bool = True) -> None:
    """Set the environment for Prefect; call it before the first `import prefect`. What the user has set stays.

    Not `quiet`: runs log to Prefect, where people look at them.
    """
    home = data_dir / "prefect"
    home.mkdir(parents=True, exist_ok=True)
    chosen = {**_QUIET, "PREFECT_HOME": str(home), "OMP_THREAD_LIMIT": "1", **({} if quiet else _LOUD)}
    for name, value in chosen.items():
        os.environ.setdefault(name, value)


_BRIEF = {  # of a server for one program
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
}


@contextmanager
def api() -> Iterator[Callable[[], str]]:
    """Start Prefect's API, or take the one PREFECT_API_URL names; yields what waits for it and returns its address.

    A server of our own stops at the end of the block. Waiting raises RuntimeError when it does not come up.
    """
    given = os.environ.get("PREFECT_API_URL")
    if given:
        yield lambda: given
        return
    port = free_port()
    command = [sys.executable, "-m", "flows.server", str(port)]
    with own_database(Path(os.environ["PREFECT_HOME"])) as database:
        told = {_DATABASE: os.environ.get(_DATABASE, database)}
        if told[_DATABASE] == database:
            command.append(_UNMIGRATED)
        pipe, null = subprocess.PIPE, subprocess.DEVNULL
        server = subprocess.Popen(command, env={**os.environ, **told}, stdin=pipe, stdout=null, stderr=pipe)
        os.environ[OWN] = "1"
        try:
            _send_events(False)
            yield lambda: answering(server, f"http://127.0.0.1:{port}/api")
        finally:
            _send_events(True)
            del os.environ[OWN]
            server.communicate()  # closes its stdin, which it takes for the end


def _send_events(wanted: bool) -> None:
    """Send Prefect an event for each state of each task, or none: writing them down costs more than the tasks."""
    from prefect.events.clients import NullEventsClient
    from prefect.events.worker import EventsWorker

    EventsWorker.set_client_override(None if wanted else NullEventsClient)


@contextmanager
def own_database(home: Path) -> Iterator[str]:
    """Give the URL of a database for servers of our own, which nobody looks into: emptied when it has grown large.

    Each that uses it holds a lock, so that it goes only when no other is at work in it.
    """
    place = home / f"batch-{version('prefect')}.db"  # its tables are those of this version, and are never migrated
    held = os.open(home / "batch.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        with suppress(OSError):
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if place.is_file() and place.stat().st_size > LARGEST:
                for path in (place, *(place.with_name(f"{place.name}-{part}") for part in ("wal", "shm"))):
                    path.unlink(missing_ok=True)
        fcntl.flock(held, fcntl.LOCK_SH)
        yield f"sqlite+aiosqlite:///{place}"
    finally:
        os.close(held)


def log_to_prefect() -> None:
    """Have what our flows log at info go to Prefect, with the run; it holds ids and counts, no personal data."""
    from prefect.logging.handlers import APILogHandler

    ours = logging.getLogger("flows")
    ours.setLevel(logging.INFO)
    if not any(isinstance(handler, APILogHandler) for handler in ours.handlers):
        ours.addHandler(APILogHandler())


def answering(server: "subprocess.Popen[bytes]", address: str) -> str:
    """Wait until the server answers, and return its address; raises RuntimeError when it does not."""
    patience = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < patience:
        if server.poll() is not None:
            said = (server.stderr.read() if server.stderr else b"").decode(errors="replace").strip().splitlines()
            told = [line for line in said if "Error" in line] or said or ["it said nothing"]
            raise RuntimeError(f"Prefect's server stopped at once: {told[-1]}")
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return address
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"Prefect's server did not answer within {STARTS_WITHIN:g} s")


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Say whether nothing listens on `port` of this machine at the address `host`."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return port != 0


def free_port() -> int:
    """Return a port of this machine on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _serve(port: int, *, lasting: bool, unmigrated: bool) -> None:
    """Serve Prefect's API: for one program, or `lasting`, with its schedules, its upkeep and its pages.

    The tables of a database of our own are made, and stay `unmigrated`; anybody else's is migrated as Prefect does.
    """
    lifeline.hold()
    os.environ["PREFECT__SERVER_FINAL"] = "1"
    if not lasting:
        os.environ.update(_BRIEF)
    if unmigrated:
        os.environ["PREFECT_API_DATABASE_MIGRATE_ON_START"] = "false"
    import uvicorn
    from prefect.server.api.server import create_app

    if unmigrated:
        asyncio.run(_make_tables())
    uvicorn.run(create_app(ephemeral=not lasting), host="127.0.0.1", port=port, log_level="error", lifespan="on")


async def _make_tables() -> None:
    """Make what is missing of the tables of this Prefect; its hundred migrations would take 17 s of a first start."""
    from prefect.server.database import provide_database_interface

    interface = provide_database_interface()
    for table in interface.Base.metadata.tables.values():  # Prefect names some indexes twice
        table.indexes = set({index.name: index for index in table.indexes}.values())
    engine = await interface.engine()
    async with engine.begin() as connection:
        await interface.database_config.create_db(connection, interface.Base.metadata)


if __name__ == "__main__":
    _serve(int(sys.argv[1]), lasting="lasting" in sys.argv, unmigrated=_UNMIGRATED in sys.argv)
