"""The history of one consignment: who saw, changed and decided what, as the sealed log has it."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from desk import cases
from desk.pages.shell import Desk, Visit
from desk.speech import Speech
from flows import audit

# Told in the language of the program, not of people, or said by their names.
_QUIET = frozenset({"original", "to", "finding", "code", "decided", "decision"})


def add(router: APIRouter, desk: Desk) -> None:
    """Add the histories to the site."""

    @router.get("/consignments/{consignment}/trail")
    def trail(request: Request, consignment: str, before: int | None = None) -> Response:
        visit = Visit(request, desk)
        case = cases.get(desk.engine, visit.allowed(), consignment)
        if case is None:
            raise HTTPException(404)
        found = audit.entries(desk.engine, subject=consignment, before=before, limit=100)
        entries = [(entry, detail_of(entry.detail, visit.say)) for entry in found]
        return visit.page("trail.html", here="queue", case=case, entries=entries, more=len(found) == 100)

    @router.get("/log")
    def log(request: Request, before: int | None = None) -> Response:
        visit = Visit(request, desk)
        visit.allowed("administrator")
        found = audit.entries(desk.engine, before=before, limit=100)
        entries = [(entry, detail_of(entry.detail, visit.say)) for entry in found]
        head, broken = audit.verify(desk.engine) if before is None else (None, [])
        more = len(found) == 100
        return visit.page("log.html", here="people", entries=entries, more=more, head=head, broken=broken)


def detail_of(detail: dict[str, Any], say: Speech) -> str:
    """Return what an entry adds, in a line: which finding, a reason, a value that was changed and to what."""
    told = [say(f"codes.{detail['code']}")] if detail.get("code") else []
    told += [say(f"acts.{detail['decided']}")] if detail.get("decided") else []
    told += [str(value) for name, value in detail.items() if name not in _QUIET and value not in ("", None)]
    if "original" in detail:
        told.append(f"{_printed(detail['original'])} → {_printed(detail.get('to'))}")
    elif "to" in detail:
        told.append(f"→ {detail['to'] or '—'}")
    return " · ".join(told)


def _printed(value: Any) -> str:
    return str(value.get("raw") or "—") if isinstance(value, dict) else str(value or "—")
