"""The flows that run on a schedule: thin, each over its own subject. What they need stands in the settings."""

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow
from sqlalchemy import Engine

from flows import artifacts, faults
from flows.batch import swept
from flows.crew import PrefectCrew, crew
from flows.ledger.place import using_ledger
from flows.lifeline import follow_parent
from flows.server import log_to_prefect
from flows.settings import Settings, settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """What every run has: the settings in force and the ledger."""

    settings: Settings
    engine: Engine

    @contextmanager
    def hands(self) -> Iterator[PrefectCrew]:
        """Gather the crew that the settings name."""
        with crew(self.settings.runner, self.settings) as gathered:
            yield gathered


@contextmanager
def _run(**given: Any) -> Iterator[Run]:
    follow_parent()
    log_to_prefect()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    chosen = settings(**given)
    try:
        with using_ledger(chosen.ledger) as engine:
            yield Run(chosen, engine)
    except Exception as error:
        if words := faults.told(error):
            log.error(words)  # noqa: TRY400  Prefect tells the traceback
        raise


@flow(name="sweep-inbox", persist_result=False)
def sweep_inbox(inbox: str | None = None) -> dict[str, int]:
    """Bring all that is ready in the inbox to done, review or rejected; returns how many files ended how."""
    from flows.rounds import Round

    with _run() as run, run.hands() as hands:
        place = Path(inbox) if inbox else run.settings.inbox or run.settings.data_dir / "inbox"
        counts = Round(run.engine, hands, run.settings, show=artifacts.shown(run.settings)).go(place)
    if counts:
        artifacts.tell_round(counts)
    return counts


@flow(name="nightly-batch", persist_result=False)
def nightly_batch(inbox: str | None = None, out: str | None = None) -> dict[str, Any]:
    """Read and check every consignment of the night's inbox, and write reports and tables."""
    from flows import notices

    with _run() as run:
        home = run.settings.data_dir
        place = Path(inbox) if inbox else run.settings.night_inbox or home / "night"
        results = Path(out) if out else run.settings.night_out or home / "night-results"
        place.mkdir(parents=True, exist_ok=True)
        summary = swept(run.engine, place, results, run.settings.runner, run.settings)
        notices.deliver(run.engine, run.settings)
    return {name: summary[name] for name in ("files", "consignments", "findings")}


@flow(name="recheck", persist_result=False)
def recheck() -> dict[str, int]:
    """Judge stored papers again where rules, lists or weights are of another edition than then; reads no paper."""
    from flows import notices
    from flows.rejudging import Rejudging

    with _run() as run, run.hands() as hands:
        counts = Rejudging(run.engine, hands, run.settings, show=artifacts.shown(run.settings)).go()
        notices.deliver(run.engine, run.settings)
    artifacts.tell_round(counts)
    return counts


@flow(name="evaluate", persist_result=False)
def evaluate(papers: str | None = None) -> dict[str, Any]:
    """Measure reading and judging on labelled papers, keep the figures beside those of other days, and return them."""
    from flows.evaluation import evaluate as measured

    with _run() as run:
        folder = Path(papers) if papers else run.settings.labelled
        found = measured(folder).told()
        place = run.settings.data_dir / "evaluations" / f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    artifacts.tell_evaluation(found)
    return {name: found[name] for name in ("all", "by_origin")}


@flow(name="housekeeping", persist_result=False)
def housekeeping() -> dict[str, int]:
    """Erase what is older than it is to be kept, clear away what kills have left, and send notices that failed.

    Consignments that were judged before there was a queue come into it.
    """
    from flows import notices
    from flows.clock import ClockJumped
    from flows.erasure import by_age
    from flows.ledger import book

    jumped: ClockJumped | None = None
    counts: dict[str, int] = {}
    with _run() as run:
        try:
            counts |= by_age(run.engine, run.settings)
        except ClockJumped as error:  # the rest is done, and the run fails: so it is seen
            log.error("%s", error)  # noqa: TRY400
            jumped = error
        counts["notices"] = notices.deliver(run.engine, run.settings)
        counts["queued"] = book.queue_unlisted(run.engine)
    if jumped is not None:
        raise jumped
    return counts
