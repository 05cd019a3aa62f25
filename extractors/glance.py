"""The text layer through PDFium alone: for pages that pdfplumber cannot have, or that would keep it for seconds."""

from collections.abc import Callable, Iterator
from ctypes import byref, c_float, c_uint
from typing import Any

from pypdfium2 import raw

from extractors import characters, pdfium
from extractors.textlayer import Layer, built
from models.geometry import Box

_HEAVY = 60_000  # strokes and texts: above a second for pdfplumber, hundredths of one for PDFium
_DEEPEST = 5
_MOST_SEGMENTS = 5_000

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]


def is_heavy(document: pdfium.Document, number: int) -> bool:
    """Say whether a page is drawn of so many pieces that pdfplumber would keep its reader waiting."""
    with pdfium.page(document, number) as page:
        pieces: int = raw.FPDFPage_CountObjects(page)
        if pieces > _HEAVY:
            return True
        for item, _ in _objects(page):
            if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_PATH:
                pieces += raw.FPDFPath_CountSegments(item)
                if pieces > _HEAVY:
                    return True
    return False


def layer(document: pdfium.Document, number: int, *, drawn: bool = True) -> Layer:
    """Return the text layer of a displayed page, form values and annotations not drawn in unless melted before.

    Without `drawn` it is of words alone: drawn lines and images are left out, which costs less.
    """
    with pdfium.page(document, number) as page:
        size = page.get_size()
        chars = characters.of_page(page)
        place = _placer(page)
        strokes: list[Box] = []
        images: list[Box] = []
        for item, matrix in _objects(page) if drawn else ():
            if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_PATH:
                strokes += (_box(place, start, end) for start, end in _strokes(item, matrix))
            else:
                corners = [_apply(matrix, _apply(_matrix(item), corner)) for corner in ((0, 0), (1, 0), (0, 1), (1, 1))]
                images.append(_box(place, *corners))
    return built(chars, strokes, images, size)


def _placer(page: Any) -> Callable[[Point], Point]:
    """Return the way from the page's own points to those of the displayed page, from the top-left corner."""
    x0, y0, x1, y1 = page.get_bbox()
    ways: dict[int, Callable[[Point], Point]] = {
        0: lambda point: (point[0] - x0, y1 - point[1]),
        90: lambda point: (point[1] - y0, point[0] - x0),
        180: lambda point: (x1 - point[0], point[1] - y0),
        270: lambda point: (y1 - point[1], x1 - point[0]),
    }
    return ways[page.get_rotation()]


def _box(place: Callable[[Point], Point], *points: Point) -> Box:
    xs, ys = zip(*map(place, points), strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def _objects(holder: Any, matrix: Matrix = (1, 0, 0, 1, 0, 0), depth: int = 0) -> Iterator[tuple[Any, Matrix]]:
    """Yield drawn paths and images, also those inside forms, each with the way out to the page."""
    counted, got = (
        (raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
        if depth
        else (raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)
    )
    for index in range(max(counted(holder), 0)):
        item = got(holder, index)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            yield from _objects(item, _joined(_matrix(item), matrix), depth + 1)
        elif kind in {raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE}:
            yield item, matrix


def _matrix(item: Any) -> Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, byref(found)):
        return (1, 0, 0, 1, 0, 0)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _apply(matrix: Matrix, point: Point) -> Point:
    a, b, c, d, e, f = matrix
    x, y = point
    return a * x + c * y + e, b * x + d * y + f


def _joined(first: Matrix, then: Matrix) -> Matrix:
    (ax, ay), (bx, by), (cx, cy) = (_apply(then, _apply(first, point)) for point in ((0, 0), (1, 0), (0, 1)))
    return (bx - ax, by - ay, cx - ax, cy - ay, ax, ay)


def _strokes(item: Any, matrix: Matrix) -> Iterator[tuple[Point, Point]]:
    """Yield the straight level or upright sides of a path that is seen, end to end."""
    count = raw.FPDFPath_CountSegments(item)
    if not 2 <= count <= _MOST_SEGMENTS or not _is_seen(item):
        return
    own = _matrix(item)
    x, y = c_float(), c_float()
    start = last = (0.0, 0.0)
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
        point = _apply(matrix, _apply(own, (x.value, y.value)))
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO and _is_straight(last, point):
            yield last, point
        if raw.FPDFPathSegment_GetClose(segment) and _is_straight(point, start):
            yield point, start
        last = point


def _is_straight(start: Point, end: Point) -> bool:
    across, up = abs(end[0] - start[0]), abs(end[1] - start[1])
    return min(across, up) <= 1.0 and max(across, up) >= 4.0


def _is_seen(item: Any) -> bool:
    mode, stroke = raw.c_int(), raw.c_int()
    raw.FPDFPath_GetDrawMode(item, byref(mode), byref(stroke))
    if stroke.value:
        return True
    red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
    if not mode.value or not raw.FPDFPageObj_GetFillColor(item, byref(red), byref(green), byref(blue), byref(alpha)):
        return False
    return alpha.value > 0 and min(red.value, green.value, blue.value) < 250
