"""One tree of processes: a child leaves when the process that started it is gone, however that one ended."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

TREE = "TALLYMAN_TREE"  # set in the environment of all that `tallyman serve` starts
_LOOK = 0.5  # seconds


def started(command: Sequence[str], **environment: str) -> "subprocess.Popen[bytes]":
    """Start a child that `hold` binds to this process by a pipe."""
    told = {**os.environ, **environment, TREE: "1"}
    return subprocess.Popen(command, stdin=subprocess.PIPE, env=told)


def hold() -> None:
    """Leave when the pipe that `started` gave closes, which it does when the other end is killed."""
    threading.Thread(target=_read_to_the_end, daemon=True).start()


def follow_parent() -> None:
    """Leave when the parent is gone; for processes in the tree whose pipes are another's, as Prefect's flow runs."""
    if os.environ.get(TREE):
        threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _read_to_the_end() -> None:
    while os.read(sys.stdin.fileno(), 1024):  # not through its buffer, whose lock would spoil an end of our own
        pass
    os._exit(0)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os._exit(1)
