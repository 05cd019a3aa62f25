"""The evidence pack: a report that can be read, originals, a manifest that holds, and the same bytes again."""

import hashlib
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from extractors.limits import Limits
from flows import line
from flows.evidence import pack
from models.report import Report
from tests.test_extractors_declared import SAD

SAMPLE = Path(__file__).parent.parent / "fixtures" / "consignments" / "granules-or-scrap"
MADE = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def report() -> Report:
    return line.check([SAMPLE])


def packed(report: Report, path: Path, *, made: datetime | None = MADE, originals: list[Path] | None = None) -> bytes:
    pack(report, [], originals or [SAMPLE], path, limits=Limits(), dpi=72, made=made)
    return path.read_bytes()


def test_the_pack_holds_report_originals_pictures_and_a_manifest_of_all(report: Report, tmp_path: Path) -> None:
    packed(report, tmp_path / "pack.zip")
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    assert set(manifest["files"]) == set(members)
    for name, facts in manifest["files"].items():
        assert facts == {"sha256": hashlib.sha256(members[name]).hexdigest(), "bytes": len(members[name])}
    assert manifest["made"] == "2026-11-28T12:00:00+00:00"
    assert {name for name in members if name.startswith("originals/")} == {
        f"originals/{path.name}" for path in SAMPLE.iterdir()
    }
    assert json.loads(members["report.json"])["consignment"]["id"] == report.consignment.id


def test_the_report_tells_each_finding_with_its_rule_basis_and_crops(report: Report, tmp_path: Path) -> None:
    packed(report, tmp_path / "pack.zip")
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        document = pypdfium2.PdfDocument(archive.read("report.pdf"))
    text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    pictures = [item for page in document for item in page.get_objects() if item.type == 3]
    for finding in report.consignment.findings:
        assert finding.code in text
        assert finding.basis[0] in text
    assert "To clear:" in text and "HS2022" in text and "2026-11-28 12:00:00" in text
    assert len(pictures) >= len(report.consignment.findings)


def test_the_same_input_gives_the_same_bytes_but_for_the_stamp(report: Report, tmp_path: Path) -> None:
    first, again = packed(report, tmp_path / "a.zip"), packed(report, tmp_path / "b.zip")
    later = packed(report, tmp_path / "c.zip", made=datetime(2026, 11, 29, tzinfo=UTC))
    assert first == again != later


def test_a_declaration_of_data_is_among_the_originals(tmp_path: Path) -> None:
    path = tmp_path / "sad.xml"
    path.write_text(SAD, encoding="utf-8")
    report = line.check([SAMPLE], declaration=path)
    packed(report, tmp_path / "pack.zip", originals=[SAMPLE, path])
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        assert archive.read("originals/sad.xml") == path.read_bytes()
        assert "report.pdf" in archive.namelist()
