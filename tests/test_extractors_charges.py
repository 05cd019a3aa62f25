"""Bills of services without a table: lines of names and amounts that add up to the total."""

import pytest

from models.paper import Paper
from tests.typesetting import page, papers_of

HEAD = ((50, 40, "INVOICE"), (50, 60, "Invoice number: 4711"), (50, 76, "Total amount due: EUR 41.50"))


def bill(*told: tuple[float, float, str]) -> Paper:
    (paper,) = papers_of(page(*HEAD, *told))
    return paper


def charged(paper: Paper) -> list[tuple[str, str]]:
    return [(item.description.raw, item.amount.raw) for item in paper.goods if item.description and item.amount]


def lines(*told: tuple[float, str, str], top: float = 140) -> list[tuple[float, float, str]]:
    """Return names at their margins and amounts at the right, a line each."""
    return [
        spot
        for n, (margin, name, amount) in enumerate(told)
        for spot in ((margin, top + 16 * n, name), (500.0, top + 16 * n, amount))
    ]


def test_names_and_amounts_at_one_margin_that_make_the_total_are_the_charges() -> None:
    paper = bill(*lines((50, "Hosting", "30.00"), (50, "Data transfer", "11.50"), (50, "Support", "0.00")))
    assert charged(paper) == [("Hosting", "30.00"), ("Data transfer", "11.50"), ("Support", "0.00")]


def test_what_a_charge_is_made_of_is_set_in_and_no_charge() -> None:
    told = [(50, "Hosting", "30.00"), (62, "Usage", "28.00"), (62, "Backup", "2.00"),
            (50, "Data transfer", "11.50"), (62, "Usage", "11.50")]  # fmt: skip
    assert charged(bill(*lines(*told))) == [("Hosting", "30.00"), ("Data transfer", "11.50")]


@pytest.mark.parametrize(
    "told",
    [
        [(50.0, "Hosting", "30.00"), (50.0, "Data transfer", "11.00")],  # they make another sum
        [(50.0, "Services of this month", "41.50")],  # the total by another name
        [(50.0, "Opening hours", "9 to 41")],
    ],
)
def test_other_lines_are_no_charges(told: list[tuple[float, str, str]]) -> None:
    assert bill(*lines(*told)).goods == ()
