"""A program that runs batches in copies of itself and has each killed at a moment that is named beforehand.

One JSON order a line on stdin: inbox, out, data, kill_at (a count of moments, 0 for none). The answer is the exit
status of the copy, -9 when it was killed. Copies are forked from a program that has imported all.
A moment is: before or after a commit of the ledger, a file about to be read, a file of the output about to appear.
"""

import json
import os
import signal
import sys
import traceback
from contextlib import contextmanager
from typing import Any


def main() -> None:
    import flows.batch  # noqa: F401
    from flows.edition import judge_edition, reader_edition
    from flows.settings import settings

    chosen = settings()
    judge_edition(reader_edition(chosen), chosen)  # digests the tables once for all copies
    warm()
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            os._exit(run(order))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def warm() -> None:
    """Load what reading and judging load on first use."""
    from checks import rulebook  # noqa: F401


def run(order: dict[str, Any]) -> int:
    os.environ["TALLYMAN_DATA_DIR"] = order["data"]
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(null, stream)
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from flows import crew
    from flows.batch import batch

    crew.Bench = Here  # type: ignore[attr-defined]
    watch(order["kill_at"])
    try:
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            batch(order["inbox"], order["out"], workers=2)
    except Exception:
        traceback.print_exc()
        return 1
    return 0


class Here:
    """In place of the bench: reads in the threads of the flow, so that a kill takes the reading with it."""

    def __init__(self, *_: object) -> None:
        pass

    def run(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        return work(*args, **kwargs)

    def __enter__(self) -> "Here":
        return self

    def __exit__(self, *_: object) -> None:
        pass


def watch(kill_at: int) -> None:
    """Have this process killed at the moment of that number."""
    from sqlalchemy import Engine, event
    from sqlalchemy.orm import Session

    from flows import errands, outputs, writing

    moments = 0

    def moment(*_: object) -> None:
        nonlocal moments
        moments += 1
        if moments == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "commit", moment)
    event.listen(Session, "after_commit", moment)
    read, replaced = errands.read_files, writing.replacing

    def reading(*args: Any, **kwargs: Any) -> Any:
        moment()
        return read(*args, **kwargs)

    @contextmanager
    def replacing(path: Any) -> Any:
        with replaced(path) as fresh:
            yield fresh
            moment()

    errands.read_files = reading  # type: ignore[attr-defined]
    outputs.replacing = writing.replacing = replacing  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
