"""The doors: who may pass which. Every request goes through here before any page or API sees it.

What is not named as open asks for a session or a token; what a route asks beyond that (a role, a scope) it declares
with `least`. A browser's cookie works only for pages of this desk: unsafe requests and WebSockets must come from it.
"""

from importlib.metadata import version
from typing import Any
from urllib.parse import quote, urlsplit

from anyio.to_thread import run_sync
from fastapi import HTTPException, Request
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from desk import sessions, tokens
from desk.office import Office
from desk.people import Person, Role
from desk.tokens import Scope as TokenScope

COOKIE = "tallyman_session"
STATIC = ("/desk-static/", f"/_nicegui/{version('nicegui')}/")  # whoever asks for these need not be found out
OPEN = (*STATIC, "/sign-in", "/sign-out", "/welcome/", "/oidc/", "/healthz", "/readyz", "/favicon.ico")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Least:
    """Asks for a role, and of a token for a scope; a dependency of a route that gives the person."""

    def __init__(self, role: Role, scope: TokenScope) -> None:
        self.role, self.scope = role, scope

    def __call__(self, request: Request) -> Person:
        """Return who asks. Raises HTTPException 401 for nobody, 403 below the role or without the scope."""
        person: Person | None = getattr(request.state, "person", None)
        if person is None:
            raise HTTPException(401, "Sign in, or send a bearer token.")
        if not person.at_least(self.role):
            raise HTTPException(403, f"This needs the role {self.role}; yours is {person.role}.")
        if person.scopes is not None and self.scope not in person.scopes:
            raise HTTPException(403, f"This needs a token with the scope {self.scope}.")
        return person


def least(role: Role, scope: TokenScope = "read") -> Least:
    """Return a dependency that asks for a role, and of a token for a scope."""
    return Least(role, scope)


class Doors:
    """The middleware: finds out who asks, and turns away who may not come in or is sent by another site."""

    def __init__(self, app: ASGIApp, office: Office) -> None:
        self.app, self.office = app, office

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with `state.person`, or answer it here."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        static = scope["path"].startswith(STATIC)
        person, by_cookie = (None, False) if static else await run_sync(self._who, headers)
        scope.setdefault("state", {})["person"] = person
        told = self._turned_away(scope, headers, person, by_cookie=by_cookie)
        if told is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4403})
        else:
            await told(scope, receive, send)

    def _who(self, headers: Headers) -> tuple[Person | None, bool]:
        chosen, engine = self.office.settings.desk, self.office.engine
        kind, _, secret = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return tokens.who(engine, secret.strip(), sees_all=chosen.sight == "all"), False
        secret = _cookie(headers)
        person = sessions.who(engine, chosen, secret) if secret else None
        return person, person is not None

    def _turned_away(
        self, scope: Scope, headers: Headers, person: Person | None, *, by_cookie: bool
    ) -> Response | None:
        path: str = scope["path"]
        bearing = headers.get("authorization", "").lower().startswith("bearer ")
        unsafe = scope["type"] == "websocket" or scope["method"] not in SAFE
        if unsafe and not bearing and not self._own(scope, headers):
            return problem(403, "This request comes from another site. Open the desk itself and try again.")
        if person is not None or (scope["type"] == "http" and is_open(path)):
            return None
        if wants_page(headers, path) and scope["type"] == "http" and not unsafe:
            query = scope["query_string"].decode("latin-1")
            return RedirectResponse(f"/sign-in?to={quote(path + ('?' + query if query else ''))}", 303)
        return problem(401, "Sign in, or send a bearer token.", {"WWW-Authenticate": 'Bearer realm="tallyman"'})

    def _own(self, scope: Scope, headers: Headers) -> bool:
        """Say whether a request is sent by a page of this desk, or by a program that is no browser."""
        site = headers.get("sec-fetch-site")
        if site is not None and site not in ("same-origin", "none"):
            return False
        origin = headers.get("origin")
        if origin is None:
            return bool(scope["type"] == "http")  # browsers name the origin of every WebSocket and every unsafe request
        public: str = urlsplit(self.office.settings.desk.public_url).netloc
        own = {headers.get("host", "").lower(), public.lower()} - {""}
        return str(urlsplit(origin).netloc).lower() in own


def is_open(path: str) -> bool:
    """Say whether a path is for everybody."""
    return any(path == each or (each.endswith("/") and path.startswith(each)) for each in OPEN)


def wants_page(headers: Headers, path: str) -> bool:
    """Say whether a browser asks for a page, to be sent to sign in rather than told an error."""
    return "text/html" in headers.get("accept", "") and not path.startswith("/api/")


def problem(status: int, detail: str, headers: dict[str, str] | None = None, **more: Any) -> Response:
    """Return an error as the API tells it (RFC 9457)."""
    told: dict[str, Any] = {"title": TITLES.get(status, "Error"), "status": status, "detail": detail, **more}
    return JSONResponse(told, status, headers, media_type="application/problem+json")


TITLES = {
    400: "Not understood", 401: "Not signed in", 403: "Not allowed", 404: "Not found", 405: "Not that way",
    409: "In conflict", 413: "Too large", 422: "Not valid", 429: "Too many requests", 500: "Fault",
}  # fmt: skip


def _cookie(headers: Headers) -> str:
    for header in headers.getlist("cookie"):
        for part in header.split(";"):
            name, _, value = part.strip().partition("=")
            if name == COOKIE:
                return value
    return ""
