"""The kept original of a page, and how the page was turned to be read."""

from pathlib import Path

from desk import dossier as dossiers
from desk.dossier import Dossier
from extractors.media import media_of
from extractors.sources import Source
from flows.line import View
from models.errors import NoPages


def page_source(store: Path, dossier: Dossier, sha256: str, number: int) -> tuple[Source, View | None]:
    """Return the document that a page of the dossier is in, and its view; raises NoPages where it is not kept."""
    place = dossiers.original(store, dossier, sha256)
    if place is None:
        raise NoPages("The original is not kept here")
    data = place.read_bytes()
    document = dossier.documents.get(sha256)
    view = next((view for view in document.views if view.page == number), None) if document else None
    media = media_of(data)
    if media == "zip" or media == "eml":  # noqa: PLR1714  mypy narrows by comparison, not by membership
        raise NoPages("An archive or mail has no page of its own")
    return Source(sha256[:12], data, media, sha256), view
