"""The two errands of a worker process, JSON in and JSON out: read one file, judge one consignment."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from checks.history import History
from extractors.names import spoken
from flows import originals
from flows.inbox import digest_of
from flows.line import assemble, judge, limits_of, read_files
from flows.own_data import use_own
from flows.reading import Reading
from flows.second_look import look_in, settled
from flows.settings import standing
from models.finding import Severity
from models.report import Consignment, Report, Unread

CHANGED = "changed"
PASSING = frozenset({CHANGED, "not-found", "not-opened", "ocr-missing"})  # not the fault of the bytes: look again


def lasts(reading: Reading) -> bool:
    """Say whether what was read would be read again from the same bytes, whatever is mended about the machine."""
    problems = (problem.code for paper in reading.papers for problem in paper.problems)
    return PASSING.isdisjoint([*(entry.code for entry in reading.unread), *problems])


def read_one(path: str, sha256: str, langs: str, limits: dict[str, int | float | str]) -> str:
    """Read the file at `path` and return its `Reading`; bytes that are no longer those of `sha256` are not read."""
    chosen = standing()
    by = partial(originals.keeping, chosen.originals) if chosen.keep_originals else None
    reading = read_files([Path(path)], langs=langs, limits=limits_of(limits), by=by)
    if digest_of(Path(path))[0] != sha256:
        reading = refusal(spoken(Path(path).name), CHANGED, "The file changed while it was read. Run the batch again.")
    return reading.model_dump_json()


def read_watched(path: str, sha256: str, langs: str, limits: dict[str, int | float | str], notes: str) -> str:
    """Read a file as `read_one` does, and tell at the path `notes` how far it has come (`flows.notes`)."""
    from flows.line import watching
    from flows.notes import Notes

    with watching(Notes(Path(notes))):
        return read_one(path, sha256, langs, limits)


def read_declaration(path: str, name: str, limits: dict[str, int | float | str]) -> str:
    """Read the file at `path`, called `name`, as a declaration that is data; an empty text where it is a paper."""
    from flows.line import declared_data

    reading = declared_data(name, Path(path).read_bytes(), limits_of(limits))
    return "" if reading is None else reading.model_dump_json()


def judge_one(readings: Sequence[str], severities: dict[str, Severity], history: str) -> str:
    """Judge the readings of one consignment, with what the ledger knows of others, and return its `Report`."""
    chosen = standing()
    use_own(chosen)
    read = [Reading.model_validate_json(reading) for reading in readings]
    consignment, unread = assemble(read)
    past = History.model_validate_json(history)
    judged = partial(
        judge,
        unread=unread,
        severities=severities,
        tolerances=chosen.tolerated,
        history=past,
        bounds=chosen.bounds,
    )
    look = look_in(read, partial(originals.source_of, chosen.originals), limits_of(chosen.reading_limits))
    return settled(consignment, judged, look).model_dump_json()


def judge_again(report: str, severities: dict[str, Severity], history: str) -> str:
    """Judge the papers of a `Report` anew, as they stand in it, and return its new `Report`."""
    chosen = standing()
    use_own(chosen)
    old = Report.model_validate_json(report)
    consignment = Consignment(id=old.consignment.id, papers=old.consignment.papers)
    past = History.model_validate_json(history)
    fresh = judge(
        consignment, old.unread, severities=severities, tolerances=chosen.tolerated, history=past, bounds=chosen.bounds
    )
    return fresh.model_dump_json()


def refusal(file: str, code: str, message: str) -> Reading:
    """Return the reading of a file that gave nothing."""
    return Reading(unread=(Unread(file=file, code=code, message=message),))


def renamed(reading: Reading, old: str, new: str) -> Reading:
    """Return `reading` with its file called `new`, and what was inside it called after it.

    A reading is kept by the bytes of a file; the same bytes may come back under another name.
    """
    if old == new:
        return reading

    def name(file: str) -> str:
        return new + file[len(old) :] if file == old or file.startswith(f"{old}/") else file

    papers = tuple(paper.model_copy(update={"file": name(paper.file)}) for paper in reading.papers)
    unread = tuple(entry.model_copy(update={"file": name(entry.file)}) for entry in reading.unread)
    return reading.model_copy(update={"papers": papers, "unread": unread})
