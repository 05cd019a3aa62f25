"""The whole line, top to bottom: files in, report out. Pure functions; Prefect tasks and commands call the same."""

import hashlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from checks.bounds import Bounds
from checks.history import NOTHING, History
from checks.tolerances import DEFAULTS, Tolerances
from extractors.limits import Limits
from extractors.names import spoken
from extractors.pages import pages
from extractors.papers import papers
from extractors.sources import Source, open_sources
from flows import __version__
from flows.edition import reference_in_use
from flows.reading import Look, Reading, View
from models.errors import JudgedTooSlow, NoPages, NotJudged, PaperError, TooLarge, TooManyLines, TooSlow, of_machine
from models.finding import Finding, Severity
from models.page import Page
from models.paper import Paper
from models.report import Consignment, JudgedConsignment, Report, Unread, verdict_of

log = logging.getLogger(__name__)
UNJUDGED = frozenset({TooManyLines.code, JudgedTooSlow.code})


def check(
    paths: Sequence[Path],
    *,
    declaration: Path | None = None,
    langs: str = "auto",
    today: date | None = None,
    limits: Limits | None = None,
    severities: Mapping[str, Severity] | None = None,
) -> Report:
    """Read `paths` as one consignment, judge it, and return the report; a file that cannot be read is named in it.

    Numbers read by eye that a finding rests on are looked at once more before it stands.
    """
    from flows.second_look import among, look_in, settled

    limits = limits or Limits()
    readings = gather(paths, declaration=declaration, langs=langs, limits=limits)
    consignment, unread = assemble(readings)
    files = [*paths, declaration] if declaration is not None else paths
    look = look_in(readings, among(files, limits), limits)
    return settled(consignment, partial(judge, unread=unread, today=today, severities=severities), look)


def read(
    paths: Sequence[Path], *, langs: str = "auto", limits: Limits | None = None, by: "By | None" = None
) -> tuple[Consignment, list[Unread]]:
    """Read `paths` as one consignment; what cannot be read comes back beside it and the others go on."""
    return assemble([read_files(paths, langs=langs, limits=limits, by=by)])


def gather(
    paths: Sequence[Path],
    *,
    declaration: Path | None = None,
    langs: str = "auto",
    limits: Limits | None = None,
    by: "By | None" = None,
) -> list[Reading]:
    """Read `paths`, and `declaration` as one more paper of the same consignment."""
    readings = [read_files(paths, langs=langs, limits=limits, by=by)]
    if declaration is not None:
        read = declared(declaration, limits)
        readings.append(read or as_declaration(read_files([declaration], langs=langs, limits=limits, by=by)))
    return readings


def declared(path: Path, limits: Limits | None = None) -> Reading | None:
    """Read a declaration that is data (a table, JSON, XML); None for one that is a paper to be read by its look."""
    limits = limits or Limits()
    if not path.is_file() or path.stat().st_size > limits.max_bytes:
        return None
    return declared_data(spoken(path.name), path.read_bytes(), limits)


def declared_data(name: str, data: bytes, limits: Limits) -> Reading | None:
    """Read the bytes of a declaration called `name`, as `declared` does."""
    from extractors import declared as declarations

    digest = hashlib.sha256(data).hexdigest()
    try:
        papers = declarations.papers(name, data, limits=limits)
    except PaperError as error:
        return Reading(sources=(digest,), unread=(_unread(name, error),))
    return None if papers is None else Reading(sources=(digest,), papers=tuple(papers))


def read_files(
    paths: Sequence[Path], *, langs: str = "auto", limits: Limits | None = None, by: "By | None" = None
) -> Reading:
    """Read every document in `paths` (files, folders, archives); a bad one becomes an `Unread`, never an exception.

    `by` reads the opened documents: here and now (`in_process`), or in a process of their own (`flows.cage.Cage`).
    """
    limits = limits or Limits()
    sources, unread = open_sources(paths, limits)
    if not sources and not unread:
        unread.append(_unread(", ".join(spoken(str(path)) for path in paths), NoPages("There is no file in it")))
    readings = list((by or in_process)(_once(sources), langs, limits))
    return Reading(
        sources=tuple(source.sha256 for source in sources),
        papers=tuple(paper for reading in readings for paper in reading.papers),
        unread=(*unread, *(entry for reading in readings for entry in reading.unread)),
        views=tuple(view for reading in readings for view in reading.views),
        looks=tuple(look for reading in readings for look in reading.looks),
    )


By: TypeAlias = Callable[[Iterable[Source], str, Limits], Iterable[Reading]]


def in_process(sources: Iterable[Source], langs: str, limits: Limits) -> Iterator[Reading]:
    """Yield the reading of each source, in order."""
    for source in sources:
        found: list[Paper] = []
        unread: list[Unread] = []
        views: list[View] = []
        looks: list[Look] = []
        try:
            sheets = _watched(pages(source, langs=langs, limits=limits), source, limits)
            found += papers(source, _seen(sheets, source.sha256, views, looks))
        except PaperError as error:
            unread.append(_unread(source.name, error))
        except Exception as error:  # a reader's own fault must not cost the other papers of the consignment
            if of_machine(error):
                raise
            log.debug("reading %s failed", source.name, exc_info=True)
            unread.append(Unread(file=source.name, code=PaperError.code, message=_fault(error)))
        yield Reading(papers=tuple(found), unread=tuple(unread), views=tuple(views), looks=tuple(looks))


Watch: TypeAlias = Callable[[Source, Sequence[Page]], None]
_watches: list[Watch] = []


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Have `watch` told, while this process reads, of each page of a source as it is read, with those before it."""
    _watches.append(watch)
    try:
        yield
    finally:
        _watches.remove(watch)


def _watched(pages: Iterable[Page], source: Source, limits: Limits) -> Iterator[Page]:
    """Pass `pages` on and tell the watches; raises TooSlow, also where no other process stops this one."""
    so_far: list[Page] = []
    end = time.monotonic() + limits.seconds_per_file
    for page in pages:
        if time.monotonic() > end:
            raise TooSlow(f"Not read within {limits.seconds_per_file:g} s")
        if _watches:
            so_far.append(page)
        for watch in _watches:
            watch(source, so_far)
        yield page


def assemble(readings: Iterable[Reading]) -> tuple[Consignment, list[Unread]]:
    """Join readings to one consignment: bytes met twice count once, papers are numbered p1, p2, … in order."""
    taken: dict[str, int] = {}
    found: list[Paper] = []
    unread: dict[tuple[str, str], Unread] = {}
    for turn, reading in enumerate(readings):
        found += (paper for paper in reading.papers if taken.setdefault(paper.sha256, turn) == turn)
        taken.update({sha256: turn for sha256 in reading.sources if sha256 not in taken})
        unread.update({(entry.file, entry.code): entry for entry in reading.unread})
    numbered = tuple(paper.model_copy(update={"id": f"p{number}"}) for number, paper in enumerate(found, start=1))
    # Files that could not even be opened have no digest; their names stand in, so that two bad lots stay two.
    identity = consignment_id(taken or [entry.file for entry in unread.values()])
    return Consignment(id=identity, papers=numbered), list(unread.values())


def judge(
    consignment: Consignment,
    unread: Sequence[Unread] = (),
    *,
    today: date | None = None,
    severities: Mapping[str, Severity] | None = None,
    tolerances: Tolerances = DEFAULTS,
    history: History = NOTHING,
    bounds: Bounds | None = None,
) -> Report:
    """Apply every rule to `consignment` and return its report; the other arguments are those of the rule book.

    Beyond the `bounds` there are no findings, and the paper with most goods lines is told as unread, with the reason.
    """
    from checks.rulebook import judge as findings_of

    told: dict[str, Any] = {"severities": severities, "tolerances": tolerances, "history": history, "bounds": bounds}
    unread = [entry for entry in unread if entry.code not in UNJUDGED]
    try:
        findings = findings_of(consignment, today=today, **told)
    except NotJudged as error:
        fullest = max(consignment.papers, key=lambda paper: len(paper.goods)).file
        unread, findings = [*unread, _unread(fullest, error)], []
    return report(consignment, unread, findings, today=today)


def report(
    consignment: Consignment, unread: Sequence[Unread], findings: Sequence[Finding] = (), *, today: date | None = None
) -> Report:
    """Return the report of `consignment` with `findings` and what could not be read."""
    verdict = verdict_of(findings, unread)
    judged = JudgedConsignment(id=consignment.id, papers=consignment.papers, verdict=verdict, findings=tuple(findings))
    return Report(
        tallyman=__version__,
        reference=reference_in_use(today or date.today()),
        consignment=judged,
        unread=tuple(unread),
    )


def looks_in(readings: Iterable[Reading]) -> tuple[Look, ...]:
    """Return how the pages in `readings` look."""
    return tuple(look for reading in readings for look in reading.looks)


def consignment_id(digests: Iterable[str]) -> str:
    """Return an id that depends on the documents alone, not on their names or order.

    >>> consignment_id(["b", "a"]) == consignment_id(["a", "b"])
    True
    """
    return "c" + hashlib.sha256("\n".join(sorted(set(digests))).encode()).hexdigest()[:16]


def limits_of(overrides: Mapping[str, int | float | str]) -> Limits:
    """Return the default limits with `overrides` by name."""
    return Limits(**overrides)  # type: ignore[arg-type]


def as_declaration(reading: Reading) -> Reading:
    """Return `reading` with every paper taken for a customs declaration, as the officer said it is."""
    kind = {"kind": "customs_declaration", "kind_confidence": 1.0}
    return reading.model_copy(update={"papers": tuple(paper.model_copy(update=kind) for paper in reading.papers)})


def _seen(pages: Iterable[Page], sha256: str, views: list[View], looks: list[Look]) -> Iterator[Page]:
    """Pass `pages` on, and note those that had to be straightened, and how those read by eye look."""
    for page in pages:
        if page.turn or page.skew:
            views.append(View(sha256=sha256, page=page.number, turn=page.turn, skew=page.skew))
        if page.look:
            looks.append(Look(sha256=sha256, page=page.number, look=page.look))
        yield page


def _once(sources: Iterable[Source]) -> Iterable[Source]:
    """Leave out bytes that were met before: a copy of a file under another name is no second paper."""
    first: dict[str, Source] = {}
    for source in sources:
        first.setdefault(source.sha256, source)
    return first.values()


def _unread(name: str, error: PaperError) -> Unread:
    return Unread(file=name, code=error.code, message=error.message)


def _fault(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return TooLarge("It takes more memory than a reader is given (`megabytes_per_reader`)").message
    return f"Reading stopped: {type(error).__name__}: {error}. Run again with --debug, and report it with the file."
