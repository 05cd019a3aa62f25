"""The line: bad files beside good ones, identities, numbering, severities."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.rulebook import Entry
from flows import line
from models.errors import Damaged
from models.finding import Finding, Spot
from models.geometry import Box
from tests.conftest import BILL, INVOICE, MakePdf


def test_papers_are_numbered_over_the_whole_consignment(pdf: MakePdf) -> None:
    consignment, unread = line.read([pdf("b.pdf", BILL), pdf("a.pdf", INVOICE)])
    assert [paper.id for paper in consignment.papers] == ["p1", "p2"]
    assert [paper.file for paper in consignment.papers] == ["b.pdf", "a.pdf"]
    assert unread == []


def test_a_refused_file_is_named_and_the_others_are_read(pdf: MakePdf, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pdf"
    empty.touch()
    consignment, unread = line.read([empty, pdf("a.pdf"), tmp_path / "nowhere.pdf"])
    assert [paper.file for paper in consignment.papers] == ["a.pdf"]
    assert [(entry.file, entry.code) for entry in unread] == [("empty.pdf", "empty"), ("nowhere.pdf", "not-found")]


def test_a_fault_of_a_reader_costs_one_file(pdf: MakePdf, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = line.papers

    def faulty(source: line.Source, pages: Iterator[object]) -> list[object]:
        if source.name == "bad.pdf":
            raise ZeroDivisionError("by nought")
        return whole(source, pages)  # type: ignore[arg-type,return-value]

    monkeypatch.setattr(line, "papers", faulty)
    consignment, unread = line.read([pdf("bad.pdf", BILL), pdf("good.pdf")])
    assert [paper.file for paper in consignment.papers] == ["good.pdf"]
    assert unread[0].code == "unreadable"
    assert "ZeroDivisionError: by nought" in unread[0].message


def test_a_refusal_while_pages_are_drawn_is_an_outcome(pdf: MakePdf, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> Iterator[object]:
        raise Damaged("Cut off on page 2")
        yield

    monkeypatch.setattr(line, "pages", broken)
    _, unread = line.read([pdf("a.pdf")])
    assert (unread[0].code, unread[0].message.split(".")[0]) == ("damaged", "Cut off on page 2")


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    _, unread = line.read([tmp_path])
    assert unread[0].code == "no-pages"


def test_the_identity_depends_on_content_and_not_on_names(pdf: MakePdf) -> None:
    first, _ = line.read([pdf("one/a.pdf", BILL), pdf("one/b.pdf", INVOICE)])
    second, _ = line.read([pdf("two/z.pdf", INVOICE), pdf("two/y.pdf", BILL)])
    other, _ = line.read([pdf("three/a.pdf", BILL)])
    assert first.id == second.id != other.id


def test_an_archive_is_the_same_consignment_as_the_files_in_it(pdf: MakePdf, tmp_path: Path) -> None:
    files = [pdf("a.pdf", BILL), pdf("b.pdf", INVOICE)]
    with zipfile.ZipFile(tmp_path / "lot.zip", "w") as archive:
        for file in files:
            archive.write(file, file.name)
    assert line.read([tmp_path / "lot.zip"])[0].id == line.read(files)[0].id


def test_the_same_bytes_twice_are_one_paper(pdf: MakePdf) -> None:
    file = pdf("lot/a.pdf")
    pdf("lot/copy.pdf").write_bytes(file.read_bytes())
    assert len(line.read([file.parent])[0].papers) == 1
    readings = [line.read_files([file]), line.read_files([file.with_name("copy.pdf")])]
    assert len(line.assemble(readings)[0].papers) == 1


def test_two_bad_lots_are_two_consignments(tmp_path: Path) -> None:
    assert line.read([tmp_path / "one.pdf"])[0].id != line.read([tmp_path / "two.pdf"])[0].id


def test_a_declaration_is_one_more_paper_of_its_kind(pdf: MakePdf) -> None:
    readings = line.gather([pdf("a.pdf", BILL)], declaration=pdf("d.pdf", INVOICE))
    consignment, _ = line.assemble(readings)
    assert [paper.kind for paper in consignment.papers] == ["bill_of_lading", "customs_declaration"]


def test_a_setting_changes_a_severity_and_with_it_the_verdict(pdf: MakePdf, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object, **__: object) -> Iterator[Finding]:
        spot = Spot(paper="p1", page=1, box=Box(1, 1, 2, 2), text="x")
        texts = {"message": "m", "expected": "e", "found": "f"}
        yield Finding(code="arithmetic", severity="medium", certainty="papers_disagree", evidence=(spot,), **texts)

    monkeypatch.setattr("checks.rulebook.RULES", {"arithmetic": Entry(wrong, "medium")})
    paths = [pdf("a.pdf")]
    assert line.check(paths).consignment.verdict == "review"
    assert line.check(paths, severities={"arithmetic": "high"}).consignment.verdict == "mismatch"
    assert line.check(paths, severities={"arithmetic": "low"}).consignment.verdict == "consistent"
