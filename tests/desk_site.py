"""A desk that runs for the browser tests: a ledger with two consignments in it, accounts, and a real server."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import uvicorn

from desk import accounts
from desk.app import create_app
from flows import line
from flows.ledger import book, documents
from flows.ledger.place import using_ledger
from flows.originals import keep
from flows.settings import Settings, settings

ROOT = Path(__file__).parent.parent
CONSIGNMENTS = ROOT / "fixtures" / "consignments"
PASSWORD = "three green bales"
PEOPLE = {"officer": "Omar Reyes", "supervisor": "Sofia Conti", "administrator": "Anna Lind"}


class Site(NamedTuple):
    """Where the desk is, the ids of its consignments by the names of their folders, and its settings."""

    url: str
    cases: dict[str, str]
    settings: Settings


@contextmanager
def running(folder: Path, names: tuple[str, ...]) -> Iterator[Site]:
    """Serve a desk with the consignments `names` in its queue, its data under `folder`."""
    chosen = settings(data_dir=folder, workers=1, langs="eng")
    with using_ledger(chosen.ledger) as engine:
        for role, full_name in PEOPLE.items():
            accounts.add(engine, role, role, by="test", password=PASSWORD, full_name=full_name)  # type: ignore[arg-type]
        cases = {}
        for number, name in enumerate(names):
            reading = line.read_files([CONSIGNMENTS / name], langs="eng")
            for file in (CONSIGNMENTS / name).iterdir():
                keep(chosen.originals, file)
            consignment, unread = line.assemble([reading])
            cases[name] = f"c{number:016x}"  # not the id that the same papers get when a test hands them in
            own = consignment.model_copy(update={"id": cases[name]})
            book.keep_report(engine, "test", line.judge(own, unread))
            documents.keep(engine, own.id, [(reading.sources[0], reading)])
    with _served(chosen) as url:
        yield Site(url, cases, chosen)


@contextmanager
def _served(chosen: Settings) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(chosen), host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while not server.started:
        if not thread.is_alive() or time.monotonic() > until:
            raise RuntimeError("the desk did not start")
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
