"""Accounts: who may come in, by which password, with which role; and the one-time links by which accounts are made."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from desk.people import ROLES, NotAllowed, Person, Role
from flows import audit
from flows.ledger.people import AccountRow, InviteRow, SessionRow, TokenRow
from flows.ledger.tables import now

INVITE_HOURS = 24.0
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")
_HASHER = PasswordHasher()  # argon2id with the library's own costs
_DECOY = _HASHER.hash(secrets.token_urlsafe(16))  # a name that is not there takes as long as one that is


class Account(BaseModel):
    """An account as it is shown; its password stays where it is."""

    model_config = ConfigDict(from_attributes=True, frozen=True)

    name: str
    full_name: str
    role: Role
    language: str
    active: bool
    made_at: datetime
    subject: str | None


def any_left(engine: Engine) -> bool:
    """Say whether there is an administrator who can sign in; without one, the next start makes a link for one."""
    with Session(engine) as session:
        chosen = (AccountRow.role == "administrator", AccountRow.active)
        return bool(session.scalar(select(func.count()).select_from(AccountRow).where(*chosen)))


def every(engine: Engine) -> list[Account]:
    """Return all accounts by name."""
    with Session(engine) as session:
        return [Account.model_validate(row) for row in session.scalars(select(AccountRow).order_by(AccountRow.name))]


def by_name(engine: Engine, name: str) -> Account | None:
    """Return the account with that name, or None."""
    with Session(engine) as session:
        row = session.scalars(select(AccountRow).where(AccountRow.name == name)).one_or_none()
        return None if row is None else Account.model_validate(row)


def invite(engine: Engine, role: Role, *, by: str, account: str = "", hours: float = INVITE_HOURS) -> str:
    """Return the secret of a one-time link: a new account with `role`, or a new password for `account`."""
    secret = secrets.token_urlsafe(32)
    with Session(engine) as session, session.begin():
        row = session.scalars(select(AccountRow).where(AccountRow.name == account)).one_or_none() if account else None
        if account and row is None:
            raise LookupError(f"There is no account {account}.")
        ends = now() + timedelta(hours=hours)
        session.add(InviteRow(digest=digest(secret), role=role, account_id=row.id if row else None, ends_at=ends))
        audit.write(session, by, "invite", account, role=role)
    return secret


def first_invite(engine: Engine) -> str | None:
    """Return the secret of a link for the first administrator, None where there is one; earlier such links end."""
    if any_left(engine):
        return None
    with Session(engine) as session, session.begin():
        pending = (InviteRow.account_id.is_(None), InviteRow.role == "administrator", InviteRow.used_at.is_(None))
        session.execute(update(InviteRow).where(*pending).values(ends_at=now()))
    return invite(engine, "administrator", by="tallyman")


def invited(engine: Engine, secret: str) -> tuple[Role, str] | None:
    """Return the role and the account name (empty: a new account) of a link that can still be used, or None."""
    with Session(engine) as session:
        row = session.get(InviteRow, digest(secret))
        if row is None or row.used_at is not None or row.ends_at <= now():
            return None
        account = session.get(AccountRow, row.account_id) if row.account_id else None
        role: Role = account.role if account else row.role  # type: ignore[assignment]
        return role, account.name if account else ""


def accept(
    engine: Engine, secret: str, name: str, password: str, *, full_name: str = "", shortest: int = 12
) -> Account:
    """Use a one-time link: make the account, or set its password. The link is used up in the same step.

    Raises NotAllowed for a link that cannot be used, ValueError for a name or password that cannot be taken.
    """
    check_password(password, name, shortest)
    hashed = _HASHER.hash(password)
    with Session(engine) as session, session.begin():
        open_one = (InviteRow.digest == digest(secret), InviteRow.used_at.is_(None), InviteRow.ends_at > now())
        used = session.execute(update(InviteRow).where(*open_one).values(used_at=now()).returning(
            InviteRow.role, InviteRow.account_id)).one_or_none()  # fmt: skip
        if used is None:
            raise NotAllowed("This link was used already or has ended. Ask an administrator for another one.")
        role, account_id = used
        if account_id is None:
            row = _new(session, name, role, full_name)
        else:
            row = session.get_one(AccountRow, account_id)
            session.execute(delete(SessionRow).where(SessionRow.account_id == row.id))
        row.password = hashed
        session.flush()
        audit.write(session, row.name, "accept invite", row.name, role=row.role)
        return Account.model_validate(row)


def add(engine: Engine, name: str, role: Role, *, by: str, password: str = "", full_name: str = "") -> Account:
    """Make an account; without a password it waits for a one-time link. Raises ValueError for a name that is taken."""
    with Session(engine) as session, session.begin():
        row = _new(session, name, role, full_name)
        row.password = _HASHER.hash(password) if password else ""
        session.flush()
        audit.write(session, by, "add account", name, role=role)
        return Account.model_validate(row)


def change(
    engine: Engine, name: str, *, by: str, role: Role | None = None, active: bool | None = None,
    full_name: str | None = None, language: str | None = None,
) -> Account:  # fmt: skip
    """Change an account; a changed role or an end of it ends its sessions, and an end its tokens.

    Raises LookupError for no such account, NotAllowed where no administrator would be left.
    """
    with Session(engine) as session, session.begin():
        row = session.scalars(select(AccountRow).where(AccountRow.name == name).with_for_update()).one_or_none()
        if row is None:
            raise LookupError(f"There is no account {name}.")
        wanted = {"role": role, "active": active, "full_name": full_name, "language": language}
        changed = {key: value for key, value in wanted.items() if value is not None and getattr(row, key) != value}
        for key, value in changed.items():
            setattr(row, key, value)
        session.flush()
        left = select(func.count()).select_from(AccountRow).where(AccountRow.role == "administrator", AccountRow.active)
        if {"role", "active"} & set(changed) and not session.scalar(left):
            raise NotAllowed("The last administrator stays one. Make another one first.")
        if {"role", "active"} & set(changed):
            session.execute(delete(SessionRow).where(SessionRow.account_id == row.id))
        if changed.get("active") is False:
            ended = (TokenRow.account_id == row.id, TokenRow.revoked_at.is_(None))
            session.execute(update(TokenRow).where(*ended).values(revoked_at=now()))
        if changed:
            audit.write(session, by, "change account", name, **changed)
        return Account.model_validate(row)


def of_subject(engine: Engine, subject: str, *, name: str, role: Role, full_name: str, provider: str) -> str:
    """Return the name of the account of an OpenID subject, made where there is none, with the role it has now there.

    Raises NotAllowed for an account that was ended here.
    """
    with Session(engine) as session, session.begin():
        row = session.scalars(select(AccountRow).where(AccountRow.subject == subject)).one_or_none()
        if row is None:
            taken = set(session.scalars(select(AccountRow.name).where(AccountRow.name.startswith(name))))
            free = next(each for each in (name, *(f"{name}-{n}" for n in range(2, 1_000))) if each not in taken)
            row = _new(session, free, role, full_name)
            row.subject = subject
            audit.write(session, row.name, "add account", row.name, role=role, provider=provider)
        elif not row.active:
            raise NotAllowed("This account was ended. Ask an administrator.")
        elif row.role != role:
            row.role = role
            session.execute(delete(SessionRow).where(SessionRow.account_id == row.id))
            audit.write(session, row.name, "change account", row.name, role=role, provider=provider)
        return row.name


def known(engine: Engine, name: str, password: str) -> Account | None:
    """Return the account that `name` and `password` open, or None; a name that is not there takes as long."""
    with Session(engine) as session:
        chosen = (AccountRow.name == name.strip().lower(), AccountRow.active)
        row = session.scalars(select(AccountRow).where(*chosen)).one_or_none()
        account = Account.model_validate(row) if row is not None else None
        hashed = row.password if row is not None and row.password else ""
    try:
        _HASHER.verify(hashed or _DECOY, password)
    except (VerificationError, InvalidHashError):
        return None
    if not hashed:
        return None
    if _HASHER.check_needs_rehash(hashed):
        _set(engine, name, _HASHER.hash(password))
    return account


def set_password(engine: Engine, name: str, old: str, new: str, *, shortest: int = 12) -> None:
    """Change a password, which ends every session. Raises NotAllowed when `old` is not it, ValueError for `new`."""
    if known(engine, name, old) is None:
        raise NotAllowed("The present password is another one.")
    check_password(new, name, shortest)
    _set(engine, name, _HASHER.hash(new))
    with Session(engine) as session, session.begin():
        audit.write(session, name, "change password", name)
        of_account = select(AccountRow.id).where(AccountRow.name == name)
        session.execute(delete(SessionRow).where(SessionRow.account_id.in_(of_account)))


def check_password(password: str, name: str, shortest: int) -> None:
    """Raise ValueError, saying what is wrong, for a password that is easy to guess."""
    if len(password) < shortest:
        raise ValueError(f"The password needs at least {shortest} characters.")
    if len(password) > 1_024:
        raise ValueError("The password is longer than 1024 characters.")
    if (name and name.lower() in password.lower()) or len(set(password)) < 5:
        raise ValueError("The password is easy to guess. Take several words that do not belong together.")


def person_of(account: Account, *, sees_all: bool, scopes: frozenset[str] | None = None) -> Person:
    """Return who an account is; supervisors and administrators see everything whatever the setting."""
    everything = sees_all or ROLES.index(account.role) >= ROLES.index("supervisor")
    return Person(account.name, account.role, account.full_name, account.language, everything, scopes)


def digest(secret: str) -> str:
    """Return what is kept of a secret of 32 random bytes; no salt is needed where nothing can be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _new(session: Session, name: str, role: str, full_name: str) -> AccountRow:
    name = name.strip().lower()
    if not _NAME.fullmatch(name):
        raise ValueError("A name has small letters, digits and . _ @ + - and at most 64 of them.")
    if session.scalar(select(func.count()).select_from(AccountRow).where(AccountRow.name == name)):
        raise ValueError(f"The name {name} is taken.")
    row = AccountRow(name=name, role=role, full_name=full_name[:128])
    session.add(row)
    return row


def _set(engine: Engine, name: str, hashed: str) -> None:
    with Session(engine) as session, session.begin():
        session.execute(update(AccountRow).where(AccountRow.name == name.strip().lower()).values(password=hashed))
