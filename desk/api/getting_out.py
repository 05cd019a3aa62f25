"""Out of the desk: exports, evidence packs, originals, and pictures of pages in the frame of their boxes."""

from datetime import UTC, datetime
from itertools import chain
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict

from desk import dossier, exports
from desk.api.casework import opened
from desk.api.shapes import AtDesk, Consignment, Consignments, Number, Sha256, Supervisor, Viewer
from desk.office import Office
from desk.people import Person
from flows import audit
from models.errors import PaperError

router = APIRouter(tags=["out"])
Form = Literal["json", "csv", "xlsx", "evidence"]
MEDIA = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "evidence": "application/zip",
}
ENDINGS = {"json": "json", "csv": "csv", "xlsx": "xlsx", "evidence": "zip"}


def _binary(*media: str) -> dict[int | str, dict[str, Any]]:
    content: dict[str, Any] = {each.split(";")[0]: {"schema": {"type": "string", "format": "binary"}} for each in media}
    if "application/json" in content:
        content["application/json"] = {"schema": {"type": "array", "items": {"type": "object"}}}
    return {200: {"content": content, "description": "The file"}}


class Wanted(BaseModel):
    """Consignments to take out together, and the form: json, csv, xlsx, or evidence (a ZIP of packs)."""

    model_config = ConfigDict(extra="forbid")

    consignments: Consignments
    form: Form = "csv"


@router.get("/consignments/{consignment}/export", response_class=Response, responses=_binary(*MEDIA.values()))
def export(desk: AtDesk, person: Viewer, consignment: Consignment, form: Form = "json") -> Response:
    """Take one consignment out."""
    return _export(desk, person, [consignment], form, many=False)


@router.post("/exports", response_class=Response, responses=_binary(*MEDIA.values()))
def export_many(desk: AtDesk, person: Viewer, wanted: Wanted) -> Response:
    """Take many consignments out; those that are not in sight are left out."""
    return _export(desk, person, wanted.consignments, wanted.form, many=True)


@router.post("/exports/labels", response_class=Response, responses=_binary("application/zip"))
def export_labels(desk: AtDesk, person: Supervisor, wanted: Wanted) -> Response:
    """Take corrected papers out as labels for `tallyman evaluate` and training."""
    found = exports.dossiers(desk.engine, person, wanted.consignments, "labels")
    return _file(exports.labels(desk.settings, found), "application/zip", "labels.zip")


@router.get(
    "/consignments/{consignment}/pages/{sha256}/{number}",
    response_class=Response,
    responses=_binary("image/png", "image/jpeg", "image/webp"),
)
def page(
    desk: AtDesk,
    person: Viewer,
    consignment: Consignment,
    sha256: Sha256,
    number: Number,
    dpi: Annotated[int, Query(ge=36, le=300)] = 150,
) -> Response:
    """Return the picture of a page in the frame of its boxes: a box in points times dpi / 72 sits on its word.

    `X-Page-Width` and `X-Page-Height` are the page's size in points.
    """
    from desk.page_source import page_source
    from desk.pictures import sheet
    from flows import line

    try:
        source, view = page_source(desk.engine, desk.settings, person, consignment, sha256, number)
        folder = desk.settings.data_dir / "pictures"
        limits = line.limits_of(desk.settings.reading_limits)
        made = sheet(source, number, dpi=dpi, folder=folder, view=view, limits=limits)
    except PaperError as error:
        raise HTTPException(404, error.message) from None
    size = {"X-Page-Width": f"{made.width:.2f}", "X-Page-Height": f"{made.height:.2f}"}
    return Response(
        made.data, media_type=f"image/{made.form}", headers={**size, "Cache-Control": "private, max-age=600"}
    )


@router.get(
    "/consignments/{consignment}/originals/{sha256}",
    response_class=FileResponse,
    responses=_binary("application/octet-stream"),
)
def original(desk: AtDesk, person: Viewer, consignment: Consignment, sha256: Sha256) -> FileResponse:
    """Return the kept bytes of a document, as a file to save; the log says who took it."""
    found = opened(desk, person, consignment)
    place = dossier.original(desk.store, found, sha256)
    if place is None:
        raise HTTPException(404, "The original is not kept here.")
    audit.note(desk.engine, person.name, "take original", consignment, sha256=sha256)
    name = next((p.file for p in found.report.consignment.papers if p.sha256 == sha256), sha256).rsplit("/", 1)[-1]
    return FileResponse(place, media_type="application/octet-stream", filename=name)


def _export(desk: Office, person: Person, consignments: list[str], form: Form, *, many: bool) -> Response:
    if form == "evidence" and len(consignments) > exports.MOST_PACKS:
        raise ValueError(f"At most {exports.MOST_PACKS} evidence packs at once.")
    rest = exports.dossiers(desk.engine, person, consignments, form)
    first = next(rest, None)
    if first is None:
        raise HTTPException(404, "None of these consignments is there.")
    found = chain([first], rest)  # one at a time: a thousand reports do not lie in memory together
    made = datetime.now(UTC)
    if form == "evidence" and many:
        data = exports.evidence_of_many(desk.settings, found, made=made)
    elif form == "evidence":
        data = exports.evidence(desk.settings, first, made=made)
    else:
        data = {"json": exports.as_json, "csv": exports.as_csv, "xlsx": exports.as_xlsx}[form](found)
    name = "tallyman" if many else first.case.consignment
    return _file(data, MEDIA[form], f"{name}.{ENDINGS[form]}")


def _file(data: bytes, media: str, name: str) -> Response:
    return Response(data, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
