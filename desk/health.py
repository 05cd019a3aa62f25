"""Whether the desk works: alive, ready, and in figures for Prometheus."""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.doors import least
from desk.office import Office, office
from desk.people import Person
from flows import originals
from flows.ledger.casework import CaseRow, DecisionRow, UploadRow
from flows.metrics import exposition

router = APIRouter(include_in_schema=False)
SPARE = 200_000_000  # bytes that have to be free where originals are kept


class Meters:
    """The figures that are counted while the desk runs."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("tallyman_requests", "Requests answered", ["method", "status"], registry=self.registry)
        self.seconds = Histogram("tallyman_request_seconds", "Seconds to answer a request", registry=self.registry)
        self.waiting = Gauge("tallyman_uploads_waiting", "Uploads not brought to an end", registry=self.registry)
        self.cases = Gauge("tallyman_cases", "Consignments by state", ["state"], registry=self.registry)
        self.proposed = Gauge("tallyman_decisions_proposed", "Decisions that wait", registry=self.registry)

    def look(self, at: Office) -> None:
        """Bring the figures that stand in the ledger up to date."""
        with Session(at.engine) as session:
            ended = UploadRow.state.not_in(["done", "failed"])
            self.waiting.set(session.scalar(select(func.count()).select_from(UploadRow).where(ended)) or 0)
            waits = DecisionRow.state == "proposed"
            self.proposed.set(session.scalar(select(func.count()).select_from(DecisionRow).where(waits)) or 0)
            for state, number in session.execute(select(CaseRow.state, func.count()).group_by(CaseRow.state)):
                self.cases.labels(state).set(number)


class Metered:
    """The middleware that counts requests and the seconds they take."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self.app, self.meters = app, meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        method = scope["method"] if scope["method"] in _METHODS else "other"

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.meters.requests.labels(method, str(message["status"])).inc()
                self.meters.seconds.observe(time.perf_counter() - began)
            await send(message)

        await self.app(scope, receive, counted)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@router.get("/healthz")
def alive() -> dict[str, str]:
    """Say that the program answers."""
    return {"status": "alive"}


@router.get("/readyz")
def ready(request: Request, response: Response) -> dict[str, str]:
    """Say whether work can be done: the ledger answers, and there is room for originals. 503 where not."""
    found = office(request)
    told = {"ledger": "ok", "room": "ok"}
    try:
        with found.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        told["ledger"] = "does not answer"
    try:
        told["room"] = "ok" if originals.room(found.store) > SPARE else "the disk is nearly full"
    except OSError:
        told["room"] = "the folder of originals cannot be used"
    if set(told.values()) != {"ok"}:
        response.status_code = 503
    return told


@router.get("/metrics")
def figures(request: Request, _: Annotated[Person, Depends(least("viewer", "metrics"))]) -> Response:
    """Tell the figures as Prometheus reads them; a token for it needs the scope `metrics`."""
    meters: Meters = request.app.state.meters
    meters.look(office(request))
    of_flows, _kind = exposition(office(request).engine, office(request).settings)
    return Response(generate_latest(meters.registry) + of_flows, media_type=CONTENT_TYPE_LATEST)
