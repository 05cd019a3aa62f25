"""Decisions and corrections: who may, what stands, and that neither is lost when a consignment is judged again."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from desk import cases, corrections, decisions, dossier
from desk.corrections import Change
from desk.pages.trails import detail_of
from desk.people import NotAllowed, Person
from desk.speech import Speech
from flows import audit
from flows.settings import settings
from models.report import Report
from tests import caseload
from tests.caseload import PEOPLE, finding, paper, report

OFFICER, SUPERVISOR = PEOPLE["officer"], PEOPLE["supervisor"]


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    return caseload.ledger(tmp_path, request)


def state(engine: Engine, consignment: str = "c1") -> str:
    case = cases.get(engine, OFFICER, consignment)
    assert case is not None
    return case.state


def opened(engine: Engine, consignment: str = "c1") -> dossier.Dossier:
    found = dossier.open_dossier(engine, OFFICER, consignment)
    assert found is not None
    return found


def test_a_decision_survives_judging_again_in_another_order_and_wording(engine: Engine) -> None:
    first, second = finding("hs-differs", "7404"), finding("mass-differs", "1200 kg", "medium")
    caseload.keep(engine, report("c1", first, second))
    key = opened(engine).keys[0]
    decisions.decide(engine, OFFICER, "c1", "dismiss", finding=key, reason="A typing error of the agent")
    reworded = first.model_copy(update={"message": "said otherwise"})
    caseload.keep(engine, report("c1", finding("asbestos"), second, reworded), edition="e2")
    again = opened(engine)
    assert again.standing[again.keys[2]].reason == "A typing error of the agent"
    assert set(again.standing) == {key}


def test_a_finding_on_another_value_is_another_finding(engine: Engine) -> None:
    caseload.keep(engine, report("c1", finding("hs-differs", "7404")))
    decisions.decide(engine, OFFICER, "c1", "confirm", finding=opened(engine).keys[0])
    caseload.keep(engine, report("c1", finding("hs-differs", "7602")), edition="e2")
    again = opened(engine)
    assert again.standing.get(again.keys[0]) is None


def test_two_findings_on_the_same_spot_have_two_keys(engine: Engine) -> None:
    caseload.keep(engine, report("c1", finding("arithmetic", "5"), finding("arithmetic", "5")))
    assert len(set(opened(engine).keys)) == 2


@pytest.mark.parametrize(
    ("action", "becomes"),
    [("confirm", "decided"), ("dismiss", "decided"), ("escalate", "escalated"), ("hold", "held"), ("reopen", "open")],
)
def test_a_decision_on_the_whole_moves_the_case(engine: Engine, action: decisions.Action, becomes: str) -> None:
    caseload.keep(engine, report("c1", finding("asbestos")))
    decisions.decide(engine, OFFICER, "c1", action, reason="r")
    assert state(engine) == becomes


def test_an_escalated_finding_escalates_an_open_case_until_another_decision(engine: Engine) -> None:
    caseload.keep(engine, report("c1", finding("asbestos")))
    key = opened(engine).keys[0]
    decisions.decide(engine, OFFICER, "c1", "escalate", finding=key, reason="r")
    assert state(engine) == "escalated"
    decisions.decide(engine, OFFICER, "c1", "confirm", finding=key)
    assert state(engine) == "open"
    assert [(each.action, each.state) for each in decisions.history(engine, "c1")] == [
        ("confirm", "standing"), ("escalate", "replaced")]  # fmt: skip


def test_to_dismiss_or_escalate_needs_a_reason(engine: Engine) -> None:
    caseload.keep(engine, report("c1"))
    for action in ("dismiss", "escalate"):
        with pytest.raises(ValueError, match="reason"):
            decisions.decide(engine, OFFICER, "c1", action, reason="  ")  # type: ignore[arg-type]


def test_a_viewer_and_one_who_may_not_see_it_decide_nothing(engine: Engine) -> None:
    caseload.keep(engine, report("c1"))
    with pytest.raises(NotAllowed):
        decisions.decide(engine, PEOPLE["viewer"], "c1", "confirm")
    decisions.decide(engine, OFFICER, "c1", "hold")
    with pytest.raises(LookupError):
        decisions.decide(engine, OFFICER, "c2", "confirm")
    with pytest.raises(LookupError):
        decisions.decide(engine, OFFICER, "c1", "confirm", finding="nothing")


def test_with_four_eyes_a_second_person_has_to_agree(engine: Engine) -> None:
    caseload.keep(engine, report("c1"))
    boss = Person(OFFICER.name, "supervisor")
    asked = decisions.decide(engine, OFFICER, "c1", "confirm", four_eyes=True)
    assert (asked.state, state(engine)) == ("proposed", "proposed")
    for person in (PEOPLE["viewer"], OFFICER, boss):  # too low a role, and the same person with a high one
        with pytest.raises(NotAllowed):
            decisions.agree(engine, person, asked.id)
    assert [each.id for each in decisions.waiting(engine, SUPERVISOR)] == [asked.id]
    agreed = decisions.agree(engine, SUPERVISOR, asked.id)
    assert (agreed.state, agreed.second, state(engine)) == ("standing", SUPERVISOR.name, "decided")
    with pytest.raises(LookupError):
        decisions.agree(engine, SUPERVISOR, asked.id)


def test_the_history_of_a_consignment_names_the_finding_and_who_agreed(engine: Engine) -> None:
    caseload.keep(engine, report("c1", finding("hs-differs")))
    key = opened(engine).keys[0]
    asked = decisions.decide(engine, OFFICER, "c1", "confirm", finding=key, four_eyes=True)
    decisions.agree(engine, SUPERVISOR, asked.id)
    agreed, proposed = audit.entries(engine, subject="c1", limit=2)
    assert (agreed.account, agreed.action, agreed.detail["code"]) == (SUPERVISOR.name, "agree", "hs-differs")
    assert (proposed.account, proposed.action, proposed.detail["code"]) == (OFFICER.name, "confirm", "hs-differs")
    assert detail_of(agreed.detail, Speech("fr")) == "Codes SH différents · Confirmé"


def test_a_refused_proposal_leaves_what_stood_before(engine: Engine) -> None:
    caseload.keep(engine, report("c1"))
    decisions.decide(engine, OFFICER, "c1", "hold")
    asked = decisions.decide(engine, OFFICER, "c1", "confirm", four_eyes=True)
    decisions.agree(engine, SUPERVISOR, asked.id, refuse="Not yet")
    assert state(engine) == "held"


def kept(engine: Engine) -> Report:
    whole = caseload.judged(
        paper("INV-1", "a" * 64), paper("PL-1", "b" * 64, kind="packing_list", containers=(
            caseload.container("CSQU3054384"),)))  # fmt: skip
    caseload.keep(engine, whole)
    return whole


def codes(told: Report) -> set[str]:
    return {each.code for each in told.consignment.findings}


def test_a_corrected_value_is_certain_and_the_rules_run_again(engine: Engine) -> None:
    before = kept(engine)
    identity = before.consignment.id
    assert "container-invalid" in codes(before)
    change = Change(paper="p2", path="containers.0.number", text="csqu 305438 3")
    after = corrections.correct(engine, settings(), OFFICER, identity, change)
    assert "container-invalid" not in codes(after)
    number = after.consignment.papers[1].containers[0].number
    assert (number.value, number.confidence, after.consignment.papers[1].containers[0].valid) == (
        "CSQU3054383",
        1,
        True,
    )
    found = opened(engine, identity)
    assert found.report == after
    assert [(each.path, each.original["value"]) for each in found.amendments] == [
        ("containers.0.number", "CSQU3054384")]  # fmt: skip


def test_a_second_correction_keeps_what_was_read_and_withdrawing_brings_it_back(engine: Engine) -> None:
    before = kept(engine)
    identity = before.consignment.id
    for text in ("CSQU3054380", "CSQU3054383"):
        change = Change(paper="p2", path="containers.0.number", text=text)
        corrections.correct(engine, settings(), OFFICER, identity, change)
    (amendment,) = opened(engine, identity).amendments
    assert amendment.original["value"] == "CSQU3054384"
    after = corrections.withdraw(engine, settings(), OFFICER, identity, amendment.id)
    assert after.consignment.papers == before.consignment.papers
    assert opened(engine, identity).amendments == []


@pytest.mark.parametrize(
    ("path", "text", "value", "unit"),
    [
        ("fields.date", "31 March 2025", "2025-03-31", None),
        ("fields.total_gross_mass", "1 200,5 kg", "1200.5", "KGM"),
        ("fields.total_packages", "24 bales", "24", "BL"),
        ("fields.country_of_origin", "Germany", "DE", None),
        ("fields.movement_serial", "3", 3, None),
        ("goods.0.net_mass", "2 t", "2", "TNE"),
        ("goods.0.hs_code", "7404.00", "740400", None),
        ("goods.1.description", "Brass scrap", "Brass scrap", None),
        ("parties.consignee.name", "Tema Trading Ltd", "Tema Trading Ltd", None),
        ("goods.0.waste_codes.basel", "B1010", "B1010", None),
        ("goods.0.un_number", "UN 3480", "3480", None),
        ("goods.0.amount", "3,400.00", "3400.00", None),
    ],
)
def test_what_is_typed_becomes_the_type_of_its_field(
    engine: Engine, path: str, text: str, value: object, unit: str | None
) -> None:
    from flows import corrected

    identity = kept(engine).consignment.id
    after = corrections.correct(engine, settings(), OFFICER, identity, Change(paper="p1", path=path, text=text))
    field = corrected.read(after.consignment.papers[0], path)
    assert (field["value"], field["confidence"], field.get("unit")) == (value, 1.0, unit)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("fields.nothing", "x"), ("id", "x"), ("goods.9.description", "x"), ("goods.0.description.raw", "x"),
        ("fields.date", "soon"), ("fields.total_gross_mass", "heavy"), ("fields.total_gross_mass", "12 zorkmids"),
        ("fields.country_of_origin", "Atlantis"), ("kind", "novel"), ("parties.king.name", "x"),
        ("containers.0.valid", "x"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_changes(engine: Engine, path: str, text: str) -> None:
    before = kept(engine)
    with pytest.raises(ValueError, match=r"\w"):
        corrections.correct(
            engine, settings(), OFFICER, before.consignment.id, Change(paper="p1", path=path, text=text)
        )
    assert opened(engine, before.consignment.id).report == before


def test_a_viewer_corrects_nothing(engine: Engine) -> None:
    identity = kept(engine).consignment.id
    with pytest.raises(NotAllowed):
        corrections.correct(
            engine, settings(), PEOPLE["viewer"], identity, Change(paper="p1", path="kind", text="other")
        )
