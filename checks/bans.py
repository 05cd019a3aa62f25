"""Where waste may not go: the Ban Amendment, trade with non-Parties, and the export bans of the European Union."""

from collections.abc import Iterator, Sequence
from datetime import date

from checks.evidence import Case
from checks.operations import operations
from checks.shipment import Day, Route, day_of, route_of
from checks.waste_signs import WASTE_PAPERS, Sign, coded, ends, eu_basis, plastics, told
from models.finding import Finding, Severity
from models.reference.countries import in_annex_vii, is_basel_party, is_eu, is_oecd, name
from models.reference.waste import low_is_hazardous, waste_code
from models.report import Consignment

_BAN_AMENDMENT = date(2019, 12, 5)
_EU_EXPORT_BAN = date(2007, 7, 12)  # Regulation (EC) 1013/2006 applies
_EU_PLASTIC_BAN = date(2026, 11, 21)
_EFTA = ("NO", "IS", "LI", "CH")
# The bilateral agreements of the United States under Article 11 cover disposal as well.
_NEIGHBOURS_OF_US = ("CA", "MX")


def ban_amendment(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise hazardous waste that goes from a country of Annex VII to one that is not in it.

    Compares: Annex VIII and Annex I entries, starred entries of the EU list and HS lines for hazardous waste with the
    route, since 2019-12-05. Annex II waste (Y46 to Y49) is not covered. High for Member States of the EU, which have
    all accepted the amendment; low for others, whose acceptance is not in the table.
    Why: the amendment forbids the export, consent or no consent.
    Basis: Basel Convention Article 4A and Annex VII (Ban Amendment, in force 2019-12-05).
    To clear: stop the shipment; ask the competent authority of export.
    """
    day, route, signs = _law(consignment, today)
    hazardous = [sign for sign in signs if _hazardous(sign)]
    if day.on < _BAN_AMENDMENT or not hazardous or route.origin is None or route.destination is None:
        return
    outside = in_annex_vii(route.origin) and not in_annex_vii(route.destination)
    if outside and is_basel_party(route.origin, day.on):
        accepted = is_eu(route.origin, day.on)
        doubt = "" if accepted else f" Check whether {name(route.origin)} has accepted the amendment."
        yield _banned(
            "ban-amendment",
            "high" if accepted else "low",
            hazardous,
            route,
            day,
            f"from a country of Annex VII to one outside it; the Ban Amendment forbids that.{doubt}",
            ("Basel Convention Article 4A and Annex VII",),
        )


def non_party_trade(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise controlled waste between a Party to the Basel Convention and a State that is none.

    Compares: coded signs of waste under control (Annexes I, II and VIII, HS lines) with the countries of export and
    import. OECD members may trade waste for recovery under the OECD Decision, and the United States with Canada and
    Mexico under their agreements. Low where the table is not sure that a country is no Party.
    Why: without an agreement under Article 11 the trade is illegal, whatever the papers say.
    Basis: Basel Convention Articles 4(5) and 11; OECD Decision C(2001)107.
    To clear: ask for the Article 11 agreement that covers the shipment.
    """
    day, route, signs = _law(consignment, today)
    if not signs or route.origin is None or route.destination is None or not route.crosses:
        return
    ends = {place: is_basel_party(place, day.on) for place in (route.origin, route.destination)}
    if all(ends.values()) or not any(ends.values()) or _agreed(consignment, route, day):
        return
    place = next(place for place, party in ends.items() if not party)
    sure = ends[place] is False
    doubt = "" if sure else " The table is not sure of that: check the list of Parties."
    yield _banned(
        "non-party-trade",
        "high" if sure else "low",
        signs,
        route,
        day,
        f"and {name(place)} is no Party to the Basel Convention.{doubt} Ask for an agreement under Article 11.",
        ("Basel Convention Articles 4(5) and 11",),
    )


def eu_plastic_ban(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise plastic waste of the green list that leaves the European Union for a country outside the OECD.

    Compares: B3011 and HS 3915 with the route, for shipments on or after 2026-11-21. Y48, A3210 and AC300 have been
    banned for longer: they raise `eu-export-ban`.
    Why: since that day green-listed plastic waste may not go there either.
    Basis: Regulation (EU) 2024/1157, Article 39(1)(d).
    To clear: stop the shipment; ask the competent authority of dispatch.
    """
    day, route = day_of(consignment, today), route_of(consignment)
    signs = plastics(consignment, day)
    if day.on >= _EU_PLASTIC_BAN and signs and _leaves_oecd(route, day):
        yield _banned(
            "eu-plastic-ban",
            "high",
            signs,
            route,
            day,
            "out of the EU to a country outside the OECD, which is banned for plastic waste since 2026-11-21.",
            ("Regulation (EU) 2024/1157, Article 39(1)(d)",),
        )


def eu_export_ban(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise controlled waste that leaves the European Union for a country outside the OECD.

    Compares: coded signs of waste under control (Annex I, II and VIII entries, Y48 and Y49 among them, amber OECD
    entries, starred entries of the EU list, HS lines) with the route. Low where only an HS line tells of it whose
    control is known from memory.
    Why: the export is forbidden, consent or no consent.
    Basis: Regulation (EU) 2024/1157, Article 39; until 2026-05-20 Regulation (EC) 1013/2006, Article 36.
    To clear: stop the shipment; ask the competent authority of dispatch.
    """
    day, route, signs = _law(consignment, today)
    if signs and day.on >= _EU_EXPORT_BAN and _leaves_oecd(route, day):
        yield _banned(
            "eu-export-ban",
            "high" if any(sign.sure for sign in signs) else "low",
            signs,
            route,
            day,
            "out of the EU to a country outside the OECD, which is banned.",
            eu_basis(route, day, "Article 39" if day.on >= date(2026, 5, 21) else "Article 36"),
        )


def disposal_export_ban(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise waste for disposal that leaves the European Union for a country that is not in EFTA.

    Compares: D operations on waste papers with the route.
    Why: the Union disposes of its waste itself; the export is forbidden.
    Basis: Regulation (EU) 2024/1157, Article 37; until 2026-05-20 Regulation (EC) 1013/2006, Article 34.
    To clear: stop the shipment; ask the competent authority of dispatch.
    """
    day, route = day_of(consignment, today), route_of(consignment)
    if not _leaves(route, day) or route.destination in _EFTA or day.on < _EU_EXPORT_BAN:
        return
    disposal = [
        (code, value)
        for paper in consignment.papers
        if paper.kind in WASTE_PAPERS
        for code, value in operations(paper)
        if code.startswith("D")
    ]
    if disposal:
        signs = [Sign(f"operation {code}", (value,)) for code, value in disposal]
        yield _banned(
            "disposal-export-ban",
            "high",
            signs,
            route,
            day,
            "out of the EU for disposal, which is allowed to EFTA States alone.",
            eu_basis(route, day, "Article 37" if day.on >= date(2026, 5, 21) else "Article 34"),
        )


def _law(consignment: Consignment, today: date) -> tuple[Day, Route, list[Sign]]:
    day, route = day_of(consignment, today), route_of(consignment)
    return day, route, coded(consignment, day, route)


def _hazardous(sign: Sign) -> bool:
    """Whether a sign is of hazardous waste, not of Annex II or of a line that holds both."""
    entry = waste_code(sign.code)
    return entry.annex in ("Annex I", "Annex VIII") if entry is not None else bool(low_is_hazardous(sign.code))


def _leaves(route: Route, day: Day) -> bool:
    """Whether the goods leave the European Union."""
    if route.origin is None or route.destination is None:
        return False
    return is_eu(route.origin, day.on) and not is_eu(route.destination, day.on)


def _leaves_oecd(route: Route, day: Day) -> bool:
    """Whether the goods leave the European Union for a country outside the OECD and EFTA."""
    place = route.destination
    return _leaves(route, day) and place is not None and not is_oecd(place, day.on) and place not in _EFTA


def _agreed(consignment: Consignment, route: Route, day: Day) -> bool:
    """Whether an agreement under Article 11 that we know of covers the trade."""
    ends = {place for place in (route.origin, route.destination) if place is not None}
    if "US" in ends and ends & set(_NEIGHBOURS_OF_US):
        return True
    disposal = any(
        code.startswith("D")
        for paper in consignment.papers
        if paper.kind in WASTE_PAPERS
        for code, _ in operations(paper)
    )
    return all(is_oecd(place, day.on) for place in ends) and not disposal


def _banned(
    code: str,
    severity: Severity,
    signs: Sequence[Sign],
    route: Route,
    day: Day,
    why: str,
    basis: Sequence[str],
) -> Finding:
    when = day.told if day.value else f"{day.told}: look for the date of shipment first"
    rests_on = [value for sign in signs for value in sign.rests_on] + list(route.rests_on)
    return Case(
        code,
        severity,
        f"Waste ({told(signs)}) goes{ends(route)}, {why} Judged by the law {when}.",
        "no such shipment",
        f"{route.origin} to {route.destination}",
        rests_on=[*rests_on, *([day.value] if day.value else [])],
        goods=[sign.ref for sign in signs if sign.ref is not None],
        basis=basis,
    ).finding()
