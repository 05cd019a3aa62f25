"""The law changes overnight: what the day before and the day after raise, dated on the papers or taken as today."""

from datetime import date

import pytest

from checks.rulebook import judge
from models.paper import Fields, GoodsItem
from tests.consignments import bill, consignment, day, invoice, line, text


def raised(item: GoodsItem, *, shipped: str | None, today: str) -> set[str]:
    fields = Fields(port_of_loading=text("Rotterdam"), port_of_discharge=text("Lagos"))
    if shipped:
        fields = fields.model_copy(update={"shipment_date": day(shipped)})
    found = judge(consignment(invoice(item), bill(item, fields=fields)), today=date.fromisoformat(today))
    return {finding.code for finding in found}


def waste(code: str, hs: str | None = None) -> GoodsItem:
    scheme = "ewc" if code[0].isdigit() else "y" if code[0] == "Y" else "basel"
    return line("Goods", hs, codes=[(scheme, code)])


@pytest.mark.parametrize(
    ("item", "code", "before", "after", "then", "since"),
    [
        *((waste(code), "waste-code-outdated", "2024-12-31", "2025-01-01", False, True)
          for code in ("A1180", "B1110", "B4030")),
        *((waste(code), "waste-code-outdated", "2024-12-31", "2025-01-01", True, False) for code in ("A1181", "Y49")),
        (waste("B3010"), "waste-code-outdated", "2020-12-31", "2021-01-01", False, True),
        *((waste(code), "waste-code-outdated", "2020-12-31", "2021-01-01", True, False)
          for code in ("B3011", "A3210", "Y48")),
        (waste("20 01 34"), "waste-code-outdated", "2026-11-08", "2026-11-09", False, True),
        (waste("B3011", "391510"), "eu-plastic-ban", "2026-11-20", "2026-11-21", False, True),
        (waste("A1160", "854911"), "ban-amendment", "2019-12-04", "2019-12-05", False, True),
        (line("Waste batteries", "854810"), "hs-outdated", "2021-12-31", "2022-01-01", False, True),
        (line("Waste lead acid batteries", "854911"), "hs-outdated", "2021-12-31", "2022-01-01", True, False),
    ],
)  # fmt: skip
def test_the_day_before_and_the_day_after(
    item: GoodsItem, code: str, before: str, after: str, then: bool, since: bool
) -> None:
    assert (code in raised(item, shipped=before, today="2026-11-28")) is then
    assert (code in raised(item, shipped=after, today="2026-11-28")) is since
    assert (code in raised(item, shipped=None, today=before)) is then
    assert (code in raised(item, shipped=None, today=after)) is since


@pytest.mark.parametrize(("raw", "future"), [("07/12/2026", False), ("17/12/2026", True), ("29 December 2026", True)])
def test_a_date_of_which_day_and_month_may_change_places_is_not_yet_in_the_future(raw: str, *, future: bool) -> None:
    made = {"07/12/2026": "2026-12-07", "17/12/2026": "2026-12-17"}.get(raw, "2026-12-29")
    fields = Fields(date=day(made).model_copy(update={"raw": raw, "confidence": 0.55}))
    found = judge(consignment(invoice(line("Steel bolts", "731815"), fields=fields)), today=date(2026, 11, 28))
    assert ("dates-out-of-order" in {finding.code for finding in found}) is future
