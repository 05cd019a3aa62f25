"""One document in, its pages out, whatever it is made of."""

from collections.abc import Iterator

from extractors.limits import DEFAULT, Limits
from extractors.sources import Source
from models.errors import TooLarge
from models.page import Page


def pages(source: Source, *, langs: str = "eng", limits: Limits = DEFAULT) -> Iterator[Page]:
    """Yield the pages of `source` one by one, in order, each in reading position.

    `langs` are Tesseract's, joined by `+`. Raises Encrypted, Damaged, NoPages, TooLarge or EngineMissing where the
    whole file cannot be read. A page that fails alone comes with a problem and no words, and the rest goes on.
    Libraries are loaded when a source first needs them: text pages never load the OCR.
    """
    if len(source.data) > limits.max_bytes:
        raise TooLarge(f"{len(source.data) // 1_000_000} MB")
    match source.media:
        case "pdf":
            from extractors import pdf

            yield from pdf.pages(source.data, langs=langs, limits=limits)
        case "png" | "jpeg" | "tiff" | "webp":
            from extractors import scans

            yield from scans.pages(source.data, langs=langs, limits=limits)
        case "xlsx":
            from extractors import spreadsheets

            yield from spreadsheets.pages(source.data, limits=limits)
        case "docx":
            from extractors import documents

            yield from documents.pages(source.data, limits=limits)
        case "csv" | "text":
            from extractors import delimited

            yield from delimited.pages(source.data, limits=limits)
