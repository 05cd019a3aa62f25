"""Lines written to fool a rule, which must be caught, and honest ones that would trip a naive rule."""

import csv
from datetime import date
from pathlib import Path

import pytest

from checks.rulebook import judge
from models.paper import Fields
from models.report import Consignment
from tests.consignments import bill, consignment, day, invoice, line, text

TODAY = date(2026, 11, 28)
HONEST = list(csv.DictReader((Path(__file__).parent.parent / "fixtures/data/honest_lines.csv").open(encoding="utf-8")))
# Some are the scorer's to tell apart, and it is right in so many of a hundred.
UNFIT = 0.02


def shipped(description: str, hs: str, *, to: str = "Mombasa", un: str | None = None) -> Consignment:
    route = Fields(port_of_loading=text("Hamburg"), port_of_discharge=text(to), shipment_date=day("2026-09-01"))
    goods = line(description, hs, net="20000 KGM", gross="20100 KGM", un=un)
    return consignment(invoice(goods), bill(line(description, hs, gross="20100 KGM"), fields=route))


def raised(here: Consignment) -> set[str]:
    return {finding.code for finding in judge(here, today=TODAY) if finding.severity != "low"}


def test_honest_lines_raise_nothing_at_medium_or_above() -> None:
    assert len(HONEST) >= 150
    found = {row["description"]: raised(shipped(row["description"], row["hs_code"])) for row in HONEST}
    assert {told: codes for told, codes in found.items() if codes - {"hs-description-mismatch"}} == {}
    assert sum("hs-description-mismatch" in codes for codes in found.values()) <= UNFIT * len(HONEST)


@pytest.mark.parametrize(
    ("description", "hs"),
    [
        ("PLASTIC S C R A P", "390290"),
        ("S.C.R.A.P. plastic", "390290"),
        ("Ѕсrар plastic in bales", "390290"),  # Cyrillic letters that look Latin
        ("PP regranulate from post-industrial trimmings", "390210"),
        ("Computers for parts, not working", "847130"),
        ("Mixed electronics, sold as seen", "854370"),
        ("Printed circuit boards depopulated", "853400"),
        ("ULAB drained", "780110"),
        ("ISRI Zorba 95/5", "760120"),
        ("Copper Millberry", "740819"),
        ("Zinc ash and skimmings", "281700"),
        ("EAF dust for fertiliser production", "310590"),
        ("Fuel oil recovered from used lubricants", "271019"),
        ("Sludge from ship tanks MARPOL", "271020"),
        ("OCC 95/5", "480411"),
        ("Old corrugated containers in bales", "481910"),
        ("Tyres cut in three pieces", "401110"),
        ("Accident damaged vehicle for dismantling", "870323"),
        ("Transformer used with PCB oil", "850421"),
        ("Wood chips from demolition", "440122"),
        ("Used TV sets CRT 21 inch", "852872"),
        ("DDT 75 WDP", "380891"),
        ("Contaminated soil", "253090"),
        ("Chatarra electrónica", "847130"),
        ("废旧电池", "850710"),
    ],
)
def test_what_a_smuggler_writes_is_caught(description: str, hs: str) -> None:
    assert raised(shipped(description, hs)) - {"hs-description-mismatch"}


@pytest.mark.parametrize(
    ("description", "un", "severity"),
    [
        ("Refrigerant R-22", None, "high"),
        ("Refrigerant gas, CAS 75-45-6", None, "high"),
        ("Chlorodifluoromethane", None, "high"),
        ("Refrigerant gas", "1018", "high"),
        ("Refrigerant gas, light green cylinders", None, "low"),  # the table of colours is from memory
    ],
)
def test_r22_declared_as_r134a_is_caught_by_any_sign(description: str, un: str | None, severity: str) -> None:
    found = judge(shipped(description, "290345", un=un), today=TODAY)
    assert [each.severity for each in found if each.code == "refrigerant-hs-mismatch"] == [severity]


@pytest.mark.parametrize("description", ["Refrigerant R-134a in light blue cylinders", "R134a, 13.6 kg"])
def test_r134a_under_its_own_code_is_no_other_gas(description: str) -> None:
    assert "refrigerant-hs-mismatch" not in {f.code for f in judge(shipped(description, "290345"), today=TODAY)}
