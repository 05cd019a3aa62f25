"""An inbox that others may write to: links that lead elsewhere, and names that are orders to a database."""

import shutil
from pathlib import Path

from sqlalchemy import create_engine, inspect, select
from sqlalchemy.orm import Session

from desk import cases
from desk.cases import Query
from flows import claims
from flows.inbox import survey
from flows.ledger.place import open_ledger
from flows.ledger.tables import FileRow
from flows.rounds import Round
from flows.settings import settings
from tests.caseload import PEOPLE
from tests.conftest import MakePdf
from tests.crews import Here

ORDER = "x'); DROP TABLE files;--.pdf"


def test_links_in_an_inbox_lead_nowhere(tmp_path: Path, pdf: MakePdf) -> None:
    secret, inbox = pdf("elsewhere/secret.pdf"), tmp_path / "inbox"
    (inbox / "lot").mkdir(parents=True)
    shutil.copy(secret, inbox / "lot" / "own.pdf")
    for link, leads in (("a.pdf", secret), ("all", secret.parent), ("lot/b.pdf", secret), ("lot/up", inbox)):
        (inbox / link).symlink_to(leads)
    assert [file.name for file in survey(inbox)] == ["lot/own.pdf"]
    taken = claims.take(inbox, most=10, settled=0, whole_within=0)
    assert taken is not None
    assert [entry.name for entry in taken.entries()] == ["lot"]
    assert secret.is_file()


def test_a_name_that_is_sql_is_kept_and_found_as_a_name(tmp_path: Path, pdf: MakePdf) -> None:
    (tmp_path / "inbox").mkdir()
    shutil.move(pdf("a.pdf"), tmp_path / "inbox" / ORDER)
    chosen = settings(settle_seconds=0)
    engine = open_ledger(chosen.ledger)
    assert Round(engine, Here(), chosen).go(tmp_path / "inbox") == {"done": 1}
    with Session(engine) as session:
        (name,) = session.scalars(select(FileRow.name)).all()
    assert name.endswith(ORDER)
    for asked in (ORDER, "' OR 1=1 --", "%", "_"):
        cases.page(engine, PEOPLE["officer"], Query(text=asked))
    assert cases.page(engine, PEOPLE["officer"], Query(text="' OR 1=1 --")).cases == []
    engine.dispose()
    left = create_engine(chosen.ledger)
    assert "files" in inspect(left).get_table_names()
    left.dispose()
