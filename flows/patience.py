"""Looking into a folder that may never answer, such as a share whose server is gone: waited for, but not for ever."""

import errno
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_PIECE = 1 << 20  # bytes read between two signs
Beat = Callable[[], None]


def patiently(look: Callable[[Beat], Iterator[T]], place: Path, seconds: float) -> Iterator[T]:
    """Yield what `look` yields about `place`; `look` calls the function it is given whenever it has come on.

    Raises TimeoutError, naming `place`, after `seconds` without a sign, and what `look` raises. A thread that waits for
    a dead share cannot be stopped: it is left behind, and ends with the program.
    """
    found: queue.SimpleQueue[tuple[str, T | BaseException | None]] = queue.SimpleQueue()

    def work() -> None:
        try:
            for each in look(lambda: found.put(("beat", None))):
                found.put(("one", each))
        except BaseException as error:  # told to the thread that asked
            found.put(("error", error))
        else:
            found.put(("end", None))

    looking = threading.Thread(target=work, daemon=True, name="looking")
    looking.start()
    while True:
        try:
            kind, told = found.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError(errno.ETIMEDOUT, f"no answer within {seconds:g} s", str(place)) from None
        if kind == "one":
            yield told  # type: ignore[misc]
        elif kind == "error":
            raise told  # type: ignore[misc]
        elif kind == "end":
            looking.join()  # a program is copied (`flows.cage`) only while it runs one thread
            return


def answering(paths: Iterable[Path], seconds: float, *, whole: bool = False) -> None:
    """Read the first byte of each file at or under `paths`, or the `whole` of it: a dead disk or share does not answer.

    Raises TimeoutError, naming the path, after `seconds` without a sign. What cannot be opened is passed over: whoever
    reads it says why.
    """
    for path in paths:
        for _ in patiently(partial(_opened, path, whole), path, seconds):
            pass


def _opened(path: Path, whole: bool, beat: Beat) -> Iterator[Path]:
    for file in path.rglob("*") if path.is_dir() else (path,):
        beat()
        with suppress(OSError):
            if file.is_file():
                _read(file, whole, beat)
    yield path


def _read(file: Path, whole: bool, beat: Beat) -> None:
    with file.open("rb") as opened:
        while opened.read(_PIECE if whole else 1) and whole:
            beat()
