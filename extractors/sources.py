"""What the user gave, opened: files, folders, archives and mails become sources; what cannot be had is named."""

import hashlib
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractors import archives, mail
from extractors.archives import Allowance
from extractors.limits import DEFAULT, Limits
from extractors.media import Media, media_of
from extractors.names import spoken
from models.errors import Damaged, MissingFile, NoPages, PaperError, TooLarge, Unopened
from models.report import Unread


@dataclass(frozen=True, slots=True)
class Source:
    """One document in memory. `name` is its path relative to what the user gave, or `archive.zip/inner.pdf`."""

    name: str
    data: bytes = field(repr=False)
    media: Media
    sha256: str


def source(name: str, data: bytes) -> Source:
    """Make a source of the bytes of one document.

    Raises EmptyFile, UnknownType, Encrypted or Damaged, and UnknownType for an archive or mail, which are many.
    """
    media = media_of(data)
    if media == "zip" or media == "eml":  # noqa: PLR1714  mypy narrows by comparison, not by membership
        raise Damaged("An archive or mail, where one document was asked for")
    return Source(name, data, media, hashlib.sha256(data).hexdigest())


def open_sources(paths: Sequence[Path], limits: Limits = DEFAULT) -> tuple[list[Source], list[Unread]]:
    """Open `paths` as the papers of one consignment: the documents found, and the files that cannot be read.

    Folders are walked in order of name, hidden files and links that leave the folder skipped. ZIP and EML are
    unfolded. Never raises for what is in the files: one that fails is an `Unread`, the others go on.
    """
    allowance = Allowance(limits)
    sources: list[Source] = []
    unread: list[Unread] = []
    taken: set[str] = set()
    for path in paths:
        files = list(_files(path))
        if not files:
            empty = NoPages("The folder holds no file")
            unread.append(Unread(file=spoken(str(path)), code=empty.code, message=empty.message))
        for name, file in files:
            label = _fresh(name, path, taken)
            for found in _unfold(label, _bytes(file, allowance), allowance, depth=0):
                if isinstance(found, Source):
                    sources.append(found)
                else:
                    unread.append(found)
    return sources, unread


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield `(name, file)`; a path that is no folder is itself, whether it is there or not."""
    if not path.is_dir():
        yield spoken(path.name or str(path)), path
        return
    root = path.resolve()
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        if archives.is_litter(name) or not file.is_file():
            continue
        if file.resolve().is_relative_to(root):
            yield spoken(name), file


def _fresh(name: str, given: Path, taken: set[str]) -> str:
    """Keep names apart when two given folders hold files of the same name."""
    fresh = name
    parents = [part for part in given.parts[: None if given.is_dir() else -1] if part not in {"/", "..", "."}]
    while fresh in taken and parents:
        fresh = f"{parents.pop()}/{fresh}"
    count = 2
    while fresh in taken:
        fresh = f"{name} ({count})"
        count += 1
    taken.add(fresh)
    return fresh


def _bytes(file: Path, allowance: Allowance) -> bytes | PaperError:
    try:
        told = file.stat()
        if not stat.S_ISREG(told.st_mode):  # a pipe would have us wait for its writer, a device has no end
            return Unopened("It is no file, but a pipe or device")
        size = told.st_size
        if size > allowance.limits.max_bytes:
            return TooLarge(f"{size // 1_000_000} MB")
        allowance.take(size)
        return file.read_bytes()
    except FileNotFoundError:
        return MissingFile("There is no such file")
    except OSError as error:
        return Unopened(f"The file does not open ({error.strerror or 'read error'})")
    except PaperError as error:
        return error


def _unfold(name: str, data: bytes | PaperError, allowance: Allowance, *, depth: int) -> Iterator[Source | Unread]:
    """Yield the documents in `data`, however packed, and what could not be read of it."""
    try:
        if isinstance(data, PaperError):
            raise data
        media = media_of(data)
        if media == "zip" or media == "eml":  # noqa: PLR1714
            if depth >= allowance.limits.max_depth:
                raise TooLarge("Archives within archives, deeper than allowed")
            inside = archives.members if media == "zip" else mail.parts
            for inner, content in inside(data, allowance):
                yield from _unfold(f"{name}/{inner}", content, allowance, depth=depth + 1)
            return
        yield Source(name, data, media, hashlib.sha256(data).hexdigest())
    except PaperError as error:
        yield Unread(file=name, code=error.code, message=error.message)
