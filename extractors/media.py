"""What a file is, told from its bytes; its name is never believed."""

import re
import zipfile
from io import BytesIO
from typing import Literal

from extractors import lettering
from extractors.archives import BROKEN
from models.errors import Damaged, EmptyFile, Encrypted, PaperError, UnknownType

Media = Literal["pdf", "png", "jpeg", "tiff", "webp", "xlsx", "docx", "csv", "text"]
Container = Literal["zip", "eml"]

_WORD, _EXCEL = "word/document.xml", "xl/workbook.xml"  # where they stand even when the list of types is broken
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_MAGIC: tuple[tuple[bytes, Media], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
)

_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "A rich text file (RTF): save it as DOCX or PDF"),
    (b"%!PS", "A PostScript file: convert it to PDF"),
    (b"GIF8", "A GIF image: save it as PNG"),
    (b"BM", "A bitmap (BMP): save it as PNG"),
    (b"7z\xbc\xaf\x27\x1c", "A 7-Zip archive: pack the papers as ZIP"),
    (b"Rar!", "A RAR archive: pack the papers as ZIP"),
    (b"\x1f\x8b", "A gzip archive: unpack it or pack the papers as ZIP"),
    (b"\x78\x9f\x3e\x22", "An Outlook winmail.dat: ask the sender to attach the papers as they are"),
    (b"\x7fELF", "A program, not a paper"),
    (b"MZ", "A program, not a paper"),
    (b"\xff\x4f\xff\x51", "A JPEG 2000 image: save it as PNG"),
    (b"\0\0\0\x0cjP  ", "A JPEG 2000 image: save it as PNG"),
)

_MARKUP: tuple[tuple[str, str], ...] = (
    (r"<(!doctype\s+html|html|head|body)\b", "A web page: print it to PDF"),
    (r"<\?xml|<[A-Za-z][\w:.-]*[\s>/]", "An XML file: print it to PDF or send the document that it stands for"),
    (r"[\[{]\s*[\"\[{]", "A JSON file: send the document that it stands for"),
    (r"%PDF", "A PDF whose head is broken"),
)

_HEADER = re.compile(r"^([A-Za-z][A-Za-z-]{1,40}):", re.MULTILINE)
_MAIL_ONLY = {"mime-version", "message-id", "received", "return-path", "delivered-to", "content-type", "x-mailer"}


def media_of(data: bytes) -> Media | Container:
    """Return what `data` is; raises EmptyFile, UnknownType, Encrypted (an office file with a password) or Damaged."""
    if not data:
        raise EmptyFile
    for magic, media in _MAGIC:
        if data.startswith(magic):
            return media
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    if data.startswith(_OLE):
        raise _old_office(data)
    if data[4:8] == b"ftyp":
        raise UnknownType("A HEIC or AVIF photo, or a film: save the picture as JPEG")
    for magic, advice in _REFUSED:
        if data.startswith(magic) and not (magic in {b"BM", b"MZ"} and lettering.is_text(data[:4096])):
            raise UnknownType(advice)
    if b"%PDF-" in data[:1024]:  # readers allow rubbish before the head
        return "pdf"
    return _written(data)


def _zipped(data: bytes) -> Media | Container:
    """Tell office files from plain archives by their content types; raises Damaged, UnknownType, Encrypted."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            kinds = _part(archive, "[Content_Types].xml") if "[Content_Types].xml" in names else b""
            mimetype = _part(archive, "mimetype") if "mimetype" in names else b""
    except BROKEN as error:
        raise Damaged("The ZIP or office file does not open") from error
    if (b"wordprocessingml" in kinds and any(name.startswith("word/") for name in names)) or _WORD in names:
        return "docx"
    if b"sheet.binary" in kinds:
        raise UnknownType("A binary Excel file (.xlsb): save it as XLSX")
    if (b"spreadsheetml" in kinds and any(name.startswith("xl/") for name in names)) or _EXCEL in names:
        return "xlsx"
    if b"presentationml" in kinds:
        raise UnknownType("A presentation (PPTX): print it to PDF")
    if b"opendocument.spreadsheet" in mimetype:
        raise UnknownType("An OpenDocument sheet (.ods): save it as XLSX")
    if b"opendocument" in mimetype:
        raise UnknownType("An OpenDocument file (.odt): save it as DOCX or PDF")
    return "zip"


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(1_000_000)


def _old_office(data: bytes) -> PaperError:
    """Name what stands in an OLE container: its directory holds the stream names in UTF-16."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return Encrypted("An office file with a password")
    if holds("WordDocument"):
        return UnknownType("An old Word file (.doc): save it as DOCX or PDF")
    if holds("__substg1.0_"):
        return UnknownType("An Outlook message (.msg): save it as EML, or attach the papers themselves")
    if holds("Workbook") or holds("Book"):
        return UnknownType("An old Excel file (.xls): save it as XLSX")
    return UnknownType("An old office file: save it as DOCX, XLSX or PDF")


def _written(data: bytes) -> Media | Container:
    """Tell mail, tables and prose apart; raises UnknownType for markup and for bytes that are not text."""
    if not lettering.is_text(data):
        raise UnknownType("The bytes are of no document")
    text = lettering.decode(data).lstrip("\ufeff \t\r\n")
    if not text:
        raise EmptyFile("The file holds nothing but blanks")
    if _is_mail(text):
        return "eml"
    for pattern, advice in _MARKUP:
        if re.match(pattern, text, re.IGNORECASE):
            raise UnknownType(advice)
    return "csv" if lettering.delimiter(text) else "text"


def _is_mail(text: str) -> bool:
    if text.startswith("From ") and "\n" in text:
        text = text.split("\n", 1)[1]
    head = re.split(r"\r?\n\r?\n", text, maxsplit=1)[0]
    if not _HEADER.match(head):
        return False
    names = {name.lower() for name in _HEADER.findall(head)}
    return (bool(names & _MAIL_ONLY) and len(names) >= 2) or {"from", "subject", "date"} <= names
