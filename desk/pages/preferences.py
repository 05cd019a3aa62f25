"""Settings: what is one's own (language, password), and for administrators what the operator has set."""

from datetime import date

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from desk import accounts, tokens
from desk.doors import COOKIE
from desk.pages.shell import Desk, Visit
from desk.people import NotAllowed
from desk.speech import LANGUAGES
from flows.edition import reference_in_use

_SECRET = frozenset({"ledger_url", "oidc_client_secret"})  # may hold a password


def add(router: APIRouter, desk: Desk) -> None:
    """Add the settings to the site."""
    _add_own(router, desk)
    _add_tokens(router, desk)


def _add_own(router: APIRouter, desk: Desk) -> None:
    @router.get("/settings")
    def shown(request: Request) -> Response:
        return _shown(Visit(request, desk))

    @router.post("/settings/language")
    async def language(request: Request) -> Response:
        visit = Visit(request, desk)
        person, sent = await visit.form()
        if sent.get("language") in LANGUAGES:
            accounts.change(desk.engine, person.name, by=person.name, language=str(sent["language"]))
        answer = _shown(Visit(request, desk))
        answer.delete_cookie("tallyman_language")
        answer.headers["refresh"] = "0; url=/settings"
        return answer

    @router.post("/settings/password")
    async def password(request: Request) -> Response:
        visit = Visit(request, desk)
        person, sent = await visit.form()
        old, new, shortest = str(sent.get("old", "")), str(sent.get("new", "")), desk.settings.desk.shortest_password
        if new != sent.get("again"):
            return _shown(visit, wrong=visit.say("door.passwords_differ"))
        try:
            accounts.set_password(desk.engine, person.name, old, new, shortest=shortest)
        except (NotAllowed, ValueError) as error:
            return _shown(visit, wrong=visit.told(error))
        answer = visit.to_sign_in()
        answer.delete_cookie(COOKIE)
        return answer


def _add_tokens(router: APIRouter, desk: Desk) -> None:
    @router.post("/settings/tokens")
    async def make_token(request: Request) -> Response:
        visit = Visit(request, desk)
        person, sent = await visit.form()
        scopes = [scope for scope in tokens.SCOPES if sent.get(f"may-{scope}")]
        try:
            secret, _ = tokens.add(desk.engine, person, str(sent.get("name", "")), scopes)
        except ValueError:
            return _shown(visit, wrong=visit.say("settings.token_scopes"))
        return _shown(visit, secret=secret)

    @router.post("/settings/tokens/revoke")
    async def revoke_token(request: Request) -> Response:
        visit = Visit(request, desk)
        person, sent = await visit.form()
        try:
            tokens.revoke(desk.engine, person, int(str(sent.get("token", ""))))
        except (LookupError, ValueError):
            raise HTTPException(404) from None
        return RedirectResponse("/settings", 303)


def _shown(visit: Visit, *, wrong: str = "", secret: str = "") -> Response:
    person, chosen = visit.allowed(), visit.desk.settings
    told = []
    if person.at_least("administrator"):
        for group, each in (("", chosen), ("desk.", chosen.desk)):
            values = each.model_dump(exclude={"desk"} if each is chosen else set())
            told += [(group + name, "•••" if name in _SECRET and value else value) for name, value in values.items()]
    return visit.page(
        "settings.html", here="settings", told=told, editions=reference_in_use(date.today()), wrong=wrong,
        shortest=chosen.desk.shortest_password, tokens=tokens.every(visit.desk.engine, person),
        scopes=tokens.SCOPES, secret=secret, status=400 if wrong else 200,
    )  # fmt: skip
