"""Signs of waste on the goods lines: what needs prior consent, what is green-listed, by the law of the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from checks.evidence import Cited, cited, listed
from checks.goods_lines import groups
from checks.shipment import Day, Route
from checks.sides import Line
from models.field import Code
from models.finding import GoodsRef
from models.paper import PaperKind
from models.reference import waste
from models.reference.countries import is_eu, name
from models.reference.nomenclature import printed
from models.reference.streams import owners
from models.reference.trade_phrases import phrases
from models.reference.waste_words import materials, waste_words
from models.report import Consignment

WASTE_PAPERS: tuple[PaperKind, ...] = ("waste_movement_document", "waste_notification", "annex_vii_document")
_CROSSING: tuple[PaperKind, ...] = ("bill_of_lading", "sea_waybill", "air_waybill", "customs_declaration")
_GREEN_WITHIN_EU = frozenset({"GC010", "GC020"})
# Y49 and A1181; Y48 and A3210. Of these streams a part was free before.
_CONTROLLED_SINCE = {"e-waste": date(2025, 1, 1), "plastics": date(2021, 1, 1)}
_NEW_EU_LAW = date(2026, 5, 21)


@dataclass(frozen=True)
class Sign:
    """What says that goods are controlled or green-listed waste: in words, and the values that bear it."""

    said: str
    rests_on: tuple[Cited, ...]
    ref: GoodsRef | None = None
    code: str = ""  # the waste entry, where it is one
    sure: bool = True  # rests on a reference row whose source was read


def controlled(consignment: Consignment, day: Day, route: Route) -> list[Sign]:
    """Return the signs of waste that needs prior informed consent: codes, HS lines and words."""
    signs = []
    for group in groups(consignment):
        by_green = any(_named_green(line) for line in group)
        for line in group:
            by_code = controlled_codes(line, day, route, consignment)
            signs += by_code or _controlled_words(line, day, green=by_green)
    return signs


def coded(consignment: Consignment, day: Day, route: Route) -> list[Sign]:
    """Return the signs of controlled waste that rest on codes alone."""
    return [
        sign
        for group in groups(consignment)
        for line in group
        for sign in controlled_codes(line, day, route, consignment)
    ]


def controlled_codes(line: Line, day: Day, route: Route, consignment: Consignment) -> list[Sign]:
    """Return the waste codes and the HS line of a goods line that ask for prior consent."""
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
        said = f"HS {printed(line.hs)}, {heading['label']}"
        bears = tuple(cited(line.paper, line.item.hs_code))
        signs.append(Sign(said, bears, line.ref, _own_entry(line.hs, day), _sure(line.hs, heading)))
    return signs


def _own_entry(hs: str, day: Day) -> str:
    """The entry in force that an HS line is proper to, where there is one alone; else nothing."""
    proper = [waste.waste_code(link.basel_code) for link in owners(hs) if link.strength == "primary"]
    proper_codes = {
        entry.code for entry in proper if entry and entry.annex != "Annex I" and waste.in_force(entry, day.on)
    }
    return proper_codes.pop() if len(proper_codes) == 1 else ""


def _sure(hs: str, heading: dict[str, str]) -> bool:
    """Whether the row rests on a source that was read, itself or by an entry that the line is proper to."""
    proper = [link for link in owners(hs) if link.strength == "primary"]
    entries = [waste.waste_code(link.basel_code) for link in proper if link.confidence.startswith("verified")]
    return heading["confidence"].startswith("verified") or any(
        entry is not None and entry.control == "prior-informed-consent" for entry in entries
    )


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


def green(line: Line, day: Day) -> list[Sign]:
    """Return the signs of green-listed waste on a goods line."""
    signs = []
    for code in line.item.waste_codes:
        entry = waste.waste_code(code.value.value or "")
        if entry and entry.control == "green-list" and waste.in_force(entry, day.on):
            signs.append(_sign(f"{entry.code}, {entry.label}", line, code))
    named = next((found for found in materials(line.description) if found.green), None)
    if named is not None and not signs:
        signs.append(Sign(f"“{named.word}”", tuple(cited(line.paper, line.item.description)), line.ref))
    heading = waste.waste_heading(line.hs, day.on) if len(line.hs) >= 4 else None
    said = heading is not None and heading["control"] == "unclear" and _said_for_recovery(line)
    if heading and (heading["control"] == "green" or heading["hs"] == "3915" or said):
        signs.append(
            Sign(f"HS {printed(line.hs)}, {heading['label']}", tuple(cited(line.paper, line.item.hs_code)), line.ref)
        )
    return signs


def _said_for_recovery(line: Line) -> bool:
    """Whether the words say that goods of a line for goods and waste alike (used tyres) go to recovery as waste."""
    return bool(phrases(line.description, "recovery")) and any(
        match.meaning == "waste" for match in waste_words(line.description)
    )


def plastics(consignment: Consignment, day: Day) -> list[Sign]:
    """Return the signs of plastic waste of the green list: its entries in force, and HS 3915."""
    signs = []
    for group in groups(consignment):
        for line in group:
            for sign in green(line, day):
                entry = waste.waste_code(sign.code)
                if (entry is not None and entry.stream == "plastics") or (not sign.code and line.hs.startswith("3915")):
                    signs.append(sign)
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


def goes_abroad(consignment: Consignment, route: Route) -> bool:
    """Say whether a border is crossed, as the route tells or else the kinds of papers."""
    if route.crosses is not None:
        return route.crosses
    return any(paper.kind in _CROSSING for paper in consignment.papers)


def _sign(said: str, line: Line, code: Code) -> Sign:
    return Sign(said, tuple(cited(line.paper, code.value)), line.ref, (code.value.value or "").upper().replace(" ", ""))


def told(signs: Sequence[Sign]) -> str:
    """Return the signs as a message names them, three at most."""
    return listed(list(dict.fromkeys(sign.said for sign in signs))[:3])


def way(route: Route) -> str:
    """Return the route as a message names it, or nothing when an end of it is unknown."""
    return f" on the way{ends(route)}" if ends(route) else ""


def ends(route: Route) -> str:
    """Return where from and where to, as a message names it, or nothing when one of them is unknown."""
    return f" from {name(route.origin)} to {name(route.destination)}" if route.origin and route.destination else ""


def eu_basis(route: Route, day: Day, articles: str) -> tuple[str, ...]:
    """Return the EU act in force that day, where an end of the route is in the EU."""
    if not any(place and is_eu(place, day.on) for place in (route.origin, route.destination)):
        return ()
    act = "Regulation (EU) 2024/1157" if day.on >= _NEW_EU_LAW else "Regulation (EC) 1013/2006"
    return (f"{act}, {articles}",)
