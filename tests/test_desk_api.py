"""The API: upload to decision and out again, as a program uses it; exports, look-up, figures, webhooks."""

import csv
import io
import json
import threading
import time
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy import update
from sqlalchemy.orm import Session

from desk import uploads, webhooks
from desk.app import create_app
from flows.desk_settings import DeskSettings
from flows.labels import labels, wanted
from flows.ledger.casework import DeliveryRow
from flows.ledger.tables import now
from flows.settings import settings
from models.hs import corpus
from models.report import Report
from tests import caseload, holding
from tests.caseload import finding, report
from tests.conftest import BILL as AGREEING
from tests.conftest import Command, MakePdf
from tests.desk_client import Api, uploaded

Json = Any
BILL = tuple(line.replace("CSQU3054383", "MSKU1234565") for line in AGREEING)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("api")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TALLYMAN_DATA_DIR", str(folder))  # the worker processes read it from there
        app = create_app(settings(workers=1, desk=DeskSettings(webhook_private=True)), screens=False)
        with TestClient(app) as client:
            yield client


@pytest.fixture(scope="module")
def officer(client: TestClient) -> Api:
    return Api(client, "officer")


@pytest.fixture(scope="module")
def boss(client: TestClient) -> Api:
    return Api(client, "administrator")


@pytest.fixture(scope="module")
def engine(client: TestClient) -> Json:
    return client.app.state.office.engine  # type: ignore[attr-defined]


def test_a_finding_is_told_while_the_last_page_is_still_to_be_read(
    officer: Api, engine: Json, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.upload_work.errands.read_watched", holding.read_held)
    path = holding.three_pages(tmp_path / "three.pdf")
    files = [("files", (path.name, path.read_bytes(), "application/pdf"))]
    upload = officer.client.post("/api/v1/uploads", files=files, headers=officer.headers).json()

    def told(kind: str) -> list[Json]:
        return [each.content for each in uploads.events(engine, upload["id"]) if each.kind == kind]

    until = time.monotonic() + 90
    while not told("findings") and time.monotonic() < until:
        time.sleep(0.1)
    assert {each["code"] for each in told("findings")[-1]["findings"]} >= {"container-invalid"}
    assert [(each["page"], each["of"]) for each in told("page")] == [(1, 3), (2, 3)]
    assert officer.get(f"/uploads/{upload['id']}")["state"] == "reading"
    holding.key(officer.client.app.state.office.intake.folder).touch()  # type: ignore[attr-defined]
    assert "event: done" in officer.client.get(f"/api/v1/uploads/{upload['id']}/events", headers=officer.headers).text
    assert [each["page"] for each in told("page")] == [1, 2, 3]
    assert "container-invalid" in told("judged")[0]["codes"]


def test_from_upload_to_decision_and_out_again(officer: Api, pdf: MakePdf) -> None:
    upload = uploaded(officer, pdf("a.pdf"), pdf("b.pdf", BILL))
    (consignment,) = upload["consignments"]
    told = Report.model_validate(officer.get(f"/consignments/{consignment}/report"))
    assert len(told.consignment.papers) == 2
    found = officer.get(f"/consignments/{consignment}/findings")
    assert found[0]["decision"] is None
    body = {"action": "dismiss", "finding": found[0]["key"], "reason": "Seen the goods"}
    assert officer.post(f"/consignments/{consignment}/decisions", body)["state"] == "standing"
    assert officer.get(f"/consignments/{consignment}/findings")[0]["decision"]["reason"] == "Seen the goods"
    officer.post(f"/consignments/{consignment}/decisions", {"action": "confirm"})
    assert officer.get(f"/consignments/{consignment}")["state"] == "decided"
    page = officer.get(f"/consignments/{consignment}/pages/{told.consignment.papers[0].sha256}/1?dpi=72")
    assert page.headers["content-type"].startswith("image/")
    assert float(page.headers["x-page-width"]) > 500
    sha256 = told.consignment.papers[0].sha256
    original = officer.get(f"/consignments/{consignment}/originals/{sha256}")
    assert original.content.startswith(b"%PDF")
    assert "attachment" in original.headers["content-disposition"]


SAMPLE = Path(__file__).parent.parent / "fixtures" / "consignments" / "clean-coffee" / "invoice.pdf"


def scored(tallyman: Command, folder: Path) -> tuple[float, float]:
    """Return how `tallyman evaluate` scores the number and the kind of the labelled papers in a folder."""
    figures = folder / "figures.json"
    given = ["--papers", str(folder / "papers"), "--labels", str(folder / "labels"), "--langs", "eng"]
    done = tallyman("evaluate", *given, "--json", str(figures))
    assert done.returncode == 0, done.stderr
    found = json.loads(figures.read_text())["all"]
    return found["number"], found["kinds"]


def test_a_correction_is_exported_as_a_label_that_evaluate_reads(
    officer: Api, boss: Api, pdf: MakePdf, tmp_path: Path, tallyman: Command
) -> None:
    (consignment,) = uploaded(officer, pdf("l.pdf", ("COMMERCIAL INVOICE", "Invoice No: L-2024-77")))["consignments"]
    change = {"paper": "p1", "path": "fields.number", "text": "L-2024-78"}
    after = officer.post(f"/consignments/{consignment}/corrections", change)
    assert after["consignment"]["papers"][0]["fields"]["number"]["value"] == "L-2024-78"
    assert officer.client.post("/api/v1/exports/labels", json={"consignments": [consignment]}, headers=officer.headers
                               ).status_code == 403  # fmt: skip
    pack = boss.post("/exports/labels", {"consignments": [consignment]}, status=200)
    with zipfile.ZipFile(io.BytesIO(pack.content)) as archive:
        archive.extractall(tmp_path)
    ((paper, label),) = labels(tmp_path / "papers", tmp_path / "labels").items()
    (told,) = wanted(label, paper.name)
    assert told.fields.number is not None
    assert told.fields.number.value == "L-2024-78"
    assert scored(tallyman, tmp_path) == (0, 1)  # what was read is wrong by the label, the rest of the paper right
    line = json.loads((tmp_path / "corrections.jsonl").read_text())
    assert (line["read"]["value"], line["is"]["value"]) == ("L-2024-77", "L-2024-78")
    taken_back = officer.client.delete(
        f"/api/v1/consignments/{consignment}/corrections/{officer.get(f'/consignments/{consignment}/corrections')[0]['id']}",
        headers=officer.headers,
    )
    assert taken_back.json()["consignment"]["papers"][0]["fields"]["number"]["value"] == "L-2024-77"


def test_corrected_goods_are_exported_as_pairs_that_training_reads(officer: Api, boss: Api, tmp_path: Path) -> None:
    (consignment,) = uploaded(officer, SAMPLE)["consignments"]
    (item, *_) = officer.get(f"/consignments/{consignment}/report")["consignment"]["papers"][0]["goods"]
    change = {"paper": "p1", "path": "goods.0.hs_code", "text": "391510"}
    officer.post(f"/consignments/{consignment}/corrections", change)
    pack = boss.post("/exports/labels", {"consignments": [consignment]}, status=200)
    with zipfile.ZipFile(io.BytesIO(pack.content)) as archive:
        (tmp_path / "pairs.csv").write_bytes(archive.read("pairs.csv"))
    assert (item["description"]["value"], "391510") in corpus.pairs(tmp_path / "pairs.csv")


def test_exports_hold_decisions_and_no_formula(officer: Api, engine: Json) -> None:
    evil = finding("arithmetic", '=HYPERLINK("https://evil.example")')
    caseload.keep(engine, report("e1", evil), report("e2", finding("asbestos")))
    officer.post("/consignments/e2/decisions", {"action": "dismiss", "reason": "=1+1"})
    ids = ["e1", "e2", "nowhere"]
    told = officer.post("/exports", {"consignments": ids, "form": "csv"}, status=200).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(told)))
    assert [row["consignment"] for row in rows] == ["e1", "e2"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert rows[1]["decision"] == "dismiss"
    book = load_workbook(
        io.BytesIO(officer.post("/exports", {"consignments": ids, "form": "xlsx"}, status=200).content)
    )
    cells = [cell for row in book.active.iter_rows() for cell in row]  # type: ignore[union-attr]
    assert not any(cell.data_type == "f" for cell in cells)
    told = officer.post("/exports", {"consignments": ids, "form": "json"}, status=200)
    assert [each["report"]["consignment"]["id"] for each in told] == ["e1", "e2"]
    assert told[1]["decisions"][0]["action"] == "dismiss"


def test_evidence_packs_hold_originals_findings_and_decisions(officer: Api, pdf: MakePdf) -> None:
    ids = uploaded(officer, pdf("x.pdf"), pdf("y.pdf", BILL))["consignments"]
    one = officer.get(f"/consignments/{ids[0]}/export?form=evidence").content
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        names = archive.namelist()
        assert json.loads(archive.read("decisions.json"))[0]["case"]["consignment"] == ids[0]
    assert {"report.pdf", "report.json", "manifest.json", "originals/x.pdf", "originals/y.pdf"} <= set(names)
    assert any(name.startswith("findings/") for name in names)
    many = officer.post("/exports", {"consignments": ids, "form": "evidence"}, status=200).content
    with zipfile.ZipFile(io.BytesIO(many)) as archive:
        assert set(archive.namelist()) == {"findings.csv", f"{ids[0]}.zip"}


def test_the_queue_is_asked_filtered_and_paged(officer: Api, engine: Json) -> None:
    caseload.keep(engine, *(report(f"q{n}", finding("consent-expired")) for n in range(5)))
    first = officer.get("/consignments?code=consent-expired&limit=2&text=INV-q*")
    assert (len(first["cases"]), first["total"]) == (2, 5)
    second = officer.get(f"/consignments?code=consent-expired&limit=4&text=INV-q&cursor={first['following']}")
    assert len(second["cases"]) == 3
    assert officer.client.get("/api/v1/consignments?sort=colour", headers=officer.headers).status_code == 422


def test_errors_have_one_form_and_tell_nothing_of_the_inside(officer: Api, boss: Api) -> None:
    for answer, status in (
        (officer.client.get("/api/v1/consignments/nowhere", headers=officer.headers), 404),
        (officer.client.get("/api/v1/me"), 401),
        (officer.client.get("/api/v1/accounts", headers=officer.headers), 403),
        (officer.client.get("/api/v1/nothing", headers=officer.headers), 404),
        (officer.client.post("/api/v1/views", json={}, headers=officer.headers), 422),
        (officer.client.post("/api/v1/views", content=b"{", headers=officer.headers), 422),
        (officer.client.patch("/api/v1/accounts/administrator-1", json={"role": "viewer"}, headers=boss.headers), 403),
    ):
        told = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert (told["status"], answer.status_code) == (status, status)
        assert told["title"]
        assert told["detail"]


def test_assigning_to_others_is_for_supervisors(officer: Api, boss: Api, engine: Json) -> None:
    caseload.keep(engine, report("a1"))
    own = {"consignments": ["a1"], "assignee": "officer-1"}
    other = {"consignments": ["a1"], "assignee": "administrator-1"}
    assert officer.post("/consignments/assign", own, status=200) == {"changed": 1}
    officer.post("/consignments/assign", other, status=403)
    assert boss.post("/consignments/assign", other, status=200) == {"changed": 1}


def test_views_are_saved_shared_and_removed(officer: Api, boss: Api) -> None:
    officer.post("/views", {"name": "Mine", "query": {"assignee": "officer-1"}})
    officer.post("/views", {"name": "All", "query": {}, "shared": True}, status=403)
    shared = boss.post("/views", {"name": "Severe", "query": {"severity": "high"}, "shared": True})
    assert [view["name"] for view in officer.get("/views")] == ["Mine", "Severe"]
    gone = officer.client.delete(f"/api/v1/views/{shared['id']}", headers=officer.headers)
    assert gone.status_code == 404


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("854911", "hs", "8549.11"), ("lead-acid battery waste", "hs", ""), ("A1160", "waste", "A1160"),
        ("R4", "waste", "R4"), ("16 06 01*", "waste", "160601*"), ("UN 3480", "un", "UN 3480"),
        ("75-45-6", "chemical", "75-45-6"), ("R-22", "chemical", "75-45-6"),
    ],
)  # fmt: skip
def test_codes_descriptions_and_chemicals_are_looked_up(officer: Api, text: str, kind: str, code: str) -> None:
    found = officer.get("/look-up", params={"text": text})
    assert found, text
    assert found[0]["kind"] == kind
    assert not code or found[0]["code"] == code
    assert found[0]["label"]


def test_a_rule_is_told_with_how_often_it_was_right(officer: Api, engine: Json) -> None:
    for number in range(4):
        caseload.keep(engine, report(f"r{number}", finding("pop-controlled")))
    for number, action in enumerate(("confirm", "confirm", "dismiss")):
        key = officer.get(f"/consignments/r{number}/findings")[0]["key"]
        officer.post(f"/consignments/r{number}/decisions", {"action": action, "finding": key, "reason": "r"})
    rule = next(each for each in officer.get("/rules") if each["code"] == "pop-controlled")
    assert (rule["raised"], rule["confirmed"], rule["dismissed"], rule["open"]) == (4, 2, 1, 1)
    assert rule["hit_rate"] == 0.5
    assert rule["page"]


def test_pictures_have_figures(officer: Api, engine: Json) -> None:
    countries = {"country_of_export": caseload.read("DE"), "country_of_import": caseload.read("TR")}
    fields = caseload.Fields(number=caseload.read("S1"), **countries)
    caseload.keep(engine, report("s1", finding("hs-differs"), papers=[caseload.paper("S1", fields=fields)]))
    over_time = officer.get("/statistics/findings")
    assert over_time[-1]["codes"]["hs-differs"] >= 1
    assert {"origin": "DE", "destination": "TR", "cases": 1, "mismatches": 1, "findings": 1} in officer.get(
        "/statistics/routes"
    )
    (copper,) = (each for each in officer.get("/statistics/streams") if each["stream"] == "hs:74")
    assert copper["findings"] >= 1
    assert officer.get("/statistics/throughput?step=month")[-1]["cases"] >= 1
    assert sum(band["cases"] for band in officer.get("/statistics/confidence")) >= 1
    assert officer.get("/statistics/codes")[0]["raised"] >= 1


class Receiver:
    """Takes webhooks at a local port; the first `refusals` are answered with 500."""

    def __init__(self, refusals: int) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append((dict(self.headers.items()), body))
                self.send_response(500 if len(receiver.got) <= refusals else 200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def test_a_webhook_is_told_signed_and_again_until_it_is_taken(boss: Api, officer: Api, engine: Json) -> None:
    receiver = Receiver(refusals=1)
    made = boss.post("/webhooks", {"url": receiver.url, "events": ["decided"]})
    caseload.keep(engine, report("w1"))
    officer.post("/consignments/w1/decisions", {"action": "confirm"})
    until = time.monotonic() + 30
    while len(receiver.got) < 2 and time.monotonic() < until:
        time.sleep(0.2)
        with Session(engine) as session, session.begin():  # its turn has come, however long the pause is
            session.execute(update(DeliveryRow).where(DeliveryRow.state == "due").values(due_at=now()))
    headers, body = receiver.got[1]
    assert json.loads(body)["consignment"] == "w1"
    moment = int(headers["X-Tallyman-Signature"].split(",")[0].removeprefix("t="))
    assert headers["X-Tallyman-Signature"] == webhooks.signature(made["secret"], moment, body)
    assert receiver.got[0][1] == body
    receiver.server.shutdown()


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/x", "http://localhost:9/x", "http://169.254.169.254/latest", "http://[::1]/"]
)
def test_a_webhook_leads_into_no_inner_network_unless_that_is_set(url: str) -> None:
    assert "inner address" in (webhooks._inside(url) or "")


def test_the_log_is_read_by_supervisors_and_its_chain_holds(officer: Api, boss: Api) -> None:
    entries = boss.get("/log?limit=5")
    assert len(entries) == 5
    assert boss.get("/log/chain")["broken"] == []
    assert officer.client.get("/api/v1/log", headers=officer.headers).status_code == 403


def test_the_desk_says_that_it_works(client: TestClient, officer: Api) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json() == {"ledger": "ok", "room": "ok"}
    told = client.get("/metrics", headers=officer.headers).text
    assert "tallyman_requests_total" in told
    assert "tallyman_cases" in told


def test_the_description_has_an_example_and_shapes_of_errors(officer: Api) -> None:
    told = officer.get("/openapi.json")
    decide = told["paths"]["/api/v1/consignments/{consignment}/decisions"]["post"]
    assert decide["responses"]["422"]["content"]["application/problem+json"]["schema"]
    assert told["components"]["schemas"]["Decide"]["example"]
    assert told["components"]["securitySchemes"]


def test_a_token_makes_no_token(officer: Api) -> None:
    officer.post("/tokens", {"name": "more", "scopes": ["read"]}, status=403)
