"""ZIP archives: their members, each bounded, and none of them able to harm the others."""

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from extractors.limits import Limits
from extractors.names import spoken
from models.errors import Damaged, Encrypted, NoPages, PaperError, TooLarge, UnknownType

# What the standard library raises on a broken archive; it has no name for all of them.
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, ValueError, OverflowError,
    RuntimeError, KeyError, IndexError,
)  # fmt: skip
UNPACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
PATCH = 0x20  # the flag of a member that holds only what differs from another file
_RATIO_MATTERS_FROM = 10_000_000
_LITTER = {"thumbs.db", "desktop.ini", "ehthumbs.db"}


@dataclass(slots=True)
class Allowance:
    """What is left of the files and bytes that one call may unfold; shared by nested archives and mails."""

    limits: Limits
    files: int = 0
    expanded: int = 0

    def take(self, size: int) -> None:
        """Count one more file of `size` bytes; raises TooLarge when that is one too many."""
        self.files += 1
        self.expanded += size
        if self.files > self.limits.max_files:
            raise TooLarge(f"More than {self.limits.max_files} files in one consignment")
        if self.expanded > self.limits.max_expanded_bytes:
            raise TooLarge(f"Unfolds to more than {self.limits.max_expanded_bytes // 1_000_000} MB")


def members(data: bytes, allowance: Allowance) -> Iterator[tuple[str, bytes | PaperError]]:
    """Yield `(name, bytes)` of each file of a ZIP archive, or `(name, error)` where one cannot be had.

    Names are labels only, freed of drives, `..` and control characters; nothing is written to disk. Raises Damaged
    when the archive does not open, NoPages when it is empty, Encrypted when every member has a password.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except BROKEN as error:
        raise Damaged("The ZIP archive does not open") from error
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir() and not is_litter(info.filename)]
        if not infos:
            raise NoPages("The ZIP archive holds no file")
        if all(info.flag_bits & 1 for info in infos):
            raise Encrypted("The ZIP archive has a password")
        for info in infos:
            try:
                yield harmless(info.filename), _content(archive, info, allowance)
            except PaperError as error:
                yield harmless(info.filename), error
                if isinstance(error, TooLarge) and allowance.files > allowance.limits.max_files:
                    return


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, allowance: Allowance) -> bytes:
    limits = allowance.limits
    if info.flag_bits & 1:
        raise Encrypted
    if info.compress_type not in UNPACKED or info.flag_bits & PATCH:
        raise UnknownType("Packed in a way that we do not unpack: pack it as plain ZIP")
    if info.file_size > limits.max_bytes:
        raise TooLarge(f"{info.file_size // 1_000_000} MB when unpacked")
    if _swells(info, limits):
        raise TooLarge(f"Packed {info.file_size // max(info.compress_size, 1)} to one, as no paper is")
    allowance.take(info.file_size)
    try:
        with archive.open(info) as member:
            # The directory may understate the size: never take more than it says.
            content = member.read(info.file_size + 1)
    except BROKEN as error:
        raise Damaged("This member of the ZIP archive is broken") from error
    if len(content) > info.file_size:
        raise Damaged("This member of the ZIP archive is larger than it says")
    return content


def _swells(info: zipfile.ZipInfo, limits: Limits) -> bool:
    return info.file_size > _RATIO_MATTERS_FROM and info.file_size > limits.max_ratio * max(info.compress_size, 1)


def check_office(data: bytes, limits: Limits) -> None:
    """Refuse an office file that unfolds beyond the limits; raises TooLarge or Damaged."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
    except BROKEN as error:
        raise Damaged("The office file does not open") from error
    total = sum(info.file_size for info in infos)
    if len(infos) > limits.max_files or total > limits.max_expanded_bytes:
        raise TooLarge(f"The office file unfolds to {total // 1_000_000} MB in {len(infos)} parts")
    if any(_swells(info, limits) for info in infos):
        raise TooLarge("The office file is packed as no paper is")


def is_litter(name: str) -> bool:
    """Say whether a file is one that file managers leave behind, or hidden."""
    parts = name.replace("\\", "/").split("/")
    return parts[-1].lower() in _LITTER or any(
        part == "__MACOSX" or part.startswith(".") for part in parts if part not in {"..", "."}
    )


def harmless(name: str) -> str:
    """Return `name` as a relative path without drives, parents or control characters, and spelled out.

    >>> harmless("..\\\\..\\\\etc/passwd")
    'etc/passwd'
    """
    tidy = re.sub(r"[\x00-\x1f\x7f]", "", name.replace("\\", "/"))
    tidy = re.sub(r"^[A-Za-z]:", "", tidy)
    return spoken("/".join(part for part in tidy.split("/") if part not in {"", ".", ".."})) or "unnamed"
