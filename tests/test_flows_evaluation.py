"""`tallyman evaluate`: what counts as right, against labels in either form."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fixtures.generate import main as generate
from flows.evaluation import evaluate
from flows.labels import wanted
from flows.reliability import Reliability
from models.paper import Paper


def _drawn(folder: Path, *options: str) -> Path:
    generate(["--seed", "5", "--count", "2", "--out", str(folder), *options])
    return folder


def test_reading_and_judging_are_scored_against_the_labels(tmp_path: Path) -> None:
    told = evaluate(_drawn(tmp_path, "--plant", "none")).told()
    assert 0.5 < told["all"]["fields"] <= 1.0
    assert set(told["by_origin"]) == {"text_layer"}
    assert told["findings"]["through native PDF"]["clean"] == 2
    assert told["by_layout"]


def test_a_wrong_label_lowers_the_score_and_is_told(tmp_path: Path) -> None:
    folder = _drawn(tmp_path, "--plant", "none", "--kind", "commercial_invoice")
    before = evaluate(folder).told()["all"]["number"]
    label = next(path for path in sorted(folder.rglob("*.json")) if path.name != "consignment.json")
    papers = [Paper.model_validate(paper) for paper in json.loads(label.read_text(encoding="utf-8"))]
    number = papers[0].fields.number
    assert number is not None
    fields = papers[0].fields.model_copy(update={"number": number.model_copy(update={"value": "XX-0"})})
    wrong = papers[0].model_copy(update={"fields": fields})
    label.write_text(json.dumps([wrong.model_dump(mode="json")]), encoding="utf-8")
    after = evaluate(folder).told()
    assert after["all"]["number"] < before
    assert any("XX-0" in miss for miss in after["misses"])


def test_a_folder_without_labels_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"fixtures\.generate"):
        evaluate(tmp_path)


def test_labels_may_lie_in_a_folder_of_their_own(tmp_path: Path) -> None:
    folder = _drawn(tmp_path / "papers", "--plant", "none", "--kind", "packing_list")
    apart = tmp_path / "labels"
    apart.mkdir()
    for n, label in enumerate(sorted(folder.rglob("*.pdf.json"))):
        paper = label.with_suffix("")
        label.rename(apart / f"paper{n}.json")
        paper.rename(paper.with_name(f"paper{n}.pdf"))
    told = evaluate(folder, labelled=apart).told()
    assert set(told["by_layout"]) == {"paper0", "paper1"}
    assert told["all"]["kinds"] == 1.0


def test_the_short_form_of_a_label_gives_typed_values(tmp_path: Path) -> None:
    label = tmp_path / "list.json"
    label.write_text(
        '[{"pages": [1], "kind": "packing_list", "fields": {"date": "2025-03-12", "total_packages": "12 BG"},'
        ' "parties": {"consignor": "Rila Metals EOOD"}, "goods": [{"net_mass": "1200.50 KGM", "amount": "7.10"}]}]'
    )
    paper = wanted(label, "list.pdf")[0]
    assert paper.fields.date is not None
    assert paper.fields.date.value == date(2025, 3, 12)
    assert paper.fields.total_packages is not None
    assert (paper.fields.total_packages.value, paper.fields.total_packages.unit) == (12, "BG")
    assert paper.parties[0].role == "consignor"
    assert paper.goods[0].net_mass is not None
    assert paper.goods[0].net_mass.value == Decimal("1200.50")


def test_reliability_compares_stated_confidence_with_the_share_that_was_right() -> None:
    kept = Reliability()
    for n in range(10):
        kept.add(0.9, right=n > 0)
    kept.add(0.55, right=False)
    assert [(each.least, each.values, each.right) for each in kept.bins()] == [(0.5, 1, 0.0), (0.9, 10, 0.9)]
    assert kept.gap() == pytest.approx(0.05)
