"""What a rule found: a code, what was expected and found, and the spots on paper that made it say so."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field as Constraint

from models.field import Field, Frozen, PlainBox

Severity = Literal["low", "medium", "high"]
Certainty = Literal["papers_disagree", "may_be_misread"]


class Spot(Frozen):
    """Evidence of a finding: paper id, page, box in points, and the text printed there."""

    paper: str
    page: int
    box: PlainBox
    text: str


class GoodsRef(Frozen):
    """A goods item by the id of its paper and its index there (from 0)."""

    paper: str
    index: int


class Suggestion(Frozen):
    """A code that may cover the goods better, with a score 0..1."""

    code: str
    label: str
    score: float


class Finding(Frozen):
    """A mismatch. One without evidence cannot be made; an absence cites the pages that were searched."""

    code: str
    severity: Severity
    certainty: Certainty
    message: str
    expected: str
    found: str
    goods: tuple[GoodsRef, ...] = ()
    evidence: Annotated[tuple[Spot, ...], Constraint(min_length=1)]
    suggested_hs: tuple[Suggestion, ...] = ()
    basis: tuple[str, ...] = ()


def spots(paper_id: str, *fields: Field[object] | None) -> tuple[Spot, ...]:
    """Return the evidence of `fields` read from the paper `paper_id`; absent fields add nothing."""
    return tuple(
        Spot(paper=paper_id, page=evidence.page, box=evidence.box, text=field.raw)
        for field in fields
        if field is not None
        for evidence in field.evidence
    )


def certainty_of(fields: Iterable[Field[object]], threshold: float = 0.8) -> Certainty:
    """Return `may_be_misread` when any value a finding rests on was read with less than `threshold` confidence."""
    return "may_be_misread" if any(field.confidence < threshold for field in fields) else "papers_disagree"
