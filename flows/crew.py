"""A crew of Prefect tasks: thin tasks over the errands, run by warm processes on this machine or by Dask workers."""

import json
import queue
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, TypeAlias, TypeVar

import httpx
from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from checks.history import History
from flows import errands, slots
from flows.bench import Bench, WorkerLost, WorkerSlow
from flows.inbox import InboxFile
from flows.patience import answering
from flows.reading import Reading
from flows.settings import RunnerName, Settings, standing
from models.errors import TooSlow
from models.finding import Severity
from models.report import Report

T = TypeVar("T")
AnyRunner: TypeAlias = "TaskRunner[Any]"

_bench: list[Bench] = []  # the warm processes of this program; a Dask worker has none and is itself the process


def connection_lost(_task: Any, _run: Any, state: Any) -> bool:
    """Say whether a task may end otherwise the next time: a time-out or a lost connection, never a faulty paper."""
    try:
        state.result()
    except PASSING:
        return True
    except Exception:
        return False
    return False


PASSING = (ConnectionError, TimeoutError, httpx.TransportError)
WAITS = [1.0, 4.0, 16.0]  # seconds before each new try
LASTING: dict[str, Any] = {
    "cache_policy": NO_CACHE,  # the ledger is the cache: by content, edition of the reader, edition of the judges
    "persist_result": False,
    "retries": len(WAITS),
    "retry_delay_seconds": WAITS,
    "retry_jitter_factor": 0.5,
    "retry_condition_fn": connection_lost,
}


@task(task_run_name="read {sha256}", **LASTING)
def read_file(path: str, sha256: str, langs: str, limits: dict[str, int | float | str]) -> str:
    """Read one file; returns a `Reading` as JSON, whatever is wrong with the file."""
    chosen = standing()
    with slots.reading(chosen), _over_all_machines(chosen.reading_limit):
        return _run(errands.read_one, path, sha256, langs, limits)


@task(task_run_name="judge", **LASTING)
def judge_consignment(readings: str, severities: dict[str, Severity], history: str) -> str:
    """Judge one consignment from its readings (a JSON list of JSON texts); returns a `Report` as JSON."""
    return _run(errands.judge_one, json.loads(readings), severities, history)


@task(task_run_name="judge again", **LASTING)
def judge_report(report: str, severities: dict[str, Severity], history: str) -> str:
    """Judge the papers of a `Report` (JSON) anew; returns a `Report` as JSON."""
    return _run(errands.judge_again, report, severities, history)


def _over_all_machines(limit: str) -> AbstractContextManager[None]:
    """Occupy a slot of the Prefect concurrency limit that the operator has named, if there is one."""
    if not limit:
        return nullcontext()
    from prefect.concurrency.sync import concurrency

    return concurrency(limit, strict=True)


def _run(work: Callable[..., str], *args: object) -> str:
    return _bench[-1].run(work, *args) if _bench else work(*args)


class PrefectCrew:
    """Runs errands as tasks of the Prefect flow that is running, a few more at once than there are workers."""

    def __init__(self, runner: AnyRunner, chosen: Settings) -> None:
        self.runner = runner
        self.settings = chosen

    def read(self, files: Iterable[InboxFile]) -> Iterator[tuple[InboxFile, Reading]]:
        """Read each file; one that kills its worker twice, or stalls it, is refused.

        Raises OSError for a fault of the machine, such as a share that does not answer: that is no fault of the file.
        """
        again: list[InboxFile] = []
        for turn in (files, again):
            for file, result in self._each(read_file, ((file, self._reading(file)) for file in turn)):
                if isinstance(result, str):
                    yield file, Reading.model_validate_json(result)
                elif isinstance(result, OSError):
                    raise result  # the disk is full or away: no fault of the file, and no outcome for it
                elif turn is files and not isinstance(result, WorkerSlow):
                    again.append(file)
                else:
                    if isinstance(result, WorkerSlow):
                        answering([file.path], self.settings.seconds_per_file, whole=True)
                    yield file, _refused(file, result)

    def judge(self, lots: Iterable[tuple[int, Sequence[Reading], History]]) -> Iterator[tuple[int, Report | Exception]]:
        """Judge each consignment; what a rule raised comes back in place of the report."""
        severities = self.settings.severities

        def asked() -> Iterator[tuple[int, dict[str, Any]]]:
            for number, readings, history in lots:
                texts = json.dumps([reading.model_dump_json() for reading in readings])
                told = {"readings": texts, "severities": severities, "history": history.model_dump_json()}
                yield number, told

        for number, result in self._each(judge_consignment, asked()):
            yield number, Report.model_validate_json(result) if isinstance(result, str) else result

    def judge_again(self, reports: Iterable[tuple[int, Report, History]]) -> Iterator[tuple[int, Report | Exception]]:
        """Judge the papers of each report anew."""

        def asked() -> Iterator[tuple[int, dict[str, Any]]]:
            for number, report, history in reports:
                told = {"report": report.model_dump_json(), "history": history.model_dump_json()}
                yield number, {**told, "severities": self.settings.severities}

        for number, result in self._each(judge_report, asked()):
            yield number, Report.model_validate_json(result) if isinstance(result, str) else result

    def _reading(self, file: InboxFile) -> dict[str, Any]:
        chosen = {"langs": self.settings.langs, "limits": self.settings.reading_limits}
        return {"path": str(file.path), "sha256": file.sha256, **chosen}

    def _each(self, step: Any, work: Iterable[tuple[T, dict[str, Any]]]) -> Iterator[tuple[T, str | Exception]]:
        """Submit `work` with a bound on what is under way, and yield what was asked with its result or exception."""
        ended: queue.SimpleQueue[PrefectFuture[str]] = queue.SimpleQueue()
        asked: dict[Any, T] = {}

        def next_ended() -> tuple[T, str | Exception]:
            future = ended.get()
            try:
                result: str | Exception = future.result()
            except Exception as error:
                result = error
            return asked.pop(future.task_run_id), result

        for thing, parameters in work:
            future = self.runner.submit(step, parameters)
            asked[future.task_run_id] = thing
            future.add_done_callback(ended.put)
            if len(asked) > 2 * self.settings.workers:
                yield next_ended()
        while asked:
            yield next_ended()


@contextmanager
def crew(name: RunnerName, chosen: Settings) -> Iterator[PrefectCrew]:
    """Gather a crew of `chosen.workers` for as long as the block lasts; use it inside a running flow."""
    if name == "dask":
        with _dask(chosen) as runner:
            yield PrefectCrew(runner, chosen)
        return
    threads: AnyRunner = ThreadPoolTaskRunner(max_workers=chosen.workers)
    with Bench(chosen.workers, chosen.seconds_per_file, chosen.megabytes_per_reader) as bench, threads as runner:
        _bench.append(bench)
        try:
            yield PrefectCrew(runner, chosen)
        finally:
            _bench.remove(bench)


def _dask(chosen: Settings) -> AnyRunner:
    from prefect_dask.task_runners import DaskTaskRunner

    if chosen.dask_address:
        return DaskTaskRunner(address=chosen.dask_address)
    kwargs = {"n_workers": chosen.workers, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    return DaskTaskRunner(cluster_kwargs=kwargs)


def _refused(file: InboxFile, error: Exception) -> Reading:
    name = file.own
    if isinstance(error, WorkerSlow):
        return errands.refusal(name, TooSlow.code, TooSlow(str(error)).message)
    if isinstance(error, WorkerLost):
        message = "Reading it ended its process twice, so it is left alone. Print it to a new PDF and send that."
        return errands.refusal(name, "reader-crashed", message)
    return errands.refusal(
        name, "unreadable", f"Reading stopped twice: {type(error).__name__}: {error}. Report it with the file."
    )
