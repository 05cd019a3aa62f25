"""The review of one consignment: the page, and what it does when an officer decides, corrects or draws a box."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request, Response
from nicegui import run, ui
from nicegui.events import GenericEventArguments

from desk import cases, corrections, decisions
from desk.case_file import case_file, query_string
from desk.cases import Query
from desk.corrections import Change
from desk.dossier import Dossier, open_dossier
from desk.page_source import page_source
from desk.pages.shell import Desk, Visit
from desk.pages.worklist import query_of
from desk.people import NotAllowed, Person
from desk.regions import read_region
from desk.viewer import Review
from flows import line
from models.errors import PaperError
from models.field import Evidence
from models.geometry import Box

Json = dict[str, Any]
WORDS = ("review", "keys", "severity", "verdict", "state", "common", "export", "rules")


def add_live(desk: Desk) -> None:
    """Add the review page to the site."""

    @ui.page("/consignments/{consignment}", response_timeout=30)
    async def review(request: Request, consignment: str) -> Response | None:
        visit = Visit(request, desk)
        if visit.person is None:
            return visit.to_sign_in()
        query = query_of(request.query_params)
        opened = await run.io_bound(_opened, visit, visit.person, consignment, query, note=True)
        if opened is None:
            return visit.page("error.html", status=404, what="not_found")
        visit.live("queue", opened["title"], "review")
        Work(visit, consignment, query, opened)
        return None


class Work:
    """An open review page: every event asks anew who is signed in, does the work beside the loop, and answers."""

    def __init__(self, visit: Visit, consignment: str, query: Query, opened: Json) -> None:
        self.visit, self.consignment, self.query = visit, consignment, query
        self.view = Review(opened, visit.say.parts(*WORDS))
        acts: dict[str, Callable[[Person, Json], Json]] = {
            "decide": self.decide, "correct": self.correct, "withdraw": self.withdraw, "read": self.read,
        }  # fmt: skip
        for name, act in acts.items():
            self.view.on(name, self._heard(act))

    def decide(self, person: Person, asked: Json) -> Json:
        """Take a decision, or agree to or refuse another's."""
        desk = self.visit.desk
        action, reason = asked["action"], str(asked.get("reason", ""))
        if action in ("agree", "refuse"):
            least = desk.settings.desk.four_eyes_role
            refuse = reason if action == "refuse" else ""
            decisions.agree(desk.engine, person, int(asked["id"]), least=least, refuse=refuse)
        elif action in decisions.ACTIONS:
            four_eyes = desk.settings.desk.four_eyes
            finding = str(asked.get("finding", ""))
            decisions.decide(
                desk.engine, person, self.consignment, action, finding=finding, reason=reason, four_eyes=four_eyes
            )
        on = action in ("confirm", "dismiss") and bool(asked.get("finding"))
        return {"kind": "decided", "text": self.visit.say("review.was_decided"), "next": on}

    def correct(self, person: Person, asked: Json) -> Json:
        """Put a person's value in the place of what was read; the rules run again."""
        paper, _, path = str(asked["key"]).partition("/")
        spot = asked.get("spot")
        boxes = [Evidence(page=int(spot["page"]), box=Box(*map(float, spot["box"])))] if spot else None
        change = Change(paper=paper, path=path, text=str(asked["text"]), evidence=boxes)
        corrections.correct(self.visit.desk.engine, self.visit.desk.settings, person, self.consignment, change)
        return {"kind": "corrected", "text": self.visit.say("review.corrected")}

    def withdraw(self, person: Person, asked: Json) -> Json:
        """Take a correction back."""
        paper, _, path = str(asked["key"]).partition("/")
        desk = self.visit.desk
        dossier = self._dossier(person)
        found = [each.id for each in dossier.amendments if (each.paper, each.path) == (paper, path)]
        for number in found[-1:]:
            corrections.withdraw(desk.engine, desk.settings, person, self.consignment, number)
        return {"kind": "corrected", "text": self.visit.say("review.withdrawn")}

    def read(self, person: Person, asked: Json) -> Json:
        """Read a box that was drawn on a page."""
        desk, dossier = self.visit.desk, self._dossier(person)
        paper = dossier.report.consignment.paper(str(asked["paper"]))
        page, box = int(asked["page"]), Box(*map(float, asked["box"]))
        source, view = page_source(desk.engine, desk.settings, person, self.consignment, paper.sha256, page)
        limits = line.limits_of(desk.settings.reading_limits)
        langs = "eng" if desk.settings.langs == "auto" else desk.settings.langs
        found = read_region(source, page, box, view=view, langs=langs, limits=limits)
        return {"kind": "read", "text": found.text, "confidence": found.confidence}

    def _dossier(self, person: Person) -> Dossier:
        dossier = open_dossier(self.visit.desk.engine, person, self.consignment, note=False)
        if dossier is None:
            raise LookupError(self.visit.say("error.not_found"))
        return dossier

    def _heard(self, act: Callable[[Person, Json], Json]) -> Callable[[GenericEventArguments], Awaitable[None]]:
        async def heard(event: GenericEventArguments) -> None:
            done = await run.io_bound(self._done, act, dict(event.args))
            if done is None:  # the desk is closing down
                return
            told, file = done
            self.view.answer(file=file, **told)

        return heard

    def _done(self, act: Callable[[Person, Json], Json], asked: Json) -> tuple[Json, Json | None]:
        """Do the work of an event and return the answer to it, and the consignment anew where it may have changed."""
        say = self.visit.say
        person = Visit(self.visit.request, self.visit.desk, anew=True).person
        if person is None:
            return {"kind": "wrong", "wrong": say("review.gone")}, None
        try:
            told = act(person, asked)
        except (NotAllowed, LookupError, ValueError, PaperError, OSError) as error:
            return {"kind": "wrong", "wrong": say("review.refused", why=self.visit.told(error))}, None
        changed = told["kind"] in ("decided", "corrected")
        return told, _opened(self.visit, person, self.consignment, self.query, note=False) if changed else None


def _opened(visit: Visit, person: Person, consignment: str, query: Query, *, note: bool) -> Json | None:
    """Return what the page shows of a consignment, None where there is none in sight."""
    engine = visit.desk.engine
    note = note and visit.desk.settings.desk.keep_saw_entries
    dossier = open_dossier(engine, person, consignment, note=note)
    if dossier is None:
        return None
    asked = query_string(query)
    behind = f"?{asked}" if asked else ""

    def link(case: cases.Case | None) -> str:
        return f"/consignments/{case.consignment}{behind}" if case else ""

    back = query.model_copy(update={"descending": not query.descending})
    return {
        **case_file(dossier, person, visit.say),
        "four_eyes": visit.desk.settings.desk.four_eyes,
        "next": link(cases.following(engine, person, query, consignment)),
        "previous": link(cases.following(engine, person, back, consignment)),
        "trail": f"/consignments/{consignment}/trail",
        "exports": f"/consignments/{consignment}/export.",
    }
