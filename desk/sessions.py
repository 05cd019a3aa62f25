"""Signing in: sessions of browsers that end, and waiting for whoever guesses passwords."""

import secrets
from datetime import timedelta

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from desk import accounts
from desk.people import Person
from flows import audit
from flows.desk_settings import DeskSettings
from flows.ledger.people import AccountRow, SessionRow, SignInRow
from flows.ledger.tables import now

_LEAST = 5  # of the attempts of one address under any names, and of one name from anywhere, for each of one pair
_TOUCH = timedelta(minutes=1)  # a session's last request is written down this often


class TooManyAttempts(Exception):
    """Whoever signs in has to wait; `minutes` says how long at the most."""

    def __init__(self, minutes: float) -> None:
        self.minutes = minutes
        super().__init__(f"Too many attempts to sign in. Wait {minutes:g} minutes, then try again.")


class WrongPassword(Exception):
    """No account has this name and password."""

    def __init__(self) -> None:
        super().__init__("No account has this name and password.")


def sign_in(engine: Engine, chosen: DeskSettings, name: str, password: str, address: str) -> str:
    """Return the secret of a new session. Raises WrongPassword or TooManyAttempts."""
    name = name.strip().lower()[:64]
    _throttle(engine, chosen, name, address)
    account = accounts.known(engine, name, password)
    if account is None:
        with Session(engine) as session, session.begin():
            session.add(SignInRow(name=name, address=address[:64]))
            audit.write(session, name, "sign-in failed", name, address=address)
        raise WrongPassword
    with Session(engine) as session, session.begin():
        session.execute(delete(SignInRow).where(SignInRow.name == name, SignInRow.address == address[:64]))
    return begin(engine, chosen, account.name, address)


def begin(engine: Engine, chosen: DeskSettings, name: str, address: str = "") -> str:
    """Begin a session of an account that has shown who it is, and return its secret; ended sessions are swept out."""
    secret = secrets.token_urlsafe(32)
    with Session(engine) as session, session.begin():
        account = session.scalars(select(AccountRow).where(AccountRow.name == name)).one()
        session.execute(delete(SessionRow).where(SessionRow.ends_at <= now()))
        ends = now() + timedelta(hours=chosen.session_hours)
        session.add(SessionRow(digest=accounts.digest(secret), account_id=account.id, ends_at=ends))
        audit.write(session, name, "sign in", name, address=address)
    return secret


def who(engine: Engine, chosen: DeskSettings, secret: str) -> Person | None:
    """Return whose session a secret is, None for one that is none, has ended, or lay idle too long."""
    moment = now()
    with Session(engine) as session:
        row = session.get(SessionRow, accounts.digest(secret))
        if row is None or row.ends_at <= moment or row.seen_at + timedelta(minutes=chosen.idle_minutes) <= moment:
            return None
        account = session.get(AccountRow, row.account_id)
        if account is None or not account.active:
            return None
        person = accounts.person_of(accounts.Account.model_validate(account), sees_all=chosen.sight == "all")
        stale = row.seen_at + _TOUCH < moment
    if stale:
        with Session(engine) as session, session.begin():
            session.execute(
                update(SessionRow).where(SessionRow.digest == accounts.digest(secret)).values(seen_at=moment)
            )
    return person


def end(engine: Engine, secret: str) -> None:
    """End a session."""
    with Session(engine) as session, session.begin():
        session.execute(delete(SessionRow).where(SessionRow.digest == accounts.digest(secret)))


def _throttle(engine: Engine, chosen: DeskSettings, name: str, address: str) -> None:
    """Raise TooManyAttempts after too many failures: of the name from the address, of the address, of the name."""
    since = now() - timedelta(minutes=chosen.sign_in_wait_minutes)
    with Session(engine) as session, session.begin():
        session.execute(delete(SignInRow).where(SignInRow.at < since))

        def failures(*conditions: object) -> int:
            return session.scalar(select(func.count()).select_from(SignInRow).where(*conditions)) or 0  # type: ignore[arg-type]

        of_name, of_address = SignInRow.name == name, SignInRow.address == address[:64]
        most = chosen.sign_in_attempts
        if (
            failures(of_name, of_address) >= most
            or failures(of_address) >= _LEAST * most
            or failures(of_name) >= 2 * _LEAST * most
        ):
            raise TooManyAttempts(chosen.sign_in_wait_minutes)
