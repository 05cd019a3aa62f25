"""The registry, its page in docs/rules.md, and what judging a whole consignment promises."""

import re
from datetime import date
from pathlib import Path

import pytest

from checks.assignment import assign
from checks.rulebook import RULES, judge, page
from models.reference.table import rows
from tests.consignments import bill, consignment, invoice, line, packing_list

TODAY = date(2026, 11, 24)
BOOK = (Path(__file__).parent.parent / "docs" / "rules.md").read_text(encoding="utf-8")


def test_every_rule_has_its_section_and_no_section_is_without_a_rule() -> None:
    assert re.findall(r"^## `([a-z-]+)`$", BOOK, re.M) == list(RULES)


@pytest.mark.parametrize("code", RULES)
def test_a_section_says_what_the_rules_docstring_says(code: str) -> None:
    section = BOOK.partition(f"## `{code}`\n")[2].partition("\n## ")[0]

    def words(text: str) -> list[str]:
        return re.findall(r"\w+", text)

    assert words(section.partition("**Severity:**")[0]) == words(page(code))
    for part in ("Compares:", "Why:", "Basis:", "To clear:"):
        assert part in page(code)


def test_every_sign_of_concealment_has_a_rule_or_a_reason() -> None:
    parts = {"A": 14, "B": 21, "C": 25, "D": 6, "E": 11}
    flags = {row["id"]: row for row in rows("red_flags.csv")}
    assert set(flags) == {f"{part}{number}" for part, last in parts.items() for number in range(1, last + 1)}
    for flag, row in flags.items():
        assert set(row["rules"].split()) <= set(RULES)
        assert row["rules"] or len(row["remark"]) > 20
        assert re.search(rf"^\| {flag} \| ", BOOK, re.M)


def test_the_severest_come_first_and_settings_win() -> None:
    papers = consignment(
        invoice(line("PP granules", "390210", net="24000 KGM")),
        packing_list(line("Plastic scrap", "391590", net="20000 KGM")),
    )
    severities = [finding.severity for finding in judge(papers, today=TODAY)]
    assert severities == sorted(severities, key=["high", "medium", "low"].index)
    tamed = judge(papers, today=TODAY, severities={"hs-differs": "low"})
    assert [finding.severity for finding in tamed if finding.code == "hs-differs"] == ["low"]


def test_papers_that_agree_raise_nothing() -> None:
    goods = line("Polypropylene granules, natural", "390210", net="24000 KGM", gross="24500 KGM", packages="960 BG")
    assert judge(consignment(invoice(goods), packing_list(goods), bill(goods)), today=TODAY) == []


def test_a_consignment_without_papers_or_values_raises_nothing() -> None:
    assert judge(consignment(), today=TODAY) == []
    assert judge(consignment(invoice(), bill(line())), today=TODAY) == []


def test_the_best_pairing_is_not_the_greedy_one() -> None:
    assert assign([[0.9, 0.8], [0.8, 0.1]]) == [(0, 1), (1, 0)]
    assert assign([[0.1], [0.9], [0.2]]) == [(1, 0)]
    assert assign([[0.1, 0.9, 0.2]]) == [(0, 1)]
    assert assign([]) == []
