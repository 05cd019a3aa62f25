"""Kept originals: found by digest, kept once and whole, forgotten when asked; batches keep what they read."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from flows import errands, originals
from flows.settings import settings
from tests.conftest import MakePdf


def names(store: Path) -> list[str]:
    return sorted(path.name for path in store.rglob("*") if path.is_file())


def test_bytes_and_files_are_found_by_their_digest(tmp_path: Path) -> None:
    store, paper = tmp_path / "store", tmp_path / "a.pdf"
    paper.write_bytes(b"a paper" * 400_000)
    digest = hashlib.sha256(paper.read_bytes()).hexdigest()
    assert originals.keep(store, paper) == originals.keep(store, paper.read_bytes()) == digest
    place = originals.find(store, digest)
    assert place is not None
    assert place.read_bytes() == paper.read_bytes()
    assert list(originals.every(store)) == [(digest, place)]
    assert names(store) == [digest]


def test_what_is_forgotten_is_gone(tmp_path: Path) -> None:
    digest = originals.keep(tmp_path, b"x")
    assert originals.forget(tmp_path, digest)
    assert originals.find(tmp_path, digest) is None
    assert not originals.forget(tmp_path, digest)


def test_a_digest_that_is_none_reaches_no_file(tmp_path: Path) -> None:
    for wrong in ("../../etc/passwd", "ab", "", "A" * 64):
        with pytest.raises(ValueError, match="Not a sha256"):
            originals.find(tmp_path, wrong)


def test_a_copy_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        originals.keep(tmp_path / "store", tmp_path / "nowhere.pdf")
    assert names(tmp_path / "store") == []


def test_what_a_kill_left_half_written_is_cleared_away_once_it_is_old(tmp_path: Path) -> None:
    (tmp_path / ".1-abc.part").touch()
    originals.clear_away(tmp_path, before=0)
    assert names(tmp_path) == [".1-abc.part"]
    originals.clear_away(tmp_path, before=2**40)
    assert names(tmp_path) == []


def test_reading_keeps_the_documents_inside_an_archive(tmp_path: Path, pdf: MakePdf) -> None:
    paper = pdf("a.pdf")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(paper, "papers/a.pdf")
    packed = tmp_path / "a.zip"
    digest = hashlib.sha256(packed.read_bytes()).hexdigest()
    errands.read_one(str(packed), digest, "eng", {})
    inside = originals.find(settings().originals, hashlib.sha256(paper.read_bytes()).hexdigest())
    assert inside is not None
    assert inside.read_bytes() == paper.read_bytes()


def test_nothing_is_kept_where_the_setting_says_so(pdf: MakePdf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYMAN_KEEP_ORIGINALS", "false")
    paper = pdf("a.pdf")
    errands.read_one(str(paper), hashlib.sha256(paper.read_bytes()).hexdigest(), "eng", {})
    assert not settings().originals.exists()
