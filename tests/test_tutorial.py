"""docs/tutorial.md, followed from the first command to the last; its work at the desk through the API."""

import shutil
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from desk.app import create_app
from flows.settings import settings
from tests.desk_client import Api, uploaded
from tests.walkthrough import ROOT, follow

pytestmark = pytest.mark.timeout(900)  # whole programs, on a machine that others use as well
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")


def test_every_command_prints_what_the_tutorial_says(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "fixtures" / "consignments", tmp_path / "fixtures" / "consignments")
    assert follow(TUTORIAL, tmp_path) == 8
    report = zipfile.ZipFile(tmp_path / "pack.zip").read("report.pdf")
    assert report.startswith(b"%PDF")


@pytest.fixture
def officer() -> Iterator[Api]:
    with TestClient(create_app(settings(workers=1), screens=False)) as client:
        yield Api(client, "officer")


def test_the_work_at_the_desk_goes_as_the_tutorial_says(officer: Api) -> None:
    papers = sorted((ROOT / "fixtures" / "consignments" / "scanned-movement").iterdir())
    case = uploaded(officer, *papers)["files"][0]["consignment"]
    found = officer.get(f"/consignments/{case}/findings")
    assert [each["finding"]["code"] for each in found] == ["mass-differs"]

    read = officer.get(f"/consignments/{case}/report")["consignment"]["papers"]
    document = next(paper["id"] for paper in read if paper["kind"] == "waste_movement_document")
    told = {"paper": document, "path": "fields.notification_number", "text": "IE 316204"}
    judged = officer.post(f"/consignments/{case}/corrections", told)["consignment"]
    assert [finding["code"] for finding in judged["findings"]] == ["mass-differs"]
    corrected = next(paper for paper in judged["papers"] if paper["id"] == document)
    assert corrected["fields"]["notification_number"]["value"] == "IE 316204"

    reason = "weighed again: ticket 4711"
    decision = {"action": "dismiss", "finding": found[0]["key"], "reason": reason}
    officer.post(f"/consignments/{case}/decisions", decision)
    assert officer.get(f"/consignments/{case}/findings")[0]["decision"]["reason"] == reason
    pack = officer.get(f"/consignments/{case}/export", params={"form": "evidence"})
    assert {"report.pdf", "report.json"} <= set(zipfile.ZipFile(BytesIO(pack.content)).namelist())
