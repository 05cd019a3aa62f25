"""The command line as people and scripts meet it: exit codes, streams, one-line errors, what is loaded."""

import json
import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from models.report import Report
from tests.conftest import BILL, Command, MakePdf

HEAVY = ("prefect", "prefect_dask", "spacy", "cv2", "sqlalchemy", "openpyxl", "fastapi", "pytesseract", "tesserocr")
LOADED = """
import sys
from flows.cli import main
sys.argv = ["tallyman", *sys.argv[1:]]
try:
    main()
finally:
    print(*(name for name in {heavy!r} if name in sys.modules), file=sys.stderr)
"""


def test_a_report_alone_goes_to_stdout(tallyman: Command, pdf: MakePdf) -> None:
    done = tallyman("check", pdf("a.pdf"), "--json", "-")
    assert Report.model_validate_json(done.stdout).consignment.papers[0].file == "a.pdf"
    assert done.returncode in {0, 1}
    assert done.stderr == ""


def test_a_table_names_paper_and_page(tallyman: Command, pdf: MakePdf, tmp_path: Path) -> None:
    done = tallyman("check", pdf("a.pdf"), "--json", tmp_path / "out" / "r.json")
    assert "a.pdf page 1" in done.stdout
    assert json.loads((tmp_path / "out" / "r.json").read_text())["report_version"] == 1


def test_an_unread_file_gives_3_and_the_report_names_it(tallyman: Command, pdf: MakePdf, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    done = tallyman("check", pdf("a.pdf"), tmp_path / "empty.pdf", "--json", "-")
    assert done.returncode == 3
    assert [entry["code"] for entry in json.loads(done.stdout)["unread"]] == ["empty"]


def test_reading_alone_has_no_findings(tallyman: Command, pdf: MakePdf) -> None:
    done = tallyman("read", pdf("a.pdf"), "--json", "-")
    assert done.returncode == 0
    assert json.loads(done.stdout)["consignment"]["findings"] == []


@pytest.mark.parametrize(
    "arguments", [("check",), ("chekc", "a.pdf"), ("check", "a.pdf", "--jason", "x"), ("batch", "nowhere"), ()]
)
def test_wrong_usage_gives_2_and_one_line(tallyman: Command, arguments: tuple[str, ...]) -> None:
    done = tallyman(*arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("tallyman: ")


def test_a_wrong_setting_is_told_in_one_line(
    tallyman: Command, own_data: Path, pdf: MakePdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_data / "tallyman.toml").write_text("wrokers = 2\n")
    done = tallyman("check", pdf("a.pdf"))
    assert done.returncode == 2
    assert "wrokers" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    (own_data / "tallyman.toml").write_text("workers = \n")
    assert tallyman("check", pdf("a.pdf")).returncode == 2
    (own_data / "tallyman.toml").write_text("[limits]\nmax_pagess = 2\n")
    assert "max_pagess" in tallyman("check", pdf("a.pdf")).stderr
    monkeypatch.setenv("TALLYMAN_WORKERS", "none")
    assert "workers" in tallyman("check", pdf("a.pdf")).stderr


def test_a_fault_is_one_line_and_a_traceback_with_debug(tallyman: Command, pdf: MakePdf, tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    arguments = ("read", pdf("a.pdf"), "--json", tmp_path / "folder.json")
    quiet, loud = tallyman(*arguments), tallyman(*arguments, "--debug")
    assert quiet.returncode == 2
    assert "Traceback" not in quiet.stderr
    assert "Traceback" in loud.stderr


def test_the_schema_is_printed(tallyman: Command) -> None:
    assert json.loads(tallyman("schema").stdout)["title"] == "Report"


def test_doctor_says_what_is_there(tallyman: Command) -> None:
    done = tallyman("doctor")
    assert "ledger sqlite:///" in done.stdout
    assert done.returncode == ("missing" in done.stdout)


def test_doctor_names_the_mend_for_a_missing_language(tallyman: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYMAN_LANGS", "eng+tlh")
    done = tallyman("doctor")
    assert done.returncode == 1
    assert "tesseract-ocr-tlh" in done.stdout or "brew install" in done.stdout


def test_a_native_pdf_is_checked_without_heavy_imports(pdf: MakePdf) -> None:
    code = LOADED.format(heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", code, "check", str(pdf("a.pdf"))], capture_output=True, text=True, check=False
    )
    assert done.returncode in {0, 1}, done.stderr
    assert done.stderr.split() == []


def test_an_evidence_pack_holds_what_its_manifest_says(tallyman: Command, pdf: MakePdf, tmp_path: Path) -> None:
    import hashlib

    pack = tmp_path / "pack.zip"
    lines = tuple(line.replace("390210", "999999") for line in BILL)
    table = ("COMMERCIAL INVOICE", "Invoice No: A-100", "Description HS Code Quantity", "Pumps 999999 1200 KG")
    done = tallyman(
        "check", pdf("a.pdf", table), pdf("b.pdf", lines), "--evidence", pack, "--json", tmp_path / "r.json"
    )
    assert done.returncode in {0, 1}, done.stderr
    findings = json.loads((tmp_path / "r.json").read_text())["consignment"]["findings"]
    with zipfile.ZipFile(pack) as archive:
        files = json.loads(archive.read("manifest.json"))["files"]
        assert set(files) == set(archive.namelist()) - {"manifest.json"}
        assert {"report.json", "originals/a.pdf", "originals/b.pdf"} <= set(files)
        pictures = [name for name in files if name.endswith(".png")]
        assert len(pictures) == len(findings)
        for name, facts in files.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == facts["sha256"]
        for name in pictures:
            assert Image.open(BytesIO(archive.read(name))).width > 500


def test_output_into_a_closed_pipe_is_no_crash(pdf: MakePdf) -> None:
    command = [sys.executable, "-m", "flows", "check", str(pdf("a.pdf")), "--json", "-"]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ)
    assert program.stdout is not None
    program.stdout.close()
    assert program.stderr is not None
    assert b"Traceback" not in program.stderr.read()
    program.wait(60)
