"""The HTTP API under /api/v1: thin routes over the functions that the screens use as well."""

from fastapi import APIRouter, FastAPI

from desk.api import casework, getting_out, handing_in, people, reference
from desk.api.description import describe
from desk.api.shapes import PROBLEMS


def add_api(app: FastAPI) -> None:
    """Put the API on the application."""
    api = APIRouter(prefix="/api/v1", responses=PROBLEMS)
    for room in (handing_in, casework, getting_out, reference, people):
        api.include_router(room.router)
    app.include_router(api)
    describe(app)
