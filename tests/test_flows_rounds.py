"""Recheck, erasure, notices, metrics and slots: what the scheduled flows do, without the flows."""

import hmac
import json
import os
import shutil
import smtplib
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from checks.history import History
from flows import erasure, errands, notices, originals, slots
from flows.inbox import InboxFile
from flows.ledger import book
from flows.ledger.place import open_ledger
from flows.ledger.tables import ConsignmentRow, FileRow, FindingRow, NoticeRow, PaperRow, ReadingRow, Row
from flows.metrics import exposition
from flows.rejudging import Rejudging
from flows.rounds import Round
from flows.settings import Settings, settings
from models.report import Report
from tests.conftest import BILL, MakePdf
from tests.crews import Here


class Judges(Here):
    def read(self, files: Iterable[InboxFile]) -> Any:
        raise AssertionError("a paper was read again")

    def judge_again(self, reports: Iterable[tuple[int, Report, History]]) -> Iterator[tuple[int, Report | Exception]]:
        for number, report, history in reports:
            told = errands.judge_again(report.model_dump_json(), settings().severities, history.model_dump_json())
            yield number, Report.model_validate_json(told)


@pytest.fixture
def chosen(own_data: Path) -> Settings:
    return settings(settle_seconds=0)


@pytest.fixture
def engine(chosen: Settings) -> Engine:
    return open_ledger(chosen.ledger)


SAMPLE = Path(__file__).parent.parent / "fixtures" / "consignments" / "granules-or-scrap"
PEOPLE = ("Westerloo", "Yilmazer", "Pacifica")


@pytest.fixture
def swept(engine: Engine, chosen: Settings, pdf: MakePdf, tmp_path: Path) -> Path:
    """An inbox in which two consignments have come to their end; they share a paper."""
    pdf("inbox/one/bill.pdf", BILL)
    for lot, papers in (("one", ["invoice.pdf"]), ("two", ["invoice.pdf", "bill-of-lading.pdf"])):
        for paper in papers:
            (tmp_path / "inbox" / lot).mkdir(exist_ok=True)
            shutil.copy(SAMPLE / paper, tmp_path / "inbox" / lot / paper)
    Round(engine, Here(), chosen).go(tmp_path / "inbox")
    return tmp_path / "inbox"


def rows(engine: Engine, table: type[Row]) -> list[Any]:
    with Session(engine, expire_on_commit=False) as session:
        return list(session.scalars(select(table)))


def test_a_new_edition_judges_stored_papers_and_reads_none(
    swept: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Rejudging(engine, Judges(), settings()).go() == {"judged": 0, "changed": 0, "failed": 0, "up_to_date": 2}
    before = {row.consignment: row for row in rows(engine, ConsignmentRow)}
    monkeypatch.setenv("TALLYMAN_SEVERITIES", '{"hs-differs": "low", "price-implausible": "medium"}')
    assert Rejudging(engine, Judges(), settings()).go() == {"judged": 2, "changed": 2, "failed": 0, "up_to_date": 0}
    assert Rejudging(engine, Judges(), settings()).go()["up_to_date"] == 2
    newest = {report.consignment.id: report for _, _, report in book.newest_reports(engine)}
    assert set(newest) == set(before)
    for identity, report in newest.items():
        old = Report.model_validate_json(before[identity].report)
        assert report.consignment.papers == old.consignment.papers
        assert {finding.code for finding in report.consignment.findings if finding.severity == "medium"}
    assert len(rows(engine, ConsignmentRow)) == 4


def test_a_pass_that_was_killed_goes_on(swept: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYMAN_SEVERITIES", '{"hs-differs": "low", "price-implausible": "medium"}')

    class Tired(Judges):
        def judge_again(self, reports: Any) -> Any:
            yield next(super().judge_again(reports))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Rejudging(engine, Tired(), settings()).go()
    assert Rejudging(engine, Judges(), settings()).go() == {"judged": 1, "changed": 1, "failed": 0, "up_to_date": 1}


def test_erasing_a_consignment_leaves_nothing_of_it_and_all_of_the_others(
    swept: Path, engine: Engine, chosen: Settings
) -> None:
    one, two = sorted({(row.lot, row.consignment) for row in rows(engine, FileRow)})
    mine = {row.name: row.sha256 for row in rows(engine, FileRow)}
    picture = chosen.data_dir / erasure.PICTURES / mine["one/bill.pdf"] / "1.png"
    picture.parent.mkdir(parents=True)
    picture.touch()
    assert erasure.by_consignment(engine, chosen, one[1])
    assert not erasure.by_consignment(engine, chosen, one[1])
    assert originals.find(chosen.originals, mine["one/bill.pdf"]) is None
    assert originals.find(chosen.originals, mine["one/invoice.pdf"]) is not None  # part of the other as well
    assert not picture.parent.exists()
    assert sorted(path.name for path in swept.glob("[dr]*/*")) == ["two", "two.json"]
    for table in (ConsignmentRow, PaperRow):
        assert {row.consignment for row in rows(engine, table)} == {two[1]}
    assert mine["one/bill.pdf"] not in {row.sha256 for row in rows(engine, ReadingRow)}
    left = {row.report_id for row in rows(engine, FindingRow)}
    assert left <= {row.id for row in rows(engine, ConsignmentRow)}
    erased = [row for row in rows(engine, FileRow) if row.consignment == one[1]]
    assert [row.name for row in erased] == [f"erased-{row.id}" for row in erased]


def test_what_is_older_than_it_is_to_be_kept_is_erased(swept: Path, engine: Engine, chosen: Settings) -> None:
    nothing = {"reports": 0, "readings": 0, "originals": 0}
    assert erasure.by_age(engine, chosen) == nothing
    keep = settings(keep_days={"originals": 10, "readings": 20, "reports": 30})
    assert erasure.by_age(engine, keep) == nothing
    old = time.time() - 11 * 86_400
    for _, path in originals.every(chosen.originals):
        os.utime(path, (old, old))
    assert erasure.by_age(engine, keep)["originals"] == 3
    with Session(engine) as session, session.begin():
        session.execute(update(ConsignmentRow).values(judged_at=_days_ago(31)))
        session.execute(update(ReadingRow).values(read_at=_days_ago(21)))
    assert erasure.by_age(engine, keep)["reports"] == 2
    assert rows(engine, ConsignmentRow) == rows(engine, FindingRow) == rows(engine, ReadingRow) == []


def _days_ago(days: int) -> Any:
    from datetime import timedelta

    from flows.ledger.tables import now

    return now() - timedelta(days=days)


@contextmanager
def receiver(*answers: int) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A web server that keeps what it is sent, and answers in turn; the last answer stays."""
    got: list[tuple[dict[str, str], bytes]] = []
    left = list(answers)

    class Keep(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(left.pop(0) if len(left) > 1 else left[0])
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Keep)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hook", got
    finally:
        server.shutdown()
        server.server_close()


def high(engine: Engine) -> Report:
    from flows.ledger.book import newest_reports

    report = max((report for _, _, report in newest_reports(engine)), key=lambda found: len(found.consignment.findings))
    finding = report.consignment.findings[0].model_copy(update={"severity": "high"})
    judged = report.consignment.model_copy(update={"findings": (finding,), "verdict": "mismatch"})
    return report.model_copy(update={"consignment": judged})


def due_now(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        session.execute(update(NoticeRow).values(due_at=_days_ago(0)))


def test_a_high_finding_is_told_once_and_again_until_it_arrives(swept: Path, engine: Engine) -> None:
    with receiver(500, 503, 204) as (url, got):
        told = settings(notify_webhook=url, notify_secret="s3cret")
        for _ in range(2):  # judged again to the same
            notices.note(engine, told, high(engine))
        assert [notices.deliver(engine, told) for _ in range(2)] == [0, 0]  # refused, then not due yet
        due_now(engine)
        assert notices.deliver(engine, told) == 0
        due_now(engine)
        assert notices.deliver(engine, told) == 1
        due_now(engine)
        assert notices.deliver(engine, told) == 0
    assert len(got) == 3
    headers, body = got[-1]
    content = json.loads(body)
    assert headers["X-Tallyman-Signature"] == "sha256=" + hmac.new(b"s3cret", body, "sha256").hexdigest()
    assert {json.loads(each)["id"] for _, each in got} == {content["id"]}
    assert content["link"].endswith(f"/consignments/{content['consignment']}")
    assert not any(name in body.decode() for name in PEOPLE)


def test_a_program_killed_between_sending_and_marking_sends_again(
    swept: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver(200) as (url, got):
        told = settings(notify_webhook=url)
        notices.note(engine, told, high(engine))
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(notices, "_mark_sent", _killed)
            notices.deliver(engine, told)
        assert notices.deliver(engine, told) == 1
    assert len(got) == 2
    assert got[0][1] == got[1][1]


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_findings_below_high_are_not_told(swept: Path, engine: Engine) -> None:
    told = settings(notify_webhook="http://127.0.0.1:9/")
    calm = high(engine)
    finding = calm.consignment.findings[0].model_copy(update={"severity": "medium"})
    judged = calm.consignment.model_copy(update={"findings": (finding,)})
    notices.note(engine, told, calm.model_copy(update={"consignment": judged}))
    assert rows(engine, NoticeRow) == []


class MailServer(socketserver.StreamRequestHandler):
    """Takes mails, as much of SMTP as that takes."""

    got: list[bytes] = []  # noqa: RUF012

    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        while line := self.rfile.readline():
            word = line.split()[0].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                mail = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    mail += part
                self.got.append(mail)
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


def test_a_high_finding_is_told_by_mail(swept: Path, engine: Engine) -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), MailServer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        told = settings(notify_mail="duty@example.org", smtp=f"smtp://127.0.0.1:{server.server_address[1]}")
        notices.note(engine, told, high(engine))
        assert notices.deliver(engine, told) == 1
        server.shutdown()
    (mail,) = MailServer.got
    assert b"To: duty@example.org" in mail
    assert b"/consignments/c" in mail
    assert not any(name.encode() in mail for name in PEOPLE)
    assert smtplib.SMTP_PORT == 25


def test_metrics_count_what_stands_in_the_ledger_and_name_nobody(
    swept: Path, engine: Engine, chosen: Settings, tmp_path: Path
) -> None:
    (swept / "waits.pdf").touch()
    text, kind = exposition(engine, settings(inbox=swept))
    told = text.decode()
    assert kind.startswith("text/plain")
    files = [line for line in told.splitlines() if line.startswith("tallyman_files{")]
    assert sum(float(line.split()[-1]) for line in files) == 4
    assert "tallyman_inbox_waiting 1.0" in told
    assert 'tallyman_findings{code="hs-differs",severity="high"}' in told
    assert not any(word in told for word in (*PEOPLE, "invoice.pdf", str(tmp_path)))


HOLDER = """
import sys, time
from pathlib import Path
from flows import slots
with slots.taken(Path(sys.argv[1]), 2):
    print(time.monotonic(), flush=True)
    time.sleep(0.4)
    print(time.monotonic(), flush=True)
"""


def test_no_more_read_at_once_on_a_machine_than_there_are_slots(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    programs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(5)]
    spans = [tuple(map(float, program.communicate(timeout=120)[0].split())) for program in programs]
    for start, _ in spans:
        assert sum(begin <= start < end for begin, end in spans) <= 2


def test_a_killed_program_leaves_its_slot_free(tmp_path: Path) -> None:
    code = "import os, sys; from pathlib import Path; from flows import slots; "
    code += "slots.taken(Path(sys.argv[1]), 1).__enter__(); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    with slots.taken(tmp_path, 1):
        pass
