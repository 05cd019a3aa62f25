"""Declarations that are data become papers: tables (CSV, XLSX), JSON, XML of ASYCUDA World and the EU waste system."""

import hashlib

from extractors import declared_json, declared_tables, declared_xml
from extractors.declared_entries import Declared, paper_of
from extractors.limits import DEFAULT, Limits
from extractors.media import media_of
from models.errors import PaperError, TooLarge, UnknownType
from models.paper import Paper


def papers(name: str, data: bytes, *, limits: Limits = DEFAULT) -> list[Paper] | None:
    """Return the papers of origin `data` that a declaration holds; None where it is a paper to be read by its look.

    Columns and elements that are not understood are named in the paper's problems. Raises Damaged, TooLarge (bytes,
    values), and UnknownType for XML and JSON in which no declaration is found.
    """
    if len(data) > limits.max_bytes:
        raise TooLarge(f"{len(data) // 1_000_000} MB")
    found = _declared(data, limits)
    if found is None:
        return None
    if sum(len(each.entries) for each in found) > limits.max_cells:
        raise TooLarge(f"More than {limits.max_cells} values")
    sha256 = hashlib.sha256(data).hexdigest()
    return [paper_of(declared, name, sha256, number) for number, declared in enumerate(found, start=1)]


def _declared(data: bytes, limits: Limits) -> list[Declared] | None:
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if head == b"<":
        return declared_xml.declared(data)
    if head in (b"{", b"["):
        return declared_json.declared(data)
    try:
        media = media_of(data)
    except UnknownType:
        raise
    except PaperError:
        return None  # reading it as a paper names what is wrong
    if media == "csv":
        return declared_tables.of_text(data, limits)
    if media == "xlsx":
        return declared_tables.of_workbook(data, limits)
    return None
