"""Tasks take and give JSON and keep nothing in Prefect; limits hold; Prefect's own database does not grow for ever."""

import threading
import time
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from flows import server
from flows.bench import Bench
from flows.crew import judge_consignment, judge_report, read_file
from tests.conftest import INVOICE, MakePdf

PLAIN = {"str", "dict[str, int | float | str]", "dict[str, typing.Literal['low', 'medium', 'high']]"}


def test_tasks_take_and_give_json_and_keep_nothing() -> None:
    for step in (read_file, judge_consignment, judge_report):
        hints = get_type_hints(step.fn)
        assert hints.pop("return") is str
        told = {str(hint) if getattr(hint, "__args__", None) else hint.__name__ for hint in hints.values()}
        assert told <= PLAIN
        assert step.persist_result is False


@pytest.mark.usefixtures("prefect_server")
def test_a_limit_over_all_machines_bounds_reading(
    tmp_path: Path, pdf: MakePdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate

    from flows.batch import batch

    with get_client(sync_client=True) as client:
        client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name="reading", limit=1))
    monkeypatch.setenv("TALLYMAN_READING_LIMIT", "reading")
    monkeypatch.setenv("TALLYMAN_READING_SLOTS", "4")
    at_once, most, lock = 0, 0, threading.Lock()
    whole = Bench.run

    def counted(self: Bench, work: Any, *arguments: Any, **options: Any) -> Any:
        nonlocal at_once, most
        if not str(arguments[0]).endswith(".pdf"):
            return whole(self, work, *arguments, **options)
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.2)
        try:
            return whole(self, work, *arguments, **options)
        finally:
            with lock:
                at_once -= 1

    monkeypatch.setattr(Bench, "run", counted)
    for number in range(3):
        pdf(f"inbox/{number}/invoice.pdf", (*INVOICE, f"No {number}"))
    assert batch(str(tmp_path / "inbox"), workers=2)["files"]["rejected"] == 0
    assert most == 1


def test_a_large_database_of_our_own_server_is_emptied_when_nobody_uses_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "LARGEST", 10)
    with server.own_database(tmp_path) as url:
        place = Path(url.removeprefix("sqlite+aiosqlite:///"))
        place.write_bytes(b"x" * 11)
        with server.own_database(tmp_path):
            assert place.exists()
    with server.own_database(tmp_path):
        assert not place.exists()
