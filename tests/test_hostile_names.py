"""Names and texts made to act: on a terminal, in a page, a mail, a table, a folder. Each is shown as what it is."""

import csv
import io
import json
import os
import smtplib
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import openpyxl
import pypdfium2
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from desk import accounts
from desk.pages.mounting import add_pages
from extractors.limits import Limits
from extractors.names import spelled, spoken
from flows import artifacts, line, notices
from flows.evidence import pack
from flows.inbox import survey
from flows.ledger import book
from flows.ledger.place import open_ledger
from flows.outputs import finding_rows
from flows.rounds import Round
from flows.settings import settings
from flows.sheets import harmless, write_xlsx
from models.report import Report
from tests.conftest import MakePdf
from tests.crews import Here

NAMES = {
    "no letters": b"\xff\xfe scan.pdf",
    "two lines": b"a\nb.pdf",
    "colours": b"\x1b[31mred\x1b[0m.pdf",
    "C1": b"e\xc2\x9b31m.pdf",
    "turned about": "invoice\u202efdp.exe.pdf".encode(),
    "markup": b"<img src=x onerror=alert(1)>.pdf",
    "formula": b"=HYPERLINK('x').pdf",
    "long": b"\xf0" * 250 + b".pdf",
}
SAMPLE = Path(__file__).parent.parent / "fixtures" / "consignments" / "granules-or-scrap"
SCRIPT = "<script>alert(1)</script>"
IMAGE = "<img src=x onerror=alert(2)>"
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "a;=1+1", "a\n=1+1", "a; @x", "a;\t-x"]


@pytest.fixture(params=NAMES)
def odd(request: pytest.FixtureRequest, pdf: MakePdf, tmp_path: Path) -> Path:
    """A paper under an odd name, alone in an inbox."""
    made = pdf("plain.pdf")
    (tmp_path / "inbox").mkdir()
    return made.rename(tmp_path / "inbox" / os.fsdecode(NAMES[request.param]))


def acts(text: str) -> bool:
    """Say whether text holds what acts on a terminal, but for the ends of lines."""
    return any(spelled(line) != line for line in text.split("\n"))


def test_a_paper_under_an_odd_name_is_checked_and_told(odd: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flows", "--debug", "check", odd, odd.parent, "--json", tmp_path / "r.json"]
    done = subprocess.run([*command, "--evidence", tmp_path / "e.zip"], capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert not acts(done.stdout.decode())
    assert not acts(done.stderr.decode())
    report = Report.model_validate_json((tmp_path / "r.json").read_text())
    assert [paper.file for paper in report.consignment.papers] == [spoken(odd.name)]
    with zipfile.ZipFile(tmp_path / "e.zip") as archive:
        assert not acts("\n".join(archive.namelist()))


def test_what_a_wrong_command_says_does_not_act(tallyman: Callable[..., Any]) -> None:
    done = tallyman("check", "\x1b[31mno-file\x9b.pdf", "--declaration", "\x1b]0;title\x07.csv")
    assert "no-file" in done.stdout + done.stderr
    assert not acts(done.stdout + done.stderr)


def test_a_value_does_not_act_on_the_terminal(tmp_path: Path, tallyman: Callable[..., Any]) -> None:
    (tmp_path / "a.csv").write_text("Packing list No. \x1b[31m4711,,\nDescription,HS code,Qty\n\x1b[2JPumps,841370,x\n")
    done = tallyman("check", tmp_path / "a.csv")
    assert "a.csv" in done.stdout
    assert not acts(done.stdout + done.stderr)
    (tmp_path / "lines.csv").write_text("description,hs_code\n\x1b[2JPumps,84\x1b[31mxx\n")
    assert not acts(tallyman("screen", tmp_path / "lines.csv", "--out", tmp_path / "out.csv").stderr)


def test_a_paper_under_an_odd_name_goes_through_an_inbox(odd: Path) -> None:
    chosen = settings(settle_seconds=0)
    engine = open_ledger(chosen.ledger)
    inbox = odd.parent
    assert sum(Round(engine, Here(), chosen).go(inbox).values()) == 1
    assert not list((inbox / ".taken").glob("*-*"))
    (word,) = [*inbox.glob("done/*.json"), *inbox.glob("review/*.json")]
    assert json.loads(word.read_text())["file"] == spoken(odd.name)
    assert word.with_name(word.name.removesuffix(".json")).read_bytes().startswith(b"%PDF")
    engine.dispose()


def test_names_that_are_spelled_alike_are_two_files(tmp_path: Path) -> None:
    for name in (b"a\x1b.pdf", b"a\\x1b.pdf"):
        (tmp_path / os.fsdecode(name)).write_bytes(name)
    assert [file.name for file in survey(tmp_path)] == ["a\\x1b.pdf", "a\\x1b.pdf (2)"]


def test_a_pipe_or_device_that_was_named_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.pdf")
    reading = line.read_files([tmp_path / "a.pdf", Path("/dev/zero")])
    assert [(entry.file, entry.code) for entry in reading.unread] == [("a.pdf", "not-opened"), ("zero", "not-opened")]


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_that_is_written_is_a_formula(cell: str, tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", "t", ["a"], [[cell]])
    (_, (read,)) = openpyxl.load_workbook(tmp_path / "a.xlsx").active.iter_rows()
    assert read.data_type == "s"
    for parting in (",", ";", "\t"):  # as spreadsheet programs of other countries part a CSV file
        written = io.StringIO(newline="")
        csv.writer(written).writerow([harmless(cell), "next"])
        rows = csv.reader(io.StringIO(written.getvalue(), newline=""), delimiter=parting)
        assert not [part for row in rows for part in row if part.strip()[:1] in {*"=+-@＝"}]


@pytest.mark.parametrize("number", ["-12.5", "+3", "1,200.00", "-5%"])
def test_a_number_stays_one(number: str) -> None:
    assert harmless(number) == number


def test_a_screened_list_holds_no_formula(tmp_path: Path, tallyman: Callable[..., Any]) -> None:
    (tmp_path / "lines.csv").write_text('description,hs_code,=note\n=cmd|x,841370,"@x"\nPumps,841370,-5\n')
    assert tallyman("screen", tmp_path / "lines.csv", "--out", tmp_path / "out.csv").returncode == 0
    with (tmp_path / "out.csv").open(newline="") as file:
        head, first, second = csv.reader(file)
    assert (head[2], first[0], first[2], second[2]) == ("'=note", "'=cmd|x", "'@x", "-5")


@pytest.fixture(scope="module")
def checked() -> Report:
    return line.check([SAMPLE])


@pytest.fixture
def marked(checked: Report) -> Report:
    """A report of papers whose names, numbers and goods are markup, with a finding that quotes them."""
    said = json.loads(checked.model_dump_json())
    for paper in said["consignment"]["papers"]:
        paper["file"] = f"{IMAGE}.pdf"
        paper["fields"]["number"] = {"value": SCRIPT, "raw": SCRIPT, "confidence": 1.0, "evidence": []}
        for goods in paper["goods"]:
            goods["description"] |= {"value": SCRIPT, "raw": SCRIPT}
    report = Report.model_validate(said)
    (finding, *_) = report.consignment.findings
    told = {"message": f"The goods are {SCRIPT}", "expected": IMAGE, "found": SCRIPT, "severity": "high"}
    spots = tuple(spot.model_copy(update={"text": IMAGE}) for spot in finding.evidence)
    judged = report.consignment.model_copy(
        update={"findings": (finding.model_copy(update={**told, "evidence": spots}),), "verdict": "mismatch"}
    )
    return report.model_copy(update={"consignment": judged})


def test_markup_is_text_in_the_evidence_pack(marked: Report, tmp_path: Path) -> None:
    pack(marked, [], [SAMPLE], tmp_path / "e.zip", limits=Limits(), dpi=72, made=datetime(2026, 11, 28, tzinfo=UTC))
    with zipfile.ZipFile(tmp_path / "e.zip") as archive:
        document = pypdfium2.PdfDocument(archive.read("report.pdf"))
    text = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    assert f"Thegoodsare{SCRIPT}" in text
    assert "".join(IMAGE.split()) in text


def test_markup_is_text_at_the_desk(marked: Report, tmp_path: Path) -> None:
    chosen = settings(data_dir=tmp_path / "desk")
    engine = open_ledger(chosen.ledger)
    accounts.add(engine, "officer", "officer", by="test", password="three green bales")
    book.keep_report(engine, "test", marked)
    app = FastAPI()
    add_pages(app, chosen, engine)
    with TestClient(app, headers={"accept": "text/html"}) as client:
        client.post("/sign-in", data={"name": "officer", "password": "three green bales"})
        for path in ("/queue", f"/consignments/{marked.consignment.id}"):
            answer = client.get(path)
            assert answer.status_code == 200
            assert SCRIPT not in answer.text
            assert IMAGE not in answer.text
        assert "alert(1)" in answer.text  # it is there, as text
    engine.dispose()


class Post(smtplib.SMTP):
    """A mail server that takes all."""

    sent: ClassVar[list[str]] = []

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def ehlo(self, name: str = "") -> Any: ...
    def has_extn(self, opt: str) -> bool:
        return False

    def send_message(self, msg: Any, *_: Any, **__: Any) -> Any:
        self.sent.append(msg.as_string())

    def __exit__(self, *_: object) -> None:
        pass


def test_no_text_of_a_paper_is_in_a_mail_or_in_prefect(marked: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = settings(notify_mail="a@example.org")
    engine = open_ledger(chosen.ledger)
    monkeypatch.setattr(smtplib, "SMTP", Post)
    notices.note(engine, chosen, marked)
    assert notices.deliver(engine, chosen) == 1
    shown: list[str] = []
    monkeypatch.setattr(artifacts, "create_table_artifact", lambda *told, **more: shown.append(repr((told, more))))
    artifacts.tell_consignment(chosen, marked)
    code = marked.consignment.findings[0].code
    for told in (*Post.sent, *shown):
        assert code in told
        assert "alert" not in told
    assert (len(Post.sent), len(shown)) == (1, 1)
    engine.dispose()


def test_findings_in_tables_hold_no_formula(marked: Report) -> None:
    (finding,) = marked.consignment.findings
    judged = marked.consignment.model_copy(update={"findings": (finding.model_copy(update={"found": "=1+1"}),)})
    (row,) = finding_rows(marked.model_copy(update={"consignment": judged}))
    assert "'=1+1" in [harmless(cell) for cell in row]
