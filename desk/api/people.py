"""People, tokens, webhooks and the log."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from desk import accounts, tokens, webhooks
from desk.accounts import Account
from desk.api.shapes import TEXT, Administrator, AtDesk, Done, Number, Supervisor, Viewer
from desk.people import Role
from desk.tokens import Scope, Token
from desk.webhooks import Kind, Webhook
from flows import audit

router = APIRouter()
NAME = r"^[a-z0-9][a-z0-9._@+-]{0,63}$"


class Strict(BaseModel):
    """What is sent in; a key that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class Me(BaseModel):
    """Who asks; `scopes` is null in a browser."""

    name: str
    full_name: str
    role: Role
    language: str
    scopes: list[str] | None


class Invite(Strict):
    """Who shall come in: a name for an account to be made, and its role."""

    name: str = Field(pattern=NAME)
    role: Role
    full_name: str = Field(default="", max_length=128, pattern=TEXT)


class Invited(BaseModel):
    """An account, and the path of the one-time link by which its password is set."""

    account: Account
    link: str


class ChangeAccount(Strict):
    """What to change of an account."""

    role: Role | None = None
    active: bool | None = None
    full_name: str | None = Field(default=None, max_length=128, pattern=TEXT)


class AddToken(Strict):
    """A token to make: what it may do, and for how many days (null: until revoked)."""

    name: str = Field(min_length=1, max_length=128, pattern=TEXT)
    scopes: list[Scope] = Field(min_length=1, max_length=10)
    days: int | None = Field(default=365, ge=1, le=3_650)


class FreshToken(BaseModel):
    """A new token; `secret` is shown this once."""

    secret: str
    token: Token


class AddWebhook(Strict):
    """An address to tell, and of what."""

    url: str = Field(max_length=2_048, pattern=r"^https?://[^\s\x00-\x1f\x7f]+$")
    events: list[Kind] = Field(min_length=1, max_length=10)


class FreshWebhook(BaseModel):
    """A new webhook; `secret` signs its messages and is shown this once."""

    secret: str
    webhook: Webhook


class LogEntry(BaseModel):
    """An entry of the log."""

    number: int
    at: str
    account: str
    action: str
    subject: str
    detail: dict[str, Any]


class Chain(BaseModel):
    """The state of the log's chain: its head, to be noted elsewhere, and what is wrong with it."""

    number: int
    digest: str
    broken: list[str]


@router.get("/me", tags=["people"])
def me(person: Viewer) -> Me:
    """Return who asks."""
    scopes = None if person.scopes is None else sorted(person.scopes)
    told = {"name": person.name, "full_name": person.full_name, "role": person.role, "language": person.language}
    return Me.model_validate({**told, "scopes": scopes})


@router.get("/accounts", tags=["people"])
def people(desk: AtDesk, _: Administrator) -> list[Account]:
    """Return all accounts."""
    return accounts.every(desk.engine)


@router.post("/accounts", status_code=201, tags=["people"])
def invite(desk: AtDesk, person: Administrator, asked: Invite) -> Invited:
    """Make an account, and a one-time link for its password."""
    told = accounts.add(desk.engine, asked.name, asked.role, by=person.name, full_name=asked.full_name)
    secret = accounts.invite(desk.engine, asked.role, by=person.name, account=told.name)
    return Invited(account=told, link=f"/welcome/{secret}")


@router.patch("/accounts/{name}", tags=["people"])
def change(desk: AtDesk, person: Administrator, name: str, asked: ChangeAccount) -> Account:
    """Change the role or name of an account, or end it."""
    return accounts.change(desk.engine, name, by=person.name, **asked.model_dump(exclude_none=True))


@router.get("/tokens", tags=["people"])
def own_tokens(desk: AtDesk, person: Viewer) -> list[Token]:
    """Return one's own tokens; an administrator sees everybody's."""
    return tokens.every(desk.engine, person)


@router.post("/tokens", status_code=201, tags=["people"])
def add_token(desk: AtDesk, person: Viewer, asked: AddToken) -> FreshToken:
    """Make a token; only a browser may."""
    secret, token = tokens.add(desk.engine, person, asked.name, asked.scopes, asked.days)
    return FreshToken(secret=secret, token=token)


@router.delete("/tokens/{token}", tags=["people"])
def revoke(desk: AtDesk, person: Viewer, token: Number) -> Done:
    """End a token at once."""
    tokens.revoke(desk.engine, person, token)
    return Done()


@router.get("/webhooks", tags=["webhooks"])
def hooks(desk: AtDesk, _: Administrator) -> list[Webhook]:
    """Return the webhooks, with how many of their messages wait."""
    return webhooks.every(desk.engine)


@router.post("/webhooks", status_code=201, tags=["webhooks"])
def add_hook(desk: AtDesk, person: Administrator, asked: AddWebhook) -> FreshWebhook:
    """Add a webhook. Each message is signed: `X-Tallyman-Signature: t=SECONDS,v1=HMAC-SHA256(secret, SECONDS.BODY)`."""
    secret, hook = webhooks.add(desk.engine, person.name, asked.url, asked.events)
    return FreshWebhook(secret=secret, webhook=hook)


@router.delete("/webhooks/{webhook}", tags=["webhooks"])
def remove_hook(desk: AtDesk, person: Administrator, webhook: Number) -> Done:
    """Take a webhook away."""
    webhooks.remove(desk.engine, person.name, webhook)
    return Done()


@router.get("/log", tags=["log"])
def log(
    desk: AtDesk,
    _: Supervisor,
    subject: Annotated[str, Query(max_length=128, pattern=TEXT)] = "",
    account: Annotated[str, Query(max_length=64, pattern=TEXT)] = "",
    before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[LogEntry]:
    """Return entries of the log, the newest first; `before` an entry's number pages on."""
    found = audit.entries(desk.engine, subject=subject, account=account, before=before, limit=limit)
    return [LogEntry(**entry._asdict()) for entry in found]


@router.get("/log/chain", tags=["log"])
def chain(desk: AtDesk, _: Administrator) -> Chain:
    """Walk the log's chain and say whether it holds; note the head elsewhere."""
    head, broken = audit.verify(desk.engine)
    return Chain(number=head.number, digest=head.digest, broken=[f"{b.number} {b.message}" for b in broken])
