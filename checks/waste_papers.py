"""Papers that waste law asks for and that are not there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from checks.evidence import Case, Cited, cited, listed, searched
from checks.goods_lines import Line, groups
from checks.shipment import Day, Route, day_of, route_of
from models.field import Code
from models.finding import Finding, GoodsRef
from models.paper import PaperKind
from models.reference import waste
from models.reference.countries import is_eu, name
from models.reference.nomenclature import printed
from models.reference.waste_words import materials, waste_words
from models.report import Consignment

_CROSSING: tuple[PaperKind, ...] = ("bill_of_lading", "sea_waybill", "air_waybill", "customs_declaration")
_WASTE_PAPERS: tuple[PaperKind, ...] = ("waste_movement_document", "waste_notification", "annex_vii_document")
# These apply the EU's Annex VII form to green-listed waste: the EU, and by their own law the UK and EFTA States.
_SAME_FORM = ("GB", "NO", "IS", "LI", "CH")
_GREEN_WITHIN_EU = frozenset({"GC010", "GC020"})
_UNSURE_KIND = 0.6
# Y49 and A1181; Y48 and A3210. Of these streams a part was free before.
_CONTROLLED_SINCE = {"e-waste": date(2025, 1, 1), "plastics": date(2021, 1, 1)}


@dataclass(frozen=True)
class Sign:
    """What says that goods are controlled or green-listed waste: in words, and the values that bear it."""

    said: str
    rests_on: tuple[Cited, ...]
    ref: GoodsRef


def movement_document_missing(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise controlled waste that crosses a border without a waste movement document among its papers.

    Compares: signs of waste that needs prior informed consent (Annex VIII and Y entries, amber OECD entries, starred
    entries of the EU list, HS lines such as 8549.11 or 2710.99, electrical waste since 2025-01-01, words such as "used
    lead acid batteries") with the kinds of papers that are here. Silent when the papers show that no border is crossed.
    Why: moving it without consent is illegal traffic; the movement document travels with the load.
    Basis: Basel Convention Articles 6 and 9 and Annex V B; Regulation (EU) 2024/1157, Articles 4 and 16.
    To clear: ask for the movement document and the consents of export, transit and import; or show that it is no waste.
    """
    if any(paper.kind == "waste_movement_document" for paper in consignment.papers):
        return
    day, route = day_of(consignment, today), route_of(consignment)
    signs = _controlled(consignment, day, route)
    if not signs or not _goes_abroad(consignment, route):
        return
    notified = any(paper.kind == "waste_notification" for paper in consignment.papers)
    alone = "; the notification alone does not travel with the load" if notified else ""
    yield _missing(
        "movement-document-missing",
        consignment,
        route,
        signs,
        f"The papers show waste that needs prior consent ({_told(signs)}){_way(route)}, but there is no movement "
        f"document{alone}. Ask for it and for the consents.",
        "a waste movement document",
        ("Basel Convention Articles 6 and 9, Annex V B", *_eu_basis(route, day, "Articles 4 and 16")),
    )


def annex_vii_missing(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise green-listed waste that leaves the EU, or moves within it, without its Annex VII document.

    Compares: green-list signs (Annex IX and green OECD entries, HS lines that name waste, such as 3915, 4707, 7204)
    with the kinds of papers that are here, when the country of export is an EU member (or applies the same form: GB,
    NO, IS, LI, CH) and a border is crossed. Controlled waste raises movement-document-missing instead.
    Why: without it nobody can tell who arranged the shipment, and where the waste is recovered.
    Basis: Regulation (EU) 2024/1157, Article 18 and Annex VII; until 2026-05-20 Regulation (EC) 1013/2006, Article 18.
    To clear: ask for the Annex VII document and the recovery contract, or for the statement that the material has
    ceased to be waste (such as Regulation (EU) 333/2011 for iron, steel and aluminium scrap).
    """
    day, route = day_of(consignment, today), route_of(consignment)
    if any(paper.kind in _WASTE_PAPERS for paper in consignment.papers) or not route.crosses or route.origin is None:
        return
    if not (is_eu(route.origin, day.on) or route.origin in _SAME_FORM):
        return
    signs = [sign for group in groups(consignment) for line in group for sign in _green(line, day)]
    if signs and not _controlled(consignment, day, route):
        yield _missing(
            "annex-vii-missing",
            consignment,
            route,
            signs,
            f"The papers show green-listed waste ({_told(signs)}){_way(route)}, but there is no Annex VII document. "
            "Ask for it and for the recovery contract, or for proof that the material has ceased to be waste.",
            "an Annex VII document",
            _eu_basis(route, day, "Article 18 and Annex VII")
            or ("National law on shipments of waste, Annex VII form",),
        )


def _controlled(consignment: Consignment, day: Day, route: Route) -> list[Sign]:
    signs = []
    for group in groups(consignment):
        green = any(_named_green(line) for line in group)
        for line in group:
            coded = _controlled_codes(line, day, route, consignment)
            signs += coded or _controlled_words(line, day, green=green)
    return signs


def _controlled_codes(line: Line, day: Day, route: Route, consignment: Consignment) -> list[Sign]:
    signs = []
    for code in line.item.waste_codes:
        text = code.value.value or ""
        entry = waste.waste_code(text) if code.scheme in ("basel", "y", "oecd") else None
        hazardous = code.scheme == "ewc" and (waste.low_is_hazardous(text) or text.rstrip().endswith("*"))
        if entry and entry.control == "prior-informed-consent" and waste.in_force(entry, day.on):
            signs.append(_sign(f"{entry.code}, {entry.label}", line, code))
        elif hazardous:
            signs.append(_sign(f"EU list entry {text}", line, code))
    heading = waste.waste_heading(line.hs, day.on) if len(line.hs) >= 4 else None
    if heading and heading["control"] == "controlled" and not _green_inside_eu(line.hs, day, route, consignment):
        signs.append(
            Sign(f"HS {printed(line.hs)}, {heading['label']}", tuple(cited(line.paper, line.item.hs_code)), line.ref)
        )
    return signs


def _controlled_words(line: Line, day: Day, *, green: bool) -> list[Sign]:
    words = waste_words(line.description)
    word = next((match.word for match in words if match.meaning in ("waste", "spent")), None)
    material = next((found for found in materials(line.description) if found.controlled), None)
    if word is None or material is None or (material.unless_green and green):
        return []
    if day.on < _CONTROLLED_SINCE.get(material.stream, date.min) or _under_green_electrics(line):
        return []
    said = f"“{material.word}”" if material.word in word else f"“{material.word}” with “{word}”"
    return [Sign(said, tuple(cited(line.paper, line.item.description)), line.ref)]


def _under_green_electrics(line: Line) -> bool:
    """Whether the line bears the OECD's green entry for electrical scrap, which is allowed between Member States."""
    return any((code.value.value or "").upper() in _GREEN_WITHIN_EU for code in line.item.waste_codes)


def _named_green(line: Line) -> bool:
    """Whether the line itself bears a green-list entry or an HS line of green-listed waste."""
    heading = waste.waste_heading(line.hs) if line.hs else None
    entries = [waste.waste_code(code.value.value or "") for code in line.item.waste_codes]
    return bool(heading and heading["control"] == "green") or any(
        entry and entry.control == "green-list" for entry in entries
    )


def _green(line: Line, day: Day) -> list[Sign]:
    signs = []
    for code in line.item.waste_codes:
        entry = waste.waste_code(code.value.value or "")
        if entry and entry.control == "green-list" and waste.in_force(entry, day.on):
            signs.append(_sign(f"{entry.code}, {entry.label}", line, code))
    heading = waste.waste_heading(line.hs, day.on) if len(line.hs) >= 4 else None
    if heading and (heading["control"] == "green" or heading["hs"] == "3915"):
        signs.append(
            Sign(f"HS {printed(line.hs)}, {heading['label']}", tuple(cited(line.paper, line.item.hs_code)), line.ref)
        )
    return signs


def _green_inside_eu(hs: str, day: Day, route: Route, consignment: Consignment) -> bool:
    """Electrical waste under the OECD's green entries between Member States, allowed until the end of 2026."""
    inside = all(place is not None and is_eu(place, day.on) for place in (route.origin, route.destination))
    entries = {
        (code.value.value or "").upper()
        for paper in consignment.papers
        for item in paper.goods
        for code in item.waste_codes
    }
    return hs.startswith("8549") and inside and bool(entries & _GREEN_WITHIN_EU) and day.on <= date(2026, 12, 31)


def _goes_abroad(consignment: Consignment, route: Route) -> bool:
    if route.crosses is not None:
        return route.crosses
    return any(paper.kind in _CROSSING for paper in consignment.papers)


def _missing(
    code: str,
    consignment: Consignment,
    route: Route,
    signs: Sequence[Sign],
    message: str,
    expected: str,
    basis: Sequence[str],
) -> Finding:
    unsure = any(paper.kind == "other" or paper.kind_confidence < _UNSURE_KIND for paper in consignment.papers)
    papers = listed(paper.kind.replace("_", " ") for paper in consignment.papers)
    return Case(
        code,
        "high" if code == "movement-document-missing" else "medium",
        message,
        expected,
        f"only {papers}",
        rests_on=[*(value for sign in signs for value in sign.rests_on), *route.rests_on],
        goods=[sign.ref for sign in signs],
        also=searched(consignment.papers),
        basis=basis,
        certainty="may_be_misread" if unsure else None,
    ).finding()


def _sign(said: str, line: Line, code: Code) -> Sign:
    return Sign(said, tuple(cited(line.paper, code.value)), line.ref)


def _told(signs: Sequence[Sign]) -> str:
    return listed(list(dict.fromkeys(sign.said for sign in signs))[:3])


def _way(route: Route) -> str:
    if route.origin and route.destination:
        return f" on the way from {name(route.origin)} to {name(route.destination)}"
    return ""


def _eu_basis(route: Route, day: Day, articles: str) -> tuple[str, ...]:
    if not any(place and is_eu(place, day.on) for place in (route.origin, route.destination)):
        return ()
    act = "Regulation (EU) 2024/1157" if day.on >= date(2026, 5, 21) else "Regulation (EC) 1013/2006"
    return (f"{act}, {articles}",)
