"""What every page shares: who asks, in which language, the frame around the page, and the guard of its forms."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nicegui import ui
from sqlalchemy import Engine

from desk import sessions, translations
from desk.doors import COOKIE
from desk.people import Person, Role
from desk.speech import FIRST, LANGUAGES, Speech, language_of
from flows.settings import Settings

NAV: tuple[tuple[str, str, Role], ...] = (  # a page's key, its address, and the least role that it lets in
    ("queue", "/queue", "viewer"),
    ("upload", "/upload", "officer"),
    ("look_up", "/look-up", "viewer"),
    ("rules", "/rules", "viewer"),
    ("pictures", "/pictures", "viewer"),
    ("people", "/people", "administrator"),
)
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent.parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages work with."""

    settings: Settings
    engine: Engine


class Visit:
    """One request for a page: who asks (None: nobody signed in), what the desk is, and the language to answer in.

    `anew` looks the session up again, for what happens on a page long after its request.
    """

    def __init__(self, request: Request, desk: Desk, *, anew: bool = False) -> None:
        self.request = request
        self.desk = desk
        self.secret = request.cookies.get(COOKIE, "")
        known = not anew and "person" in request.scope.get("state", {})  # the doors have found out already
        person: Person | None = request.state.person if known else self._who()
        # A token is for the API, which minds its scopes; pages are for people.
        self.person = person if person is None or person.scopes is None else None
        own = self.person.language if self.person and self.person.language != FIRST else ""  # an account begins with it
        chosen = request.cookies.get("tallyman_language", "") or own
        self.say = Speech(language_of(request.headers.get("accept-language", ""), chosen))

    def _who(self) -> Person | None:
        return sessions.who(self.desk.engine, self.desk.settings.desk, self.secret) if self.secret else None

    @property
    def csrf(self) -> str:
        """What a form of this session carries, so that no other site can send it."""
        return hashlib.sha256(f"form {self.secret}".encode()).hexdigest()

    def allowed(self, role: Role = "viewer") -> Person:
        """Return who asks; raises HTTPException 401 for nobody and 403 below `role`."""
        if self.person is None:
            raise HTTPException(401)
        if not self.person.at_least(role):
            raise HTTPException(403)
        return self.person

    async def form(self, role: Role = "viewer") -> tuple[Person, Mapping[str, Any]]:
        """Return who sends a form and what is in it; raises HTTPException 403 for one that was not made here."""
        person = self.allowed(role)
        sent = await self.request.form()
        if not hmac.compare_digest(str(sent.get("csrf", "")), self.csrf):
            raise HTTPException(403, self.say("error.stale"))
        return person, sent

    def told(self, error: Exception) -> str:
        """Return what an error says to the person, in the language of the page where it is known in it."""
        return translations.told(getattr(error, "message", str(error)), self.say.language)

    def page(self, template: str, *, here: str = "", status: int = 200, **shown: Any) -> HTMLResponse:
        """Return a page from its template."""
        return HTMLResponse(self.rendered(template, here=here, **shown), status)

    def rendered(self, template: str, *, here: str = "", **shown: Any) -> str:
        """Return what a template gives, with what all of them use."""
        nav = [(key, link) for key, link, role in NAV if self.person and self.person.at_least(role)]
        frame = {
            "say": self.say,
            "me": self.person,
            "nav": nav,
            "here": here,
            "csrf": self.csrf,
            "languages": LANGUAGES,
        }
        return _TEMPLATES.get_template(template).render(**frame, **shown)

    def live(self, here: str, title: str, sheet: str) -> None:
        """Put the same frame around a page that NiceGUI builds, with the style sheet `sheet`."""
        ui.page_title(f"{title} · {self.say('shell.product')}")
        ui.add_head_html(self.rendered("head.html", sheet=sheet))
        ui.add_body_html(self.rendered("topbar.html", here=here))

    def to_sign_in(self) -> Response:
        """Send a browser that nobody is signed in with to where it can, and back afterwards."""
        target = self.request.url.path + (f"?{self.request.url.query}" if self.request.url.query else "")
        from urllib.parse import quote

        return RedirectResponse(f"/sign-in?to={quote(target)}", 303)
