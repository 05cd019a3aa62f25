"""One sweep through an inbox: read what is new, put together what belongs together, judge, give each file its outcome.

Knows the ledger but no Prefect: how an errand is run is the caller's (`Crew`). Whatever moment it is killed at, the
next sweep finds in the ledger what was read, does the rest, and no file has two outcomes.
"""

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine

from checks.history import History
from flows import notices, originals
from flows.edition import judge_edition, reader_edition
from flows.errands import PASSING, lasts, renamed
from flows.inbox import InboxFile, survey
from flows.ledger import book, documents, past
from flows.ledger.amendments import amended
from flows.ledger.tables import State
from flows.line import assemble, looks_in
from flows.lots import Docket, Lot
from flows.outcomes import Judged, copy_of, first_names, lots_of, outcome_of
from flows.patience import patiently
from flows.reading import Reading
from flows.settings import Settings
from models.report import Consignment, Report, Unread, Verdict

log = logging.getLogger(__name__)  # ids and counts, never a name or what a paper says


class Crew(Protocol):
    """Who runs the errands, several at once; results come as they are ready."""

    def read(self, files: Iterable[InboxFile]) -> Iterator[tuple[InboxFile, Reading]]:
        """Read each file."""

    def judge(self, lots: Iterable[tuple[int, Sequence[Reading], History]]) -> Iterator[tuple[int, Report | Exception]]:
        """Judge each consignment's readings; the number beside them comes back with the report, or what went wrong."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a sweep tells while it goes on: of `total` files, one is read (so many pages), was before, or has ended."""

    total: int
    read: int = 0
    kept: int = 0
    pages: int = 0
    outcome: State | None = None


Listener = Callable[[Notice], None]
_listeners: list[Listener] = []


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Have `listener` told how sweeps of this process go on; Prefect takes no such thing as a flow's parameter."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def listener() -> Listener:
    """Return who listens, or what lets it pass."""
    return _listeners[-1] if _listeners else lambda _: None


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep left: the inbox, its files, and the consignments by id with their verdicts, under `edition`."""

    inbox: str
    edition: str
    files: tuple[InboxFile, ...]
    verdicts: dict[str, Verdict]


@dataclass
class Sweep:
    """A sweep while it goes on."""

    engine: Engine
    crew: Crew
    settings: Settings
    tell: Listener = lambda _: None
    show: Callable[[Report], None] = lambda _: None

    def run(self, inbox: Path, leave_out: Path | None = None) -> Swept:
        """Bring every file of `inbox` to its one outcome; `leave_out` is an output folder that may lie inside it."""
        return self.work(inbox, self.enter(inbox, leave_out))

    def enter(self, inbox: Path, leave_out: Path | None = None) -> tuple[InboxFile, ...]:
        """Write down what lies in `inbox`, and return it. Raises TimeoutError where its disk or share is silent."""
        files = tuple(patiently(partial(survey, inbox, leave_out), inbox, self.settings.seconds_per_file))
        book.enter(self.engine, str(inbox.resolve()), files, str(uuid.uuid4()))
        return files

    def work(self, inbox: Path, files: tuple[InboxFile, ...], family: str = "") -> Swept:
        """Bring the entered `files` to their outcomes; loose ones that came to `family` before are copies."""
        place = str(inbox.resolve())
        self.reader = reader_edition(self.settings)
        self.edition = judge_edition(self.reader, self.settings)
        self.unkept: dict[str, tuple[str, Reading]] = {}
        log.info("sweep: %d files", len(files))
        known = self._end_copies(place, files, family) if family else set()
        fresh = [file for file in files if file.name not in known]
        self._read(place, fresh)

        lots = lots_of(fresh, lambda file: self._readings([file])[0].papers)
        self._remember(lots)
        first = first_names(fresh)
        verdicts: dict[str, Verdict] = {}
        for lot, readings, judged in self._judged(lots):
            if judged is not None and judged.verdict is not None:
                verdicts[judged.id] = judged.verdict
            told = zip(lot, readings, strict=True)
            outcomes = {file.name: outcome_of(file, reading, judged, first[file.sha256]) for file, reading in told}
            book.end(self.engine, place, outcomes)
            for outcome in outcomes.values():
                self.tell(Notice(len(files), outcome=outcome.state))
        return Swept(place, self.edition, files, verdicts)

    def _end_copies(self, place: str, files: Sequence[InboxFile], family: str) -> set[str]:
        """Give copies of files that came before their outcome, which is that of the first, and return their names."""
        loose = {file.sha256 for file in files if not file.lot and file.size}
        before = book.earlier(self.engine, family, loose, place, but=PASSING)
        copies = [file for file in files if not file.lot and file.sha256 in before]
        for file in copies:
            row = before[file.sha256]
            outcome = copy_of(row.name, row.state, row.consignment)
            book.end(self.engine, place, {file.name: outcome})
            self.tell(Notice(len(files), kept=1, outcome=outcome.state))
        return {file.name for file in copies}

    def _readings(self, lot: Sequence[InboxFile]) -> list[Reading]:
        """Return what was read from each file, under the name it has in its lot, with what people have corrected."""
        wanted = {file.sha256 for file in lot} - self.unkept.keys()
        found = {**self.unkept, **book.readings(self.engine, self.reader, wanted)}
        return amended(self.engine, [renamed(found[file.sha256][1], found[file.sha256][0], file.label) for file in lot])

    def _read(self, place: str, files: Sequence[InboxFile]) -> None:
        kept = book.kept_readings(self.engine, self.reader, {file.sha256 for file in files})
        fresh = {file.sha256: file for file in reversed(files) if file.sha256 not in kept}
        self._keep_originals(files)
        known = sum(file.sha256 not in fresh or fresh[file.sha256] is not file for file in files)
        self.tell(Notice(len(files), kept=known))
        for file, reading in self.crew.read(self._begun(place, reversed(fresh.values()))):
            if lasts(reading):
                book.keep_reading(self.engine, file.sha256, self.reader, file.own, reading)
            else:
                self.unkept[file.sha256] = file.own, reading
            log.info("read %s: %d papers, %d unread", file.sha256[:12], len(reading.papers), len(reading.unread))
            self.tell(Notice(len(files), read=1, pages=pages_of(reading)))

    def _keep_originals(self, files: Iterable[InboxFile]) -> None:
        """Keep what was handed in, unread files as well, before anything is read; the same bytes once."""
        if not self.settings.keep_originals:
            return
        store = self.settings.originals
        for file in files:
            if file.size and originals.find(store, file.sha256) is None:
                with suppress(FileNotFoundError, PermissionError):  # reading says so; a full disk stops the sweep
                    originals.keep(store, file.path)

    def _note(self, report: Report) -> None:
        """Write down whom to tell, before the files have their outcome: what is killed here is done again."""
        notices.note(self.engine, self.settings, report)

    def _begun(self, place: str, files: Iterable[InboxFile]) -> Iterator[InboxFile]:
        for file in files:
            book.start(self.engine, place, file.name)
            yield file

    def _remember(self, lots: Sequence[list[InboxFile]]) -> None:
        """Write down the papers of every lot before one is judged: two lots of one sweep may share a paper."""
        for lot in lots:
            readings = self._readings(lot)
            consignment = assemble(readings)[0]
            past.keep_papers(self.engine, self.reader, consignment, looks_in(readings))
            documents.keep(self.engine, consignment.id, zip((file.sha256 for file in lot), readings, strict=True))

    def _judged(self, lots: Sequence[Lot]) -> Iterator[tuple[Lot, list[Reading], Judged | None]]:
        """Yield each lot with its readings and what was found; the same papers handed in twice are judged once."""
        docket = Docket(lots, self._readings, self._kept)
        unjudged = (
            (number, readings, past.history(self.engine, consignment, looks_in(readings)))
            for number, consignment, readings in docket.unjudged()
        )
        for number, result in self.crew.judge(unjudged):
            found = docket.judged(number, result)
            if isinstance(result, Report):
                book.keep_report(self.engine, self.edition, result)
                self._note(result)
                self.show(result)
                told = result.consignment
                log.info("consignment %s: %s, %d findings", told.id, told.verdict, len(told.findings))
            else:
                log.error("consignment %s: judging stopped: %s", found.id, type(result).__name__)
            yield from docket.ended()
        yield from docket.ended()

    def _kept(self, consignment: Consignment, unread: Sequence[Unread]) -> Report | None:
        """Return the report of an earlier sweep, where it tells of the files under the names that they have now."""
        kept = book.kept_report(self.engine, self.edition, consignment.id)
        if kept is None or not _same(kept, consignment, unread):
            return None
        self._note(kept)
        return kept


def pages_of(reading: Reading) -> int:
    """Return how many pages of papers were read."""
    return len({(paper.sha256, page) for paper in reading.papers for page in paper.pages})


def _same(report: Report, consignment: Consignment, unread: Sequence[Unread]) -> bool:
    """Say whether a kept report tells of the files under the names that they have now."""
    names = [paper.file for paper in report.consignment.papers]
    return names == [paper.file for paper in consignment.papers] and report.unread == tuple(unread)
