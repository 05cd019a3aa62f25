"""Intake: files handed in are kept, read in worker processes, judged, and taken up again after a stop."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from desk import cases, uploads
from desk.intake import Intake, TooManyFiles
from desk.people import Person
from desk.uploads import Handed, Upload
from flows import line, originals
from flows.desk_settings import DeskSettings
from flows.ledger import documents
from flows.ledger.place import open_ledger
from flows.notes import Followed, Notes
from flows.settings import Settings, settings
from tests.caseload import PEOPLE
from tests.conftest import BILL, MakePdf

OFFICER = PEOPLE["officer"]
OTHER = ("COMMERCIAL INVOICE", "Invoice No: ZZ-9999", "Date: 1 May 2024", "Seller: Other Ltd", "Goods: tea")


@pytest.fixture
def chosen() -> Settings:
    return settings(workers=2, desk=DeskSettings(upload_files=5, upload_megabytes=1))


@pytest.fixture
def engine(chosen: Settings) -> Engine:
    return open_ledger(chosen.ledger)


@pytest.fixture
def intake(chosen: Settings, engine: Engine) -> Iterator[Intake]:
    intake = Intake(chosen, engine)
    yield intake
    intake.close()


def ended(engine: Engine, identity: str, seconds: float = 120) -> Upload:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = uploads.get(engine, None, identity)
        if found is not None and found.state in uploads.ENDED:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{identity} did not end: {uploads.events(engine, identity)}")


def kinds(engine: Engine, identity: str) -> list[str]:
    return [event.kind for event in uploads.events(engine, identity)]


def test_files_become_one_consignment_in_the_queue_with_their_originals_kept(
    intake: Intake, engine: Engine, chosen: Settings, pdf: MakePdf
) -> None:
    files = [intake.keep("invoice.pdf", pdf("a.pdf")), intake.keep("bill.pdf", pdf("b.pdf", BILL).read_bytes())]
    identity = intake.hand_in(OFFICER, files)
    done = ended(engine, identity)
    assert (done.state, [file.state for file in done.files], len(done.consignments)) == ("done", ["read", "read"], 1)
    case = cases.get(engine, OFFICER, done.consignments[0])
    assert case is not None
    assert (case.papers, case.uploader) == (2, OFFICER.name)
    assert case.verdict == line.check([pdf("a.pdf"), pdf("b.pdf", BILL)]).consignment.verdict
    known = documents.of(engine, done.consignments[0])
    assert [originals.find(chosen.originals, each.sha256) is not None for each in known] == [True, True]
    told = kinds(engine, identity)
    assert told[0] == "accepted"
    assert told[-2:] == ["judged", "done"]
    assert {"page", "read"} <= set(told)


def test_loose_files_can_be_split_by_the_numbers_they_share(intake: Intake, engine: Engine, pdf: MakePdf) -> None:
    made = {"a.pdf": pdf("a.pdf"), "b.pdf": pdf("b.pdf", BILL), "c.pdf": pdf("c.pdf", OTHER)}
    identity = intake.hand_in(OFFICER, [intake.keep(name, path) for name, path in made.items()], split=True)
    done = ended(engine, identity)
    ids = [file.consignment for file in done.files]
    assert ids[0] == ids[1] != ids[2]


def test_a_bad_file_is_named_with_what_to_do_and_the_others_go_on(intake: Intake, engine: Engine, pdf: MakePdf) -> None:
    files = [
        intake.keep("broken.pdf", b"%PDF-1.4 rubbish"),
        intake.keep("empty.pdf", b""),
        intake.keep("a.pdf", pdf("a.pdf")),
    ]
    done = ended(engine, intake.hand_in(OFFICER, files))
    bad = {file.name: (file.state, file.code) for file in done.files}
    assert done.state == "done"
    assert bad == {"broken.pdf": ("rejected", "damaged"), "empty.pdf": ("rejected", "empty"), "a.pdf": ("read", "")}
    assert all(file.message for file in done.files[:2])


def test_an_upload_of_nothing_readable_fails_and_says_why(intake: Intake, engine: Engine) -> None:
    done = ended(engine, intake.hand_in(OFFICER, [intake.keep("broken.pdf", b"%PDF-1.4 rubbish")]))
    assert done.state == "failed"
    assert "error" in kinds(engine, done.id)


def test_what_a_stopped_program_left_is_taken_up_again(chosen: Settings, engine: Engine, pdf: MakePdf) -> None:
    store = chosen.originals
    made = {"a.pdf": pdf("a.pdf"), "b.pdf": pdf("b.pdf", BILL)}
    handed = [Handed(name, originals.keep(store, path), 900) for name, path in made.items()]
    identity = uploads.add(engine, OFFICER, handed, split=False)
    uploads.set_state(engine, identity, "reading")  # as it stood when the program was killed
    uploads.set_file(engine, identity, 0, state="reading")
    later = Intake(chosen, engine)
    try:
        assert later.resume() == 1
        assert ended(engine, identity).state == "done"
    finally:
        later.close()
    assert Intake(chosen, engine).resume() == 0


def test_what_was_read_before_is_not_read_again(intake: Intake, engine: Engine, pdf: MakePdf) -> None:
    first = ended(engine, intake.hand_in(OFFICER, [intake.keep("a.pdf", pdf("a.pdf"))]))
    again = ended(engine, intake.hand_in(OFFICER, [intake.keep("other name.pdf", pdf("a.pdf"))]))
    assert "page" not in kinds(engine, again.id)
    assert again.consignments == first.consignments


def test_what_is_corrected_stays_so_when_the_file_comes_again(
    intake: Intake, engine: Engine, chosen: Settings, pdf: MakePdf
) -> None:
    from desk import corrections
    from desk.corrections import Change

    first = ended(engine, intake.hand_in(OFFICER, [intake.keep("a.pdf", pdf("a.pdf"))]))
    change = Change(paper="p1", path="fields.number", text="INV-RIGHT")
    corrections.correct(engine, chosen, OFFICER, first.consignments[0], change)
    ended(engine, intake.hand_in(OFFICER, [intake.keep("a.pdf", pdf("a.pdf"))]))
    case = cases.get(engine, OFFICER, first.consignments[0])
    assert case is not None
    assert case.title == "INV-RIGHT"


def test_limits_are_named(intake: Intake) -> None:
    with pytest.raises(TooManyFiles, match="5 are allowed"):
        intake.hand_in(OFFICER, [Handed(f"{n}.pdf", "a" * 64, 1) for n in range(6)])
    with pytest.raises(TooManyFiles, match="1 MB"):
        intake.hand_in(OFFICER, [Handed("a.pdf", "a" * 64, 1_000_001)])
    with pytest.raises(ValueError, match="at least one"):
        intake.hand_in(OFFICER, [])


def test_two_files_of_one_name_keep_apart_and_names_lead_nowhere(intake: Intake, engine: Engine, pdf: MakePdf) -> None:
    files = [intake.keep("../../a.pdf", pdf("a.pdf")), intake.keep("C:\\x\\a.pdf", pdf("b.pdf", BILL))]
    done = ended(engine, intake.hand_in(OFFICER, files))
    assert [file.name for file in done.files] == ["a.pdf", "a (2).pdf"]


def test_an_upload_is_seen_by_who_made_it_and_by_who_sees_all(intake: Intake, engine: Engine, pdf: MakePdf) -> None:
    identity = intake.hand_in(OFFICER, [intake.keep("a.pdf", pdf("a.pdf"))])
    assert uploads.get(engine, OFFICER, identity) is not None
    assert uploads.get(engine, Person("eve", "officer", sees_all=False), identity) is None
    assert [each.id for each in uploads.latest(engine, OFFICER)] == [identity]
    ended(engine, identity)


def test_pages_and_early_papers_are_noted_as_they_are_read(pdf: MakePdf, tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "three.pdf"
    canvas = Canvas(str(path))
    for number in range(3):
        for row, text in enumerate(BILL):
            canvas.drawString(50, 800 - 18 * row, f"{text} {number}")
        canvas.showPage()
    canvas.save()
    notes = Notes(tmp_path / "notes")
    notes.next_early = 0
    with line.watching(notes):
        line.read_files([path])
    told = list(Followed(tmp_path / "notes").fresh())
    assert [(note["page"], note["of"]) for note in told if "page" in note] == [(1, 3), (2, 3), (3, 3)]
    assert any("early" in note for note in told)


def test_half_a_note_waits_for_its_other_half(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    followed = Followed(path)
    assert list(followed.fresh()) == []
    path.write_text('{"page": 1}\n{"pa')
    assert list(followed.fresh()) == [{"page": 1}]
    with path.open("a") as file:
        file.write('ge": 2}\n')
    assert list(followed.fresh()) == [{"page": 2}]
