"""Waste under a product's code, waste words on one paper, and the papers that waste law asks for."""

from datetime import date

import pytest

from checks.rulebook import judge
from models.paper import Fields, Paper
from tests.consignments import bill, consignment, day, invoice, line, packing_list, paper, text

TODAY = date(2026, 11, 24)


def codes(*papers: Paper) -> list[str]:
    return [finding.code for finding in judge(consignment(*papers), today=TODAY)]


@pytest.mark.parametrize(
    ("description", "hs", "suggested"),
    [
        ("Plastic scrap in bales", "390210", None),
        ("LDPE film scrap, post consumer", "390110", "391510"),
        ("PVC regrind", "390410", "391530"),
        ("Déchets de polystyrène", "390311", "391520"),
        ("Kunststoffabfälle, gepresst", "390210", None),
        ("废塑料", "390210", None),
        ("PLASTlC 5CRAP IN BALES", "390210", None),  # as a scanner reads it
        ("Used lead acid batteries, drained", "780110", "854911"),
        ("Used lead acid batteries, drained", "850710", "854911"),
        ("Scrap computers and monitors, not working", "847130", None),
        ("Electric motor scrap (mixed motors) for dismantling", "850152", "854991"),
        ("Rottami di motori elettrici", "850140", "854991"),
        ("Chatarra de cobre", "740311", "740400"),
        ("Stainless steel scrap", "721810", "720421"),
        ("Used tyres", "401110", "401220"),
        ("Spent solvents, toluene", "381400", None),
        ("Used engine oil", "271019", "271099"),
        ("Waste paper, OCC 11", "480100", "470790"),
        ("Rottami di alluminio", "760110", "760200"),
    ],
)
def test_waste_under_a_products_code_is_raised(description: str, hs: str, suggested: str | None) -> None:
    (finding,) = [
        finding
        for finding in judge(consignment(invoice(line(description, hs))), today=TODAY)
        if finding.code == "hs-waste-as-goods"
    ]
    assert finding.severity == "high"
    assert finding.suggested_hs
    assert all(new.label for new in finding.suggested_hs)
    if suggested:
        assert suggested in [new.code for new in finding.suggested_hs]


@pytest.mark.parametrize(
    ("description", "hs"),
    [
        ("Plastic scrap in bales", "391590"),
        ("LDPE film scrap", "39151000"),
        ("Recycled PP granules", "390210"),
        ("Waste bin liners of polyethylene", "392321"),
        ("Scrap metal baler, hydraulic", "846291"),
        ("Plastic scrap granulator", "847780"),
        ("Waste water treatment polymer, polyacrylamide", "390690"),
        ("Wastewater pump with steel housing", "841370"),
        ("Scrapbook paper, coloured", "482050"),
        ("Refuse collection vehicle", "870510"),
        ("Used clothing, grade A, in bales", "630900"),
        ("Used cars, Toyota Corolla", "870323"),
        ("Retreaded tyres, used casings", "401211"),
        ("Used tyres for recovery", "401220"),
        ("Copper scrap, birch cliff", "740400"),
        ("Mixed scrap metal", "720449"),
        ("Used lead acid batteries", "854911"),
        ("Polyethylene film used for packaging", "392010"),
        ("Recovered R-22", "290371"),
        ("Distillers spent grains", "230330"),
        ("Abfalleimer aus Kunststoff", "392490"),
        ("Anti-waste plastic lids", "392350"),
    ],
)
def test_near_misses_are_not_raised(description: str, hs: str) -> None:
    assert "hs-waste-as-goods" not in codes(invoice(line(description, hs)))


def test_the_words_of_one_paper_meet_the_code_of_another() -> None:
    papers = consignment(
        invoice(line("Recycled PP granules", "390210", net="24000 KGM")),
        bill(line("PLASTIC SCRAP IN BALES", net="24000 KGM")),
        packing_list(line("Plastic scrap, baled", net="24000 KGM")),
    )
    (finding,) = [finding for finding in judge(papers, today=TODAY) if finding.code == "hs-waste-as-goods"]
    assert {spot.paper for spot in finding.evidence} == {"p1", "p2", "p3"}
    assert [new.code for new in finding.suggested_hs] == ["391590"]


def test_one_line_of_waste_describes_all_lines_of_the_invoice() -> None:
    assert (
        codes(
            invoice(line("PP granules natural", "390210"), line("HDPE granules blue", "390120")),
            bill(line("Plastic scrap")),
        ).count("hs-waste-as-goods")
        == 2
    )


def test_waste_elsewhere_in_the_consignment_does_not_taint_other_goods() -> None:
    papers = (
        invoice(line("PP granules, virgin", "390210", net="9000 KGM"), line("Plastic scrap", "391590", net="1000 KGM")),
        packing_list(line("Plastic scrap", net="1000 KGM"), line("PP granules, virgin", net="9000 KGM")),
    )
    assert "hs-waste-as-goods" not in codes(*papers)


def test_a_waste_entry_is_a_word_of_waste() -> None:
    assert "hs-waste-as-goods" in codes(invoice(line("PE flakes", "390110", codes=[("basel", "B3011")])))


def test_the_code_that_the_correlation_table_gives_for_a_cited_entry_hides_nothing() -> None:
    worn = [("basel", "B3030")]
    assert "hs-waste-as-goods" not in codes(invoice(line("Tøj og sko, brugt", "630900", codes=worn)))
    assert "hs-waste-as-goods" in codes(invoice(line("Textile rags and waste", "630900", codes=worn)))


@pytest.mark.parametrize(
    ("left", "right", "raised"),
    [
        (line("Plastic scrap", "390210"), line("Plastic granules", "390210"), True),
        (line("Laptops, untested", "847130"), line("Laptops", "847130"), True),
        (line("Plastic scrap", "391590"), line("Polypropylene", "391590"), False),
        (line("Used cars", "870323"), line("Toyota Corolla 2014", "870323"), False),
        (line("Plastic scrap"), line("Plastic waste"), False),
        (line("Used electric motors, working", "850152"), line("Electric motor scrap for dismantling"), True),
        (line("Electric motor scrap", "850152"), line("Motori elettrici usati, per riutilizzo"), True),
        (line("Used electric motors", "850152"), line("Motori elettrici usati"), False),
        (line("Copper scrap"), line("ESC-CU-02"), False),  # an article's number names no goods
        (line("Waste refrigerant"), line("R-134A"), True),
        (line("Plastic scrap"), line("PELLETS"), True),
    ],
)
def test_a_waste_word_on_one_paper(left: object, right: object, *, raised: bool) -> None:
    assert ("waste-word-on-one-paper" in codes(invoice(left), bill(right))) is raised  # type: ignore[arg-type]


def test_pvc_scrap_under_its_own_line_is_no_waste_as_goods() -> None:
    told = line("PVC window profile scrap, post-consumer", "391530", codes=[("y", "Y48")])
    assert "hs-waste-as-goods" not in codes(invoice(told), bill(told))


def test_effects_under_the_code_of_untested_computers_are_those_computers() -> None:
    sold = (line("Used desktop computers, untested", "847150"), line("Printers", "844332"))
    assert "waste-word-on-one-paper" in codes(invoice(*sold), bill(line("Household and office effects", "847150")))


ACROSS = Fields(
    port_of_loading=text("Rotterdam"), port_of_discharge=text("Tema, Ghana"), shipment_date=day("2026-03-01")
)
WITHIN = Fields(port_of_loading=text("NLRTM"), port_of_discharge=text("NLAMS"))
OVERSEAS = Fields(port_of_loading=text("Houston, USA"), port_of_discharge=text("Veracruz, Mexico"))


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        ([bill(line("Used lead acid batteries", "854911"), fields=ACROSS)], "movement-document-missing"),
        ([bill(line("Battery plates", codes=[("basel", "A1160")]), fields=ACROSS)], "movement-document-missing"),
        ([bill(line("Mixed plastics", codes=[("y", "Y48")]), fields=ACROSS)], "movement-document-missing"),
        ([bill(line("Residue", codes=[("ewc", "16 06 01*")]), fields=ACROSS)], "movement-document-missing"),
        ([bill(line("Used lead acid batteries", "780110"), fields=ACROSS)], "movement-document-missing"),
        ([bill(line("E-waste, circuit boards", "854939"), fields=ACROSS)], "movement-document-missing"),
        ([bill(line("Used lead acid batteries", "854911"), fields=WITHIN)], None),
        ([bill(line("New car batteries", "850710"), fields=ACROSS)], None),
        (
            [
                bill(line("Used lead acid batteries", "854911"), fields=ACROSS),
                paper("waste_movement_document", line("Used lead acid batteries")),
            ],
            None,
        ),
        ([bill(line("Plastic scrap, PET", "391590"), fields=ACROSS)], "annex-vii-missing"),
        ([bill(line("PET flakes", codes=[("basel", "B3011")]), fields=ACROSS)], "annex-vii-missing"),
        ([bill(line("Steel scrap", "720449"), fields=OVERSEAS)], None),
        ([bill(line("Steel scrap", "720449"), fields=WITHIN)], None),
        ([bill(line("Steel scrap", "720449"), fields=ACROSS), paper("annex_vii_document")], None),
        ([bill(line("PP granules", "390210"), fields=ACROSS)], None),
        (
            # the green entry of one paper speaks for the same goods on the other
            [
                bill(line("Spent alkaline batteries"), fields=ACROSS),
                paper("annex_vii_document", line("Spent alkaline batteries", codes=[("basel", "B1090")])),
            ],
            None,
        ),
        ([bill(line("PVC scrap"), fields=ACROSS)], "movement-document-missing"),  # no halogen in B3011
        ([bill(line("Mixed plastic waste", "391590"), fields=ACROSS)], "movement-document-missing"),
        ([bill(line("Sorted alkaline batteries, spent", "854913"), fields=ACROSS)], "annex-vii-missing"),
    ],
)
def test_waste_asks_for_its_paper(papers: list[Paper], expected: str | None) -> None:
    asked = {code for code in codes(*papers) if code in ("movement-document-missing", "annex-vii-missing")}
    assert asked == ({expected} if expected else set())


def test_electrical_waste_is_controlled_since_2025() -> None:
    before = ACROSS.model_copy(update={"shipment_date": day("2024-06-01")})
    assert "movement-document-missing" not in codes(bill(line("Circuit boards", "854939"), fields=before))


def test_an_absence_cites_every_paper_searched() -> None:
    papers = consignment(invoice(line("Batteries", "854911")), bill(line("Batteries"), fields=ACROSS))
    finding = next(finding for finding in judge(papers, today=TODAY) if finding.code == "movement-document-missing")
    assert {spot.paper for spot in finding.evidence if not spot.text} == {"p1", "p2"}
    assert "Ghana" in finding.message


def test_a_paper_of_unknown_kind_may_be_the_missing_one() -> None:
    papers = consignment(bill(line("Batteries", "854911"), fields=ACROSS), paper("other"))
    finding = next(finding for finding in judge(papers, today=TODAY) if finding.code == "movement-document-missing")
    assert finding.certainty == "may_be_misread"


def test_scrap_of_motors_needs_consent_and_motors_do_not() -> None:
    assert "movement-document-missing" in codes(bill(line("ELECTRIC MOTOR SCRAP"), fields=ACROSS))
    assert "movement-document-missing" not in codes(bill(line("Electric motors 7.5 kW"), fields=ACROSS))
