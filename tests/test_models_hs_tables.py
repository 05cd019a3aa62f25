"""The nomenclature tables: every code of HS 2022 and no other, each with a label and terms."""

import csv
import hashlib
from pathlib import Path

import pytest

from models.hs import corpus
from models.hs.namesakes import namesakes
from models.reference.nomenclature import exists
from models.reference.table import rows

CODES = 5612
DIGEST = "f4ad2f09c49db819e0a3e2b6115a9cc73e7c45c87e51949774d40ce0ac2b837f"
SHARED = Path(__file__).parents[2] / "shared" / "hs" / "hs_nomenclature_H0_H6.csv"


def test_the_codes_are_those_of_hs_2022() -> None:
    ours = set(corpus.codes())
    held = {row["code"] for row in rows("hs_editions.csv") if row["level"] == "6" and exists(row["code"], "HS2022")}
    assert ours == held
    assert len(ours) == CODES
    assert hashlib.sha256("\n".join(sorted(ours)).encode()).hexdigest() == DIGEST


@pytest.mark.skipif(not SHARED.is_file(), reason="waits for ../shared/hs beside this checkout")
def test_the_codes_are_those_of_the_official_list() -> None:
    with SHARED.open(encoding="utf-8", newline="") as file:
        official = {r["code"] for r in csv.DictReader(file) if r["hs_version"] == "HS2022" and r["level"] == "6"}
    assert set(corpus.codes()) == official - {"999999"}  # what no code stands for


@pytest.mark.parametrize("chapter", corpus.chapters())
def test_every_code_has_a_label_and_stands_in_its_chapter_once(chapter: str) -> None:
    found = rows(f"hs/{chapter}.csv")
    codes = [row["code"] for row in found]
    assert len(codes) == len(set(codes))
    assert all(code.startswith(chapter) and len(code) in {2, 4, 6} for code in codes)
    assert [row["code"] for row in found if not row["label"].strip()] == []
    assert [code for code in codes if not exists(code, "HS2022")] == []


def test_a_name_stands_under_two_headings_only_where_it_is_truly_both() -> None:
    held = {row["name"].casefold(): set(row["headings"].split("/")) for row in rows("hs_namesakes.csv")}
    assert {name: {code[:4] for code in codes} for name, codes in namesakes().items()} == held
    for row in rows("hs_namesakes.csv"):  # and it is said what parts them
        assert all(heading in row["parted_by"] for heading in row["headings"].split("/")), row["name"]
