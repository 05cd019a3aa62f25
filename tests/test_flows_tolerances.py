"""Tolerances are settings: named, checked, and of effect on what is raised and on the edition that judged."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from checks.rulebook import judge
from checks.tolerances import Tolerances
from flows.edition import judge_edition
from flows.settings import Settings
from tests.consignments import bill, consignment, invoice, line


def test_a_tolerance_in_the_settings_changes_what_is_raised() -> None:
    papers = consignment(invoice(line("Tiles", gross="20000 KGM")), bill(line("Tiles", gross="19000 KGM")))
    wide = Settings(tolerances={"mass_between_papers": Decimal("0.06")})
    assert "mass-differs" in {finding.code for finding in judge(papers)}
    assert "mass-differs" not in {finding.code for finding in judge(papers, tolerances=wide.tolerated)}
    assert judge_edition("r", wide) != judge_edition("r", Settings())


def test_types_stay_those_of_the_defaults() -> None:
    told = Settings(tolerances={"days_after_shipment": Decimal(30), "names_alike": Decimal(80)}).tolerated
    assert (told.days_after_shipment, told.names_alike) == (30, 80.0)
    assert told.mass_in_bulk == Tolerances().mass_in_bulk


@pytest.mark.parametrize(
    "given", [{"mass": Decimal(1)}, {"mass_in_bulk": Decimal(-1)}, {"mass_in_bulk": Decimal("NaN")}]
)
def test_an_unknown_or_senseless_tolerance_is_refused(given: dict[str, Decimal]) -> None:
    with pytest.raises(ValidationError, match="tolerance"):
        Settings(tolerances=given)
