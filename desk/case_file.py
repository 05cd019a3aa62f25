"""A consignment as the review page wants it: findings and values with their spots, in the reader's language."""

from typing import Any

from desk import phrasebook, translations, values
from desk.cases import Query
from desk.decisions import Decision
from desk.dossier import Dossier
from desk.people import Person
from desk.speech import FIRST, Speech
from models.finding import Finding, Spot
from models.paper import Paper

Json = dict[str, Any]
_WHOLE = 500.0  # points: a spot wider and higher than this, without text, is a page that was searched


def case_file(dossier: Dossier, person: Person, say: Speech) -> Json:
    """Return the JSON that `desk/viewer/review.js` draws; links to other pages are the page's to add."""
    judged = dossier.report.consignment
    papers = [_paper(paper, dossier, say) for paper in judged.papers]
    known = {
        (paper["id"], spot["page"], tuple(spot["box"])): row["key"]
        for paper in papers for group in paper["groups"] for row in group["rows"] for spot in row["spots"]
    }  # fmt: skip
    places = {paper.id: say(f"kinds.{paper.kind}") for paper in judged.papers}
    return {
        "id": judged.id,
        "title": dossier.case.title or judged.id,
        "gist": " · ".join(part for part in (dossier.case.parties, dossier.case.goods, route(dossier)) if part),
        "verdict": judged.verdict,
        "state": dossier.case.state,
        "whole": _decision(dossier.standing.get("")),
        "me": person.name,
        "may": {"decide": person.at_least("officer"), "correct": person.at_least("officer")},
        "papers": papers,
        "unread": [told(each.code, each.message, say, file=each.file) for each in dossier.report.unread],
        "findings": [
            _finding(key, finding, known, places, dossier.standing.get(key), say)
            for key, finding in zip(dossier.keys, judged.findings, strict=True)
        ],
    }


def told(code: str, message: str, say: Speech, **more: str) -> Json:
    """Return a reader's message in the reader's language, else in English with what to do about it in the language."""
    said = phrasebook.remark(message, say.language)
    advice = "" if said else translations.refusal(code, say.language)
    return {"code": code, "message": said or message, "tongue": say.language if said else FIRST, "said": advice, **more}


def route(dossier: Dossier) -> str:
    """Return where from and where to, as two country codes, or nothing."""
    ends = (dossier.case.origin, dossier.case.destination)
    return " → ".join(end or "?" for end in ends) if any(ends) else ""


def query_string(query: Query) -> str:
    """Return a query of the queue as the part of an address behind `?`, without what is as it is by default."""
    from urllib.parse import urlencode

    told = query.model_dump(mode="json", exclude_defaults=True)
    return urlencode({name: str(value).lower() if isinstance(value, bool) else value for name, value in told.items()})


def _paper(paper: Paper, dossier: Dossier, say: Speech) -> Json:
    number = paper.fields.number
    return {
        "id": paper.id,
        "file": paper.file,
        "kindLabel": say(f"kinds.{paper.kind}"),
        "number": (number.value or number.raw) if number else "",
        "pages": [
            {"number": page, "url": f"/pages/{dossier.report.consignment.id}/{paper.sha256}/{page}"}
            for page in paper.pages
        ],
        "problems": [told(problem.code, problem.message, say) for problem in paper.problems],
        "groups": values.groups(paper, dossier.amendments, say),
    }


def _finding(
    key: str, finding: Finding, known: dict[Any, str], places: dict[str, str], decision: Decision | None, say: Speech
) -> Json:
    language = say.language
    said = phrasebook.message(finding.message, language)
    gist = None if said else translations.rule(finding.code, language)
    return {
        "key": key,
        "code": finding.code,
        "title": say(f"codes.{finding.code}"),
        "severity": finding.severity,
        "certainty": finding.certainty,
        "message": said or finding.message,
        "tongue": language if said else FIRST,
        "said": gist._asdict() if gist else None,
        "expected": phrasebook.value(finding.expected, language),
        "found": phrasebook.value(finding.found, language),
        "spots": [_spot(spot, known, places, say) for spot in finding.evidence],
        "suggested": [hint.model_dump() for hint in finding.suggested_hs],
        "basis": [phrasebook.basis(text, language) for text in finding.basis],
        "decision": _decision(decision),
    }


def _spot(spot: Spot, known: dict[Any, str], places: dict[str, str], say: Speech) -> Json:
    box = [round(side, 1) for side in spot.box]
    return {
        "paper": spot.paper,
        "page": spot.page,
        "box": box,
        "text": spot.text,
        "whole": not spot.text and spot.box.width > _WHOLE and spot.box.height > _WHOLE,
        "place": say("review.place", paper=places.get(spot.paper, spot.paper), page=spot.page),
        "value": known.get((spot.paper, spot.page, tuple(box)), ""),
    }


def _decision(decision: Decision | None) -> Json | None:
    if decision is None:
        return None
    return {
        "id": decision.id,
        "action": decision.action,
        "state": decision.state,
        "reason": decision.reason,
        "by": decision.account,
        "at": f"{decision.made_at:%Y-%m-%d %H:%M}",
        "second": decision.second,
    }
