"""Rows that the sums of a paper prove to be no goods."""

from decimal import Decimal

import pytest

from extractors.balance import summed, whole
from models.paper import GoodsItem
from tests.consignments import amount, line
from tests.typesetting import page, paper_of

BERRY = line("Copper scrap, berry", packages="12 BX", gross="22180 LBR", net="21640 LBR")
BIRCH = line("Copper scrap, birch", packages="11 BX", gross="20315 LBR", net="19820 LBR")
SUM = {"packages": "23 BX", "gross": "42495 LBR", "net": "41460 LBR"}


def test_a_last_row_that_is_the_sum_of_the_others_tells_totals() -> None:
    kept, totals = summed([BERRY, BIRCH, line("Weighed on a licensed scale", **SUM)])
    assert kept == [BERRY, BIRCH]
    assert {name: value.value for name, value in totals.items()} == {
        "total_packages": Decimal(23), "total_gross_mass": Decimal(42495), "total_net_mass": Decimal(41460),
    }  # fmt: skip


@pytest.mark.parametrize(
    "last",
    [
        line("Copper scrap, cliff", **SUM),  # more of the same
        line("Brass scrap", "740400", **SUM),
        line("Brass scrap", **{**SUM, "net": "41461 LBR"}),
        line("Brass scrap", packages="23 BX"),
    ],
)
def test_goods_that_only_weigh_as_much_stay(last: GoodsItem) -> None:
    assert summed([BERRY, BIRCH, last]) == ([BERRY, BIRCH, last], {})


HEAD = {"total_net_mass": amount("2340 KGM"), "total_gross_mass": amount("2614 KGM")}
PADS = line("Brake pads", packages="12 CT", net="900 KGM", gross="1014 KGM")
FILTERS = line("Oil filters", packages="20 CT", net="1440 KGM", gross="1600 KGM")
EACH = line("04465-YZZ92", net="75 KGM", gross="84.5 KGM")


def test_what_exceeds_every_total_is_told_of_one_package() -> None:
    assert whole([EACH, PADS, FILTERS], HEAD) == [PADS, FILTERS]
    assert whole([EACH, PADS, FILTERS], {}) == [EACH, PADS, FILTERS]
    heavier = {**HEAD, "total_gross_mass": amount("2700 KGM")}
    assert whole([EACH, PADS, FILTERS], heavier) == [EACH, PADS, FILTERS]


def test_a_sum_under_a_heading_of_its_own_is_no_item() -> None:
    columns = (60, 250, 330, 430)
    heading = ("Material", "Boxes", "Gross (lbs)", "Net (lbs)")
    printed = [
        ("Container TGHU6044180",), heading, ("COPPER SCRAP, BERRY", "12", "22,180", "21,640"),
        ("COPPER SCRAP, CLIFF", "11", "20,315", "19,820"), ("Container FCIU5290371",), heading,
        ("BRASS SCRAP, HONEY", "23", "42,415", "41,380"), ("Grand total",), ("", *heading[1:]),
        ("", "46", "84,910", "82,840"), ("I certify that the weights were taken on a licensed scale.",),
    ]  # fmt: skip
    words = [(x, 100 + 16 * n, text) for n, row in enumerate(printed) for x, text in zip(columns, row, strict=False)]
    paper = paper_of(page((60, 40, "PACKING LIST"), *(word for word in words if word[2])))
    assert len(paper.goods) == 3
    assert paper.fields.total_net_mass is not None
    assert paper.fields.total_net_mass.value == Decimal(82840)


COFFEE = [(40, 100, "Mercadoria"), (240, 100, "Sacas"), (320, 100, "Peso líquido kg"), (440, 100, "Peso bruto kg")]
COFFEE += [(40, 120, "Café arábica, peneira 17"), (240, 120, "320"), (320, 120, "19.200"), (440, 120, "19.360")]
COFFEE += [(40, 134, "Café arábica, peneira 16"), (240, 134, "210"), (320, 134, "12.600"), (440, 134, "12.705")]


@pytest.mark.parametrize(
    ("below", "told"),
    [
        ([(300, 152, "530 sacas – líquido 31.800 kg – bruto 32.065 kg")], [530, 31800, 32065]),
        ([(240, 152, "530"), (320, 152, "31.800"), (440, 152, "32.065")], [530, 31800, 32065]),
        ([(300, 152, "530 paletes, 31.900 kg de café")], [None, None, None]),
        ([(40, 80, "530 sacas a 31.800 kg")], [None, None, None]),  # over the rows
    ],
)
def test_what_the_rows_add_up_to_and_a_line_under_them_prints_is_a_total(
    below: list[tuple[float, float, str]], told: list[int | None]
) -> None:
    paper = paper_of(page((40, 50, "LISTA DE EMBALAGEM"), *COFFEE, *below))
    assert [item.packages and item.packages.unit for item in paper.goods] == ["BG", "BG"]
    totals = (paper.fields.total_packages, paper.fields.total_net_mass, paper.fields.total_gross_mass)
    assert [total and total.value for total in totals] == told


@pytest.mark.parametrize(("tare", "gross"), [("15 880 kg", None), ("15,88 t", None), ("ABC-123", 39720)])
def test_the_mass_of_goods_and_vehicle_is_no_gross_mass_of_goods(tare: str, gross: int | None) -> None:
    weighed = [(40, 100, "Brutto:"), (140, 100, "39 720 kg"), (40, 114, "Tára:"), (140, 114, tare)]
    fields = paper_of(page((40, 50, "WEIGHING TICKET"), *weighed, (40, 128, "Netto:"), (140, 128, "23 840 kg"))).fields
    assert fields.total_net_mass is not None and fields.total_net_mass.value == 23840
    assert (fields.total_gross_mass and fields.total_gross_mass.value) == gross


def test_a_mass_less_than_an_items_is_not_that_of_the_whole_lading() -> None:
    body = [
        (200, 200, "400 TANICHE FUNGICIDA AZOVAL"),
        (200, 212, "PESO LORDO 9360 KG"),
        (200, 224, "300 SACCHI CUPROVAL"),
    ]
    bill = [
        (40, 50, "POLIZZA DI CARICO N. TLRA2605118"),
        (40, 200, "MERCE DICHIARATA"),
        (200, 236, "PESO LORDO 7750 KG"),
    ]
    paper = paper_of(page(*bill, *body))
    assert len(paper.goods) == 2 and paper.fields.total_gross_mass is None
