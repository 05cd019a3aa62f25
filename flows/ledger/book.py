"""Writing into the ledger and looking things up. Every write can be repeated: the second one changes nothing."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from flows.inbox import InboxFile
from flows.ledger import case_index
from flows.ledger.perseverance import persevering
from flows.ledger.tables import OUTCOMES, ConsignmentRow, FileRow, FindingRow, ReadingRow, Row, now
from flows.line import Reading
from flows.outcomes import Outcome
from models.report import Report


@persevering
def enter(engine: Engine, inbox: str, files: Sequence[InboxFile], batch: str) -> None:
    """Write down the files of an inbox as pending. One that stands there with the same bytes keeps its outcome."""
    with Session(engine) as session, session.begin():
        known = {row.name: row for row in session.scalars(select(FileRow).where(FileRow.inbox == inbox))}
        for file in files:
            row = known.get(file.name)
            if row is None:
                facts = {"lot": file.lot, "sha256": file.sha256, "size": file.size, "batch": batch, "seen_at": now()}
                blank = {"state": "pending", "code": "", "message": "", "duplicate_of": "", "consignment": ""}
                _insert(session, FileRow, {"inbox": inbox, "name": file.name, **facts, **blank})
            elif row.sha256 != file.sha256 or row.state not in OUTCOMES:
                row.sha256, row.size, row.lot, row.batch = file.sha256, file.size, file.lot, batch
                row.state, row.code, row.message, row.ended_at = "pending", "", "", None


@persevering
def files(engine: Engine, inbox: str) -> list[FileRow]:
    """Return every file that was ever seen in `inbox`, by name."""
    with Session(engine, expire_on_commit=False) as session:
        return list(session.scalars(select(FileRow).where(FileRow.inbox == inbox).order_by(FileRow.name)))


@persevering
def start(engine: Engine, inbox: str, name: str) -> None:
    """Say that work on a file has begun."""
    with Session(engine) as session, session.begin():
        chosen = (FileRow.inbox == inbox, FileRow.name == name)
        session.execute(update(FileRow).where(*chosen).values(state="working"))


@persevering
def end(engine: Engine, inbox: str, name: str, outcome: Outcome) -> None:
    """Give a file its one outcome."""
    with Session(engine) as session, session.begin():
        chosen = (FileRow.inbox == inbox, FileRow.name == name)
        session.execute(update(FileRow).where(*chosen).values(**asdict(outcome), ended_at=now()))


@persevering
def keep_reading(engine: Engine, sha256: str, reader: str, name: str, reading: Reading) -> None:
    """Keep what `reader` read from a file's bytes; what is kept already stays."""
    content = reading.model_dump_json()
    with Session(engine) as session, session.begin():
        facts = {"sha256": sha256, "reader": reader, "name": name, "content": content, "read_at": now()}
        _insert(session, ReadingRow, facts)


@persevering
def kept_readings(engine: Engine, reader: str, digests: Collection[str]) -> set[str]:
    """Return which of the files with these sha256 `reader` has read already."""
    wanted = sorted(set(digests))
    kept: set[str] = set()
    with Session(engine) as session:
        for first in range(0, len(wanted), 500):  # SQLite takes so many values in one question and no more
            chosen = ReadingRow.sha256.in_(wanted[first : first + 500])
            kept.update(session.scalars(select(ReadingRow.sha256).where(chosen, ReadingRow.reader == reader)))
    return kept


@persevering
def reading(engine: Engine, reader: str, sha256: str) -> tuple[str, Reading]:
    """Return the name a file had when it was read, and its reading; raises sqlalchemy's NoResultFound without one."""
    with Session(engine) as session:
        chosen = (ReadingRow.sha256 == sha256, ReadingRow.reader == reader)
        row = session.scalars(select(ReadingRow).where(*chosen)).one()
        return row.name, Reading.model_validate_json(row.content)


@persevering
def keep_report(engine: Engine, edition: str, report: Report) -> None:
    """Keep the report and its findings under the edition that judged it; a new one takes the place of the old."""
    judged = report.consignment
    key = {"consignment": judged.id, "edition": edition}
    facts = {"verdict": judged.verdict, "report": report.model_dump_json(), "judged_at": now()}
    with Session(engine) as session, session.begin():
        _insert(session, ConsignmentRow, {**key, **facts})
        row = session.scalars(select(ConsignmentRow).filter_by(**key).with_for_update()).one()
        row.verdict, row.report = facts["verdict"], facts["report"]  # type: ignore[assignment]
        session.execute(delete(FindingRow).where(FindingRow.report_id == row.id))
        session.add_all(
            FindingRow(
                report_id=row.id,
                position=position,
                code=finding.code,
                severity=finding.severity,
                certainty=finding.certainty,
                message=finding.message,
            )
            for position, finding in enumerate(judged.findings)
        )
        case_index.enter(session, row, report)


@persevering
def kept_report(engine: Engine, edition: str, consignment: str) -> Report | None:
    """Return the report of a consignment by this edition, or None when it was not judged by it."""
    with Session(engine) as session:
        chosen = (ConsignmentRow.consignment == consignment, ConsignmentRow.edition == edition)
        content = session.scalars(select(ConsignmentRow.report).where(*chosen)).one_or_none()
        return None if content is None else Report.model_validate_json(content)


def _insert(session: Session, table: type[Row], values: dict[str, Any]) -> None:
    """Insert a row unless its unique key is taken."""
    dialect = session.get_bind().dialect.name
    statement = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    session.execute(statement.values(**values).on_conflict_do_nothing())
