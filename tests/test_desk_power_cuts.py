"""Power cuts at the desk: killed at any statement of a decision, a correction or an upload, it is done or not done."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, inspect

from desk import corrections, decisions, uploads
from desk.corrections import Change
from desk.uploads import Handed
from flows import audit
from flows.settings import settings
from tests import caseload
from tests.caseload import PEOPLE, finding, paper, report

OFFICER = PEOPLE["officer"]
MOMENTS = ("before_cursor_execute", "after_cursor_execute", "commit")
Work = Callable[[Engine], object]


def decide(engine: Engine) -> None:
    decisions.decide(engine, OFFICER, "c1", "dismiss", reason="A typing error")


def correct(engine: Engine) -> None:
    change = Change(paper="p1", path="goods.0.hs_code", text="740311")
    corrections.correct(engine, settings(), OFFICER, "c1", change)


def hand_in(engine: Engine) -> None:
    uploads.add(engine, OFFICER, [Handed("a.pdf", "a" * 64, 10, False)], split=False)


def counted(url: str) -> dict[str, int]:
    """Return how many rows each table has; which papers are known for comparison is written beforehand."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f'SELECT COUNT(*) FROM "{name}"').scalar_one()
            for name in inspect(engine).get_table_names()
            if name not in {"papers", "traces"}
        }
    engine.dispose()
    return found


def killed(work: Work, url: str, at: int) -> bool:
    """Do `work` in a copy of this process that is killed at the moment of that number; say whether it came to it."""
    child = os.fork()
    if child == 0:
        left = at

        def moment(*_: object) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            engine = create_engine(url)
            for each in MOMENTS:
                event.listen(engine, each, moment)
            work(engine)
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in (0, -signal.SIGKILL)
    return os.WIFSIGNALED(status)


@pytest.mark.parametrize("work", [decide, correct, hand_in])
def test_a_kill_at_any_statement_leaves_all_of_it_or_nothing(work: Work, tmp_path: Path) -> None:
    engine = caseload.ledger(tmp_path)
    caseload.keep(engine, report("c1", finding("hs-differs", "740400"), papers=[paper("INV-1")]))
    engine.dispose()

    def fresh(name: str) -> str:
        return f"sqlite:///{shutil.copy(tmp_path / 'ledger.sqlite', tmp_path / name)}"

    calm = fresh("calm")
    before = counted(calm)
    assert not killed(work, calm, 10_000)
    after = counted(calm)
    assert after != before
    seen, at = [], 1
    while killed(work, url := fresh(f"cut{at}"), at):
        seen.append(counted(url))
        engine = create_engine(url)
        assert audit.verify(engine)[1] == []
        engine.dispose()
        at += 1
    assert at > 3
    assert [rows for rows in seen if rows not in (before, after)] == []
    assert before in seen
