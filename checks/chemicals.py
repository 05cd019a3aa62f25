"""Chemicals under convention: the code that belongs to the substance, and CAS numbers that can be."""

from collections.abc import Iterator
from datetime import date

from stdnum import casrn

from checks.evidence import Case, Cited, cited, listed, name_of, verb
from checks.goods_lines import groups
from checks.shipment import edition_of
from checks.sides import Line
from checks.substances import Named, as_substance, cas_numbers, substances
from models.finding import Finding, GoodsRef, Severity, Suggestion
from models.reference import waste
from models.reference.chemicals import Chemical
from models.reference.nomenclature import exists, label, printed
from models.report import Consignment

_HOLDS_CODES_OF = "HS2022"
_NOTE_ONE = ("380852", "380859", "380861", "380862", "380869")  # preparations of the substances of Subheading Note 1


def chemical_hs_mismatch(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a controlled chemical under a code that is neither the substance's nor its preparations'.

    Compares: a substance of the Rotterdam, Stockholm or Minamata lists, told by CAS number or name, with the declared
    subheading, for codes of substances and preparations (chapters 27 to 31, 34, 38). Articles and waste lines are
    left out; asbestos and refrigerant gases have rules of their own. Low where the due code is known from memory
    alone.
    Why: under another line the substance meets no import decision, no export notification and no ban.
    Basis: HS 2022 chapters 28, 29 and 38 (Subheading Notes 1 and 2 to chapter 38); Regulation (EU) 649/2012 Annex I.
    To clear: ask for the safety data sheet; compare CAS number and active substance with the code.
    """
    if edition_of(consignment, today) != _HOLDS_CODES_OF:
        return
    for group in groups(consignment):
        lines = [line for line in as_substance(group) if len(line.hs) >= 6 and not waste.waste_heading(line.hs)]
        named = [found for found in substances(group) if found.chemical.kind in ("pesticide", "industrial")]
        for chemical in dict.fromkeys(found.chemical for found in named if "asbestos" not in found.chemical.name):
            due = _due(chemical)
            wrong = [line for line in lines if due and line.hs[:6] not in due]
            if wrong:
                yield _mismatch(chemical, [found for found in named if found.chemical == chemical], wrong, due)
                break


def cas_invalid(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a CAS number that cannot be, or that is another substance's than the one named beside it.

    Compares: the check digit of each CAS number, after usual misreadings were repaired; and, where number and name
    both are in the table of controlled chemicals, the one with the other. Components of a blend are not compared.
    Why: an invented number keeps a substance out of every screening by number.
    Basis: CAS registry number check digit; Rotterdam and Stockholm lists.
    To clear: read the number on the drum or the safety data sheet.
    """
    for group in groups(consignment):
        wrong: dict[str, list[tuple[Cited, GoodsRef]]] = {}
        for line in group:
            for number, value in cas_numbers(line):
                if not casrn.is_valid(number):
                    wrong.setdefault(number, []).append((value, line.ref))
        for number, places in wrong.items():
            yield Case(
                "cas-invalid",
                "medium",
                f"No substance has the CAS number {number}, as the "
                f"{listed(name_of(value.paper) for value, _ in places)} has it: its check digit does not hold. "
                "Read it on "
                "the label or the safety data sheet.",
                "a CAS number whose check digit holds",
                number,
                rests_on=[value for value, _ in places],
                goods=[ref for _, ref in places],
                basis=["CAS registry number check digit"],
            ).finding()
        yield from _another(group)


def _another(group: tuple[Line, ...]) -> Iterator[Finding]:
    found = substances(group)
    named = [one for one in found if one.how == "name"]
    numbered = [one for one in found if one.how == "cas"]
    if not named or any(one.chemical.kind == "blend" for one in found):
        return
    for one in numbered:
        if all(one.chemical != other.chemical for other in named):
            yield Case(
                "cas-invalid",
                "medium",
                f"{one.word} is {one.chemical.name}, but the {name_of(named[0].value.paper)} names "
                f"{named[0].told}. See "
                "which of the two is in the packages.",
                listed(named[0].chemical.cas),
                one.word,
                rests_on=[one.value, named[0].value],
                goods=[one.ref, named[0].ref],
                basis=["CAS registry numbers of controlled chemicals"],
            ).finding()
            return


def _due(chemical: Chemical) -> tuple[str, ...]:
    codes = [*chemical.hs_pure, *chemical.hs_mixture]
    if any(code in _NOTE_ONE for code in codes):
        codes += _NOTE_ONE
    return tuple(dict.fromkeys(code for code in codes if exists(code, _HOLDS_CODES_OF)))


def _mismatch(chemical: Chemical, named: list[Named], wrong: list[Line], due: tuple[str, ...]) -> Finding:
    known = chemical.hs_confidence.startswith("verified")
    severity: Severity = "high" if known else "low"
    shown = list(dict.fromkeys([*chemical.hs_pure, *chemical.hs_mixture]))
    codes = listed(printed(line.hs[:6]) for line in wrong)
    doubt = "" if known else " The due code is from memory: check it in the tariff."
    has = verb((line.paper for line in wrong), "has", "have")
    rests_on = [*(found.value for found in named)]
    rests_on += [value for line in wrong for value in cited(line.paper, line.item.hs_code)]
    return Case(
        "chemical-hs-mismatch",
        severity,
        f"The {listed(name_of(found.value.paper) for found in named)} {_name(named)} {named[0].told}, which is "
        f"declared under {listed(printed(code) for code in shown)}; "
        f"the {listed(name_of(line.paper) for line in wrong)} {has} {codes} "
        f"({label(wrong[0].hs[:6])}).{doubt} Compare with the safety data sheet.",
        listed(printed(code) for code in shown),
        codes,
        rests_on=rests_on,
        goods=[*(found.ref for found in named), *(line.ref for line in wrong)],
        suggested=[Suggestion(code=code, label=label(code), score=0.8) for code in shown if code in due],
        basis=[
            f"HS 2022 {listed(printed(code) for code in shown)}",
            *(f"{regime} list" for regime in chemical.regimes),
        ],
    ).finding()


def _name(named: list[Named]) -> str:
    return verb((found.value.paper for found in named), "names", "name")
