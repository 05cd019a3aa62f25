"""Looking into a folder that may never answer, such as a share whose server is gone: waited for, but not for ever."""

import errno
import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

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

    threading.Thread(target=work, daemon=True, name="looking").start()
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
            return
