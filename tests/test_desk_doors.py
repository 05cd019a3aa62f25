"""The doors: every route without sign-in and with each too-low role; other sites, headers, bounds."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute, Mount, WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from desk import accounts, sessions, tokens
from desk.app import create_app
from desk.doors import COOKIE, Least, is_open
from desk.people import ROLES, Role
from desk.tokens import SCOPES
from flows.settings import settings
from tests import caseload

HERE = "http://testserver"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("doors")
    chosen = settings(data_dir=folder, ledger_url=f"sqlite:///{folder / 'ledger.sqlite'}")
    app = create_app(chosen)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        engine = app.state.office.engine
        for role in ROLES:
            accounts.add(engine, role, role, by="test", password="many small boats at sea")
        caseload.keep(engine, caseload.report("c1"))
        for role in ROLES:  # the walk removes what has the number 1, and must not remove its own way in
            headers_of(client, role, ("read",))
        yield client


def headers_of(client: TestClient, role: Role, scopes: tuple[str, ...] | None = None) -> dict[str, str]:
    office = client.app.state.office  # type: ignore[attr-defined]
    if scopes is None:
        secret = sessions.begin(office.engine, office.settings.desk, role)
        return {"Cookie": f"{COOKIE}={secret}", "Origin": HERE}
    account = accounts.by_name(office.engine, role)
    assert account is not None
    person = accounts.person_of(account, sees_all=True)
    secret, _ = tokens.add(office.engine, person, "t", list(scopes))  # type: ignore[arg-type]
    return {"Authorization": f"Bearer {secret}"}


def routes(found: Sequence[BaseRoute], before: str = "") -> Iterator[tuple[str, str, RouteContext]]:
    """Yield every way in: method, a path that can be asked for, the route. Mounted applications as well."""
    for route in iter_route_contexts(found):
        here = route.original_route
        path = before + _filled(route.path or "")
        if isinstance(here, Mount):
            inner = getattr(here.app, "routes", None)
            if inner:
                yield from routes(inner, before + here.path)
            else:
                yield "GET", path + "/x", route
        elif isinstance(here, WebSocketRoute):
            yield "WS", path, route
        else:
            for method in sorted((route.methods or {"GET"}) - {"HEAD"}):
                yield method, path, route


def _filled(path: str) -> str:
    path = path.replace("{sha256}", "a" * 64).replace("{upload}", "00000000-0000-0000-0000-000000000000")
    path = path.replace("{consignment}", "c1").replace("{what}", "codes").replace("{name}", "ada")
    return re.sub(r"\{\w+(:\w+)?\}", "1", path)


def asked_of(route: RouteContext) -> Least | None:
    """Return what a route asks of whoever comes, as its dependencies declare it."""

    def within(dependant: Dependant) -> Iterator[Least]:
        for each in dependant.dependencies:
            if isinstance(each.call, Least):
                yield each.call
            yield from within(each)

    return next(within(route.dependant), None) if isinstance(route.original_route, APIRoute) else None


def every(client: TestClient) -> list[tuple[str, str, RouteContext]]:
    return list(routes(client.app.routes))  # type: ignore[attr-defined]


def test_there_are_routes_to_walk(client: TestClient) -> None:
    paths = {path for _, path, _ in every(client)}
    assert {"/api/v1/consignments", "/api/v1/uploads", "/sign-in", "/healthz"} <= paths
    assert len(paths) > 40


def test_nobody_passes_a_door_that_is_not_open(client: TestClient) -> None:
    for method, path, _ in every(client):
        if is_open(path):
            continue
        if method == "WS":
            with pytest.raises(WebSocketDisconnect), client.websocket_connect(path):
                pass
            continue
        answer = client.request(method, path)
        assert answer.status_code == 401, (method, path, answer.status_code)
        page = client.request(method, path, headers={"Accept": "text/html"})
        assert page.status_code in (303, 401), (method, path)
        assert "sign-in" in page.headers.get("location", "") or page.status_code == 401


def test_what_is_open_to_everybody_is_known(client: TestClient) -> None:
    opened = {
        path for _, path, _ in every(client) if is_open(path) and not path.startswith(("/_nicegui/", "/desk-static/"))
    }
    assert opened <= {"/sign-in", "/sign-out", "/welcome/1", "/healthz", "/readyz", "/favicon.ico"}


def test_every_route_of_the_api_says_whom_it_wants(client: TestClient) -> None:
    undeclared = [
        path for _, path, route in every(client)
        if path.startswith(("/api/", "/metrics")) and not path.endswith("openapi.json") and asked_of(route) is None
    ]  # fmt: skip
    assert undeclared == []


@pytest.mark.parametrize("role", ROLES)
def test_a_role_passes_no_door_above_it(client: TestClient, role: Role) -> None:
    mine = headers_of(client, role)
    token = headers_of(client, role, SCOPES)
    for method, path, route in every(client):
        wanted = asked_of(route)
        if wanted is None:
            continue
        low = ROLES.index(role) < ROLES.index(wanted.role)
        for headers in (mine, token):
            status = client.request(method, path, headers=headers).status_code
            assert (status == 403) == low or (not low and status != 401), (method, path, role, status)
            if low:
                assert status == 403, (method, path, role, status)


def test_a_token_passes_no_door_without_its_scope(client: TestClient) -> None:
    for method, path, route in every(client):
        wanted = asked_of(route)
        if wanted is None:
            continue
        others = tuple(scope for scope in SCOPES if scope != wanted.scope)
        status = client.request(method, path, headers=headers_of(client, "administrator", others)).status_code
        assert status == 403, (method, path, status)


def test_a_revoked_token_opens_nothing(client: TestClient) -> None:
    office = client.app.state.office  # type: ignore[attr-defined]
    headers = headers_of(client, "officer", ("read",))
    assert client.get("/api/v1/me", headers=headers).status_code == 200
    account = accounts.by_name(office.engine, "officer")
    assert account is not None
    person = accounts.person_of(account, sees_all=True)
    for token in tokens.every(office.engine, person):
        tokens.revoke(office.engine, person, token.id)
    assert client.get("/api/v1/me", headers=headers).status_code == 401


@pytest.mark.parametrize("sent", [
    {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": HERE},
])  # fmt: skip
def test_another_site_sends_nothing_with_the_cookie(client: TestClient, sent: dict[str, str]) -> None:
    headers = {**headers_of(client, "administrator"), **sent}
    body = {"name": "x", "query": {}}
    assert client.post("/api/v1/views", json=body, headers=headers).status_code == 403
    assert client.post("/sign-in", data={"name": "a"}, headers=sent).status_code == 403


def test_a_websocket_of_another_site_is_refused(client: TestClient) -> None:
    path = "/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
    own = headers_of(client, "viewer")
    for headers in ({**own, "Origin": "https://evil.example"}, {"Cookie": own["Cookie"]}, {"Origin": HERE}):
        with pytest.raises(WebSocketDisconnect) as refused, client.websocket_connect(path, headers=headers):
            pass
        assert refused.value.code == 4403
    with client.websocket_connect(path, headers={**own, "Upgrade": "websocket"}) as line:
        assert line.receive_text().startswith("0")  # engine.io opens


def test_every_answer_has_the_security_headers(client: TestClient) -> None:
    for path in ("/healthz", "/api/v1/me", "/sign-in", "/nowhere", "/queue"):
        found = client.get(path).headers
        assert found["x-content-type-options"] == "nosniff", path
        assert found["x-frame-options"] == "DENY", path
        policy = found["content-security-policy"]
        assert "default-src 'none'" in policy, path
        assert "'unsafe-inline'" not in policy.split("style-src")[0], path
        assert found["cache-control"] == "no-store", path


def test_more_than_may_be_sent_is_refused(client: TestClient) -> None:
    headers = headers_of(client, "officer", ("read", "upload"))
    big = b"x" * (2 << 20)
    assert client.post("/api/v1/views", content=big, headers=headers).status_code == 413

    def pieces() -> Iterator[bytes]:
        for _ in range(20):
            yield b"x" * (1 << 18)

    assert client.post("/api/v1/views", content=pieces(), headers=headers).status_code == 413


def test_signing_in_sets_a_cookie_that_scripts_cannot_read(client: TestClient) -> None:
    sent = {"name": "officer", "password": "many small boats at sea"}
    answer = client.post("/sign-in", data=sent, headers={"Origin": HERE})
    cookie = answer.headers["set-cookie"].lower()
    assert answer.status_code == 303
    assert "httponly" in cookie
    assert "samesite" in cookie
    client.cookies.clear()


def test_a_session_of_an_ended_account_opens_nothing(client: TestClient, tmp_path: Path) -> None:
    office = client.app.state.office  # type: ignore[attr-defined]
    accounts.add(office.engine, "gone", "officer", by="t", password="many small boats at sea")
    secret = sessions.begin(office.engine, office.settings.desk, "gone")
    headers = {"Cookie": f"{COOKIE}={secret}"}
    assert client.get("/api/v1/me", headers=headers).status_code == 200
    accounts.change(office.engine, "gone", by="t", active=False)
    assert client.get("/api/v1/me", headers=headers).status_code == 401
