"""The tables of case work: the queue and its index, decisions, corrections, uploads, saved views, webhooks, the log."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from flows.ledger.tables import Row, now

# Words are compared sign by sign, whatever language the database is set to: a range of them is then a prefix.
WORD = String(64).with_variant(String(64, collation="C"), "postgresql")


class CaseRow(Row):
    """A consignment in the queue: the gist of its newest report, and where the work on it stands.

    `severity` is of the severest finding (0 none, 1 low, 2 medium, 3 high), `confidence` of the values read by eye.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_by_severity", "severity", "opened_at", "id"),
        Index("ix_cases_by_opening", "opened_at", "id"),
        Index("ix_cases_by_judging", "judged_at", "id"),
        Index("ix_cases_by_findings", "findings", "id"),
        Index("ix_cases_by_assignee", "assignee", "opened_at", "id"),
        Index("ix_cases_by_state", "state", "severity", "opened_at", "id"),
        Index("ix_cases_by_verdict", "verdict", "severity", "opened_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consignment: Mapped[str] = mapped_column(String(64), unique=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("consignments.id", ondelete="CASCADE"), index=True)
    verdict: Mapped[str] = mapped_column(String(16))
    severity: Mapped[int]
    findings: Mapped[int]
    papers: Mapped[int]
    unread: Mapped[int]
    title: Mapped[str] = mapped_column(String(256))
    parties: Mapped[str] = mapped_column(String(256))
    goods: Mapped[str] = mapped_column(String(256))
    origin: Mapped[str] = mapped_column(String(2))
    destination: Mapped[str] = mapped_column(String(2))
    confidence: Mapped[float | None]
    opened_at: Mapped[datetime] = mapped_column(default=now)
    judged_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[str] = mapped_column(String(16), default="open")
    assignee: Mapped[str] = mapped_column(String(64), default="")
    uploader: Mapped[str] = mapped_column(String(64), default="")


class CaseCodeRow(Row):
    """How often the newest report of a case raises a code."""

    __tablename__ = "case_codes"
    __table_args__ = ({"sqlite_with_rowid": False},)

    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, index=True)
    raised: Mapped[int]
    severity: Mapped[int]


class CaseStreamRow(Row):
    """The waste and chemical codes and HS chapters that a case's goods are told by, for counting by stream."""

    __tablename__ = "case_streams"
    __table_args__ = ({"sqlite_with_rowid": False},)

    stream: Mapped[str] = mapped_column(String(64), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, index=True)


class CaseWordRow(Row):
    """A word by which a case is found, as `flows.ledger.case_index.words` folds it."""

    __tablename__ = "case_words"
    __table_args__ = ({"sqlite_with_rowid": False},)

    word: Mapped[str] = mapped_column(WORD, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, index=True)


class DecisionRow(Row):
    """What a person decided on a finding (by its key, `flows.identity`) or, with no key, on the consignment.

    `state`: proposed (a second person has to agree), standing, refused, replaced (a later decision took its place).
    What the finding said then is kept, for a later edition may say it otherwise.
    """

    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_of", "consignment", "finding", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consignment: Mapped[str] = mapped_column(String(64))
    finding: Mapped[str] = mapped_column(String(32), default="")
    code: Mapped[str] = mapped_column(String(64), default="", index=True)
    message: Mapped[str] = mapped_column(Text, default="")
    action: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(16), index=True)
    account: Mapped[str] = mapped_column(String(64), index=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
    second: Mapped[str] = mapped_column(String(64), default="")
    second_at: Mapped[datetime | None]


class CorrectionRow(Row):
    """A value that a person corrected on a paper: what was read stays beside it.

    The paper is told by its bytes, its first page and which of those on that page it is; `path` is where the value
    stands in it, such as `fields.date` or `goods.0.net_mass`. `original` and `corrected` are JSON of the values.
    """

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    consignment: Mapped[str] = mapped_column(String(64), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    page: Mapped[int]
    place: Mapped[int] = mapped_column(default=0)
    path: Mapped[str] = mapped_column(String(128))
    original: Mapped[str] = mapped_column(Text)
    corrected: Mapped[str] = mapped_column(Text)
    account: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]


class ViewRow(Row):
    """A way to look at the queue that a person has saved; `shared` ones are everybody's. `query` is JSON."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("account", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(128))
    shared: Mapped[bool] = mapped_column(default=False)
    query: Mapped[str] = mapped_column(Text)


class UploadRow(Row):
    """Files handed in together. `state`: waiting, reading, done, failed; `split`: loose files are grouped."""

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    account: Mapped[str] = mapped_column(String(64), index=True)
    split: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(16), default="waiting", index=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class UploadFileRow(Row):
    """One file of an upload, its bytes kept under `sha256`, and what became of it."""

    __tablename__ = "upload_files"
    __table_args__ = (UniqueConstraint("upload_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[str] = mapped_column(ForeignKey("uploads.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(1024))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    declaration: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    code: Mapped[str] = mapped_column(String(64), default="")
    message: Mapped[str] = mapped_column(Text, default="")
    consignment: Mapped[str] = mapped_column(String(64), default="", index=True)


class UploadEventRow(Row):
    """What happened to an upload, in order, for whoever follows it. `content` is JSON."""

    __tablename__ = "upload_events"
    __table_args__ = (Index("ix_upload_events_of", "upload_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[str] = mapped_column(ForeignKey("uploads.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    content: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now)


class DocumentRow(Row):
    """A document (a file, or one out of an archive or mail) of a consignment, and the file that it came in."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("consignment", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consignment: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    file: Mapped[str] = mapped_column(String(64), index=True)
    views: Mapped[str] = mapped_column(Text, default="[]")


class LogRow(Row):
    """One entry of the log of who saw, changed and decided what. `digest` covers the entry and the digest before it."""

    __tablename__ = "log"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(32))
    account: Mapped[str] = mapped_column(String(64), index=True)
    action: Mapped[str] = mapped_column(String(32), index=True)
    subject: Mapped[str] = mapped_column(String(128), index=True)
    detail: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)


class LogHeadRow(Row):
    """The number and digest of the last entry: one row, whose lock puts those who write in line."""

    __tablename__ = "log_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))


class WebhookRow(Row):
    """Where to send what happens: `events` (a blank between) to `url`, signed with `secret`."""

    __tablename__ = "webhooks"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(String(2048))
    events: Mapped[str] = mapped_column(Text)
    secret: Mapped[str] = mapped_column(String(128))
    active: Mapped[bool] = mapped_column(default=True)
    account: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(default=now)


class DeliveryRow(Row):
    """One message to a webhook: sent, or to be tried again at `due_at`; given up after some tries."""

    __tablename__ = "deliveries"
    __table_args__ = (Index("ix_deliveries_due", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"), index=True)
    event: Mapped[str] = mapped_column(String(32))
    content: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), default="due")
    tries: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str] = mapped_column(String(256), default="")
    due_at: Mapped[datetime] = mapped_column(default=now)
