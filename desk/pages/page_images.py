"""Pictures of pages, for those who may see the consignment they belong to."""

from fastapi import APIRouter, HTTPException, Request, Response

from desk.page_source import page_source
from desk.pages.shell import Desk, Visit
from desk.pictures import sheet
from flows import line
from models.errors import NoPages, PaperError


def add(router: APIRouter, desk: Desk) -> None:
    """Add the pictures of pages to the site."""

    @router.get("/pages/{consignment}/{sha256}/{number}")
    def picture(request: Request, consignment: str, sha256: str, number: int, dpi: int = 150) -> Response:
        visit = Visit(request, desk)
        person = visit.allowed()
        try:
            source, view = page_source(desk.engine, desk.settings, person, consignment, sha256, number)
            limits = line.limits_of(desk.settings.reading_limits)
            folder = desk.settings.data_dir / "pictures"
            made = sheet(source, number, dpi=dpi, folder=folder, view=view, limits=limits)
        except LookupError:
            raise HTTPException(404, visit.say("error.not_found")) from None
        except NoPages:
            raise HTTPException(404, visit.say("error.no_original")) from None
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
