"""Webhooks: what happens is sent to addresses that asked for it, signed, and tried again until it is taken.

A message is written down in the transaction of what it tells of, so that neither is without the other. The receiver
checks `X-Tallyman-Signature: t=SECONDS,v1=HEX`, HMAC-SHA256 of "SECONDS.BODY" under the secret of the webhook.
"""

import hashlib
import hmac
import ipaddress
import json
import logging
import secrets
import socket
import threading
import time
from datetime import datetime, timedelta
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from flows import audit
from flows.desk_settings import DeskSettings
from flows.ledger.casework import DeliveryRow, WebhookRow
from flows.ledger.tables import now

log = logging.getLogger(__name__)
Kind = Literal["judged", "decided", "corrected"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FIRST_WAIT = timedelta(seconds=10)  # doubled with each try
PATIENCE = 10.0  # seconds that a receiver may take
TURN = 2.0  # seconds between looks for what is due


class Webhook(BaseModel):
    """A webhook as it is shown; its secret is told once, when it is made."""

    model_config = ConfigDict(frozen=True)

    id: int
    url: str
    events: list[str]
    active: bool
    account: str
    made_at: datetime
    waiting: int = 0
    failed: int = 0


def add(engine: Engine, by: str, url: str, events: list[Kind]) -> tuple[str, Webhook]:
    """Return the secret of a new webhook, and the webhook. Raises ValueError for an address or event that is none."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or len(url) > 2_048:
        raise ValueError("A webhook goes to an address that begins with https:// or http:// and holds no password.")
    if not events or not set(events) <= set(KINDS):
        raise ValueError(f"Name what it is told of: {', '.join(KINDS)}.")
    secret = secrets.token_urlsafe(32)
    with Session(engine) as session, session.begin():
        audit.write(session, by, "add webhook", parts.hostname[:128], url=url, events=events)
        row = WebhookRow(url=url, events=" ".join(sorted(set(events))), secret=secret, account=by)
        session.add(row)
        session.flush()
        return secret, _shown(row)


def every(engine: Engine) -> list[Webhook]:
    """Return all webhooks, with how many of their messages wait or were given up."""
    with Session(engine) as session:
        rows = session.scalars(select(WebhookRow).order_by(WebhookRow.id)).all()
        counted = select(DeliveryRow.webhook_id, DeliveryRow.state, func.count())
        counted = counted.group_by(DeliveryRow.webhook_id, DeliveryRow.state)
        counts = {(hook, state): number for hook, state, number in session.execute(counted)}
    return [
        _shown(row).model_copy(
            update={"waiting": counts.get((row.id, "due"), 0), "failed": counts.get((row.id, "given up"), 0)}
        )
        for row in rows
    ]


def remove(engine: Engine, by: str, webhook: int) -> None:
    """Take a webhook away, with what it was still to be told. Raises LookupError for none."""
    with Session(engine) as session, session.begin():
        audit.write(session, by, "remove webhook", str(webhook))
        if session.execute(delete(WebhookRow).where(WebhookRow.id == webhook).returning(WebhookRow.id)).first() is None:
            raise LookupError("There is no such webhook.")


def tell(session: Session, kind: Kind, **content: Any) -> None:
    """Write down what happened for every webhook that asked for it, in the transaction of `session`."""
    for row in session.scalars(select(WebhookRow).where(WebhookRow.active)):
        if kind in row.events.split():
            told = json.dumps({"event": kind, "at": now().isoformat(), **content}, ensure_ascii=False, default=str)
            session.add(DeliveryRow(webhook_id=row.id, event=kind, content=told))


def signature(secret: str, moment: int, body: bytes) -> str:
    """Return what stands in the signature's header."""
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def deliver(engine: Engine, chosen: DeskSettings, limit: int = 50) -> int:
    """Send what is due, and return how many messages were taken."""
    with Session(engine) as session:
        due = (DeliveryRow.state == "due", DeliveryRow.due_at <= now())
        asked = select(DeliveryRow, WebhookRow).join(WebhookRow, WebhookRow.id == DeliveryRow.webhook_id)
        found = session.execute(asked.where(*due).order_by(DeliveryRow.id).limit(limit)).all()
        session.expunge_all()
    return sum(_send(engine, chosen, message, hook) for message, hook in found)


class Sender:
    """A thread that sends what is due for as long as the block lasts."""

    def __init__(self, engine: Engine, chosen: DeskSettings) -> None:
        self.engine, self.chosen = engine, chosen
        self.closing = threading.Event()
        self.thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def __enter__(self) -> "Sender":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.thread.join(PATIENCE + 1)

    def _run(self) -> None:
        while not self.closing.wait(TURN):
            try:
                deliver(self.engine, self.chosen)
            except SQLAlchemyError:
                log.warning("webhooks wait: the ledger does not answer")


def _send(engine: Engine, chosen: DeskSettings, message: DeliveryRow, hook: WebhookRow) -> bool:
    # Claimed first, so that another process does not send it as well; should this one die, it is due again later.
    claim = (DeliveryRow.id == message.id, DeliveryRow.tries == message.tries, DeliveryRow.state == "due")
    again = now() + FIRST_WAIT * 2**message.tries
    with Session(engine) as session, session.begin():
        taken = update(DeliveryRow).where(*claim).values(tries=message.tries + 1, due_at=again)
        if session.execute(taken.returning(DeliveryRow.id)).first() is None:
            return False
    answer, good = _posted(chosen, message, hook)
    last = message.tries + 1 >= chosen.webhook_tries
    state = "sent" if good else "given up" if last else "due"
    with Session(engine) as session, session.begin():
        ended = update(DeliveryRow).where(DeliveryRow.id == message.id).values(state=state, answer=answer[:256])
        session.execute(ended)
    return good


def _posted(chosen: DeskSettings, message: DeliveryRow, hook: WebhookRow) -> tuple[str, bool]:
    wrong = None if chosen.webhook_private else _inside(hook.url)
    if wrong:
        return wrong, False
    moment, body = int(time.time()), message.content.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Tallyman",
        "X-Tallyman-Event": message.event,
        "X-Tallyman-Delivery": str(message.id),
        "X-Tallyman-Signature": signature(hook.secret, moment, body),
    }
    try:
        with httpx.Client(timeout=PATIENCE, follow_redirects=False, trust_env=False) as client:
            status = client.post(hook.url, content=body, headers=headers).status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"{type(error).__name__}: {error}", False
    return str(status), 200 <= status < 300


def _inside(url: str) -> str | None:
    """Say why an address must not be sent to: it leads into this machine or its network."""
    parts = urlsplit(url)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))
    except OSError as error:
        return f"no such host: {error}"
    inner = [str(each[4][0]) for each in found if not ipaddress.ip_address(str(each[4][0]).split("%")[0]).is_global]
    return f"{inner[0]} is an inner address; desk.webhook_private allows those" if inner else None


def _shown(row: WebhookRow) -> Webhook:
    told = {name: getattr(row, name) for name in ("id", "url", "active", "account", "made_at")}
    return Webhook(**told, events=row.events.split())
