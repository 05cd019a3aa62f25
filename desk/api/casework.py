"""Consignments: the queue, one consignment's report and findings, decisions, corrections, assignment, saved views."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException
from fastapi import Query as Asked
from pydantic import BaseModel, ConfigDict, Field

from desk import cases, corrections, decisions, views
from desk.api.shapes import (
    TEXT,
    Assigner,
    AtDesk,
    Consignment,
    Consignments,
    Corrector,
    Decider,
    Done,
    Number,
    Viewer,
)
from desk.cases import Case, Query
from desk.corrections import Amendment, Change
from desk.decisions import Action, Decision
from desk.dossier import Dossier, open_dossier
from desk.office import Office
from desk.people import NotAllowed, Person
from desk.views import View
from models.finding import Finding
from models.report import Report

router = APIRouter(tags=["consignments"])


class Listing(Query):
    """The queue's query, with the page that is wanted."""

    cursor: str = Field(default="", max_length=500)
    limit: int = Field(default=50, ge=1, le=200)


class Cases(BaseModel):
    """A page of the queue; `following` is the cursor of the next one, empty at the end."""

    cases: list[Case]
    following: str
    total: int


class KeyedFinding(BaseModel):
    """A finding with the key that decisions name, and the decision that stands or waits."""

    key: str
    finding: Finding
    decision: Decision | None


class Decide(BaseModel):
    """A decision. Without `finding` it is on the consignment as a whole; dismiss and escalate need a reason."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"action": "dismiss", "finding": "4f1c…", "reason": "The agent's typing error"}},
    )

    action: Action
    finding: str = Field(default="", max_length=32, pattern=TEXT)
    reason: str = Field(default="", max_length=2_000, pattern=TEXT)


class Answer(BaseModel):
    """What a second person says to a proposed decision; to refuse needs a reason."""

    model_config = ConfigDict(extra="forbid")

    answer: Literal["agree", "refuse"]
    reason: str = Field(default="", max_length=2_000, pattern=TEXT)


class Assign(BaseModel):
    """Consignments to give to an account; an empty assignee takes them from everybody."""

    model_config = ConfigDict(extra="forbid")

    consignments: Consignments
    assignee: str = Field(default="", max_length=64, pattern=TEXT)


class SaveView(BaseModel):
    """A view to save under a name."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=128, pattern=TEXT)
    query: Query
    shared: bool = False


@router.get("/consignments")
def queue(desk: AtDesk, person: Viewer, asked: Annotated[Listing, Asked()]) -> Cases:
    """Return a page of the queue, one row a consignment, by its newest report."""
    query = Query(**asked.model_dump(exclude={"cursor", "limit"}))
    page = cases.page(desk.engine, person, query, cursor=asked.cursor, limit=asked.limit)
    return Cases(cases=page.cases, following=page.following, total=cases.count(desk.engine, person, query))


@router.post("/consignments/assign")
def assign(desk: AtDesk, person: Assigner, asked: Assign) -> Done:
    """Give many consignments to one account. Officers take and give back; supervisors give to anybody."""
    if not person.at_least("supervisor") and asked.assignee not in ("", person.name):
        raise NotAllowed("Officers assign to themselves; supervisors to anybody.")
    return Done(changed=cases.assign(desk.engine, person, asked.consignments, asked.assignee))


@router.get("/consignments/{consignment}")
def case(desk: AtDesk, person: Viewer, consignment: Consignment) -> Case:
    """Return one row of the queue."""
    found = cases.get(desk.engine, person, consignment)
    if found is None:
        raise HTTPException(404, f"There is no consignment {consignment}.")
    return found


@router.get("/consignments/{consignment}/report")
def report(desk: AtDesk, person: Viewer, consignment: Consignment) -> Report:
    """Return the newest report, version 1, as `tallyman check --json` writes it; the log says who opened it."""
    return opened(desk, person, consignment).report


@router.get("/consignments/{consignment}/findings")
def findings(desk: AtDesk, person: Viewer, consignment: Consignment) -> list[KeyedFinding]:
    """Return the findings with their keys and what was decided on each."""
    found = opened(desk, person, consignment)
    return [
        KeyedFinding(key=key, finding=finding, decision=found.standing.get(key))
        for key, finding in zip(found.keys, found.report.consignment.findings, strict=True)
    ]


@router.get("/consignments/{consignment}/decisions")
def history(desk: AtDesk, person: Viewer, consignment: Consignment) -> list[Decision]:
    """Return every decision on a consignment and its findings, the newest first."""
    return opened(desk, person, consignment).history


@router.post("/consignments/{consignment}/decisions", status_code=201)
def decide(desk: AtDesk, person: Decider, consignment: Consignment, asked: Decide) -> Decision:
    """Decide on a finding or the whole consignment; in four-eyes mode it is `proposed` until another agrees."""
    four_eyes = desk.settings.desk.four_eyes
    told = {"finding": asked.finding, "reason": asked.reason}
    return decisions.decide(desk.engine, person, consignment, asked.action, **told, four_eyes=four_eyes)


@router.get("/decisions/waiting")
def waiting(desk: AtDesk, person: Viewer) -> list[Decision]:
    """Return the decisions of others that wait for a second person, the oldest first."""
    return decisions.waiting(desk.engine, person)


@router.post("/decisions/{decision}/answer")
def answer(desk: AtDesk, person: Decider, decision: Number, asked: Answer) -> Decision:
    """Agree to a proposed decision as the second person, or refuse it."""
    refuse = ""
    if asked.answer == "refuse":
        refuse = " ".join(asked.reason.split())
        if not refuse:
            raise ValueError("Say why: to refuse needs a reason.")
    return decisions.agree(desk.engine, person, decision, least=desk.settings.desk.four_eyes_role, refuse=refuse)


@router.get("/consignments/{consignment}/corrections")
def amendments(desk: AtDesk, person: Viewer, consignment: Consignment) -> list[Amendment]:
    """Return the corrections in force, each with what was read."""
    return opened(desk, person, consignment).amendments


@router.post("/consignments/{consignment}/corrections", status_code=201)
def correct(desk: AtDesk, person: Corrector, consignment: Consignment, change: Change) -> Report:
    """Correct a value; the rules run again at once, and the new report is returned."""
    return corrections.correct(desk.engine, desk.settings, person, consignment, change)


@router.delete("/consignments/{consignment}/corrections/{amendment}")
def withdraw(desk: AtDesk, person: Corrector, consignment: Consignment, amendment: Number) -> Report:
    """Take a correction back; what was read counts again."""
    return corrections.withdraw(desk.engine, desk.settings, person, consignment, amendment)


@router.get("/views", tags=["views"])
def saved(desk: AtDesk, person: Viewer) -> list[View]:
    """Return one's own saved views and the shared ones."""
    return views.every(desk.engine, person)


@router.post("/views", status_code=201, tags=["views"])
def save(desk: AtDesk, person: Viewer, asked: SaveView) -> View:
    """Save a view under a name, in place of one's own of that name."""
    return views.save(desk.engine, person, asked.name, asked.query, shared=asked.shared)


@router.delete("/views/{view}", tags=["views"])
def forget(desk: AtDesk, person: Viewer, view: Number) -> Done:
    """Remove one's own view."""
    views.remove(desk.engine, person, view)
    return Done()


def opened(desk: Office, person: Person, consignment: str, **how: Any) -> Dossier:
    """Return the dossier of a consignment; raises HTTPException 404 where there is none in sight."""
    found = open_dossier(desk.engine, person, consignment, note=desk.settings.desk.keep_saw_entries, **how)
    if found is None:
        raise HTTPException(404, f"There is no consignment {consignment}.")
    return found
