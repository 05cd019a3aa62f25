"""The log: a chain that tells when an entry was changed, removed, inserted or moved, whoever writes at once."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from flows import audit
from flows.audit import Head
from flows.ledger.place import open_ledger
from tests import caseload
from tests.conftest import Command


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    engine = caseload.ledger(tmp_path, request)
    for number in range(5):
        audit.note(engine, "ada", "open", f"c{number}", page=number)
    return engine


def run(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def broken(engine: Engine, expected: Head | None = None) -> list[int]:
    return [each.number for each in audit.verify(engine, expected)[1]]


def test_an_untouched_log_holds(engine: Engine) -> None:
    head, wrong = audit.verify(engine)
    assert (head.number, wrong) == (5, [])
    assert [entry.subject for entry in audit.entries(engine, limit=2)] == ["c4", "c3"]


@pytest.mark.parametrize("column", ["at", "account", "action", "subject", "detail"])
def test_a_changed_entry_is_found(engine: Engine, column: str) -> None:
    run(engine, f"UPDATE log SET {column} = 'x' WHERE number = 3")
    assert broken(engine) == [3]


def test_a_changed_entry_with_a_digest_made_anew_breaks_the_next(engine: Engine) -> None:
    def forge(said: dict[str, object]) -> None:
        said["account"] = "bob"

    _forge(engine, 3, forge)
    assert broken(engine) == [4]


def test_a_removed_entry_is_found_in_the_middle_and_at_the_end(engine: Engine) -> None:
    run(engine, "DELETE FROM log WHERE number = 5")
    assert broken(engine) == [4]
    run(engine, "DELETE FROM log WHERE number = 2")
    assert 3 in broken(engine)


def test_a_log_that_was_emptied_is_found(engine: Engine) -> None:
    run(engine, "DELETE FROM log")
    assert broken(engine) == [0]
    run(engine, "DELETE FROM log_head")
    assert broken(engine, Head(5, "x")) == [5]


def test_an_inserted_entry_is_found(engine: Engine) -> None:
    run(
        engine,
        "UPDATE log SET number = 6 WHERE number = 5",
        "INSERT INTO log SELECT 5, at, 'eve', action, subject, detail, before, 'x' FROM log WHERE number = 4",
    )
    assert {5, 6} <= set(broken(engine))


def test_two_entries_that_changed_places_are_found(engine: Engine) -> None:
    run(
        engine,
        "UPDATE log SET number = 90 WHERE number = 2",
        "UPDATE log SET number = 2 WHERE number = 3",
        "UPDATE log SET number = 3 WHERE number = 90",
    )
    assert {2, 3} <= set(broken(engine))


def test_a_chain_forged_to_its_end_is_found_by_a_head_that_was_noted(engine: Engine) -> None:
    noted = audit.verify(engine)[0]
    run(engine, "DELETE FROM log WHERE number = 5")
    run(engine, "UPDATE log_head SET number = 4, digest = (SELECT digest FROM log WHERE number = 4)")
    assert broken(engine) == []
    assert broken(engine, noted) == [5]


def test_the_command_says_whether_the_log_holds(tmp_path: Path, tallyman: Command) -> None:
    engine = open_ledger(f"sqlite:///{os.environ['TALLYMAN_DATA_DIR']}/ledger.sqlite")
    audit.note(engine, "ada", "open", "c1")
    audit.note(engine, "ada", "open", "c2")
    said = tallyman("audit", "verify")
    assert said.returncode == 0
    head = said.stdout.split()[-1]
    run(engine, "UPDATE log SET account = 'eve' WHERE number = 1")
    said = tallyman("audit", "verify", "--head", head)
    assert said.returncode == 1
    assert "entry 1 does not say what it said" in said.stdout
    assert tallyman("audit", "verify", "--head", "rubbish").returncode == 2


def test_writers_in_several_processes_make_one_chain(engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False)
    write = (
        "import sys; from flows import audit; from flows.ledger.place import open_ledger\n"
        f"engine = open_ledger({url!r})\n"
        "[audit.note(engine, sys.argv[1], 'open', str(n)) for n in range(40)]"
    )
    started = [subprocess.Popen([sys.executable, "-c", write, name]) for name in ("ada", "bob", "eve")]
    assert [program.wait(100) for program in started] == [0, 0, 0]
    head, wrong = audit.verify(engine)
    assert (head.number, wrong) == (125, [])


def _forge(engine: Engine, number: int, change: Callable[[dict[str, object]], None]) -> None:
    with engine.begin() as connection:
        row = connection.execute(text(f"SELECT * FROM log WHERE number = {number}")).mappings().one()
        said = dict(row)
        change(said)
        said["digest"] = audit.digest_of(said)
        told = "UPDATE log SET account = :account, digest = :digest WHERE number = :number"
        connection.execute(text(told), said)
