"""A round through the inbox: mails fetched, what is ready taken, read and judged, put away, and word given."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from extractors.names import spoken
from flows import claims, letterbox, notices
from flows.claims import Claim, Place
from flows.inbox import InboxFile
from flows.ledger import book
from flows.ledger.tables import FileRow
from flows.patience import patiently
from flows.settings import Settings
from flows.sweep import Crew, Listener, Sweep, Swept
from models.report import Report

log = logging.getLogger(__name__)


@dataclass
class Round:
    """What a round needs: the ledger, who does the work, and who is told."""

    engine: Engine
    crew: Crew
    settings: Settings
    tell: Listener = lambda _: None
    show: Callable[[Report], None] = lambda _: None

    @property
    def patience(self) -> float:
        """Seconds that the inbox's disk or share may be silent for."""
        return self.settings.seconds_per_file

    def go(self, inbox: Path) -> dict[str, int]:
        """Bring all that is ready in `inbox` to its end; returns how many files are done, need review, are rejected."""
        list(patiently(lambda _: _made(inbox), inbox, self.patience))
        away = self._fetch(inbox)
        counts: Counter[str] = Counter()
        for claim, files in self._taken(inbox):
            swept = self._sweep().work(claim.folder, files, family=str(inbox.resolve()))
            counts.update(self._put_away(claim, swept))
        notices.deliver(self.engine, self.settings)
        if away is not None:
            raise away
        return dict(counts)

    def _fetch(self, inbox: Path) -> Exception | None:
        """Fetch mails; when the mailbox is away, say so at the end: the files that lie here do not wait for it."""
        try:
            letterbox.fetch(self.settings, inbox, self.engine)
        except letterbox.AWAY as error:
            log.error("the mailbox is away: %s", type(error).__name__)  # noqa: TRY400  its text may name people
            return error
        return None

    def _taken(self, inbox: Path) -> Iterator[tuple[Claim, tuple[InboxFile, ...]]]:
        """Yield first what a sweep that was killed has left, then what is new, until there is no more."""
        for claim in claims.adopt(inbox):
            log.info("claim %s is taken over", claim.id)
            yield claim, self._sweep().enter(claim.folder)
        chosen = self.settings
        while True:
            with claims.alone(inbox):  # of two copies that come at once one is entered first
                fresh = claims.take(
                    inbox,
                    most=chosen.claim_most,
                    settled=chosen.settle_seconds,
                    whole_within=chosen.whole_within,
                    patience=self.patience,
                )
                try:
                    files = self._sweep().enter(fresh.folder) if fresh else ()
                except OSError:
                    if fresh:
                        claims.leave(fresh)
                    raise
            if fresh is None:
                return
            yield fresh, files

    def _sweep(self) -> Sweep:
        return Sweep(self.engine, self.crew, self.settings, self.tell, self.show)

    def _put_away(self, claim: Claim, swept: Swept) -> Counter[str]:
        rows = {row.name: row for row in book.files(self.engine, swept.inbox)}
        for entry in claim.entries():
            called = spoken(entry.name)
            inside = [row for name, row in rows.items() if name == called or name.startswith(f"{called}/")]
            place, told = self._told(entry, inside)
            claims.put_away(claim, entry, place, told)
        claims.let_go(claim)
        return Counter(row.state for row in rows.values())

    def _told(self, entry: Path, rows: Sequence[FileRow]) -> tuple[Place, dict[str, Any]]:
        """Return where an entry goes, the place of its worst file, and why."""
        places = [claims.PLACES[row.state] for row in rows]
        if not rows or set(places) == {"rejected"}:
            place: Place = "rejected"
        else:
            place = "done" if set(places) == {"done"} else "review"
        if entry.is_dir():
            empty = {} if rows else {"code": "no-file", "message": "There is no file in it."}
            return place, {"folder": spoken(entry.name), **empty, "files": [self._of(row) for row in rows]}
        gone = {"file": spoken(entry.name), "code": "not-found", "message": "It was gone when it was to be read."}
        return place, self._of(rows[0]) if rows else gone

    def _of(self, row: FileRow) -> dict[str, Any]:
        told = {
            "file": row.name,
            "sha256": row.sha256,
            "outcome": row.state,
            "code": row.code,
            "message": row.message,
            "duplicate_of": row.duplicate_of,
            "consignment": row.consignment,
            "link": notices.link(self.settings, row.consignment) if row.consignment else "",
        }
        return {name: value or None for name, value in told.items()}


def _made(inbox: Path) -> Iterator[None]:
    inbox.mkdir(parents=True, exist_ok=True)
    yield
