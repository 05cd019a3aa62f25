"""Substances whose trade a convention bans or ties to a paper: POPs, PIC chemicals, mercury."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from checks.evidence import Case, Cited, cited, listed, name_of, searched
from checks.goods_lines import groups
from checks.shipment import route_of
from checks.sides import Line
from checks.substance_findings import about, doubt_of, read_texts
from checks.substances import Named, as_substance, declared_dangerous, substances
from checks.waste_signs import goes_abroad, way
from models.finding import Finding
from models.reference import waste
from models.reference.table import rows
from models.reference.trade_phrases import phrases
from models.report import Consignment

_PCB_CONTENT = re.compile(r"\bPCBs?\b[^0-9<≤\n]{0,20}(\d+(?:[.,]\d+)?)\s*(?:ppm|mg\s*/\s*kg)", re.I)


def pop_controlled(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a persistent organic pollutant in trade, and waste oil with more PCB than the limit.

    Compares: substances of the Stockholm Convention, told by CAS number or name, on goods lines with a code of
    substances or preparations, or declared as dangerous where no paper gives a code; and a printed PCB content with
    50 mg/kg where neither the code nor a waste entry says PCB. Low where the listing is too new for its date of entry
    into force to be known. Waste under waste papers is left out.
    Why: making, trading and using them is banned but for registered exemptions.
    Basis: Stockholm Convention Articles 3 and 6, Annexes A to C; Regulation (EU) 2019/1021, Annexes I and IV.
    To clear: ask for the exemption of both countries, or for an analysis of the waste.
    """
    for group in groups(consignment):
        if any(line.item.waste_codes for line in group):
            continue
        found = [one for one in substances(group) if "Stockholm" in one.chemical.regimes]
        if found and _traded(group) and not any(waste.waste_heading(line.hs) for line in group):
            unsure = "to check" in found[0].chemical.notes or not found[0].chemical.confidence.startswith("verified")
            doubt = " The day its listing comes into force is not known here: check it." if unsure else ""
            yield about(
                "pop-controlled",
                "low" if unsure else "high",
                found,
                f"is a persistent organic pollutant ({found[0].chemical.annex.partition(';')[0]}), whose trade is "
                "banned but "
                f"for registered exemptions.{doubt} Ask for the exemption.",
                "a registered exemption",
                ("Stockholm Convention Articles 3 and 6", "Regulation (EU) 2019/1021, Annex I"),
            )
        yield from _pcb_content(group)


def pic_reference_missing(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a chemical of the Rotterdam Convention that crosses a border without its notification or consent.

    Compares: substances of Annex III, told by CAS number or name on lines with a code of substances or preparations, or
    declared as dangerous where no paper gives a code, with the kinds of papers (a PIC export notification) and with
    references to one in the texts that were read.
    Why: the importing country decides on each of these chemicals; without the reference nobody can see its decision.
    Basis: Rotterdam Convention Articles 11 to 13; Regulation (EU) 649/2012, Articles 8, 14 and 19 (reference number).
    To clear: ask for the export notification and its reference number; see the importing country's response.
    """
    route = route_of(consignment)
    if not goes_abroad(consignment, route) or _referred(consignment, "pic_export_notification"):
        return
    for group in groups(consignment):
        found = [one for one in substances(group) if "Rotterdam" in one.chemical.regimes and _listed_use(one, group)]
        if found and _traded(group) and not any(line.item.waste_codes for line in group):
            unsure = "to check" in found[0].chemical.notes
            yield about(
                "pic-reference-missing",
                "low" if unsure else "high",
                found,
                "is under prior informed consent (Rotterdam Convention, Annex III); no export notification or "
                "reference "
                f"number is among the papers{way(route)}. Ask for it.",
                "a PIC export notification and its reference number",
                ("Rotterdam Convention Articles 11 to 13", "Regulation (EU) 649/2012"),
                absent_from=consignment.papers,
            )


def mercury_consent_missing(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise mercury that crosses a border without the written consent of the importing country.

    Compares: HS 2805.40, CAS 7439-97-6, UN 2809 or a description that is mercury alone ("mercury", "quicksilver"),
    with references to a consent in the texts that were read. Articles with mercury, and mercury waste, are left out.
    Why: mercury goes where it is allowed for a use, with consent; the rest feeds illegal gold mining.
    Basis: Minamata Convention Article 3(6) to (8).
    To clear: ask for the consent form (Form A or B) of the importing country.
    """
    route = route_of(consignment)
    if not goes_abroad(consignment, route) or _referred(consignment, None):
        return
    for group in groups(consignment):
        if any(line.item.waste_codes for line in group):
            continue
        signs = [value for line in group for value in _mercury(line)]
        if signs:
            yield Case(
                "mercury-consent-missing",
                "high",
                f"The {listed(name_of(value.paper) for value in signs)} shows mercury{way(route)}; no written "
                "consent of the "
                "importing country is among the papers. Ask for it.",
                "the written consent of the importing country",
                "none",
                rests_on=signs,
                goods=[line.ref for line in group],
                also=searched(consignment.papers),
                basis=["Minamata Convention Article 3(6)"],
                certainty=doubt_of(consignment.papers),
            ).finding()


def _traded(group: tuple[Line, ...]) -> list[Line]:
    """The lines that show a substance or a preparation, and no article: by their code, or declared as dangerous."""
    return as_substance(group) or declared_dangerous(group)


def _listed_use(named: Named, group: tuple[Line, ...]) -> bool:
    """Whether Annex III covers this use: substances with great industrial trade are listed as pesticides alone."""
    if "pesticide use" in named.chemical.notes:
        return any(line.hs.startswith("3808") for line in group)
    return "asbestos" not in named.chemical.name.lower()


def _mercury(line: Line) -> list[Cited]:
    description = line.item.description
    if line.hs.startswith("280540"):
        return cited(line.paper, line.item.hs_code)
    if any((field.value or "") == "7439-97-6" for field in line.item.cas):
        return cited(line.paper, *line.item.cas)
    if line.item.un_number is not None and (line.item.un_number.value or "").endswith("2809"):
        return cited(line.paper, line.item.un_number)
    if description is None or line.hs:
        return []
    found = phrases(line.description, "liquid mercury")
    alone = [one for one in found if not re.search(r"[^\W\d_]{4,}", line.description.replace(one.word, " ", 1))]
    return cited(line.paper, description) if alone else []


def _pcb_content(group: tuple[Line, ...]) -> Iterator[Finding]:
    limit = next(Decimal(row["limit"]) for row in rows("pop_waste_limits.csv") if row["pop"] == "PCB")
    declared = any(line.hs.startswith("271091") for line in group)
    for line in group:
        match = _PCB_CONTENT.search(line.description)
        if match is None or declared or line.item.description is None:
            continue
        try:
            content = Decimal(match[1].replace(",", "."))
        except InvalidOperation:
            continue
        if content > limit:
            yield Case(
                "pop-controlled",
                "high",
                f"The {name_of(line.paper)} gives “{match[0]}”; above {limit} mg/kg it is PCB waste, and no code "
                "says so. Ask "
                "for the analysis and the waste papers.",
                f"at most {limit} mg/kg, or the codes of PCB waste",
                match[0],
                rests_on=cited(line.paper, line.item.description),
                goods=[line.ref],
                basis=["Regulation (EU) 2019/1021, Annex IV", "Basel Convention Annex VIII A3180"],
            ).finding()
            return


def _referred(consignment: Consignment, kind: str | None) -> bool:
    """Whether a paper is of that kind, or a text cites a consent."""
    return any(paper.kind == kind for paper in consignment.papers) or any(
        phrases(text, "consent") for text in read_texts(consignment)
    )
