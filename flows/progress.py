"""A progress bar over a batch: files, pages, rate, time to go, outcomes."""

import time
from collections import Counter

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import TimeRemainingColumn as TimeToGo

from flows.sweep import Notice


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
