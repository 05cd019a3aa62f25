"""The second look: numbers that a finding rests on and that were read by eye are read once more before it stands.

Reading everything twice would cost a scan its speed; a few spots cost a fraction of a second. A number that the second
reader is sure to be another takes its place, and is less sure from then on, since two readers differ.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from extractors.limits import Limits
from extractors.sources import Source, open_sources
from flows.reading import Reading, View
from models.errors import PaperError, of_machine
from models.field import Field, fields_of, with_fields
from models.finding import Finding
from models.geometry import Box
from models.report import Consignment, Report

log = logging.getLogger(__name__)
SourceOf = Callable[[str], Source | None]


class Place(NamedTuple):
    """A box on a page of a paper, by its id."""

    paper: str
    page: int
    box: Box


_DPI = 200
_ROUNDS = 2  # a value put right may show up another
_BY_EYE = ("ocr", "mixed")


Look = Callable[[Consignment, Sequence[Place]], Consignment]


def settled(consignment: Consignment, judge: Callable[[Consignment], Report], look: Look) -> Report:
    """Return the report of `judge` on `consignment`, after `look` at the numbers that its findings rest on."""
    report = judge(consignment)
    for _ in range(_ROUNDS):
        places = _asked(consignment, report.consignment.findings)
        if not places:
            break
        try:
            again = look(consignment, places)
        except Exception as error:  # a reader's own fault must not cost the judgement
            if of_machine(error):
                raise
            log.debug("the second look failed", exc_info=True)
            break
        if again == consignment:
            break
        consignment, report = again, judge(again)
    return report


def look_in(readings: Iterable[Reading], source_of: SourceOf, limits: Limits) -> Look:
    """Return how to look again at what `readings` gave.

    `source_of` gives the document with a sha256, None where it is not at hand: then the first reading stands.
    """
    views = {(view.sha256, view.page): view for reading in readings for view in reading.views}
    return partial(looked_again, views=views, source_of=source_of, limits=limits)


def looked_again(
    consignment: Consignment,
    places: Sequence[Place],
    *,
    views: Mapping[tuple[str, int], View],
    source_of: SourceOf,
    limits: Limits,
) -> Consignment:
    """Return `consignment` with the numbers at `places` as the second reader reads them, where it is sure.

    It stops after `limits.second_seconds` of the processor.
    """
    from extractors import second

    if limits.reader == "fast" or not second.is_installed():
        return consignment
    digests = {paper.id: paper.sha256 for paper in consignment.papers}
    by_page: dict[tuple[str, int], list[Place]] = defaultdict(list)
    for place in places:
        by_page[digests[place.paper], place.page].append(place)
    texts: dict[Place, str] = {}
    until = time.thread_time() + limits.second_seconds
    for (sha256, page), spots in by_page.items():
        source = source_of(sha256) if time.thread_time() < until else None
        if source is not None:
            texts.update(_read(source, page, spots, views.get((sha256, page)), limits))
    papers = tuple(with_fields(paper, partial(_laid_beside, texts, paper.id)) for paper in consignment.papers)
    return consignment.model_copy(update={"papers": papers})


def among(paths: Sequence[Path], limits: Limits) -> SourceOf:
    """Return what finds a document among the files that were read, opened when first asked for."""
    opened = cache(lambda: {source.sha256: source for source in open_sources(paths, limits)[0]})
    return lambda sha256: opened().get(sha256)


def _asked(consignment: Consignment, findings: Sequence[Finding]) -> list[Place]:
    """Return where the findings that matter rest on numbers read by eye."""
    by_eye = [paper for paper in consignment.papers if paper.origin in _BY_EYE]
    wanted = {
        Place(spot.paper, spot.page, spot.box)
        for finding in findings
        if finding.severity != "low"
        for spot in finding.evidence
    }
    if not by_eye or not wanted:
        return []  # print is judged without what reads pictures, which takes time to import
    from extractors.confirming import is_figure

    found = (_spot(paper.id, field) for paper in by_eye for field in fields_of(paper) if is_figure(field))
    return [spot for spot in dict.fromkeys(found) if spot in wanted]


def _read(source: Source, page: int, spots: Sequence[Place], view: View | None, limits: Limits) -> dict[Place, str]:
    """Return what the second reader reads at spots of one page, where it is sure."""
    from extractors.confirming import seen_in
    from extractors.raster import picture

    turn, skew = (view.turn, view.skew) if view else (0, 0.0)
    try:
        gray = np.asarray(picture(source, page, dpi=_DPI, turn=turn, skew=skew, limits=limits).convert("L"))
    except PaperError:
        return {}  # a sheet or letter has no picture
    seen = ((spot, seen_in(gray, spot.box, dpi=_DPI)) for spot in spots)
    return {spot: text for spot, text in seen if text}


def _laid_beside(texts: Mapping[Place, str], paper: str, field: Field[Any]) -> Field[Any]:
    """Return a field of a paper as the second reader has it, if it looked there and reads another number."""
    from extractors.confirming import contested, is_figure

    text = texts.get(_spot(paper, field)) if is_figure(field) else None
    return (contested(field, text) if text else None) or field


def _spot(paper: str, field: Field[Any]) -> Place:
    return Place(paper, field.evidence[0].page, field.evidence[0].box)
