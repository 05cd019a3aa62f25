"""Reading and judging alone: the same errands in the same processes as a batch, no Prefect, no ledger, no output."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.flows import digest
from checks.history import NOTHING
from flows import errands
from flows.bench import Bench
from flows.settings import settings


def main(inbox: Path, workers: int) -> None:
    """Read every file of `inbox`, judge every folder of it."""
    chosen = settings(workers=workers)
    lots: dict[Path, list[Path]] = {}
    for path in sorted(path for path in inbox.rglob("*") if path.is_file()):
        lots.setdefault(path.parent, []).append(path)
    history = NOTHING.model_dump_json()
    files = [path for lot in lots.values() for path in lot]
    with (
        Bench(workers, chosen.seconds_per_file, chosen.megabytes_per_reader) as bench,
        ThreadPoolExecutor(workers) as pool,
    ):

        def read(path: Path) -> str:
            return bench.run(errands.read_one, str(path), digest(path), chosen.langs, chosen.reading_limits)

        readings = dict(zip(files, pool.map(read, files), strict=True))
        told = [[readings[path] for path in lot] for lot in lots.values()]
        list(pool.map(lambda texts: bench.run(errands.judge_one, texts, {}, history), told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
