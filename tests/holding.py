"""A reader that stops before the last page of a file until it is let go: what is known by then must be told."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flows import errands, line, notes
from models.page import Page
from tests.conftest import INVOICE

WRONG = tuple(each.replace("CSQU3054383", "CSQU3054384") for each in INVOICE)  # its check digit is 3


def three_pages(path: Path) -> Path:
    """Write a paper of three pages, a wrong container number on its first."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path))
    for lines in (WRONG, ("Terms of sale, continued",), ("Signed in Hamburg",)):
        for row, text in enumerate(lines):
            canvas.drawString(50, 800 - 18 * row, text)
        canvas.showPage()
    canvas.save()
    return path


def key(intake_folder: Path) -> Path:
    """Return the file whose being there lets readers of an intake go on."""
    return intake_folder / "go-on"


def read_held(path: str, sha256: str, langs: str, limits: dict[str, Any], noted: str) -> str:
    """Do the errand `flows.errands.read_watched`, page three not being read before the key is there."""
    real, again = line.pages, notes.AGAIN

    def held(*given: Any, **how: Any) -> Iterator[Page]:
        for page in real(*given, **how):
            until = time.monotonic() + 120
            while page.number == 3 and not key(Path(noted).parents[1]).exists() and time.monotonic() < until:
                time.sleep(0.05)
            yield page

    line.pages, notes.AGAIN = held, 0.0  # in a process of its own, which reads nothing else
    try:
        return errands.read_watched(path, sha256, langs, limits, noted)
    finally:
        line.pages, notes.AGAIN = real, again
