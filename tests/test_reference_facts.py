"""Every row of the project's shared tables was carried into models/reference; what was changed is named with why."""

import csv
from pathlib import Path

import pytest

FACTS = Path(__file__).parent.parent.parent / "shared" / "facts"
REFERENCE = Path(__file__).parent.parent / "models" / "reference"
TABLES = sorted(path.name for path in FACTS.glob("*.csv"))
KEYS = {"basel_hs.csv": ("basel_code", "hs2022")}


def told(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_was_left_out_says_why() -> None:
    assert all(row["reason"] and row["key"] for row in told(REFERENCE / "facts_left_out.csv"))


@pytest.mark.skipif(not TABLES, reason="waits for ../shared/facts beside this checkout")
@pytest.mark.parametrize("table", TABLES)
def test_every_row_of_the_facts_is_in_the_reference(table: str) -> None:
    have = [row.items() for row in told(REFERENCE / table)]
    left_out = {row["key"] for row in told(REFERENCE / "facts_left_out.csv") if row["table"] == table}
    lost = [row for row in told(FACTS / table) if not any(row.items() <= each for each in have)]
    assert [row for row in lost if " ".join(row[name] for name in KEYS.get(table, ())) not in left_out] == []
