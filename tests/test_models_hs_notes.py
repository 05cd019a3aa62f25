"""The notes that move goods from one code to another: both ends stand in HS 2022, each with a condition."""

from models.reference.nomenclature import exists
from models.reference.table import rows

NOTES = rows("hs_notes.csv")


def test_every_note_moves_goods_between_codes_of_hs_2022() -> None:
    ends = [(row["from"], code) for row in NOTES for code in (row["from"], *row["to"].split("|"))]
    assert [end for end in ends if not exists(end[1], "HS2022")] == []


def test_no_note_moves_goods_to_where_they_are() -> None:
    assert [row["from"] for row in NOTES if row["from"] in row["to"].split("|")] == []


def test_every_note_says_when_and_by_what() -> None:
    assert [row["from"] for row in NOTES if not (row["condition"] and row["source"] and row["confidence"])] == []


def test_notes_stand_in_the_order_of_the_codes() -> None:
    codes = [row["from"] for row in NOTES]
    assert codes == sorted(codes)
