"""Taking out: the findings of one consignment or of what the queue shows, as files."""

from collections.abc import Iterator

from fastapi import APIRouter, HTTPException, Request, Response

from desk import cases, exports
from desk.dossier import open_dossier
from desk.pages.shell import Desk, Visit
from desk.pages.worklist import query_of
from desk.people import Person

FORMS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def add(router: APIRouter, desk: Desk) -> None:
    """Add the exports to the site."""

    @router.get("/consignments/{consignment}/export.{form}")
    def one(request: Request, consignment: str, form: str) -> Response:
        visit = Visit(request, desk)
        person = visit.allowed()
        dossier = open_dossier(desk.engine, person, consignment, note=False)
        if dossier is None:
            raise HTTPException(404)
        if form == "zip":
            next(iter(exports.dossiers(desk.engine, person, [consignment], form)))  # written into the log
            return _file(exports.evidence(desk.settings, dossier), form, consignment)
        return _written(desk, person, [consignment], form, consignment)

    @router.get("/export.{form}")
    def many(request: Request, form: str) -> Response:
        visit = Visit(request, desk)
        person = visit.allowed()
        chosen = request.query_params.getlist("consignment") or list(_asked(desk, person, request))
        return _written(desk, person, chosen, form, "findings")


def _asked(desk: Desk, person: Person, request: Request) -> Iterator[str]:
    """Yield the consignments that a query of the queue asks for, up to what one export holds."""
    query, cursor, left = query_of(request.query_params), "", exports.MOST
    while left > 0:
        found = cases.page(desk.engine, person, query, cursor=cursor, limit=min(left, 500))
        yield from (case.consignment for case in found.cases)
        left, cursor = left - len(found.cases), found.following
        if not cursor:
            return


def _written(desk: Desk, person: Person, consignments: list[str], form: str, name: str) -> Response:
    if form == "zip":
        try:
            packs = exports.evidence_of_many(desk.settings, exports.dossiers(desk.engine, person, consignments, form))
        except ValueError as error:  # more packs than one archive may hold
            raise HTTPException(413, str(error)) from None
        return _file(packs, form, name)
    writers = {"json": exports.as_json, "csv": exports.as_csv, "xlsx": exports.as_xlsx}
    if form not in writers:
        raise HTTPException(404)
    return _file(writers[form](exports.dossiers(desk.engine, person, consignments, form)), form, name)


def _file(content: bytes, form: str, name: str) -> Response:
    told = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Response(content, media_type=FORMS[form], headers=told)
