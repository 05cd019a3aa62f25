"""Boxes that a printer of plain text draws with bars, hyphens and plus signs."""

from extractors.typed_rulings import typed_rulings
from tests.typesetting import page, paper_of

_RULE = "+" + "-" * 30 + "+" + "-" * 30 + "+"


def _row(y: int, left: str, right: str) -> list[tuple[int, int, str]]:
    return [(50, y, "|"), (58, y, left), (230, y, "|"), (238, y, right), (420, y, "|")]


def test_boxes_typed_of_bars_hold_their_values_apart() -> None:
    paper = paper_of(
        page(
            (50, 40, "BILL OF LADING"),
            (50, 60, _RULE),
            *_row(70, "SHIPPER:", "B/L NO.:"),
            *_row(80, "CERAMICA DEL VALLE SA", "TPVAL2205518"),
            *_row(90, "PARQUE INDUSTRIAL 4, CALI", "DATE OF ISSUE:"),
            *_row(100, "COLOMBIA", "14/05/2025"),
            (50, 110, _RULE),
        )
    )
    assert paper.fields.number is not None
    assert paper.fields.number.value == "TPVAL2205518"
    assert paper.fields.date is not None
    assert [party.name.value for party in paper.parties if party.name] == ["CERAMICA DEL VALLE SA"]


def test_a_few_bars_between_words_are_no_box() -> None:
    letterhead = page((50, 40, "Tel 12 34 56 | Fax 12 34 57 | VAT GB 123"), (50, 60, "Made by hand | since 1901"))
    assert typed_rulings(letterhead) == letterhead
