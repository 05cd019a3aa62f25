"""People: who may come in with which role, for administrators; new ones come by a one-time link."""

from typing import get_args

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from desk import accounts
from desk.pages.shell import Desk, Visit
from desk.people import ROLES, NotAllowed, Role


def add(router: APIRouter, desk: Desk) -> None:
    """Add the page on people to the site."""

    @router.get("/people")
    def people(request: Request) -> Response:
        visit = Visit(request, desk)
        visit.allowed("administrator")
        return _shown(visit)

    @router.post("/people/invite")
    async def invite(request: Request) -> Response:
        visit = Visit(request, desk)
        person, sent = await visit.form("administrator")
        role, account = _role(sent.get("role", "officer")), str(sent.get("account", ""))
        try:
            secret = accounts.invite(desk.engine, role, by=person.name, account=account)
        except LookupError as error:
            return _shown(visit, wrong=visit.told(error))
        home = desk.settings.desk.public_url or str(request.base_url)
        return _shown(visit, link=f"{home.rstrip('/')}/welcome/{secret}")

    @router.post("/people/change")
    async def change(request: Request) -> Response:
        visit = Visit(request, desk)
        person, sent = await visit.form("administrator")
        role = _role(sent["role"]) if "role" in sent else None
        active = sent["active"] == "yes" if "active" in sent else None
        try:
            accounts.change(desk.engine, str(sent.get("account", "")), by=person.name, role=role, active=active)
        except (LookupError, NotAllowed) as error:
            return _shown(visit, wrong=visit.told(error))
        return RedirectResponse("/people", 303)


def _shown(visit: Visit, *, link: str = "", wrong: str = "") -> Response:
    every = accounts.every(visit.desk.engine)
    status = 400 if wrong else 200
    return visit.page("people.html", here="people", people=every, roles=ROLES, link=link, wrong=wrong, status=status)


def _role(name: object) -> Role:
    for role in get_args(Role):
        if role == name:
            return role  # type: ignore[no-any-return]
    raise HTTPException(400)
