"""Many users at the desk at once, on this machine: `python -m benchmarks.desk_load --users 50 --seconds 60`.

A ledger is filled with copies of the sample consignments under other ids, a desk serves it in a process of its own,
and locust plays officers. Printed: requests, failures, median and 95th percentile a page, in milliseconds. On a machine
that others use, `chrt -r 1 python -m benchmarks.desk_load` gives the desk and locust what they ask of it.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desk import accounts, sessions
from flows import line, originals
from flows.ledger import book, documents
from flows.ledger.place import using_ledger
from flows.settings import Settings, settings

ROOT = Path(__file__).parent.parent
SAMPLES = ("granules-or-scrap", "clean-tiles", "clean-coffee")
SERVE = """
import sys, pathlib, uvicorn
from desk.app import create_app
from flows.serving import KEPT_ALIVE
from flows.settings import settings
app = create_app(settings(data_dir=pathlib.Path(sys.argv[1])))
uvicorn.run(app, port=int(sys.argv[2]), log_level="warning", timeout_keep_alive=KEPT_ALIVE)
"""


def main() -> None:
    """Fill, serve, play, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--cases", type=int, default=1_000)
    parser.add_argument("--port", type=int, default=8123)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        chosen = settings(data_dir=Path(folder))
        signed_in = fill(chosen, asked.cases, asked.users)
        with served(folder, asked.port) as (desk, url):
            began = processor(desk.pid)
            requests = play(url, signed_in, asked.seconds, Path(folder))
            spent = processor(desk.pid) - began
            print(f"processor time of the desk: {1000 * spent / max(requests, 1):.0f} ms a request")


@contextmanager
def served(folder: str, port: int) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """Serve the desk of a data folder in a process of its own; yields it and its address."""
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen([sys.executable, "-c", SERVE, folder, str(port)], cwd=ROOT) as desk:
        try:
            _wait(f"{url}/sign-in")
            yield desk, url
        finally:
            desk.terminate()


def fill(chosen: Settings, cases: int, users: int) -> list[str]:
    """Put `cases` consignments into the queue, the samples under other ids; return sessions of as many `users`."""
    with using_ledger(chosen.ledger) as engine:
        accounts.add(engine, "officer", "officer", by="benchmark", password="three green bales")
        read = []
        for name in SAMPLES:
            folder = ROOT / "fixtures" / "consignments" / name
            for file in folder.iterdir():
                originals.keep(chosen.originals, file)
            reading = line.read_files([folder], langs="eng")
            consignment, unread = line.assemble([reading])
            read.append((reading, line.judge(consignment, unread)))
        for number in range(cases):
            reading, report = read[number % len(read)]
            judged = report.consignment.model_copy(update={"id": f"c{number:016x}"})
            book.keep_report(engine, "benchmark", report.model_copy(update={"consignment": judged}))
            documents.keep(engine, judged.id, [(reading.sources[0], reading)])
        return [sessions.begin(engine, chosen.desk, "officer") for _ in range(users)]


def play(url: str, signed_in: list[str], seconds: int, folder: Path) -> int:
    """Let users at the desk for `seconds`, print what locust measured, and return the number of requests."""
    told = folder / "told"
    command = [sys.executable, "-m", "locust", "-f", str(ROOT / "benchmarks" / "desk_users.py"), "--host", url]
    command += [
        "--headless",
        "-u",
        str(len(signed_in)),
        "-r",
        "10",
        "-t",
        f"{seconds}s",
        "--csv",
        str(told),
        "--only-summary",
    ]
    env = {**os.environ, "TALLYMAN_LOAD_SESSIONS": " ".join(signed_in)}
    subprocess.run(command, cwd=ROOT, env=env, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    total = 0
    with Path(f"{told}_stats.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            name, asked, failed = row["Name"], row["Request Count"], row["Failure Count"]
            print(f"{name:20} {asked:>6} asked {failed:>4} failed  median {row['50%']:>6}  95 % {row['95%']:>6} ms")
            total = int(asked)
    with Path(f"{told}_failures.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            print(f"failed {row['Occurrences']}: {row['Name']}: {row['Error']}")
    return total


def processor(process: int) -> float:
    """Return the seconds of processor time that a process has taken (Linux)."""
    told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _wait(url: str) -> None:
    for _ in range(240):
        try:
            with urllib.request.urlopen(url):
                return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(url)


if __name__ == "__main__":
    main()
