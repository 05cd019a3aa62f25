"""The report of one consignment, version 1: the shape that scripts and spreadsheets hang on."""

from collections.abc import Sequence
from typing import Literal

from models.field import Frozen
from models.finding import Finding
from models.paper import Paper

Verdict = Literal["mismatch", "review", "consistent"]


class Unread(Frozen):
    """A file that could not be read: why (a code) and what to do next."""

    file: str
    code: str
    message: str


class Consignment(Frozen):
    """Papers that belong together; rules take this and give findings."""

    id: str
    papers: tuple[Paper, ...] = ()

    def __hash__(self) -> int:
        # Rules share what they work out for a consignment; hashing every value of it each time would take longer.
        return hash((self.id, len(self.papers)))

    def paper(self, paper_id: str) -> Paper:
        """Return the paper with that id; raises KeyError when the consignment has none."""
        for paper in self.papers:
            if paper.id == paper_id:
                return paper
        raise KeyError(paper_id)


class JudgedConsignment(Consignment):
    """A consignment with its verdict and findings, as the report prints it."""

    verdict: Verdict
    findings: tuple[Finding, ...] = ()


class Report(Frozen):
    """What `tallyman check --json` writes."""

    report_version: Literal[1] = 1
    tallyman: str
    reference: dict[str, str]
    consignment: JudgedConsignment
    unread: tuple[Unread, ...] = ()


def verdict_of(findings: Sequence[Finding], unread: Sequence[Unread]) -> Verdict:
    """Return `mismatch` with any high finding, `review` with any medium one or an unread file, else `consistent`."""
    severities = {finding.severity for finding in findings}
    if "high" in severities:
        return "mismatch"
    return "review" if "medium" in severities or unread else "consistent"
