"""Which code and which tables gave a result: the part of a cache key that changes when they do."""

import hashlib
import shutil
import subprocess
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from flows import __version__
from flows.own_data import own_edition

if TYPE_CHECKING:
    from flows.settings import Settings

DATED = {"basel": "basel_codes.csv", "ewc": "low_codes.csv"}


def reader_edition(settings: "Settings") -> str:
    """Return what a reading depends on besides the file: the readers' code, tables and engine, languages, limits."""
    limits = sorted({**settings.reading_limits, "seconds_per_file": settings.seconds_per_file}.items())
    return _short("read", settings.langs, repr(limits), _tesseract(), _of("extractors"), _of("models"))


def judge_edition(reader: str, settings: "Settings") -> str:
    """Return what a report depends on besides the papers: the reader, the rules, the tables, a user's own weights."""
    return _short("judge", reader, _weights(settings), _of("checks"), own_edition(settings))


def reference_in_use(day: date) -> dict[str, str]:
    """Return the edition of each reference table in force on `day`: a name, or the date of its newest entry."""
    from models.reference.nomenclature import edition_at
    from models.reference.table import rows

    editions = {"hs": edition_at(day)}
    for name, table in DATED.items():
        dates = [row.get("valid_from", "") for row in rows(table)]
        in_force = [date for date in dates if date and date <= day.isoformat()]
        if in_force:
            editions[name] = max(in_force)
    return editions


def _weights(settings: "Settings") -> str:
    return repr([sorted(settings.severities.items()), sorted(settings.tolerances.items()), settings.judged_lines])


@cache
def _tesseract() -> str:
    """Return what OCR there is: a scan that nothing could read is read again when Tesseract has been installed."""
    from extractors.engines import told_by

    program = shutil.which("tesseract")
    if program is None:
        return ""
    try:
        return "\n".join(told_by([program, question], 20).stdout for question in ("--version", "--list-langs"))
    except (OSError, subprocess.TimeoutExpired):
        return ""  # as if it were not there: what it could not read is read again when it works


@cache
def _of(package: str) -> str:
    """Digest a package's files, so that a changed rule or table counts even where the version was not raised."""
    digest = hashlib.sha256()
    for name, file in sorted(_walk(files(package), package)):
        digest.update(name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _walk(folder: Traversable, name: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            found += _walk(entry, f"{name}/{entry.name}")
        elif entry.is_file() and not entry.name.startswith("."):
            found.append((f"{name}/{entry.name}", entry))
    return found


def _short(*parts: str) -> str:
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    return f"{__version__}-{digest}"
