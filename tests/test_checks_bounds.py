"""What judging may cost: beyond its bounds a consignment is told as not judged, and never as found in order."""

import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checks import rulebook
from checks.bounds import Bounds
from checks.rulebook import Entry, judge
from flows import errands, line, outcomes
from flows.check_command import run_check
from flows.reading import Reading
from flows.settings import Settings, settings
from models.errors import JudgedTooSlow, TooManyLines
from models.finding import Finding
from models.report import Consignment
from tests.consignments import consignment, invoice, packing_list
from tests.consignments import line as goods

DAY = date(2026, 3, 2)
COFFEE = Path(__file__).parent.parent / "fixtures" / "consignments" / "clean-coffee"
PAPERS = consignment(
    invoice(*(goods(f"Steel bolts M{n}", "731815", net="10 KGM") for n in range(3))),
    packing_list(goods("Steel bolts", "391590", net="30 KGM")),
)


def test_more_lines_than_allowed_are_refused_by_name() -> None:
    assert judge(PAPERS, today=DAY, bounds=Bounds(lines=4))
    with pytest.raises(TooManyLines, match="4 goods lines, more than the 3 that are judged together"):
        judge(PAPERS, today=DAY, bounds=Bounds(lines=3))


def sleepy(_consignment: Consignment, _today: date) -> Iterator[Finding]:
    time.sleep(0.2)
    yield from ()


def test_judging_ends_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = {**rulebook.RULES, "asbestos": Entry(sleepy, "high")}
    monkeypatch.setattr(rulebook, "RULES", rules)
    with pytest.raises(JudgedTooSlow, match=r"0\.1 s"):
        judge(PAPERS, today=DAY, bounds=Bounds(seconds=0.1))


@pytest.mark.parametrize(
    ("bounds", "code"), [(Bounds(lines=3), "too-many-lines"), (Bounds(seconds=-1), "judged-too-slow")]
)
def test_the_report_names_the_fullest_paper_and_has_no_verdict_of_consistent(bounds: Bounds, code: str) -> None:
    report = line.judge(PAPERS, today=DAY, bounds=bounds)
    assert [(entry.file, entry.code) for entry in report.unread] == [("commercial_invoice.pdf", code)]
    assert (report.consignment.verdict, report.consignment.findings) == ("review", ())
    judged = outcomes.judged_in(report.consignment.id, report)
    assert "Hand the papers in as several consignments" in judged.message
    again = line.judge(PAPERS, report.unread, today=DAY)
    assert (again.unread, bool(again.consignment.findings)) == ((), True)  # the bounds were raised


def test_a_worker_and_the_command_keep_to_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYMAN_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TALLYMAN_JUDGED_LINES", "1")
    assert "too-many-lines" in errands.judge_one([Reading(papers=PAPERS.papers).model_dump_json()], {}, "{}")
    papers = [COFFEE / "invoice.pdf", COFFEE / "packing-list.pdf"]  # a line each
    asked: dict[str, Any] = {"declaration": None, "evidence": None, "settings": settings()}
    assert run_check(papers, json_file=tmp_path / "report.json", **asked) == 3
    (entry,) = json.loads((tmp_path / "report.json").read_text())["unread"]
    assert (entry["file"], entry["code"]) == ("invoice.pdf", "too-many-lines")


def test_judging_ends_itself_before_its_process_is_stopped() -> None:
    chosen = Settings(seconds_per_file=10)
    assert chosen.bounds.seconds < chosen.seconds_per_file
