"""Tries again what a lost connection, a busy database or another writer broke off: all of it can be repeated."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 7
FIRST_WAIT, LONGEST_WAIT = 0.1, 5.0  # seconds; a database that restarts is back within ten


def persevering(work: Callable[P, T]) -> Callable[P, T]:
    """Have `work` done again, with growing pauses, when its connection is lost; other errors pass at once."""

    @wraps(work)
    def worked(*args: P.args, **kwargs: P.kwargs) -> T:
        for attempt in range(TRIES - 1):
            try:
                return work(*args, **kwargs)
            except DBAPIError as error:
                if not passing(error):
                    raise
                wait = min(LONGEST_WAIT, FIRST_WAIT * 2**attempt)
                time.sleep(wait * (0.5 + random.random() / 2))  # apart from others that lost theirs with it
        return work(*args, **kwargs)

    return worked


def passing(error: DBAPIError) -> bool:
    """Say whether the error is of the connection, a busy database or another writer, and may be gone the next time."""
    if error.connection_invalidated:
        return True
    told = str(error.orig).lower()
    if isinstance(error, (InterfaceError, IntegrityError)):  # another wrote the same meanwhile: it is found now
        return True
    # Alembic's and SQLite's own errors of state (no such table) are OperationalError as well, and stay.
    return isinstance(error, OperationalError) and any(word in told for word in _PASSING)


_PASSING = (
    "locked", "busy", "connection", "server closed", "terminating", "starting up", "shutting down", "timeout",
    "deadlock", "could not serialize", "too many clients",
)  # fmt: skip
