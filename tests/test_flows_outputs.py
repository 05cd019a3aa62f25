"""What a batch writes: nothing that a spreadsheet runs, nothing half written, the same bytes again."""

import re
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sheets import harmless, write_xlsx
from flows.writing import replacing, write_text


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "@SUM(A1)", " =1+1", "\t=1", "\r=1", "\n=1"])
def test_text_that_a_spreadsheet_would_run_is_kept_from_it(text: str) -> None:
    assert harmless(text) == f"'{text.lstrip()}"


@given(st.text(max_size=40))
def test_no_cell_begins_with_a_sign_of_a_formula(text: str) -> None:
    told = harmless(text).lstrip()
    assert re.fullmatch(r"[+-]?\d[\d.,]*%?", told) or told[:1] not in {*"=+-@"}


def test_a_workbook_holds_text_and_no_formula(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "t.xlsx", "t", ["a"], [["=1+1"], ["bell\x07 rings"], ["x" * 40_000]])
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    assert sheet is not None
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s", "s", "s"]
    assert [str(cell.value)[:12] for cell in cells] == ["'=1+1", "bell  rings", "x" * 12]


def test_the_same_rows_give_the_same_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_xlsx(tmp_path / "one.xlsx", "t", ["a"], [["x"]])
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 5, 5, 5, 5, 5, 0, 0, 0))
    write_xlsx(tmp_path / "two.xlsx", "t", ["a"], [["x"]])
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "new" / "report.json"
    write_text(path, "first")

    def fail() -> None:
        with replacing(path) as fresh:
            fresh.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert path.read_text() == "first"
    assert [entry.name for entry in path.parent.iterdir()] == ["report.json"]
