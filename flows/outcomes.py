"""Which files make a consignment, and what becomes of each file: done, needs review, or rejected with the reason."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from flows.grouping import grouped, keys_of
from flows.inbox import InboxFile
from flows.ledger.tables import OUTCOMES, State
from flows.line import UNJUDGED
from flows.reading import Reading
from models.paper import Paper
from models.report import Report, Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file. `code` and `message` give the reason, empty when there is nothing to say."""

    state: State
    code: str
    message: str
    consignment: str
    duplicate_of: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What a file's outcome needs to know of its consignment's report; `verdict` is None when judging failed."""

    id: str
    verdict: Verdict | None
    message: str


def judged_in(identity: str, report: Report | Exception) -> Judged:
    """Return the gist of the report of consignment `identity`, or of why there is none."""
    if isinstance(report, Exception):
        told = f"Judging stopped: {type(report).__name__}: {report}. Report it with the papers."
        return Judged(identity, None, told)
    codes = sorted({finding.code for finding in report.consignment.findings if finding.severity != "low"})
    unjudged = [entry.message for entry in report.unread if entry.code in UNJUDGED]
    told = ", ".join(codes) or "".join(unjudged) or "another file was not read"
    return Judged(identity, report.consignment.verdict, told)


def lots_of(files: Sequence[InboxFile], papers_of: Callable[[InboxFile], Sequence[Paper]]) -> list[list[InboxFile]]:
    """Return `files` as consignments: a sub-folder or archive is one, loose files go by the numbers they share.

    A loose copy goes with the file it is a copy of.
    """
    lots: dict[str, list[InboxFile]] = {}
    loose: dict[str, list[InboxFile]] = {}
    for file in files:
        if file.lot:
            lots.setdefault(file.lot, []).append(file)
        else:
            loose.setdefault(file.sha256, []).append(file)
    keys = {digest: keys_of(papers_of(copies[0])) for digest, copies in loose.items()}
    groups = [[file for digest in group for file in loose[digest]] for group in grouped(keys)]
    return [*lots.values(), *groups]


def first_names(files: Sequence[InboxFile]) -> dict[str, str]:
    """Return for each digest the first file that has it; the others are its copies."""
    first: dict[str, str] = {}
    for file in files:
        first.setdefault(file.sha256, file.name)
    return first


def outcome_of(file: InboxFile, reading: Reading, judged: Judged | None, first: str) -> Outcome:
    """Return the one outcome of `file`, given what was read from it, its consignment, and the first file like it."""
    state, code, message = _reason(reading, judged)
    copied = first if first != file.name and file.size else ""
    if copied and not code:
        code, message = "duplicate", f"The same content as {copied}, which is counted once."
    return Outcome(state, code, message, judged.id if judged else "", copied)


def copy_of(name: str, state: State, consignment: str) -> Outcome:
    """Return the outcome of a copy of the file `name`, which came before: the same, or done while that is at work."""
    ended: State = state if state in OUTCOMES else "done"
    return Outcome(ended, "duplicate", f"The same content as {name}, which came before.", consignment, name)


def _reason(reading: Reading, judged: Judged | None) -> tuple[State, str, str]:
    if reading.unread and not reading.papers:
        return "rejected", reading.unread[0].code, reading.unread[0].message
    code, message = next(_doubts(reading, judged), ("", ""))
    return ("needs_review" if code else "done"), code, message


_HARMLESS = frozenset({"page-repeated", "date-ambiguous", "pdf-actions", "pdf-data"})  # told, but no reason to look


def _doubts(reading: Reading, judged: Judged | None) -> Iterator[tuple[str, str]]:
    """Yield why a person should look at the file, the most telling reason first."""
    for entry in reading.unread:
        yield entry.code, f"{entry.file}: {entry.message}"
    if not reading.papers:
        yield "no-paper", "No paper was made out in it. Look at it by eye."
    for paper in reading.papers:
        yield from ((problem.code, problem.message) for problem in paper.problems if problem.code not in _HARMLESS)
    if judged is not None and judged.verdict != "consistent":
        yield judged.verdict or "not-judged", judged.message
    if all(paper.kind == "other" for paper in reading.papers):
        yield "kind-unknown", "What kind of paper it is was not made out. Look at it by eye."
