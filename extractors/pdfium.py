"""PDFium, behind one lock: it opens what others do not, draws pages, and melts form fields into them.

PDFium is not thread-safe; every call into it in this program goes through this module.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

import pypdfium2
from pypdfium2 import raw

from models.errors import Damaged, Encrypted, NoPages, PaperError
from models.geometry import Box

if TYPE_CHECKING:
    from PIL.Image import Image

_LOCK = threading.RLock()
_INVISIBLE = 3
_MOST_OBJECTS = 20_000
# Links and pop-ups draw nothing of their own.
_SILENT = {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP}


@dataclass(slots=True)
class Document:
    """An open PDF; `pages` is their number. Made by `opened`, which also closes it.

    The page last asked for stays loaded, since loading parses it.
    """

    handle: Any
    pages: int
    _number: int = 0
    _page: Any = None

    def load(self, number: int) -> Any:
        """Return PDFium's page `number` (from 1); raises PdfiumError."""
        if number != self._number:
            self.close_page()
            self._page = self.handle[number - 1]
            self._number = number
        return self._page

    def close_page(self) -> None:
        """Let go of the loaded page."""
        if self._page is not None:
            self._page.close()
        self._page, self._number = None, 0


@contextmanager
def opened(data: bytes) -> Iterator[Document]:
    """Open a PDF; raises Encrypted when it wants a password, NoPages when it has none, Damaged when it is broken."""
    with _LOCK:
        try:
            handle = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise _refusal(data, getattr(error, "err_code", None)) from error
        count = len(handle)
        if count:
            handle.init_forms()
    document = Document(handle, count)
    try:
        if not count:
            raise NoPages("The PDF has no page")
        yield document
    finally:
        with _LOCK:
            document.close_page()
            handle.close()


def _refusal(data: bytes, told: int | None) -> PaperError:
    # PDFium's last error may be of an earlier file: believe it only where the bytes agree.
    if told in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY} and b"/Encrypt" in data:
        return Encrypted("The PDF has a password")
    if b"/ObjStm" not in data and b"%%EOF" in data and not re.search(rb"/Type\s*/Page\b", data):
        return NoPages("The PDF has no page")
    return Damaged("The PDF does not open")


@contextmanager
def page(document: Document, number: int) -> Iterator[Any]:
    """Give PDFium's page to the block, PDFium locked meanwhile; raises Damaged."""
    with _LOCK:
        try:
            loaded = document.load(number)
        except pypdfium2.PdfiumError as error:
            raise Damaged(f"Page {number} of the PDF is broken") from error
        yield loaded


def size(document: Document, number: int) -> tuple[float, float]:
    """Return width and height in points of the page as it is displayed (cropped and rotated)."""
    with page(document, number) as loaded:
        width, height = loaded.get_size()
        return float(width), float(height)


def crop(document: Document, number: int) -> tuple[float, float]:
    """Return how far, in points right and down, the displayed page begins inside its rotated media box."""
    with page(document, number) as loaded:
        rotation = loaded.get_rotation()
        media, shown = loaded.get_mediabox(), loaded.get_bbox()
    (mx0, my0, mx1, my1), (x0, y0, x1, y1) = media, shown
    by_rotation = {
        0: (x0 - mx0, my1 - y1),
        90: (y0 - my0, x0 - mx0),
        180: (mx1 - x1, y0 - my0),
        270: (my1 - y1, mx1 - x1),
    }
    return by_rotation[rotation]


def draw(document: Document, number: int, *, dpi: float) -> "Image":
    """Draw the page as displayed, form fields and annotations included, in colour."""
    with page(document, number) as loaded:
        try:
            bitmap = loaded.render(scale=dpi / 72, rev_byteorder=True, prefer_bgrx=False)
            image: Image = bitmap.to_pil().convert("RGB")
        except (pypdfium2.PdfiumError, MemoryError, ValueError) as error:
            raise Damaged(f"Page {number} of the PDF does not draw") from error
        return image


def hidden_share(document: Document, number: int) -> float:
    """Return the share (0..1, of text objects) that is drawn invisibly or lies under an image drawn later."""
    texts: list[tuple[bool, Box]] = []
    wanted = [raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_IMAGE]
    with page(document, number) as loaded:
        for item in islice(loaded.get_objects(filter=wanted, max_depth=4), _MOST_OBJECTS):
            try:
                box = Box(*item.get_bounds())
            except pypdfium2.PdfiumError:
                continue
            if item.type == raw.FPDF_PAGEOBJ_TEXT:
                mode = raw.FPDFTextObj_GetTextRenderMode(item.raw)
                texts.append((mode == _INVISIBLE, box))
            else:
                texts = [(gone or box.contains(text), text) for gone, text in texts]
    hidden = sum(1 for gone, _ in texts if gone)
    return hidden / len(texts) if texts else 0.0


def melted(document: Document) -> bytes | None:
    """Return the PDF with form values and annotations drawn into its pages, or None when it has none.

    The copy is written anew, so that it also reads where the original's cross-references are broken.
    """
    found = False
    with _LOCK:
        for number in range(1, document.pages + 1):
            try:
                with page(document, number) as loaded:
                    if not _speaks(loaded):
                        continue
                    loaded.flatten()
                    found = True
                document.close_page()  # what is loaded still shows the page as it was
            except (Damaged, pypdfium2.PdfiumError):
                continue
        document.close_page()
    return rewritten(document) if found else None


def _speaks(page: Any) -> bool:
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        raw.FPDFPage_CloseAnnot(annotation)
        if kind not in _SILENT:
            return True
    return False


def attachments(document: Document) -> Iterator[tuple[str, str]]:
    """Yield name and AFRelationship ("" where none is told) of each file inside the PDF."""
    with _LOCK:
        for index in range(min(document.handle.count_attachments(), _MOST_OBJECTS)):
            file = raw.FPDFDoc_GetAttachment(document.handle, index)
            if file:
                yield _told(raw.FPDFAttachment_GetName, file), _told(raw.FPDFAttachment_GetAFRelationship, file)


def _told(ask: Any, handle: Any) -> str:
    """Return the text that PDFium writes as UTF-16 with a zero at its end."""
    size = ask(handle, None, 0)
    buffer = (raw.FPDF_WCHAR * (size // 2 + 1))()
    ask(handle, buffer, size)
    return bytes(buffer)[: max(size - 2, 0)].decode("utf-16-le", "replace")


def rewritten(document: Document) -> bytes:
    """Return the PDF saved anew by PDFium: without encryption, with sound cross-references. Raises Damaged."""
    buffer = BytesIO()
    with _LOCK:
        try:
            document.handle.save(buffer, flags=raw.FPDF_NO_INCREMENTAL | raw.FPDF_REMOVE_SECURITY)
        except pypdfium2.PdfiumError as error:
            raise Damaged("The PDF cannot be written anew") from error
    return buffer.getvalue()
