"""The queue: what is asked for stands in the address, so that it can be kept, sent and gone back to."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from checks.rulebook import RULES
from desk import accounts, cases, views
from desk.case_file import query_string
from desk.cases import NOBODY, Query
from desk.pages.shell import Desk, Visit
from desk.people import Person
from desk.speech import Speech

SHOWN = 50
FILTERS = {
    "verdict": ("mismatch", "review", "consistent"),
    "severity": ("high", "medium", "low", "none"),
    "state": ("undecided", *cases.STATES),
}
COLUMNS = (  # and by which order of the queue they are sorted
    ("consignment", ""),
    ("goods", ""),
    ("route", ""),
    ("findings", "severity"),
    ("state", ""),
    ("age", "age"),
    ("assignee", "assignee"),
)


def query_of(asked: Mapping[str, str]) -> Query:
    """Return the query in an address; what is no part of one, or wrong, is left out."""
    told = {name: value for name, value in asked.items() if name in Query.model_fields and value}
    while told:
        try:
            return Query.model_validate(told)
        except ValidationError as error:
            told = {
                name: value for name, value in told.items() if name not in {each["loc"][0] for each in error.errors()}
            }
    return Query()


def add(router: APIRouter, desk: Desk) -> None:
    """Add the queue to the site."""
    _add_queue(router, desk)
    _add_changes(router, desk)


def _add_queue(router: APIRouter, desk: Desk) -> None:
    @router.get("/")
    def home() -> Response:
        return RedirectResponse("/queue", 303)

    @router.get("/queue")
    def queue(request: Request, cursor: str = "") -> Response:
        visit = Visit(request, desk)
        person, query = visit.allowed(), query_of(request.query_params)
        try:
            found = cases.page(desk.engine, person, query, cursor=cursor, limit=SHOWN)
        except ValueError:  # a cursor of another order
            cursor, found = "", cases.page(desk.engine, person, query, limit=SHOWN)
        say = visit.say
        people = [(each.name, each.full_name or each.name) for each in accounts.every(desk.engine) if each.active]
        filters = {name: [(each, say(f"{name}.{each}")) for each in values] for name, values in FILTERS.items()}
        return visit.page(
            "queue.html", here="queue", query=query, found=found, total=cases.count(desk.engine, person, query),
            asked=query_string(query), cursor=cursor, filters=filters, chosen=query.model_dump(),
            codes=sorted(((code, say(f"codes.{code}")) for code in RULES), key=lambda each: each[1]),
            people=[(NOBODY, say("common.nobody")), *people], nobody=NOBODY,
            columns=COLUMNS, sorted_by=lambda column: sorted_by(query, column), age=lambda at: age(at, say),
            views=saved(desk, person), busy=query != Query(sort=query.sort, descending=query.descending),
        )  # fmt: skip


def _add_changes(router: APIRouter, desk: Desk) -> None:
    @router.post("/queue/assign")
    async def assign(request: Request) -> Response:
        visit = Visit(request, desk)
        person, sent = await visit.form("officer")
        chosen = [str(each) for each in (await request.form()).getlist("consignment")]
        to = str(sent.get("to", ""))
        cases.assign(desk.engine, person, chosen, "" if to == NOBODY else to or person.name)
        return RedirectResponse(f"/queue?{sent.get('back', '')}", 303)

    @router.post("/queue/views")
    async def save(request: Request) -> Response:
        visit = Visit(request, desk)
        person, sent = await visit.form()
        asked = dict(parse_qsl(str(sent.get("query", ""))))
        shared = bool(sent.get("shared")) and person.at_least("supervisor")
        views.save(desk.engine, person, str(sent.get("name", "")), query_of(asked), shared=shared)
        return RedirectResponse(f"/queue?{urlencode(asked)}", 303)

    @router.post("/queue/views/remove")
    async def remove(request: Request) -> Response:
        visit = Visit(request, desk)
        person, sent = await visit.form()
        with suppress(LookupError):  # somebody else was quicker
            views.remove(desk.engine, person, int(str(sent.get("view", "0"))))
        return RedirectResponse("/queue", 303)


def sorted_by(query: Query, column: str) -> str:
    """Return the query string that sorts by `column`, the other way round when it does already."""
    descending = not query.descending if query.sort == column else True
    return query_string(query.model_copy(update={"sort": column, "descending": descending}))


def age(at: datetime, say: Speech) -> str:
    """Return how long ago a moment was, in the largest unit that fits."""
    minutes = max(int((datetime.now(UTC) - at).total_seconds() // 60), 0)
    if minutes < 60:
        return say("age.minutes", n=minutes) if minutes else say("age.now")
    return say("age.hours", n=minutes // 60) if minutes < 48 * 60 else say("age.days", n=minutes // 1440)


def saved(desk: Desk, person: Person) -> list[dict[str, Any]]:
    """Return the views that `person` has saved and those that are shared, as the menu shows them."""
    found = views.every(desk.engine, person)
    return [{"id": each.id, "name": each.name, "mine": each.mine, "query": query_string(each.query)} for each in found]
