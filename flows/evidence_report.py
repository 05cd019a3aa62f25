"""The evidence pack's report as PDF: each finding with its rule, its basis, and a crop of every spot it rests on."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from PIL import Image

from checks.rulebook import RULES, page
from models.finding import Finding, Spot
from models.paper import Paper
from models.reference.nomenclature import printed
from models.report import Report

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

Crop = Callable[[Spot, str], Image.Image]
MOST_CROPS = 12  # of one finding; the JSON has them all
_WIDTH, _TALLEST = 480.0, 150.0  # points that a crop may take
_IDEOGRAPHS = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]+")
_COLOURS = {"high": "#c81414", "medium": "#d67800", "low": "#1e5ac8"}
_CERTAIN = {
    "papers_disagree": "read well: the papers say so",
    "may_be_misread": "may be misread: look at the spot first",
}


def report_pdf(report: Report, crop: Crop, made: datetime | None) -> bytes:
    """Return the report as PDF; `crop` draws a spot in its surroundings, framed in a severity's colour.

    `made` is printed as the time of making; without one, none is. The same arguments give the same bytes.
    """
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    held = BytesIO()
    document = SimpleDocTemplate(
        held, pagesize=A4, leftMargin=54, rightMargin=54, topMargin=54, bottomMargin=54, invariant=1,
        title=f"Tallyman: consignment {report.consignment.id}", author=f"Tallyman {report.tallyman}",
    )  # fmt: skip
    document.build([*_head(report, made), *_body(report, crop)], onFirstPage=_numbered, onLaterPages=_numbered)
    return held.getvalue()


def _head(report: Report, made: datetime | None) -> Iterator["Flowable"]:
    judged = report.consignment
    yield _text(f"Consignment {judged.id}", "title")
    editions = ", ".join(f"{name} {edition}" for name, edition in sorted(report.reference.items()))
    lines = [
        f"Verdict: {judged.verdict}. Findings: {len(judged.findings)}. Papers: {len(judged.papers)}.",
        f"Tallyman {report.tallyman}; reference editions: {editions}.",
    ]
    if made is not None:
        lines.append(f"Made on {made:%Y-%m-%d %H:%M:%S %Z}.")
    lines.append("A finding is a reason to look, never a proof of guilt.")
    yield from (_text(line) for line in lines)
    for paper in judged.papers:
        yield _text(f"{paper.id}: {paper.kind.replace('_', ' ')}, {paper.file}, SHA-256 {paper.sha256}", "small")
    for entry in report.unread:
        yield _text(f"Not read: {entry.file} ({entry.code}): {entry.message}", "small")


def _body(report: Report, crop: Crop) -> Iterator["Flowable"]:
    papers = {paper.id: paper for paper in report.consignment.papers}
    for number, finding in enumerate(report.consignment.findings, start=1):
        yield from _finding(number, finding, papers, crop)


def _finding(number: int, finding: Finding, papers: dict[str, Paper], crop: Crop) -> Iterator["Flowable"]:
    from reportlab.platypus import KeepTogether, Spacer

    colour = _COLOURS[finding.severity]
    title = f'{number}. {finding.code} <font color="{colour}">{finding.severity}</font>'
    yield KeepTogether([
        Spacer(1, 10), _text(title, "heading", marked=True), _text(finding.message),
        _text(f"Certainty: {_CERTAIN[finding.certainty]}."),
    ])  # fmt: skip
    yield _text(f"Expected: {finding.expected}. Found: {finding.found}.")
    for suggestion in finding.suggested_hs:
        yield _text(f"May be: HS {printed(suggestion.code)}, {suggestion.label} ({suggestion.score:.2f}).", "small")
    if finding.basis:
        yield _text(f"Basis: {'; '.join(finding.basis)}.")
    if finding.code in RULES:
        yield _text(f"Rule: {' '.join(page(finding.code).replace('`', '').split())}", "small")
    for spot in finding.evidence[:MOST_CROPS]:
        yield KeepTogether([_caption(spot, papers), _picture(crop(spot, finding.severity)), Spacer(1, 4)])
    if len(finding.evidence) > MOST_CROPS:
        yield _text(f"And {len(finding.evidence) - MOST_CROPS} more spots: see report.json.", "small")


def _caption(spot: Spot, papers: dict[str, Paper]) -> "Flowable":
    file = papers[spot.paper].file if spot.paper in papers else "?"
    said = f": “{' '.join(spot.text.split())[:90]}”" if spot.text else ": the page that was searched"
    return _text(f"{spot.paper}, {file}, page {spot.page}{said}", "small")


def _picture(image: Image.Image) -> "Flowable":
    from reportlab.platypus import Image as Picture

    held = BytesIO()
    image.save(held, "PNG")
    held.seek(0)
    scale = min(_WIDTH / image.width, _TALLEST / image.height, 0.6)
    return Picture(held, image.width * scale, image.height * scale, hAlign="LEFT")


def _text(text: str, style: str = "plain", *, marked: bool = False) -> "Flowable":
    from reportlab.platypus import Paragraph

    told = text if marked else escape(text)
    return Paragraph(_IDEOGRAPHS.sub(lambda run: f'<font name="STSong-Light">{run[0]}</font>', told), _styles()[style])


@cache
def _styles() -> dict[str, Any]:
    """Return the styles; the fonts come with reportlab, and Chinese is left to the viewer's own."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont

    for name, file in (("Vera", "Vera.ttf"), ("VeraBd", "VeraBd.ttf")):
        pdfmetrics.registerFont(TTFont(name, file))
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    plain = ParagraphStyle("plain", fontName="Vera", fontSize=9, leading=12.5, spaceAfter=2)
    return {
        "plain": plain,
        "small": ParagraphStyle("small", plain, fontSize=7.5, leading=10, textColor="#444444"),
        "heading": ParagraphStyle("heading", plain, fontName="VeraBd", fontSize=11, leading=15),
        "title": ParagraphStyle("title", plain, fontName="VeraBd", fontSize=15, leading=22),
    }


def _numbered(canvas: Any, document: Any) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawRightString(document.pagesize[0] - 54, 30, str(canvas.getPageNumber()))
