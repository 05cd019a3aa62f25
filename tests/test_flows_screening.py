"""Screening declared lines: columns added, bad rows kept, any length, own weights."""

import csv
import io
import subprocess
from pathlib import Path

import pytest

from flows.screening import ADDED, Screened, screen
from tests.conftest import Command

LINES = """importer,hs_code,description
A,6109.10,"Cotton T-shirts, knitted"
B,870323,Frozen chicken drumsticks
C,610910,parts
D,,Wooden dining table
E,123456,Wooden dining table
F,854810,Used lead acid batteries
G,9403.60
"""


def screened(tmp_path: Path, text: str = LINES, **options: object) -> tuple[list[dict[str, str]], Screened]:
    source = tmp_path / "lines.csv"
    source.write_text(text, encoding="utf-8")
    out = io.StringIO()
    result = screen(source, out, **options)  # type: ignore[arg-type]
    return list(csv.DictReader(io.StringIO(out.getvalue()))), result


def test_columns_are_added_and_others_kept(tmp_path: Path) -> None:
    rows, result = screened(tmp_path)
    assert list(rows[0]) == ["importer", "hs_code", "description", *ADDED]
    assert [row["importer"] for row in rows] == list("ABCDEFG")
    assert result.rows == 7


def test_a_wrong_code_is_told_from_a_right_one(tmp_path: Path) -> None:
    rows, _ = screened(tmp_path)
    assert float(rows[0]["mismatch"]) < 0.2
    assert rows[0]["suggested_1"].startswith("6109")
    assert float(rows[1]["mismatch"]) > 0.9
    assert rows[1]["findings"] == "hs-description-mismatch"
    scores = [float(rows[1][f"score_{place}"]) for place in range(1, 6)]
    assert scores == sorted(scores, reverse=True)


def test_what_cannot_be_judged_has_no_probability(tmp_path: Path) -> None:
    rows, result = screened(tmp_path)
    assert (rows[2]["mismatch"], rows[2]["findings"]) == ("", "vague-description")
    assert rows[3]["mismatch"] == ""
    assert rows[3]["suggested_1"].startswith("9403")
    assert rows[4]["findings"] == "hs-invalid"
    assert "hs-outdated" in rows[5]["findings"].split(";")
    assert rows[6]["mismatch"] == ""
    assert result.bad == 1
    assert result.told == ["line 8: 2 cells where the header has 3"]


def test_expecting_fewer_wrong_codes_lowers_the_probability(tmp_path: Path) -> None:
    even, _ = screened(tmp_path)
    rare, _ = screened(tmp_path, wrong=0.01)
    assert float(rare[0]["mismatch"]) <= float(even[0]["mismatch"])


def test_several_workers_keep_the_order_and_say_the_same(tmp_path: Path) -> None:
    text = "description,hs_code\n" + "".join(f"Cotton T-shirts no. {at},610910\n" for at in range(5000))
    one, _ = screened(tmp_path, text)
    two, result = screened(tmp_path, text, workers=2)
    assert two == one
    assert result.rows == 5000


def test_the_command_writes_a_file_and_an_account(tallyman: Command, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text(LINES, encoding="utf-8")
    done = tallyman("screen", tmp_path / "lines.csv", "--out", tmp_path / "out.csv")
    assert done.returncode == 0
    assert "7 lines" in done.stderr
    assert len((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()) == 8


def test_a_file_without_the_columns_gives_2_and_one_line(tallyman: Command, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    done: subprocess.CompletedProcess[str] = tallyman("screen", tmp_path / "lines.csv")
    assert done.returncode == 2
    assert "description" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("8549.11",), "waste"),
        (("382471",), "followed by 3827.11"),
        (("290377",), "Montreal"),
        (("used", "lead", "acid", "batteries"), "8549.11"),
        (("spare parts",), "No word in it"),
    ],
)
def test_codes_and_texts_are_looked_up(tallyman: Command, words: tuple[str, ...], told: str) -> None:
    assert told in tallyman("hs", *words).stdout


def test_a_code_of_no_edition_gives_2(tallyman: Command) -> None:
    assert tallyman("hs", "9999.99").returncode == 2


def test_too_few_pairs_are_not_trained_on(tallyman: Command, tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text(LINES, encoding="utf-8")
    done = tallyman("hs", "train", tmp_path / "pairs.csv")
    assert done.returncode == 2
    assert "are needed" in done.stderr
