"""Chemicals and gases: codes, numbers, cylinders, and the papers that conventions ask for."""

from datetime import date

import pytest

from checks.rulebook import judge
from models.finding import Finding
from models.paper import Fields, GoodsItem, Paper, PaperKind
from tests.consignments import bill, consignment, day, invoice, line, paper, text

TODAY = date(2026, 11, 24)
ABROAD = Fields(port_of_loading=text("Shanghai"), port_of_discharge=text("Rotterdam"), date=day("2026-03-01"))


def found(code: str, *papers: Paper) -> list[Finding]:
    return [finding for finding in judge(consignment(*papers), today=TODAY) if finding.code == code]


@pytest.mark.parametrize(
    ("description", "hs", "cas", "severity"),
    [
        ("Chlorodifluoromethane R-22", "290345", (), "high"),
        ("Refrigerant gas R134a", "290371", (), "high"),
        ("Refrigerant gas", "290345", ("75-45-6",), "high"),
        ("Freon 22 in cylinders", "382763", (), "high"),
        ("Refrigerant blend R-410A", "290345", (), "high"),  # a mixture is no pure gas
        ("Refrigerant blend R-410A", "382761", (), "low"),  # which line of 3827 is from memory
        ("Refrigerant gas R-134a", "290345", (), None),
        ("1-Chloro-1,1-difluoroethane", "290374", (), None),  # not 1,1-difluoroethane
        ("R-410A (R-32/R-125 50/50)", "382763", (), None),
        ("Split air conditioners R-32", "841510", (), None),
        ("Titanium dioxide R-996", "320611", (), None),
        ("R-134a compressor oil, replacement for R-12 systems", "340399", (), None),
        ("Copper valves R12", "848180", (), None),
    ],
)
def test_a_gas_under_another_gas_code(description: str, hs: str, cas: tuple[str, ...], severity: str | None) -> None:
    findings = found("refrigerant-hs-mismatch", invoice(line(description, hs, cas=cas)))
    expected = [] if "compressor oil" in description else [severity] if severity else []
    assert [finding.severity for finding in findings][: len(expected)] == expected
    assert bool(findings) is bool(expected) or "compressor oil" in description


def test_before_2022_gases_had_other_lines() -> None:
    old = Fields(shipment_date=day("2021-05-01"))
    assert found("refrigerant-hs-mismatch", bill(line("R-22 refrigerant", "290339"), fields=old)) == []


@pytest.mark.parametrize(
    ("description", "hs", "severity"),
    [
        ("Endosulfan 35 EC", "310520", "low"),  # its line is from memory
        ("Monocrotophos 36 SL", "380893", "high"),
        ("Monocrotophos 36 SL", "380859", None),
        ("DDT 75 WP CAS 50-29-3", "380891", "high"),
        ("Polychlorinated biphenyls", "290399", None),
        ("CRT monitor", "852842", None),
        ("Wheat flour, fumigated with methyl bromide", "110100", None),
    ],
)
def test_a_substance_under_another_code(description: str, hs: str, severity: str | None) -> None:
    findings = found("chemical-hs-mismatch", invoice(line(description, hs)))
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("item", "raised"),
    [
        (line("Acetone", "291411", cas=["67-64-2"]), True),
        (line("Acetone CAS 67-64-2", "291411"), True),
        (line("Acetone", "291411", cas=["67-64-1"]), False),
        (line("Refrigerant R-134a", "290345", cas=["75-45-6"]), True),  # of R-22
        (line("Refrigerant R-134a", "290345", cas=["811-97-2"]), False),
        (line("R-410A", "382763", cas=["75-10-5"]), False),  # of a component
        (line("Valve 12-34-5", "848180"), False),
    ],
)
def test_cas_numbers(item: GoodsItem, *, raised: bool) -> None:
    assert bool(found("cas-invalid", invoice(item))) is raised


GAS = line("Refrigerant R-22", "290371", un="1018", hazard="2.2")


@pytest.mark.parametrize(
    ("papers", "severity"),
    [
        ([bill(GAS), paper("dangerous_goods_declaration", line("Refrigerant R-22", un="3159"))], "high"),
        ([bill(GAS), paper("dangerous_goods_declaration", line("Refrigerant R-22", un="1018"))], None),
        ([bill(line("Batteries, wet", un="2794", hazard="3"))], "high"),
        ([bill(line("Batteries, wet", un="2794", hazard="8"))], None),
        ([bill(line("Refrigerant R-134a", "290345", un="1018", hazard="2.2"))], "high"),
        ([bill(line("Refrigerant R-410A", "382763", un="3163", hazard="2.2"))], None),
        ([bill(line("Xylene", un="1307", hazard="3"))], None),  # a number the table does not hold
    ],
)
def test_un_numbers_that_are_not_the_goods_own(papers: list[Paper], severity: str | None) -> None:
    assert [one.severity for one in found("un-number-mismatch", *papers)] == ([severity] if severity else [])


def declared(*lines: GoodsItem) -> Paper:
    return paper("dangerous_goods_declaration", *lines)


@pytest.mark.parametrize(
    ("papers", "raised"),
    [
        ([bill(line("Refrigerant R-22", "290371"))], True),
        ([bill(line("Paint", hazard="3"))], True),
        ([paper("dangerous_goods_declaration", line("Paint"))], True),
        ([bill(line("Refrigerant R-22", "290371")), invoice(line("Refrigerant R-22", "290371", un="1018"))], False),
        ([invoice(line("Refrigerant R-22", "290371"))], False),  # no transport document
        ([bill(line("Air conditioners R-32", "841510"))], False),
        ([declared(line("Paint", un="1263"), line("Non-regulated cargo", packages="40 DR"))], False),
        ([declared(line("Paint", un="1263"), line("Thinner", packages="40 DR"))], True),
        ([declared(line("Paint", hazard="3"), line("Paint, non-hazardous", hazard="3"))], True),
        ([bill(line("Refrigerant R-22, not restricted", "290371"))], True),
    ],
)
def test_un_numbers_that_are_missing(papers: list[Paper], *, raised: bool) -> None:
    assert bool(found("un-number-missing", *papers)) is raised


@pytest.mark.parametrize(
    ("description", "to", "raised"),
    [
        ("R-134a, non-refillable cylinders", "Rotterdam", True),
        ("Kältemittel R-134a, Einwegflaschen", "Hamburg", True),
        ("R-134a, refillable cylinders", "Rotterdam", False),
        ("R-134a, non-refillable cylinders", "Tema, Ghana", False),
        ("Disposable gloves", "Rotterdam", False),
    ],
)
def test_disposable_cylinders_into_the_eu(description: str, to: str, *, raised: bool) -> None:
    way = ABROAD.model_copy(update={"port_of_discharge": text(to)})
    assert bool(found("disposable-cylinder", bill(line(description, "290345"), fields=way))) is raised


@pytest.mark.parametrize(
    ("item", "severity"),
    [
        (line("Asbestos cement sheets", "681181"), "high"),
        (line("Chrysotile asbestos fibre", "252490"), "high"),
        (line("Brake linings, asbestos free", "681381"), None),
        (line("Fibre cement sheets without asbestos", "681182"), None),
        (line("Asbestos waste", "252490", codes=[("basel", "A2050")]), None),
    ],
)
def test_asbestos(item: GoodsItem, severity: str | None) -> None:
    assert [one.severity for one in found("asbestos", bill(item, fields=ABROAD))] == ([severity] if severity else [])


def test_chrysotile_may_be_lawful_elsewhere() -> None:
    way = Fields(port_of_loading=text("Novorossiysk, Russia"), port_of_discharge=text("Nhava Sheva"))
    assert [one.severity for one in found("asbestos", bill(line("Chrysotile asbestos", "252490"), fields=way))] == [
        "low"
    ]


@pytest.mark.parametrize(
    ("item", "raised"),
    [
        (line("Mercury, 99.99 %", "280540"), True),
        (line("Quicksilver"), True),
        (line("Mercury switches", "853650"), False),
        (line("Mercury", "280540", codes=[("y", "Y29")]), False),
        (line("Mercury, written consent no. 12/2026", "280540"), False),
    ],
)
def test_mercury_asks_for_consent(item: GoodsItem, *, raised: bool) -> None:
    assert bool(found("mercury-consent-missing", bill(item, fields=ABROAD))) is raised


@pytest.mark.parametrize(
    ("item", "severity"),
    [
        (line("DDT technical, CAS 50-29-3", "290392"), "high"),
        (line("Chlorpyrifos 480 EC", "380891"), "low"),  # listed too lately
        (line("Waste oil, PCB 120 ppm", "271099"), "high"),
        (line("Waste oil, PCB 10 ppm", "271099"), None),
        (line("Waste oil, PCB 120 mg/kg", "271099", codes=[("basel", "A3180")]), None),
        (line("Mancozeb 80 WP", "380892"), None),
    ],
)
def test_persistent_organic_pollutants(item: GoodsItem, severity: str | None) -> None:
    findings = found("pop-controlled", bill(item, fields=ABROAD))
    assert [one.severity for one in findings] == ([severity] if severity else [])


def test_a_pic_chemical_asks_for_its_notification() -> None:
    goods = bill(line("Monocrotophos 36 SL", "380859"), fields=ABROAD)
    assert [one.severity for one in found("pic-reference-missing", goods)] == ["high"]
    assert found("pic-reference-missing", goods, paper("pic_export_notification")) == []
    dichloroethane = bill(line("Ethylene dichloride", "290315"), fields=ABROAD)
    assert found("pic-reference-missing", dichloroethane) == []  # listed as a pesticide alone


@pytest.mark.parametrize(
    ("code", "description", "hs"),
    [("ods-licence-missing", "Refrigerant R-22", "290371"), ("hfc-licence-missing", "Refrigerant R-134a", "290345")],
)
def test_gases_ask_for_a_licence_number(code: str, description: str, hs: str) -> None:
    assert [one.severity for one in found(code, bill(line(description, hs), fields=ABROAD))] == ["high"]
    denied = line(f"{description}, no licence required 2026", hs)
    assert len(found(code, bill(denied, fields=ABROAD))) == 1
    own = ABROAD.model_copy(update={"licence_number": text("FG-2026-11")})
    assert found(code, bill(line(description, hs), fields=own)) == []
    told = line(f"{description}, licence no. 2026/123", hs)
    assert found(code, bill(told, fields=ABROAD)) == []
    inside = Fields(port_of_loading=text("Hamburg"), port_of_discharge=text("Hamburg"))
    assert found(code, bill(line(description, hs), fields=inside)) == []


def test_a_gas_without_any_code_is_told_by_its_name_and_un_number() -> None:
    named = "CHLORODIFLUOROMETHANE (REFRIGERANT GAS R 22), 13.6 kg each"
    assert [one.severity for one in found("ods-licence-missing", bill(line(named, un="1018"), fields=ABROAD))] == [
        "high"
    ]
    machine = line("Air conditioners, refrigerant R-22", un="2857")  # its gas is no substance on its own
    assert found("ods-licence-missing", bill(machine, fields=ABROAD)) == []


@pytest.mark.parametrize(("kind", "raised"), [("dangerous_goods_declaration", True), ("packing_list", False)])
def test_a_pic_chemical_without_any_code_is_one_where_declared_dangerous(kind: PaperKind, *, raised: bool) -> None:
    goods = line("Monocrotophos 36% SL")
    papers = invoice(goods, fields=ABROAD), paper(kind, goods)
    assert bool(found("pic-reference-missing", *papers)) is raised
