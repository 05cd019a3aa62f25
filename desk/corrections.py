"""Corrections: what a person says a paper says. The value counts as certain, and the rules run again at once."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from desk import webhooks
from desk.cases import in_sight
from desk.people import NotAllowed, Person
from flows import audit, corrected, line
from flows.corrected import Correction
from flows.identity import Place, places
from flows.ledger import book, past
from flows.ledger.casework import CaseRow, CorrectionRow
from flows.ledger.tables import ConsignmentRow, now
from flows.settings import Settings
from models.field import Evidence
from models.paper import Paper
from models.report import Consignment, Report


class Amendment(BaseModel):
    """A correction in force as it is shown: `original` as it was read (JSON of a field, or None), `corrected` now."""

    model_config = ConfigDict(frozen=True)

    id: int
    paper: str
    path: str
    original: Any
    corrected: Any
    account: str
    made_at: datetime


class Change(BaseModel):
    """The value at `path` of `paper` (its id in the report) is what `text` says; empty: it is not on the paper.

    `evidence` are boxes that were drawn for it; without, the value keeps the boxes it had.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    paper: str = Field(max_length=16)
    path: str = Field(max_length=128)
    text: str = Field(max_length=4_000)
    evidence: list[Evidence] | None = None


def correct(engine: Engine, chosen: Settings, person: Person, consignment: str, change: Change) -> Report:
    """Make a correction and return the new report.

    Raises NotAllowed below officer, LookupError for no such consignment or paper, ValueError for a path or text that
    cannot be.
    """
    if not person.at_least("officer"):
        raise NotAllowed("Officers correct; a viewer may look.")
    report, edition = _report(engine, person, consignment)
    sheet, place = _paper(report, change.paper)
    before = corrected.read(sheet, change.path)
    kept = before.get("evidence", []) if isinstance(before, dict) else []
    boxes = kept if change.evidence is None else [each.model_dump(mode="json") for each in change.evidence]
    after = corrected.typed(change.path, change.text, boxes)
    correction = Correction(place=place, path=change.path, original=before, corrected=after)
    fresh = _judged(engine, chosen, report, [correction])  # before it is written down: a value no paper can have fails
    with Session(engine) as session, session.begin():
        told = {"paper": change.paper, "path": change.path, "original": before, "to": after}
        audit.write(session, person.name, "correct", consignment, **told)
        webhooks.tell(session, "corrected", consignment=consignment, account=person.name, **told)
        original = _withdraw(session, place, change.path, before)
        session.add(
            CorrectionRow(
                consignment=consignment, sha256=place.sha256, page=place.page, place=place.number, path=change.path,
                original=json.dumps(original), corrected=json.dumps(after), account=person.name,
            )
        )  # fmt: skip
        book.enter_report(session, edition, fresh)
    return fresh


def withdraw(engine: Engine, chosen: Settings, person: Person, consignment: str, amendment: int) -> Report:
    """Take a correction back: what was read counts again. Raises as `correct` does."""
    if not person.at_least("officer"):
        raise NotAllowed("Officers correct; a viewer may look.")
    report, edition = _report(engine, person, consignment)
    found = next((each for each in of_report(engine, report) if each.id == amendment), None)
    if found is None:
        raise LookupError("This correction is not in force.")
    _, place = _paper(report, found.paper)
    back = Correction(place=place, path=found.path, original=found.corrected, corrected=found.original)
    fresh = _judged(engine, chosen, report, [back])
    with Session(engine) as session, session.begin():
        audit.write(session, person.name, "withdraw correction", consignment, paper=found.paper, path=found.path)
        session.execute(update(CorrectionRow).where(CorrectionRow.id == amendment).values(withdrawn_at=now()))
        book.enter_report(session, edition, fresh)
    return fresh


def of_report(engine: Engine, report: Report) -> list[Amendment]:
    """Return the corrections in force on the papers of a report, in the order they were made."""
    papers = report.consignment.papers
    named = dict(zip(places(papers), (paper.id for paper in papers), strict=True))
    with Session(engine) as session:
        chosen = (
            CorrectionRow.sha256.in_({place.sha256 for place in named}),
            CorrectionRow.withdrawn_at.is_(None),
        )
        rows = session.scalars(select(CorrectionRow).where(*chosen).order_by(CorrectionRow.id)).all()
    return [
        Amendment(
            id=row.id, paper=named[Place(row.sha256, row.page, row.place)], path=row.path,
            original=json.loads(row.original), corrected=json.loads(row.corrected),
            account=row.account, made_at=row.made_at,
        )
        for row in rows
        if Place(row.sha256, row.page, row.place) in named
    ]  # fmt: skip


def _report(engine: Engine, person: Person, consignment: str) -> tuple[Report, str]:
    with Session(engine) as session:
        asked = select(ConsignmentRow).join(CaseRow, CaseRow.report_id == ConsignmentRow.id)
        row = session.scalars(asked.where(CaseRow.consignment == consignment, *in_sight(person))).one_or_none()
        if row is None:
            raise LookupError(f"There is no consignment {consignment}.")
        return Report.model_validate_json(row.report), row.edition


def _paper(report: Report, name: str) -> tuple[Paper, Place]:
    papers = report.consignment.papers
    for paper, place in zip(papers, places(papers), strict=True):
        if paper.id == name:
            return paper, place
    raise LookupError(f"The consignment has no paper {name}.")


def _judged(engine: Engine, chosen: Settings, report: Report, made: Sequence[Correction]) -> Report:
    """Return the report on the papers with corrections made, judged by the rules in force."""
    papers, left = corrected.apply(report.consignment.papers, made)
    if left:
        raise ValueError(f"The paper has no place for {left[0].path}.")
    consignment = Consignment(id=report.consignment.id, papers=papers)
    seen = past.kept_looks(engine, consignment.id)
    fresh = line.judge(
        consignment,
        report.unread,
        severities=chosen.severities,
        tolerances=chosen.tolerated,
        bounds=chosen.bounds,
        history=past.history(engine, consignment, seen),
    )
    past.keep_papers(engine, past.reader_of(engine, consignment.id), consignment, seen, anew=True)
    return fresh


def _withdraw(session: Session, place: Place, path: str, before: Any) -> Any:
    """Take back an earlier correction of the same value, and return what was read first of all."""
    chosen = (
        CorrectionRow.sha256 == place.sha256, CorrectionRow.page == place.page, CorrectionRow.place == place.number,
        CorrectionRow.path == path, CorrectionRow.withdrawn_at.is_(None),
    )  # fmt: skip
    rows = session.scalars(select(CorrectionRow).where(*chosen).order_by(CorrectionRow.id)).all()
    for row in rows:
        row.withdrawn_at = now()
    return json.loads(rows[0].original) if rows else before
