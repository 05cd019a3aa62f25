"""What an installation needs, looked at: each thing is there or not, and if not, which command mends it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.markup import escape

from extractors.engines import told_by
from extractors.tongues import AUTO, FIRST, packs
from flows import __version__
from flows.settings import Settings, config_file

Health = Literal["ok", "warning", "missing"]
MARKS: dict[Health, str] = {"ok": "[green]ok[/]", "warning": "[yellow]look[/]", "missing": "[red]missing[/]"}
PACKAGES = (
    "pdfplumber",
    "pypdfium2",
    "pytesseract",
    "tesserocr",
    "rapidocr",
    "opencv-python-headless",
    "spacy",
    "prefect",
)


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing looked at: how it is, what was seen, and the command or step that mends it."""

    health: Health
    what: str
    mend: str = ""


def examine(settings: Settings) -> list[Sign]:
    """Look at everything that reading, the ledger and the flows need. Takes a second; writes nothing but a probe."""
    return [
        _python(),
        *_packages(),
        *_tesseract(settings.langs),
        _data_dir(settings.data_dir),
        _ledger(settings),
        *_configuration(),
    ]


def print_findings(signs: list[Sign]) -> int:
    """Print `signs` and return 0 when nothing is missing, else 1."""
    console = Console()
    for sign in signs:
        mend = f"\n        {escape(sign.mend)}" if sign.mend else ""
        console.print(f"{MARKS[sign.health]:>8} {escape(sign.what)}{mend}", highlight=False, soft_wrap=True)
    return int(any(sign.health == "missing" for sign in signs))


def _python() -> Sign:
    seen = f"Tallyman {__version__} on Python {sys.version.split()[0]}"
    return (
        Sign("ok", seen) if (3, 11) <= sys.version_info < (3, 14) else Sign("warning", seen, "Use Python 3.11 to 3.13")
    )


def _packages() -> Iterator[Sign]:
    for name in PACKAGES:
        try:
            yield Sign("ok", f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Sign("missing", name, "make demo   (or: pip install --no-deps --require-hashes -r requirements.txt)")


def _tesseract(langs: str) -> Iterator[Sign]:
    program = shutil.which("tesseract")
    if program is None:
        yield Sign("missing", "tesseract, which reads scans", _install("tesseract-ocr"))
        return
    try:
        told, listed = (told_by([program, question], 20) for question in ("--version", "--list-langs"))
    except (OSError, subprocess.TimeoutExpired):
        yield Sign("missing", f"tesseract at {program} does not answer", _install("--reinstall tesseract-ocr"))
        return
    first = next(iter((told.stdout or told.stderr).splitlines()), "")
    if told.returncode or not first.startswith("tesseract"):
        seen = f"tesseract at {program} stops with status {told.returncode} and says {first[:60]!r}"
        yield Sign("missing", seen, _install("--reinstall tesseract-ocr"))
        return
    yield Sign("ok", f"{first} at {program}")
    here = set(listed.stdout.split())
    wanted = packs() if langs == AUTO else langs.split("+")
    for lang in dict.fromkeys([*wanted, "osd"]):
        if lang in here:
            yield Sign("ok", f"language data {lang}")
        else:
            needed = langs != AUTO or lang in {FIRST, "osd"}
            yield Sign(
                "missing" if needed else "warning",
                f"language data {lang}",
                _install(f"tesseract-ocr-{lang.replace('_', '-')}"),
            )
    if os.environ.get("OMP_THREAD_LIMIT") != "1":
        yield Sign("warning", "OMP_THREAD_LIMIT is not 1: OCR will be slower", "export OMP_THREAD_LIMIT=1")


def _install(package: str) -> str:
    if sys.platform == "darwin":
        return "brew install tesseract tesseract-lang"
    return f"sudo apt-get install -y {package}"


def _data_dir(path: Path) -> Sign:
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return Sign(
            "missing", f"data folder {path}: {error.strerror}", "Set TALLYMAN_DATA_DIR to a folder you may write"
        )
    free = shutil.disk_usage(path).free // 1_000_000
    return Sign("ok" if free > 500 else "warning", f"data folder {path}, {free} MB free")


def _ledger(settings: Settings) -> Sign:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import SQLAlchemyError

    from flows.ledger.place import open_ledger

    try:
        open_ledger(settings.ledger).dispose()
        return Sign("ok", f"ledger {make_url(settings.ledger).render_as_string(hide_password=True)}")
    except (SQLAlchemyError, ImportError, OSError) as error:
        mend = "Check TALLYMAN_LEDGER_URL (PostgreSQL also needs: pip install 'tallyman[postgresql]')"
        return Sign("missing", f"ledger: {str(error).splitlines()[0]}", mend)


def _configuration() -> Iterator[Sign]:
    file = config_file()
    yield Sign("ok", f"settings from {file}" if file.is_file() else f"no settings file ({file}); defaults in force")
