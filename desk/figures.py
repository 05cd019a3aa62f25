"""Pictures of the work: findings over time, by code, route and stream; throughput, and how surely scans are read."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Engine, Select, func, select
from sqlalchemy.orm import Session

from checks.rulebook import RULES, page
from desk.cases import in_sight
from desk.people import Person
from flows.ledger.casework import CaseCodeRow, CaseRow, CaseStreamRow, DecisionRow
from flows.ledger.tables import now

Step = Literal["day", "week", "month"]
MOST = 500
BANDS = 10


class RuleRate(BaseModel):
    """A rule: how often the newest reports raise it, what was decided on it, and confirmed / raised.

    `raised` is at least what was decided: a later edition may raise it no more. `open` is neither confirmed nor
    dismissed. `hit_rate` is None while nothing was decided; `decided_rate` is confirmed / (confirmed + dismissed).
    """

    model_config = ConfigDict(frozen=True)

    code: str
    severity: str
    page: str
    raised: int
    cases: int
    confirmed: int
    dismissed: int
    open: int
    hit_rate: float | None
    decided_rate: float | None


def rules(engine: Engine, person: Person) -> list[RuleRate]:
    """Return every rule of the rule book with its hit rate, in the book's order."""
    raised = select(CaseCodeRow.code, func.sum(CaseCodeRow.raised), func.count())
    if in_sight(person):
        raised = raised.join(CaseRow, CaseRow.id == CaseCodeRow.case_id).where(*in_sight(person))
    decided = (
        select(DecisionRow.code, DecisionRow.action, func.count())
        .join(CaseRow, CaseRow.consignment == DecisionRow.consignment)
        .where(DecisionRow.state == "standing", DecisionRow.code != "", *in_sight(person))
        .group_by(DecisionRow.code, DecisionRow.action)
    )
    with Session(engine) as session:
        counts = {
            code: (int(total), cases) for code, total, cases in session.execute(raised.group_by(CaseCodeRow.code))
        }
        actions: Counter[tuple[str, str]] = Counter()
        for code, action, number in session.execute(decided):
            actions[code, action] = number
    return [_rate(code, entry.severity, counts.get(code, (0, 0)), actions) for code, entry in RULES.items()]


def findings_over_time(
    engine: Engine, person: Person, *, since: datetime | None = None, step: Step = "day"
) -> list[dict[str, Any]]:
    """Return for each day, week or month (its first day) how many findings of each code the cases opened then have."""
    began = since or now() - timedelta(days=90)
    day = func.date(CaseRow.opened_at)
    asked: Select[Any] = (
        select(day, CaseCodeRow.code, func.sum(CaseCodeRow.raised))
        .join(CaseRow, CaseRow.id == CaseCodeRow.case_id)
        .where(CaseRow.opened_at >= began, *in_sight(person))
        .group_by(day, CaseCodeRow.code)
    )
    found: defaultdict[date, Counter[str]] = defaultdict(Counter)
    with Session(engine) as session:
        for told, code, raised in session.execute(asked):
            found[_begin(_day(told), step)][code] += int(raised)
    return [{"from": day.isoformat(), "codes": dict(sorted(found[day].items()))} for day in sorted(found)]


def routes(engine: Engine, person: Person) -> list[dict[str, Any]]:
    """Return consignments by countries of export and import, those with mismatches apart, the busiest first."""
    wrong = func.sum(_is(CaseRow.verdict == "mismatch"))
    asked = (
        select(CaseRow.origin, CaseRow.destination, func.count(), wrong, func.sum(CaseRow.findings))
        .where(CaseRow.origin != "", CaseRow.destination != "", *in_sight(person))
        .group_by(CaseRow.origin, CaseRow.destination)
        .order_by(func.count().desc())
        .limit(MOST)
    )
    with Session(engine) as session:
        names = ("origin", "destination", "cases", "mismatches", "findings")
        return [dict(zip(names, (a, b, c, int(d), int(e)), strict=True)) for a, b, c, d, e in session.execute(asked)]


def streams(engine: Engine, person: Person) -> list[dict[str, Any]]:
    """Return consignments, mismatches and findings by stream (`hs:74`, `basel:B1010`, ...), the busiest first."""
    wrong = func.sum(_is(CaseRow.verdict == "mismatch"))
    asked = (
        select(CaseStreamRow.stream, func.count(), wrong, func.sum(CaseRow.findings))
        .join(CaseRow)
        .where(*in_sight(person))
        .group_by(CaseStreamRow.stream)
        .order_by(func.count().desc(), CaseStreamRow.stream)
        .limit(MOST)
    )
    with Session(engine) as session:
        names = ("stream", "cases", "mismatches", "findings")
        return [dict(zip(names, (a, b, int(c), int(d)), strict=True)) for a, b, c, d in session.execute(asked)]


def throughput(
    engine: Engine, person: Person, *, since: datetime | None = None, step: Step = "day"
) -> list[dict[str, Any]]:
    """Return for each day, week or month the consignments and papers that came, by verdict, and the decisions made."""
    began = since or now() - timedelta(days=90)
    day, decided = func.date(CaseRow.opened_at), func.date(DecisionRow.made_at)
    came = (
        select(day, CaseRow.verdict, func.count(), func.sum(CaseRow.papers))
        .where(CaseRow.opened_at >= began, *in_sight(person))
        .group_by(day, CaseRow.verdict)
    )
    went = (
        select(decided, func.count())
        .join(CaseRow, CaseRow.consignment == DecisionRow.consignment)
        .where(DecisionRow.made_at >= began, *in_sight(person))
        .group_by(decided)
    )
    found: defaultdict[date, Counter[str]] = defaultdict(Counter)
    with Session(engine) as session:
        for told, verdict, cases, papers in session.execute(came):
            counted = {verdict: cases, "cases": cases, "papers": int(papers)}
            found[_begin(_day(told), step)].update(counted)
        for told, number in session.execute(went):
            found[_begin(_day(told), step)]["decisions"] += number
    names = ("cases", "papers", "mismatch", "review", "consistent", "decisions")
    return [{"from": day.isoformat(), **{name: found[day][name] for name in names}} for day in sorted(found)]


def confidence(engine: Engine, person: Person) -> list[dict[str, Any]]:
    """Return how many consignments with scans were read with a mean confidence in each tenth from 0 to 1."""
    with Session(engine) as session:
        asked = select(CaseRow.confidence).where(CaseRow.confidence.is_not(None), *in_sight(person))
        bands = Counter(min(int(value * BANDS), BANDS - 1) for value in session.scalars(asked) if value is not None)
    return [{"from": band / BANDS, "to": (band + 1) / BANDS, "cases": bands[band]} for band in range(BANDS)]


def by_code(engine: Engine, person: Person) -> list[dict[str, Any]]:
    """Return the codes raised by the newest reports, the most frequent first."""
    found = [rate for rate in rules(engine, person) if rate.raised]
    ranked = sorted(found, key=lambda rate: -rate.raised)
    return [rate.model_dump(include={"code", "raised", "cases", "confirmed", "dismissed"}) for rate in ranked]


def _rate(code: str, severity: str, counted: tuple[int, int], actions: Counter[tuple[str, str]]) -> RuleRate:
    raised, cases = counted
    confirmed, dismissed = actions[code, "confirm"], actions[code, "dismiss"]
    decided = confirmed + dismissed
    raised = max(raised, decided)
    return RuleRate(
        code=code, severity=severity, page=page(code), raised=raised, cases=cases, confirmed=confirmed,
        dismissed=dismissed, open=raised - decided, hit_rate=confirmed / raised if decided else None,
        decided_rate=confirmed / decided if decided else None,
    )  # fmt: skip


def _is(condition: ColumnElement[bool]) -> ColumnElement[int]:
    from sqlalchemy import case

    return case((condition, 1), else_=0)


def _day(told: object) -> date:
    return told if isinstance(told, date) else date.fromisoformat(str(told))


def _begin(day: date, step: Step) -> date:
    """Return the first day of the day's own step."""
    if step == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == "month" else day
