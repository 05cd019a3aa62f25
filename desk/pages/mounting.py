"""Puts the screens on the application: plain pages as routes, live ones through NiceGUI, and what they are made of."""

from pathlib import Path

import nicegui
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.staticfiles import StaticFiles
from nicegui import ui
from sqlalchemy import Engine
from starlette.exceptions import HTTPException

from desk.pages import (
    charts,
    doors,
    looking_up,
    page_images,
    preferences,
    reviewing,
    rule_book,
    staff,
    taking_out,
    trails,
    uploading,
    worklist,
)
from desk.pages.shell import Desk, Visit
from flows.settings import Settings

ROOM = Path(__file__).parent.parent
TOLD = {403: "forbidden", 404: "not_found"}


def add_pages(app: FastAPI, settings: Settings, engine: Engine) -> None:
    """Add every screen to `app`, last of all: what no other route takes goes to NiceGUI."""
    desk = Desk(settings, engine)
    for name in ("style", "viewer"):
        app.mount(f"/desk-static/{name}", StaticFiles(directory=ROOM / name), name=f"desk-{name}")
    router = APIRouter(include_in_schema=False)
    plain = (doors, page_images, worklist, uploading, looking_up, rule_book, trails, taking_out, staff, preferences)
    for part in plain:
        part.add(router, desk)
    app.include_router(router)
    for live in (reviewing, uploading, charts):
        live.add_live(desk)
    _answer_in_pages(app, desk)
    _settle_nicegui(app)


def _answer_in_pages(app: FastAPI, desk: Desk) -> None:
    """Have a browser that asks for a page told in a page what went wrong; everything else is told in JSON."""

    async def told(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if "text/html" not in request.headers.get("accept", "") or request.url.path.startswith("/api/"):
            return await http_exception_handler(request, error)
        visit = Visit(request, desk)
        if error.status_code == 401:
            return visit.to_sign_in()
        return visit.page("error.html", status=error.status_code, what=TOLD.get(error.status_code, "fault"))

    app.add_exception_handler(HTTPException, told)
    nicegui.app.add_exception_handler(404, told)


def _settle_nicegui(app: FastAPI) -> None:
    """Mount NiceGUI; a second application in one process (tests) takes it over from the first."""
    nicegui.app.middleware_stack = None
    nicegui.app.user_middleware.clear()
    ui.run_with(
        app,
        title="Tallyman",
        favicon=ROOM / "style" / "icon.svg",
        dark=None,
        language=None,  # each page says its own, in `look.js`
        tailwind=False,
        show_welcome_message=False,
    )
