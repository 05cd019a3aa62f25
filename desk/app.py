"""The desk as one application: the screens, the API, and the doors before both."""

import gc
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from desk import accounts, health
from desk.api import add_api
from desk.doors import Doors, problem
from desk.health import Metered, Meters
from desk.intake import Intake, TooManyFiles
from desk.office import Office
from desk.people import NotAllowed
from desk.safeguards import Safeguards
from flows import __version__
from flows.ledger.place import open_ledger
from flows.own_data import use_own
from flows.settings import Settings

log = logging.getLogger(__name__)


def create_app(settings: Settings, *, address: str = "http://127.0.0.1:8080", screens: bool = True) -> FastAPI:
    """Return the desk; starting it opens the ledger's work (reading, webhooks), stopping it ends that.

    `address` is where people reach it, for the one-time link of the first administrator, printed at the start.

    Raises as `flows.ledger.place.open_ledger` does.
    """
    use_own(settings)
    office = Office(settings, open_ledger(settings.ledger))
    app = FastAPI(
        title="Tallyman", version=__version__, lifespan=lambda _: _open_hours(office, address), docs_url=None,
        redoc_url=None, openapi_url="/api/v1/openapi.json", description=API,
    )  # fmt: skip
    app.state.office, app.state.meters = office, Meters()
    app.include_router(health.router)
    add_api(app)
    _tell_errors(app)
    if settings.desk.oidc_issuer:
        from desk.oidc import add_oidc

        add_oidc(app, office)
    if screens:
        _add_screens(app, office)
    _guard(app, office)
    return app


@asynccontextmanager
async def _open_hours(office: Office, address: str) -> AsyncIterator[None]:
    from desk.webhooks import Sender

    with Sender(office.engine, office.settings.desk):
        office.intake = Intake(office.settings, office.engine)
        office.intake.resume()
        link = first_link(office, address)
        if link:
            print(f"Make the first administrator, once, within 24 hours: {link}", file=sys.stderr, flush=True)
        gc.collect()
        gc.freeze()  # what was loaded stays: it need not be gone through again with every few requests
        try:
            yield
        finally:
            office.intake.close()
            office.engine.dispose()


API = """Shipping papers in, findings out. Every request but those for health needs `Authorization: Bearer tm_...`; make
tokens on the page of your account. Errors are `application/problem+json` (RFC 9457): `title`, `status`, `detail`, and
`errors` where parts of what was sent are not valid. Lists are paged by `cursor`."""


def first_link(office: Office, address: str) -> str | None:
    """Return the one-time link for the first administrator, None where there is one already."""
    secret = accounts.first_invite(office.engine)
    base = office.settings.desk.public_url.rstrip("/") or address
    return None if secret is None else f"{base}/welcome/{secret}"


def _add_screens(app: FastAPI, office: Office) -> None:
    """Put the pages on the application. They tell errors as pages; the API goes on telling its own way."""
    from desk.pages.mounting import add_pages

    plain = app.exception_handlers[HTTPException]
    add_pages(app, office.settings, office.engine)
    paged = app.exception_handlers[HTTPException]

    async def told(request: Request, error: Exception) -> Response:
        answer = (plain if request.url.path.startswith("/api/") else paged)(request, error)
        return await answer  # type: ignore[misc, no-any-return]

    app.add_exception_handler(HTTPException, told)


def _guard(app: FastAPI, office: Office) -> None:
    """Put the middlewares around the application, the innermost first."""
    chosen = office.settings.desk

    app.add_middleware(Metered, meters=app.state.meters)
    app.add_middleware(Doors, office=office)
    app.add_middleware(
        Safeguards,
        upload_bytes=chosen.upload_megabytes * 1_000_000 + SMALL,
        requests_a_minute=chosen.requests_a_minute,
    )
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)  # the last tenth costs as much again


SMALL = 1 << 20  # what a form around the files may take


def _tell_errors(app: FastAPI) -> None:
    """Tell errors in one form, whatever raised them; a fault of ours tells nothing of its inside."""

    async def http(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return problem(error.status_code, str(error.detail), dict(error.headers or {}))

    async def invalid(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        found = [{"at": ".".join(map(str, each["loc"])), "message": each["msg"]} for each in error.errors()]
        return problem(422, "; ".join(f"{each['at']}: {each['message']}" for each in found), errors=found)

    def told(status: int, *kinds: type[Exception]) -> Callable[[Request, Exception], Awaitable[Response]]:
        async def answer(_: Request, error: Exception) -> Response:
            if type(error) not in kinds:  # a KeyError is no answer to a person: it is a fault
                raise error
            return problem(status, str(error.args[0]) if error.args else str(error))

        return answer

    async def fault(request: Request, error: Exception) -> Response:
        log.error("fault at %s", request.url.path, exc_info=error)
        return problem(500, "A fault of the program. It is written into the server's log.")

    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(NotAllowed, told(403, NotAllowed))
    app.add_exception_handler(LookupError, told(404, LookupError))
    app.add_exception_handler(ValueError, told(422, ValueError, TooManyFiles))
    app.add_exception_handler(Exception, fault)
