"""Handing papers in: the files come by an ordinary form, how they fare is followed live."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from nicegui import run, ui
from nicegui.events import GenericEventArguments
from starlette.datastructures import UploadFile

from desk import case_file, phrasebook, uploads
from desk.intake import Intake, TooManyFiles
from desk.pages.shell import Desk, Visit
from desk.people import Person
from desk.viewer import Uploading
from flows import line

Json = dict[str, Any]
WORDS = ("upload", "review", "severity", "codes")
TURN = 0.5  # seconds between looks at what happened
NOTHING: Json = {"id": "", "files": [], "findings": [], "errors": [], "consignments": [], "ended": False}


def add(router: APIRouter, desk: Desk) -> None:
    """Add the handing in to the site."""

    @router.post("/upload")
    async def hand_in(request: Request) -> Response:
        visit = Visit(request, desk)
        person, _ = await visit.form("officer")
        sent = await request.form()
        office = getattr(request.app.state, "office", None)
        intake: Intake | None = office.intake if office else None
        if intake is None:
            raise HTTPException(503, visit.say("upload.closed"))
        files = [each for each in sent.getlist("files") if isinstance(each, UploadFile) and each.filename]
        kept = [await run_in_threadpool(intake.keep, each.filename or "", await each.read()) for each in files]
        try:
            told = await run_in_threadpool(intake.hand_in, person, kept, split=bool(sent.get("split")))
        except TooManyFiles as error:
            return JSONResponse({"detail": visit.told(error)}, 413)
        except ValueError:
            return JSONResponse({"detail": visit.say("upload.no_files")}, 422)
        return JSONResponse({"id": told}, 202)


def add_live(desk: Desk) -> None:
    """Add the page."""

    @ui.page("/upload", response_timeout=30)
    async def upload(request: Request, follow: str = "") -> Response | None:
        visit = Visit(request, desk)
        if visit.person is None:
            return visit.to_sign_in()
        if not visit.person.at_least("officer"):
            return visit.page("error.html", status=403, what="forbidden")
        recent = await run.io_bound(_recent, desk, visit.person)
        visit.live("upload", visit.say("upload.title"), "pages")
        Following(visit, visit.person, recent or []).follow(follow)
        return None


class Following:
    """An open upload page: looks again and again at what happened to the upload it follows, until that has ended."""

    def __init__(self, visit: Visit, person: Person, recent: list[Json]) -> None:
        self.visit, self.person = visit, person
        self.id, self.seen = "", 0
        self.told: Json = dict(NOTHING)
        largest = line.limits_of(visit.desk.settings.reading_limits).max_bytes
        most = {"file": min(largest, visit.desk.settings.desk.upload_megabytes * 1_000_000)}
        self.view = Uploading(self.told, visit.say.parts(*WORDS), most, visit.csrf, recent)
        self.view.on("follow", self.asked)
        self.timer = ui.timer(TURN, self.look, active=False)

    def asked(self, event: GenericEventArguments) -> None:
        """Follow the upload that the page has just sent."""
        self.follow(str(dict(event.args).get("id", "")))

    def follow(self, identity: str) -> None:
        """Begin to follow an upload."""
        self.id, self.seen, self.told = identity, 0, dict(NOTHING)
        self.timer.active = bool(identity)

    async def look(self) -> None:
        """Show what happened since the last look."""
        fresh = await run.io_bound(self._look)
        if fresh is None or fresh["ended"]:
            self.timer.active = False
        if fresh is not None:
            self.view.show(fresh)

    def _look(self) -> Json | None:
        engine = self.visit.desk.engine
        upload = uploads.get(engine, self.person, self.id)
        if upload is None:
            return None
        told = {
            **self.told,
            "id": upload.id,
            "consignments": upload.consignments,
            "ended": upload.state in uploads.ENDED,
        }
        pages = {file["name"]: {"page": file.get("page"), "of": file.get("of")} for file in self.told["files"]}
        for event in uploads.events(engine, self.id, self.seen):
            self.seen = event.id
            if event.kind == "page":
                pages[event.content["file"]] = {"page": event.content["page"], "of": event.content["of"]}
            elif event.kind == "findings":
                told["findings"] = [self._said(each) for each in event.content["findings"]]
            elif event.kind == "error":
                remark = case_file.told(event.content.get("code", ""), event.content["message"], self.visit.say)
                told["errors"] = [*told["errors"], {**event.content, **remark}]
        named = {file.name for file in upload.files if file.message}
        told["errors"] = [each for each in told["errors"] if each.get("file") not in named]
        told["files"] = [
            {
                **file.model_dump(include={"position", "name", "state"}),
                **pages.get(file.name, {}),
                **case_file.told(file.code, file.message, self.visit.say),
            }
            for file in upload.files
        ]
        if told["ended"]:
            told["findings"] = self._final(upload.consignments) or told["findings"]
        self.told = told
        return told

    def _final(self, consignments: list[str]) -> list[Json]:
        from desk.dossier import open_dossier

        found = []
        for consignment in consignments:
            dossier = open_dossier(self.visit.desk.engine, self.person, consignment, note=False)
            if dossier is not None:
                raised = dossier.report.consignment.findings
                found += [self._said(each.model_dump(include={"code", "severity", "message"})) for each in raised]
        return found

    def _said(self, finding: Json) -> Json:
        """A finding with its message in the reader's language, where it can be said in it."""
        said = phrasebook.message(finding["message"], self.visit.say.language)
        return {**finding, "message": said} if said else finding


def _recent(desk: Desk, person: Person) -> list[Json]:
    found = []
    for upload in uploads.latest(desk.engine, person, 10):
        names = ", ".join(file.name for file in upload.files[:3]) + (" …" if len(upload.files) > 3 else "")
        one = upload.consignments[0] if len(upload.consignments) == 1 else ""
        link = f"/consignments/{one}" if one else f"/upload?follow={upload.id}"
        found.append({"id": upload.id, "names": names, "link": link, "at": f"{upload.made_at:%Y-%m-%d %H:%M}"})
    return found
