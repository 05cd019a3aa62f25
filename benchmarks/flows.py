"""What running work costs beside the work: `make bench`, or `python -m benchmarks.flows overhead|start|growth|…`.

Processor seconds are the figure on a machine that others use; seconds by the clock stand beside them. Nothing is
asserted.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psutil

PAPERS = {".pdf", ".png", ".jpg", ".tiff"}


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=list(_MEASURES))
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--scans", type=float, default=0.0, help="share of the files of `overhead` that are scans")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--ledger", default="", help="SQLAlchemy URL of an empty ledger for `ledger`; default SQLite")
    parser.add_argument("--json", type=Path, help="write the figures there")
    given = parser.parse_args()
    found = _MEASURES[given.what](given)
    print(json.dumps(found, indent=1))
    if given.json:
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def overhead(given: argparse.Namespace) -> dict[str, Any]:
    """Measure `batch` beside the same files read and judged with no Prefect, no ledger and no processes.

    Readers of a batch hang on a fork server and are not counted with it, so its processor seconds are orchestration:
    the flow's process, Prefect's server, the ledger and the output. What a batch of one small file takes is told apart:
    programs started, databases opened, libraries loaded, an empty workbook written, whatever the number of files.
    """
    with _home() as home:
        inbox = home / "inbox"
        scans = round(given.files * given.scans)
        _draw(inbox / "layers", given.files - scans)
        _draw(inbox / "scans", scans, "scan")
        for number, small in enumerate((home / "first", home / "small")):
            _tiny(small, 1)
            (small / "00000.csv").write_text(f"description,hs_code\nPumps {number},841370\n")
        _batch(home / "first", home, given.workers)  # makes the databases
        begun = _measured(lambda: _batch(home / "small", home, given.workers))
        batch = _measured(lambda: _batch(inbox, home, given.workers))
        pure = _measured(lambda: _pure(inbox))
    return {
        "files": given.files,
        "of_which_scans": scans,
        "workers": given.workers,
        "batch": batch,
        "pure": pure,
        "fixed": begun,
        "overhead_cpu": round((batch["cpu_s"] - begun["cpu_s"]) / pure["cpu_s"], 4),
        "overhead_cpu_with_fixed": round(batch["cpu_s"] / pure["cpu_s"], 4),
    }


def start(given: argparse.Namespace) -> dict[str, Any]:
    """Measure `batch` over an empty inbox: all of it is start-up and leaving."""
    with _home() as home:
        (home / "inbox").mkdir()
        _batch(home / "inbox", home, given.workers)  # the first run makes the databases
        return _measured(lambda: _batch(home / "inbox", home, given.workers))


def throughput(given: argparse.Namespace) -> dict[str, Any]:
    """Measure how much sooner two workers are done than one with the same files, starting apart."""
    found: dict[str, Any] = {"files": given.files}
    begun = start(given)["clock_s"]
    for workers in (1, 2):
        with _home() as home:
            _draw(home / "inbox", given.files)
            (home / "empty").mkdir()
            _batch(home / "empty", home, workers)
            spent = _measured(partial(_batch, home / "inbox", home, workers))["clock_s"]
        found[f"{workers}_workers_s"] = round(spent - begun, 2)
    return {**found, "times_faster": round(found["1_workers_s"] / found["2_workers_s"], 2)}


def growth(given: argparse.Namespace) -> dict[str, Any]:
    """Measure whether a file costs as much in a batch of `--files` tiny files as in one of a hundred, start apart."""
    found: dict[str, Any] = {}
    for files in (100, given.files):
        with _home() as home:
            (home / "empty").mkdir()
            _batch(home / "empty", home, given.workers)
            begun = _measured(lambda: _batch(home / "empty", home, given.workers))
            _tiny(home / "inbox", files)
            spent = _measured(lambda: _batch(home / "inbox", home, given.workers))
        for figure in ("cpu_s", "clock_s"):
            found[f"{figure}_a_file_of_{files}"] = round((spent[figure] - begun[figure]) / files, 4)
    for figure in ("cpu_s", "clock_s"):
        dear, cheap = found[f"{figure}_a_file_of_{given.files}"], found[f"{figure}_a_file_of_100"]
        found[f"times_dearer_{figure}"] = round(dear / cheap, 3)
    return found


def memory(given: argparse.Namespace) -> dict[str, Any]:
    """Measure how much memory the flow's process holds as a batch of tiny files goes on (CSV, one line each)."""
    with _home() as home:
        inbox = home / "inbox"
        _tiny(inbox, given.files)
        held: list[int] = []
        program = subprocess.Popen(_command(inbox, home, given.workers), stderr=subprocess.DEVNULL)
        watcher = threading.Thread(target=_watch, args=(program, held), daemon=True)
        watcher.start()
        program.wait()
        watcher.join()
    marks = [held[int(share * (len(held) - 1))] for share in (0.1, 0.25, 0.5, 0.75, 1.0)] if held else []
    return {"files": given.files, "rss_mb_at_10_25_50_75_100_percent_of_the_time": marks, "status": program.returncode}


def ledger(given: argparse.Namespace) -> dict[str, Any]:
    """Fill a ledger with a million findings, and time what the flows ask of it."""
    from benchmarks.ledger import filled_and_timed

    with _home() as home:
        return filled_and_timed(given.ledger or f"sqlite:///{home / 'ledger.sqlite'}")


_MEASURES: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "overhead": overhead,
    "start": start,
    "throughput": throughput,
    "growth": growth,
    "memory": memory,
    "ledger": ledger,
}


def _tiny(inbox: Path, files: int) -> None:
    inbox.mkdir()
    for number in range(files):
        (inbox / f"{number:05}.csv").write_text(f"description,hs_code\nPumps {number},841370\n")


def _draw(inbox: Path, files: int, scans: str = "clean") -> None:
    """Make consignments of three papers (`clean`: PDFs with a text layer), all different, until there are so many."""
    from fixtures.generate import main as generate

    chosen = ["--seed", "7", "--layouts", "all", "--scans", scans]
    generate([*chosen, "--count", str(-(-files // 3)), "--out", str(inbox)])
    kept = 0
    for path in sorted(path for path in inbox.rglob("*") if path.is_file()):
        kept += path.suffix in PAPERS
        if path.suffix not in PAPERS or kept > files:
            path.unlink()


def _command(inbox: Path, home: Path, workers: int) -> list[str]:
    return [sys.executable, "-m", "flows", "batch", str(inbox), "--out", str(home / "out"), "--workers", str(workers)]


def _batch(inbox: Path, home: Path, workers: int) -> None:
    subprocess.run(_command(inbox, home, workers), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _pure(inbox: Path) -> None:
    """Read and judge in a program of its own, so that its time is told as the batch's is."""
    command = [sys.executable, "-m", "benchmarks.pure_processing", str(inbox)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _measured(work: Callable[[], None]) -> dict[str, float]:
    """Time `work` by the clock and by the processor; children of children count once they are waited for."""
    before, begun = os.times(), time.monotonic()
    work()
    after, ended = os.times(), time.monotonic()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return {"cpu_s": round(spent, 2), "clock_s": round(ended - begun, 2)}


def _watch(program: "subprocess.Popen[bytes]", held: list[int]) -> None:
    process = psutil.Process(program.pid)
    while program.poll() is None:
        try:
            held.append(process.memory_info().rss // 1_000_000)
        except psutil.Error:
            return
        time.sleep(0.5)


@contextmanager
def _home() -> Iterator[Path]:
    """Give a data folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TALLYMAN_DATA_DIR"] = folder
        os.environ["TALLYMAN_CONFIG"] = str(Path(folder) / "none.toml")
        yield Path(folder)


def digest(path: Path) -> str:
    """Return the sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
