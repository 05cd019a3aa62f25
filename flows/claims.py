"""Taking from an inbox: what lies there whole is moved out of reach in one step, and put away with a word why.

inbox/            new files, folders, archives
inbox/.taken/ID/  what one sweep has taken; its lock tells whether that sweep still lives
inbox/done/ review/ rejected/    where things end, each beside NAME.json
"""

import fcntl
import json
import os
import secrets
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from extractors.archives import is_litter
from extractors.names import spoken
from flows.inbox import PACKED
from flows.ledger.tables import State
from flows.patience import patiently

Place = Literal["done", "review", "rejected"]
PLACES: dict[State, Place] = {"done": "done", "needs_review": "review", "rejected": "rejected"}
TAKEN = ".taken"
_LONGEST = 220  # bytes of a name: beside it stand longer ones, and file systems end at 255
UNFINISHED = (".part", ".crdownload", ".tmp", ".filepart", ".partial", ".download")  # as programs name what they write


@dataclass(frozen=True, slots=True)
class Claim:
    """What one sweep has taken, in `folder`, for as long as `lock` (a file descriptor) is held."""

    inbox: Path
    folder: Path
    lock: int

    @property
    def id(self) -> str:
        """What tells it from others."""
        return self.folder.name

    def entries(self) -> list[Path]:
        """Return what was taken and is not put away yet: loose files and folders, by name."""
        return sorted(self.folder.iterdir())


@contextmanager
def alone(inbox: Path) -> Iterator[None]:
    """Hold the inbox's lock: one program at a time takes from it."""
    (inbox / TAKEN).mkdir(parents=True, exist_ok=True)
    held = _opened(inbox / TAKEN / "lock")
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def take(inbox: Path, *, most: int, settled: float, whole_within: float, patience: float = 300.0) -> Claim | None:
    """Take what is ready: every loose file, for they may belong together, and up to `most` folders and archives.

    None when there is nothing. Ready is what nobody writes to, has not changed for `settled` seconds, and is whole, or
    has not become so within `whole_within` seconds. Raises TimeoutError when the inbox is silent for so many seconds as
    `patience`.
    """
    ready = list(patiently(lambda _: _ready(inbox, settled, whole_within), inbox, patience))
    if not ready:
        return None
    folder = inbox / TAKEN / f"{time.strftime('%Y%m%d%H%M%S')}-{secrets.token_hex(4)}"
    folder.parent.mkdir(exist_ok=True)
    lock = _opened(folder.with_suffix(".lock"))
    fcntl.flock(lock, fcntl.LOCK_EX)
    folder.mkdir()
    lots = 0
    for path in ready:
        lot = path.is_dir() or path.suffix.lower() in {".zip", ".eml"}
        lots += lot
        if lot and lots > most:
            continue
        try:
            path.rename(folder / path.name)
        except FileNotFoundError:
            continue  # another was quicker
    return Claim(inbox, folder, lock)


def adopt(inbox: Path) -> Iterator[Claim]:
    """Yield what sweeps that are no more have left unfinished."""
    for folder in sorted((inbox / TAKEN).glob("*-*")):
        if not folder.is_dir():
            continue
        lock = _opened(folder.with_suffix(".lock"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)  # its sweep lives
            continue
        if folder.is_dir():
            yield Claim(inbox, folder, lock)
        else:
            folder.with_suffix(".lock").unlink(missing_ok=True)
            os.close(lock)


def put_away(claim: Claim, entry: Path, place: Place, told: Mapping[str, Any]) -> Path:
    """Move a claimed file or folder to its place, `told` as JSON beside it, and return where it is.

    The name is spelled out, so that it can be told. The JSON takes it first: whenever this is broken off, doing it
    again ends the same.
    """
    room = claim.inbox / place
    room.mkdir(exist_ok=True)
    name = spoken(entry.name)
    mark = f"{claim.id}/{name}"
    text = json.dumps({"claim": mark, **told}, indent=2, ensure_ascii=False) + "\n"
    for target in _names(room, name):
        if not target.exists() and _reserved(target.with_name(f"{target.name}.json"), text, mark):
            entry.rename(target)
            return target
    raise AssertionError("names do not end")


def leave(claim: Claim) -> None:
    """Leave a claim as it is, for the next round to adopt."""
    os.close(claim.lock)


def let_go(claim: Claim) -> None:
    """Give a claim up once all of it is put away."""
    claim.folder.rmdir()
    claim.folder.with_suffix(".lock").unlink(missing_ok=True)
    os.close(claim.lock)


def _ready(inbox: Path, settled: float, whole_within: float) -> Iterator[Path]:
    for path in sorted(inbox.iterdir()):
        if path.name in PLACES.values() or is_litter(path.name) or path.is_symlink():
            continue
        if not (path.is_dir() or path.is_file()):  # a pipe would have us wait for its writer
            continue
        try:
            files = [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]
            newest = max((file.stat().st_mtime for file in (path, *files)), default=0.0)
            quiet = abs(time.time() - newest)  # a stamp of a day to come was made before the clock was set back
            written = quiet < settled or any(_in_the_making(file) for file in files)
            if files and not written and (quiet >= whole_within or all(_whole(file) for file in files)):
                yield path
        except OSError:
            continue  # it went while we looked


def _in_the_making(path: Path) -> bool:
    """Say whether a program writes to the file: by its name, or by the system's word where it gives one (Linux)."""
    if path.suffix.lower() in UNFINISHED:
        return True
    lease = getattr(fcntl, "F_SETLEASE", None)
    if lease is None:
        return False
    seen = os.open(path, os.O_RDONLY)
    try:
        fcntl.fcntl(seen, lease, fcntl.F_RDLCK)  # refused while anybody has it open for writing
        fcntl.fcntl(seen, lease, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False  # not ours, or a file system without leases
    finally:
        os.close(seen)
    return False


def _whole(path: Path) -> bool:
    """Say whether the end of the file is there, where its type has an end to know it by."""
    with path.open("rb") as file:
        head = file.read(1024)
        if head.startswith(PACKED):
            return zipfile.is_zipfile(path)
        if b"%PDF-" not in head:
            return True
        file.seek(-min(path.stat().st_size, 4096), os.SEEK_END)
        return b"%%EOF" in file.read()


def _names(room: Path, name: str) -> Iterator[Path]:
    stem, suffix = Path(name).stem, Path(name).suffix
    if len(name.encode()) > _LONGEST:
        suffix = suffix[:20]
        stem = stem.encode()[: _LONGEST - len(suffix.encode())].decode(errors="ignore")
    yield room / f"{stem}{suffix}"
    number = 2
    while True:
        yield room / f"{stem} ({number}){suffix}"
        number += 1


def _reserved(path: Path, text: str, mark: str) -> bool:
    """Write the JSON at `path` unless another's stands there; what this claim wrote before is as good."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    fresh.write_text(text, encoding="utf-8")
    try:
        os.link(fresh, path)  # fails where a file is, which a rename would not
    except FileExistsError:
        try:
            mine = bool(json.loads(path.read_text(encoding="utf-8")).get("claim") == mark)
        except (OSError, ValueError, AttributeError):
            return False
        if mine:
            fresh.replace(path)
        return mine
    finally:
        fresh.unlink(missing_ok=True)
    return True


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
