"""Worker processes kept warm: one file at a time each, stopped when it takes too long, replaced when it dies."""

import multiprocessing
import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from concurrent.futures import TimeoutError as OutOfTime
from types import TracebackType
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# Forking a process that runs threads (Prefect's) copies locks that nobody holds. So workers are copies of a process
# that runs none and has imported what reading and judging need: a second worker, or one in place of a dead one, is
# there in milliseconds.
_WAYS = multiprocessing.get_all_start_methods()
FRESH = multiprocessing.get_context("forkserver" if "forkserver" in _WAYS else "spawn")
PRELOADED = ["flows.errands", "extractors.pdf", "extractors.layers", "extractors.textlayer", "checks.rulebook"]


class WorkerLost(Exception):
    """The process that read a file was killed, by a crash in a library or for want of memory."""


class WorkerSlow(Exception):
    """A file took longer than allowed, and the process that read it was stopped."""


class Bench:
    """`size` processes, each with its own queue of one, so that what kills one costs the file in it and no other."""

    def __init__(self, size: int, seconds: float, megabytes: int = 4_000) -> None:
        self.seconds, self.megabytes = seconds, megabytes
        self._free: queue.SimpleQueue[ProcessPoolExecutor | None] = queue.SimpleQueue()
        for _ in range(size):
            self._free.put(None)  # started with its first file: there may be none to read

    def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` in a free process and return what it returns; call it from as many threads as there are processes.

        Raises what `work` raises, WorkerLost or WorkerSlow.
        """
        worker = self._free.get() or _started(self.megabytes)
        left: ProcessPoolExecutor | None = None
        try:
            result = worker.submit(work, *args, **kwargs).result(self.seconds)
        except BrokenExecutor:
            raise WorkerLost from None
        except OutOfTime:
            raise WorkerSlow(f"{self.seconds:g} s") from None
        except Exception:
            left = worker  # the work failed, the worker did not
            raise
        else:
            left = worker
            return result
        finally:
            if left is None:
                _stop(worker)
            self._free.put(left)

    def close(self) -> None:
        """Stop the processes that are free, without waiting."""
        while True:
            try:
                worker = self._free.get_nowait()
            except queue.Empty:
                return
            if worker is not None:
                _stop(worker)

    def __enter__(self) -> "Bench":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _started(megabytes: int) -> ProcessPoolExecutor:
    FRESH.set_forkserver_preload(PRELOADED)
    return ProcessPoolExecutor(1, mp_context=FRESH, initializer=_settle, initargs=(megabytes,))


def _stop(worker: ProcessPoolExecutor) -> None:
    processes = list((worker._processes or {}).values())  # the executor itself can only wait for them
    worker.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()


def _settle(megabytes: int) -> None:
    """Set a new worker process up: one thread for Tesseract, bounded memory, an end of its own after the parent's."""
    from flows.cage import bound_memory

    bound_memory(megabytes)
    os.environ["OMP_THREAD_LIMIT"] = "1"
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: "multiprocessing.process.ParentProcess") -> None:  # type: ignore[name-defined]
    parent.join()
    os._exit(1)
