"""`tallyman batch` on a terminal: Prefect made ready, the flow run, a progress bar with outcomes and time to go."""

import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import TimeRemainingColumn as TimeToGo

from flows.server import api, prepare
from flows.settings import RunnerName, Settings
from flows.sweep import Notice, listening


def run_with_progress(inbox: Path, *, out: Path | None, runner: RunnerName, settings: Settings) -> dict[str, Any]:
    """Run the batch flow over `inbox`, show how it goes on stderr, print the summary's counts, and return it."""
    console = Console(stderr=True)
    prepare(settings.data_dir)
    with api() as answering:
        with console.status("Starting Prefect …"):
            from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

            from flows.batch import batch

            # The heartbeat's thread is joined at the end of every flow, which costs a second.
            chosen = {PREFECT_API_URL: answering(), PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}
        with Bar(console) as bar, listening(bar.tell), temporary_settings(chosen):
            folder = str(out) if out else None
            summary: dict[str, Any] = batch(str(inbox), folder, runner, settings.workers, settings.langs)
    _print(summary, out)
    return summary


class Bar:
    """A progress bar over files; silent where stderr is no terminal."""

    def __init__(self, console: Console) -> None:
        self.outcomes: Counter[str] = Counter()
        self.pages = self.known = 0
        self.began = time.monotonic()
        self.progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeToGo(),
            TextColumn("{task.fields[note]}"), console=console, disable=not console.is_terminal,
        )  # fmt: skip
        self.reading: TaskID = self.progress.add_task("reading", total=None, note="")
        self.ending: TaskID = self.progress.add_task("checking", total=None, note="")

    def tell(self, notice: Notice) -> None:
        """Take in what the sweep says."""
        for task in (self.reading, self.ending):
            self.progress.update(task, total=notice.total)
        if notice.kept:
            self.known += notice.kept
            self.progress.update(self.reading, advance=notice.kept, note=f"{self.known} known from before")
        if notice.read:
            self.pages += notice.pages
            self.progress.update(self.reading, advance=notice.read, note=self._rate())
        if notice.outcome:
            self.outcomes[notice.outcome] += 1
            told = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in sorted(self.outcomes.items()))
            self.progress.update(self.ending, advance=1, note=told)

    def _rate(self) -> str:
        """Return pages read, and how many a minute since this began."""
        minutes = max(time.monotonic() - self.began, 1.0) / 60
        known = f", {self.known} known from before" if self.known else ""
        return f"{self.pages} pages, {self.pages / minutes:.0f} a minute{known}"

    def __enter__(self) -> "Bar":
        self.progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.stop()


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
            print(f"rejected {entry['file']}: {entry['code']}: {entry['message']}", file=sys.stderr)
    if out is not None:
        print(f"Reports: {out}")
