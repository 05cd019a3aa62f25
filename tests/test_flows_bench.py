"""Warm workers: a crash or a stall costs one errand, and no process outlives its parent."""

import os
import signal
import subprocess
import sys
import time

import pytest

from flows.bench import Bench, WorkerLost, WorkerSlow


def test_work_is_done_in_another_process_that_stays() -> None:
    with Bench(1, seconds=60) as bench:
        first = bench.run(os.getpid)
        assert first != os.getpid()
        assert bench.run(os.getpid) == first


def test_a_killed_worker_costs_one_errand() -> None:
    with Bench(1, seconds=60) as bench:
        with pytest.raises(WorkerLost):
            bench.run(os._exit, 9)
        assert bench.run(abs, -3) == 3


def test_a_stalled_worker_is_stopped() -> None:
    with Bench(1, seconds=2) as bench:
        bench_started = time.monotonic()
        with pytest.raises(WorkerSlow):
            bench.run(time.sleep, 60)
        assert time.monotonic() - bench_started < 20


def test_what_the_work_raises_comes_back_and_the_worker_stays() -> None:
    with Bench(1, seconds=60) as bench:
        first = bench.run(os.getpid)
        with pytest.raises(ZeroDivisionError):
            bench.run(divmod, 1, 0)
        assert bench.run(os.getpid) == first


ORPHAN = """
import os, time
from flows.bench import Bench
if __name__ == "__main__":
    bench = Bench(1, seconds=60)
    print(bench.run(os.getpid), flush=True)
    time.sleep(60)
"""


def test_a_worker_leaves_when_its_parent_is_killed(tmp_path: "os.PathLike[str]") -> None:
    script = os.path.join(tmp_path, "orphan.py")  # noqa: PTH118
    with open(script, "w") as file:  # noqa: PTH123
        file.write(ORPHAN)
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    patience = time.monotonic() + 10
    while _alive(worker) and time.monotonic() < patience:
        time.sleep(0.05)
    assert not _alive(worker)


def _alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
