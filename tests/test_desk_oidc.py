"""Signing in through an OpenID provider: a small one, here, that can also be told to cheat."""

import base64
import hashlib
import json
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import RSAKey

from desk import accounts
from desk.app import create_app
from desk.doors import COOKIE
from desk.oidc import role_of
from flows.desk_settings import DeskSettings
from flows.settings import settings

CLIENT = "tallyman"


class Provider:
    """Knows one person. `claims` go into the token over the honest ones; `key` signs it."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "k1"})
        self.signing = self.key
        self.claims: dict[str, Any] = {}
        self.asked: dict[str, str] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/.well-known/openid-configuration":
                    ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
                    told = {name: f"{provider.url}/{path}" for name, path in ends.items()}
                    self.tell({"issuer": provider.url, **told})
                else:
                    self.tell({"keys": [provider.key.as_dict(private=False)]})

            def do_POST(self) -> None:
                sent = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
                verifier = sent["code_verifier"][0].encode()
                challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).decode().rstrip("=")
                if sent["code"] != ["good"] or challenge != provider.asked["code_challenge"]:
                    self.tell({"error": "invalid_grant"}, 400)
                    return
                self.tell({"access_token": "a", "token_type": "Bearer", "id_token": provider.token()})

            def tell(self, told: Any, status: int = 200) -> None:
                body = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def token(self) -> str:
        person = {"sub": "77", "preferred_username": "Ada Officer", "roles": ["staff", "officer"]}
        ends = int(time.time()) + 60
        honest = {**person, "iss": self.url, "aud": CLIENT, "exp": ends, "nonce": self.asked["nonce"]}
        return jwt.encode({"alg": "RS256", "kid": "k1"}, {**honest, **self.claims}, self.signing)


@pytest.fixture
def provider() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.server.shutdown()


@pytest.fixture
def client(provider: Provider, tmp_path: Path) -> Iterator[TestClient]:
    desk = DeskSettings(oidc_issuer=provider.url, oidc_client_id=CLIENT, oidc_client_secret="s")
    chosen = settings(data_dir=tmp_path, desk=desk, workers=1)
    with TestClient(create_app(chosen, screens=False), follow_redirects=False) as client:
        yield client


def come_back(client: TestClient, provider: Provider, *, code: str = "good", state: str = "") -> Any:
    out = client.get("/oidc/start")
    assert out.status_code == 303
    provider.asked = {name: values[0] for name, values in parse_qs(urlsplit(out.headers["location"]).query).items()}
    assert provider.asked["code_challenge_method"] == "S256"
    return client.get(f"/oidc/callback?code={code}&state={state or provider.asked['state']}")


def test_who_the_provider_knows_comes_in_with_the_role_it_names(client: TestClient, provider: Provider) -> None:
    answer = come_back(client, provider)
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue")
    assert COOKIE in client.cookies
    me = client.get("/api/v1/me").json()
    assert (me["name"], me["role"]) == ("ada-officer", "officer")


def test_the_button_at_the_door_leads_to_the_provider(provider: Provider, tmp_path: Path) -> None:
    desk = DeskSettings(oidc_issuer=provider.url, oidc_client_id=CLIENT, oidc_client_secret="s")
    with TestClient(create_app(settings(data_dir=tmp_path, desk=desk, workers=1)), follow_redirects=False) as client:
        button = re.search(r'href="([^"]*oidc[^"]*)"', client.get("/sign-in", headers={"accept": "text/html"}).text)
        assert button is not None
        answer = client.get(button[1])
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{provider.url}/authorize?")


def test_the_same_subject_is_the_same_account_with_the_role_it_has_now(client: TestClient, provider: Provider) -> None:
    come_back(client, provider)
    provider.claims = {"roles": "supervisor", "preferred_username": "other"}
    come_back(client, provider)
    assert client.get("/api/v1/me").json()["role"] == "supervisor"
    engine = client.app.state.office.engine  # type: ignore[attr-defined]
    assert len(accounts.every(engine)) == 1


def test_a_name_that_is_taken_here_is_not_taken_over(client: TestClient, provider: Provider) -> None:
    engine = client.app.state.office.engine  # type: ignore[attr-defined]
    accounts.add(engine, "ada-officer", "administrator", by="t", password="many small boats at sea")
    come_back(client, provider)
    me = client.get("/api/v1/me").json()
    assert (me["name"], me["role"]) == ("ada-officer-2", "officer")


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "other"},
        {"aud": "other"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"roles": ["staff"]},
        {"sub": None},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_a_token_that_cannot_be_trusted_lets_nobody_in(
    client: TestClient, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    assert come_back(client, provider).status_code == 403
    assert COOKIE not in client.cookies


def test_a_token_signed_by_another_key_lets_nobody_in(client: TestClient, provider: Provider) -> None:
    provider.signing = RSAKey.generate_key(2048, {"kid": "k1"})
    assert come_back(client, provider).status_code == 403


def test_a_code_or_state_of_somebody_else_lets_nobody_in(client: TestClient, provider: Provider) -> None:
    assert come_back(client, provider, code="stolen").status_code == 403
    assert come_back(client, provider, state="stolen").status_code == 403
    client.cookies.clear()
    assert client.get("/oidc/callback?code=good&state=x").status_code == 403


def test_an_account_that_was_ended_here_stays_out(client: TestClient, provider: Provider) -> None:
    come_back(client, provider)
    client.cookies.clear()
    engine = client.app.state.office.engine  # type: ignore[attr-defined]
    accounts.add(engine, "boss", "administrator", by="t")
    accounts.change(engine, "ada-officer", by="boss", active=False)
    assert come_back(client, provider).status_code == 403


def test_roles_may_lie_deeper_and_have_a_default() -> None:
    deep = DeskSettings(oidc_role_claim="realm_access.roles")
    assert role_of(deep, {"realm_access": {"roles": ["viewer", "supervisor"]}}) == "supervisor"
    assert role_of(deep, {"realm_access": "supervisor"}) is None
    assert role_of(DeskSettings(oidc_default_role="viewer"), {}) == "viewer"
