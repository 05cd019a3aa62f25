"""Decisions on findings and consignments: confirm, dismiss with a reason, escalate, hold; by one person or by two."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from desk import webhooks
from desk.cases import in_sight
from desk.people import NotAllowed, Person, Role
from flows import audit
from flows.identity import finding_keys
from flows.ledger.casework import CaseRow, DecisionRow
from flows.ledger.tables import ConsignmentRow, now
from models.report import Report

Action = Literal["confirm", "dismiss", "escalate", "hold", "reopen"]
ACTIONS: tuple[Action, ...] = ("confirm", "dismiss", "escalate", "hold", "reopen")
Standing = Literal["proposed", "standing", "refused", "replaced"]
NEEDS_REASON = frozenset({"dismiss", "escalate"})
_STATES = {"escalate": "escalated", "hold": "held", "confirm": "decided", "dismiss": "decided", "reopen": "open"}


class Decision(BaseModel):
    """A decision; `finding` is the key of a finding, empty for the consignment as a whole."""

    model_config = ConfigDict(from_attributes=True, frozen=True)

    id: int
    consignment: str
    finding: str
    code: str
    message: str
    action: Action
    reason: str
    state: Standing
    account: str
    made_at: datetime
    second: str
    second_at: datetime | None


def decide(
    engine: Engine, person: Person, consignment: str, action: Action, *,
    finding: str = "", reason: str = "", four_eyes: bool = False,
) -> Decision:  # fmt: skip
    """Decide on a finding by its key, or on the whole consignment; with `four_eyes` it waits for a second person.

    Raises NotAllowed below officer, LookupError for no such consignment or finding, ValueError without a reason where
    one is needed.
    """
    if not person.at_least("officer"):
        raise NotAllowed("Officers decide; a viewer may look.")
    reason = " ".join(reason.split())
    if action in NEEDS_REASON and not reason:
        raise ValueError(f"Say why: to {action} needs a reason.")
    with Session(engine) as session:
        content = _judged(session, person, consignment)
    code, message = _told(content, finding)
    named = {"code": code} if code else {}
    with Session(engine) as session, session.begin():
        audit.write(
            session, person.name, action, consignment, finding=finding, **named, reason=reason
        )  # waits its turn
        if (newer := _judged(session, person, consignment)) != content:
            code, message = _told(newer, finding)
        state = "proposed" if four_eyes and action != "reopen" else "standing"
        row = DecisionRow(
            consignment=consignment, finding=finding, code=code, message=message, action=action, reason=reason,
            state=state, account=person.name,
        )  # fmt: skip
        _replace(session, row, "proposed")
        if state == "standing":
            _replace(session, row, "standing")
        session.add(row)
        session.flush()
        _settle(session, consignment)
        return _told_of(session, row)


def agree(engine: Engine, person: Person, decision: int, *, least: Role = "supervisor", refuse: str = "") -> Decision:
    """Agree to a proposed decision as the second person, or refuse it with a reason.

    Raises LookupError for none that waits, NotAllowed for the one who proposed it or a role below `least`.
    """
    if not person.at_least(least):
        raise NotAllowed(f"Whoever agrees is {least} at least.")
    with Session(engine) as session:
        proposed = session.get(DecisionRow, decision)
    if proposed is None:
        raise LookupError("No such decision waits for a second person.")
    about = {"finding": proposed.finding, "code": proposed.code} if proposed.finding else {}
    with Session(engine) as session, session.begin():
        word = "refuse" if refuse else "agree"
        told = {**about, "decided": proposed.action, "decision": decision, "reason": refuse}
        audit.write(session, person.name, word, proposed.consignment, **told)  # takes the turn of those who write
        row = session.get(DecisionRow, decision)
        if row is None or row.state != "proposed" or not _seen(session, person, row.consignment):
            raise LookupError("No such decision waits for a second person.")
        if row.account == person.name:
            raise NotAllowed("The second person is another one than the first.")
        if refuse:
            row.state = "refused"
        else:
            _replace(session, row, "standing")
            row.state = "standing"
        row.second, row.second_at = person.name, now()
        session.flush()
        _settle(session, row.consignment)
        return _told_of(session, row)


def history(engine: Engine, consignment: str) -> list[Decision]:
    """Return every decision on a consignment and its findings, the newest first."""
    with Session(engine) as session:
        asked = select(DecisionRow).where(DecisionRow.consignment == consignment).order_by(DecisionRow.id.desc())
        return [Decision.model_validate(row) for row in session.scalars(asked)]


def waiting(engine: Engine, person: Person, limit: int = 200) -> list[Decision]:
    """Return the proposed decisions of others, the oldest first: what waits for a second person."""
    with Session(engine) as session:
        chosen = (DecisionRow.state == "proposed", DecisionRow.account != person.name, *in_sight(person))
        asked = select(DecisionRow).join(CaseRow, CaseRow.consignment == DecisionRow.consignment).where(*chosen)
        asked = asked.order_by(DecisionRow.id).limit(limit)
        return [Decision.model_validate(row) for row in session.scalars(asked)]


def current(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Return for each finding key (empty: the consignment) the decision that stands, or else waits for agreement."""
    found: dict[str, Decision] = {}
    for decision in sorted(decisions, key=lambda each: each.id):
        if decision.state in ("standing", "proposed"):
            found[decision.finding] = decision
    return found


def _seen(session: Session, person: Person, consignment: str) -> bool:
    asked = select(CaseRow.id).where(CaseRow.consignment == consignment, *in_sight(person))
    return session.scalars(asked).first() is not None


def _judged(session: Session, person: Person, consignment: str) -> str:
    """Return the report of a consignment that `person` may see, as it is kept; raises LookupError for none."""
    asked = select(ConsignmentRow.report).join(CaseRow, CaseRow.report_id == ConsignmentRow.id)
    content = session.scalars(asked.where(CaseRow.consignment == consignment, *in_sight(person))).one_or_none()
    if content is None:
        raise LookupError(f"There is no consignment {consignment}.")
    return content


def _told(content: str, finding: str) -> tuple[str, str]:
    """Return code and message of a finding of a report; of the consignment as a whole there are none."""
    if not finding:
        return "", ""
    judged = Report.model_validate_json(content).consignment
    for key, each in zip(finding_keys(judged, judged.findings), judged.findings, strict=True):
        if key == finding:
            return each.code, each.message
    raise LookupError("The consignment has no such finding; it may have been judged again. Open it anew.")


def _told_of(session: Session, row: DecisionRow) -> Decision:
    decision = Decision.model_validate(row)
    webhooks.tell(session, "decided", **decision.model_dump(mode="json"))
    return decision


def _replace(session: Session, row: DecisionRow, state: Standing) -> None:
    chosen = (
        DecisionRow.consignment == row.consignment,
        DecisionRow.finding == row.finding,
        DecisionRow.state == state,
    )
    session.execute(update(DecisionRow).where(*chosen).values(state="replaced"))


def _settle(session: Session, consignment: str) -> None:
    """Bring the state of the case in line with its decisions."""
    chosen = (DecisionRow.consignment == consignment, DecisionRow.state.in_(["standing", "proposed"]))
    rows = session.scalars(select(DecisionRow).where(*chosen).order_by(DecisionRow.id)).all()
    state = state_of([Decision.model_validate(row) for row in rows])
    session.execute(update(CaseRow).where(CaseRow.consignment == consignment).values(state=state))


def state_of(decisions: Sequence[Decision]) -> str:
    """Return where work on a consignment stands: the decision on the whole wins, then any escalated or held finding."""
    standing = current(decisions)
    whole = standing.get("")
    if any(decision.state == "proposed" for decision in standing.values()):
        return "proposed"
    if whole is not None:
        return _STATES[whole.action]
    actions = {decision.action for decision in standing.values()}
    return "escalated" if "escalate" in actions else "held" if "hold" in actions else "open"
