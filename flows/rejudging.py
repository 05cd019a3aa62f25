"""Judging stored papers again after a new edition of rules, lists or a user's weights; nothing is read anew."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Engine

from checks.history import History
from flows import notices
from flows.edition import judge_edition
from flows.ledger import book, past
from flows.settings import Settings
from models.report import Consignment, Report


class Judges(Protocol):
    """Who judges again, several at once."""

    def judge_again(self, reports: Iterable[tuple[int, Report, History]]) -> Iterator[tuple[int, Report | Exception]]:
        """Judge the papers of each report; the number beside it comes back with the new one, or what went wrong."""


@dataclass
class Rejudging:
    """One pass over the ledger. Killed and started again, it goes on: what is of this edition is passed over."""

    engine: Engine
    crew: Judges
    settings: Settings
    show: Callable[[Report], None] = lambda _: None

    def go(self) -> dict[str, int]:
        """Judge what needs it, and return how many were judged, changed by it, failed, and were up to date."""
        counts = {"judged": 0, "changed": 0, "failed": 0, "up_to_date": 0}
        asked: dict[int, tuple[str, Report]] = {}

        def stale() -> Iterator[tuple[int, Report, History]]:
            for number, edition, report in book.newest_reports(self.engine):
                consignment = Consignment(id=report.consignment.id, papers=report.consignment.papers)
                wanted = judge_edition(past.reader_of(self.engine, consignment.id), self.settings)
                if edition == wanted:
                    counts["up_to_date"] += 1
                    continue
                asked[number] = wanted, report
                yield (
                    number,
                    report,
                    past.history(self.engine, consignment, past.kept_looks(self.engine, consignment.id)),
                )

        for number, result in self.crew.judge_again(stale()):
            edition, before = asked.pop(number)
            if not isinstance(result, Report):
                counts["failed"] += 1
                continue
            book.keep_report(self.engine, edition, result)
            notices.note(self.engine, self.settings, result)
            counts["judged"] += 1
            if _gist(result) != _gist(before):
                counts["changed"] += 1
                self.show(result)
        return counts


def _gist(report: Report) -> list[tuple[str, str, str]]:
    return sorted((finding.code, finding.severity, finding.message) for finding in report.consignment.findings)
