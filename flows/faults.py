"""What is wrong with the machine, in words for the operator: one line that says what to do.

Nothing here is the fault of a paper: no file gets an outcome for it, and the next run goes on where this one stood.
"""

import errno
from collections.abc import Iterator

from extractors.names import spelled

_AGAIN = "Then run the same again: it goes on where it stood."
FULL = f"The disk is full. Free some space (`tallyman doctor` names the folders). {_AGAIN}"
READ_ONLY = f"The disk or folder cannot be written. Mount it for writing, or name another. {_AGAIN}"
AWAY = f"The ledger's database does not answer. Start it, or mend TALLYMAN_LEDGER_URL. {_AGAIN}"
NEWER = "The ledger was made by a newer Tallyman. Upgrade this one, or give it a ledger of its own."
BROKEN = "The ledger's file is damaged. Put back its last copy; what came after that is read again from the inbox."
MEMORY = f"There is not enough memory. Run fewer workers (`workers`), or lower `megabytes_per_reader`. {_AGAIN}"
SILENT = f"The disk or share does not answer. See that it is mounted and awake. {_AGAIN}"
UNWRITTEN = f"The ledger's disk is full or does not answer. Free some space, and see that it is mounted. {_AGAIN}"
HELD = f"Another program holds the ledger and does not let go of it. End that program. {_AGAIN}"
FILES = f"Too many files are open. Raise the limit (`ulimit -n`), or run fewer workers. {_AGAIN}"

_NUMBERS = {
    errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY, errno.EMFILE: FILES, errno.ENFILE: FILES,
    errno.ENOMEM: MEMORY, errno.ETIMEDOUT: SILENT, errno.EIO: SILENT, errno.ESTALE: SILENT, errno.EHOSTDOWN: SILENT,
}  # fmt: skip
_SAID = (
    (("disk is full", "no space left"), FULL),
    (("readonly database", "read-only file system", "unable to open database file"), READ_ONLY),
    (("can't locate revision",), NEWER),
    (("disk i/o error",), UNWRITTEN),  # SQLite's word for a disk that is full where it maps memory, or away
    (("database is locked",), HELD),
    (("malformed", "file is not a database"), BROKEN),
    (
        ("connection refused", "connection failed", "server closed", "terminating connection", "starting up",
         "connection is lost", "could not translate host", "resolve host"),
        AWAY,
    ),
)  # fmt: skip


def told(error: BaseException) -> str | None:
    """Return what to do about `error`, or None when it is no fault of the machine that is known."""
    for each in _behind(error):
        if isinstance(each, MemoryError):
            return MEMORY
        if isinstance(each, OSError) and each.errno in _NUMBERS:
            place = f"{spelled(str(each.filename))}: " if each.filename else ""
            return f"{place}{_NUMBERS[each.errno]}"
    said = " ".join(str(each) for each in _behind(error)).lower()
    return next((words for signs, words in _SAID if any(sign in said for sign in signs)), None)


def _behind(error: BaseException) -> Iterator[BaseException]:
    """Yield `error` and what caused it."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        yield error
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
