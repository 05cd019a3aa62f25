"""The sample consignments that `make demo` checks: each ends as its name says."""

from pathlib import Path

import pytest

from flows import line

HOME = Path(__file__).parents[1] / "fixtures" / "consignments"


def _found(name: str) -> tuple[str, set[str]]:
    report = line.check([HOME / name])
    serious = {f.code for f in report.consignment.findings if f.severity != "low"}
    return report.consignment.verdict, serious


@pytest.mark.parametrize("name", [folder.name for folder in sorted(HOME.glob("clean-*"))])
def test_a_clean_consignment_raises_nothing(name: str) -> None:
    assert _found(name) == ("consistent", set())


def test_scrap_declared_as_granules_is_a_mismatch() -> None:
    verdict, codes = _found("granules-or-scrap")
    assert verdict == "mismatch"
    assert {"hs-differs", "hs-waste-as-goods", "waste-word-on-one-paper", "annex-vii-missing"} <= codes


def test_a_scanned_movement_document_contradicts_its_bill_of_lading() -> None:
    verdict, codes = _found("scanned-movement")
    assert verdict != "consistent"
    assert "mass-differs" in codes
