"""What a process that reads tells on its way: each page as it is read, and what the pages so far give.

Notes are lines of JSON in a file, which the program that asked follows; a process that is killed leaves them whole up
to its last line.
"""

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from extractors.papers import papers
from extractors.sources import Source
from flows.reading import Reading
from models.errors import PaperError
from models.page import Page

AGAIN = 3.0  # seconds between early readings of one file: each reads all pages so far anew
_PICTURES = frozenset({"png", "jpeg", "tiff", "webp"})


class Notes:
    """Writes notes; tell it of pages (`flows.line.watching`)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.counts: dict[str, int] = {}
        self.next_early = time.monotonic() + AGAIN

    def __call__(self, source: Source, pages: Sequence[Page]) -> None:
        """Note the newest of `pages`, and now and then what they give together."""
        total = self._total(source)
        self._add({"page": pages[-1].number, "of": total, "file": source.name})
        if time.monotonic() < self.next_early or len(pages) >= total > 0:
            return
        try:
            found = tuple(papers(source, pages))
        except Exception:  # half a document may be nothing; the whole one is read all the same
            found = ()
        if found:
            self._add({"early": Reading(sources=(source.sha256,), papers=found).model_dump(mode="json")})
        self.next_early = time.monotonic() + AGAIN

    def _total(self, source: Source) -> int:
        if source.sha256 not in self.counts:
            self.counts[source.sha256] = _pages_of(source)
        return self.counts[source.sha256]

    def _add(self, note: dict[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(note, ensure_ascii=False) + "\n")


def _pages_of(source: Source) -> int:
    """Return how many pages a source has, 0 where that is not known beforehand."""
    from extractors import pdfium, raster

    try:
        if source.media == "pdf":
            with pdfium.opened(source.data) as document:
                return int(document.pages)
        return raster.count(source.data) if source.media in _PICTURES else 0
    except PaperError:
        return 0


class Followed:
    """Reads notes from another process as they come."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.at = 0

    def fresh(self) -> Iterator[dict[str, Any]]:
        """Yield the notes since the last time, whole ones only."""
        try:
            with self.path.open("rb") as file:
                file.seek(self.at)
                told = file.read()
        except FileNotFoundError:
            return
        whole = told[: told.rfind(b"\n") + 1]
        self.at += len(whole)
        for line in whole.splitlines():
            yield json.loads(line)
