"""A ledger of any released revision comes up to date, on SQLite and PostgreSQL, and keeps what stands in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, create_engine, event, inspect
from sqlalchemy.exc import OperationalError

from flows.ledger import casework, people  # noqa: F401  declared tables
from flows.ledger.perseverance import passing, persevering
from flows.ledger.place import MIGRATIONS, _set_up_sqlite, open_ledger, upgrade
from flows.ledger.tables import Row, now
from tests import postgres as postgresql


def revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return sorted(script.revision for script in ScriptDirectory.from_config(config).walk_revisions())


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
        event.listen(engine, "connect", _set_up_sqlite)
    else:
        server: postgresql.Server = request.getfixturevalue("postgres")
        engine = create_engine(server.database())
    yield engine
    engine.dispose()


def fill(engine: Engine) -> dict[str, int]:
    """Put a row in each table that revision 0001 or a later one made, by the columns it has there, and count."""
    known = MetaData()
    known.reflect(engine)
    values = {"id": 1, "report_id": 1, "paper_id": 1, "position": 0, "size": 1, "ended_at": None}
    with engine.begin() as connection:
        for name in ("files", "readings", "consignments", "findings", "papers", "traces"):
            if name in known.tables:
                table = known.tables[name]
                moments = {column.name: now() for column in table.columns if column.name.endswith("_at")}
                texts = {column.name: column.name for column in table.columns if column.type.python_type is str}
                row = {**texts, **moments, **{key: values[key] for key in values if key in table.columns}}
                connection.execute(table.insert().values(row))
    return {name: 1 for name in known.tables if name in {"files", "readings", "consignments", "findings", "papers"}}


@pytest.mark.parametrize("revision", revisions())
def test_a_ledger_of_an_old_revision_comes_up_to_date_with_what_it_holds(empty: Engine, revision: str) -> None:
    upgrade(empty, revision)
    held = fill(empty)
    assert len(held) >= 4
    upgrade(empty)
    with empty.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Row.metadata) == []
        for name, count in held.items():
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() == count
        assert connection.exec_driver_sql("SELECT name FROM files").scalar() == "name"


def test_keys_of_growing_tables_have_64_bits(empty: Engine) -> None:
    upgrade(empty)
    with empty.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO papers (id, consignment, paper, reader, content, looks, seen_at) "
            "VALUES (1, 'c', 'p', 'r', '', '', '2026-01-01')"
        )
        connection.exec_driver_sql(f"INSERT INTO traces (id, paper_id, trace) VALUES ({2**40}, 1, 't')")
        if empty.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT setval('traces_id_seq', {2**40})")
        connection.exec_driver_sql("INSERT INTO traces (paper_id, trace) VALUES (1, 'u')")
        assert connection.exec_driver_sql("SELECT max(id) FROM traces").scalar() == 2**40 + 1


def test_a_lost_connection_costs_no_work(postgres: postgresql.Server) -> None:
    url = postgres.database()
    engine = open_ledger(url)
    lost: list[int] = []

    @persevering
    def count() -> int:
        with engine.begin() as connection:
            if len(lost) < 2:
                lost.append(1)
                postgres.drop_connections(url.rpartition("/")[2])
            return int(connection.exec_driver_sql("SELECT count(*) FROM files").scalar() or 0)

    assert count() == 0
    assert len(lost) == 2
    engine.dispose()


def test_what_is_wrong_for_good_is_not_tried_again(empty: Engine) -> None:
    tries: list[int] = []

    @persevering
    def ask() -> None:
        tries.append(1)
        with empty.begin() as connection:
            connection.exec_driver_sql("SELECT nothing FROM nowhere")

    with pytest.raises(Exception, match="nowhere"):
        ask()
    assert tries == [1]


def test_a_busy_database_passes() -> None:
    assert passing(OperationalError("q", None, Exception("database is locked")))
    assert not passing(OperationalError("q", None, Exception("no such table: files")))


def test_the_tables_of_a_new_ledger_are_there(empty: Engine) -> None:
    upgrade(empty)
    assert {"files", "readings", "consignments", "findings", "papers", "traces", "notices"} <= set(
        inspect(empty).get_table_names()
    )
