"""Reading in a process of its own: what a hostile file can cost is that process, some seconds and some memory.

For the commands, whose program runs one thread and can be copied in milliseconds (`fork`, Linux); where threads run,
as in the desk and the batches, the bench keeps fresh processes warm instead.
"""

import logging
import multiprocessing
import os
import resource
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection

from extractors.limits import Limits
from extractors.sources import Source
from flows.line import in_process
from flows.reading import Reading
from models.errors import TooSlow, of_machine
from models.report import Unread


@dataclass(frozen=True, slots=True)
class Cage:
    """`seconds` allowed for a file, and `megabytes` of address space for the process that reads."""

    seconds: float
    megabytes: int

    def __call__(self, sources: Iterable[Source], langs: str, limits: Limits) -> Iterator[Reading]:
        """Yield the reading of each source, in order; one that kills or outstays its process is refused."""
        if not can_fork():
            yield from in_process(sources, langs, limits)
            return
        left = list(sources)
        while left:
            for reading in self._together(left, langs, limits):
                yield reading
                left = left[1:]

    def apart(self, work: Callable[[], str]) -> str:
        """Return what `work` returns, done in one process; nothing where that process was killed or outstayed."""
        if not can_fork():
            return work()
        fork = multiprocessing.get_context("fork")
        ours, theirs = fork.Pipe(duplex=False)
        worker = fork.Process(target=_work, args=(theirs, work, self.megabytes), daemon=True)
        worker.start()
        theirs.close()
        try:
            return str(ours.recv()) if ours.poll(self.seconds) else ""
        except (EOFError, OSError):
            return ""
        finally:
            worker.kill()
            worker.join()
            ours.close()

    def _together(self, sources: Sequence[Source], langs: str, limits: Limits) -> Iterator[Reading]:
        """Read `sources` in one process, up to the first that ends it."""
        fork = multiprocessing.get_context("fork")
        ours, theirs = fork.Pipe(duplex=False)
        worker = fork.Process(target=_read, args=(theirs, sources, langs, limits, self.megabytes), daemon=True)
        worker.start()
        theirs.close()
        try:
            for source in sources:
                if not ours.poll(self.seconds):
                    yield _refused(source, TooSlow.code, TooSlow(f"Not read within {self.seconds:g} s").message)
                    return
                try:
                    read = ours.recv()
                except (EOFError, OSError):
                    yield _refused(source, "reader-crashed", _CRASHED)
                    return
                if isinstance(read, OSError):
                    raise read  # the disk is full or away: no fault of the file
                yield Reading.model_validate_json(read)
        finally:
            worker.kill()
            worker.join()
            ours.close()


_CRASHED = "Reading it ended its process, so it is left alone. Print it to a new PDF and send that."


def can_fork() -> bool:
    """Say whether this process can safely be copied: on Linux, as long as no other thread may hold a lock."""
    return sys.platform == "linux" and threading.active_count() == 1


def bound_memory(megabytes: int) -> None:
    """Bound the address space of this process; where the system knows no such bound, do nothing."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = megabytes * 1_000_000
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (wanted if hard < 0 else min(wanted, hard), hard))


def _work(out: Connection, work: Callable[[], str], megabytes: int) -> None:
    bound_memory(megabytes)
    try:
        out.send(work())
    except BaseException:
        logging.getLogger(__name__).debug("a second look ended", exc_info=True)
        os._exit(1)


def _read(out: Connection, sources: Sequence[Source], langs: str, limits: Limits, megabytes: int) -> None:
    bound_memory(megabytes)
    try:
        for reading in in_process(sources, langs, limits):
            out.send(reading.model_dump_json())
    except BaseException as error:
        if of_machine(error):
            out.send(error)
        logging.getLogger(__name__).debug("a reader ended", exc_info=True)
        os._exit(1)  # the parent sees the pipe close, and says which file it was


def _refused(source: Source, code: str, message: str) -> Reading:
    return Reading(unread=(Unread(file=source.name, code=code, message=message),))
