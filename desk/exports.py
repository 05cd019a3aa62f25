"""Out of the desk: reports, findings and evidence of one consignment or many, as JSON, CSV, XLSX and ZIP."""

import csv
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from desk.dossier import Dossier, open_dossier
from desk.people import Person
from flows import audit, line, originals
from flows.evidence import pack
from flows.outputs import COLUMNS, finding_rows
from flows.settings import Settings
from flows.sheets import harmless, write_xlsx
from models.paper import Paper
from models.report import Report

DECIDED = ("decision", "reason", "decided_by", "decided_at", "agreed_by")
MOST = 5_000  # consignments in one export
MOST_PACKS = 50


def dossiers(engine: Engine, person: Person, consignments: Sequence[str], form: str) -> Iterator[Dossier]:
    """Yield the dossiers of those consignments that `person` may see; the log says that they were taken out."""
    for consignment in consignments[:MOST]:
        found = open_dossier(engine, person, consignment, note=False)
        if found is not None:
            audit.note(engine, person.name, "export", consignment, form=form)
            yield found


def as_json(found: Iterable[Dossier]) -> bytes:
    """Return a list of reports, each with its decisions and corrections."""
    told = [
        {
            "report": dossier.report.model_dump(mode="json"),
            "case": dossier.case.model_dump(mode="json"),
            "decisions": [decision.model_dump(mode="json") for decision in dossier.history],
            "corrections": [amendment.model_dump(mode="json") for amendment in dossier.amendments],
        }
        for dossier in found
    ]
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def as_csv(found: Iterable[Dossier]) -> bytes:
    """Return a row a finding with what was decided on it; cells that would be formulas are made harmless."""
    return b"\xef\xbb\xbf" + _table((*COLUMNS, *DECIDED), _rows(found)).encode()


def _table(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    file = io.StringIO(newline="")
    table = csv.writer(file)
    table.writerow(columns)
    table.writerows([harmless(cell) for cell in row] for row in lines)
    return file.getvalue()


def as_xlsx(found: Iterable[Dossier]) -> bytes:
    """Return the same rows as a workbook."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "findings.xlsx"
        write_xlsx(path, "findings", (*COLUMNS, *DECIDED), _rows(found))
        return path.read_bytes()


def evidence(chosen: Settings, dossier: Dossier, *, made: datetime | None = None) -> bytes:
    """Return the evidence pack of a consignment: report, pictures of findings, originals, manifest, decisions."""
    with tempfile.TemporaryDirectory() as folder:
        files = _originals(chosen, dossier, Path(folder))
        path = Path(folder) / "evidence.zip"
        views = [view for document in dossier.documents.values() for view in document.views]
        limits = line.limits_of(chosen.reading_limits)
        pack(dossier.report, views, files, path, limits=limits, dpi=chosen.evidence_dpi, made=made)
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("decisions.json", as_json([dossier]))
        return path.read_bytes()


def evidence_of_many(chosen: Settings, found: Iterable[Dossier], *, made: datetime | None = None) -> bytes:
    """Return a ZIP with a pack for each consignment, and all findings as CSV; MOST_PACKS are as many as fit."""
    each = list(found)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("findings.csv", as_csv(each))
        for dossier in each:
            archive.writestr(f"{dossier.case.consignment}.zip", evidence(chosen, dossier, made=made))
    return file.getvalue()


def labels(chosen: Settings, found: Iterable[Dossier]) -> bytes:
    """Return corrected papers as a ZIP that `tallyman evaluate --papers papers --labels labels` reads.

    Of each document with a correction: its original, its papers as they stand now as label, and each corrected value
    beside what was read (`corrections.jsonl`), with its boxes. What nobody corrected stands as it was read: take
    consignments that an officer has gone through. `pairs.csv` has the goods of these papers with their codes, as
    `tallyman hs train` reads them.
    """
    file = io.BytesIO()
    told: list[str] = []
    pairs: dict[tuple[str, str], None] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for dossier in found:
            papers = {paper.id: paper for paper in dossier.report.consignment.papers}
            for sha256 in dict.fromkeys(papers[each.paper].sha256 for each in dossier.amendments):
                mine = [paper for paper in papers.values() if paper.sha256 == sha256]
                name = f"{sha256[:12]}-{Path(mine[0].file).name}"
                place = originals.find(chosen.originals, sha256)
                if place is not None:
                    archive.writestr(f"papers/{name}", place.read_bytes())
                pairs |= dict.fromkeys(pair for paper in mine for pair in _pairs(paper))
                label = [paper.model_dump(mode="json") for paper in mine]
                archive.writestr(f"labels/{name}.json", json.dumps(label, ensure_ascii=False, indent=1) + "\n")
            for each in dossier.amendments:
                paper = papers[each.paper]
                line_ = {"sha256": paper.sha256, "file": paper.file, "kind": paper.kind, "path": each.path,
                         "read": each.original, "is": each.corrected, "origin": paper.origin}  # fmt: skip
                told.append(json.dumps(line_, ensure_ascii=False))
        archive.writestr("corrections.jsonl", "".join(f"{each}\n" for each in told))
        archive.writestr("pairs.csv", _table(("description", "hs_code"), pairs))
    return file.getvalue()


def _pairs(paper: Paper) -> Iterator[tuple[str, str]]:
    """Yield the description and code of each goods line that has both."""
    for item in paper.goods:
        if item.description and item.description.value and item.hs_code and item.hs_code.value:
            yield item.description.value, item.hs_code.value


def _rows(found: Iterable[Dossier]) -> Iterator[list[str]]:
    for dossier in found:
        for key, row in zip(dossier.keys, finding_rows(dossier.report), strict=True):
            decision = dossier.standing.get(key) or dossier.standing.get("")
            told = [""] * len(DECIDED)
            if decision is not None:
                action = decision.action if decision.state == "standing" else f"{decision.action} (proposed)"
                told = [action, decision.reason, decision.account, decision.made_at.isoformat(), decision.second]
            yield [*row, *told]


def _originals(chosen: Settings, dossier: Dossier, folder: Path) -> list[Path]:
    """Return the kept files of a consignment under the names they came with."""
    names = _names(dossier.report)
    found = []
    for sha256 in dict.fromkeys([*dossier.documents, *names]):
        place = originals.find(chosen.originals, sha256)
        if place is None:
            continue
        copy = folder / sha256[:12] / (names.get(sha256) or sha256)
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(place, copy)
        found.append(copy)
    return found


def _names(report: Report) -> dict[str, str]:
    return {paper.sha256: Path(paper.file).name for paper in report.consignment.papers}
