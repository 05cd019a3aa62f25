"""Slots for heavy work on this machine, shared by all its programs: reading never takes more cores than there are."""

import fcntl
import os
import random
import socket
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from threading import Semaphore

from flows.settings import Settings

_PAUSE = 0.02  # seconds between looks for a free slot


def reading(settings: Settings) -> AbstractContextManager[None]:
    """Return a block in which one file may be read; it begins when one of the machine's slots is free."""
    folder = settings.data_dir / "slots" / socket.gethostname()
    return taken(folder, settings.reading_slots or os.cpu_count() or 1)


@contextmanager
def taken(folder: Path, size: int) -> Iterator[None]:
    """Hold one of `size` locked files in `folder`; the system frees it, however the program that holds it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with _turn(folder, size):
        held = _first_free(folder, size)
        try:
            yield
        finally:
            os.close(held)


@cache
def _turn(folder: Path, size: int) -> Semaphore:
    """Return where threads of this program wait, without looking, until one of as many as there are slots is done."""
    return Semaphore(size)


def _first_free(folder: Path, size: int) -> int:
    order = list(range(size))
    while True:
        random.shuffle(order)
        for number in order:
            slot = os.open(folder / f"{number}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(slot)
            else:
                return slot
        time.sleep(_PAUSE)
