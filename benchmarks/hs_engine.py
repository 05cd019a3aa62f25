"""Measure the HS engine: `python -m benchmarks.hs_engine --lines FILE.csv ... [--weights DIR] [--own] [--card]`.

`--own` trains on four fifths of each file's templates, as `tallyman hs train` does, and measures on the last fifth;
`--card` writes the figures of the weights as they are into their card.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console

from flows.declared_lines import labelled
from flows.line_scoring import score_lines, table_of
from models.hs import store, train
from models.hs.corpus import Pair
from models.hs.scorer import Scorer
from models.hs.wording import template

SEED = 9
_HELD = 0.2
_KEPT = (
    "lines", "hs4 top-1", "hs4 top-5", "hs6 top-1", "hs6 top-5", "auc", "recall at 5 % false alarms",
    "calibration error",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hs_engine", description=__doc__)
    parser.add_argument("--lines", type=Path, nargs="+", required=True, help="CSV files of lines with true codes")
    parser.add_argument("--weights", type=Path, default=store.SHIPPED, help="the weights to measure")
    parser.add_argument("--own", action="store_true", help="measure training on own declarations as well")
    parser.add_argument("--card", action="store_true", help="write the figures into the card")
    given = parser.parse_args(arguments)
    console = Console(width=150)
    scores: dict[str, Any] = {}
    for path in given.lines:
        lines = labelled(path)
        figures = score_lines(lines, Scorer(store.load(given.weights)))
        console.print(path.name, table_of(figures))
        scores[path.name] = {key: figures["all"]["engine"][key] for key in _KEPT}
        if given.own:
            for name, found in trained(path, given.weights, console).items():
                console.print(f"{path.name}, after training on own lines, {name}", table_of(found))
    if given.card:
        card = given.weights / "card.json"
        told = json.loads(card.read_text(encoding="utf-8"))
        store.write_card(given.weights, told | {"measured": date.today().isoformat(), "scores": scores})


def trained(path: Path, weights: Path, console: Console) -> dict[str, dict[str, Any]]:
    """Return the figures on a fifth of the templates after training on the others: each template once, every line."""
    lines, every = labelled(path), labelled(path, once=False)
    makes = sorted({template(line.text) for line in lines})
    held = set(random.Random(SEED).sample(makes, round(_HELD * len(makes))))
    taught = [Pair(line.text, line.code) for line in lines if template(line.text) not in held]
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        train.own(taught, Path(folder), base=weights, say=console.print)
        console.print(f"trained on {len(taught)} lines in {(time.monotonic() - begun) / 60:.1f} minutes")
        scorer = Scorer(store.load(Path(folder)))
        return {
            name: score_lines([line for line in asked if template(line.text) in held], scorer, compare=False)
            for name, asked in (("each template once", lines), ("every line as it comes", every))
        }


if __name__ == "__main__":
    main()
