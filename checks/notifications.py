"""The notification, its consents and the movement document: all there, alike, and not overdrawn."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from checks.evidence import Case, Cited, cited, listed, name_of, searched
from checks.goods_lines import groups
from checks.history import NOTHING, History, key_of
from checks.misreadings import by_eye, days_told, other_size, same_digits
from checks.shipment import day_of, route_of, undated
from checks.tolerances import DEFAULTS, Tolerances, apart, slack
from checks.waste_signs import controlled, controlled_codes, eu_basis, goes_abroad, told, way
from models.field import Field, Quantity
from models.finding import Finding
from models.paper import Paper, mass_kg
from models.reference.countries import is_eu
from models.reference.table import squeezed
from models.report import Consignment

_ELECTRONIC_SINCE = date(2026, 5, 21)
# A consent lasts a year, three for a pre-consented facility; a year more for the time to decide.
_LONGEST = timedelta(days=4 * 366)


def notification_missing(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a movement document that no notification stands behind.

    Compares: the kinds of papers, for controlled waste that crosses a border under a movement document. Silent for EU
    shipments since 2026-05-21 whose movement document cites a notification number: there the notification is
    electronic.
    Why: the consents are given on the notification; a movement document alone gives leave to nothing.
    Basis: Basel Convention Articles 6 and 9; Regulation (EC) 1013/2006, Article 16(c) (copies travel with the load);
    Regulation (EU) 2024/1157, Articles 5 and 16.
    To clear: ask for the notification with the consents of export, transit and import.
    """
    moved = [paper for paper in consignment.papers if paper.kind == "waste_movement_document"]
    if not moved or any(paper.kind == "waste_notification" for paper in consignment.papers):
        return
    day, route = day_of(consignment, today), route_of(consignment)
    signs = controlled(consignment, day, route)
    numbers = [value for paper in moved for value in cited(paper, paper.fields.notification_number)]
    in_eu = any(place is not None and is_eu(place, day.on) for place in (route.origin, route.destination))
    if not signs or not goes_abroad(consignment, route) or (numbers and in_eu and day.on >= _ELECTRONIC_SINCE):
        return
    cites = f", though the movement document cites {numbers[0].field.raw}" if numbers else ""
    yield Case(
        "notification-missing",
        "high",
        f"Controlled waste ({told(signs)}) moves{way(route)}, and the notification with its consents is not among the "
        f"papers{cites}. Ask for it.{undated(day)}",
        "the notification with its consents",
        f"only {listed(paper.kind.replace('_', ' ') for paper in consignment.papers)}",
        rests_on=[*numbers, *(value for sign in signs for value in sign.rests_on)],
        goods=[sign.ref for sign in signs if sign.ref is not None],
        also=searched(consignment.papers),
        basis=("Basel Convention Articles 6 and 9", *eu_basis(route, day, "Article 16")),
        certainty="may_be_misread" if any(paper.kind == "other" for paper in consignment.papers) else None,
    ).finding()


def annex_vii_not_allowed(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise controlled waste that moves under the paper for green-listed waste.

    Compares: the goods of an Annex VII document, and the lines of other papers that are the same goods, with the
    signs of control: Annex VIII, Y and amber entries, starred entries of the EU list, HS lines for hazardous waste.
    Why: the Annex VII document needs no consent; controlled waste does.
    Basis: Regulation (EU) 2024/1157, Article 18; until 2026-05-20 Regulation (EC) 1013/2006, Article 18.
    To clear: ask for the notification and its consents, or for the analysis that shows the waste is green-listed.
    """
    green = [paper for paper in consignment.papers if paper.kind == "annex_vii_document"]
    day, route = day_of(consignment, today), route_of(consignment)
    for group in groups(consignment):
        if not any(line.paper in green for line in group):
            continue
        signs = [sign for line in group for sign in controlled_codes(line, day, route, consignment) if sign.sure]
        if signs:
            yield Case(
                "annex-vii-not-allowed",
                "high",
                f"The {listed(name_of(paper) for paper in green)} is for green-listed waste, but the papers show "
                f"{told(signs)}. Ask for the notification and its consents.{undated(day)}",
                "a notification and a movement document",
                "an Annex VII document",
                rests_on=[value for sign in signs for value in sign.rests_on],
                goods=[sign.ref for sign in signs if sign.ref is not None],
                also=searched(green),
                basis=eu_basis(route, day, "Article 18") or ("Regulation (EU) 2024/1157, Article 18",),
            ).finding()
            return


def consent_exceeded(
    consignment: Consignment, today: date, tolerances: Tolerances = DEFAULTS, history: History = NOTHING
) -> Iterator[Finding]:
    """Raise shipments beyond the number or the quantity that was notified.

    Compares: the serial number of each movement document with its own total and with the notification's; the masses
    of the movement documents of one notification, added up, with the notified quantity, beyond 2 % and the rounding;
    and their number with the number notified. Movement documents of other consignments in the ledger are counted in,
    each serial once, and a notification that is not here is taken from there.
    Why: what goes beyond the consent has none.
    Basis: Regulation (EU) 2024/1157, Articles 9 and 16; Basel Convention Annex V A, blocks 4 and 5.
    To clear: ask the competent authority for the running total; look for a consent of more.
    """
    for paper in consignment.papers:
        if paper.kind != "waste_movement_document":
            continue
        serial, notified = paper.fields.movement_serial, _notification(paper, consignment)
        limits = [(paper, paper.fields.movement_total)]
        limits += [(notified, notified.fields.movement_total)] if notified is not None else []
        for source, limit in limits:
            if serial is None or serial.value is None or limit is None or limit.value is None:
                continue
            if _lost_digit(paper, source, serial.value, limit.value):
                continue
            if serial.value > limit.value:
                yield _exceeded(
                    f"shipment {serial.value}", f"{limit.value} shipments", source,
                    [*cited(paper, serial), *cited(source, limit)],
                )  # fmt: skip
                break
    earlier = [before.paper for before in history.papers]
    here = {key for paper in consignment.papers for key in _numbers(paper)}
    for notification in (*_notifications(consignment.papers), *_notifications(earlier)):
        mine = set(_numbers(notification)) & here
        here -= mine  # one notification may stand in many consignments
        if mine or notification in consignment.papers:
            yield from _too_much(notification, consignment, earlier, tolerances)


def consent_expired(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a shipment on a day on which no consent can have been in force.

    Compares: the day of shipment with the notification's date: before it nothing was consented to, and a consent
    lasts a year, at most three with a pre-consented facility, after a decision that takes less than a year. And with
    the first and the last day of the intended period (block 6), the days themselves included. The dates in the consent
    itself (block 20) are not read.
    Why: a consent that is not yet or no longer in force gives leave to nothing.
    Basis: Regulation (EU) 2024/1157, Articles 9 and 14; Regulation (EC) 1013/2006, Articles 9(4) and 14(2).
    To clear: read the dates of the consent in blocks 19 and 20 of the notification.
    """
    for paper in consignment.papers:
        if paper.kind != "waste_movement_document" or paper.fields.shipment_date is None:
            continue
        shipped, notification = paper.fields.shipment_date, _notification(paper, consignment)
        if notification is None or shipped.value is None:
            continue
        told = next(_out_of_consent(Cited(paper, shipped), notification), None)
        if told is not None:
            when, expected, bound = told
            yield Case(
                "consent-expired",
                "high",
                f"The {name_of(paper)} gives {shipped.raw} as the day of shipment, {when} ({bound.field.raw}): no "
                "consent was in force. Read the dates of the consent.",
                expected,
                shipped.value.isoformat(),
                rests_on=[*cited(paper, shipped), bound],
                basis=["Regulation (EU) 2024/1157, Articles 9 and 14", "Basel Convention Article 6"],
            ).finding()


def _out_of_consent(shipped: Cited, notification: Paper) -> Iterator[tuple[str, str, Cited]]:
    """Yield the bounds of the notification that a day lies beyond: in words, what is expected, and the date itself."""
    days, fields = days_told(shipped), notification.fields
    for signed in _dated(notification, fields.date):
        if max(days) < min(days_told(signed)):
            yield (
                "before the notification was signed",
                f"a day within the consent, after {days_told(signed)[0]}",
                signed,
            )
        elif min(days) > max(days_told(signed)) + _LONGEST:
            when = "more than four years after the notification was signed"
            yield when, f"a day within the consent, after {days_told(signed)[0]}", signed
    for first in _dated(notification, fields.first_departure):
        if max(days) < min(days_told(first)):
            yield "before the first departure that was notified", f"from {days_told(first)[0]} on", first
    for last in _dated(notification, fields.last_departure):
        if min(days) > max(days_told(last)):
            yield "after the last departure that was notified", f"until {days_told(last)[0]}", last


def _dated(paper: Paper, field: Field[date] | None) -> list[Cited]:
    return [value for value in cited(paper, field) if value.field.value is not None]


def _notification(movement: Paper, consignment: Consignment) -> Paper | None:
    """The notification that a movement document belongs to: by its number, else the only one here."""
    here = [paper for paper in consignment.papers if paper.kind == "waste_notification"]
    number = squeezed(movement.fields.notification_number.raw) if movement.fields.notification_number else ""
    for paper in here:
        own = paper.fields.notification_number
        if number and own is not None and squeezed(own.raw) == number:
            return paper
    return here[0] if len(here) == 1 else None


def _lost_digit(movement: Paper, source: Paper, serial: int, limit: int) -> bool:
    """Whether a scan lost a digit of the number of shipments, which the movement document gives in full."""
    own = movement.fields.movement_total
    if own is None or own.value is None or own.value < serial or not by_eye([movement, source]):
        return False
    return same_digits(Decimal(own.value), Decimal(limit)) or str(own.value).startswith(str(limit))


def _notifications(papers: Iterable[Paper]) -> Iterator[Paper]:
    return (paper for paper in papers if paper.kind == "waste_notification")


def _numbers(paper: Paper) -> Iterator[str]:
    own = paper.fields.notification_number
    return key_of("notification", own if own is not None else None)


def _too_much(
    notification: Paper, consignment: Consignment, earlier: Sequence[Paper], tolerances: Tolerances
) -> Iterator[Finding]:
    limits = [mass for item in notification.goods for mass in (item.net_mass or item.quantity,) if mass is not None]
    allowed = sum((mass_kg(mass) or Decimal(0) for mass in limits), Decimal(0))
    here = dict(_moved(consignment.papers, notification, consignment))
    before = {serial: mass for serial, mass in _moved(earlier, notification, None) if serial not in here}
    masses = [value for value in (*here.values(), *before.values()) if value is not None]
    sent = sum((_least(value) for value in masses), Decimal(0))
    rounding = sum((slack(mass) for mass in limits), Decimal(0))
    counted = f" in {len(before) + len(here)} shipments" if before else ""
    own = [value for value in here.values() if value is not None]
    theirs = cited(notification, *limits) if notification in consignment.papers else []
    if not here:
        return
    if allowed and own and sent > allowed and apart(sent, allowed, tolerances.mass_between_papers, rounding):
        yield _exceeded(
            f"{sent.normalize():,f} kg{counted}", f"{allowed.normalize():,f} kg", notification, [*own, *theirs]
        )
    number = notification.fields.movement_total
    if before and number is not None and number.value is not None and len(before) + len(here) > number.value:
        serials = [value for paper in consignment.papers for value in cited(paper, paper.fields.movement_serial)]
        at = cited(notification, number) if theirs else []
        if serials:
            yield _exceeded(
                f"shipment number {len(before) + len(here)} in the ledger", f"{number.value} shipments", notification,
                [*serials, *at],
            )  # fmt: skip


def _least(value: Cited) -> Decimal:
    """The mass in kg, in the lesser reading where one sign in it may part thousands or decimals."""
    mass = value.field
    kg = mass_kg(mass) if isinstance(mass, Quantity) else None
    doubtful = isinstance(mass, Quantity) and mass.unit == "TNE" and other_size(mass) is not None
    return (kg or Decimal(0)) / (1000 if doubtful else 1)


def _moved(
    papers: Iterable[Paper], notification: Paper, consignment: Consignment | None
) -> Iterator[tuple[str, Cited | None]]:
    """Yield the serial of each movement document of the notification, and the mass it gives."""
    for paper in papers:
        if paper.kind != "waste_movement_document":
            continue
        by_number = bool(set(_numbers(paper)) & set(_numbers(notification)))
        if by_number or (consignment is not None and _notification(paper, consignment) is notification):
            serial = paper.fields.movement_serial
            masses = [item.net_mass or item.quantity for item in paper.goods[:1]]
            known = [Cited(paper, mass) for mass in masses if mass is not None and mass_kg(mass) is not None]
            yield (str(serial.value) if serial is not None else paper.sha256, known[0] if known else None)


def _exceeded(sent: str, limit: str, source: Paper, rests_on: list[Cited]) -> Finding:
    return Case(
        "consent-exceeded",
        "high",
        f"This is {sent}, while the {name_of(source)} allows {limit}. Ask the competent authority for the running "
        "total.",
        f"at most {limit}",
        sent,
        rests_on=rests_on,
        basis=["Basel Convention Annex V A, blocks 4 and 5", "Regulation (EU) 2024/1157, Article 16"],
    ).finding()
