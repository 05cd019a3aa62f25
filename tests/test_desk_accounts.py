"""Accounts and sessions: one-time links, passwords, waiting after failures, ends."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from desk import accounts, sessions
from desk.people import NotAllowed
from flows.desk_settings import DeskSettings
from flows.ledger.people import SessionRow
from flows.ledger.tables import now
from tests import caseload

SECRET = "many small boats at sea"
CHOSEN = DeskSettings(sign_in_attempts=3)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return caseload.ledger(tmp_path)


def test_the_first_administrator_comes_by_a_link_that_works_once(engine: Engine) -> None:
    secret = accounts.first_invite(engine)
    assert secret is not None
    assert accounts.invited(engine, secret) == ("administrator", "")
    assert accounts.accept(engine, secret, "Ada", SECRET).role == "administrator"
    with pytest.raises(NotAllowed):
        accounts.accept(engine, secret, "eve", SECRET)
    assert accounts.first_invite(engine) is None
    assert accounts.invited(engine, secret) is None


def test_a_later_start_ends_the_link_of_the_one_before(engine: Engine) -> None:
    old, new = accounts.first_invite(engine), accounts.first_invite(engine)
    assert old is not None
    assert new is not None
    assert accounts.invited(engine, old) is None
    assert accounts.invited(engine, new) is not None


def test_a_link_that_has_ended_makes_nothing(engine: Engine) -> None:
    secret = accounts.invite(engine, "officer", by="t", hours=-1)
    with pytest.raises(NotAllowed):
        accounts.accept(engine, secret, "ada", SECRET)
    assert accounts.every(engine) == []


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "ada-ada-ada-1234", "x" * 2000])
def test_a_password_that_is_easy_to_guess_is_refused_and_the_link_stays(engine: Engine, password: str) -> None:
    secret = accounts.invite(engine, "officer", by="t")
    with pytest.raises(ValueError, match="password"):
        accounts.accept(engine, secret, "ada", password)
    assert accounts.invited(engine, secret) is not None


@pytest.mark.parametrize("name", ["", "a b", "<b>", "ä", "x" * 65])
def test_a_name_that_is_none_is_refused(engine: Engine, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        accounts.add(engine, name, "viewer", by="t")


def test_passwords_are_kept_as_argon2_hashes_and_secrets_as_digests(engine: Engine) -> None:
    accounts.add(engine, "ada", "officer", by="t", password=SECRET)
    secret = sessions.sign_in(engine, CHOSEN, "ada", SECRET, "1.1.1.1")
    with engine.connect() as connection:
        told = str(connection.execute(text("SELECT * FROM accounts")).all())
        told += str(connection.execute(text("SELECT * FROM sessions")).all())
    assert "$argon2id$" in told
    assert SECRET not in told
    assert secret not in told


def test_a_session_is_of_who_signed_in_until_it_ends(engine: Engine) -> None:
    accounts.add(engine, "ada", "officer", by="t", password=SECRET)
    secret = sessions.sign_in(engine, CHOSEN, " Ada ", SECRET, "1.1.1.1")
    person = sessions.who(engine, CHOSEN, secret)
    assert person is not None
    assert (person.name, person.role) == ("ada", "officer")
    assert sessions.who(engine, CHOSEN, secret + "x") is None
    sessions.end(engine, secret)
    assert sessions.who(engine, CHOSEN, secret) is None


@pytest.mark.parametrize(
    ("column", "moment"),
    [(SessionRow.ends_at, timedelta(seconds=-1)), (SessionRow.seen_at, timedelta(minutes=-61))],
    ids=["old", "idle"],
)
def test_a_session_ends_by_age_and_by_idleness(engine: Engine, column: object, moment: timedelta) -> None:
    from sqlalchemy import update

    accounts.add(engine, "ada", "officer", by="t", password=SECRET)
    secret = sessions.sign_in(engine, CHOSEN, "ada", SECRET, "1.1.1.1")
    with engine.begin() as connection:
        connection.execute(update(SessionRow).values({column: now() + moment}))
    assert sessions.who(engine, CHOSEN, secret) is None


def test_whoever_guesses_has_to_wait_even_with_the_right_password(engine: Engine) -> None:
    accounts.add(engine, "ada", "officer", by="t", password=SECRET)
    for _ in range(3):
        with pytest.raises(sessions.WrongPassword):
            sessions.sign_in(engine, CHOSEN, "ada", "wrong", "6.6.6.6")
    with pytest.raises(sessions.TooManyAttempts):
        sessions.sign_in(engine, CHOSEN, "ada", SECRET, "6.6.6.6")
    assert sessions.sign_in(engine, CHOSEN, "ada", SECRET, "1.1.1.1")  # the officer herself is not locked out


def test_an_address_that_tries_many_names_has_to_wait(engine: Engine) -> None:
    for number in range(15):
        with pytest.raises(sessions.WrongPassword):
            sessions.sign_in(engine, CHOSEN, f"n{number}", "wrong", "6.6.6.6")
    with pytest.raises(sessions.TooManyAttempts):
        sessions.sign_in(engine, CHOSEN, "n99", "wrong", "6.6.6.6")


def test_a_changed_role_or_an_end_closes_the_sessions(engine: Engine) -> None:
    accounts.add(engine, "boss", "administrator", by="t", password=SECRET)
    accounts.add(engine, "ada", "officer", by="t", password=SECRET)
    for change in ({"role": "viewer"}, {"active": False}):
        secret = sessions.begin(engine, CHOSEN, "ada")
        accounts.change(engine, "ada", by="boss", **change)  # type: ignore[arg-type]
        assert sessions.who(engine, CHOSEN, secret) is None
    with pytest.raises(sessions.WrongPassword):
        sessions.sign_in(engine, CHOSEN, "ada", SECRET, "1.1.1.1")


def test_the_last_administrator_stays(engine: Engine) -> None:
    accounts.add(engine, "boss", "administrator", by="t", password=SECRET)
    for change in ({"role": "viewer"}, {"active": False}):
        with pytest.raises(NotAllowed):
            accounts.change(engine, "boss", by="boss", **change)  # type: ignore[arg-type]
    assert accounts.any_left(engine)


def test_a_changed_password_ends_every_session(engine: Engine) -> None:
    accounts.add(engine, "ada", "officer", by="t", password=SECRET)
    secret = sessions.begin(engine, CHOSEN, "ada")
    with pytest.raises(NotAllowed):
        accounts.set_password(engine, "ada", "wrong", "another long sentence")
    accounts.set_password(engine, "ada", SECRET, "another long sentence")
    assert sessions.who(engine, CHOSEN, secret) is None
    assert accounts.known(engine, "ada", "another long sentence") is not None


def test_an_account_without_a_password_opens_to_none(engine: Engine) -> None:
    accounts.add(engine, "ada", "officer", by="t")
    assert accounts.known(engine, "ada", "") is None
