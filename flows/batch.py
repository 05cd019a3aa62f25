"""The Prefect flow over an inbox of many consignments. Run it again after anything: it goes on where it stood."""

from pathlib import Path
from typing import Any

from prefect import flow
from sqlalchemy import Engine

from flows import artifacts, notices
from flows.crew import crew
from flows.ledger.place import open_ledger
from flows.outputs import summary_of, write_outputs
from flows.settings import RunnerName, Settings, settings
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
    engine = open_ledger(chosen.ledger)
    try:
        summary = swept(engine, Path(inbox), Path(out) if out else None, runner, chosen)
        notices.deliver(engine, chosen)
        return summary
    finally:
        engine.dispose()


def swept(engine: Engine, inbox: Path, out: Path | None, runner: RunnerName, chosen: Settings) -> dict[str, Any]:
    """Sweep `inbox` within the running flow, where its files stay; write to `out` when given; return the summary."""
    with crew(runner, chosen) as hands:
        found = Sweep(engine, hands, chosen, listener(), artifacts.shown(chosen)).run(inbox, leave_out=out)
    if out is not None:
        write_outputs(engine, found, out)
    summary = summary_of(engine, found)
    artifacts.tell_batch(summary)
    return summary
