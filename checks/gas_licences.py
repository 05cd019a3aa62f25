"""Gases under the Montreal Protocol: a licence for every border."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from checks.evidence import cited
from checks.goods_lines import groups
from checks.shipment import day_of, route_of
from checks.sides import Line
from checks.substance_findings import about, read_texts
from checks.substances import GASES, Named, as_substance, by_un_number, substances
from checks.waste_signs import goes_abroad, way
from models.finding import Finding
from models.reference.chemicals import chemicals
from models.reference.countries import is_eu
from models.reference.nomenclature import printed
from models.reference.trade_phrases import denied, phrases
from models.report import Consignment

_NUMBER, _NEAR = re.compile(r"\d{2}"), 40  # signs within which the number follows its word


def ods_licence_missing(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise an ozone-depleting substance that crosses a border without a licence number on any paper that was read.

    Compares: CFCs, HCFCs, halons and their blends, told by name, R-number or CAS on lines with a code of substances,
    with licence, permit and quota numbers on all papers: in a field of their own, or behind such a word in a text.
    Where no paper names a gas, its UN number or its own line of the HS does. Silent between Member States of the EU.
    Why: every import and export is licensed and counted against a quota that falls to nothing.
    Basis: Montreal Protocol Article 4B; Regulation (EU) 2024/590, Articles 13 to 16.
    To clear: look for the licence number on the declaration; ask for the licence and check it with the ozone unit.
    """
    if not _inside_eu(consignment, today):
        yield from _unlicensed(
            "ods-licence-missing", "Montreal", consignment,
            ("Montreal Protocol Article 4B", "Regulation (EU) 2024/590"),
        )  # fmt: skip


def hfc_licence_missing(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a hydrofluorocarbon that crosses a border without a licence or quota on any paper that was read.

    Compares: HFCs of Annex F and their blends, told by name, R-number or CAS on lines with a code of substances, with
    licence, permit and quota numbers on all papers. Where no paper names a gas, its UN number or its own line of the HS
    does. Silent between Member States of the EU.
    Why: bulk gas is licensed and counted against a falling quota; gas outside it is smuggled.
    Basis: Montreal Protocol Article 4B (Kigali Amendment); Regulation (EU) 2024/573, Articles 16 and 20.
    To clear: look for the F-gas registration on the declaration; check the importer's quota in the F-gas portal.
    """
    if not _inside_eu(consignment, today):
        yield from _unlicensed(
            "hfc-licence-missing", "Kigali", consignment,
            ("Montreal Protocol Article 4B (Kigali Amendment)", "Regulation (EU) 2024/573"),
        )  # fmt: skip


def _inside_eu(consignment: Consignment, today: date) -> bool:
    """Whether the goods stay in the customs territory of the Union, where no licence is asked for at a border."""
    day, route = day_of(consignment, today), route_of(consignment)
    return all(place is not None and is_eu(place, day.on) for place in (route.origin, route.destination))


def _unlicensed(code: str, regime: str, consignment: Consignment, basis: Sequence[str]) -> Iterator[Finding]:
    route = route_of(consignment)
    if not goes_abroad(consignment, route) or _licensed(consignment):
        return
    for group in groups(consignment):
        told = [one for one in substances(group) if one.chemical.kind in GASES]
        named = told or by_un_number(group) or _by_code(group)
        ozone = any("Montreal" in one.chemical.regimes for one in named)
        found = [one for one in named if regime in one.chemical.regimes]
        uncoded = not any(line.hs for line in group) and by_un_number(
            group
        )  # a paper without codes: its UN number tells
        if found and (as_substance(group) or uncoded) and not (regime == "Kigali" and ozone):
            yield about(
                code,
                "high",
                found,
                f"needs a licence to cross a border{way(route)}; no licence or quota number is on these papers. Ask "
                "for it, and check it with the ozone unit or in the F-gas portal.",
                "a licence number",
                basis,
                absent_from=consignment.papers,
            )


def _by_code(group: tuple[Line, ...]) -> list[Named]:
    """The gas whose own line of the HS a code is, where no paper names one."""
    return [
        Named(gas, "hs", f"HS {printed(line.hs[:6])}", value, line.ref)
        for line in group
        for gas in chemicals()
        if gas.kind in GASES and gas.hs_confidence.startswith("verified") and gas.hs_pure == (line.hs[:6],)
        for value in cited(line.paper, line.item.hs_code)
    ][:1]


def _licensed(consignment: Consignment) -> bool:
    """Whether a licence number stands in its field, or a number behind a word of licence that nobody denies."""
    if any(paper.fields.licence_number is not None for paper in consignment.papers):
        return True
    return any(
        _NUMBER.search(text[found.end : found.end + _NEAR]) and not denied(text, found.start, found.end)
        for text in read_texts(consignment)
        for found in phrases(text, "licence")
    )
