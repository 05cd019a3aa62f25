"""The queue: one row a consignment, filtered, searched, sorted and paged."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from desk import cases
from desk.cases import NOBODY, Query
from desk.people import Person
from flows import audit
from flows.ledger import book
from flows.ledger.casework import CaseRow
from flows.ledger.tables import ConsignmentRow
from models.paper import GoodsItem
from tests import caseload
from tests.caseload import PEOPLE, finding, report

ANYONE = PEOPLE["viewer"]


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    return caseload.ledger(tmp_path, request)


def ids(engine: Engine, **asked: object) -> list[str]:
    return [case.consignment for case in cases.page(engine, ANYONE, Query.model_validate(asked)).cases]


def test_a_consignment_has_one_row_and_the_newest_edition_counts(engine: Engine) -> None:
    caseload.keep(engine, report("c1", finding("arithmetic", severity="medium")), edition="e1")
    caseload.keep(engine, report("c1"), edition="e2")
    (case,) = cases.page(engine, ANYONE, Query()).cases
    assert (case.verdict, case.severity, case.findings) == ("consistent", "none", 0)
    assert ids(engine, code="arithmetic") == []


def test_what_was_judged_before_there_was_a_queue_comes_into_it(engine: Engine) -> None:
    caseload.keep(engine, report("c1"), edition="e1")
    caseload.keep(engine, report("c1", finding("hs-differs")), edition="e2")
    caseload.keep(engine, report("c2"), report("c3"), edition="e2")
    with Session(engine) as session, session.begin():
        session.execute(delete(CaseRow).where(CaseRow.consignment != "c3"))  # as revision 0003 found them
        session.execute(update(ConsignmentRow).where(ConsignmentRow.consignment == "c2").values(report="of old"))
        kept = session.scalars(select(CaseRow.judged_at)).all()
    assert ids(engine) == ["c3"]
    assert book.queue_unlisted(engine, stop=lambda: True) == 0
    assert book.queue_unlisted(engine) == 1  # c2's report cannot be read
    assert ids(engine) == [*ids(engine, text="INV-c1"), "c3"] == ["c1", "c3"]
    assert ids(engine, code="hs-differs") == ["c1"]
    assert cases.page(engine, ANYONE, Query()).cases[0].judged_at < kept[0]
    assert book.queue_unlisted(engine) == 0


@pytest.mark.parametrize("typed", ["39159000", "3915.90.00", "3915 90 00", "3915 90", "scrap 3915 90 inv-c1"])
def test_a_number_is_found_however_it_is_grouped(engine: Engine, typed: str) -> None:
    for identity, code in (("c1", "3915.90.00"), ("c2", "39159000"), ("c3", "69072100")):
        goods = (GoodsItem(description=caseload.read("Plastic scrap"), hs_code=caseload.read(code)),)
        caseload.keep(engine, report(identity, papers=[caseload.paper(f"INV-{identity}", goods=goods)]))
    found = ids(engine, text=typed)
    assert sorted(found) == (["c1"] if "c1" in typed else ["c1", "c2"])


def test_every_filter_finds_its_own_and_leaves_the_rest(engine: Engine) -> None:
    caseload.keep(engine, report("c1", finding("hs-differs")), report("c2", finding("arithmetic", severity="medium")))
    caseload.keep(engine, report("c3"))
    cases.assign(engine, PEOPLE["supervisor"], [], "")
    assert ids(engine, verdict="mismatch") == ids(engine, severity="high") == ids(engine, code="hs-differs") == ["c1"]
    assert ids(engine, severity="medium") == ["c2"]
    assert ids(engine, severity="none") == ["c3"]
    assert ids(engine, stream="hs:74", state="open", assignee=NOBODY) == ["c1", "c2", "c3"]
    assert ids(engine, since="2199-01-01T00:00:00Z") == ids(engine, stream="hs:39") == ids(engine, state="held") == []


SOUGHT = ("INV-77", "inv77", "rila", "metals coppER", "CSQU3054383", "csqu", "hs-differs", "7404.00")


@pytest.mark.parametrize("text", SOUGHT)
def test_a_search_finds_numbers_parties_goods_containers_and_codes(engine: Engine, text: str) -> None:
    caseload.keep(engine, report("c77", finding("hs-differs"), papers=[caseload.paper("INV-77")]), report("c5", papers=[
        caseload.paper("Z9", parties=(), goods=(), containers=())]))  # fmt: skip
    assert ids(engine, text=text) == ["c77"]


def test_a_search_wants_every_word(engine: Engine) -> None:
    caseload.keep(engine, report("c1"))
    assert ids(engine, text="copper plastic") == []


@pytest.mark.parametrize("sort", ["severity", "age", "judged", "findings", "assignee"])
@pytest.mark.parametrize("descending", [True, False])
def test_pages_hold_every_case_once_in_order(engine: Engine, sort: str, descending: bool) -> None:
    for number in range(11):
        found = [finding("arithmetic", str(n), ("low", "medium", "high")[number % 3]) for n in range(number % 4)]
        caseload.keep(engine, report(f"c{number}", *found))
    query = Query.model_validate({"sort": sort, "descending": descending})
    whole = [case.consignment for case in cases.page(engine, ANYONE, query, limit=50).cases]
    found, cursor = [], ""
    while True:
        page = cases.page(engine, ANYONE, query, cursor=cursor, limit=4)
        found += [case.consignment for case in page.cases]
        cursor = page.following
        if not cursor:
            break
    assert found == whole
    assert len(set(found)) == 11 == cases.count(engine, ANYONE, query)
    after = cases.following(engine, ANYONE, query, whole[3])
    assert after is not None
    assert after.consignment == whole[4]


def test_the_severest_come_first(engine: Engine) -> None:
    caseload.keep(
        engine, report("c1"), report("c2", finding("asbestos")), report("c3", finding("arithmetic", "x", "low"))
    )
    assert ids(engine) == ["c2", "c3", "c1"]


@pytest.mark.parametrize("cursor", ["x", "W10", "bnVsbA", "WyJhIiwgImIiLCAiYyJd", "é"])
def test_a_cursor_of_something_else_is_refused(engine: Engine, cursor: str) -> None:
    with pytest.raises(ValueError, match="another query"):
        cases.page(engine, ANYONE, Query(), cursor=cursor)


def test_many_are_assigned_at_once_and_the_log_says_so(engine: Engine) -> None:
    from desk import accounts

    accounts.add(engine, "ada", "officer", by="test")
    caseload.keep(engine, report("c1"), report("c2"), report("c3"))
    assert cases.assign(engine, PEOPLE["supervisor"], ["c1", "c2", "nowhere"], "ada") == 2
    assert sorted(ids(engine, assignee="ada")) == ["c1", "c2"]
    assert cases.assign(engine, PEOPLE["supervisor"], ["c1"], "ada") == 0
    assert [entry.subject for entry in audit.entries(engine) if entry.action == "assign"] == ["c2", "c1"]
    with pytest.raises(LookupError):
        cases.assign(engine, PEOPLE["supervisor"], ["c1"], "nobody")


def test_where_sight_is_ones_own_the_cases_of_others_are_not_there(engine: Engine) -> None:
    from desk import accounts

    for name in ("ada", "bob"):
        accounts.add(engine, name, "officer", by="test")
    caseload.keep(engine, report("c1"), report("c2"), report("c3"))
    cases.assign(engine, PEOPLE["supervisor"], ["c1"], "ada")
    cases.assign(engine, PEOPLE["supervisor"], ["c2"], "bob")
    ada = Person("ada", "officer", sees_all=False)
    assert sorted(case.consignment for case in cases.page(engine, ada, Query()).cases) == ["c1", "c3"]
    assert cases.get(engine, ada, "c2") is None
    assert cases.assign(engine, ada, ["c2"], "ada") == 0
