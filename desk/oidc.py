"""Signing in through an organisation's own OpenID provider: code flow with PKCE, state and nonce.

The provider names the role in a claim (`oidc_role_claim`); people without one come in only where a default is set. An
account is known by issuer and subject, never by a name that somebody else may have taken there.
"""

import hmac
import json
import re
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from desk import accounts, sessions
from desk.doors import COOKIE
from desk.office import Office
from desk.people import ROLES, Role
from flows import audit
from flows.desk_settings import DeskSettings

WAY = "tallyman_oidc"  # a cookie that lasts from start to callback
MINUTES = 10
PATIENCE = 10.0  # seconds that the provider may take
SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]  # never with the shared secret, never not at all


def add_oidc(app: FastAPI, office: Office) -> None:
    """Add the way out to the provider and back."""
    chosen = office.settings.desk

    @app.get("/oidc/start", include_in_schema=False)
    async def start(request: Request) -> Response:
        known = await _discovered(chosen)
        state, nonce, verifier = generate_token(32), generate_token(32), generate_token(64)
        async with _client(request, chosen) as client:
            address, _ = client.create_authorization_url(
                known["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        answer = RedirectResponse(address, 303)
        way = json.dumps([state, nonce, verifier])
        secure = request.url.scheme == "https"
        answer.set_cookie(
            WAY, way.replace('"', "'"), max_age=MINUTES * 60, httponly=True, samesite="lax", secure=secure, path="/oidc"
        )
        return answer

    @app.get("/oidc/callback", include_in_schema=False)
    async def callback(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
        expected, nonce, verifier = _way(request)
        if not state or not hmac.compare_digest(state.encode(), expected.encode()):
            raise HTTPException(403, "This sign-in was not begun here. Begin again.")
        if error or not code:
            raise HTTPException(403, "The provider did not let you in.")
        known = await _discovered(chosen)
        claims = await _claims(request, chosen, known, code, verifier, nonce)
        account = await run_in_threadpool(_account, office, claims)
        address = request.client.host if request.client else ""
        secret = await run_in_threadpool(sessions.begin, office.engine, chosen, account, address)
        answer = RedirectResponse("/queue", 303)
        age, secure = int(chosen.session_hours * 3600), request.url.scheme == "https"
        answer.set_cookie(COOKIE, secret, max_age=age, httponly=True, samesite="lax", secure=secure)
        answer.delete_cookie(WAY, path="/oidc")
        return answer


def role_of(chosen: DeskSettings, claims: dict[str, Any]) -> Role | None:
    """Return the highest role that the claims name, else the default, else None: not to be let in."""
    told: Any = claims
    for part in chosen.oidc_role_claim.split("."):  # realm_access.roles
        told = told.get(part) if isinstance(told, dict) else None
    named = {told} if isinstance(told, str) else set(told) if isinstance(told, list) else set()
    found = [role for role in ROLES if role in named]
    return found[-1] if found else chosen.oidc_default_role or None


def _client(request: Request, chosen: DeskSettings) -> AsyncOAuth2Client:
    base = chosen.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    return AsyncOAuth2Client(
        chosen.oidc_client_id, chosen.oidc_client_secret or None, scope="openid profile email",
        redirect_uri=f"{base}/oidc/callback", code_challenge_method="S256", timeout=PATIENCE, trust_env=False,
        token_endpoint_auth_method="client_secret_basic" if chosen.oidc_client_secret else "none",
    )  # fmt: skip


async def _discovered(chosen: DeskSettings) -> dict[str, Any]:
    issuer = chosen.oidc_issuer.rstrip("/")
    known = await _fetched(f"{issuer}/.well-known/openid-configuration")
    if str(known.get("issuer", "")).rstrip("/") != issuer:
        raise HTTPException(502, "The provider calls itself something else than desk.oidc_issuer says.")
    return known


async def _fetched(address: str) -> dict[str, Any]:
    try:
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
            answer = await client.get(address)
            answer.raise_for_status()
            found: dict[str, Any] = answer.json()
            return found
    except (httpx.HTTPError, ValueError):
        raise HTTPException(502, "The OpenID provider does not answer. Try again, or ask who runs it.") from None


async def _claims(
    request: Request, chosen: DeskSettings, known: dict[str, Any], code: str, verifier: str, nonce: str
) -> dict[str, Any]:
    """Return what the provider says of who signed in, after every check of the token."""
    try:
        async with _client(request, chosen) as client:
            told = await client.fetch_token(known["token_endpoint"], code=code, code_verifier=verifier)
        keys = KeySet.import_key_set(await _fetched(known["jwks_uri"]))  # type: ignore[arg-type]
        token = jwt.decode(told["id_token"], keys, algorithms=SIGNED_BY)
        jwt.JWTClaimsRegistry(
            leeway=60,
            iss={"essential": True, "value": known["issuer"]},
            aud={"essential": True, "value": chosen.oidc_client_id},
            exp={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(token.claims)
    except (JoseError, OAuthError, httpx.HTTPError, KeyError, ValueError):
        raise HTTPException(403, "What the provider sent could not be trusted. Begin again.") from None
    claims: dict[str, Any] = token.claims
    return claims


def _account(office: Office, claims: dict[str, Any]) -> str:
    """Return the name of the account, made or brought up to date. Raises HTTPException 403 without a role."""
    role = role_of(office.settings.desk, claims)
    if role is None:
        audit.note(office.engine, "", "sign-in failed", str(claims["sub"])[:128], why="no role")
        raise HTTPException(403, "Your organisation's provider gives you no role here. Ask an administrator.")
    subject = f"{claims['iss']} {claims['sub']}"[:512]
    wanted = str(claims.get("preferred_username") or claims.get("email") or claims["sub"]).lower()
    plain = re.sub(r"[^a-z0-9._@+-]", "-", wanted).lstrip("._@+-")[:50] or "person"
    return accounts.of_subject(
        office.engine, subject, name=plain, role=role, full_name=str(claims.get("name", "")),
        provider=urlsplit(office.settings.desk.oidc_issuer).hostname or "",
    )  # fmt: skip


def _way(request: Request) -> tuple[str, str, str]:
    try:
        state, nonce, verifier = json.loads(request.cookies.get(WAY, "").replace("'", '"'))
        return str(state), str(nonce), str(verifier)
    except ValueError:
        raise HTTPException(403, "This sign-in took too long or was not begun here. Begin again.") from None
