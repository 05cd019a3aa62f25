"""Uploads in the ledger: what was handed in, how far each has come, and what happened to it, in order."""

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Engine, insert, select, update
from sqlalchemy.orm import Session

from desk.people import Person
from flows import audit
from flows.ledger.casework import UploadEventRow, UploadFileRow, UploadRow
from flows.ledger.tables import now

State = Literal["waiting", "reading", "done", "failed"]
ENDED = frozenset({"done", "failed"})


class Handed(NamedTuple):
    """A file that was handed in, its bytes kept under `sha256`."""

    name: str
    sha256: str
    size: int
    declaration: bool = False


class UploadFile(BaseModel):
    """A file of an upload; `code` and `message` say what is wrong with it and what to do."""

    model_config = ConfigDict(from_attributes=True, frozen=True)

    position: int
    name: str
    sha256: str
    size: int
    declaration: bool
    state: str
    code: str
    message: str
    consignment: str


class Upload(BaseModel):
    """What was handed in together, with its files; `consignments` are those it became."""

    model_config = ConfigDict(frozen=True)

    id: str
    account: str
    split: bool
    state: State
    made_at: datetime
    ended_at: datetime | None
    files: list[UploadFile]
    consignments: list[str]


class Event(BaseModel):
    """What happened: accepted, page, read, findings (early ones), judged, error, done."""

    model_config = ConfigDict(frozen=True)

    id: int
    kind: str
    at: datetime
    content: dict[str, Any]


def add(engine: Engine, person: Person, files: Sequence[Handed], *, split: bool) -> str:
    """Write down an upload and return its id."""
    identity = str(uuid.uuid4())
    with Session(engine) as session, session.begin():
        audit.write(session, person.name, "upload", identity, files=[[each.name, each.sha256] for each in files])
        session.add(UploadRow(id=identity, account=person.name, split=split))
        session.flush()
        told = [{"upload_id": identity, "position": n, "state": "waiting", "code": "", "message": "", "consignment": "",
                 **each._asdict()} for n, each in enumerate(files)]  # fmt: skip
        session.execute(insert(UploadFileRow), told)
        _event(session, identity, "accepted", {"files": [each.name for each in files]})
    return identity


def get(engine: Engine, person: Person | None, identity: str) -> Upload | None:
    """Return an upload that `person` may see: their own, or any where others' work is in sight."""
    with Session(engine) as session:
        row = session.get(UploadRow, identity)
        if row is None or (person is not None and row.account != person.name and not person.sees_all):
            return None
        rows = session.scalars(
            select(UploadFileRow).where(UploadFileRow.upload_id == identity).order_by(UploadFileRow.position)
        ).all()
        files = [UploadFile.model_validate(each) for each in rows]
        return Upload(
            id=row.id, account=row.account, split=row.split, state=row.state, made_at=row.made_at,
            ended_at=row.ended_at, files=files,
            consignments=list(dict.fromkeys(each.consignment for each in files if each.consignment)),
        )  # fmt: skip


def latest(engine: Engine, person: Person, limit: int = 20) -> list[Upload]:
    """Return the newest uploads of `person`."""
    with Session(engine) as session:
        asked = select(UploadRow.id).where(UploadRow.account == person.name)
        found = session.scalars(asked.order_by(UploadRow.made_at.desc()).limit(limit)).all()
    return [upload for identity in found if (upload := get(engine, person, identity)) is not None]


def unfinished(engine: Engine) -> list[str]:
    """Return the uploads that were not brought to an end, the oldest first."""
    with Session(engine) as session:
        asked = select(UploadRow.id).where(UploadRow.state.not_in(ENDED)).order_by(UploadRow.made_at)
        return list(session.scalars(asked))


def events(engine: Engine, identity: str, after: int = 0, limit: int = 500) -> list[Event]:
    """Return what happened to an upload since the event `after`, in order."""
    with Session(engine) as session:
        asked = select(UploadEventRow).where(UploadEventRow.upload_id == identity, UploadEventRow.id > after)
        rows = session.scalars(asked.order_by(UploadEventRow.id).limit(limit)).all()
    return [Event(id=row.id, kind=row.kind, at=row.at, content=json.loads(row.content)) for row in rows]


def tell(engine: Engine, identity: str, kind: str, **content: Any) -> None:
    """Write down what happened to an upload."""
    with Session(engine) as session, session.begin():
        _event(session, identity, kind, content)


def set_state(engine: Engine, identity: str, state: State) -> None:
    """Say where an upload stands."""
    ended = {"ended_at": now()} if state in ENDED else {}
    with Session(engine) as session, session.begin():
        session.execute(update(UploadRow).where(UploadRow.id == identity).values(state=state, **ended))


def set_file(engine: Engine, identity: str, position: int, **told: str) -> None:
    """Say what became of a file of an upload."""
    with Session(engine) as session, session.begin():
        chosen = (UploadFileRow.upload_id == identity, UploadFileRow.position == position)
        session.execute(update(UploadFileRow).where(*chosen).values(**told))


def _event(session: Session, identity: str, kind: str, content: dict[str, Any]) -> None:
    session.add(UploadEventRow(upload_id=identity, kind=kind, content=json.dumps(content, ensure_ascii=False)))
