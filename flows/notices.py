"""Word of high findings to people who do not look at the desk: an outbox in the ledger, sent by webhook or e-mail.

What is to be told is written down first and marked when it has been sent, so each notice arrives at least once; the
receiver knows one that comes again by its `id`. No name and no text of a paper is told: codes, pages, and a link.
"""

import hashlib
import hmac
import json
import logging
import smtplib
import ssl
import urllib.request
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from sqlalchemy import Engine, or_, select
from sqlalchemy.orm import Session

from flows.ledger.book import insert_once
from flows.ledger.perseverance import persevering
from flows.ledger.tables import NoticeRow, now
from flows.settings import Settings
from models.report import Report

log = logging.getLogger(__name__)

SECONDS = 20.0  # to send one
_FIRST, _LONGEST = timedelta(seconds=30), timedelta(hours=6)  # between tries
_MOST = 500  # in one round


def note(engine: Engine, settings: Settings, report: Report) -> None:
    """Write down that the high findings of `report` are to be told, once for each set of codes and channel."""
    channels = [name for name, where in (("webhook", settings.notify_webhook), ("mail", settings.notify_mail)) if where]
    judged = report.consignment
    codes = sorted({finding.code for finding in judged.findings if finding.severity == "high"})
    if not channels or not codes:
        return
    content = {
        "event": "high-finding",
        "consignment": judged.id,
        "verdict": judged.verdict,
        "codes": codes,
        "link": link(settings, judged.id),
    }
    gist = hashlib.sha256(" ".join(codes).encode()).hexdigest()
    _keep(engine, judged.id, channels, gist, json.dumps(content))


def link(settings: Settings, consignment: str) -> str:
    """Return where the desk shows a consignment."""
    return f"{settings.desk_url.rstrip('/')}/consignments/{consignment}"


def deliver(engine: Engine, settings: Settings) -> int:
    """Send what is due and return how many were; one that fails is due again later, with growing pauses."""
    sent = 0
    for row in _due(engine):
        try:
            _SENDERS[row.channel](row, settings)
        except Exception as error:  # whatever a receiver does, the others are told
            log.warning("notice %d was not delivered: %s", row.id, type(error).__name__)
            _put_off(engine, row.id, f"{type(error).__name__}: {error}"[:256])
        else:
            _mark_sent(engine, row.id)
            sent += 1
    return sent


@persevering
def _keep(engine: Engine, consignment: str, channels: list[str], gist: str, content: str) -> None:
    with Session(engine) as session, session.begin():
        facts = {"consignment": consignment, "gist": gist, "content": content, "made_at": now(), "due_at": now()}
        for channel in channels:
            insert_once(session, NoticeRow, [{"channel": channel, "tries": 0, "answer": "", **facts}])


@persevering
def _due(engine: Engine) -> list[NoticeRow]:
    with Session(engine, expire_on_commit=False) as session:
        # What is due later than any pause was put off before the clock was set back.
        due = or_(NoticeRow.due_at <= now(), NoticeRow.due_at > now() + _LONGEST)
        chosen = (NoticeRow.sent_at.is_(None), due)
        return list(session.scalars(select(NoticeRow).where(*chosen).order_by(NoticeRow.id).limit(_MOST)))


@persevering
def _mark_sent(engine: Engine, number: int) -> None:
    with Session(engine) as session, session.begin():
        session.get_one(NoticeRow, number).sent_at = now()


@persevering
def _put_off(engine: Engine, number: int, answer: str) -> None:
    with Session(engine) as session, session.begin():
        row = session.get_one(NoticeRow, number)
        row.due_at = now() + min(_LONGEST, _FIRST * 2 ** min(row.tries, 20))
        row.tries, row.answer = row.tries + 1, answer


def _by_webhook(row: NoticeRow, settings: Settings) -> None:
    if urlsplit(settings.notify_webhook).scheme not in {"http", "https"}:
        raise ValueError("notify_webhook is no http address")
    body = json.dumps({"id": _id(row), **json.loads(row.content)}).encode()
    headers = {"Content-Type": "application/json", "X-Tallyman-Id": _id(row)}
    secret = settings.notify_secret.get_secret_value()
    if secret:
        headers["X-Tallyman-Signature"] = "sha256=" + hmac.new(secret.encode(), body, "sha256").hexdigest()
    asked = urllib.request.Request(settings.notify_webhook, data=body, headers=headers, method="POST")
    with urllib.request.urlopen(asked, timeout=SECONDS):
        pass  # an answer that is no success raises


def _by_mail(row: NoticeRow, settings: Settings) -> None:
    told = json.loads(row.content)
    message = EmailMessage()
    message["From"] = settings.notify_from
    message["To"] = settings.notify_mail
    message["Subject"] = f"Tallyman: consignment {told['consignment']}: {', '.join(told['codes'])}"[:200]
    message["Message-ID"] = f"<{_id(row)}@tallyman>"  # the same when it is sent again
    codes = "\n".join(f"- {code}" for code in told["codes"])
    message.set_content(f"Findings of high severity:\n{codes}\n\nSee {told['link']}\n")
    place = urlsplit(settings.smtp)
    host, port = place.hostname or "localhost", place.port
    if place.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=SECONDS)
    else:
        server = smtplib.SMTP(host, port or 25, timeout=SECONDS)
    with server:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        if place.username:
            server.login(unquote(place.username), settings.smtp_password.get_secret_value())
        server.send_message(message)


def _id(row: NoticeRow) -> str:
    return f"{row.consignment}-{row.gist[:12]}"


_SENDERS = {"webhook": _by_webhook, "mail": _by_mail}
