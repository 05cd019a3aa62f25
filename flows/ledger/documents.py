"""The documents of a consignment: which file each came in, and how its pages were turned to be read."""

import json
from collections.abc import Iterable, Mapping

from pydantic import TypeAdapter
from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.orm import Session

from flows.ledger.casework import DocumentRow
from flows.ledger.perseverance import persevering
from flows.reading import Reading, View
from models.field import Frozen

_VIEWS = TypeAdapter(tuple[View, ...])


class Document(Frozen):
    """A document by the sha256 of its bytes, the file that it came in (itself, an archive, a mail), and its views."""

    sha256: str
    file: str
    views: tuple[View, ...] = ()


def keep(engine: Engine, consignment: str, read: Iterable[tuple[str, Reading]]) -> None:
    """Write down the documents in readings of files, each with the sha256 of its file; earlier ones go."""
    found: dict[str, Document] = {}
    for file, reading in read:
        for sha256 in reading.sources:
            views = tuple(view for view in reading.views if view.sha256 == sha256)
            found.setdefault(sha256, Document(sha256=sha256, file=file, views=views))
    _replace(engine, consignment, found)


@persevering
def _replace(engine: Engine, consignment: str, found: Mapping[str, Document]) -> None:
    with Session(engine) as session, session.begin():
        session.execute(delete(DocumentRow).where(DocumentRow.consignment == consignment))
        rows = [
            {"consignment": consignment, "sha256": each.sha256, "file": each.file,
             "views": json.dumps([view.model_dump() for view in each.views])}
            for each in found.values()
        ]  # fmt: skip
        if rows:
            session.execute(insert(DocumentRow), rows)


@persevering
def of(engine: Engine, consignment: str) -> list[Document]:
    """Return the documents of a consignment, in the order they were read."""
    with Session(engine) as session:
        asked = select(DocumentRow).where(DocumentRow.consignment == consignment).order_by(DocumentRow.id)
        return [
            Document(sha256=row.sha256, file=row.file, views=_VIEWS.validate_json(row.views))
            for row in session.scalars(asked)
        ]
