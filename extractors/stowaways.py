"""What a PDF carries beside its pages: actions, which are never run, and files, which are not read; both are told."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from extractors import pdfium
from models.errors import Damaged
from models.page import Problem

# Types of action that do something beyond leafing: PDF 32000-1, 12.6.4; and the media that run by themselves.
_ACTIONS = {
    "JavaScript": "scripts",
    "Launch": "starting programs",
    "SubmitForm": "sending form data",
    "ImportData": "fetching form data",
    "RichMedia": "embedded media",
}
_SAYS_THE_SAME = {"Alternative", "Data", "Source"}  # AFRelationship: the paper itself as data, as e-invoices have it
_NAMED = 5  # files by name in a message


def told(document: pdfium.Document, data: bytes) -> tuple[Problem, ...]:
    """Return what to tell of the actions and files in a PDF, as problems of page 1; ask before pages are changed."""
    seen = [data]
    if _named("ObjStm", seen) or _named("Encrypt", seen):  # PDFium's copy holds no packed or encrypted objects
        with suppress(Damaged):
            seen.append(pdfium.rewritten(document))
    return (*_actions(seen), *_files(document, seen))


def _actions(seen: Sequence[bytes]) -> Iterator[Problem]:
    kinds = [kind for name, kind in _ACTIONS.items() if _named(name, seen)]
    if kinds:
        said = f"The PDF carries actions ({', '.join(kinds)}). None was run. Take care with it in other programs."
        yield Problem("pdf-actions", said, 1)


def _files(document: pdfium.Document, seen: Sequence[bytes]) -> Iterator[Problem]:
    files = list(pdfium.attachments(document))
    if _named("FileAttachment", seen):
        files.append(("pinned to a page", ""))
    strange = [name for name, relation in files if relation not in _SAYS_THE_SAME]
    if strange:
        more = f" and {len(strange) - _NAMED} more" if len(strange) > _NAMED else ""
        named = ", ".join(strange[:_NAMED])
        said = f"Files inside the PDF were not read ({named}{more}). Save them out of it and add those that are papers."
        yield Problem("pdf-attachments", said, 1)
    elif files:
        said = f"The PDF brings its content as data as well ({files[0][0]}), which was not read. The pages were."
        yield Problem("pdf-data", said, 1)


def _named(name: str, seen: Sequence[bytes]) -> bool:
    """Say whether `/name` stands in the file, any letter of it written as its number (`/J#61vaScript`)."""
    pattern = re.compile(_spelling(name).encode())
    return any(pattern.search(data) for data in seen)


def _spelling(name: str) -> str:
    letters = "".join(f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in name)
    return f"/{letters}(?![A-Za-z0-9#])"
