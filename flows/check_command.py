"""The commands `check` and `read` as people type them: papers read as one consignment, judged, printed and packed."""

import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rich.console import Console

from checks.history import NOTHING, History
from flows import line
from flows.cage import Cage
from flows.own_data import use_own
from flows.patience import answering
from flows.reading import Reading
from flows.second_look import Look, Place, among, look_in, settled
from flows.settings import Settings
from flows.table import print_papers, print_report
from flows.writing import write_text
from models.report import Consignment, Report


def run_check(
    paths: Sequence[Path],
    *,
    declaration: Path | None,
    json_file: Path | None,
    evidence: Path | None,
    settings: Settings,
) -> int:
    """Read, judge and print; return the exit code that the contract gives to what was found."""
    use_own(settings)
    limits = line.limits_of(settings.reading_limits)
    cage = Cage(settings.seconds_per_file, settings.megabytes_per_reader)
    originals = [*paths, declaration] if declaration is not None else paths
    answering(originals, settings.seconds_per_file)
    readings = line.gather(paths, declaration=declaration, langs=settings.langs, limits=limits, by=cage)
    consignment, unread = line.assemble(readings)
    judge = partial(
        line.judge,
        unread=unread,
        severities=settings.severities,
        tolerances=settings.tolerated,
        bounds=settings.bounds,
        history=_past(settings, consignment, readings),
    )
    report = settled(consignment, judge, _apart(cage, look_in(readings, among(originals, limits), limits)))
    if evidence is not None:
        from flows.evidence import pack

        views = [view for reading in readings for view in reading.views]
        pack(report, views, originals, evidence, limits=limits, dpi=settings.evidence_dpi, made=_now())
        print(f"Evidence pack: {evidence}", file=sys.stderr)
    _show(report, json_file, print_report)
    if report.unread:
        return 3
    return int(report.consignment.verdict != "consistent")


def run_read(paths: Sequence[Path], *, json_file: Path | None, settings: Settings) -> int:
    """Read and print; return 3 where a file could not be read, else 0."""
    cage = Cage(settings.seconds_per_file, settings.megabytes_per_reader)
    limits = line.limits_of(settings.reading_limits)
    answering(paths, settings.seconds_per_file)
    consignment, unread = line.read(paths, langs=settings.langs, limits=limits, by=cage)
    report = line.report(consignment, unread)
    _show(report, json_file, print_papers)
    return 3 if report.unread else 0


def _apart(cage: Cage, look: Look) -> Look:
    """Return a look that is taken in a process of its own; what ends that process changes nothing."""

    def looked(consignment: Consignment, places: Sequence[Place]) -> Consignment:
        text = cage.apart(lambda: look(consignment, places).model_dump_json())
        return Consignment.model_validate_json(text) if text else consignment

    return looked


def _now() -> datetime:
    """Return this moment in UTC, or SOURCE_DATE_EPOCH where that is set: the stamp of a pack that is made again."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(given), UTC) if given.isdigit() else datetime.now(UTC)


def _past(chosen: Settings, consignment: Consignment, readings: Sequence[Reading]) -> History:
    """Return what the ledger knows of earlier consignments; nothing where there is none, or it cannot be reached."""
    if not chosen.has_ledger:
        return NOTHING
    from sqlalchemy.exc import SQLAlchemyError

    from flows.ledger.past import history
    from flows.ledger.place import using_ledger

    try:
        with using_ledger(chosen.ledger) as engine:
            return history(engine, consignment, line.looks_in(readings))
    except (SQLAlchemyError, ImportError) as error:
        told = str(error).splitlines()[0]
        print(f"tallyman: the ledger was left aside: {told}. See `tallyman doctor`.", file=sys.stderr)
        return NOTHING


def _show(report: Report, json_file: Path | None, printed: Callable[[Report, Console], None]) -> None:
    """Write the report where asked, and print it for a person unless stdout is the report's."""
    text = report.model_dump_json(indent=2)
    if json_file == Path("-"):
        print(text)
        return
    printed(report, Console(width=None if sys.stdout.isatty() else 120))
    if json_file is not None:
        write_text(json_file, text + "\n")
        print(f"Report: {json_file}", file=sys.stderr)
