"""Papers that people made, read and scored against labels written by eye; they lie beside the checkout, or not at all.

The floors stand just below what was measured, so that a change that reads these papers worse is seen.
"""

import json
import random
from pathlib import Path

import pytest

from fixtures.rescan import rescan
from flows import line
from flows.evaluation import Evaluation, evaluate
from flows.labels import labels, wanted
from tests.filled_forms import MOVEMENT, NOTIFICATION, UNUSED_MOVEMENT, fill

HERE = Path(__file__).parent
PAPERS = HERE.parent.parent / "shared" / "papers"
LABELS = HERE / "labels"
BLANK = ("DV06", "DV14", "DV15")

needs_papers = pytest.mark.skipif(not PAPERS.is_dir(), reason="waits for ../shared/papers beside this checkout")


def test_every_label_of_a_real_paper_can_be_read() -> None:
    for label in LABELS.glob("*.json"):
        papers = wanted(label, label.stem)
        assert papers
        assert all(paper.pages for paper in papers)
        assert not any(paper.goods for paper in papers if paper.kind == "other")


@pytest.fixture(scope="module")
def as_they_came() -> Evaluation:
    return evaluate(PAPERS, labelled=LABELS)


@needs_papers
@pytest.mark.timeout(1_200)
def test_real_papers_with_a_text_layer_are_read(as_they_came: Evaluation) -> None:
    read = as_they_came.told()["by_origin"]["text_layer"]
    assert read["kinds"] >= 0.95
    assert read["fields"] >= 0.91
    assert read["parties"] >= 0.94
    assert read["goods rows"] >= 0.79


@needs_papers
@pytest.mark.timeout(1_200)
def test_real_papers_as_scans_are_read(tmp_path: Path) -> None:
    for path in labels(PAPERS, LABELS):
        if path.suffix == ".pdf":
            rescan(path, tmp_path / path.name, "scan", random.Random(f"7 {path.name}"))
    read = evaluate(tmp_path, labelled=LABELS).told()["all"]
    assert read["kinds"] >= 0.95
    assert read["fields"] >= 0.86
    assert read["parties"] >= 0.78
    assert read["goods rows"] >= 0.40


@needs_papers
def test_blank_forms_give_no_goods(as_they_came: Evaluation) -> None:
    invented = [m for m in as_they_came.whole.misses if m.startswith(BLANK) and "goods row invented" in m]
    assert len(invented) <= 1


@needs_papers
def test_official_waste_forms_filled_by_us_are_read_block_by_block(tmp_path: Path) -> None:
    for name, told in (
        ("DV16_MovementMergeTemplate.docx", [MOVEMENT]),
        ("DV16_NotificationMergeTemplate.docx", [NOTIFICATION, UNUSED_MOVEMENT]),
    ):
        fill(PAPERS / name, tmp_path / name)
        (tmp_path / f"{name}.json").write_text(json.dumps(told))
    read = evaluate(tmp_path).told()["all"]
    assert read["kinds"] == 1.0
    assert read["fields"] >= 0.95
    assert read["parties"] >= 0.95
    assert read["goods rows"] >= 0.95


@needs_papers
def test_an_official_waste_form_that_nobody_filled_in_gives_no_goods(tmp_path: Path) -> None:
    for path in PAPERS.glob("DV16_*.docx"):
        consignment, unread = line.read([path])
        assert not unread
        assert not [item for paper in consignment.papers for item in paper.goods]
