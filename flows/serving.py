"""`tallyman serve`: the desk, Prefect's server and the scheduled flows as one tree of processes, with no internet.

The desk runs in this process. The server and the runner of the flows are children on a lifeline; one that ends is
started again, and all of them, flows under way included, leave when this process is gone.
"""

import asyncio
import errno
import fcntl
import importlib
import importlib.util
import logging
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flows import lifeline
from flows.server import answering, free_port, is_free, prepare
from flows.settings import Settings, settings

if TYPE_CHECKING:
    import subprocess

    from fastapi import FastAPI

log = logging.getLogger(__name__)

DESK = "desk.app"
KEPT_ALIVE = 75  # seconds that a line is kept for the next request: longer than most look at a page, so that a browser
# does not ask on one that is just being closed
_LOOK, _LONGEST = 1.0, 60.0  # seconds between looks at the children, and at most before one is started again


def serve(chosen: Settings, host: str, port: int) -> None:
    """Serve until interrupted.

    Raises ValueError where another serves this data folder, or the desk's port is taken, and RuntimeError when
    Prefect's server does not come up.
    """
    desk = f"http://{host}:{port}"
    with only_one(chosen.data_dir):
        if not is_free(port, host):
            raise ValueError(f"Port {port} of {host} is taken. Name another with --port, or stop what listens there.")
        _serve(chosen, host, port, desk)


def _serve(chosen: Settings, host: str, port: int, desk: str) -> None:
    import uvicorn

    with background(chosen) as api:
        print(f"Desk: {desk}   Prefect: {api.removesuffix('/api')}", file=sys.stderr, flush=True)
        uvicorn.run(
            app(chosen, desk), host=host, port=port, log_level="warning", lifespan="on", timeout_keep_alive=KEPT_ALIVE
        )


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Serve a data folder alone: a second one would take the runs of the first for killed. Raises ValueError."""
    data_dir.mkdir(parents=True, exist_ok=True)
    held = _held(data_dir / "serve.lock")
    if held is None:
        raise ValueError(
            f"Another `tallyman serve` is at work on {data_dir}. Stop it, or give this one a folder of its own "
            "(TALLYMAN_DATA_DIR)."
        )
    try:
        yield
    finally:
        os.close(held)


def _held(place: Path) -> int | None:
    """Return a lock for as long as it is open and this process lives, None where another has it."""
    try:
        held = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        if error.errno in {errno.EACCES, errno.EPERM, errno.ELOOP}:  # another user's
            return None
        raise
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        return None
    return held


@contextmanager
def _port(wanted: int) -> Iterator[int]:
    """Give `wanted` where it is free and no other tallyman is about to take it, else another."""
    held = _held(Path(tempfile.gettempdir()) / f"tallyman-port-{wanted}.lock")
    try:
        yield wanted if held is not None and is_free(wanted) else free_port()
    finally:
        if held is not None:
            os.close(held)


@contextmanager
def background(chosen: Settings) -> Iterator[str]:
    """Run Prefect's server, or take the one that PREFECT_API_URL names, and the scheduled flows; yields its address."""
    prepare(chosen.data_dir, quiet=False)
    os.environ["PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED"] = "events,flow_runs"
    os.environ["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"] = str(int(chosen.prefect_days * 86_400))
    events = int(min(chosen.prefect_days, 7.0) * 86_400)
    os.environ.setdefault("PREFECT_SERVER_EVENTS_RETENTION_PERIOD", f"PT{events}S")  # this one takes no bare number
    given = os.environ.get("PREFECT_API_URL")
    tree = Tree()
    with _port(chosen.prefect_port) as port:
        try:
            if not given:
                server = tree.grow([sys.executable, "-m", "flows.server", str(port), "lasting"])
                os.environ["PREFECT_API_URL"] = answering(server, f"http://127.0.0.1:{port}/api")
                os.environ["PREFECT_UI_API_URL"] = os.environ["PREFECT_API_URL"]
            tree.grow([sys.executable, "-m", "flows.serving", "own" if not given else "given"])
            threading.Thread(target=tree.tend, daemon=True).start()
            yield os.environ["PREFECT_API_URL"]
        finally:
            tree.fell()
            if not given:
                os.environ.pop("PREFECT_API_URL", None)


class Tree:
    """The children: started, started again when they end, stopped together."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []
        self.children: list[subprocess.Popen[bytes]] = []
        self._felled = threading.Event()

    def grow(self, command: list[str]) -> "subprocess.Popen[bytes]":
        """Start a child."""
        child = lifeline.started(command)
        self.commands.append(command)
        self.children.append(child)
        return child

    def tend(self) -> None:
        """Start again what ends, with growing pauses, until the tree is felled."""
        pause = _LOOK
        while not self._felled.wait(pause):
            ended = [number for number, child in enumerate(self.children) if child.poll() is not None]
            pause = min(_LONGEST, 2 * pause) if ended else _LOOK
            for number in ended:
                log.error("%s ended and is started again", self.commands[number][2])
                self.children[number] = lifeline.started(self.commands[number])

    def fell(self) -> None:
        """Stop every child."""
        self._felled.set()
        for child in reversed(self.children):
            if child.stdin is not None:
                child.stdin.close()
            try:
                child.wait(10)
            except Exception:
                child.kill()
                child.wait()


def app(chosen: Settings, address: str) -> "FastAPI":
    """Return the desk, which people reach at `address`, where it is installed; else an app that tells metrics alone."""
    if importlib.util.find_spec("desk") is not None and importlib.util.find_spec(DESK) is not None:
        return importlib.import_module(DESK).create_app(chosen, address=address)  # type: ignore[no-any-return]
    from fastapi import FastAPI, Response

    from flows.ledger.place import open_ledger
    from flows.metrics import exposition

    bare, engine = FastAPI(title="Tallyman"), open_ledger(chosen.ledger)

    @bare.get("/metrics")
    def metrics() -> Response:
        text, kind = exposition(engine, chosen)
        return Response(text, media_type=kind)

    @bare.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    return bare


def run_flows(chosen: Settings, *, own_server: bool) -> None:
    """Run what is scheduled, in processes of their own, until stopped."""
    from prefect.runner import Runner

    from flows.deployments import prepared

    made = list(prepared(chosen))  # not in a running loop, where Prefect would give promises in their place

    async def run() -> None:
        if own_server:
            await _close_what_was_killed()
        runner = Runner(name="tallyman", limit=chosen.flows_at_once)
        for deployment in made:
            await runner.aadd_deployment(deployment)
        await runner.start()

    asyncio.run(run())


async def _close_what_was_killed() -> None:
    """Say in Prefect that the runs which an earlier tree took with it have crashed; nothing runs yet."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter
    from prefect.client.schemas.objects import StateType
    from prefect.states import Crashed

    under_way = {"any_": [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]}
    chosen = FlowRunFilter.model_validate({"state": {"type": under_way}, "tags": {"all_": ["tallyman"]}})
    async with get_client() as client:
        for run in await client.read_flow_runs(flow_run_filter=chosen):
            await client.set_flow_run_state(run.id, Crashed(message="The program that ran it was stopped."), force=True)


if __name__ == "__main__":
    lifeline.hold()
    run_flows(settings(), own_server=sys.argv[1] == "own")
