"""Kept originals: the files that were read, by the sha256 of their bytes, so that a page can be shown again later.

A file stands under its digest whole or not at all, and the same bytes are kept once however often they come.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from extractors.limits import Limits
from extractors.sources import Source
from extractors.sources import source as opened
from flows.line import in_process
from flows.reading import Reading
from flows.writing import replacing

_BLOCK = 1 << 20  # bytes


def keep(store: Path, content: bytes | Path) -> str:
    """Keep bytes, or a copy of the file at a path, and return their sha256; raises OSError when that fails.

    The digest is of what was written, whatever happens to the file meanwhile.
    """
    if isinstance(content, bytes):
        sha256 = hashlib.sha256(content).hexdigest()
        if find(store, sha256) is None:
            with replacing(_place(store, sha256)) as fresh:
                fresh.write_bytes(content)
        return sha256
    store.mkdir(parents=True, exist_ok=True)
    copied = store / f".{os.getpid()}-{os.urandom(6).hex()}.part"
    try:
        with content.open("rb") as source, copied.open("xb") as target:
            digest = hashlib.sha256()
            while block := source.read(_BLOCK):
                digest.update(block)
                target.write(block)
        place = _place(store, digest.hexdigest())
        place.parent.mkdir(exist_ok=True)
        copied.replace(place)
    finally:
        copied.unlink(missing_ok=True)
    return digest.hexdigest()


def find(store: Path, sha256: str) -> Path | None:
    """Return the kept file with this digest, or None. Its type is in its bytes; it has no name."""
    place = _place(store, sha256)
    return place if place.is_file() else None


def source_of(store: Path, sha256: str) -> Source | None:
    """Return the kept document with this digest, or None; raises models.errors.PaperError for one that is none."""
    kept = find(store, sha256)
    return None if kept is None else opened(sha256, kept.read_bytes())


def forget(store: Path, sha256: str) -> bool:
    """Remove the file with this digest, and say whether there was one."""
    place = _place(store, sha256)
    known = place.is_file()
    place.unlink(missing_ok=True)
    return known


def every(store: Path) -> Iterator[tuple[str, Path]]:
    """Yield the digest and place of each kept file."""
    for folder in sorted(store.glob("[0-9a-f][0-9a-f]")):
        yield from ((path.name, path) for path in sorted(folder.glob("[0-9a-f]*")) if len(path.name) == 64)


def clear_away(store: Path, before: float) -> None:
    """Remove what was half written when its program was killed, if it is older than `before` (seconds, epoch)."""
    for path in [*store.glob(".*.part"), *store.glob("??/.*.part")]:
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


def room(store: Path) -> int:
    """Return how many bytes are free where originals are kept."""
    store.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(store).free


def keeping(store: Path, sources: Iterable[Source], langs: str, limits: Limits) -> Iterator[Reading]:
    """Read `sources` here, and keep each: a document out of an archive or mail is found by its own digest later."""
    for source in sources:
        keep(store, source.data)
        yield from in_process([source], langs, limits)


def _place(store: Path, sha256: str) -> Path:
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError(f"Not a sha256: {sha256!r}")
    return store / sha256[:2] / sha256
