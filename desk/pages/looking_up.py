"""Looking things up: codes, numbers and descriptions, with the engine that judges the papers."""

from fastapi import APIRouter, Request, Response

from desk import lookup, phrasebook
from desk.pages.shell import Desk, Visit
from desk.speech import Speech

EXAMPLES = ("3915.90", "B3011", "UN 2794", "67-66-3", "plastic scrap in bales")  # a code of each kind, and words
KINDS = ("hs", "waste", "un", "chemical")


def add(router: APIRouter, desk: Desk) -> None:
    """Add the look-up to the site."""

    @router.get("/look-up")
    def look_up(request: Request, q: str = "") -> Response:
        visit = Visit(request, desk)
        visit.allowed()
        found = [_said(each, visit.say) for each in lookup.search(q)] if q.strip() else []
        groups = [(kind, [each for each in found if each.kind == kind]) for kind in KINDS]
        shown = [(kind, answers) for kind, answers in groups if answers]
        return visit.page("look_up.html", here="look_up", asked=q, groups=shown, examples=EXAMPLES)


def _said(answer: lookup.Answer, say: Speech) -> lookup.Answer:
    """An answer in the reader's language: labels of codes stay as the tables have them."""
    told = [phrasebook.detail(text, say.language) for text in (answer.label, *answer.details)]
    return answer.model_copy(update={"label": told[0], "details": told[1:]})
