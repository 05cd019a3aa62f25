"""The evidence pack: the report as PDF and JSON, the originals, a picture for each finding, and a manifest."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from extractors.limits import Limits
from extractors.names import spoken
from extractors.raster import picture
from extractors.sources import Source, open_sources
from flows.evidence_report import report_pdf
from flows.reading import View
from flows.writing import replacing
from models.errors import PaperError
from models.field import fields_of
from models.finding import Finding, Spot
from models.geometry import Box
from models.paper import Paper
from models.report import Report

COLOURS = {"high": (200, 20, 20), "medium": (214, 120, 0), "low": (30, 90, 200)}
MOST_PAGES = 4  # beside each other in one picture
MARGIN = 3.0  # points between what is printed and the frame around it
KEPT_PAGES = 12
BESIDE, ABOVE = 60.0, 26.0  # points around a spot that its crop shows
DATE = (2000, 1, 1, 0, 0, 0)  # the same evidence gives the same bytes


def pack(
    report: Report,
    views: Iterable[View],
    originals: Sequence[Path],
    path: Path,
    *,
    limits: Limits,
    dpi: int,
    made: datetime | None = None,
) -> None:
    """Write the pack to `path`, whole or not at all; pictures have `dpi` dots an inch.

    `made` is the time stamp printed in the report and the manifest; the same arguments give the same bytes.
    """
    sources, _ = open_sources(originals, limits)
    drawing = Drawing(report, {source.sha256: source for source in sources}, views, limits, dpi)
    members = {
        "report.pdf": report_pdf(report, drawing.crop, made),
        "report.json": (report.model_dump_json(indent=2) + "\n").encode(),
    }
    for source in sources:
        members.setdefault(f"originals/{source.name}", source.data)
    kept = {hashlib.sha256(content).hexdigest() for content in members.values()}
    for original in originals:  # a declaration in XML or JSON is no document that opens as a page
        data = original.read_bytes() if original.is_file() and original.stat().st_size <= limits.max_bytes else b""
        if data and original.suffix.lower() not in {".zip", ".eml"} and hashlib.sha256(data).hexdigest() not in kept:
            members.setdefault(f"originals/{spoken(original.name)}", data)
    for number, finding in enumerate(report.consignment.findings, start=1):
        members[f"findings/{number:02d}-{finding.code}.png"] = drawing.of(finding)
    members["manifest.json"] = json.dumps(_manifest(report, members, made), indent=2).encode() + b"\n"
    with replacing(path) as fresh, zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, DATE), content, zipfile.ZIP_DEFLATED)


class Drawing:
    """Draws findings on the pages of a report's papers; a page is drawn once for all findings on it."""

    def __init__(
        self, report: Report, sources: dict[str, Source], views: Iterable[View], limits: Limits, dpi: int
    ) -> None:
        self.papers = {paper.id: paper for paper in report.consignment.papers}
        self.sources = sources
        self.views = {(view.sha256, view.page): view for view in views}
        self.limits = limits
        self.dpi = dpi
        self.drawn: dict[tuple[str, int], Image.Image] = {}

    def of(self, finding: Finding) -> bytes:
        """Return a PNG of the pages that `finding` cites, beside each other, with its spots framed."""
        cited: dict[tuple[str, int], list[Spot]] = {}
        for spot in finding.evidence:
            cited.setdefault((spot.paper, spot.page), []).append(spot)
        sheets = [
            self._framed(*key, spots, COLOURS[finding.severity]) for key, spots in list(cited.items())[:MOST_PAGES]
        ]
        whole = Image.new("RGB", (sum(sheet.width for sheet in sheets), max(sheet.height for sheet in sheets)), "gray")
        across = 0
        for sheet in sheets:
            whole.paste(sheet, (across, 0))
            across += sheet.width
        file = BytesIO()
        whole.save(file, "PNG")
        return file.getvalue()

    def crop(self, spot: Spot, severity: str) -> Image.Image:
        """Return `spot` framed, with what is printed around it."""
        sheet, scale = self._framed(spot.paper, spot.page, [spot], COLOURS[severity], captioned=False), self.dpi / 72
        around = Box(spot.box.x0 - BESIDE, spot.box.top - ABOVE, spot.box.x1 + BESIDE, spot.box.bottom + ABOVE)
        left, top, right, bottom = (int(side) for side in _pixels(around, scale, sheet.size))
        return sheet.crop((left, top, max(right, left + 1), max(bottom, top + 1)))

    def _framed(
        self, paper_id: str, number: int, spots: list[Spot], colour: tuple[int, int, int], *, captioned: bool = True
    ) -> Image.Image:
        paper = self.papers[paper_id]
        image = self._page(paper, number).copy()
        scale = self.dpi / 72
        draw = ImageDraw.Draw(image)
        for spot in spots:
            draw.rectangle(_pixels(spot.box, scale, image.size), outline=colour, width=max(2, self.dpi // 50))
        return self._captioned(image, f"{paper_id}  {paper.file}  page {number}") if captioned else image

    def _captioned(self, image: Image.Image, text: str) -> Image.Image:
        """Put a line of text above a page, so that a picture alone tells what it shows."""
        line = self.dpi // 5
        sheet = Image.new("RGB", (image.width, image.height + line), "white")
        sheet.paste(image, (0, line))
        ImageDraw.Draw(sheet).text((line / 2, line / 5), text, fill="black", font_size=line * 0.55)
        return sheet

    def _page(self, paper: Paper, number: int) -> Image.Image:
        """Return the picture of a page; the last few are kept, for findings cite the same pages over and over."""
        key = (paper.id, number)
        if key not in self.drawn:
            if len(self.drawn) >= KEPT_PAGES:
                self.drawn.pop(next(iter(self.drawn)))
            self.drawn[key] = self._drawn(paper, number)
        return self.drawn[key]

    def _drawn(self, paper: Paper, number: int) -> Image.Image:
        source = self.sources.get(paper.sha256)
        view = self.views.get((paper.sha256, number))
        turn, skew = (view.turn, view.skew) if view else (0, 0.0)
        try:
            if source is not None:
                return picture(source, number, dpi=self.dpi, turn=turn, skew=skew, limits=self.limits)
        except PaperError:
            pass  # a sheet or letter has no picture, only cells
        return self._typed(paper, number)

    def _typed(self, paper: Paper, number: int) -> Image.Image:
        """Draw what was read from a page that has no picture, each text in its box."""
        printed = [
            (spot.box, field.raw) for field in fields_of(paper) for spot in field.evidence if spot.page == number
        ]
        scale = self.dpi / 72
        width = max([595.0, *(box.x1 + 20 for box, _ in printed)])
        height = max([200.0, *(box.bottom + 20 for box, _ in printed)])
        image = Image.new("RGB", (int(width * scale), int(height * scale)), "white")
        draw = ImageDraw.Draw(image)
        for box, text in printed:
            draw.text(
                (box.x0 * scale, box.top * scale), text, fill="black", font_size=max(8.0, box.height * scale * 0.7)
            )
        return image


def _pixels(box: Box, scale: float, size: tuple[int, int]) -> tuple[float, float, float, float]:
    left, top = max((box.x0 - MARGIN) * scale, 0), max((box.top - MARGIN) * scale, 0)
    right, bottom = min((box.x1 + MARGIN) * scale, size[0] - 1), min((box.bottom + MARGIN) * scale, size[1] - 1)
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _manifest(report: Report, members: dict[str, bytes], made: datetime | None) -> dict[str, object]:
    files = {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        for name, content in members.items()
    }
    stamp = {"made": made.isoformat(timespec="seconds")} if made is not None else {}
    return {"tallyman": report.tallyman, "consignment": report.consignment.id, **stamp, "files": files}
