"""What tests of the desk stand on: a ledger with consignments in it, and people of each role."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from desk.people import ROLES, Person, Role
from flows import line
from flows.ledger import book
from flows.ledger.place import open_ledger
from models.field import Evidence, Field
from models.finding import Finding, Spot
from models.geometry import Box
from models.paper import Container, Fields, GoodsItem, Paper, Party
from models.report import Consignment, JudgedConsignment, Report

PEOPLE: dict[Role, Person] = {role: Person(f"{role}-1", role) for role in ROLES}
BOX = Box(10, 20, 110, 32)


def ledger(folder: Path, request: pytest.FixtureRequest | None = None) -> Engine:
    """Return a ledger in a folder, or on PostgreSQL where the parameter of a fixture says so."""
    if request is not None and request.param == "postgresql":
        return open_ledger(request.getfixturevalue("postgres").database())
    return open_ledger(f"sqlite:///{folder / 'ledger.sqlite'}")


def read(text: str, confidence: float = 0.9) -> Field[str]:
    return Field[str](value=text, raw=text, confidence=confidence, evidence=(Evidence(page=1, box=BOX),))


def paper(number: str, sha256: str = "a" * 64, **more: object) -> Paper:
    told: dict[str, object] = {
        "id": "p1", "file": f"{number}.pdf", "sha256": sha256, "pages": (1,), "kind": "commercial_invoice",
        "kind_confidence": 0.9, "origin": "ocr", "fields": Fields(number=read(number)),
        "parties": (Party(role="consignor", name=read("Rila Metals EOOD")),),
        "goods": (GoodsItem(description=read("Copper scrap"), hs_code=read("740400")),),
        "containers": (Container(number=read("CSQU3054383"), valid=True),),
    }  # fmt: skip
    return Paper.model_validate({**told, **more})


def finding(code: str, text: str = "x", severity: str = "high", paper_id: str = "p1") -> Finding:
    spot = Spot(paper=paper_id, page=1, box=BOX, text=text)
    told = {"message": f"{code} {text}", "expected": "e", "found": text}
    return Finding.model_validate({"code": code, "severity": severity, "certainty": "papers_disagree",
                                   "evidence": [spot], **told})  # fmt: skip


def report(identity: str, *findings: Finding, papers: Iterable[Paper] = ()) -> Report:
    verdict = (
        "mismatch" if any(each.severity == "high" for each in findings) else "review" if findings else "consistent"
    )
    judged = JudgedConsignment(
        id=identity, verdict=verdict, findings=findings, papers=tuple(papers) or (paper(f"INV-{identity}"),)
    )
    return Report(tallyman="0", reference={}, consignment=judged)


def keep(engine: Engine, *reports: Report, edition: str = "e1") -> None:
    for each in reports:
        book.keep_report(engine, edition, each)


def judged(*papers: Paper) -> Report:
    identity = line.consignment_id(each.sha256 for each in papers)
    numbered = tuple(each.model_copy(update={"id": f"p{n}"}) for n, each in enumerate(papers, start=1))
    return line.judge(Consignment(id=identity, papers=numbered), today=date(2026, 1, 1))


def container(number: str) -> Container:
    return Container(number=read(number), valid=False)
