"""Making findings: what a finding rests on, cited spot by spot, and how a paper is named in plain words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from models.field import Field
from models.finding import Certainty, Finding, GoodsRef, Severity, Spot, Suggestion, certainty_of, spots
from models.geometry import Box
from models.paper import Paper

# A paper does not carry the size of its pages; an absence is cited on an A4 page, in points.
_WHOLE_PAGE = Box(0.0, 0.0, 595.0, 842.0)
_SHOWN = 60


class Cited(NamedTuple):
    """A value that a finding rests on, and the paper it stands on."""

    paper: Paper
    field: Field[Any]


def cited(paper: Paper, *fields: Field[Any] | None) -> list[Cited]:
    """Return the fields that are there, each with its paper."""
    return [Cited(paper, field) for field in fields if field is not None]


def searched(papers: Iterable[Paper]) -> list[Spot]:
    """Return the first page of each paper as the evidence of an absence: these were searched."""
    return [
        Spot(paper=paper.id, page=paper.pages[0] if paper.pages else 1, box=_WHOLE_PAGE, text="") for paper in papers
    ]


@dataclass(frozen=True)
class Case:
    """What a rule has found, before it is told as a `Finding`: `finding()` adds evidence and certainty.

    The values it `rests_on` give the evidence and, by the confidence they were read with, the certainty; `also` is
    evidence without a value, such as the pages searched. A value without a spot of its own (from a data file) cites
    the first page of its paper.
    """

    code: str
    severity: Severity
    message: str
    expected: str
    found: str
    rests_on: Sequence[Cited] = ()
    goods: Sequence[GoodsRef] = ()
    also: Sequence[Spot] = ()
    suggested: Sequence[Suggestion] = ()
    basis: Sequence[str] = ()
    certainty: Certainty | None = None

    def finding(self) -> Finding:
        """Return the finding; raises pydantic's ValidationError when there is no evidence at all."""
        evidence = [
            spot for value in self.rests_on for spot in spots(value.paper.id, value.field) or searched([value.paper])
        ]
        return Finding(
            code=self.code,
            severity=self.severity,
            certainty=self.certainty or certainty_of(value.field for value in self.rests_on),
            message=self.message,
            expected=self.expected,
            found=self.found,
            goods=tuple(dict.fromkeys(self.goods)),
            evidence=tuple(dict.fromkeys([*evidence, *self.also])),
            suggested_hs=tuple(self.suggested),
            basis=tuple(self.basis),
        )


def name_of(paper: Paper) -> str:
    """Return what to call a paper in a message: its kind and number, or its file."""
    kind = "paper" if paper.kind == "other" else paper.kind.replace("_", " ")
    number = paper.fields.number
    return f"{kind} {number.value}" if number is not None and number.value else f"{kind} ({paper.file})"


def verb(papers: Iterable[Paper], one: str, many: str) -> str:
    """Return the form of a verb that fits as many papers."""
    return one if len({paper.id for paper in papers}) == 1 else many


def short(text: str, length: int = _SHOWN) -> str:
    """Return `text` on one line, cut to `length` characters.

    >>> short("plastic  scrap in bales", 13)
    'plastic scra…'
    """
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def listed(names: Iterable[str]) -> str:
    """Return names as a sentence lists them, each once.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    each = list(dict.fromkeys(names))
    return each[0] if len(each) == 1 else f"{', '.join(each[:-1])} and {each[-1]}" if each else ""
