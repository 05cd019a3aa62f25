"""What lies in an inbox: its files with their digests, and which of them were handed in together."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractors.archives import is_litter
from extractors.names import spoken
from flows.patience import Beat

_BLOCK = 1 << 22  # bytes
PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


@dataclass(frozen=True, slots=True)
class InboxFile:
    """A file of an inbox. `lot` is the sub-folder or archive that makes it a consignment; loose files have none ("").

    `name` is the path relative to the inbox as it is spoken, `sha256` and `size` (bytes) are of the whole file.
    """

    path: Path
    name: str
    lot: str
    sha256: str
    size: int

    @property
    def own(self) -> str:
        """The file's own name, as it is spoken."""
        return spoken(self.path.name)

    @property
    def label(self) -> str:
        """The name in its consignment: below the sub-folder, or as it is."""
        return self.name.removeprefix(f"{self.lot}/")


def survey(inbox: Path, leave_out: Path | None = None, beat: Beat = lambda: None) -> Iterator[InboxFile]:
    """Yield the files of `inbox` in order of name, those under `leave_out` (an output folder inside it) excepted.

    Hidden files, links that lead elsewhere and what is no regular file are passed over. A file that vanishes while
    we look, or may not be opened, is yielded with the digest of nothing; reading will say what is wrong with it.
    `beat` is called while a large file is looked through.
    """
    root = inbox.resolve()
    taken: set[str] = set()
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        inside = path.resolve().is_relative_to(root)
        if is_litter(name) or not inside or not path.is_file():
            continue
        if leave_out is not None and path.is_relative_to(leave_out.resolve()):
            continue
        sha256, size = digest_of(path, beat)
        folder = spoken(name.split("/")[0]) if "/" in name else ""
        told = _fresh(spoken(name), taken)
        yield InboxFile(path, told, folder or (told if _holds_many(path) else ""), sha256, size)


def _fresh(name: str, taken: set[str]) -> str:
    """Keep apart two files whose names are spelled alike."""
    fresh, count = name, 2
    while fresh in taken:
        fresh, count = f"{name} ({count})", count + 1
    taken.add(fresh)
    return fresh


def digest_of(path: Path, beat: Beat = lambda: None) -> tuple[str, int]:
    """Return the sha256 and size in bytes of a file; of one that does not open, the digest of its name, and 0."""
    try:
        digest = hashlib.sha256()
        with path.open("rb", buffering=0) as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                beat()
        return digest.hexdigest(), path.stat().st_size
    except OSError:
        return hashlib.sha256(os.fsencode(path.name)).hexdigest(), 0


def _holds_many(path: Path) -> bool:
    """Say whether the file is an archive or a mail, which are a consignment of their own."""
    from extractors.media import media_of
    from models.errors import PaperError

    try:
        with path.open("rb") as file:
            head = file.read(65_536)
        if head.startswith(PACKED):  # office files are ZIP too: only the whole file tells them apart
            head = path.read_bytes()
        return media_of(head) in {"zip", "eml"}
    except (OSError, PaperError):
        return False
