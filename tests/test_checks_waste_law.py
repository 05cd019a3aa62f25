"""Waste codes, operations, papers, consents and bans."""

from datetime import date

import pytest

from checks.rulebook import judge
from models.finding import Finding
from models.paper import Fields, GoodsItem, Paper, PaperKind
from tests.consignments import bill, consignment, day, invoice, line, paper, text, whole

TODAY = date(2026, 11, 24)


def found(code: str, *papers: Paper) -> list[Finding]:
    return [finding for finding in judge(consignment(*papers), today=TODAY) if finding.code == code]


def way(
    start: str, end: str, on: str = "2026-03-01", operation: str | None = None, number: str | None = None
) -> Fields:
    return Fields(
        country_of_export=text(start), country_of_import=text(end), shipment_date=day(on), operation=text(operation),
        notification_number=text(number),
    )  # fmt: skip


def waste(description: str | None, *codes: str, hs: str | None = None, net: str | None = None) -> GoodsItem:
    schemes = {"A": "basel", "B": "basel", "Y": "y", "H": "h", "G": "oecd"}
    told = [(schemes.get(code[0], "ewc") if not code.startswith("HP") else "hp", code) for code in codes]
    return line(description, hs, codes=told, net=net)


@pytest.mark.parametrize(
    ("code", "on", "raised"),
    [
        ("B1110", "2025-01-02", True), ("B1110", "2024-12-31", False), ("A1180", "2026-01-01", True),
        ("Y49", "2024-06-01", True), ("Y49", "2025-01-01", False), ("B3010", "2021-01-01", True),
        ("B3011", "2026-01-01", False), ("20 01 33*", "2026-11-20", True), ("20 01 33*", "2026-11-08", False),
    ],
)  # fmt: skip
def test_entries_are_judged_by_the_day(code: str, on: str, *, raised: bool) -> None:
    findings = found("waste-code-outdated", paper("annex_vii_document", waste(None, code), fields=way("DE", "NL", on)))
    assert [one.severity for one in findings] == (["high"] if raised else [])


def test_without_a_date_today_is_taken_and_told() -> None:
    (finding,) = found("waste-code-outdated", paper("annex_vii_document", waste(None, "B1110")))
    assert "bear no date" in finding.message


@pytest.mark.parametrize(
    ("item", "severity"),
    [
        (waste("PVC scrap", "B3011", hs="391530"), "high"),
        (waste("Batteries, unsorted", "A1170", hs="854913"), "high"),
        (waste("Aluminium scrap", "B1010", hs="391590"), "high"),
        (waste("Solvents, halogenated", "A3150", hs="382549"), "high"),
        (waste("Boards", "Y49", hs="854991"), "low"),  # the link is from memory
        (waste("LDPE scrap", "B3011", hs="391510"), None),
        (waste("Boards with lead solder", "Y31", hs="854921"), None),  # a constituent
        (waste("PE flakes", "B3011", hs="390110"), None),  # hs-waste-as-goods
        (waste("Rubber crumb", "B3140", hs="400400"), None),
    ],
)
def test_waste_codes_beside_lines_of_other_waste(item: GoodsItem, severity: str | None) -> None:
    findings = found("waste-code-hs-mismatch", bill(item))
    assert [one.severity for one in findings] == ([severity] if severity else [])


def test_the_corner_that_is_at_odds_is_named() -> None:
    (finding,) = found("waste-code-hs-mismatch", bill(waste("Aluminium scrap", "B1010", hs="391590")))
    assert "look at the HS code" in finding.message
    (finding,) = found("waste-code-description-mismatch", bill(waste("Aluminium scrap", "B3011", hs="760200")))
    assert "look at the waste code" in finding.message


@pytest.mark.parametrize(
    ("item", "raised"),
    [
        (waste("Plastic scrap", "B1010"), True),
        (waste("PVC profiles", "B3011"), True),
        (waste("Plastic scrap", "B3011"), False),
        (waste("Tyre shreds", "B3080"), False),  # rubber
        (waste("Lead plates from batteries", "A1160"), False),
        (waste("Household equipment with hazardous parts", "A1181"), False),
        (waste("Residue 4711", "A1160"), False),
    ],
)
def test_waste_codes_that_the_description_does_not_bear(item: GoodsItem, *, raised: bool) -> None:
    assert bool(found("waste-code-description-mismatch", bill(item))) is raised


@pytest.mark.parametrize(
    ("item", "raised"),
    [
        (waste("Scrap", "B1010", "16 02 13*"), True),
        (waste("Scrap", "B1010", "Y31"), True),
        (waste("Scrap", "B1010", "H8"), True),
        (waste("Boards", "Y49", "16 02 15*"), True),
        (waste("Scrap", "B1010", "19 12 02"), False),
        (waste("Batteries", "A1160", "16 06 01*", "Y31", "H8"), False),
        (line("Acid", codes=[("h", "H8")], hazard="3"), True),
        (line("Acid", codes=[("h", "H8")], hazard="8"), False),
        (line("Toxic waste", codes=[("h", "H12")], hazard="9"), False),
    ],
)
def test_hazardous_and_green_at_once(item: GoodsItem, *, raised: bool) -> None:
    assert bool(found("hazard-contradiction", paper("annex_vii_document", item))) is raised


@pytest.mark.parametrize(
    ("kind", "operation", "item", "raised"),
    [
        ("annex_vii_document", "D1", waste("Scrap", "B1010"), True),
        ("waste_movement_document", "R14", waste("Oil", "A3020"), True),
        ("waste_movement_document", "R9", waste("Oil for landfill", "A3020"), True),
        ("waste_movement_document", "D10", waste("Oil for recycling", "A3020"), True),
        ("waste_movement_document", "R9", waste("Oil for re-refining", "A3020"), False),
        ("annex_vii_document", "R4", waste("Scrap", "B1010"), False),
    ],
)
def test_operations_that_do_not_fit(kind: PaperKind, operation: str, item: GoodsItem, *, raised: bool) -> None:
    document = paper(kind, item, fields=Fields(operation=text(operation)))
    assert bool(found("operation-contradiction", document)) is raised


@pytest.mark.parametrize(("operation", "raised"), [("R13", True), ("D15", True), ("R13 / R4", False), ("R4", False)])
def test_storage_is_not_the_end(operation: str, *, raised: bool) -> None:
    document = paper("waste_movement_document", fields=Fields(operation=text(operation)))
    assert bool(found("interim-operation-without-final", document)) is raised


def test_a_second_facility_is_the_end() -> None:
    document = paper("waste_movement_document", fields=Fields(operation=text("R13")), names={"facility": "A"})
    two = document.model_copy(update={"parties": (*document.parties, *document.parties)})
    assert found("interim-operation-without-final", two) == []


ULAB = waste("Used lead acid batteries", "A1160")


@pytest.mark.parametrize(
    ("papers", "raised"),
    [
        ([paper("waste_movement_document", ULAB, fields=way("DE", "NL"))], True),
        ([paper("waste_movement_document", ULAB, fields=way("DE", "NL", number="DE 0001 123456"))], True),
        ([paper("waste_movement_document", ULAB, fields=way("DE", "NL", "2026-06-01", number="DE0126000123"))], False),
        ([paper("waste_movement_document", ULAB, fields=way("DE", "NL")), paper("waste_notification", ULAB)], False),
        ([bill(ULAB, fields=way("DE", "NL"))], False),  # movement-document-missing
    ],
)
def test_a_movement_needs_its_notification(papers: list[Paper], *, raised: bool) -> None:
    assert bool(found("notification-missing", *papers)) is raised


@pytest.mark.parametrize(
    ("item", "raised"),
    [
        (waste("Batteries", "A1160"), True), (waste("Plastics", "Y48"), True), (waste("Residue", "16 06 01*"), True),
        (waste("Aluminium scrap", "B1010"), False), (waste("Spent batteries", hs="854911"), True),
    ],
)  # fmt: skip
def test_annex_vii_is_for_green_waste(item: GoodsItem, *, raised: bool) -> None:
    assert bool(found("annex-vii-not-allowed", paper("annex_vii_document", item, fields=way("DE", "NL")))) is raised


@pytest.mark.parametrize(
    ("code", "item", "route", "severity"),
    [
        ("ban-amendment", waste("Batteries", "A1160"), ("DE", "GH"), "high"),
        ("ban-amendment", waste("Batteries", "A1160"), ("JP", "GH"), "low"),
        ("ban-amendment", waste("Batteries", "A1160"), ("DE", "KR"), None),
        ("ban-amendment", waste("Plastics", "Y48"), ("DE", "GH"), None),  # Annex II is not covered
        ("ban-amendment", waste("Batteries", "A1160"), ("US", "GH"), None),  # no Party
        ("eu-export-ban", waste("Plastics", "Y48"), ("DE", "GH"), "high"),
        ("eu-export-ban", waste("Boards", "Y49"), ("FR", "IN"), "high"),
        ("eu-export-ban", waste("Batteries", "A1160"), ("DE", "TR"), None),
        ("eu-export-ban", waste("Batteries", "A1160"), ("DE", "RO"), None),  # in the EU, not in the OECD
        ("eu-export-ban", waste("Aluminium scrap", "B1010"), ("DE", "IN"), None),
        ("non-party-trade", waste("Batteries", "A1160"), ("US", "GH"), "high"),
        ("non-party-trade", waste("Batteries", "A1160"), ("US", "DE"), None),  # OECD
        ("non-party-trade", waste("Batteries", "A1160"), ("HT", "GH"), "low"),  # to be checked
        ("non-party-trade", waste("Aluminium scrap", "B1010"), ("US", "GH"), None),
    ],
)
def test_where_waste_may_not_go(code: str, item: GoodsItem, route: tuple[str, str], severity: str | None) -> None:
    findings = found(code, bill(item, fields=way(*route)))
    assert [one.severity for one in findings] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("on", "to", "raised"),
    [("2026-11-21", "VN", True), ("2026-11-20", "VN", False), ("2026-11-22", "TR", False)],
)
def test_plastic_waste_stays_in_the_oecd_since_a_day(on: str, to: str, *, raised: bool) -> None:
    item = waste("PE film scrap", "B3011", hs="391510")
    assert bool(found("eu-plastic-ban", bill(item, fields=way("DE", to, on)))) is raised


@pytest.mark.parametrize(
    ("operation", "to", "raised"),
    [("D10", "TR", True), ("D10", "CH", False), ("R4", "TR", False), ("D10", "NL", False)],
)
def test_disposal_stays_in_the_eu_and_efta(operation: str, to: str, *, raised: bool) -> None:
    document = paper("waste_movement_document", waste("Oil", "A3180"), fields=way("DE", to, operation=operation))
    assert bool(found("disposal-export-ban", document)) is raised


def notification(item: GoodsItem = ULAB, *, total: int = 12, signed: str = "2026-01-10", **names: str) -> Paper:
    fields = Fields(
        notification_number=text("DE 0001 123456"), movement_total=whole(total), date=day(signed), operation=text("R4")
    )
    return paper("waste_notification", item, fields=fields, names=names)  # type: ignore[arg-type]


def movement(
    item: GoodsItem = ULAB, *, serial: int = 4, number: str = "DE 0001 123456", operation: str = "R4", **names: str
) -> Paper:
    fields = Fields(
        notification_number=text(number), movement_serial=whole(serial), movement_total=whole(12),
        shipment_date=day("2026-03-01"), operation=text(operation),
    )  # fmt: skip
    return paper("waste_movement_document", item, fields=fields, names=names)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("papers", "raised"),
    [
        ([notification(), movement(serial=13)], True),
        ([notification(total=3), movement(serial=4)], True),
        ([notification(), movement(serial=12)], False),
        ([notification(waste("b", net="24.00 TNE")), movement(waste("b", net="25.00 TNE"))], True),
        ([notification(waste("b", net="268.8 TNE")), movement(waste("b", net="22400 KGM"))], False),
    ],
)
def test_consents_are_not_overdrawn(papers: list[Paper], *, raised: bool) -> None:
    assert bool(found("consent-exceeded", *papers)) is raised


@pytest.mark.parametrize(("signed", "raised"), [("2026-03-02", True), ("2021-01-01", True), ("2025-09-01", False)])
def test_no_consent_before_the_notification_or_years_after(signed: str, *, raised: bool) -> None:
    assert bool(found("consent-expired", notification(signed=signed), movement())) is raised


@pytest.mark.parametrize(
    ("first", "last", "raised"),
    [
        ("2026-03-01", "2027-02-28", False), ("2025-03-02", "2026-03-01", False), (None, None, False),
        ("2026-03-02", "2027-03-01", True), ("2025-03-01", "2026-02-28", True), (None, "2026-02-28", True),
    ],
)  # fmt: skip
def test_a_shipment_leaves_in_the_notified_period(first: str | None, last: str | None, *, raised: bool) -> None:
    period = {"first_departure": first, "last_departure": last}
    known = {name: day(value) for name, value in period.items() if value}
    own = notification(signed="2025-02-01")
    own = own.model_copy(update={"fields": own.fields.model_copy(update=known)})
    assert bool(found("consent-expired", own, movement())) is raised


def test_a_period_whose_day_and_month_may_change_places_is_no_alarm() -> None:
    last = day("2026-02-10").model_copy(update={"raw": "10/02/2026", "confidence": 0.55})  # or the second of October
    own = notification(signed="2025-02-01")
    own = own.model_copy(update={"fields": own.fields.model_copy(update={"last_departure": last})})
    assert not found("consent-expired", own, movement())


@pytest.mark.parametrize(
    ("one", "other", "raised"),
    [
        (notification(), movement(), False),
        (notification(), movement(number="DE 0001 654321"), True),
        (notification(), movement(operation="R13"), True),
        (notification(), movement(waste("Used lead acid batteries", "A1170")), True),
        (notification(), movement(waste("Plastic scrap", "A1160")), True),
        (notification(facility="Rheinblei GmbH"), movement(facility="RHEINBLEI"), False),
        (notification(facility="Rheinblei GmbH"), movement(facility="Tema Smelting Ltd"), True),
        (notification(waste("b", "A1160", "Y31")), movement(waste("b", "A1160")), False),  # an empty block
    ],
)
def test_the_movement_is_the_notified_one(one: Paper, other: Paper, *, raised: bool) -> None:
    assert bool(found("movement-notification-differs", one, other)) is raised


def test_an_incomplete_document_names_its_empty_blocks() -> None:
    (finding,) = found("document-incomplete", movement(waste("Batteries"), exporter="A", importer="B", facility="C"))
    assert finding.expected == "the actual quantity (block 5) and the waste codes (block 14)"
    full = movement(waste("b", "A1160", net="24 TNE"), exporter="A", importer="B", facility="C")
    assert found("document-incomplete", full, invoice()) == []


def test_without_a_date_the_law_of_today_is_named() -> None:
    goods = line("Used lead acid batteries", "854911", codes=[("basel", "A1160")])
    route = Fields(port_of_loading=text("Hamburg"), port_of_discharge=text("Antwerp"))
    undated = judge(consignment(invoice(goods), bill(goods, fields=route)), today=date(2026, 11, 24))
    (finding,) = [each for each in undated if each.code == "movement-document-missing"]
    assert "bear no date" in finding.message and "2026-11-24" in finding.message
    dated = route.model_copy(update={"shipment_date": day("2026-09-01")})
    (finding,) = [
        each
        for each in judge(consignment(invoice(goods), bill(goods, fields=dated)), today=date(2026, 11, 24))
        if each.code == "movement-document-missing"
    ]
    assert "bear no date" not in finding.message


def test_a_notification_number_begins_with_the_country_of_dispatch() -> None:
    def codes(number: str) -> list[str]:
        fields = Fields(
            port_of_loading=text("Hamburg"), port_of_discharge=text("Antwerp"), notification_number=text(number)
        )
        made = paper("waste_movement_document", line("Lead dross"), fields=fields)
        return [each.code for each in judge(consignment(made), today=date(2026, 11, 24))]

    assert "country-route-differs" in codes("PL 0000 123456")
    assert "country-route-differs" not in codes("DE 1350 123456")
    assert "country-route-differs" not in codes("4711/123456")


@pytest.mark.parametrize(("printed", "raised"), [("R12", True), ("R12 / R1", False), ("R12, R13", True)])
def test_the_final_operation_may_stand_beside_the_interim_one(printed: str, *, raised: bool) -> None:
    own = notification()
    operation = text("R12").model_copy(update={"raw": printed})
    own = own.model_copy(update={"fields": own.fields.model_copy(update={"operation": operation})})
    assert bool(found("interim-operation-without-final", own)) is raised
