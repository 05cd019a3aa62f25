"""When and from where to where a consignment goes, as its papers tell it."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from checks.evidence import Cited, cited
from models.paper import Paper, PaperKind, Role, Text
from models.reference.countries import country, country_at_end
from models.reference.nomenclature import edition_at
from models.reference.ports import port
from models.report import Consignment

_TRANSPORT: tuple[PaperKind, ...] = (
    "bill_of_lading", "sea_waybill", "air_waybill", "road_consignment_note", "waste_movement_document",
)  # fmt: skip


class Day(NamedTuple):
    """The day a law is applied for; `value` is None when no paper has a date and today was taken."""

    on: date
    value: Cited | None

    @property
    def told(self) -> str:
        """How a message names it."""
        return f"on {self.on.isoformat()}" if self.value else f"today ({self.on.isoformat()}; the papers bear no date)"


def undated(day: Day) -> str:
    """Return what a message adds when no paper has a date, and the law of today was applied; else nothing."""
    return "" if day.value else f" The papers bear no date: judged by the law of today, {day.on.isoformat()}."


class Route(NamedTuple):
    """Country of export and of import (ISO 3166 alpha-2), each with the value that told it, or None."""

    origin: str | None
    destination: str | None
    rests_on: tuple[Cited, ...]

    @property
    def crosses(self) -> bool | None:
        """Whether the goods cross a border; None when the papers do not tell."""
        return None if self.origin is None or self.destination is None else self.origin != self.destination


def day_of(consignment: Consignment, today: date) -> Day:
    """Return the day of shipment: as stated, else the date of a transport paper, else of any paper, else today."""
    papers = sorted(consignment.papers, key=lambda paper: paper.kind not in _TRANSPORT)
    for dates in (
        [(paper, paper.fields.shipment_date) for paper in papers],
        [(paper, paper.fields.date) for paper in papers],
    ):
        for paper, field in dates:
            if field is not None and field.value is not None:
                return Day(field.value, Cited(paper, field))
    return Day(today, None)


def edition_of(consignment: Consignment, today: date) -> str:
    """Return the HS edition in force on the day of shipment."""
    return edition_at(day_of(consignment, today).on)


def route_of(consignment: Consignment) -> Route:
    """Return where the consignment goes from and to: countries stated first, then ports, then parties."""
    start = next(_places(consignment, export=True), None)
    end = next(_places(consignment, export=False), None)
    return Route(
        start[0] if start else None, end[0] if end else None, tuple(place[1] for place in (start, end) if place)
    )


def _places(consignment: Consignment, *, export: bool) -> Iterator[tuple[str, Cited]]:
    for paper in consignment.papers:
        fields = paper.fields
        yield from _told(paper, fields.country_of_export if export else fields.country_of_import)
    for paper in consignment.papers:
        fields = paper.fields
        for text in (
            (fields.port_of_loading, fields.place_of_receipt)
            if export
            else (fields.place_of_delivery, fields.port_of_discharge)
        ):
            yield from _told(paper, text)
    roles: tuple[Role, ...] = (
        ("exporter", "consignor", "seller") if export else ("importer", "consignee", "facility", "buyer")
    )
    for role in roles:
        for paper in consignment.papers:
            party = paper.party(role)
            if party is not None:
                yield from _told(paper, party.country)
                yield from _told(paper, party.address)


def _told(paper: Paper, text: Text) -> Iterator[tuple[str, Cited]]:
    if text is None or not text.value:
        return
    place = port(text.value)
    known = country(text.value) or (place.country if place else None) or country_at_end(text.value)
    if known:
        yield known, cited(paper, text)[0]
