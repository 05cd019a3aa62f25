"""Every benchmark in one run, and its figures in docs/benchmarks.md with machine, date and commit: `make bench`.

`--only speed,throughput` runs some of them; figures that were not taken again keep their own date and commit.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

OUT = Path("out/bench")
PAGE = Path("docs/benchmarks.md")
KEPT = Path("benchmarks/figures.json")
RUNS = {
    "speed": ["benchmarks.speed"],
    "overhead": ["benchmarks.flows", "overhead"],
    "overhead-mixed": ["benchmarks.flows", "overhead", "--scans", "0.2"],
    "throughput": ["benchmarks.flows", "throughput"],
    "growth": ["benchmarks.flows", "growth", "--files", "10000"],
    "memory": ["benchmarks.flows", "memory", "--files", "2000"],
    "ledger": ["benchmarks.flows", "ledger"],
    "reading": ["benchmarks.reading"],
    "peers": ["benchmarks.peers"],
}
PEERS = {"reading": ("ocrmypdf",), "peers": ("invoice2data",)}  # other programs that a run measures where it finds them
OFFLINE = (
    "Peers are measured in the same run where they are installed. docling and unstructured are not among them: they\n"
    "fetch their models from the network, which a machine that reads offline has not."
)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(RUNS), help="which, by name")
    given = parser.parse_args()
    kept: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}
    for name in given.only.split(","):
        place = OUT / f"{name}.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", *RUNS[name], "--json", str(place)], check=True)
        absent = [peer for peer in PEERS.get(name, ()) if shutil.which(peer) is None]
        taken = {"date": date.today().isoformat(), "commit": _commit(), "machine": _machine(), "absent": absent}
        kept[name] = {**taken, "figures": json.loads(place.read_text(encoding="utf-8"))}
        KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(page(kept), encoding="utf-8")


def page(kept: dict[str, Any]) -> str:
    """Return the page of the figures `kept`: one table, a line for each figure."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench` (`python -m benchmarks.table`), which runs everything below on one machine.",
        "Ratios tell more than seconds: machines differ, and are busy.",
        OFFLINE,
        "",
    ]
    if missing := [name for name in RUNS if name not in kept]:
        lines += [
            f"Not taken so far: {', '.join(missing)} (`python -m benchmarks.table --only {','.join(missing)}`).",
            "",
        ]
    for name in (name for name in RUNS if name in kept):
        told = kept[name]
        lines += [
            f"## {name.capitalize()}",
            "",
            f"`python -m {' '.join(RUNS[name])}`, {told['date']}, commit {told['commit']}, ",
        ]
        lines[-1] += f"{told['machine']}"
        if absent := told.get("absent"):
            lines += ["", f"Not installed when this was run, so not measured: {', '.join(absent)}."]
        lines += ["", *_table(told["figures"]), ""]
    return "\n".join(lines)


def _table(figures: dict[str, Any] | list[dict[str, Any]]) -> list[str]:
    if isinstance(figures, list):  # the reading benchmark: a row for each reader on each kind of page
        heads = list(dict.fromkeys(head for row in figures for head in row))
        rows = [[_told(row.get(head, "")) for head in heads] for row in figures]
    else:
        heads, rows = ["measure", "figure"], [[name.replace("_", " "), _told(value)] for name, value in figures.items()]
    marks = ["---" if n == 0 else "---:" for n in range(len(heads))]
    return [f"| {' | '.join(cells)} |" for cells in (heads, marks, *rows)]


def _told(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {part}" for name, part in value.items())
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _commit() -> str:
    return subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()


def _machine() -> str:
    return f"{os.cpu_count()} cores {platform.machine()}, {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
