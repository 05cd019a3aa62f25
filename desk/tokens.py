"""Bearer tokens of the API: kept as digests, with scopes, an end, and a way to revoke them."""

import secrets
from datetime import datetime, timedelta
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from desk import accounts
from desk.people import NotAllowed, Person
from flows import audit
from flows.ledger.people import AccountRow, TokenRow
from flows.ledger.tables import now

Scope = Literal["read", "upload", "decide", "correct", "assign", "admin", "metrics"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
MARK = "tm_"  # so that a token that leaks is known for one
_TOUCH = timedelta(minutes=1)


class Token(BaseModel):
    """A token as it is shown: never its secret."""

    model_config = ConfigDict(from_attributes=True, frozen=True)

    id: int
    account: str
    name: str
    scopes: list[str]
    made_at: datetime
    ends_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None


def add(engine: Engine, person: Person, name: str, scopes: list[Scope], days: int | None = 365) -> tuple[str, Token]:
    """Return a new token's secret, shown this once, and the token; it can do no more than its account may.

    Raises NotAllowed to whoever came with a token themselves, ValueError without a scope.
    """
    if person.scopes is not None:
        raise NotAllowed("A token makes no tokens. Sign in with a browser.")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise ValueError(f"Name what the token may do: {', '.join(SCOPES)}.")
    secret = MARK + secrets.token_urlsafe(32)
    with Session(engine) as session, session.begin():
        audit.write(session, person.name, "add token", name, scopes=sorted(scopes))
        account = session.scalars(select(AccountRow).where(AccountRow.name == person.name)).one()
        ends = None if days is None else now() + timedelta(days=days)
        row = TokenRow(
            account_id=account.id, name=name[:128], digest=accounts.digest(secret),
            scopes=" ".join(sorted(set(scopes))), ends_at=ends,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return secret, _shown(row, account.name)


def every(engine: Engine, person: Person) -> list[Token]:
    """Return the tokens of `person`, and to an administrator everybody's, the newest first."""
    asked = select(TokenRow, AccountRow.name).join(AccountRow).order_by(TokenRow.id.desc())
    if not person.at_least("administrator"):
        asked = asked.where(AccountRow.name == person.name)
    with Session(engine) as session:
        return [_shown(row, name) for row, name in session.execute(asked)]


def revoke(engine: Engine, person: Person, token: int) -> None:
    """End a token at once. Raises LookupError for none of `person`'s own, unless an administrator asks."""
    if token not in {each.id for each in every(engine, person)}:
        raise LookupError("There is no such token.")
    with Session(engine) as session, session.begin():
        audit.write(session, person.name, "revoke token", str(token))
        chosen = (TokenRow.id == token, TokenRow.revoked_at.is_(None))
        session.execute(update(TokenRow).where(*chosen).values(revoked_at=now()))


def who(engine: Engine, secret: str, *, sees_all: bool) -> Person | None:
    """Return who holds a token, None for one that is none, was revoked, or has ended."""
    if not secret.startswith(MARK):
        return None
    moment = now()
    with Session(engine) as session:
        chosen = (TokenRow.digest == accounts.digest(secret), TokenRow.revoked_at.is_(None), AccountRow.active)
        found = session.execute(select(TokenRow, AccountRow).join(AccountRow).where(*chosen)).one_or_none()
        if found is None or (found[0].ends_at is not None and found[0].ends_at <= moment):
            return None
        row, account = found
        scopes = frozenset(row.scopes.split())
        person = accounts.person_of(accounts.Account.model_validate(account), sees_all=sees_all, scopes=scopes)
        stale = row.used_at is None or row.used_at + _TOUCH < moment
        number = row.id
    if stale:
        with Session(engine) as session, session.begin():
            session.execute(update(TokenRow).where(TokenRow.id == number).values(used_at=moment))
    return person


def _shown(row: TokenRow, account: str) -> Token:
    told = {name: getattr(row, name) for name in Token.model_fields if name not in ("account", "scopes")}
    return Token(**told, account=account, scopes=row.scopes.split())
