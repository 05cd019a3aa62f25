"""Whether the clock can be believed before anything is erased by it: one that has jumped is waited out, and told."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from flows.ledger.perseverance import persevering
from flows.ledger.tables import ConsignmentRow, FileRow, now
from flows.settings import Settings
from flows.writing import write_text

LEAP = timedelta(days=3)  # after the last sign of life; housekeeping gives one every day
STEADY = timedelta(days=3)  # for which a clock must go on from where it jumped to


class ClockJumped(Exception):
    """The clock stands where it may not belong; the message tells the operator what happens and what to do."""


def believe(engine: Engine, settings: Settings) -> None:
    """Note this moment as a sign of life. Raises ClockJumped while the time since the last one is not explained.

    Set forward by mistake, a clock would make everything old at once. One that is right after a long rest is believed
    once it has gone on for `STEADY`.
    """
    place, moment = settings.data_dir / "clock.json", now()
    try:
        noted = {name: datetime.fromisoformat(told) for name, told in json.loads(place.read_text()).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        noted = {}
    last, since = noted.get("last") or _last_work(engine), noted.get("jumped")
    if last is not None and moment - last > LEAP:
        since = moment
    elif since is not None and not timedelta(0) <= moment - since < STEADY:
        since = None  # it has gone on long enough, or was set back
    told = {"last": moment, **({"jumped": since, "from": noted.get("from") or last} if since else {})}
    write_text(place, json.dumps({name: value.isoformat() for name, value in told.items() if value}) + "\n")
    if since is not None:
        raise ClockJumped(
            f"The clock went from {told['from']:%Y-%m-%d} to {since:%Y-%m-%d} with nothing done between. Nothing is "
            f"erased by age before {since + STEADY:%Y-%m-%d %H:%M} UTC. If the clock is wrong, set it right until then."
        )


@persevering
def _last_work(engine: Engine) -> datetime | None:
    """Return when the ledger was last written to, as it tells."""
    with Session(engine) as session:
        newest: Iterable[datetime | None] = [
            session.scalar(select(func.max(column))) for column in (ConsignmentRow.judged_at, FileRow.ended_at)
        ]
        return max((moment for moment in newest if moment), default=None)
