"""The Prefect flow over an inbox of many consignments. Run it again after anything: it goes on where it stood."""

from pathlib import Path
from typing import Any

from prefect import flow

from flows.crew import crew
from flows.ledger.place import open_ledger
from flows.outputs import summary_of, write_outputs
from flows.settings import RunnerName, settings
from flows.sweep import Sweep, listener


@flow(name="batch", persist_result=False, validate_parameters=True)
def batch(
    inbox: str,
    out: str | None = None,
    runner: RunnerName = "local",
    workers: int | None = None,
    langs: str | None = None,
) -> dict[str, Any]:
    """Read and check every consignment in `inbox`, write to `out` when given, and return the summary.

    A bad file is an outcome in the ledger and the summary, not a failed run.
    """
    chosen = settings(workers=workers, langs=langs)
    folder = Path(out) if out else None
    engine = open_ledger(chosen.ledger)
    try:
        with crew(runner, chosen) as hands:
            swept = Sweep(engine, hands, chosen, listener()).run(Path(inbox), leave_out=folder)
        if folder is not None:
            write_outputs(engine, swept, folder)
        return summary_of(engine, swept)
    finally:
        engine.dispose()
