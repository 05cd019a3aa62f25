"""One upload under way: files are read in worker processes, told of page by page, judged, and put into the queue."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlalchemy.orm import Session

from desk import uploads, webhooks
from desk.uploads import Upload, UploadFile
from flows import errands, notices, originals
from flows.bench import WorkerLost, WorkerSlow
from flows.edition import judge_edition, reader_edition
from flows.errands import renamed
from flows.grouping import grouped, keys_of
from flows.ledger import book, documents, past
from flows.ledger.amendments import amended
from flows.ledger.casework import CaseRow
from flows.line import as_declaration, assemble, looks_in
from flows.notes import Followed
from flows.patience import answering
from flows.reading import Reading
from models.errors import TooSlow
from models.finding import Finding
from models.report import Report

if TYPE_CHECKING:
    from desk.intake import Intake

TURN = 0.2  # seconds between looks at what the readers have noted


class Closing(Exception):
    """The desk is being stopped."""


@dataclass
class Work:
    """One upload under way."""

    intake: "Intake"
    upload: Upload

    def __post_init__(self) -> None:
        self.engine, self.settings = self.intake.engine, self.intake.settings
        self.reader = reader_edition(self.settings)
        self.edition = judge_edition(self.reader, self.settings)
        self.read: dict[int, Reading] = {}
        self.early: dict[int, Reading] = {}
        self.told: set[tuple[str, str]] = set()

    def run(self) -> None:
        """Read every file, telling of pages and early findings, then judge each consignment."""
        self.intake.folder.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=self.intake.folder))
        try:
            self._read_all(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        for lot in self._lots():
            self._judge(lot)
        failed = all(not reading.papers for reading in self.read.values())
        uploads.tell(self.engine, self.upload.id, "done", failed=failed)
        uploads.set_state(self.engine, self.upload.id, "failed" if failed else "done")

    def _read_all(self, folder: Path) -> None:
        under_way: dict[int, tuple[UploadFile, Future[Reading], Followed]] = {}
        for file in self.upload.files:
            notes = folder / str(file.position)
            future = self.intake.readers.submit(self._reading, file, notes)
            under_way[file.position] = (file, future, Followed(notes))
        while under_way:
            if self.intake.closing.is_set():
                raise Closing
            fresh = False
            for position, (file, future, followed) in list(under_way.items()):
                fresh |= self._follow(file, followed)
                if future.done():
                    self._follow(file, followed)
                    del under_way[position]
                    self._have_read(file, future.result())
                    fresh = True
            if under_way and fresh and not self.upload.split:
                self._tell_early()
            if under_way:
                time.sleep(TURN)

    def _reading(self, file: UploadFile, notes: Path) -> Reading:
        """Return what is in a file: what was kept of it, or what a worker reads."""
        if self.intake.closing.is_set():
            raise Closing
        uploads.set_file(self.engine, self.upload.id, file.position, state="reading")
        if file.declaration:
            data = self._asked(file, errands.read_declaration, file.name, self.settings.reading_limits)
            if data is None or data.papers or data.unread:
                return data or _refused(file, "no-original", "Its bytes are gone. Hand it in again.")
        if file.sha256 in book.kept_readings(self.engine, self.reader, [file.sha256]):
            name, known = book.readings(self.engine, self.reader, [file.sha256])[file.sha256]
            return renamed(known, name, file.name)
        limits = self.settings.reading_limits
        found = self._asked(file, errands.read_watched, file.sha256, self.settings.langs, limits, str(notes))
        if found is None:
            return _refused(file, "no-original", "Its bytes are gone. Hand it in again.")
        if errands.lasts(found) and not any(e.code in {"reader-crashed", TooSlow.code} for e in found.unread):
            book.keep_reading(self.engine, file.sha256, self.reader, file.sha256, found)
        return renamed(found, file.sha256, file.name)

    def _asked(self, file: UploadFile, errand: Callable[..., str], *args: object) -> Reading | None:
        """Have a worker read the kept bytes of a file; None where they are not kept, an empty reading for no answer."""
        place = originals.find(self.settings.originals, file.sha256)
        if place is None:
            return None
        for attempt in (1, 2):
            try:
                told = self.intake.bench.run(errand, str(place), *args)
                return Reading.model_validate_json(told) if told else Reading()
            except WorkerSlow as slow:
                answering([place], self.settings.seconds_per_file, whole=True)  # a dead disk is no fault of the file
                return _refused(file, TooSlow.code, TooSlow(str(slow)).message)
            except WorkerLost:
                if attempt == 2 and not self.intake.closing.is_set():
                    message = "Reading it ended its process twice. Print it to a new PDF and hand that in."
                    return _refused(file, "reader-crashed", message)
        raise Closing

    def _follow(self, file: UploadFile, notes: Followed) -> bool:
        """Tell of the pages that a reader has noted; say whether it has something early to be judged."""
        early = False
        for note in notes.fresh():
            if "early" in note:
                self.early[file.position] = renamed(Reading.model_validate(note["early"]), file.sha256, file.name)
                early = True
            else:
                uploads.tell(self.engine, self.upload.id, "page", file=file.name, page=note["page"], of=note["of"])
        return early

    def _have_read(self, file: UploadFile, reading: Reading) -> None:
        reading = as_declaration(reading) if file.declaration else reading
        self.read[file.position] = amended(self.engine, [reading])[0]
        self.early.pop(file.position, None)
        unread = reading.unread[0] if reading.unread else None
        state = "rejected" if unread and not reading.papers else "read"
        wrong = {"code": unread.code, "message": unread.message} if unread else {}
        uploads.set_file(self.engine, self.upload.id, file.position, state=state, **wrong)
        papers = [{"kind": paper.kind, "pages": list(paper.pages)} for paper in reading.papers]
        uploads.tell(self.engine, self.upload.id, "read", file=file.name, papers=papers)
        for entry in reading.unread:
            uploads.tell(self.engine, self.upload.id, "error", file=entry.file, code=entry.code, message=entry.message)

    def _tell_early(self) -> None:
        """Judge what was read so far; a finding that something is not there has to wait for the rest."""
        have = {**self.early, **self.read}
        report = self._report([have[position] for position in sorted(have)])
        if not isinstance(report, Report):
            return
        found = [each for each in report.consignment.findings if _is_there(each)]
        known = {(each.code, each.message) for each in found}
        if known and known != self.told:
            self.told = known
            told = [{"code": each.code, "severity": each.severity, "message": each.message} for each in found]
            uploads.tell(self.engine, self.upload.id, "findings", early=True, findings=told)

    def _lots(self) -> Iterator[list[UploadFile]]:
        files = self.upload.files
        if not self.upload.split:
            yield files
            return
        first: dict[str, UploadFile] = {}
        for file in files:
            first.setdefault(file.sha256, file)
        keys = {sha256: keys_of(self.read[file.position].papers) for sha256, file in first.items()}
        for group in grouped(keys):
            yield [file for file in files if file.sha256 in group]

    def _judge(self, lot: Sequence[UploadFile]) -> None:
        readings = [self.read[file.position] for file in lot]
        consignment = assemble(readings)[0]
        if self.upload.split and not consignment.papers:
            return  # a loose file that could not be read is no consignment; its message says what to do
        report = self._report(readings)
        if isinstance(report, Exception):
            raise report
        past.keep_papers(self.engine, self.reader, consignment, looks_in(readings))
        documents.keep(self.engine, consignment.id, zip((file.sha256 for file in lot), readings, strict=True))
        book.keep_report(self.engine, self.edition, report)
        notices.note(self.engine, self.settings, report)
        with Session(self.engine) as session, session.begin():
            chosen = (CaseRow.consignment == consignment.id, CaseRow.uploader == "")
            session.execute(update(CaseRow).where(*chosen).values(uploader=self.upload.account))
            judged = report.consignment
            told = {"consignment": judged.id, "verdict": judged.verdict, "findings": len(judged.findings),
                    "codes": sorted({each.code for each in judged.findings})}  # fmt: skip
            webhooks.tell(session, "judged", upload=self.upload.id, **told)
        for file in lot:
            uploads.set_file(self.engine, self.upload.id, file.position, consignment=consignment.id)
        uploads.tell(self.engine, self.upload.id, "judged", **told)

    def _report(self, readings: Sequence[Reading]) -> Report | Exception:
        consignment = assemble(readings)[0]
        before = past.history(self.engine, consignment, looks_in(readings)).model_dump_json()
        texts = [reading.model_dump_json() for reading in readings]
        try:
            told = self.intake.judges.run(errands.judge_one, texts, self.settings.severities, before)
        except Exception as error:
            return error
        return Report.model_validate_json(told)


def _is_there(finding: Finding) -> bool:
    """Say whether a finding rests on something printed, in every spot."""
    return all(spot.text for spot in finding.evidence)


def _refused(file: UploadFile, code: str, message: str) -> Reading:
    return errands.refusal(file.name, code, message)
