"""The kept original of a page, and how the page was turned to be read."""

from sqlalchemy import Engine

from desk import cases
from desk.dossier import open_dossier
from desk.people import Person
from extractors.media import media_of
from extractors.sources import Source
from flows import originals
from flows.ledger import documents
from flows.reading import View
from flows.settings import Settings
from models.errors import NoPages


def page_source(
    engine: Engine, chosen: Settings, person: Person, consignment: str, sha256: str, number: int
) -> tuple[Source, View | None]:
    """Return the document that a page of a consignment is in, and its view.

    Raises LookupError where `person` sees no such consignment, NoPages where it has no such document or none is kept.
    """
    if cases.get(engine, person, consignment) is None:
        raise LookupError(f"There is no consignment {consignment}.")
    document = next((each for each in documents.of(engine, consignment) if each.sha256 == sha256), None)
    known = document is not None or _on_a_paper(engine, person, consignment, sha256)
    place = originals.find(chosen.originals, sha256) if known else None
    if place is None:
        raise NoPages("The original is not kept here")
    data = place.read_bytes()
    media = media_of(data)
    if media == "zip" or media == "eml":  # noqa: PLR1714  mypy narrows by comparison, not by membership
        raise NoPages("An archive or mail has no page of its own")
    view = next((view for view in document.views if view.page == number), None) if document else None
    return Source(sha256[:12], data, media, sha256), view


def _on_a_paper(engine: Engine, person: Person, consignment: str, sha256: str) -> bool:
    """Say whether the report names a document; its papers are asked only where no documents were written down."""
    dossier = open_dossier(engine, person, consignment, note=False)
    return dossier is not None and any(paper.sha256 == sha256 for paper in dossier.report.consignment.papers)
