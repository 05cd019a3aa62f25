"""The doors: signing in and out, and the one-time links by which accounts are made."""

from urllib.parse import urlsplit

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from desk import accounts, sessions
from desk.doors import COOKIE
from desk.pages.shell import Desk, Visit
from desk.people import NotAllowed
from desk.sessions import TooManyAttempts, WrongPassword


def add(router: APIRouter, desk: Desk) -> None:
    """Add the doors to the site."""
    _add_sign_in(router, desk)
    _add_invitations(router, desk)


def _add_sign_in(router: APIRouter, desk: Desk) -> None:
    @router.get("/sign-in")
    def door(request: Request, to: str = "/queue", ended: bool = False) -> Response:
        visit = Visit(request, desk)
        if visit.person is not None:
            return RedirectResponse(inward(to), 303)
        return _door(visit, to=to, told=visit.say("door.expired") if ended or visit.secret else "")

    @router.post("/sign-in")
    async def enter(request: Request) -> Response:
        visit, sent = Visit(request, desk), await request.form()
        _same_site(request)
        name, to = str(sent.get("name", "")), str(sent.get("to", "/queue"))
        address = request.client.host if request.client else ""
        chosen = desk.settings.desk
        try:
            password = str(sent.get("password", ""))
            secret = await run_in_threadpool(sessions.sign_in, desk.engine, chosen, name, password, address)
        except WrongPassword:
            return _door(visit, to=to, name=name, told=visit.say("door.wrong"), status=401)
        except TooManyAttempts:
            return _door(visit, to=to, name=name, told=visit.say("door.wait"), status=429)
        return let_in(request, desk, secret, inward(to))

    @router.post("/sign-out")
    async def leave(request: Request) -> Response:
        visit = Visit(request, desk)
        await visit.form()
        sessions.end(desk.engine, visit.secret)
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(COOKIE)
        return answer


def _add_invitations(router: APIRouter, desk: Desk) -> None:
    @router.get("/welcome/{secret}")
    def invitation(request: Request, secret: str) -> Response:
        return _invitation(Visit(request, desk), secret)

    @router.post("/welcome/{secret}")
    async def accept(request: Request, secret: str) -> Response:
        visit, sent = Visit(request, desk), await request.form()
        _same_site(request)
        name, password = str(sent.get("name", "")).strip().lower(), str(sent.get("password", ""))
        shortest, full_name = desk.settings.desk.shortest_password, str(sent.get("full_name", ""))
        if password != sent.get("again"):
            told = visit.say("door.passwords_differ")
            return _invitation(visit, secret, name=name, full_name=full_name, told=told)
        try:
            made = await run_in_threadpool(
                accounts.accept, desk.engine, secret, name, password, full_name=full_name, shortest=shortest
            )
        except (NotAllowed, ValueError) as error:
            return _invitation(visit, secret, name=name, full_name=full_name, told=visit.told(error))
        session = await run_in_threadpool(sessions.begin, desk.engine, desk.settings.desk, made.name)
        return let_in(request, desk, session, "/queue")


def let_in(request: Request, desk: Desk, secret: str, to: str) -> Response:
    """Send a browser on with the cookie of its session."""
    answer = RedirectResponse(to, 303)
    hours = desk.settings.desk.session_hours
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, secret, max_age=int(hours * 3600), httponly=True, samesite="lax", secure=secure)
    return answer


def inward(to: str) -> str:
    """Return an address of this desk: `to`, or the queue where it leads elsewhere.

    >>> inward("/queue?text=x"), inward("//evil.example/"), inward("https://evil.example"), inward("/\\\\evil.example")
    ('/queue?text=x', '/queue', '/queue', '/queue')
    """
    parts = urlsplit(to)
    inside = to.startswith("/") and not to.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return to if inside else "/queue"


def _door(visit: Visit, *, to: str, name: str = "", told: str = "", status: int = 200) -> Response:
    return visit.page(
        "door.html", head="title", lead="lead", told=told, ready=True, inviting=False, account="", name=name,
        to=inward(to), oidc=bool(visit.desk.settings.desk.oidc_issuer), shortest=0, status=status,
    )  # fmt: skip


def _invitation(visit: Visit, secret: str, *, name: str = "", full_name: str = "", told: str = "") -> Response:
    found = accounts.invited(visit.desk.engine, secret)
    first = not accounts.any_left(visit.desk.engine)
    return visit.page(
        "door.html", head="welcome" if first else "title", lead="welcome_lead" if first else "invite_lead",
        told=told if found else visit.say("door.link_used"), ready=found is not None, inviting=True,
        account=found[1] if found else "", name=name, full_name=full_name, oidc=False,
        shortest=visit.desk.settings.desk.shortest_password,
        status=(400 if told else 200) if found else 410,
    )  # fmt: skip


def _same_site(request: Request) -> None:
    """Refuse a form that another site sends: nobody is signed in yet, so no session can guard it."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403)
