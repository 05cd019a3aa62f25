"""The Prefect flow over one consignment: its files read side by side, judged, and its report kept in the ledger."""

from pathlib import Path
from typing import Any

from prefect import flow

from extractors.names import spoken
from flows.crew import crew
from flows.edition import judge_edition, reader_edition
from flows.inbox import InboxFile, digest_of
from flows.ledger import book, past
from flows.ledger.place import using_ledger
from flows.line import as_declaration, assemble, limits_of, looks_in
from flows.line import declared as declared_in
from flows.settings import RunnerName, settings


@flow(name="check-consignment", persist_result=False)
def check_consignment(
    paths: list[str],
    declaration: str | None = None,
    runner: RunnerName = "local",
    workers: int | None = None,
    langs: str | None = None,
) -> dict[str, Any]:
    """Read `paths` (files, archives, folders) as one consignment, judge it, and return its report as JSON data.

    A bad file is named in the report. Raises what a rule raised, and sqlalchemy's errors when the ledger is away.
    """
    chosen = settings(workers=workers, langs=langs)
    data = declared_in(Path(declaration), limits_of(chosen.reading_limits)) if declaration else None
    scanned = [declaration] if declaration and data is None else []
    files = [file for path in [*paths, *scanned] for file in _files(Path(path))]
    declared = sum(len(_files(Path(path))) for path in scanned)
    reader = reader_edition(chosen)
    with using_ledger(chosen.ledger) as engine, crew(runner, chosen) as hands:
        order = {file.path: number for number, file in enumerate(files)}
        readings = [reading for _, reading in sorted(hands.read(files), key=lambda pair: order[pair[0].path])]
        if declared:
            readings[-declared:] = [as_declaration(reading) for reading in readings[-declared:]]
        if data is not None:
            readings.append(data)
        consignment, looks = assemble(readings)[0], looks_in(readings)
        before = past.history(engine, consignment, looks)
        result = next(found for _, found in hands.judge([(0, readings, before)]))
        if isinstance(result, Exception):
            raise result
        past.keep_papers(engine, reader, consignment, looks)
        book.keep_report(engine, judge_edition(reader, chosen), result)
    return result.model_dump(mode="json")


def _files(path: Path) -> list[InboxFile]:
    """Return the files at `path`; one that is not there is kept, and reading it says so."""
    from flows.inbox import survey

    if path.is_dir():
        return list(survey(path))
    sha256, size = digest_of(path)
    return [InboxFile(path, spoken(path.name), "", sha256, size)]
