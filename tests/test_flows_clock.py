"""A clock that jumps: nothing is erased by it, and the report that was kept last is the one that counts."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from flows import clock, erasure, line
from flows.clock import LEAP, STEADY, ClockJumped
from flows.ledger import book
from flows.ledger.place import open_ledger
from flows.ledger.tables import ConsignmentRow, now
from flows.settings import Settings, settings

COFFEE = Path(__file__).parent.parent / "fixtures" / "consignments" / "clean-coffee"
HOUR = timedelta(hours=1)


@pytest.fixture
def keeping() -> Settings:
    return settings(keep_days={"reports": 30.0})


@pytest.fixture
def engine(keeping: Settings) -> Engine:
    engine = open_ledger(keeping.ledger)
    book.keep_report(engine, "first", line.check([COFFEE]))
    return engine


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> "type[Clock]":
    Clock.moment = now()
    for module in (clock, erasure, book):
        monkeypatch.setattr(module, "now", lambda: Clock.moment)
    return Clock


class Clock:
    """The clock of the modules under test."""

    moment: datetime


def kept(engine: Engine) -> int:
    return len(list(book.newest_reports(engine)))


def test_a_clock_set_forward_erases_nothing_and_is_told(engine: Engine, keeping: Settings, at: type[Clock]) -> None:
    right = at.moment
    assert erasure.by_age(engine, keeping)["reports"] == 0
    for hours in (0, 24, 48):
        at.moment = right + timedelta(days=3650, hours=hours)
        with pytest.raises(ClockJumped, match=f"from {right:%Y-%m-%d} to"):
            erasure.by_age(engine, keeping)
    at.moment = right + 2 * HOUR  # set right again
    assert erasure.by_age(engine, keeping)["reports"] == 0
    assert kept(engine) == 1


def test_a_jump_is_seen_by_the_ledger_before_the_first_housekeeping(
    engine: Engine, keeping: Settings, at: type[Clock]
) -> None:
    at.moment += timedelta(days=3650)
    with pytest.raises(ClockJumped):
        erasure.by_age(engine, keeping)
    assert kept(engine) == 1


def test_a_clock_that_goes_on_is_believed_after_a_long_rest(engine: Engine, keeping: Settings, at: type[Clock]) -> None:
    erasure.by_age(engine, keeping)
    at.moment += timedelta(days=60)
    with pytest.raises(ClockJumped):
        erasure.by_age(engine, keeping)
    at.moment += STEADY
    assert erasure.by_age(engine, keeping)["reports"] == 1
    at.moment += LEAP - HOUR
    assert erasure.by_age(engine, keeping)["reports"] == 0


def test_the_report_kept_last_counts_whatever_the_clock_said(engine: Engine, at: type[Clock]) -> None:
    report = next(book.newest_reports(engine))[2]
    at.moment -= timedelta(days=365)  # set back before it is judged again
    book.keep_report(engine, "second", report)
    assert [edition for _, edition, _ in book.newest_reports(engine)] == ["second"]
    with Session(engine) as session, session.begin():
        session.execute(update(ConsignmentRow).where(ConsignmentRow.edition == "first").values(judged_at=now()))
    assert [edition for _, edition, _ in book.newest_reports(engine)] == ["second"]
