"""CSV as spreadsheets write it: encodings, separators, quotes, ragged and broken rows."""

from pathlib import Path

import pytest

from flows.spreadsheets import Row, read_rows

NEEDED = ("description", "hs_code")


def rows(tmp_path: Path, content: bytes) -> tuple[list[str], list[Row]]:
    path = tmp_path / "lines.csv"
    path.write_bytes(content)
    columns, found = read_rows(path, NEEDED)
    return columns, list(found)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators_of_spreadsheets(tmp_path: Path, encoding: str, separator: str) -> None:
    text = f"hs_code{separator}description\r\n391510{separator}Déchets de polyéthylène\r\n"
    columns, (row,) = rows(tmp_path, text.encode(encoding))
    assert columns == ["hs_code", "description"]
    assert row.cells == {"hs_code": "391510", "description": "Déchets de polyéthylène"}
    assert row.problem == ""


def test_quotes_line_breaks_and_separators_inside_cells(tmp_path: Path) -> None:
    _, (row,) = rows(tmp_path, b'description,hs_code\n"tyres, ""used""\nin bulk",401220\n')
    assert row.cells["description"] == 'tyres, "used"\nin bulk'


def test_the_line_that_tells_excel_the_separator(tmp_path: Path) -> None:
    _, (row,) = rows(tmp_path, b"sep=;\r\ndescription;hs_code\r\ntyres;401220\r\n")
    assert row.cells == {"description": "tyres", "hs_code": "401220"}


def test_columns_by_other_names(tmp_path: Path) -> None:
    columns, (row,) = rows(tmp_path, b"Goods Description,HS Code,Importer\ntyres,4012.20,A\n")
    assert columns == ["description", "hs_code", "Importer"]
    assert row.cells["hs_code"] == "4012.20"


def test_ragged_rows_are_kept_and_told(tmp_path: Path) -> None:
    _, found = rows(tmp_path, b"description,hs_code,n\ntyres\ntubes,401310,1,2\n\nhoses,400911,3\n")
    assert [bool(row.problem) for row in found] == [True, True, False]
    assert found[1].cells == {"description": "tubes", "hs_code": "401310", "n": "1 2"}
    assert found[2].line == 5


def test_signs_of_another_encoding_are_told(tmp_path: Path) -> None:
    start = b"description,hs_code\n" + b"tyres,401220\n" * 100_000
    _, found = rows(tmp_path, start + b"d\xe9chets,391510\n")
    assert "encoding" in found[-1].problem


def test_a_cell_without_end_is_kept_and_told(tmp_path: Path) -> None:
    _, found = rows(tmp_path, b'description,hs_code\n"' + b"x\n" * 600_000 + b"tyres,401220\n")
    assert any(row.problem for row in found)


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n"])
def test_a_file_without_the_columns_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ValueError, match="has no column description"):
        rows(tmp_path, content)
