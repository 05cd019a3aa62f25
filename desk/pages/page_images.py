"""Pictures of pages, for those who may see the consignment they belong to."""

from fastapi import APIRouter, HTTPException, Request, Response

from desk import dossier as dossiers
from desk.dossier import Dossier, open_dossier
from desk.pages.shell import Desk, Visit
from desk.pictures import sheet
from extractors.media import media_of
from extractors.sources import Source
from flows import line
from flows.line import View
from models.errors import NoPages, PaperError


def add(router: APIRouter, desk: Desk) -> None:
    """Add the pictures of pages to the site."""

    @router.get("/pages/{consignment}/{sha256}/{number}")
    def picture(request: Request, consignment: str, sha256: str, number: int, dpi: int = 150) -> Response:
        visit = Visit(request, desk)
        person = visit.allowed()
        dossier = open_dossier(desk.engine, person, consignment, note=False)
        if dossier is None:
            raise HTTPException(404, visit.say("error.not_found"))
        try:
            source, view = image_source(desk, dossier, sha256, number)
            limits = line.limits_of(desk.settings.reading_limits)
            folder = desk.settings.data_dir / "pictures"
            made = sheet(source, number, dpi=dpi, folder=folder, view=view, limits=limits)
        except NoPages as error:
            gone = visit.say("error.no_original") if not error.args[0] or error.args[0] == NoPages.advice else ""
            raise HTTPException(404, gone or error.message) from None
        except PaperError as error:
            raise HTTPException(422, error.message) from None
        return Response(
            made.data,
            media_type=f"image/{made.form}",
            headers={
                "X-Page-Width": f"{made.width:.2f}",
                "X-Page-Height": f"{made.height:.2f}",
                "Cache-Control": "private, max-age=86400",
                "X-Content-Type-Options": "nosniff",
            },
        )


def image_source(desk: Desk, dossier: Dossier, sha256: str, number: int) -> tuple[Source, View | None]:
    """Return the kept original of a page, and how the page was straightened; raises NoPages where it is not kept."""
    place = dossiers.original(desk.settings.originals, dossier, sha256)
    if place is None:
        raise NoPages
    data = place.read_bytes()
    document = dossier.documents.get(sha256)
    views = document.views if document else ()
    view = next((view for view in views if view.page == number), None)
    media = media_of(data)
    if media == "zip" or media == "eml":  # noqa: PLR1714  mypy narrows by comparison, not by membership
        raise NoPages
    return Source(place.name, data, media, sha256), view
