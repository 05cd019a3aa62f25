"""Scoring of declared lines: what is counted, by which groups, beside which methods."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from flows.declared_lines import labelled
from flows.line_scoring import auc, calibration_error, score_lines
from models.hs.disguises import KINDS, Disguises
from models.hs.scorer import scorer
from tests.conftest import Command

LINES = [
    ("Cotton T-shirts, knitted", "610910", "a", "en"),
    ("COTTON T-SHIRTS KNITTED 200 PCS", "610910", "a", "en"),
    ("Frozen chicken drumsticks", "020714", "a", "en"),
    ("Wooden dining table", "940360", "a", "en"),
    ("Laptop computers", "847130", "b", "en"),
    ("Used lead acid batteries", "854911", "b", "en"),
    ("Pneus usagés", "401220", "b", "fr"),
    ("Roasted coffee beans", "090121", "b", "en"),
    ("Diesel generator 100 kVA", "850212", "b", "en"),
    ("Polypropylene granules", "390210", "b", "en"),
]


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "lines.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["description", "hs6_2022", "source", "lang"])
        writer.writerows(LINES)
    return path


def test_a_template_counts_once(lines: Path) -> None:
    assert len(labelled(lines)) == len(LINES) - 1
    assert len(labelled(lines, once=False)) == len(LINES)


def test_figures_by_group_and_method(lines: Path) -> None:
    figures = score_lines(labelled(lines), scorer())
    assert set(figures) == {"all", "source a", "source b", "language en", "language fr"}
    assert set(figures["all"]) == {"engine", "bm25 over labels", "tf-idf neighbours"}
    engine = figures["all"]["engine"]
    assert engine["lines"] == len(LINES) - 1
    assert engine["hs4 top-5"] >= engine["hs4 top-1"] >= 0.7
    assert engine["auc"] > 0.9


def test_the_command_prints_and_writes_the_figures(tallyman: Command, lines: Path, tmp_path: Path) -> None:
    done = tallyman("evaluate", "--lines", lines, "--json", tmp_path / "figures.json")
    assert done.returncode == 0, done.stderr
    assert "engine" in done.stdout
    assert "auc" in json.loads((tmp_path / "figures.json").read_text())["all"]["engine"]


def test_auc_counts_ties_half() -> None:
    one = np.array([0.1, 0.5], np.float32)
    assert auc(one, np.array([0.9, 0.6], np.float32)) == 1.0
    assert auc(one, one) == 0.5


def test_calibration_error_of_a_sure_and_wrong_judge_is_one() -> None:
    sure = np.ones(10, np.float32)
    assert calibration_error(sure, np.zeros(10, bool)) == pytest.approx(1.0)
    assert calibration_error(sure, np.ones(10, bool)) == pytest.approx(0.0)


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_code_is_of_another_heading(kind: str) -> None:
    import random

    disguises = Disguises(scorer().weights.codes)
    dice = random.Random(1)
    for true in ("391510", "610910", "850710", "290344"):
        drawn = disguises.draw(true, kind, dice)  # type: ignore[arg-type]
        assert drawn.code[:4] != true[:4]
    assert disguises.draw("391510", "chapter", dice).code.startswith("39")
