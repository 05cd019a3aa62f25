"""Uploads: files in, and how their reading goes on."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, HTTPException, Query, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from desk import uploads
from desk.api.shapes import AtDesk, Problem, Uploader, UploadId, Viewer
from desk.office import Office
from desk.people import Person
from desk.uploads import ENDED, Event, Handed, Upload

router = APIRouter(tags=["uploads"])
TURN = 0.4  # seconds between looks for what happened
PULSE = 30  # turns between signs of life, so that a proxy keeps the line open
STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "Events as they come"}
}
AWAY: dict[int | str, dict[str, Any]] = {503: {"description": "This desk takes nothing in", "model": Problem}}


@router.post("/uploads", status_code=201, responses=AWAY)
async def upload(
    desk: AtDesk,
    person: Uploader,
    files: Annotated[list[UploadFile], File(min_length=1)],
    split: Annotated[bool, Form(description="Group loose files by the numbers they share")] = False,
    declaration: Annotated[str, Form(max_length=1_024, description="Which of the files is the declaration")] = "",
) -> Upload:
    """Hand in files as one consignment, or split. Reading goes on after the answer: follow the events."""
    if desk.intake is None:
        raise HTTPException(503, "This desk takes nothing in.")
    kept: list[Handed] = []
    for file in files[: desk.settings.desk.upload_files + 1]:
        data, name = await file.read(), file.filename or "file"
        declared = bool(declaration) and name == declaration
        kept.append(await run_in_threadpool(desk.intake.keep, name, data, declaration=declared))
    identity = await run_in_threadpool(desk.intake.hand_in, person, kept, split=split)
    found = await run_in_threadpool(uploads.get, desk.engine, person, identity)
    assert found is not None
    return found


@router.get("/uploads")
def mine(desk: AtDesk, person: Viewer) -> list[Upload]:
    """Return one's own newest uploads."""
    return uploads.latest(desk.engine, person)


@router.get("/uploads/{upload}")
def status(desk: AtDesk, person: Viewer, upload: UploadId) -> Upload:
    """Return how far an upload has come, file by file."""
    return _found(desk, person, upload)


@router.get("/uploads/{upload}/log")
def log(
    desk: AtDesk, person: Viewer, upload: UploadId, after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0
) -> list[Event]:
    """Return what happened to an upload since the event `after`."""
    _found(desk, person, upload)
    return uploads.events(desk.engine, upload, after)


@router.get("/uploads/{upload}/events", response_class=StreamingResponse, responses=STREAM)
def follow(
    desk: AtDesk, person: Viewer, upload: UploadId, after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0
) -> StreamingResponse:
    """Stream what happens (server-sent events) until the upload has come to its end; `after` goes on from an event."""
    _found(desk, person, upload)
    return StreamingResponse(_stream(desk, upload, after), media_type="text/event-stream")


async def _stream(desk: Office, identity: str, after: int) -> AsyncIterator[str]:
    turn = 0
    while True:
        found = await run_in_threadpool(uploads.get, desk.engine, None, identity)
        for event in await run_in_threadpool(uploads.events, desk.engine, identity, after):
            after = event.id
            yield f"id: {event.id}\nevent: {event.kind}\ndata: {event.model_dump_json()}\n\n"
        if found is None or found.state in ENDED:
            return
        turn += 1
        if turn % PULSE == 0:
            yield ": still here\n\n"
        await asyncio.sleep(TURN)


def _found(desk: Office, person: Person, upload: str) -> Upload:
    found = uploads.get(desk.engine, person, upload)
    if found is None:
        raise HTTPException(404, f"There is no upload {upload}.")
    return found
