"""What is known: look-up of codes, the rules with their hit rates, statistics for pictures."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, field_validator

from desk import figures, lookup
from desk.api.shapes import TEXT, AtDesk, Viewer
from desk.cases import Query as CaseQuery
from desk.figures import RuleRate, Step
from desk.lookup import Answer

router = APIRouter(tags=["reference"])


class Span(BaseModel):
    """Since when, and in steps of how long; ninety days without a beginning."""

    model_config = {"extra": "forbid"}

    since: datetime | None = None
    step: Step = "day"

    @field_validator("since")
    @classmethod
    def _in_our_time(cls, moment: datetime | None) -> datetime | None:
        return CaseQuery(since=moment).since


@router.get("/look-up")
def look_up(_: Viewer, text: Annotated[str, Query(min_length=1, max_length=500, pattern=TEXT)]) -> list[Answer]:
    """Tell of an HS, waste or UN code, a chemical by name or CAS number, or the likeliest codes of a description."""
    return lookup.search(text)


@router.get("/rules")
def rules(desk: AtDesk, person: Viewer) -> list[RuleRate]:
    """Return every rule with its page of the rule book and its hit rate (confirmed / raised)."""
    return figures.rules(desk.engine, person)


@router.get("/statistics/findings")
def findings(desk: AtDesk, person: Viewer, span: Annotated[Span, Query()]) -> list[dict[str, Any]]:
    """Return findings over time, by code."""
    return figures.findings_over_time(desk.engine, person, since=span.since, step=span.step)


@router.get("/statistics/throughput")
def throughput(desk: AtDesk, person: Viewer, span: Annotated[Span, Query()]) -> list[dict[str, Any]]:
    """Return consignments, papers, verdicts and decisions over time."""
    return figures.throughput(desk.engine, person, since=span.since, step=span.step)


@router.get("/statistics/{what}")
def pictures(
    desk: AtDesk, person: Viewer, what: Literal["codes", "routes", "streams", "confidence"]
) -> list[dict[str, Any]]:
    """Return findings by code, consignments by route or stream, or how surely scans were read."""
    asked = {
        "codes": figures.by_code,
        "routes": figures.routes,
        "streams": figures.streams,
        "confidence": figures.confidence,
    }
    return asked[what](desk.engine, person)
