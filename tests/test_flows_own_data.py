"""What a user has of their own survives a power cut at any write: the old is there, or the new, whole."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from flows import own_data
from models.reference import imported
from models.reference.imported import Edition, Entry

# Kills itself at the moment that is named: before a file is opened to be written, renamed or removed.
KILLED = """
import os, signal, sys
from pathlib import Path
folder, at = Path(sys.argv[1]), int(sys.argv[2])
from flows import own_data
from models.reference import imported
from models.reference.imported import Edition, Entry
left = [at]
def watch(event, told):
    if event in ("os.rename", "os.remove", "os.rmdir") or (event == "open" and told[1] and "w" in str(told[1])):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
WORK
"""
LIST = """
entries = [Entry("010121", "a"), Entry("010129", "b")]
imported.keep(folder, Edition("HS2028", "new.csv", "b" * 64, "2026-11-29", 2), entries)
"""
WEIGHTS = """own_data.put_in_place(folder / "fresh", folder / "hs")"""


def killed(work: str, folder: Path, at: int) -> bool:
    """Run `work` in a process of its own that is killed at its moment `at`; say whether it came to that."""
    command = [sys.executable, "-c", KILLED.replace("WORK", work), str(folder), str(at)]
    code = subprocess.run(command, check=False, cwd=Path(__file__).parent.parent).returncode
    assert code in (0, -signal.SIGKILL)
    return code != 0


def test_a_list_that_is_imported_anew_is_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    at = 0
    while True:
        at += 1
        folder = tmp_path / str(at)
        imported.keep(folder, Edition("HS2028", "old.csv", "a" * 64, "2026-11-28", 1), [Entry("010121", "a")])
        cut = killed(LIST, folder, at)
        imported.use(folder)
        (edition,) = imported.editions()
        assert (edition.source, imported.codes("HS2028")) in (
            ("old.csv", {"010121"}),
            ("new.csv", {"010121", "010129"}),
        )
        if not cut:
            break
    assert at > 3
    assert edition.source == "new.csv"
    assert len(list(folder.glob("*.csv"))) == 1
    imported.use(tmp_path / "none")


def test_own_weights_are_the_old_ones_or_the_new_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_data, "_AT_WORK", -1.0)
    at = 0
    while True:
        at += 1
        folder = tmp_path / str(at)
        for name in ("hs", "fresh"):
            (folder / name).mkdir(parents=True)
            for file in ("card.json", "codes.txt"):
                (folder / name / file).write_text(json.dumps(name))
        cut = killed(WEIGHTS, folder, at)
        own_data._put_back(folder / "hs")
        told = {json.loads((folder / "hs" / file).read_text()) for file in ("card.json", "codes.txt")}
        assert told in ({"hs"}, {"fresh"})
        if not cut:
            break
    assert at > 3
    assert told == {"fresh"}
    assert [path.name for path in folder.iterdir()] == ["hs"]
    assert own_data.taken_away(folder / "hs")
    assert not own_data.taken_away(folder / "hs")
