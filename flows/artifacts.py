"""What people see in Prefect: a table of findings and a link to the desk for each consignment, a summary for each run.

Codes, severities and pages only: Prefect's database keeps no name, no text of a paper, and needs no erasing.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from flows.notices import link
from flows.server import OWN
from flows.settings import Settings
from models.report import Report


def shown(settings: Settings) -> Callable[[Report], None]:
    """Return what shows a report in Prefect; nothing where Prefect's server is gone with the program."""
    return (lambda report: tell_consignment(settings, report)) if _wanted() else (lambda _: None)


def tell_consignment(settings: Settings, report: Report) -> None:
    """Make the table of a consignment's findings, with a link to it at the desk."""
    judged = report.consignment
    rows = [
        {
            "code": finding.code,
            "severity": finding.severity,
            "certainty": finding.certainty,
            "pages": ", ".join(sorted({f"{spot.paper} p. {spot.page}" for spot in finding.evidence})),
        }
        for finding in judged.findings
    ]
    seen = f"[{judged.verdict}: {len(judged.papers)} papers, {len(rows)} findings]({link(settings, judged.id)})"
    create_table_artifact(rows, key=f"consignment-{judged.id}", description=seen)


def tell_batch(summary: Mapping[str, Any]) -> None:
    """Make the summary of a batch."""
    if not _wanted():
        return
    parts = [_table(name, summary[name]) for name in ("files", "consignments", "findings")]
    create_markdown_artifact("\n".join(parts), key="batch", description="What the batch found")


def tell_round(counts: Mapping[str, int]) -> None:
    """Make the summary of a round through an inbox, or of judging again."""
    if _wanted():
        create_markdown_artifact(_table("outcome", counts), key="round", description="How it ended")


def tell_evaluation(found: Mapping[str, Any]) -> None:
    """Make the table of the figures of an evaluation."""
    if _wanted():
        create_markdown_artifact(_table("measure", found["all"]), key="evaluation", description="How well it reads")


def _wanted() -> bool:
    return OWN not in os.environ


def _table(head: str, values: Mapping[str, Any]) -> str:
    lines = [f"| {name.replace('_', ' ')} | {value} |" for name, value in values.items()]
    return "\n".join([f"| {head} | |", "|---|---|", *lines, ""])
