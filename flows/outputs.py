"""What a batch leaves in its output folder: a report a consignment, all findings as CSV and XLSX, and a summary.

The same inbox gives the same bytes again. Every file appears whole or not at all.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from flows.ledger import book
from flows.sheets import harmless, write_xlsx
from flows.sweep import Swept
from flows.writing import replacing, write_text
from models.report import Report

COLUMNS = (
    "consignment", "verdict", "code", "severity", "certainty", "message", "expected", "found", "papers", "files",
    "pages", "texts", "suggested_hs", "basis",
)  # fmt: skip

HALF_WRITTEN = re.compile(r"\.(findings\.(csv|xlsx)|summary\.json|c[0-9a-f]{16}\.json)\.\w+\.part")


def write_outputs(engine: Engine, swept: Swept, folder: Path) -> None:
    """Write everything to `folder`; reports that an earlier run left for consignments that are no more are removed."""
    _sweep_out(folder)
    before = _reports_named_in(folder / "summary.json")
    with replacing(folder / "findings.csv") as fresh, fresh.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)

        def written() -> Iterator[list[str]]:
            for report in _reports(engine, swept):
                write_text(folder / f"{report.consignment.id}.json", report.model_dump_json(indent=2) + "\n")
                for row in finding_rows(report):
                    table.writerow([harmless(cell) for cell in row])
                    yield row

        write_xlsx(folder / "findings.xlsx", "findings", COLUMNS, written())
    for name in before - {f"{identity}.json" for identity in swept.verdicts}:
        (folder / name).unlink(missing_ok=True)
    write_text(folder / "summary.json", json.dumps(summary_of(engine, swept), indent=2, ensure_ascii=False) + "\n")


def summary_of(engine: Engine, swept: Swept) -> dict[str, Any]:
    """Return the counts, and every file of the inbox with its outcome."""
    here = {file.name for file in swept.files}
    rows = [row for row in book.files(engine, swept.inbox) if row.name in here]
    states = Counter(row.state for row in rows)
    verdicts = Counter(swept.verdicts.values())
    return {
        "inbox": Path(swept.inbox).name,
        "edition": swept.edition,
        "files": {
            "total": len(rows),
            **{state: states[state] for state in ("done", "needs_review", "rejected")},
            "duplicates": sum(bool(row.duplicate_of) for row in rows),
        },
        "consignments": {
            "total": len(swept.verdicts),
            **{verdict: verdicts[verdict] for verdict in ("mismatch", "review", "consistent")},
        },
        "findings": book.findings_by_code(engine, swept.edition, swept.verdicts),
        "reports": sorted(f"{identity}.json" for identity in swept.verdicts),
        "outcomes": [
            {
                "file": row.name,
                "outcome": row.state,
                "code": row.code or None,
                "message": row.message or None,
                "consignment": row.consignment or None,
                "duplicate_of": row.duplicate_of or None,
                "sha256": row.sha256,
            }
            for row in rows
        ],
    }


def _reports(engine: Engine, swept: Swept) -> Iterator[Report]:
    for identity in sorted(swept.verdicts):
        report = book.kept_report(engine, swept.edition, identity)
        if report is not None:
            yield report


def finding_rows(report: Report) -> Iterator[list[str]]:
    """Yield a row of COLUMNS for each finding."""
    files = {paper.id: paper.file for paper in report.consignment.papers}
    for finding in report.consignment.findings:
        spots = finding.evidence
        yield [
            report.consignment.id,
            report.consignment.verdict,
            finding.code,
            finding.severity,
            finding.certainty,
            finding.message,
            finding.expected,
            finding.found,
            "; ".join(dict.fromkeys(spot.paper for spot in spots)),
            "; ".join(dict.fromkeys(files.get(spot.paper, "") for spot in spots)),
            "; ".join(dict.fromkeys(f"{spot.paper} p. {spot.page}" for spot in spots)),
            "; ".join(dict.fromkeys(spot.text for spot in spots)),
            "; ".join(f"{hint.code} {hint.label} ({hint.score:.2f})" for hint in finding.suggested_hs),
            "; ".join(finding.basis),
        ]


def _sweep_out(folder: Path) -> None:
    """Remove what a run that was killed while it wrote has left half written."""
    for path in folder.glob(".*.part"):
        if HALF_WRITTEN.fullmatch(path.name):
            path.unlink(missing_ok=True)


def _reports_named_in(summary: Path) -> set[str]:
    """Return the report names an earlier summary lists; only plain names, so that nothing else is ever removed."""
    try:
        names = json.loads(summary.read_text(encoding="utf-8"))["reports"]
        return {name for name in names if Path(name).name == name and name.endswith(".json")}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
