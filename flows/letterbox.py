"""A mailbox as an inbox: each mail of a Maildir or an IMAP folder comes into the inbox once, as an EML file.

A mail is marked as seen only after its file lies in the inbox, and its file's name tells it for good: what is killed
in between finds the file, wherever it has got to, and fetches it no second time.
"""

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import Engine

from flows import claims
from flows.ledger import book
from flows.settings import Settings
from flows.writing import replacing

AWAY = (OSError, imaplib.IMAP4.error)
SECONDS = 60.0  # to wait for a mail server


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that waits: `name` tells it from all others for good, `seen` marks it as fetched."""

    name: str
    content: Callable[[], bytes]
    seen: Callable[[], object]


def fetch(settings: Settings, inbox: Path, engine: Engine) -> int:
    """Bring waiting mails into `inbox`, and return how many. Raises OSError or imaplib's error when the box is away."""
    if not settings.mailbox:
        return 0
    brought = 0
    with claims.alone(inbox), _opened(settings) as mails:
        for mail in mails:
            file = f"{mail.name}.eml"
            if not _known(inbox, file, engine):
                with replacing(inbox / file) as fresh:
                    fresh.write_bytes(mail.content())
                brought += 1
            mail.seen()
    return brought


def _known(inbox: Path, file: str, engine: Engine) -> bool:
    """Say whether the file came before. It moves on from place to place in the order in which we look."""
    if (inbox / file).exists() or any((inbox / claims.TAKEN).glob(f"*/{file}")):
        return True
    return book.was_seen(engine, str(inbox.resolve()), file)


@contextmanager
def _opened(settings: Settings) -> Iterator[Iterator[Mail]]:
    place = urlsplit(settings.mailbox)
    if place.scheme == "maildir":
        yield _maildir(Path(unquote(place.path)))
    elif place.scheme in {"imap", "imaps"}:
        host, secure = place.hostname or "localhost", place.scheme == "imaps"
        if secure:
            box: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                host, place.port or 993, ssl_context=ssl.create_default_context(), timeout=SECONDS
            )
        else:
            box = imaplib.IMAP4(host, place.port or 143, timeout=SECONDS)
        try:
            box.login(unquote(place.username or ""), settings.mailbox_password.get_secret_value())
            yield _imap(box, unquote(place.path.strip("/")) or "INBOX")
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                box.logout()
    else:
        raise ValueError(f"The mailbox {settings.mailbox!r} is neither maildir:/path nor imaps://user@host/FOLDER.")


def _maildir(folder: Path) -> Iterator[Mail]:
    """Yield the mails in `new`; one that is fetched goes to `cur` as seen, as the format has it."""
    if not (folder / "new").is_dir():
        raise FileNotFoundError(f"{folder} is no Maildir: there is no folder new in it.")
    (folder / "cur").mkdir(exist_ok=True)
    for path in sorted((folder / "new").iterdir()):
        unique = path.name.partition(":")[0]
        target = folder / "cur" / f"{unique}:2,S"
        yield Mail(_plain(f"mail-{unique}"), path.read_bytes, partial(path.rename, target))


def _imap(box: imaplib.IMAP4, folder: str) -> Iterator[Mail]:
    """Yield the unseen mails of a folder; a mail's UID and the folder's UIDVALIDITY tell it for good."""
    quoted = '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
    _ok(box.select(quoted))
    era = (box.response("UIDVALIDITY")[1] or [b"0"])[0] or b"0"
    found = _ok(box.uid("SEARCH", "UNSEEN"))
    for uid in (found[0] or b"").split():
        told = uid.decode()
        yield Mail(f"mail-{era.decode()}-{told}", partial(_body, box, told), partial(_mark, box, told))


def _body(box: imaplib.IMAP4, uid: str) -> bytes:
    for part in _ok(box.uid("FETCH", uid, "(BODY.PEEK[])")):
        if isinstance(part, tuple):
            return bytes(part[1])
    raise imaplib.IMAP4.error(f"The mail {uid} came without its text")


def _mark(box: imaplib.IMAP4, uid: str) -> None:
    _ok(box.uid("STORE", uid, "+FLAGS", "(\\Seen)"))


def _ok(answer: tuple[str, list[Any]]) -> list[Any]:
    kind, content = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(f"The mail server said {kind}: {content!r}")
    return content


def _plain(name: str) -> str:
    return re.sub(r"[^\w.,=+-]", "_", name)
