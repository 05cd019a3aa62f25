"""Papers that waste law asks for and that are not there."""

from collections.abc import Iterator, Sequence
from datetime import date

from checks.evidence import Case, listed, searched
from checks.goods_lines import groups
from checks.shipment import Route, day_of, route_of, undated
from checks.waste_signs import WASTE_PAPERS, Sign, controlled, eu_basis, goes_abroad, green, told, way
from models.finding import Finding
from models.reference.countries import is_eu
from models.report import Consignment

# These apply the EU's Annex VII form to green-listed waste: the EU, and by their own law the UK and EFTA States.
_SAME_FORM = ("GB", "NO", "IS", "LI", "CH")
_UNSURE_KIND = 0.6


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
    signs = controlled(consignment, day, route)
    if not signs or not goes_abroad(consignment, route):
        return
    notified = any(paper.kind == "waste_notification" for paper in consignment.papers)
    alone = "; the notification alone does not travel with the load" if notified else ""
    yield _missing(
        "movement-document-missing",
        consignment,
        route,
        signs,
        f"The papers show waste that needs prior consent ({told(signs)}){way(route)}, but there is no movement "
        f"document{alone}. Ask for it and for the consents.{undated(day)}",
        "a waste movement document",
        ("Basel Convention Articles 6 and 9, Annex V B", *eu_basis(route, day, "Articles 4 and 16")),
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
    if any(paper.kind in WASTE_PAPERS for paper in consignment.papers) or not route.crosses or route.origin is None:
        return
    if not (is_eu(route.origin, day.on) or route.origin in _SAME_FORM):
        return
    signs = [sign for group in groups(consignment) for line in group for sign in green(line, day)]
    if signs and not controlled(consignment, day, route):
        yield _missing(
            "annex-vii-missing",
            consignment,
            route,
            signs,
            f"The papers show green-listed waste ({told(signs)}){way(route)}, but there is no Annex VII document. "
            "Ask for it and for the recovery contract, or for proof that the material has ceased to be waste."
            f"{undated(day)}",
            "an Annex VII document",
            eu_basis(route, day, "Article 18 and Annex VII") or ("National law on shipments of waste, Annex VII form",),
        )


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
        goods=[sign.ref for sign in signs if sign.ref is not None],
        also=searched(consignment.papers),
        basis=basis,
        certainty="may_be_misread" if unsure else None,
    ).finding()
