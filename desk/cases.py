"""The queue: consignments filtered, searched, sorted and paged by the database."""

import base64
import binascii
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from sqlalchemy import ColumnElement, Engine, and_, exists, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from desk.people import Person
from flows import audit
from flows.ledger.case_index import joined, words
from flows.ledger.casework import CaseCodeRow, CaseRow, CaseStreamRow, CaseWordRow

State = Literal["open", "held", "escalated", "proposed", "decided"]
STATES: tuple[State, ...] = ("open", "held", "escalated", "proposed", "decided")
Order = Literal["severity", "age", "judged", "findings", "assignee"]
SEVERITIES = ("none", "low", "medium", "high")
NOBODY = "-"  # as an assignee: nobody
_AFTER = "\U0010ffff"  # no sign sorts behind it
_TYPED = re.compile(r"\d+(?: +\d+)+(?!\S)|\S+")
_MANY = 2_000  # entries of an index from which on it is not looked up first


class Query(BaseModel):
    """What of the queue is asked for. Everything empty asks for all of it, the severest and newest first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(default="", max_length=200)
    verdict: Literal["", "mismatch", "review", "consistent"] = ""
    severity: Literal["", "none", "low", "medium", "high"] = ""
    code: str = Field(default="", max_length=64)
    state: Literal["", "open", "held", "escalated", "proposed", "decided", "undecided"] = ""
    assignee: str = Field(default="", max_length=64)
    stream: str = Field(default="", max_length=64)
    origin: str = Field(default="", max_length=2)
    destination: str = Field(default="", max_length=2)
    since: datetime | None = None
    until: datetime | None = None
    sort: Order = "severity"
    descending: bool = True

    @field_validator("since", "until")
    @classmethod
    def _in_our_time(cls, moment: datetime | None) -> datetime | None:
        if moment is None:
            return None
        if not 1970 <= moment.year <= 2200:
            raise ValueError("a year between 1970 and 2200 is wanted")
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Case(BaseModel):
    """A consignment as the queue shows it."""

    model_config = ConfigDict(from_attributes=True, frozen=True)

    consignment: str
    verdict: str
    severity: str
    findings: int
    papers: int
    unread: int
    title: str
    parties: str
    goods: str
    origin: str
    destination: str
    confidence: float | None
    opened_at: datetime
    judged_at: datetime
    state: State
    assignee: str
    uploader: str


class Page(BaseModel):
    """Cases in order, and a cursor that asks for those behind them, empty at the end."""

    cases: list[Case]
    following: str


def page(engine: Engine, person: Person, query: Query, *, cursor: str = "", limit: int = 50) -> Page:
    """Return at most `limit` cases that `person` may see. Raises ValueError for a cursor of another query."""
    columns = _order(query.sort)
    with Session(engine) as session:
        asked = select(CaseRow).where(*_wanted(session, query), *in_sight(person)).limit(limit + 1)
        asked = asked.order_by(*(column.desc() if query.descending else column.asc() for column in columns))
        if cursor:
            asked = asked.where(_behind(query, columns, _position(cursor, columns)))
        rows = list(session.scalars(asked))
    more = len(rows) > limit
    return Page(
        cases=[case_of(row) for row in rows[:limit]], following=_cursor(rows[limit - 1], columns) if more else ""
    )


def count(engine: Engine, person: Person, query: Query) -> int:
    """Return how many cases `person` may see that the query asks for."""
    with Session(engine) as session:
        wanted = _wanted(session, query, counted=True)
        asked = select(func.count()).select_from(CaseRow).where(*wanted, *in_sight(person))
        return session.scalar(asked) or 0


def get(engine: Engine, person: Person, consignment: str) -> Case | None:
    """Return one case, None where there is none or `person` may not see it."""
    with Session(engine) as session:
        asked = select(CaseRow).where(CaseRow.consignment == consignment, *in_sight(person))
        row = session.scalars(asked).one_or_none()
        return None if row is None else case_of(row)


def following(engine: Engine, person: Person, query: Query, consignment: str) -> Case | None:
    """Return the case behind `consignment` in the order of the query, for going from one to the next."""
    columns = _order(query.sort)
    with Session(engine) as session:
        here = session.scalars(select(CaseRow).where(CaseRow.consignment == consignment)).one_or_none()
    if here is None:
        return None
    found = page(engine, person, query, cursor=_cursor(here, columns), limit=1).cases
    return found[0] if found else None


def assign(engine: Engine, person: Person, consignments: Sequence[str], assignee: str) -> int:
    """Give cases to `assignee` (empty: to nobody) and return how many changed. Raises LookupError for no account."""
    from desk.accounts import by_name

    if assignee and by_name(engine, assignee) is None:
        raise LookupError(f"There is no account {assignee}.")
    changed = 0
    with Session(engine) as session, session.begin():
        for consignment in consignments:
            chosen = (CaseRow.consignment == consignment, CaseRow.assignee != assignee, *in_sight(person))
            done = session.execute(update(CaseRow).where(*chosen).values(assignee=assignee).returning(CaseRow.id))
            if done.first() is not None:
                audit.write(session, person.name, "assign", consignment, to=assignee)
                changed += 1
    return changed


def case_of(row: CaseRow) -> Case:
    """Return a row of the queue as it is shown."""
    told = {name: getattr(row, name) for name in Case.model_fields if name != "severity"}
    return Case(**told, severity=SEVERITIES[row.severity])


def in_sight(person: Person) -> list[ColumnElement[bool]]:
    """Return the conditions under which `person` may see a case."""
    if person.sees_all:
        return []
    return [or_(CaseRow.assignee.in_(["", person.name]), CaseRow.uploader == person.name)]


def _wanted(session: Session, query: Query, *, counted: bool = False) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    for column, value in ((CaseRow.verdict, query.verdict), (CaseRow.origin, query.origin.upper()),
                          (CaseRow.destination, query.destination.upper())):  # fmt: skip
        if value:
            wanted.append(column == value)
    if query.severity:
        wanted.append(CaseRow.severity == SEVERITIES.index(query.severity))
    if query.state:
        wanted.append(CaseRow.state != "decided" if query.state == "undecided" else CaseRow.state == query.state)
    if query.assignee:
        wanted.append(CaseRow.assignee == ("" if query.assignee == NOBODY else query.assignee))
    if query.code:
        wanted.append(_having(session, counted, CaseCodeRow.case_id, CaseCodeRow.code == query.code))
    if query.stream:
        wanted.append(_having(session, counted, CaseStreamRow.case_id, CaseStreamRow.stream == query.stream))
    if query.since is not None:
        wanted.append(CaseRow.opened_at >= query.since)
    if query.until is not None:
        wanted.append(CaseRow.opened_at < query.until)
    return wanted + [_worded(session, counted, text) for text in _texts(query.text) if words(text)]


def _texts(text: str) -> list[str]:
    """Return the words of a search; figures typed in groups stay together, for they may be one number.

    >>> _texts("copper 3915 90 PFLU 622913 9")
    ['3915 90', '622913 9', 'PFLU', 'copper']
    """
    return sorted({found[0] for found in _TYPED.finditer(text)})


def _worded(session: Session, counted: bool, text: str) -> ColumnElement[bool]:
    """Return the condition that a case has the words of a text; a number may be printed without its separators."""
    parts, number = sorted(words(text)), joined(text)
    apart = and_(*(_beginning(session, counted, word) for word in parts))
    return apart if not number or number in parts else or_(apart, _beginning(session, counted, number))


def _beginning(session: Session, counted: bool, word: str) -> ColumnElement[bool]:
    return _having(session, counted, CaseWordRow.case_id, CaseWordRow.word >= word, CaseWordRow.word < word + _AFTER)


def _having(
    session: Session, counted: bool, case_id: InstrumentedAttribute[int], *conditions: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Return the condition that a case has an entry in its index.

    What few cases have is looked up and sorted; what many have is met soon enough by going through them in order,
    unless all of them are `counted`.
    """
    some = select(case_id).where(*conditions).limit(_MANY).subquery()
    if counted or (session.scalar(select(func.count()).select_from(some)) or 0) < _MANY:
        return CaseRow.id.in_(select(case_id).where(*conditions))
    return exists().where(case_id == CaseRow.id, *conditions)


def _order(sort: Order) -> list[InstrumentedAttribute[Any]]:
    orders: dict[Order, list[InstrumentedAttribute[Any]]] = {
        "severity": [CaseRow.severity, CaseRow.opened_at, CaseRow.id],
        "age": [CaseRow.opened_at, CaseRow.id],
        "judged": [CaseRow.judged_at, CaseRow.id],
        "findings": [CaseRow.findings, CaseRow.id],
        "assignee": [CaseRow.assignee, CaseRow.opened_at, CaseRow.id],
    }
    return orders[sort]


def _behind(
    query: Query, columns: Sequence[InstrumentedAttribute[Any]], position: Sequence[Any]
) -> ColumnElement[bool]:
    """Return the condition of what comes behind a position: the first column that differs decides.

    All columns run one way, as an index is walked.
    """
    steps = []
    for place, (column, value) in enumerate(zip(columns, position, strict=True)):
        same = [other == known for other, known in zip(columns[:place], position[:place], strict=True)]
        beyond = column < value if query.descending else column > value
        steps.append(and_(*same, beyond))
    first = columns[0] <= position[0] if query.descending else columns[0] >= position[0]
    return and_(first, or_(*steps))  # the first says the same once more, as a bound that an index can use


def _cursor(row: CaseRow, columns: Sequence[InstrumentedAttribute[Any]]) -> str:
    told = [getattr(row, column.key) for column in columns]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in told]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _position(cursor: str, columns: Sequence[InstrumentedAttribute[Any]]) -> list[Any]:
    try:
        told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        position = [
            datetime.fromisoformat(value) if column.key.endswith("_at") else _same_kind(column, value)
            for column, value in zip(columns, told, strict=True)
        ]
    except (binascii.Error, ValueError, TypeError):
        raise ValueError("This cursor is of another query. Ask for the first page again.") from None
    return position


def _same_kind(column: InstrumentedAttribute[Any], value: Any) -> Any:
    if not isinstance(value, str if column.key == "assignee" else int):
        raise TypeError(column.key)
    return value
