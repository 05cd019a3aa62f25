"""The log of who saw, changed and decided what and when: entries are added, never changed, each sealing the one before.

An entry's digest covers what it says and the digest of the entry before it, so that a changed, removed, inserted or
moved entry breaks the chain. Whoever can write to the database could forge the chain from some entry on: note the head
that `verify` returns from time to time, elsewhere, and have it looked for (`expected`).
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from flows.ledger.casework import LogHeadRow, LogRow
from flows.ledger.tables import now


class Head(NamedTuple):
    """The number and digest of an entry; 0 and nothing before the first."""

    number: int
    digest: str


class Broken(NamedTuple):
    """What is wrong with the log, and at which entry."""

    number: int
    message: str


class Entry(NamedTuple):
    """An entry of the log as it is shown."""

    number: int
    at: str
    account: str
    action: str
    subject: str
    detail: dict[str, Any]


def write(session: Session, account: str, action: str, subject: str = "", **detail: Any) -> int:
    """Add an entry in the transaction of `session` and return its number; `detail` must fit into JSON.

    The head's row is locked first, so that writers in any number of processes wait for each other.
    """
    locked = update(LogHeadRow).where(LogHeadRow.id == 1).values(number=LogHeadRow.number + 1)
    number, before = session.execute(locked.returning(LogHeadRow.number, LogHeadRow.digest)).one()
    said = {
        "number": number,
        "at": now().isoformat(timespec="microseconds"),
        "account": account,
        "action": action,
        "subject": subject,
        "detail": json.dumps(detail, sort_keys=True, ensure_ascii=False, default=str),
        "before": before,
    }
    digest = digest_of(said)
    session.add(LogRow(**said, digest=digest))
    session.execute(update(LogHeadRow).where(LogHeadRow.id == 1).values(digest=digest))
    return int(number)


def note(engine: Engine, account: str, action: str, subject: str = "", **detail: Any) -> int:
    """Add an entry in a transaction of its own and return its number."""
    with Session(engine) as session, session.begin():
        return write(session, account, action, subject, **detail)


def verify(engine: Engine, expected: Head | None = None) -> tuple[Head, list[Broken]]:
    """Walk the whole log and return its head and what is wrong; `expected` is an entry noted earlier."""
    broken: list[Broken] = []
    last = Head(0, "")
    with Session(engine) as session:
        head = session.scalars(select(LogHeadRow)).one_or_none()
        ends = Head(head.number, head.digest) if head is not None else Head(0, "")
        for row in session.scalars(select(LogRow).order_by(LogRow.number).execution_options(yield_per=1_000)):
            broken += _wrong(row, last)
            if expected is not None and expected.number == row.number and expected.digest != row.digest:
                broken.append(Broken(row.number, "is not the entry that was noted"))
            last = Head(row.number, row.digest)
    if last != ends:
        broken.append(Broken(last.number, f"is the last one, but the log went on to entry {ends.number}"))
    if expected is not None and expected.number > last.number:
        broken.append(Broken(expected.number, "was noted and is not there"))
    return last, broken


def entries(
    engine: Engine, *, subject: str = "", account: str = "", before: int | None = None, limit: int = 100
) -> list[Entry]:
    """Return entries, the newest first, of a subject or an account where given; `before` an entry number pages on."""
    asked = select(LogRow).order_by(LogRow.number.desc()).limit(limit)
    for column, wanted in ((LogRow.subject, subject), (LogRow.account, account)):
        asked = asked.where(column == wanted) if wanted else asked
    if before is not None:
        asked = asked.where(LogRow.number < before)
    with Session(engine) as session:
        rows = session.scalars(asked).all()
    return [Entry(r.number, r.at, r.account, r.action, r.subject, json.loads(r.detail)) for r in rows]


def digest_of(said: dict[str, Any]) -> str:
    """Return the digest of what an entry says, the digest before it included."""
    told = json.dumps(
        [said[name] for name in ("number", "at", "account", "action", "subject", "detail", "before")],
        ensure_ascii=False,
    )
    return hashlib.sha256(told.encode()).hexdigest()


def _wrong(row: LogRow, last: Head) -> Iterator[Broken]:
    said = {column.name: getattr(row, column.name) for column in LogRow.__table__.columns}
    if row.number != last.number + 1:
        yield Broken(row.number, f"follows entry {last.number}")
    if row.before != last.digest:
        yield Broken(row.number, "does not rest on the entry before it")
    if row.digest != digest_of(said):
        yield Broken(row.number, "does not say what it said when it was written")
