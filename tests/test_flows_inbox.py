"""The swept inbox: only what is whole is taken, once, by one sweeper, and each thing ends beside a word why."""

import imaplib
import json
import os
import subprocess
import sys
import time
import zipfile
from collections import Counter
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from flows import claims, letterbox
from flows.claims import Claim
from flows.ledger import book
from flows.ledger.place import open_ledger
from flows.rounds import Round
from flows.settings import settings
from tests import imap
from tests.conftest import BILL, INVOICE, MakePdf
from tests.crews import Here


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def take(inbox: Path, **options: Any) -> Claim | None:
    return claims.take(inbox, **{"most": 100, "settled": 0, "whole_within": 900, **options})


def names(claim: Claim | None) -> list[str]:
    return [entry.name for entry in claim.entries()] if claim else []


def sweep(inbox: Path, engine: Engine, crew: Here | None = None, **given: Any) -> dict[str, int]:
    chosen = settings(**{"settle_seconds": 0, **given})
    return Round(engine, crew or Here(), chosen).go(inbox)


def tree(inbox: Path) -> set[str]:
    return {path.relative_to(inbox).as_posix() for path in inbox.rglob("*") if path.is_file()} - {".taken/lock"}


def told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def test_a_file_is_taken_when_it_has_settled(inbox: Path, pdf: MakePdf) -> None:
    path = pdf("inbox/a.pdf")
    assert take(inbox, settled=60) is None
    old = time.time() - 61
    os.utime(path, (old, old))
    assert names(take(inbox, settled=60)) == ["a.pdf"]
    assert not path.exists()


def test_a_file_that_is_not_whole_waits_and_is_taken_in_the_end(inbox: Path, pdf: MakePdf) -> None:
    whole = pdf("a.pdf").read_bytes()
    (inbox / "a.pdf").write_bytes(whole[:-200])
    with zipfile.ZipFile(inbox / "b.zip", "w") as archive:
        archive.writestr("a.pdf", whole)
    (inbox / "b.zip").write_bytes((inbox / "b.zip").read_bytes()[:-30])
    assert take(inbox) is None
    assert names(take(inbox, whole_within=0)) == ["a.pdf", "b.zip"]


@pytest.mark.skipif(sys.platform != "linux", reason="waits for Linux, which tells who has a file open")
def test_a_file_that_a_program_writes_to_is_not_taken(inbox: Path, pdf: MakePdf) -> None:
    path = pdf("inbox/a.pdf")
    with path.open("ab"):
        assert take(inbox, whole_within=0) is None
    assert names(take(inbox)) == ["a.pdf"]


def test_names_of_downloads_and_hidden_files_are_passed_over(inbox: Path) -> None:
    for name in ("a.pdf.part", "b.crdownload", ".hidden"):
        (inbox / name).write_bytes(b"x")
    assert take(inbox, whole_within=0) is None


def test_a_folder_is_taken_as_one_when_all_in_it_is_ready(inbox: Path, pdf: MakePdf) -> None:
    pdf("inbox/lot/a.pdf")
    half = pdf("inbox/lot/b.pdf")
    whole = half.read_bytes()
    half.write_bytes(whole[:-100])
    assert take(inbox) is None
    half.write_bytes(whole)
    assert names(take(inbox)) == ["lot"]


TAKER = """
import sys, time
from pathlib import Path
from flows import claims
inbox, start = Path(sys.argv[1]), float(sys.argv[2])
time.sleep(max(0, start - time.time()))
for _ in range(200):
    claim = claims.take(inbox, most=3, settled=0, whole_within=0)
    if claim is None and not list(inbox.glob("*.eml")):
        break
    for entry in claim.entries() if claim else []:
        print(entry.name)
"""


def test_two_sweepers_never_take_the_same_file(inbox: Path) -> None:
    """Without even the inbox's lock: the rename alone decides."""
    every = [f"{number:03}.eml" for number in range(150)]
    for name in every:
        (inbox / name).write_text("Subject: x\n\nx")
    command = [sys.executable, "-c", TAKER, str(inbox), str(time.time() + 3)]
    sweepers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    taken = [sweeper.communicate(timeout=120)[0].split() for sweeper in sweepers]
    assert [sweeper.returncode for sweeper in sweepers] == [0, 0]
    assert Counter(taken[0] + taken[1]) == Counter(every)
    assert all(taken), "one of them found nothing, so nothing was tried"


def test_each_thing_ends_beside_a_word_why(inbox: Path, engine: Engine, pdf: MakePdf) -> None:
    pdf("inbox/lot/bill.pdf", BILL)
    pdf("inbox/lot/invoice.pdf")
    pdf("inbox/letter.pdf", ("Dear Sirs", "nothing to see"))
    (inbox / "empty.pdf").touch()
    (inbox / "noise.bin").write_bytes(bytes(range(256)) * 8)
    counts = sweep(inbox, engine)
    assert tree(inbox) == {
        *("done/lot/bill.pdf", "done/lot/invoice.pdf", "done/lot.json", "review/letter.pdf"),
        *("review/letter.pdf.json", "rejected/empty.pdf", "rejected/empty.pdf.json"),
        *("rejected/noise.bin", "rejected/noise.bin.json"),
    }
    assert counts == {"done": 2, "needs_review": 1, "rejected": 2}
    assert told(inbox / "rejected" / "empty.pdf.json")["code"] == "empty"
    assert told(inbox / "review" / "letter.pdf.json")["message"]
    lot = told(inbox / "done" / "lot.json")
    assert {file["file"] for file in lot["files"]} == {"lot/bill.pdf", "lot/invoice.pdf"}
    assert all(file["outcome"] == "done" and file["link"] for file in lot["files"])
    assert sweep(inbox, engine) == {}


def test_the_same_content_under_another_name_is_a_known_duplicate_however_late(
    inbox: Path, engine: Engine, pdf: MakePdf
) -> None:
    paper = pdf("inbox/a.pdf").read_bytes()
    sweep(inbox, engine)
    first = next(row for row in book.files(engine, str(_claimed(engine))) if row.name == "a.pdf")
    (inbox / "b.pdf").write_bytes(paper)
    crew = Here()
    sweep(inbox, engine, crew)
    word = told(next(inbox.glob("*/b.pdf.json")))
    assert (word["code"], word["duplicate_of"]) == ("duplicate", "a.pdf")
    assert (word["outcome"], word["consignment"]) == (first.state, first.consignment)
    assert crew.read_files == []


def _claimed(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.exec_driver_sql("SELECT max(inbox) FROM files").scalar())


def test_the_same_name_twice_keeps_both_and_both_words(inbox: Path, engine: Engine, pdf: MakePdf) -> None:
    for number in range(3):
        (inbox / "empty.pdf").touch()
        pdf("inbox/a.pdf", (*INVOICE, f"copy {number}"))
        sweep(inbox, engine)
    assert {name for name in tree(inbox) if name.startswith("rejected/")} == {
        f"rejected/empty{number}.pdf{word}" for number in ("", " (2)", " (3)") for word in ("", ".json")
    }


def test_what_a_killed_sweeper_has_taken_is_finished_by_the_next(inbox: Path, engine: Engine, pdf: MakePdf) -> None:
    pdf("inbox/a.pdf")
    code = "import os, sys; from pathlib import Path; from flows import claims; "
    code += "claims.take(Path(sys.argv[1]), most=9, settled=0, whole_within=0); os.kill(os.getpid(), 9)"
    assert subprocess.run([sys.executable, "-c", code, str(inbox)], check=False).returncode == -9
    assert not (inbox / "a.pdf").exists()
    assert sum(sweep(inbox, engine).values()) == 1
    assert len(tree(inbox)) == 2


def test_what_a_living_sweeper_has_taken_is_left_to_it(inbox: Path, engine: Engine, pdf: MakePdf) -> None:
    pdf("inbox/a.pdf")
    held = take(inbox)
    assert sweep(inbox, engine) == {}
    assert names(held) == ["a.pdf"]


def test_putting_away_may_be_broken_off_and_done_again(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (inbox / "a.bin").write_bytes(b"x")
    claim = take(inbox)
    assert claim is not None
    entry = claim.folder / "a.bin"
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(Path, "rename", _broken)
        claims.put_away(claim, entry, "done", {"why": "x"})
    assert tree(inbox) == {f".taken/{claim.id}.lock", f".taken/{claim.id}/a.bin", "done/a.bin.json"}
    claims.put_away(claim, entry, "done", {"why": "y"})
    claims.let_go(claim)
    assert tree(inbox) == {"done/a.bin", "done/a.bin.json"}
    assert told(inbox / "done" / "a.bin.json")["why"] == "y"


def _broken(*_: object) -> None:
    raise RuntimeError


def mail(paper: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Papers", "a@example.org", "b@example.org"
    message.set_content("Find attached.")
    message.add_attachment(paper, maintype="application", subtype="pdf", filename="invoice.pdf")
    return message.as_bytes()


@pytest.fixture
def maildir(tmp_path: Path, pdf: MakePdf) -> Path:
    folder = tmp_path / "Maildir"
    for room in ("new", "cur", "tmp"):
        (folder / room).mkdir(parents=True)
    (folder / "new" / "1700000000.M1P1.host").write_bytes(mail(pdf("a.pdf").read_bytes()))
    return folder


def test_mails_of_a_maildir_are_swept(inbox: Path, engine: Engine, maildir: Path) -> None:
    box = {"mailbox": f"maildir:{maildir}"}
    assert sum(sweep(inbox, engine, **box).values()) == 1
    assert (maildir / "cur" / "1700000000.M1P1.host:2,S").is_file()
    assert list((maildir / "new").iterdir()) == []
    assert [path.name for path in inbox.glob("*/*.eml")] == ["mail-1700000000.M1P1.host.eml"]
    assert sweep(inbox, engine, **box) == {}


@pytest.mark.parametrize("swept", ["before", "between", "after"])
def test_a_mail_fetched_by_a_program_that_was_killed_is_not_fetched_again(
    inbox: Path, engine: Engine, maildir: Path, swept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = settings(mailbox=f"maildir:{maildir}", settle_seconds=0)
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(Path, "rename", _broken)  # its file lies in the inbox, the mail is not marked
        letterbox.fetch(chosen, inbox, engine)
    if swept == "after":
        sweep(inbox, engine)
    elif swept == "between":
        take(inbox)
    assert letterbox.fetch(chosen, inbox, engine) == 0
    assert list((maildir / "new").iterdir()) == []


def test_mails_of_an_imap_folder_are_swept(inbox: Path, engine: Engine, pdf: MakePdf) -> None:
    mails = {5: mail(pdf("a.pdf").read_bytes()), 9: mail(pdf("b.pdf", BILL).read_bytes())}
    with imap.serving(mails) as server:
        box = {"mailbox": f"imap://officer@127.0.0.1:{server.port}/Papers", "mailbox_password": "secret"}
        assert sum(sweep(inbox, engine, **box).values()) == 2
        assert server.seen == {5, 9}
        server.mails[12] = mail(pdf("c.pdf", (*INVOICE, "again")).read_bytes())
        assert sum(sweep(inbox, engine, **box).values()) == 1
    assert {path.name for path in inbox.glob("*/*.eml")} == {f"mail-77-{uid}.eml" for uid in (5, 9, 12)}


def test_files_do_not_wait_for_a_mailbox_that_is_away(inbox: Path, engine: Engine, pdf: MakePdf) -> None:
    pdf("inbox/a.pdf")
    with imap.serving({}) as server, pytest.raises(imaplib.IMAP4.error):
        box = {"mailbox": f"imap://officer@127.0.0.1:{server.port}/", "mailbox_password": "wrong"}
        sweep(inbox, engine, **box)
    assert list(inbox.glob("*/a.pdf.json"))
