"""The commands `hs` and `screen` as people type them: what is printed where."""

import io
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from extractors.names import spelled
from flows.hs_answers import about_code, likeliest, reset, train
from flows.own_data import own_weights, use_own
from flows.settings import Settings


def run(words: Sequence[str], *, back: bool, settings: Settings) -> None:
    """Tell of a code, of the codes for a text, or train. Raises ValueError for what is none of these."""
    use_own(settings)
    if words[0] == "train" and (back or len(words) == 2):
        _train(words[1:], back=back, settings=settings)
    elif len(words) == 1 and _is_code(words[0]):
        print("\n".join(about_code("".join(filter(str.isdigit, words[0])), date.today())))
    else:
        print("\n".join(likeliest(" ".join(words))))


class _Terminal(io.TextIOBase):
    """Stdout for people: what stands in a cell does not act on the terminal."""

    def write(self, text: str) -> int:
        return sys.stdout.write("\n".join(spelled(line.removesuffix("\r")) for line in text.split("\n")))


def run_screen(lines: Path, out: Path | None, *, wrong: float, settings: Settings) -> None:
    """Screen a CSV of declared lines to a file, whole or not at all, or to stdout; the account goes to stderr."""
    from flows.screening import report, screen
    from flows.writing import replacing

    weights = own_weights(settings)
    if out is None:
        shown: Any = _Terminal() if sys.stdout.isatty() else sys.stdout
        report(screen(lines, shown, wrong=wrong, workers=settings.workers, weights=weights))
        return
    with replacing(out) as fresh, fresh.open("w", encoding="utf-8", newline="") as file:
        result = screen(lines, file, wrong=wrong, workers=settings.workers, weights=weights)
    report(result)
    print(f"Screened: {out}", file=sys.stderr)


def run_evaluation(lines: Path, json_file: Path | None, *, settings: Settings) -> None:
    """Score the HS engine on declared lines with true codes, print the table, and write the figures where asked."""
    from rich.console import Console

    from flows.declared_lines import labelled
    from flows.line_scoring import score_lines, table_of
    from models.hs.scorer import scorer

    use_own(settings)
    figures = score_lines(labelled(lines), scorer())
    if json_file is not None:
        json_file.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    Console(width=None if sys.stdout.isatty() else 140).print(table_of(figures))


def _train(paths: Sequence[str], *, back: bool, settings: Settings) -> None:
    if back:
        gone = reset(settings)
        print("Back to the weights that ship." if gone else "The weights that ship are in use already.")
        return
    train(Path(paths[0]), settings)
    print("Trained; used from now on. `tallyman hs train --reset` goes back.")


def _is_code(text: str) -> bool:
    """Whether a word is a code as people write it: digits, with dots, dashes or spaces between."""
    return 2 <= len("".join(filter(str.isdigit, text))) <= 14 and not text.strip("0123456789.- ")
