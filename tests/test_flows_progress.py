"""The progress bar tells files, pages, rate, time to go and outcomes."""

import io

from rich.console import Console

from flows.progress import Bar
from flows.sweep import Notice


def shown(*notices: Notice) -> str:
    screen = io.StringIO()
    with Bar(Console(file=screen, force_terminal=True, width=160)) as bar:
        for notice in notices:
            bar.tell(notice)
    return screen.getvalue()


def test_files_pages_rate_and_outcomes_are_told() -> None:
    told = shown(
        Notice(4, kept=1),
        Notice(4, read=1, pages=3),
        Notice(4, read=1, pages=2),
        Notice(4, outcome="done"),
        Notice(4, outcome="needs_review"),
    )
    assert "3/4" in told
    assert "2/4" in told
    assert "5 pages" in told
    assert "a minute" in told
    assert "1 known from before" in told
    assert "1 done, 1 needs review" in told


def test_nothing_is_drawn_where_nobody_looks() -> None:
    screen = io.StringIO()
    with Bar(Console(file=screen)) as bar:
        bar.tell(Notice(1, read=1, pages=1))
    assert screen.getvalue() == ""
