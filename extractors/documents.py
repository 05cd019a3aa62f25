"""Word documents (DOCX): paragraphs, tables, text boxes, headers and footers, set top to bottom in points."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from extractors import archives, rulings, typesetting
from extractors.limits import DEFAULT, Limits
from models.errors import Damaged, NoPages, TooLarge
from models.geometry import Box
from models.page import Page, Word

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SHEET = 595.0
_MARGIN = 40.0
_INNER = _SHEET - 2 * _MARGIN
_SKIPPED = {f"{_W}del", f"{_W}instrText", f"{_W}delText", f"{_W}moveFrom", _FALLBACK, f"{_W}pPr", f"{_W}rPr"}
_BREAK = "\f"


@dataclass(slots=True)
class _Sheet:
    """The page being filled."""

    words: list[Word] = field(default_factory=list)
    lines: list[Box] = field(default_factory=list)
    top: float = _MARGIN

    def write(self, text: str, left: float, width: float) -> None:
        lines = typesetting.wrapped(text, width)
        self.words += typesetting.block(lines, left, self.top)
        self.top += len(lines) * typesetting.LEADING + 2


def pages(data: bytes, *, limits: Limits = DEFAULT) -> Iterator[Page]:
    """Yield the pages of a document: a new one at each page break that was set or remembered from its last display.

    Deleted text under tracked changes is left out. Raises Damaged, TooLarge, NoPages when it holds no text.
    """
    archives.check_office(data, limits)
    import docx

    try:
        document = docx.Document(BytesIO(data))
        pieces = sum(1 for _ in document.element.iter(f"{_W}t"))
        sheets = _sheets(document) if pieces <= limits.max_cells else []
    except Exception as error:  # python-docx and lxml raise whatever the broken part made them meet
        raise Damaged("The document does not open") from error
    if pieces > limits.max_cells:
        raise TooLarge(f"{pieces} pieces of text")
    filled = [sheet for sheet in sheets if sheet.words]
    if not filled:
        raise NoPages("The document holds no text")
    if len(filled) > limits.max_pages:
        raise TooLarge(f"{len(filled)} pages")
    for number, sheet in enumerate(filled, start=1):
        width = max([_SHEET, *(line.x1 + _MARGIN for line in sheet.lines)])
        height = max(842.0, sheet.top + _MARGIN)
        yield Page(number, width, height, tuple(sheet.words), rulings.joined(sheet.lines, gap=0.5), "data")


def _sheets(document: Any) -> list[_Sheet]:
    sheets = [_Sheet()]
    edges = [part for section in document.sections for part in (section.header, section.footer)]
    headers, footers = edges[::2], edges[1::2]
    for header in headers:
        if not header.is_linked_to_previous:
            _flow(header._element, sheets, _MARGIN, _INNER)
    _flow(document.element.body, sheets, _MARGIN, _INNER)
    for footer in footers:
        if not footer.is_linked_to_previous:
            _flow(footer._element, sheets, _MARGIN, _INNER)
    return sheets


def _flow(parent: Any, sheets: list[_Sheet], left: float, width: float, *, breaks: bool = True) -> None:
    """Set paragraphs and tables in their order; content controls and the like are looked into."""
    for element in parent:
        if element.tag == f"{_W}p":
            pieces = _text(element).split(_BREAK)
            for index, piece in enumerate(pieces):
                if index and breaks and sheets[-1].words:
                    sheets.append(_Sheet())
                if piece.strip():
                    sheets[-1].write(piece, left, width)
            sheets[-1].top += 4
            for box in _boxes(element):
                _flow(box, sheets, left, width, breaks=False)
        elif element.tag == f"{_W}tbl":
            _table(element, sheets[-1], left, width)
        elif element.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml"}:
            _flow(element, sheets, left, width, breaks=breaks)


def _text(element: Any) -> str:
    """Return the text of a paragraph, tabs as blanks, line breaks kept, page breaks as form feeds."""
    pieces: list[str] = []
    for child in element:
        tag = child.tag
        if tag in _SKIPPED or tag == f"{_W}txbxContent":
            continue
        if tag == f"{_W}t":
            pieces.append(child.text or "")
        elif tag in {f"{_W}tab", f"{_W}ptab"}:
            pieces.append("    ")
        elif tag == f"{_W}cr" or (tag == f"{_W}br" and child.get(f"{_W}type") != "page"):
            pieces.append("\n")
        elif tag in {f"{_W}br", f"{_W}lastRenderedPageBreak"}:
            pieces.append(_BREAK)
        elif tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        else:
            pieces.append(_text(child))
    return "".join(pieces)


def _boxes(element: Any) -> Iterator[Any]:
    """Yield the contents of text boxes anchored in a paragraph, each once though it is stored in two ways."""
    for child in element:
        if child.tag == _FALLBACK:
            continue
        if child.tag == f"{_W}txbxContent":
            yield child
        else:
            yield from _boxes(child)


def _table(table: Any, sheet: _Sheet, left: float, width: float) -> None:
    columns = _column_edges(table, left, width)
    for row in _children(table, "tr"):
        top = sheet.top
        column = _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
        inner: list[tuple[_Sheet, float, float, bool]] = []
        for cell in _children(row, "tc"):
            span = max(_number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1), 1)
            x0 = columns[min(column, len(columns) - 1)]
            x1 = columns[min(column + span, len(columns) - 1)]
            if x1 <= x0:
                x1 = x0 + 40.0
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            continues = merged is not None and merged.get(f"{_W}val") != "restart"
            content = [_Sheet(top=top)]
            _flow(cell, content, x0, x1 - x0, breaks=False)
            inner.append((content[0], x0, x1, continues))
            column += span
        bottom = max([top + typesetting.height_of(1), *(filled.top for filled, *_ in inner)])
        for filled, x0, x1, continues in inner:
            sheet.words += filled.words
            sheet.lines += filled.lines
            over, under, before, after = rulings.sides(Box(x0, top, x1, bottom))
            sheet.lines += [under, before, after] if continues else [over, under, before, after]
            if continues:
                # The border that the row above drew under a cell that goes on below is not there.
                sheet.lines = [line for line in sheet.lines if not _same(line, over)]
        sheet.top = bottom
    sheet.top += 6


def _same(line: Box, other: Box) -> bool:
    return all(abs(a - b) < 0.01 for a, b in zip(line, other, strict=True))


def _children(parent: Any, name: str) -> Iterator[Any]:
    """Yield rows or cells, also those inside content controls and tracked insertions."""
    for child in parent:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"}:
            yield from _children(child, name)


def _number(element: Any, default: int) -> int:
    try:
        return int(element.get(f"{_W}val")) if element is not None else default
    except (TypeError, ValueError):
        return default


def _column_edges(table: Any, left: float, width: float) -> list[float]:
    """Return where columns begin and end, in points, fitted to `width`; from the grid, or evenly."""
    widths = []
    for column in table.findall(f"{_W}tblGrid/{_W}gridCol"):
        try:
            widths.append(max(float(column.get(f"{_W}w")) / 20, 1.0))
        except (TypeError, ValueError):
            widths.append(40.0)
    if not widths:
        most = max((sum(1 for _ in _children(row, "tc")) for row in _children(table, "tr")), default=1)
        widths = [width / max(most, 1)] * max(most, 1)
    scale = width / sum(widths)
    edges = [left]
    for column_width in widths:
        edges.append(edges[-1] + column_width * scale)
    return edges
