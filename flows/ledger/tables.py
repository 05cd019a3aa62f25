"""The ledger's tables. Unique constraints, not care, keep anything from standing in it twice."""

from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)  # fmt: skip
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

State = Literal["pending", "working", "done", "needs_review", "rejected"]
OUTCOMES: tuple[State, ...] = ("done", "needs_review", "rejected")


class Moment(TypeDecorator[datetime]):
    """A time in UTC; SQLite keeps no zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store the time in UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the time its zone."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)


# For tables that gain ten million rows a day; SQLite numbers its rows by INTEGER alone, which has 64 bits there.
GROWING = BigInteger().with_variant(Integer(), "sqlite")


class Row(DeclarativeBase):
    """A row of the ledger."""

    type_annotation_map = {datetime: Moment(), State: String(16)}  # noqa: RUF012  SQLAlchemy's own form


class FileRow(Row):
    """One file of an inbox under its name there, and what became of it. `sha256` is of its bytes as they were read."""

    __tablename__ = "files"
    __table_args__ = (UniqueConstraint("inbox", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inbox: Mapped[str] = mapped_column(String(1024))
    name: Mapped[str] = mapped_column(String(1024), index=True)
    lot: Mapped[str] = mapped_column(String(1024), default="")
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[State] = mapped_column(default="pending", index=True)
    code: Mapped[str] = mapped_column(String(64), default="")
    message: Mapped[str] = mapped_column(Text, default="")
    duplicate_of: Mapped[str] = mapped_column(String(1024), default="")
    consignment: Mapped[str] = mapped_column(String(64), default="", index=True)
    batch: Mapped[str] = mapped_column(String(36), default="", index=True)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None] = mapped_column(index=True)


class ReadingRow(Row):
    """What one reader (its version and languages) read from one file's bytes, as JSON of `flows.reading.Reading`."""

    __tablename__ = "readings"
    __table_args__ = (UniqueConstraint("sha256", "reader"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    reader: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(1024))
    content: Mapped[str] = mapped_column(Text)
    read_at: Mapped[datetime] = mapped_column(default=now, index=True)


class ConsignmentRow(Row):
    """The report of one consignment by one edition of reader, rules and reference tables; the newest one counts."""

    __tablename__ = "consignments"
    __table_args__ = (UniqueConstraint("consignment", "edition"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consignment: Mapped[str] = mapped_column(String(64))
    edition: Mapped[str] = mapped_column(String(64))
    verdict: Mapped[str] = mapped_column(String(16), index=True)
    report: Mapped[str] = mapped_column(Text)
    judged_at: Mapped[datetime] = mapped_column(default=now, index=True)


class FindingRow(Row):
    """One finding of a report, for counting and searching; the report itself stays whole in its row."""

    __tablename__ = "findings"
    __table_args__ = (UniqueConstraint("report_id", "position"),)

    id: Mapped[int] = mapped_column(GROWING, primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("consignments.id", ondelete="CASCADE"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(64), index=True)
    severity: Mapped[str] = mapped_column(String(8))
    certainty: Mapped[str] = mapped_column(String(24))
    message: Mapped[str] = mapped_column(Text)


class PaperRow(Row):
    """One paper of a consignment as it was read last, to compare later consignments with.

    `content` is JSON of `models.paper.Paper`; `looks` are those of its pages, a blank between, where all were scans.
    """

    __tablename__ = "papers"
    __table_args__ = (UniqueConstraint("consignment", "paper"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consignment: Mapped[str] = mapped_column(String(64), index=True)
    paper: Mapped[str] = mapped_column(String(16))
    reader: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    looks: Mapped[str] = mapped_column(Text, default="")
    seen_at: Mapped[datetime] = mapped_column(default=now)
    traces: Mapped[list["TraceRow"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class TraceRow(Row):
    """A key by which a paper is found again: its bytes, a number, a container, the look of a page."""

    __tablename__ = "traces"
    __table_args__ = (UniqueConstraint("paper_id", "trace"),)

    id: Mapped[int] = mapped_column(GROWING, primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"))
    trace: Mapped[str] = mapped_column(String(256), index=True)


class NoticeRow(Row):
    """A message to send because of the high findings of a consignment, once for the same ones (`gist`).

    `channel` is how (webhook, mail), `content` JSON of what to say. It is due until `sent_at` is set.
    """

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("consignment", "channel", "gist"), Index("ix_notices_due", "sent_at", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    consignment: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(16))
    gist: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime] = mapped_column(default=now)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(256), default="")
