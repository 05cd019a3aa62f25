"""The readers that are measured, each a function from a sheet to words placed on the drawn page."""

import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks.score import Read, Score, score
from benchmarks.sheets import Sheet
from extractors.limits import Reader as Effort
from models.geometry import Box

Reader = Callable[[Sheet], list[Read]]


@dataclass(frozen=True, slots=True)
class Run:
    """What reading some sheets gave: the score, seconds on the clock and of all processors, pages."""

    score: Score
    seconds: float
    cpu: float
    pages: int


def raw_tesseract(sheet: Sheet) -> list[Read]:
    """Read with the command as it comes: one thread a page, its own resolution told."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.png"
        path.write_bytes(sheet.png)
        command = ["tesseract", str(path), "-", "-l", "eng", "--dpi", str(sheet.dpi), "tsv"]
        told = subprocess.run(command, capture_output=True, text=True, check=True, env=_alone()).stdout
    rows = [line.split("\t") for line in told.splitlines()]
    found = [cells for cells in rows if len(cells) >= 12 and cells[0] == "5" and cells[11].strip()]
    scale = 72 / sheet.dpi
    return [(cells[11].strip(), sheet.drawn(_box(*(int(cell) * scale for cell in cells[6:10])))) for cells in found]


def _box(left: float, top: float, width: float, height: float) -> Box:
    return Box(left, top, left + width, top + height)


def _alone() -> dict[str, str]:
    return {**os.environ, "OMP_THREAD_LIMIT": "1"}


def ours(sheet: Sheet, *, reader: Effort = "auto") -> list[Read]:
    """Read as Tallyman does, from the bytes of the image file."""
    from extractors.limits import Limits
    from extractors.pages import pages
    from extractors.sources import source

    limits = Limits(reader=reader)
    (page,) = pages(source(sheet.name, sheet.png), langs="eng", limits=limits)
    return [(word.text, sheet.drawn(sheet.shown(page, word.box))) for word in page.words]


def ocrmypdf(sheet: Sheet, *, program: str, options: tuple[str, ...] = ()) -> list[Read]:
    """Read with OCRmyPDF (another program, not a dependency) and take the words out of the layer that it adds."""
    import pdfplumber

    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "sheet.png", Path(folder) / "out.pdf"
        path.write_bytes(sheet.png)
        command = [program, "--quiet", "--jobs", "1", "--output-type", "pdf", "--optimize", "0", "--image-dpi"]
        subprocess.run(
            [*command, str(sheet.dpi), *options, str(path), str(out)], check=True, env=_alone(), capture_output=True
        )
        with pdfplumber.open(out) as pdf:
            page = pdf.pages[0]
            across, down = sheet.size[0] / float(page.width), sheet.size[1] / float(page.height)
            return [
                (word["text"], sheet.drawn(Box(word["x0"] * across, word["top"] * down, word["x1"] * across,
                    word["bottom"] * down)))
                for word in page.extract_words(use_text_flow=True)
            ]  # fmt: skip


def measured(reader: Reader, sheets: Iterable[Sheet], *, workers: int, warm: Sheet | None = None) -> Run:
    """Read `sheets` with as many processes as `workers`, one page each at a time; engines are started before."""
    given = list(sheets)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_quiet) as pool:
        for future in [pool.submit(_timed, reader, warm or given[0]) for _ in range(workers * 2)]:
            future.result()
        began = time.perf_counter()
        results = list(pool.map(partial(_timed, reader), given))
        seconds = time.perf_counter() - began
    return Run(sum((got for got, _ in results), Score()), seconds, sum(cpu for _, cpu in results), len(given))


def _quiet() -> None:
    os.environ["OMP_THREAD_LIMIT"] = "1"


def _timed(reader: Reader, sheet: Sheet) -> tuple[Score, float]:
    before = _cpu()
    words = reader(sheet)
    spent = _cpu() - before
    return score(sheet, words), spent


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
