"""Used equipment without proof that it works, and new goods under a code for waste."""

from collections.abc import Iterator
from datetime import date

from checks.evidence import Case, cited, listed, name_of, searched, short
from checks.goods_lines import groups
from checks.shipment import day_of, route_of
from checks.sides import Line
from checks.waste_signs import eu_basis, goes_abroad
from models.finding import Finding
from models.reference import waste
from models.reference.nomenclature import label, printed
from models.reference.trade_phrases import phrases
from models.reference.waste_words import materials, waste_words
from models.report import Consignment

# Headings of electrical and electronic equipment (WEEE Directive Annexes I and III).
_ELECTRICAL = (
    "8415", "8418", "8422", "8443", "8450", "8451", "8470", "8471", "8472", "8473", "8504", "8508", "8509", "8510",
    "8516", "8517", "8518", "8519", "8521", "8523", "8525", "8526", "8527", "8528", "8529", "8531", "8534", "8540",
    "8542", "8543", "9504",
)  # fmt: skip


def used_equipment_untested(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise used electrical equipment that crosses a border without a word of its having been tested.

    Compares: words of use ("used", "second-hand", "gebraucht") or of doubt ("untested", "as is", "for parts") in the
    description of electrical equipment, told by its material or heading, with words of test and function on any paper
    of the same goods, or a paper titled as a record of tests, which answers words of use and not of doubt. Silent
    for goods with waste codes or waste lines, which have papers of their own.
    Why: untested equipment is waste until the holder proves otherwise.
    Basis: Directive 2012/19/EU, Annex VI; Regulation (EU) 2024/1157, Article 29; Basel technical guidelines on
    e-waste.
    To clear: ask for the test record of each item, the contract for direct reuse, and look at how the goods are
    packed.
    """
    route, day = route_of(consignment), day_of(consignment, today)
    if not goes_abroad(consignment, route):
        return
    for group in groups(consignment):
        if any(line.item.waste_codes or waste.waste_heading(line.hs) for line in group) or not _electrical(group):
            continue
        doubts = [(line, found.word) for line in group for found in phrases(line.description, "broken")[:1]]
        used = [
            (line, match.word) for line in group for match in waste_words(line.description) if match.meaning == "used"
        ]
        tested = _recorded(consignment) or any(_tested(line) for line in group)
        told = doubts or ([] if tested else used)
        if told:
            words = listed(f"“{word}”" for _, word in told[:3])
            yield Case(
                "used-equipment-untested",
                "high",
                f"The {listed(name_of(line.paper) for line, _ in told)} calls the equipment {words}, and no paper "
                "says that it was tested and works. Ask for the test records; without them it is waste.",
                "a test record for each item",
                words,
                rests_on=[value for line, _ in told for value in cited(line.paper, line.item.description)],
                goods=[line.ref for line, _ in told],
                also=searched(consignment.papers),
                basis=["Directive 2012/19/EU, Annex VI", *eu_basis(route, day, "Article 29")],
            ).finding()


def hs_goods_as_waste(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise new goods that are declared under a code for waste.

    Compares: an HS line for waste with descriptions that say "virgin", "prime grade", "brand new" and bear no word of
    waste, on lines without waste codes.
    Why: goods are declared as waste to save duty or to hide their value; or the description was made up.
    Basis: HS lines for waste (3915, 4707, 7204, 8549 and others) and their notes.
    To clear: look at the goods; compare the price with that of scrap.
    """
    for group in groups(consignment):
        wrong = [line for line in group if len(line.hs) >= 4 and _for_waste(line.hs)]
        said = [(line, found) for line in group for found in _new(line)]
        spoilt = any(waste_words(line.description) or line.item.waste_codes for line in group)
        if not wrong or not said or spoilt:
            continue
        line, word = said[0]
        yield Case(
            "hs-goods-as-waste",
            "medium",
            f"“{short(line.description)}” is called {word} on the {name_of(line.paper)}, but the code "
            f"{printed(wrong[0].hs)} ({label(wrong[0].hs)}) is for waste. Look at the goods.",
            "a code for goods",
            printed(wrong[0].hs),
            rests_on=[
                *cited(line.paper, line.item.description),
                *(value for each in wrong for value in cited(each.paper, each.item.hs_code)),
            ],
            goods=[line.ref, *(each.ref for each in wrong)],
            basis=[f"HS heading {wrong[0].hs[:4]}"],
        ).finding()


def _electrical(group: tuple[Line, ...]) -> bool:
    coded = [line for line in group if len(line.hs) >= 4]
    if coded:
        return any(line.hs.startswith(_ELECTRICAL) for line in coded)
    return any(found.stream == "e-waste" for line in group for found in materials(line.description))


def _recorded(consignment: Consignment) -> bool:
    return any(paper.fields.test_record is not None for paper in consignment.papers)


def _tested(line: Line) -> bool:
    doubts = phrases(line.description, "broken")
    return any(
        not any(doubt.start <= found.start and found.end <= doubt.end for doubt in doubts)
        for found in phrases(line.description, "tested")
    )


def _for_waste(hs: str) -> bool:
    heading = waste.waste_heading(hs)
    return heading is not None and heading["control"] != "none"


def _new(line: Line) -> list[str]:
    others = phrases(line.description, "once used")
    return [
        f"“{found.word}”"
        for found in phrases(line.description, "new")
        if not any(other.start <= found.start and found.end <= other.end for other in others)
    ]
