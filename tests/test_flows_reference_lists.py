"""Official code lists: read in the forms their issuers publish them in, used from then on, dropped again."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from flows.official_lists import read_list
from models.reference import imported
from models.reference.nomenclature import editions_of, exists
from tests.conftest import Command

CN = """CN_KEY;LEVEL;CN_CODE;NAME_EN;NAME_FR
850021000090;1;XVI;SECTION XVI - MACHINES;SECTION XVI
854900000080;3;8549;Scrap of electrical goods;Déchets électriques
854911000080;4;8549 11;- of lead-acid accumulators;- d'accumulateurs au plomb
854911100080;5;8549 11 10;- - spent accumulators;- - accumulateurs usagés
854911900080;5;8549 11 90;- - other;- - autres
"""
HTS = """"HTS Number","Indent","Description","Unit of Quantity","General Rate of Duty","Special Rate of Duty"
"8549","0","Scrap of electrical goods:","","",""
"","1","Of a kind used for lead recovery:","","",""
"8549.11","1","Lead-acid, spent:","","",""
"8549.11.00","2","Spent lead batteries","","Free",""
"8549.11.00.10","3","For motor vehicles","[""No."",""kg""]","",""
"""
TARIC = (
    ("Goods code", "Start date", "End date", "Language", "Hier. Pos.", "Indent", "Description"),
    ("8549000000 80", "01-01-2022", None, "EN", 4, "", "Scrap of electrical goods"),
    ("8549110000 80", "01-01-2022", None, "EN", 6, "- -", "Of lead-acid accumulators"),
    ("8549111000 80", "01-01-2022", "31-12-2030", "EN", 8, "- - -", "Spent accumulators"),
    ("8549111015 80", "01-01-2022", None, "EN", 10, "- - - -", "Of motor vehicles"),
)
COMTRADE = {
    "more": False,
    "results": [
        {"id": "TOTAL", "text": "Total of all HS commodities", "parent": "#"},
        {"id": "85", "text": "85 - Electrical goods", "parent": "TOTAL"},
        {"id": "8549", "text": "8549 - Electrical scrap", "parent": "85"},
        {"id": "854911", "text": "854911 - Lead-acid scrap", "parent": "8549"},
        {"id": "854977", "text": "854977 - A line that is new", "parent": "8549"},
    ],
}


@pytest.fixture(autouse=True)
def forgotten(tmp_path: Path) -> Iterator[None]:
    """Leave no imported list in memory."""
    yield
    imported.use(tmp_path / "nowhere")


def texts(path: Path, name: str | None = None) -> tuple[str, dict[str, str]]:
    edition, entries = read_list(path, name)
    assert edition.codes == len(entries)
    return edition.name, {entry.code: entry.label for entry in entries}


def test_the_eu_cn_table_as_csv(tmp_path: Path) -> None:
    path = tmp_path / "CN2026_structure.csv"
    path.write_text(CN, encoding="utf-8-sig")
    name, found = texts(path)
    assert name == "CN2026"
    assert found == {
        "8549": "Scrap of electrical goods",
        "854911": "of lead-acid accumulators",
        "85491110": "spent accumulators",
        "85491190": "other",
    }


def test_the_us_hts_as_csv_and_as_json(tmp_path: Path) -> None:
    path = tmp_path / "hts_2026_revision_2.csv"
    path.write_text(HTS, encoding="utf-8")
    name, found = texts(path)
    assert name == "HTS2026"
    assert found["8549110010"] == "For motor vehicles"
    assert set(found) == {"8549", "854911", "85491100", "8549110010"}
    records = [{"htsno": code, "indent": "0", "description": text} for code, text in found.items()]
    (tmp_path / "hts_2026.json").write_text(json.dumps([*records, {"htsno": "", "description": "Of lead:"}]))
    assert texts(tmp_path / "hts_2026.json") == (name, found)


def test_the_eu_taric_table_as_workbook_with_its_days(tmp_path: Path) -> None:
    book = Workbook()
    for row in TARIC:
        book.active.append(row)
    book.save(tmp_path / "Nomenclature EN.xlsx")
    with pytest.raises(ValueError, match="--edition"):
        read_list(tmp_path / "Nomenclature EN.xlsx")
    edition, entries = read_list(tmp_path / "Nomenclature EN.xlsx", "cn2026")
    assert edition.name == "CN2026"
    assert [entry.code for entry in entries] == ["8549", "85491100", "85491110", "8549111015"]
    assert (entries[2].valid_from, entries[2].valid_to) == ("2022-01-01", "2030-12-31")


def test_a_comtrade_list_says_which_codes_an_edition_has(tmp_path: Path) -> None:
    path = tmp_path / "classificationH6.json"
    path.write_text(json.dumps(COMTRADE), encoding="utf-8")
    edition, entries = read_list(path, "HS2022")
    assert {entry.code: entry.label for entry in entries}["854911"] == "Lead-acid scrap"
    assert editions_of("854977") == ()
    imported.use(tmp_path / "lists")
    imported.keep(tmp_path / "lists", edition, entries)
    assert editions_of("854977") == ("HS2022",)
    assert not exists("390210", "HS2022")
    assert exists("390210", "HS2017")
    assert imported.drop(tmp_path / "lists", "HS2022")
    assert exists("390210", "HS2022")
    assert editions_of("854977") == ()


def test_comtrade_files_name_their_edition(tmp_path: Path) -> None:
    path = tmp_path / "H5.json"
    path.write_text(json.dumps(COMTRADE), encoding="utf-8")
    assert texts(path)[0] == "HS2017"


def test_a_comtrade_table_that_a_spreadsheet_took_for_numbers_gets_its_zeros_back(tmp_path: Path) -> None:
    path = tmp_path / "comtrade_H6.csv"
    path.write_text("cmdCode,cmdDesc,isLeaf\n1,Animals,0\n101,Horses,0\n10121,Breeding,1\n854911,Scrap,1\n", "utf-8")
    assert texts(path) == ("HS2022", {"01": "Animals", "0101": "Horses", "010121": "Breeding", "854911": "Scrap"})


def test_the_longest_national_line_in_force_is_found(tmp_path: Path) -> None:
    entries = [imported.Entry("85491110", "spent", "2022-01-01", "2025-12-31"), imported.Entry("8549111015", "cars")]
    imported.use(tmp_path)
    imported.keep(tmp_path, imported.Edition("CN2026", "x.csv", "", "2026-01-01", 2), entries)
    day = date(2026, 6, 1)
    assert [entry.label for _, entry in imported.national("8549111015", day)] == ["cars"]
    assert imported.national("85491110", day) == []
    assert [entry.label for _, entry in imported.national("85491110", date(2025, 1, 1))] == ["spent"]


@pytest.mark.parametrize("content", ["name,price\nshoes,3\n", "code,description\nA1,shoes\n", "{}", ""])
def test_what_is_no_list_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "CN2026.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match="code"):
        read_list(path)


def test_an_imported_list_is_used_and_told_from_then_on(tallyman: Command, tmp_path: Path) -> None:
    (tmp_path / "CN2026.csv").write_text(CN, encoding="utf-8")
    assert "none" in tallyman("reference", "list").stdout
    done = tallyman("reference", "import", tmp_path / "CN2026.csv")
    assert done.returncode == 0, done.stderr
    assert "2 of 8 digits" in done.stdout
    assert "CN2026" in tallyman("reference", "list").stdout
    assert "CN2026: 8549.11.10  spent accumulators" in tallyman("hs", "8549.11.10").stdout
    assert tallyman("reference", "drop", "CN2026").returncode == 0
    assert "CN2026" not in tallyman("hs", "8549.11.10").stdout
    assert tallyman("reference", "drop", "CN2026").returncode == 2
