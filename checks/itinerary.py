"""Countries and ports that the papers give differently, and dates that cannot follow one another."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

from checks.evidence import Case, Cited, cited, name_of
from checks.goods_lines import groups
from checks.misreadings import by_eye, days_told, other_day
from checks.shipment import route_of
from checks.tolerances import DEFAULTS, Tolerances
from models.finding import Finding
from models.paper import Paper, PaperKind
from models.reference.countries import country, country_at_end, name
from models.reference.ports import port
from models.report import Consignment

_TRANSPORT: tuple[PaperKind, ...] = ("bill_of_lading", "sea_waybill", "air_waybill", "road_consignment_note")
_BEFORE: tuple[PaperKind, ...] = ("commercial_invoice", "packing_list", "dangerous_goods_declaration")
_SURE = 0.8
_PLACES = {"port_of_loading": "port of loading", "port_of_discharge": "port of discharge"}
_BETWEEN = re.compile(r"\s[-–—/]\s|[→>]|/")
_COUNTRIES = {
    "country_of_origin": "country of origin",
    "country_of_export": "country of export",
    "country_of_import": "country of import",
}


def country_route_differs(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a port or a country that one paper gives differently from the next.

    Compares: port of loading with port of loading, port of discharge with port of discharge, where both are known ports
    (one that names two, "Rotterdam / Busan", tells neither); countries of origin, export and import with themselves;
    the origin of goods lines that are the same goods. A place and the country of another kind are not compared: goods
    rightly leave one country over another's port. And the country that a notification number begins with, with the
    country of export.
    Why: another way or another origin on one paper washes off an embargo, a duty or a ban.
    Basis: WTO Agreement on Rules of Origin; UNEP OzonAction customs checklist (free-zone diversion).
    To clear: ask the carrier for the way taken, the seller for the certificate of origin.
    """
    for field, what in (*_PLACES.items(), *_COUNTRIES.items()):
        told = [
            (_meant(value, field in _PLACES), value)
            for value in _values(consignment, field)
            if not _slipped(value, field, consignment)
        ]
        yield from _first_difference(what, [(meant, value) for meant, value in told if meant])
    yield from _foreign_number(consignment)
    for group in groups(consignment):
        origins = [(_meant(value, False), value) for line in group for value in cited(line.paper, line.item.origin)]
        yield from _first_difference("origin of the goods", [(meant, value) for meant, value in origins if meant])


def _slipped(value: Cited, field: str, consignment: Consignment) -> bool:
    """Whether a scan's port stands beside the label of the other: there is no other, and the other papers have it so.

    Rows of labels and values that a crooked sheet moved against each other give the port of discharge as that of
    loading.
    """
    other = next((name for name in _PLACES if name != field), "")
    if field not in _PLACES or not by_eye([value.paper]) or getattr(value.paper.fields, other) is not None:
        return False
    meant = _meant(value, True)
    return any(_meant(beside, True) == meant for beside in _values(consignment, other))


def _foreign_number(consignment: Consignment) -> Iterator[Finding]:
    """Raise a notification number that begins with another country than the one the goods leave."""
    leaves = route_of(consignment)
    start = next((value for value in leaves.rests_on), None)
    for paper in consignment.papers:
        for value in cited(paper, paper.fields.notification_number):
            letters = str(value.field.value or "")[:2]
            if leaves.origin is None or start is None or country(letters) is None or not letters.isupper():
                continue
            if country(letters) != leaves.origin and value.field.confidence >= _SURE:
                yield Case(
                    "country-route-differs",
                    "medium",
                    f"The notification number {value.field.raw} on the {name_of(paper)} is of {name(letters)}, but the "
                    f"goods leave {name(leaves.origin)}. Ask the authority of dispatch for the notification.",
                    name(leaves.origin),
                    name(letters),
                    rests_on=[value, start],
                    basis=["Regulation (EC) 1013/2006, Annex I C: a number begins with the country of dispatch"],
                ).finding()
                return


def dates_out_of_order(consignment: Consignment, today: date, tolerances: Tolerances = DEFAULTS) -> Iterator[Finding]:
    """Raise dates that cannot be: in the future, or of papers made long after the goods had left.

    Compares: the date of every paper with today; the dates of invoice, packing list and dangerous goods declaration
    with the day of shipment on the transport paper, beyond 14 days, whichever of two numbers is the month; the day of
    loading with a later date of discharge is the carrier's matter. A pro forma invoice may have any date before.
    Why: papers that were made up after the event tell what was wanted, not what was loaded.
    Basis: good practice of document checks (red flag A11); Regulation (EU) 2024/1157, Articles 16 and 18.
    To clear: ask for the first version of the paper.
    """
    for paper in consignment.papers:
        made = paper.fields.date
        days = [day for value in cited(paper, made) for day in days_told(value)]
        if made is not None and made.value is not None and min(days) > today + timedelta(days=1):
            yield _case(
                f"The {name_of(paper)} is dated {made.raw}, which is after today ({today.isoformat()}). Look at "
                "the year.",
                today.isoformat(), made.value.isoformat(), cited(paper, made),
            )  # fmt: skip
    shipped = _shipped(consignment)
    if shipped is None:
        return
    for paper in consignment.papers:
        if paper.kind in _BEFORE:
            yield from _made_afterwards(paper, shipped, today, tolerances)


def _shipped(consignment: Consignment) -> Cited | None:
    """The day of shipment, or else the date, of the first transport paper that tells one."""
    for paper in consignment.papers:
        field = paper.fields.shipment_date or paper.fields.date
        if paper.kind in _TRANSPORT and field is not None and field.value is not None:
            return Cited(paper, field)
    return None


def _made_afterwards(paper: Paper, shipped: Cited, today: date, tolerances: Tolerances) -> Iterator[Finding]:
    """A paper made long after the goods left; a date after today is told already."""
    made, left = paper.fields.date, shipped.field.value
    if made is None or made.value is None or made.value > today or left is None:
        return
    days = [day for value in cited(paper, made) for day in (made.value, other_day(value)) if day is not None]
    shipments = [day for day in (left, other_day(shipped)) if day is not None]
    if min(day - then for day in days for then in shipments).days > tolerances.days_after_shipment:
        yield _case(
            f"The {name_of(paper)} is dated {made.raw}, {(made.value - left).days} days after the goods left "
            f"({shipped.field.raw} on the {name_of(shipped.paper)}). Ask for the first version.",
            f"at most {tolerances.days_after_shipment} days after {left.isoformat()}",
            made.value.isoformat(), [*cited(paper, made), shipped],
        )  # fmt: skip


def _values(consignment: Consignment, field: str) -> list[Cited]:
    return [
        value
        for paper in consignment.papers
        if paper.kind not in ("other", "waste_notification")
        for value in cited(paper, getattr(paper.fields, field))
    ]


def _meant(value: Cited, place: bool) -> str:
    """The UN/LOCODE of a place, or the code of a country; empty when it is not known."""
    text = value.field.value or value.field.raw
    if place:
        known = {found.locode for part in (text, *_BETWEEN.split(text)) if (found := port(part)) is not None}
        return known.pop() if len(known) == 1 else ""
    return country(text) or country_at_end(text) or ""


def _first_difference(what: str, told: list[tuple[str, Cited]]) -> Iterator[Finding]:
    for (one, left), (other, right) in combinations(told, 2):
        if one != other and left.paper.id != right.paper.id:
            mine, theirs = (_called(code, value) for code, value in ((one, left), (other, right)))
            yield Case(
                "country-route-differs",
                "medium",
                f"The {what} is {mine} on the {name_of(left.paper)} and {theirs} on the {name_of(right.paper)}. "
                "Ask which.",
                mine,
                theirs,
                rests_on=[left, right],
                basis=["Places and countries agree on all papers of a consignment"],
            ).finding()
            return


def _called(code: str, value: Cited) -> str:
    return name(code) if len(code) == 2 else str(value.field.raw)


def _case(message: str, expected: str, found: str, rests_on: list[Cited]) -> Finding:
    return Case(
        "dates-out-of-order",
        "medium",
        message,
        expected,
        found,
        rests_on=rests_on,
        basis=["A paper is made before the goods that it goes with leave"],
    ).finding()
