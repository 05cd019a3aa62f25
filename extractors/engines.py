"""The OCR engine, Tesseract: kept in memory where tesserocr works, run as a command where it does not."""

import ctypes
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from extractors.spots import Spotted
from models.errors import EngineMissing

Gray = NDArray[np.uint8]
Engine = Literal["auto", "tesserocr", "pytesseract"]

# Threads inside the engine slow it down, and two such engines on two cores collapse. It must be set before the
# library is loaded, and reaches the command through the environment.
os.environ["OMP_THREAD_LIMIT"] = "1"

_NO_MESSAGES = 6  # L_SEVERITY_NONE

_kept = threading.local()


def recognise(
    gray: Gray, *, dpi: float, langs: str = "eng", psm: int = 3, seconds: float = 60.0, engine: Engine = "auto"
) -> list[Spotted]:
    """Read a picture; raises EngineMissing (naming what is missing), or TimeoutError after `seconds`."""
    missing = [lang for lang in langs.split("+") if lang not in languages()]
    if missing:
        raise EngineMissing(f"Tesseract has no language data for {', '.join(missing)}")
    if engine == "tesserocr" or (engine == "auto" and _binding() is not None):
        return list(_words(_by_binding(gray, dpi, langs, psm, seconds)))
    return list(_words(_by_command(gray, dpi, langs, psm, seconds)))


def turn_of(gray: Gray, *, dpi: float, seconds: float = 20.0) -> tuple[int, float] | None:
    """Return how far clockwise the picture must be turned to stand upright and how sure that is, or None.

    None when the orientation data (osd) is not installed or the picture has too few letters to tell.
    """
    told = _glanced(gray, dpi, seconds)
    try:
        return int(told["Rotate"]) % 360, float(told["Orientation confidence"])
    except (KeyError, ValueError):
        return None


def script_of(gray: Gray, *, dpi: float, seconds: float = 20.0) -> str | None:
    """Return the script that an upright picture is written in, as Tesseract names it (Latin, Han), or None."""
    return _glanced(gray, dpi, seconds).get("Script")


def _glanced(gray: Gray, dpi: float, seconds: float) -> dict[str, str]:
    if "osd" not in languages():
        return {}
    with tempfile.TemporaryDirectory() as folder:
        path = _pgm(gray, Path(folder))
        command = ["tesseract", str(path), "-", "--psm", "0", "--dpi", str(round(dpi))]
        try:
            done = told_by(command, seconds)
        except (OSError, subprocess.TimeoutExpired):
            return {}
    return dict(line.split(": ", 1) for line in done.stdout.splitlines() if ": " in line)


def told_by(command: list[str], seconds: float) -> "subprocess.CompletedProcess[str]":
    """Run a command and return what it said, whatever bytes that are; raises OSError, TimeoutExpired."""
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", errors="replace", timeout=seconds, check=False
    )


@cache
def _data_folder() -> tuple[str, frozenset[str]]:
    """Return the folder of language data and the languages in it, as the installed command tells."""
    try:
        done = told_by(["tesseract", "--list-langs"], 20)
    except subprocess.TimeoutExpired as error:
        raise EngineMissing("Tesseract does not answer") from error
    except OSError as error:
        raise EngineMissing("Tesseract is not installed") from error
    if done.returncode:
        raise EngineMissing(f"Tesseract stops with status {done.returncode}")
    head, *names = (done.stdout or done.stderr).splitlines() or [""]
    folder = head.split('"')[1] if head.count('"') >= 2 else ""
    return folder, frozenset(name.strip() for name in names if name.strip())


def languages() -> frozenset[str]:
    """Return the languages whose data is installed; raises EngineMissing when there is no Tesseract."""
    return _data_folder()[1]


@cache
def _binding() -> Any:
    try:
        import tesserocr
    except (ImportError, OSError):
        return None
    if not Path(_data_folder()[0]).is_dir():
        return None
    _hush(Path(tesserocr.__file__).parent)
    return tesserocr


def _hush(package: Path) -> None:
    """Stop Leptonica, which comes beside the binding, from telling standard error of each empty box it meets."""
    for library in package.parent.glob("tesserocr.libs/liblept*"):
        with suppress(OSError, AttributeError):
            ctypes.CDLL(str(library)).setMsgSeverity(_NO_MESSAGES)


def _by_binding(gray: Gray, dpi: float, langs: str, psm: int, seconds: float) -> str:
    tesserocr = _binding()
    if tesserocr is None:
        raise EngineMissing("tesserocr does not load")
    readers: dict[str, Any] = _kept.__dict__.setdefault("readers", {})
    if langs not in readers:
        try:
            readers[langs] = tesserocr.PyTessBaseAPI(path=_data_folder()[0], lang=langs)
        except RuntimeError:
            # The data may be of a kind that the binding's own engine does not take: the command does.
            return _by_command(gray, dpi, langs, psm, seconds)
    reader = readers[langs]
    rows = np.ascontiguousarray(gray)
    height, width = rows.shape
    reader.SetPageSegMode(psm)
    reader.SetImageBytes(rows.tobytes(), width, height, 1, width)
    reader.SetSourceResolution(round(dpi))
    try:
        if not reader.Recognize(round(seconds * 1000)):
            raise TimeoutError
        return str(reader.GetTSVText(0))
    finally:
        reader.Clear()


def _by_command(gray: Gray, dpi: float, langs: str, psm: int, seconds: float) -> str:
    import pytesseract

    with tempfile.TemporaryDirectory() as folder:
        # A path, never a picture in memory: pytesseract would re-encode it and lose its resolution.
        path = _pgm(gray, Path(folder))
        try:
            told = pytesseract.image_to_data(
                str(path), lang=langs, config=f"--psm {psm} --dpi {round(dpi)}", timeout=seconds
            )
        except pytesseract.TesseractNotFoundError as error:
            raise EngineMissing("Tesseract is not installed") from error
        except RuntimeError as error:
            if "timeout" in str(error).lower():
                raise TimeoutError from error
            raise EngineMissing("Tesseract stopped while it read a page") from error
        except UnicodeDecodeError as error:
            raise EngineMissing("What Tesseract says is no text") from error
    if not str(told).startswith("level\t"):
        raise EngineMissing("What Tesseract says is no reading")
    return str(told)


def _pgm(gray: Gray, folder: Path) -> Path:
    path = folder / "page.pgm"
    height, width = gray.shape
    path.write_bytes(b"P5 %d %d 255\n" % (width, height) + np.ascontiguousarray(gray).tobytes())
    return path


def _words(tsv: str) -> Iterator[Spotted]:
    for line in tsv.splitlines():
        cells = line.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        left, top, width, height = (int(cell) for cell in cells[6:10])
        yield Spotted(cells[11].strip(), left, top, width, height, max(float(cells[10]), 0.0) / 100)
