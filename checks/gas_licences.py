"""Gases under the Montreal Protocol: a licence for every border."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from checks.goods_lines import groups
from checks.shipment import day_of, route_of
from checks.substance_findings import about, read_texts
from checks.substances import GASES, as_substance, substances
from checks.waste_signs import goes_abroad, way
from models.finding import Finding
from models.reference.countries import is_eu
from models.reference.trade_phrases import denied, phrases
from models.report import Consignment

_NUMBER, _NEAR = re.compile(r"\d{2}"), 40  # signs within which the number follows its word


def ods_licence_missing(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise an ozone-depleting substance that crosses a border without a licence number on any paper that was read.

    Compares: CFCs, HCFCs, halons and their blends, told by name, R-number or CAS on lines with a code of substances,
    with licence, permit and quota numbers on all papers: in a field of their own, or behind such a word in a text.
    Why: every import and export is licensed and counted against a quota that falls to nothing.
    Basis: Montreal Protocol Article 4B; Regulation (EU) 2024/590, Articles 13 to 16.
    To clear: look for the licence number on the declaration; ask for the licence and check it with the ozone unit.
    """
    yield from _unlicensed(
        "ods-licence-missing", "Montreal", consignment,
        ("Montreal Protocol Article 4B", "Regulation (EU) 2024/590"),
    )  # fmt: skip


def hfc_licence_missing(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a hydrofluorocarbon that crosses a border without a licence or quota on any paper that was read.

    Compares: HFCs of Annex F and their blends, told by name, R-number or CAS on lines with a code of substances, with
    licence, permit and quota numbers on all papers, on the border of the EU or between other countries.
    Why: bulk gas is licensed and counted against a falling quota; gas outside it is smuggled.
    Basis: Montreal Protocol Article 4B (Kigali Amendment); Regulation (EU) 2024/573, Articles 16 and 20.
    To clear: look for the F-gas registration on the declaration; check the importer's quota in the F-gas portal.
    """
    day, route = day_of(consignment, today), route_of(consignment)
    inside = all(place is not None and is_eu(place, day.on) for place in (route.origin, route.destination))
    if not inside:
        yield from _unlicensed(
            "hfc-licence-missing", "Kigali", consignment,
            ("Montreal Protocol Article 4B (Kigali Amendment)", "Regulation (EU) 2024/573"),
        )  # fmt: skip


def _unlicensed(code: str, regime: str, consignment: Consignment, basis: Sequence[str]) -> Iterator[Finding]:
    route = route_of(consignment)
    if not goes_abroad(consignment, route) or _licensed(consignment):
        return
    for group in groups(consignment):
        named = [one for one in substances(group) if one.chemical.kind in GASES]
        ozone = any("Montreal" in one.chemical.regimes for one in named)
        found = [one for one in named if regime in one.chemical.regimes]
        if found and as_substance(group) and not (regime == "Kigali" and ozone):
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


def _licensed(consignment: Consignment) -> bool:
    """Whether a licence number stands in its field, or a number behind a word of licence that nobody denies."""
    if any(paper.fields.licence_number is not None for paper in consignment.papers):
        return True
    return any(
        _NUMBER.search(text[found.end : found.end + _NEAR]) and not denied(text, found.start, found.end)
        for text in read_texts(consignment)
        for found in phrases(text, "licence")
    )
