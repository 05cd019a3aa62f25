"""Every finding code of the contract: a rule, a section in the rule book, a case that raises it, a near miss."""

import re
from datetime import date
from pathlib import Path

import pytest

from checks.history import Earlier, History
from checks.rulebook import RULES, judge
from fixtures.cases import BEFORE, CASES, case
from fixtures.mismatch import PLANTS
from models.report import Consignment

TODAY = date(2026, 11, 28)
BOOK = (Path(__file__).parent.parent / "docs" / "rules.md").read_text(encoding="utf-8")
_CODES = """
hs-invalid hs-outdated hs-incomplete hs-description-mismatch hs-waste-as-goods hs-goods-as-waste chemical-hs-mismatch
refrigerant-hs-mismatch un-number-mismatch un-number-missing waste-code-hs-mismatch waste-code-description-mismatch
waste-code-outdated hazard-contradiction cas-invalid container-invalid arithmetic net-exceeds-gross price-implausible
vague-description used-equipment-untested disposable-cylinder hs-differs description-differs waste-word-on-one-paper
quantity-differs mass-differs packages-differ containers-differ seals-differ party-differs country-route-differs
dates-out-of-order value-differs reference-differs paper-duplicated paper-reused movement-document-missing
notification-missing annex-vii-missing annex-vii-not-allowed consent-exceeded consent-expired ban-amendment
non-party-trade eu-plastic-ban eu-export-ban disposal-export-ban pic-reference-missing pop-controlled
ods-licence-missing hfc-licence-missing mercury-consent-missing asbestos interim-operation-without-final
operation-contradiction document-incomplete movement-notification-differs
"""
CONTRACT = tuple(_CODES.split())


def raised(here: Consignment) -> set[str]:
    before = [paper.model_copy(update={"sha256": f"{paper.id:0>64}"}) for paper in BEFORE.papers]
    past = History(papers=tuple(Earlier(consignment="c0", paper=paper) for paper in before))
    return {finding.code for finding in judge(here, today=TODAY, history=past)}


def test_the_rule_book_holds_every_code_of_the_contract_and_a_plant_for_each() -> None:
    assert set(CONTRACT) <= set(RULES)
    assert set(CONTRACT) <= set(CASES)
    assert set(CONTRACT) <= {plant.partition(":")[0] for plant in PLANTS}


@pytest.mark.parametrize("code", CONTRACT)
def test_a_code_is_documented_raised_by_its_case_and_not_by_its_near_miss(code: str) -> None:
    section = BOOK.partition(f"## `{code}`\n")[2].partition("\n## ")[0]
    assert all(re.search(rf"\*\*{part}:\*\* \S", section) for part in ("Compares", "Why", "Basis", "To clear"))
    assert code in raised(case(code))
    assert code not in raised(case(code, near=True))
