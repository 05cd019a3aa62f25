"""Where the ledger is kept: SQLite in a file by default, PostgreSQL by URL; opened at the newest revision."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_MS = 30_000  # how long SQLite waits for another writer before it gives up


def open_ledger(url: str) -> Engine:
    """Connect to the ledger at a SQLAlchemy `url`, making its folder and bringing its tables up to date.

    Raises sqlalchemy.exc.SQLAlchemyError when it cannot be reached, ImportError when its driver is not installed.
    """
    place = make_url(url)
    sqlite = place.get_backend_name() == "sqlite"
    if sqlite and place.database and place.database != ":memory:":
        Path(place.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(place, pool_pre_ping=not sqlite)
    if sqlite:
        event.listen(engine, "connect", _set_up_sqlite)
    upgrade(engine)
    return engine


@contextmanager
def using_ledger(url: str) -> Iterator[Engine]:
    """Open the ledger at `url` for as long as the block lasts; raises as `open_ledger` does."""
    engine = open_ledger(url)
    try:
        yield engine
    finally:
        engine.dispose()


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the tables to `revision`; several programs may start at once, and one of them does the work."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7412)")
        elif engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        before = MigrationContext.configure(connection).get_current_revision()
        command.upgrade(config, revision)
        after = MigrationContext.configure(connection).get_current_revision()
        if before not in {None, after}:
            told = (
                "The ledger of an earlier Tallyman was brought up to date (%s to %s). Upgrade all others that use it."
            )
            log.warning(told, before, after)


def _set_up_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")  # after a power cut the last commits may be missing, never half there
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
