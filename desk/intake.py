"""Intake: files handed in are kept, and uploads of them taken up, several at once, by readers that are kept warm.

An upload that a stopped program left unfinished is taken up again: bytes and what was read are kept, so that only the
file under way is read anew.
"""

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import Engine

from desk import uploads
from desk.people import Person
from desk.upload_work import Closing, Work
from desk.uploads import Handed
from flows import faults, originals
from flows.bench import Bench
from flows.ledger import book
from flows.settings import Settings

log = logging.getLogger(__name__)


class TooManyFiles(ValueError):
    """More files, or more bytes, than may be handed in at once."""


class Intake:
    """Readers at work for one desk."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self.settings, self.engine = settings, engine
        self.bench = Bench(settings.workers, settings.seconds_per_file, settings.megabytes_per_reader)
        self.judges = Bench(1, settings.seconds_per_file, settings.megabytes_per_reader)  # waits for no file
        self.readers = ThreadPoolExecutor(settings.workers, "reader")
        self.uploads = ThreadPoolExecutor(8, "upload")
        self.closing = threading.Event()
        self.folder = settings.data_dir / "notes"

    def keep(self, name: str, content: bytes | Path, *, declaration: bool = False) -> Handed:
        """Keep the bytes of a file, before anything else is done with it. Raises OSError when that fails."""
        sha256 = originals.keep(self.settings.originals, content)
        size = len(content) if isinstance(content, bytes) else content.stat().st_size
        return Handed(plain_name(name), sha256, size, declaration)

    def hand_in(self, person: Person, files: Sequence[Handed], *, split: bool = False) -> str:
        """Take kept files as one consignment, or `split` loose ones by the numbers they share; return the upload's id.

        Raises TooManyFiles, naming the limit, and ValueError for none.
        """
        chosen = self.settings.desk
        if not files:
            raise ValueError("No file was sent. Choose at least one.")
        if len(files) > chosen.upload_files:
            raise TooManyFiles(f"{len(files)} files at once; {chosen.upload_files} are allowed. Send them in parts.")
        if sum(file.size for file in files) > chosen.upload_megabytes * 1_000_000:
            raise TooManyFiles(f"More than {chosen.upload_megabytes} MB at once. Send them in parts.")
        identity = uploads.add(self.engine, person, _apart(files), split=split)
        self.uploads.submit(self._run, identity)
        return identity

    def resume(self) -> int:
        """Take up what an earlier process left unfinished, and return how many uploads that is.

        Consignments that were judged before there was a queue come into it, beside that.
        """
        self.uploads.submit(book.queue_unlisted, self.engine, self.closing.is_set)
        left = uploads.unfinished(self.engine)
        for identity in left:
            self.uploads.submit(self._run, identity)
        return len(left)

    def close(self) -> None:
        """Stop reading; what is unfinished stays so for the next start."""
        self.closing.set()
        self.uploads.shutdown(wait=False, cancel_futures=True)
        self.readers.shutdown(wait=False, cancel_futures=True)
        self.bench.close()
        self.judges.close()

    def _run(self, identity: str) -> None:
        upload = uploads.get(self.engine, None, identity)
        if upload is None or self.closing.is_set():
            return
        try:
            uploads.set_state(self.engine, identity, "reading")
            Work(self, upload).run()
        except Closing:
            pass
        except Exception as error:
            if self.closing.is_set():
                return
            log.exception("upload %s failed", identity)
            told = (
                faults.told(error)
                or "Reading stopped for a fault of the program. Hand the files in again; report it if it comes back."
            )
            uploads.tell(self.engine, identity, "error", message=told)
            uploads.set_state(self.engine, identity, "failed")


def plain_name(name: str) -> str:
    """Return the last part of a file's name, without what could lead elsewhere or break a line.

    >>> plain_name("..\\\\..\\\\etc/pass\\nwd.pdf"), plain_name("")
    ('pass wd.pdf', 'file')
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign if sign.isprintable() else " " for sign in last).strip()
    return kept[-200:] if kept.strip(". ") else "file"


def _apart(files: Sequence[Handed]) -> list[Handed]:
    """Give files of one name names of their own."""
    taken: set[str] = set()
    found = []
    for file in files:
        name, number = file.name, 2
        while name in taken:
            stem, dot, ending = file.name.rpartition(".")
            name = f"{stem} ({number}).{ending}" if dot and stem else f"{file.name} ({number})"
            number += 1
        taken.add(name)
        found.append(file._replace(name=name))
    return found
