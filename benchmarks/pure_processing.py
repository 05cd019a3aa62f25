"""Reading and judging alone: the same errands as a batch, one after another, no Prefect, no ledger, no output."""

import sys
from pathlib import Path

from benchmarks.flows import digest
from checks.history import NOTHING
from flows import errands
from flows.settings import settings


def main(inbox: Path) -> None:
    """Read every file of `inbox`, judge every folder of it."""
    chosen = settings()
    lots: dict[Path, list[str]] = {}
    for path in sorted(path for path in inbox.rglob("*") if path.is_file()):
        reading = errands.read_one(str(path), digest(path), chosen.langs, chosen.reading_limits)
        lots.setdefault(path.parent, []).append(reading)
    history = NOTHING.model_dump_json()
    for readings in lots.values():
        errands.judge_one(readings, {}, history)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
