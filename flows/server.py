"""Prefect's own server, run beside a batch and for it alone: nothing to set up, nothing left behind, nothing sent out.

Prefect's temporary server outlives a program that is killed. Ours reads a pipe that only that program holds, and
leaves when it closes.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

STARTS_WITHIN = 120.0  # seconds; 3 s on a quiet machine
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


def prepare(data_dir: Path) -> None:
    """Set the environment for Prefect; call it before the first `import prefect`. What the user has set stays."""
    home = data_dir / "prefect"
    home.mkdir(parents=True, exist_ok=True)
    for name, value in {**_QUIET, "PREFECT_HOME": str(home), "OMP_THREAD_LIMIT": "1"}.items():
        os.environ.setdefault(name, value)


@contextmanager
def api() -> Iterator[Callable[[], str]]:
    """Start Prefect's API, or take the one PREFECT_API_URL names; yields what waits for it and returns its address.

    A server of our own stops at the end of the block. Waiting raises RuntimeError when it does not come up.
    """
    given = os.environ.get("PREFECT_API_URL")
    if given:
        yield lambda: given
        return
    port = _free_port()
    command = [sys.executable, "-m", "flows.server", str(port)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        yield lambda: _answering(server, f"http://127.0.0.1:{port}/api")
    finally:
        server.communicate()  # closes its stdin, which it takes for the end


def _answering(server: "subprocess.Popen[bytes]", address: str) -> str:
    patience = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < patience:
        if server.poll() is not None:
            told = (server.stderr.read() if server.stderr else b"").decode(errors="replace").strip().splitlines()
            raise RuntimeError(f"Prefect's server stopped at once: {told[-1] if told else 'it said nothing'}")
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return address
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"Prefect's server did not answer within {STARTS_WITHIN:g} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _leave_when_orphaned() -> None:
    """Stop the process when the other end of stdin closes."""
    sys.stdin.buffer.read()
    os._exit(0)


def _serve(port: int) -> None:
    import threading

    threading.Thread(target=_leave_when_orphaned, daemon=True).start()
    os.environ.update({"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"})
    import uvicorn
    from prefect.server.api.server import create_app

    uvicorn.run(create_app(ephemeral=True), host="127.0.0.1", port=port, log_level="error", lifespan="on")


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
