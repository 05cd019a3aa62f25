"""Writing into the ledger and looking things up. Every write can be repeated: the second one changes nothing."""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from flows.inbox import InboxFile
from flows.ledger import case_index
from flows.ledger.casework import CaseRow
from flows.ledger.perseverance import persevering
from flows.ledger.tables import OUTCOMES, ConsignmentRow, FileRow, FindingRow, ReadingRow, Row, now
from flows.outcomes import Outcome
from flows.reading import Reading
from models.report import Report

log = logging.getLogger(__name__)


@persevering
def enter(engine: Engine, inbox: str, files: Sequence[InboxFile], batch: str) -> None:
    """Write down the files of an inbox as pending. One that stands there with the same bytes keeps its outcome."""
    with Session(engine) as session, session.begin():
        known = {row.name: row for row in session.scalars(select(FileRow).where(FileRow.inbox == inbox))}
        fresh: list[dict[str, Any]] = []
        for file in files:
            row = known.get(file.name)
            if row is None:
                facts: dict[str, Any] = {"lot": file.lot, "sha256": file.sha256, "size": file.size}
                facts |= {"batch": batch, "seen_at": now()}
                blank = {"state": "pending", "code": "", "message": "", "duplicate_of": "", "consignment": ""}
                fresh.append({"inbox": inbox, "name": file.name, **facts, **blank})
            elif row.sha256 != file.sha256 or row.state not in OUTCOMES:
                row.sha256, row.size, row.lot, row.batch = file.sha256, file.size, file.lot, batch
                row.state, row.code, row.message, row.ended_at = "pending", "", "", None
        insert_once(session, FileRow, fresh)


@persevering
def files(engine: Engine, inbox: str) -> list[FileRow]:
    """Return every file that was ever seen in `inbox`, by name."""
    with Session(engine, expire_on_commit=False) as session:
        return list(session.scalars(select(FileRow).where(FileRow.inbox == inbox).order_by(FileRow.name)))


@persevering
def earlier(
    engine: Engine, family: str, digests: Collection[str], mine: str, but: Collection[str] = ()
) -> dict[str, FileRow]:
    """Return for each digest the first loose file that had it in the inboxes under `family`, those in `mine` excepted.

    One whose outcome has a code in `but` does not count, nor one that was entered after those of `mine`: of two that
    come at once, one is the first.
    """
    wanted, found = sorted(digests), {}
    with Session(engine, expire_on_commit=False) as session:
        for first in range(0, len(wanted), 500):
            here = and_(FileRow.sha256.in_(wanted[first : first + 500]), FileRow.code.not_in(but))
            rows = session.scalars(select(FileRow).where(here, FileRow.lot == "").order_by(FileRow.id.desc()))
            for row in rows:
                if row.inbox == mine or row.inbox.startswith(f"{family}/"):
                    found[row.sha256] = row
    return {sha256: row for sha256, row in found.items() if row.inbox != mine}


@persevering
def was_seen(engine: Engine, family: str, name: str) -> bool:
    """Say whether a file of this name was ever entered in an inbox under `family`."""
    with Session(engine) as session:
        rows = session.scalars(select(FileRow.inbox).where(FileRow.name == name))
        return any(inbox == family or inbox.startswith(f"{family}/") for inbox in rows)


@persevering
def start(engine: Engine, inbox: str, name: str) -> None:
    """Say that work on a file has begun."""
    with Session(engine) as session, session.begin():
        chosen = (FileRow.inbox == inbox, FileRow.name == name)
        session.execute(update(FileRow).where(*chosen).values(state="working"))


@persevering
def end(engine: Engine, inbox: str, outcomes: Mapping[str, Outcome]) -> None:
    """Give each file, by its name, its one outcome; all of them or none."""
    chosen = (FileRow.inbox == inbox, FileRow.name == bindparam("file"))
    rows = [{"file": name, **asdict(outcome), "ended_at": now()} for name, outcome in outcomes.items()]
    with engine.begin() as connection:
        connection.execute(update(FileRow).where(*chosen), rows)


@persevering
def findings_by_code(engine: Engine, edition: str, consignments: Collection[str]) -> dict[str, int]:
    """Return how many findings of each code this edition raised over these consignments."""
    wanted, found = sorted(set(consignments)), Counter[str]()
    counted = select(FindingRow.code, func.count()).join(ConsignmentRow, FindingRow.report_id == ConsignmentRow.id)
    with Session(engine) as session:
        for first in range(0, len(wanted), 500):
            here = (ConsignmentRow.consignment.in_(wanted[first : first + 500]), ConsignmentRow.edition == edition)
            for code, number in session.execute(counted.where(*here).group_by(FindingRow.code)):
                found[code] += number
    return dict(sorted(found.items()))


@persevering
def keep_reading(engine: Engine, sha256: str, reader: str, name: str, reading: Reading) -> None:
    """Keep what `reader` read from a file's bytes; what is kept already stays."""
    content = reading.model_dump_json()
    with Session(engine) as session, session.begin():
        facts = {"sha256": sha256, "reader": reader, "name": name, "content": content, "read_at": now()}
        insert_once(session, ReadingRow, [facts])


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
def readings(engine: Engine, reader: str, digests: Collection[str]) -> dict[str, tuple[str, Reading]]:
    """Return by sha256 the name that each file had when it was read, and its reading, as far as they are kept."""
    wanted, columns = sorted(set(digests)), (ReadingRow.sha256, ReadingRow.name, ReadingRow.content)
    found: dict[str, tuple[str, Reading]] = {}
    with Session(engine) as session:
        for first in range(0, len(wanted), 500):
            chosen = ReadingRow.sha256.in_(wanted[first : first + 500])
            for sha256, name, content in session.execute(select(*columns).where(chosen, ReadingRow.reader == reader)):
                found[sha256] = name, Reading.model_validate_json(content)
    return found


@persevering
def keep_report(engine: Engine, edition: str, report: Report) -> None:
    """Keep the report and its findings under the edition that judged it; a new one takes the place of the old."""
    with Session(engine) as session, session.begin():
        enter_report(session, edition, report)


def enter_report(session: Session, edition: str, report: Report) -> None:
    """Keep a report as `keep_report` does, together with what else the session's transaction writes."""
    judged = report.consignment
    key = {"consignment": judged.id, "edition": edition}
    facts = {"verdict": judged.verdict, "report": report.model_dump_json(), "judged_at": now()}
    insert_once(session, ConsignmentRow, [{**key, **facts}])
    row = session.scalars(select(ConsignmentRow).filter_by(**key).with_for_update()).one()
    row.verdict, row.report, row.judged_at = judged.verdict, facts["report"], now()  # type: ignore[assignment]
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


def newest_reports(engine: Engine) -> Iterator[tuple[int, str, Report]]:
    """Yield the newest report of every consignment with its number and edition, some at a time.

    Reports that come while this goes on are not met.
    """
    last, end = 0, _last_report(engine)
    while rows := _newest_after(engine, last, end):
        for number, edition, content in rows:
            yield number, edition, Report.model_validate_json(content)
        last = rows[-1][0]


def queue_unlisted(engine: Engine, stop: Callable[[], bool] = lambda: False) -> int:
    """Put into the queue the consignments that were judged before there was one, and return how many; done again, 0.

    A report that cannot be read stays out. `stop` is asked before each.
    """
    last, end, listed = 0, _last_report(engine), 0
    while rows := _newest_after(engine, last, end, CaseRow.id.is_(None)):
        for number, _, content in rows:
            if stop():
                return listed
            try:
                _queue(engine, number, Report.model_validate_json(content))
                listed += 1
            except ValueError:
                log.warning("report %s cannot be read and stays out of the queue", number)
        last = rows[-1][0]
    return listed


@persevering
def _queue(engine: Engine, number: int, report: Report) -> None:
    with Session(engine) as session, session.begin():
        row = session.get(ConsignmentRow, number)
        listed = select(CaseRow.id).where(CaseRow.consignment == report.consignment.id)
        if row is not None and session.scalar(listed) is None:  # it may have been judged anew just now
            case_index.enter(session, row, report)


@persevering
def _last_report(engine: Engine) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.max(ConsignmentRow.id))) or 0


@persevering
def _newest_after(engine: Engine, last: int, end: int, *only: ColumnElement[bool]) -> list[tuple[int, str, str]]:
    later = aliased(ConsignmentRow)
    newer = exists().where(
        later.consignment == ConsignmentRow.consignment,
        later.id <= end,
        or_(
            later.judged_at > ConsignmentRow.judged_at,
            and_(later.judged_at == ConsignmentRow.judged_at, later.id > ConsignmentRow.id),
        ),
    )
    # The queue knows which report was kept last, whatever the clock said; only what it does not know goes by the clock.
    newest = or_(CaseRow.report_id == ConsignmentRow.id, and_(CaseRow.id.is_(None), ~newer))
    columns = (ConsignmentRow.id, ConsignmentRow.edition, ConsignmentRow.report)
    here = (ConsignmentRow.id > last, ConsignmentRow.id <= end)
    listed = select(*columns).outerjoin(CaseRow, CaseRow.consignment == ConsignmentRow.consignment)
    asked = listed.where(*here, newest, *only).order_by(ConsignmentRow.id).limit(200)
    with Session(engine) as session:
        return [(number, edition, content) for number, edition, content in session.execute(asked)]


def insert_once(session: Session, table: type[Row], rows: Sequence[dict[str, Any]]) -> None:
    """Insert each row unless its unique key is taken."""
    dialect = session.get_bind().dialect.name
    statement = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    if rows:
        session.execute(statement.on_conflict_do_nothing(), rows)
