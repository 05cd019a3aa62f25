"""The deployments: which flow runs when. `prefect.yaml` says the same for Prefect's own command; a test holds it."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flows.settings import Settings

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

POOL = "tallyman"


@dataclass(frozen=True, slots=True)
class Deployment:
    """One deployment: its name, its flow in `flows.deployed`, and when it runs (seconds, or a cron line)."""

    name: str
    flow: str
    when: str
    description: str

    @property
    def entrypoint(self) -> str:
        """The flow as a module, never a file: a file would be loaded a second time under another name."""
        return f"flows.deployed.{self.flow}"


DEPLOYMENTS = (
    Deployment("sweep-inbox", "sweep_inbox", "300", "Takes what is ready in the inbox and brings it to its end."),
    Deployment("nightly-batch", "nightly_batch", "0 1 * * *", "Reads and checks the night's inbox."),
    Deployment("recheck", "recheck", "30 4 * * *", "Judges stored papers again after a new edition, reading none."),
    Deployment("evaluate", "evaluate", "0 5 * * 0", "Measures reading and judging on labelled papers."),
    Deployment("housekeeping", "housekeeping", "0 3 * * *", "Erases what is old, sends notices again, clears away."),
)


def schedule_of(deployment: Deployment, settings: Settings) -> dict[str, Any]:
    """Return its schedule as Prefect takes it; empty when the operator has turned it off.

    Raises ValueError when the settings name a deployment that does not exist.
    """
    unknown = set(settings.schedules) - {known.name for known in DEPLOYMENTS}
    if unknown:
        raise ValueError(f"There is no deployment {', '.join(sorted(unknown))}. Mend [schedules] in tallyman.toml.")
    when = settings.schedules.get(deployment.name, deployment.when).strip()
    if when == "off":
        return {}
    return {"interval": float(when)} if when.replace(".", "", 1).isdigit() else {"cron": when}


def prepared(settings: Settings, *, pool: str | None = None) -> Iterator["RunnerDeployment"]:
    """Yield the deployments for Prefect: for the runner of `serve`, or for the workers of a `pool`."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.types.entrypoint import EntrypointType

    from flows import __version__, deployed

    # One run of each at a time: the next one would find its inbox taken. What comes meanwhile is not queued up.
    alone = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    for deployment in DEPLOYMENTS:
        yield getattr(deployed, deployment.flow).to_deployment(
            name=deployment.name,
            description=deployment.description,
            version=__version__,
            tags=["tallyman"],
            work_pool_name=pool,
            concurrency_limit=None if pool else alone,
            entrypoint_type=EntrypointType.MODULE_PATH,
            **schedule_of(deployment, settings),
        )


def deploy(settings: Settings, pool: str = POOL) -> list[str]:
    """Register every deployment with the server that PREFECT_API_URL names, in a pool of processes; return the names.

    Raises RuntimeError when no server is named or it does not answer.
    """
    if not os.environ.get("PREFECT_API_URL"):
        raise RuntimeError("PREFECT_API_URL names no Prefect server. `tallyman serve` needs none: it has its own.")
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectAlreadyExists

    with get_client(sync_client=True) as client, suppress(ObjectAlreadyExists):
        client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
    made = []
    for deployment in prepared(settings, pool=pool):
        deployment.apply()
        made.append(f"{deployment.flow_name}/{deployment.name}")
    return made
