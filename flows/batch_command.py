"""`tallyman batch` on a terminal: Prefect made ready, the flow run under a progress bar, its counts printed."""

import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from extractors.names import spelled
from flows.server import api, prepare
from flows.settings import RunnerName, Settings


def run_batch(inbox: Path, *, out: Path | None, runner: RunnerName, settings: Settings) -> dict[str, Any]:
    """Run the batch flow over `inbox`, show how it goes on stderr, print the summary's counts, and return it."""
    console = Console(stderr=True)
    prepare(settings.data_dir)
    with api() as answering:  # its server comes up while the rest is imported
        with console.status("Starting Prefect …"):
            from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

            from flows.batch import batch
            from flows.progress import Bar
            from flows.sweep import listening

            # The heartbeat's thread is joined at the end of every flow, which costs a second.
            chosen = {PREFECT_API_URL: answering(), PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}
        with Bar(console) as bar, listening(bar.tell), temporary_settings(chosen):
            folder = str(out) if out else None
            summary: dict[str, Any] = batch(str(inbox), folder, runner, settings.workers, settings.langs)
    _print(summary, out)
    return summary


def _print(summary: dict[str, Any], out: Path | None) -> None:
    files, lots = summary["files"], summary["consignments"]
    print(
        f"{files['total']} files: {files['done']} done, {files['needs_review']} need review, "
        f"{files['rejected']} rejected, {files['duplicates']} duplicates",
    )
    print(
        f"{lots['total']} consignments: {lots['mismatch']} mismatch, {lots['review']} review, "
        f"{lots['consistent']} consistent",
    )
    for entry in summary["outcomes"]:
        if entry["outcome"] == "rejected":
            told = f"{entry['file']}: {entry['code']}: {entry['message']}"
            print(f"rejected {spelled(told)}", file=sys.stderr)
    if out is not None:
        print(f"Reports: {out}")
