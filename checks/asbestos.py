"""Asbestos: in the goods, under whatever code."""

from collections.abc import Iterator
from datetime import date

from checks.evidence import Case, Cited, cited, listed, name_of
from checks.goods_lines import groups
from checks.shipment import day_of, route_of
from checks.sides import Line
from models.finding import Finding, Severity
from models.reference.countries import is_eu
from models.reference.nomenclature import printed
from models.reference.trade_phrases import denied
from models.reference.waste_words import materials
from models.report import Consignment

_WITH = ("2524", "681140", "6812", "681320")
_WITHOUT = ("681181", "681182", "681189", "681381", "681389")
_UN = ("2212", "2590")


def asbestos(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise asbestos in trade: by word, HS line or UN number.

    Compares: words of asbestos in the descriptions ("asbestos free" apart), HS 2524, 6811.40, 6812 and 6813.20, UN
    2212 and 2590. High when the code is one for goods without asbestos, for amphiboles (crocidolite, amosite and
    others) and on the way into or out of the EU; low elsewhere, where chrysotile may be lawful. Waste with a waste
    entry is left out.
    Why: making, importing and using it is banned in the EU and most of the OECD; the fibres kill.
    Basis: HS 2022 headings 2524, 6811 to 6813; Rotterdam Convention Annex III; Regulation (EC) 1907/2006, Annex XVII
    6.
    To clear: have the goods sampled; ask for the analysis.
    """
    day, route = day_of(consignment, today), route_of(consignment)
    in_eu = any(place is not None and is_eu(place, day.on) for place in (route.origin, route.destination))
    for group in groups(consignment):
        if any(line.item.waste_codes for line in group):
            continue
        words = [(line, word) for line in group for word in _words(line)]
        coded = [line for line in group if line.hs.startswith(_WITH)]
        numbered = [line for line in group if _number(line) in _UN]
        if not (words or coded or numbered):
            continue
        free = [line for line in group if line.hs.startswith(_WITHOUT)]
        amphibole = any(_number(line) == _UN[0] for line in numbered) or any(line.hs == "252410" for line in coded)
        severity: Severity = "high" if free or amphibole or in_eu else "low"
        yield _case(severity, words, [*coded, *free], numbered, contradicted=bool(free))


def _words(line: Line) -> list[str]:
    return [
        found.word
        for found in materials(line.description)
        if found.stream == "asbestos" and not denied(line.description, found.start, found.end)
    ]


def _number(line: Line) -> str:
    field = line.item.un_number
    return "".join(sign for sign in (field.value or "") if sign.isdigit()) if field is not None else ""


def _case(
    severity: Severity, words: list[tuple[Line, str]], coded: list[Line], numbered: list[Line], *, contradicted: bool
) -> Finding:
    rests_on: list[Cited] = [value for line, _ in words for value in cited(line.paper, line.item.description)]
    rests_on += [value for line in coded for value in cited(line.paper, line.item.hs_code)]
    rests_on += [value for line in numbered for value in cited(line.paper, line.item.un_number)]
    signs = [f"“{word}”" for _, word in words] + [f"HS {printed(line.hs[:6])}" for line in coded]
    signs += [f"UN {_number(line)}" for line in numbered]
    told = listed(signs[:4])
    why = "the code is for goods without asbestos" if contradicted else "it is banned in most countries"
    doubt = (
        " Chrysotile may be lawful on this route: check the law of the importing country." if severity == "low" else ""
    )
    return Case(
        "asbestos",
        severity,
        f"The {listed(name_of(value.paper) for value in rests_on)} shows asbestos ({told}); {why}.{doubt} Have "
        "the goods "
        "sampled.",
        "goods without asbestos",
        told,
        rests_on=rests_on,
        goods=[line.ref for line in [*(line for line, _ in words), *coded, *numbered]],
        basis=["HS 2022 headings 2524, 6811 to 6813", "Rotterdam Convention Annex III"],
    ).finding()
