"""One consignment as an officer opens it: the newest report, its documents, and what was decided and corrected."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from desk import corrections, decisions
from desk.cases import Case, case_of, in_sight
from desk.corrections import Amendment
from desk.decisions import Decision
from desk.people import Person
from flows import audit
from flows.identity import finding_keys
from flows.ledger import documents
from flows.ledger.casework import CaseRow
from flows.ledger.documents import Document
from flows.ledger.tables import ConsignmentRow
from models.report import Report


@dataclass(frozen=True, slots=True)
class Dossier:
    """`keys` are of the report's findings, in order; `standing` is by key (empty: the consignment as a whole)."""

    case: Case
    report: Report
    edition: str
    keys: list[str]
    standing: dict[str, Decision]
    history: list[Decision]
    amendments: list[Amendment]
    documents: dict[str, Document]


def open_dossier(engine: Engine, person: Person, consignment: str, *, note: bool = True) -> Dossier | None:
    """Return the dossier of a consignment that `person` may see, else None; the log says who opened it (`note`)."""
    with Session(engine) as session:
        asked = select(CaseRow, ConsignmentRow).join(ConsignmentRow, CaseRow.report_id == ConsignmentRow.id)
        found = session.execute(asked.where(CaseRow.consignment == consignment, *in_sight(person))).one_or_none()
        if found is None:
            return None
        case, edition, content = case_of(found[0]), found[1].edition, found[1].report
    report = Report.model_validate_json(content)
    history = decisions.history(engine, consignment)
    if note:
        audit.note(engine, person.name, "open", consignment)
    return Dossier(
        case=case,
        report=report,
        edition=edition,
        keys=finding_keys(report.consignment, report.consignment.findings),
        standing=decisions.current(history),
        history=history,
        amendments=corrections.of_report(engine, report),
        documents={each.sha256: each for each in documents.of(engine, consignment)},
    )


def original(store: Path, dossier: Dossier, sha256: str) -> Path | None:
    """Return the kept bytes of a document of the dossier, None where they are not kept or it is of no paper here."""
    from flows import originals

    known = {*dossier.documents, *(paper.sha256 for paper in dossier.report.consignment.papers)}
    return originals.find(store, sha256) if sha256 in known else None
