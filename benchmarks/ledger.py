"""A ledger with a million findings in it: how big it is, and how long what the flows ask of it takes."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from flows.ledger import book, casework, past  # noqa: F401  declared tables
from flows.ledger.place import open_ledger
from models.report import Consignment

FILES, CONSIGNMENTS, FINDINGS, TRACES = 100_000, 100_000, 1_000_000, 500_000
REPORT_BYTES = 960  # of the stand-in for a report's and a reading's JSON; real ones are weighed in docs/scale.md
MESSAGE = "'The bill of lading says 1,200 kg, the packing list 1,300 kg'"
ONE = "consignment = 'c00000050000' AND edition = 'e1'"
_SERIES = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) {insert} FROM n",
    "postgresql": "{insert} FROM generate_series(1, {count}) AS n(i)",
}
_WORD = {"sqlite": "printf('%064d', i)", "postgresql": "lpad(i::text, 64, '0')"}


def filled_and_timed(url: str) -> dict[str, Any]:
    """Fill the ledger at `url` by statements of its own, and time questions and writes as the flows make them."""
    engine = open_ledger(url)
    filled = _timed(lambda: _fill(engine))
    asked = {
        "report_of_a_consignment_ms": lambda: _all(engine, f"SELECT report FROM consignments WHERE {ONE}"),
        "kept_readings_of_500_ms": lambda: book.kept_readings(engine, "r1", {f"{i:064}" for i in range(1, 501)}),
        "history_of_a_consignment_ms": lambda: past.history(engine, Consignment(id="c1")),
        "earlier_copies_of_500_ms": lambda: book.earlier(engine, "in", {f"{i:064}" for i in range(1, 501)}, "in/9"),
        "findings_by_code_ms": lambda: _all(engine, "SELECT code, count(*) FROM findings GROUP BY code"),
        "files_by_state_ms": lambda: _all(engine, "SELECT state, count(*) FROM files GROUP BY state"),
        "one_outcome_written_ms": lambda: book.start(engine, "in", "f50000.pdf"),
    }
    times = {name: min(_timed(question) for _ in range(5)) * 1000 for name, question in asked.items()}
    size = _size(engine, url)
    engine.dispose()
    return {
        "database": make_url(url).get_backend_name(),
        "findings": FINDINGS,
        "files": FILES,
        "fill_s": round(filled, 1),
        "bytes": size,
        **{name: round(value, 2) for name, value in times.items()},
    }


def _fill(engine: Engine) -> None:
    dialect = engine.dialect.name
    sha = _WORD[dialect]
    moment = "'2026-11-28 00:00:00+00'" if dialect == "postgresql" else "'2026-11-28 00:00:00.000000'"
    body = json.dumps({"x": "y" * REPORT_BYTES}) if dialect == "sqlite" else None
    blob = f"'{body}'" if body else f"repeat(md5(i::text), {REPORT_BYTES // 32})"
    number = {"sqlite": "printf('c%011d', i)", "postgresql": "'c' || lpad(i::text, 11, '0')"}[dialect]
    files = "inbox, name, lot, sha256, size, state, code, message, duplicate_of, consignment, batch, seen_at, ended_at"
    papers = "consignment, paper, reader, content, looks, seen_at"
    findings = "report_id, position, code, severity, certainty, message"
    rows = (
        (FILES, "files", files,
         f"'in', 'f' || i || '.pdf', '', {sha}, 1, 'done', '', '', '', {number}, 'b', {moment}, {moment}"),
        (FILES, "readings", "sha256, reader, name, content, read_at", f"{sha}, 'r1', 'a', {blob}, {moment}"),
        (CONSIGNMENTS, "consignments", "consignment, edition, verdict, report, judged_at",
         f"{number}, 'e1', 'review', {blob}, {moment}"),
        (FINDINGS, "findings", findings,
         f"1 + i % {CONSIGNMENTS}, i / {CONSIGNMENTS}, 'code-' || i % 60, 'medium', 'papers_disagree', {MESSAGE}"),
        (FILES, "papers", papers, f"{number}, 'p1', 'r1', {blob}, '', {moment}"),
        (TRACES, "traces", "paper_id, trace", f"1 + i % {FILES}, 'number:' || i"),
    )  # fmt: skip
    statements = ((count, f"INSERT INTO {table} ({names}) SELECT {values}") for count, table, names, values in rows)
    for count, insert in statements:
        with engine.begin() as connection:
            connection.execute(text(_SERIES[dialect].format(count=count, insert=insert)))
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def _all(engine: Engine, question: str) -> None:
    with engine.connect() as connection:
        connection.execute(text(question)).fetchall()


def _timed(work: Callable[[], object]) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def _size(engine: Engine, url: str) -> int:
    place = make_url(url)
    if place.get_backend_name() == "sqlite":
        with engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        return Path(str(place.database)).stat().st_size
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar() or 0)
