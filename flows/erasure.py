"""Erasing what is not to be kept: by age, as the settings say, or one consignment at once.

Gone are then the originals, page pictures, readings, reports, papers and corrections, and the names of the files; what
stays is that there was a file of some size, how it ended, who decided what and when, by ids alone.
"""

import json
import logging
import shutil
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, delete, exists, select, update
from sqlalchemy.orm import Session, aliased

from flows import claims, clock, originals
from flows.ledger.casework import (
    CaseRow,
    CorrectionRow,
    DecisionRow,
    DocumentRow,
    UploadEventRow,
    UploadFileRow,
)  # fmt: skip
from flows.ledger.perseverance import persevering
from flows.ledger.tables import ConsignmentRow, FileRow, NoticeRow, PaperRow, ReadingRow, now
from flows.settings import Settings

log = logging.getLogger(__name__)

PICTURES = "pictures"  # folder under the data folder where the desk keeps page images, one folder a document
HALF_WRITTEN_FOR = 86_400.0  # seconds after which what is half written is what a kill has left
WAITING = ("held", "escalated", "proposed")  # states of a case at the desk that put erasing off
_DAY = 86_400.0


def by_age(engine: Engine, settings: Settings) -> dict[str, int]:
    """Erase what is older than `settings.keep_days` allows, and return how much of each kind went.

    Raises ClockJumped, with nothing erased, where the clock that ages are told by may be wrong.
    """
    counts = {"reports": 0, "readings": 0, "originals": 0}
    days = settings.keep_days
    if days:
        clock.believe(engine, settings)
    if "reports" in days:
        for consignment in _old_consignments(engine, days["reports"]):
            by_consignment(engine, settings, consignment)
            counts["reports"] += 1
    if "readings" in days:
        counts["readings"] = _erase_readings(engine, days["readings"])
    store = settings.originals
    if "originals" in days:
        before = time.time() - days["originals"] * _DAY
        for sha256, path in list(originals.every(store)):
            if path.stat().st_mtime < before:
                _forget(settings, [sha256])
                counts["originals"] += 1
    originals.clear_away(store, time.time() - HALF_WRITTEN_FOR)
    return counts


def by_consignment(engine: Engine, settings: Settings, consignment: str) -> bool:
    """Erase all that is kept of a consignment, and say whether there was any. Doing it again does no harm.

    Files first, then the rows that tell of them: what is killed in between finds them again. Papers that are part of
    another consignment as well stay with that one.
    """
    digests = _digests(engine, consignment)
    put_away = _put_away(engine, consignment)
    known = _forget(settings, digests) or bool(put_away)
    for path in put_away:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        path.with_name(f"{path.name}.json").unlink(missing_ok=True)
    known = _erase_rows(engine, consignment, digests) or known
    log.info("consignment %s: erased", consignment)
    return known


def _forget(settings: Settings, digests: Iterable[str]) -> bool:
    known = False
    for sha256 in digests:
        known = originals.forget(settings.originals, sha256) or known
        shutil.rmtree(settings.data_dir / PICTURES / sha256, ignore_errors=True)
    return known


@persevering
def _old_consignments(engine: Engine, days: float) -> list[str]:
    """Return the consignments whose newest report is old; one that waits for somebody at the desk stays."""
    before = now() - timedelta(days=days)
    later = aliased(ConsignmentRow)
    newer = exists().where(later.consignment == ConsignmentRow.consignment, later.judged_at >= before)
    kept = exists().where(CaseRow.consignment == ConsignmentRow.consignment, CaseRow.state.in_(WAITING))
    asked = select(ConsignmentRow.consignment).where(ConsignmentRow.judged_at < before, ~newer, ~kept).distinct()
    with Session(engine) as session:
        return list(session.scalars(asked))


@persevering
def _erase_readings(engine: Engine, days: float) -> int:
    before = now() - timedelta(days=days)
    with Session(engine) as session, session.begin():
        gone = session.execute(delete(ReadingRow).where(ReadingRow.read_at < before))
        session.execute(delete(PaperRow).where(PaperRow.seen_at < before))
        return int(getattr(gone, "rowcount", 0))


@persevering
def _digests(engine: Engine, consignment: str) -> list[str]:
    """Return the digests of the consignment's files and documents that no other consignment has."""
    columns = (
        (FileRow.sha256, FileRow.consignment),
        (DocumentRow.sha256, DocumentRow.consignment),
        (DocumentRow.file, DocumentRow.consignment),
        (UploadFileRow.sha256, UploadFileRow.consignment),
    )
    with Session(engine) as session:
        mine = {sha256 for digest, of in columns for sha256 in session.scalars(select(digest).where(of == consignment))}
        for report in session.scalars(select(ConsignmentRow.report).where(ConsignmentRow.consignment == consignment)):
            mine.update(paper["sha256"] for paper in json.loads(report)["consignment"]["papers"])
        others = {
            sha256
            for digest, of in columns
            for sha256 in session.scalars(select(digest).where(digest.in_(mine), of != consignment, of != ""))
        }
    return sorted(mine - others)


@persevering
def _put_away(engine: Engine, consignment: str) -> list[Path]:
    """Return the consignment's files and folders where a swept inbox has put them away."""
    with Session(engine) as session:
        rows = session.execute(select(FileRow.inbox, FileRow.name).where(FileRow.consignment == consignment)).all()
    entries = {(Path(inbox), name.split("/")[0]) for inbox, name in rows}
    return [path for claim, entry in entries if claim.parent.name == claims.TAKEN for path in _places(claim, entry)]


def _places(claim: Path, entry: str) -> Iterator[Path]:
    mark = f"{claim.name}/{entry}"
    for place in claims.PLACES.values():
        for word in (claim.parent.parent / place).glob("*.json"):
            if word.name.startswith(Path(entry).stem[:40]) and _claimed_by(word) == mark:
                yield word.with_name(word.name.removesuffix(".json"))


def _claimed_by(word: Path) -> str:
    try:
        return str(json.loads(word.read_text(encoding="utf-8")).get("claim"))
    except (OSError, ValueError, AttributeError):
        return ""


@persevering
def _erase_rows(engine: Engine, consignment: str, digests: list[str]) -> bool:
    with Session(engine) as session, session.begin():
        uploads = select(UploadFileRow.upload_id).where(UploadFileRow.consignment == consignment)
        session.execute(delete(UploadEventRow).where(UploadEventRow.upload_id.in_(uploads)))
        for table in (NoticeRow, CorrectionRow, DocumentRow, PaperRow):
            session.execute(delete(table).where(table.consignment == consignment))
        session.execute(delete(ReadingRow).where(ReadingRow.sha256.in_(digests)))
        gone = session.execute(delete(ConsignmentRow).where(ConsignmentRow.consignment == consignment))
        decided = DecisionRow.consignment == consignment
        session.execute(update(DecisionRow).where(decided).values(message="", reason=""))
        for row in session.scalars(select(FileRow).where(FileRow.consignment == consignment)):
            row.name, row.lot, row.message, row.duplicate_of = f"erased-{row.id}", "", "", ""
        for file in session.scalars(select(UploadFileRow).where(UploadFileRow.consignment == consignment)):
            file.name, file.message = "erased", ""
        return bool(getattr(gone, "rowcount", 0))
