import json
from pathlib import Path

import pytest

from fixtures.generate import main as generate
from flows.evaluation import evaluate
from models.paper import Paper


def _drawn(folder: Path, *options: str) -> Path:
    generate(["--seed", "5", "--count", "2", "--out", str(folder), *options])
    return folder


def test_reading_and_judging_are_scored_against_the_labels(tmp_path: Path) -> None:
    told = evaluate(_drawn(tmp_path, "--plant", "none")).told()
    assert 0.5 < told["all"]["fields"] <= 1.0
    assert set(told["by_origin"]) == {"text_layer"}
    assert told["findings"]["clean_consignments"] == 2
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
