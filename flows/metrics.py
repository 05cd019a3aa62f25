"""Metrics for Prometheus, counted in the ledger when they are asked for: right however many programs do the work."""

import time
from collections.abc import Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from flows import claims
from flows.ledger.tables import ConsignmentRow, FileRow, FindingRow, NoticeRow, ReadingRow
from flows.settings import Settings


def exposition(engine: Engine, settings: Settings) -> tuple[bytes, str]:
    """Return the metrics as Prometheus reads them, and their content type. No label holds a name or an id."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Ledger(engine, settings))
    return generate_latest(registry), CONTENT_TYPE_LATEST


class Ledger:
    """Collects from the ledger and the inbox."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine = engine
        self.settings = settings

    def collect(self) -> Iterator[Metric]:
        """Yield every metric."""
        with Session(self.engine) as session:
            yield _grouped(session, "files", "Files by what became of them", FileRow.state)
            yield _grouped(session, "consignments", "Reports by verdict", ConsignmentRow.verdict)
            yield _grouped(session, "findings", "Findings of reports", FindingRow.code, FindingRow.severity)
            readings = CounterMetricFamily("tallyman_readings", "Readings of files kept")
            readings.add_metric([], session.scalar(select(func.count()).select_from(ReadingRow)) or 0)
            yield readings
            due = GaugeMetricFamily("tallyman_notices_due", "Notices not yet delivered")
            waiting = select(func.count()).select_from(NoticeRow).where(NoticeRow.sent_at.is_(None))
            due.add_metric([], session.scalar(waiting) or 0)
            yield due
        yield from _inbox(self.settings.inbox or self.settings.data_dir / "inbox")


def _grouped(session: Session, name: str, told: str, *columns: object) -> Metric:
    labels = [column.key for column in columns]  # type: ignore[attr-defined]
    family = GaugeMetricFamily(f"tallyman_{name}", told, labels=labels)
    for *values, count in session.execute(select(*columns, func.count()).group_by(*columns)):  # type: ignore[call-overload]
        family.add_metric([str(value) for value in values], count)
    return family


def _inbox(inbox: Path) -> Iterator[Metric]:
    waiting = GaugeMetricFamily("tallyman_inbox_waiting", "Files and folders that wait in the inbox")
    oldest = GaugeMetricFamily("tallyman_inbox_oldest_seconds", "Age of the oldest of them")
    found = []
    if inbox.is_dir():
        for path in inbox.iterdir():
            if path.name not in claims.PLACES.values() and not path.name.startswith("."):
                try:
                    found.append(path.stat().st_mtime)
                except OSError:
                    continue  # taken meanwhile
    waiting.add_metric([], len(found))
    oldest.add_metric([], max(0.0, time.time() - min(found)) if found else 0.0)
    yield waiting
    yield oldest
