"""Refrigerant gases: the code that belongs to the gas, and the cylinders it may not come in."""

from collections.abc import Iterator, Sequence
from datetime import date

from checks.evidence import Case, Cited, cited, listed, name_of, verb
from checks.goods_lines import groups
from checks.shipment import day_of, edition_of, route_of, undated
from checks.sides import Line
from checks.substances import GASES, Named, as_substance, by_un_number, substances
from models.finding import Finding, Severity, Suggestion
from models.reference.chemicals import Chemical, by_colour
from models.reference.countries import is_eu, name
from models.reference.nomenclature import exists, label, printed
from models.reference.trade_phrases import phrases
from models.report import Consignment

_LINES_SINCE = "HS2022"  # the gases have lines of their own since then; the table holds no older ones
_MIXTURES = "3827"
_GAS_HEADINGS = ("2903", "3827")
_DISPOSABLE_BANNED = date(2007, 7, 4)


def refrigerant_hs_mismatch(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a refrigerant gas under a code that belongs to another gas.

    Compares: the gas told by CAS number, chemical name, trade name or R-number on any paper, or else by a UN number
    that is one gas's own, with the declared subheading: R-22 is 2903.71, R-134a 2903.45, blends are in 3827.
    Components named beside their blend are left out, and so are lines of machines that hold a gas. Low where the
    blend's own line of 3827 is known from memory alone, and where the colour of the cylinders alone (light green for
    R-22) is another gas's.
    Why: HCFC-22 declared as HFC-134a, or an HFC as a free gas, passes by licence and quota.
    Basis: HS 2022 subheadings 2903.41 to 2903.79 and heading 3827; UNEP OzonAction customs checklist.
    To clear: read the cylinder label or test the gas with an analyser; have code or description corrected.
    """
    if edition_of(consignment, today) != _LINES_SINCE:
        return
    for group in groups(consignment):
        lines = [line for line in as_substance(group) if len(line.hs) >= 6]
        gases = [named for named in substances(group) if named.chemical.kind in GASES] or by_un_number(group)
        chemicals = list(dict.fromkeys(named.chemical for named in gases))
        if _mixture_by_components(chemicals):
            continue
        for chemical in chemicals:
            wrong = [line for line in lines if not _covers(line.hs, chemical)]
            if wrong:
                yield _mismatch(chemical, [named for named in gases if named.chemical == chemical], wrong)
                break
        else:
            yield from _wrong_colour(group, lines)


def disposable_cylinder(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise refrigerant in non-refillable cylinders on its way into the European Union.

    Compares: a gas told by name, R-number or CAS with words such as "non-refillable", "disposable", "Einweg",
    "jetable" on the same goods line, when the country of import is a Member State.
    Why: such cylinders are banned there, and are the usual vessel of smuggled gas.
    Basis: Regulation (EU) 2024/573, Annex IV(1); before it Regulations 842/2006 and 517/2014 (since 2007-07-04).
    To clear: look at the cylinders; refillable ones need a declaration on their return.
    """
    day, route = day_of(consignment, today), route_of(consignment)
    if route.destination is None or not is_eu(route.destination, day.on) or day.on < _DISPOSABLE_BANNED:
        return
    for group in groups(consignment):
        gases = [named for named in substances(group) if named.chemical.kind in GASES]
        told = [(line, found) for line in group for found in phrases(line.description, "disposable")[:1] if gases]
        if told:
            words = listed(f"“{found.word}”" for _, found in told)
            yield Case(
                "disposable-cylinder",
                "high",
                f"{gases[0].told} comes in cylinders that the {listed(name_of(line.paper) for line, _ in told)} calls "
                f"{words}; they are banned in {name(route.destination)}. Look at the cylinders.{undated(day)}",
                "refillable cylinders",
                words,
                rests_on=[v for line, _ in told for v in cited(line.paper, line.item.description)]
                + [named.value for named in gases]
                + list(route.rests_on),
                goods=[line.ref for line, _ in told],
                basis=["Regulation (EU) 2024/573, Annex IV(1)"],
            ).finding()


def _wrong_colour(group: Sequence[Line], lines: Sequence[Line]) -> Iterator[Finding]:
    """Raise lines of a gas whose cylinders are described in the colour of other gases, and of none with that code."""
    coded = [line for line in lines if line.hs.startswith(_GAS_HEADINGS)]
    for line in group if coded else ():
        description = line.item.description
        hits = by_colour(line.description)
        owners = [hit.chemical for hit in hits]
        if description is None or not hits or any(_covers(each.hs, gas) for each in coded for gas in owners):
            continue
        word = line.description[hits[0].start : hits[0].end]
        gases = listed(gas.refrigerant for gas in owners)
        codes = listed(printed(each.hs[:6]) for each in coded)
        yield Case(
            "refrigerant-hs-mismatch",
            "low",
            f"The {name_of(line.paper)} tells of “{word}”, the colour that cylinders of {gases} had, while the code is "
            f"{codes} ({label(coded[0].hs[:6])}). Colours are from memory and no rule since 2020: test the gas.",
            listed(printed(code) for gas in owners for code in (gas.hs_pure or gas.hs_mixture)[:1]),
            codes,
            rests_on=[
                *cited(line.paper, description),
                *(v for each in coded for v in cited(each.paper, each.item.hs_code)),
            ],
            goods=[line.ref, *(each.ref for each in coded)],
            basis=["AHRI Guideline N, colours of refrigerant containers", "UNEP OzonAction customs checklist"],
        ).finding()
        return


def _covers(hs: str, chemical: Chemical) -> bool:
    if chemical.kind == "blend":
        return hs[:6] in chemical.hs_mixture
    mixed = hs.startswith(_MIXTURES) and (_MIXTURES in chemical.hs_mixture or hs[:6] in chemical.hs_mixture)
    return hs[:6] in chemical.hs_pure or (mixed and chemical.kind != "ods")


def _mixture_by_components(chemicals: Sequence[Chemical]) -> bool:
    """Whether several gases of one kind are named and no blend: a mixture without a name, whose line is open."""
    pure = {chemical.kind for chemical in chemicals if chemical.kind != "blend"}
    return len(chemicals) > 1 and len(pure) == 1 and pure != {"ods"}


def _mismatch(chemical: Chemical, gases: Sequence[Named], wrong: Sequence[Line]) -> Finding:
    due = [code for code in (chemical.hs_pure or chemical.hs_mixture) if exists(code, _LINES_SINCE)]
    # That a mixture is no pure gas is read in the HS; which of the lines of 3827 a blend has, is not always.
    known = chemical.hs_confidence.startswith("verified") or (
        chemical.kind == "blend" and not any(line.hs.startswith(_MIXTURES) for line in wrong)
    )
    severity: Severity = "high" if known else "low"
    codes = listed(printed(line.hs[:6]) for line in wrong)
    doubt = "" if known else " The line of this blend is from memory: check it in the tariff."
    rests_on: list[Cited] = [*(named.value for named in gases)]
    rests_on += [value for line in wrong for value in cited(line.paper, line.item.hs_code)]
    return Case(
        "refrigerant-hs-mismatch",
        severity,
        f"The {listed(name_of(named.value.paper) for named in gases)} "
        f"{verb((named.value.paper for named in gases), 'names', 'name')} {gases[0].told}, which is declared under "
        f"{listed(printed(code) for code in due)}; the {listed(name_of(line.paper) for line in wrong)} "
        f"{verb((line.paper for line in wrong), 'has', 'have')} {codes} "
        f"({label(wrong[0].hs[:6])}).{doubt} Read the cylinder label or test the gas.",
        listed(printed(code) for code in due),
        codes,
        rests_on=rests_on,
        goods=[*(named.ref for named in gases), *(line.ref for line in wrong)],
        suggested=[Suggestion(code=code, label=label(code), score=0.9) for code in due],
        basis=[f"HS 2022 {listed(printed(code) for code in due)}", "UNEP OzonAction customs checklist"],
    ).finding()
