"""UN numbers: the one that belongs to the goods, with its class, on every paper alike."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from checks.evidence import Case, Cited, cited, listed, name_of
from checks.goods_lines import groups
from checks.misreadings import by_eye
from checks.printed import un_number_stands_on
from checks.sides import Line
from checks.substances import GASES, OWN_GAS, Named, as_substance, substances
from checks.un_names import batteries_alone, wrong_entry
from models.field import Field
from models.finding import Finding, Severity
from models.paper import PaperKind
from models.reference.chemicals import by_refrigerant
from models.reference.dangerous_goods import un_entries
from models.reference.trade_phrases import phrases
from models.report import Consignment

_TRANSPORT: tuple[PaperKind, ...] = (
    "bill_of_lading", "sea_waybill", "air_waybill", "road_consignment_note", "dangerous_goods_declaration",
)  # fmt: skip
_CLASS = re.compile(r"\d(?:\.\d)?")


def un_number_mismatch(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a UN number that is not the goods' own, or not the same on every paper, or beside a class it has not.

    Compares: UN numbers of the same goods line across papers; the printed class with the UN list's; the gas that the UN
    list names for the number (UN 1018 is R 22) with the gas that the papers name; the one substance that goods are
    called with the one that the number stands for alone (UN 1090 is acetone); the kind of battery with the number's; a
    number for batteries with equipment with goods that are batteries alone by all their HS codes. Numbers that the
    table does not hold are compared between papers alone. Low where the number due is known from memory alone.
    Why: number and class decide stowage and emergency measures; a wrong one hides what is in the package.
    Basis: UN Model Regulations, dangerous goods list (IMDG Code 3.2, ADR 3.2, 49 CFR 172.101).
    To clear: read the label on the packages; ask for the safety data sheet, section 14.
    """
    for group in groups(consignment):
        told = [(line, number) for line in group if (number := _number(line.item.un_number))]
        if len({number for _, number in told}) > 1:
            yield _differing(told)
            continue
        yield from _wrong_class(told)
        yield from _wrong_substance(told, group)
        yield from wrong_entry(told)
        yield from batteries_alone(told, consignment)


def un_number_missing(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise dangerous goods for which no paper gives a UN number.

    Compares: goods lines with a printed hazard class, lines of a dangerous goods declaration, and refrigerant gases
    that have a UN entry of their own, with the UN numbers of the same line on all papers. One paper that gives it is
    enough, or prints one that was read as no line's; a line that is declared as non-regulated needs none.
    Why: without it the carrier cannot stow the goods, and nobody can check them against their description.
    Basis: IMDG Code 5.4.1.4, ADR 5.4.1.1: the UN number is on the transport document.
    To clear: ask for the dangerous goods declaration.
    """
    # A declaration of which no goods line was read may well give the number.
    unread = any(paper.kind == "dangerous_goods_declaration" and not paper.goods for paper in consignment.papers)
    # A line of another paper may give the gas's own number without being matched to this one.
    numbered = {_number(item.un_number) for paper in consignment.papers for item in paper.goods}
    for group in groups(consignment):
        if any(line.item.un_number is not None or _torn_in_two(line) for line in group):
            continue
        if any(un_number_stands_on(line.paper) for line in group):
            continue
        carried = any(line.paper.kind in _TRANSPORT for line in group)
        gases = _gases(group, numbered) if carried and as_substance(group) and not unread else []
        why, rests_on = _dangerous(group, gases[:1])
        if rests_on:
            yield Case(
                "un-number-missing",
                "medium",
                f"No paper gives the UN number of these goods, though {why}. Ask for the dangerous goods declaration.",
                f"UN {_entries(gases[0])[0]}" if gases else "a UN number",
                "none",
                rests_on=rests_on,
                goods=[line.ref for line in group],
                basis=["IMDG Code 5.4.1.4", "UN Model Regulations 5.4.1"],
            ).finding()


def _gases(group: Sequence[Line], numbered: set[str]) -> list[Named]:
    """The gases that goods lines name whose own UN numbers are not among those `numbered`."""
    gases = [found for found in substances(group) if found.chemical.kind in GASES and _entries(found)]
    return [found for found in gases if not numbered & set(_entries(found))]


def _dangerous(group: Sequence[Line], gases: Sequence[Named]) -> tuple[str, list[Cited]]:
    """What says that goods are dangerous: in words, and the values that bear it, none where nothing says so."""
    classed = [value for line in group for value in cited(line.paper, line.item.hazard_class)]
    declared = [line for line in group if line.paper.kind == "dangerous_goods_declaration" and _is_goods(line)]
    if classed:
        why = f"class {classed[0].field.raw} is printed"
    elif declared:
        why = "they stand on a dangerous goods declaration"
    else:
        why = f"{gases[0].told} has one" if gases else ""
    described = [value for line in declared for value in cited(line.paper, line.item.description)]
    return why, [*classed, *described, *(found.value for found in gases)]


def _torn_in_two(line: Line) -> bool:
    """Whether the reader of a scan made two lines of one: class here, and on a line beside it a number without one."""
    beside = [line.paper.goods[at] for at in (line.index - 1, line.index + 1) if 0 <= at < len(line.paper.goods)]
    apart = any(item.un_number is not None and item.hazard_class is None for item in beside)
    return by_eye([line.paper]) and line.item.hazard_class is not None and apart


def _is_goods(line: Line) -> bool:
    """Whether a line of a declaration is one of dangerous goods, and no remark below one that has its UN number."""
    if phrases(line.description, "unregulated"):
        return False
    counted = line.item.packages or line.item.hazard_class
    return counted is not None or not any(item.un_number for item in line.paper.goods)


def _number(field: Field[str] | None) -> str:
    digits = "".join(sign for sign in (field.value or "") if sign.isdigit()) if field is not None else ""
    return digits.zfill(4) if digits else ""


def _entries(found: Named) -> list[str]:
    """The UN numbers whose entry names this very gas."""
    return [
        number
        for number in found.chemical.un_numbers
        for entry in un_entries(number)
        if (own := OWN_GAS.search(entry.name)) and by_refrigerant(f"R{own[1]}") == found.chemical
    ]


def _differing(told: Sequence[tuple[Line, str]]) -> Finding:
    by_number: dict[str, list[Line]] = {}
    for line, number in told:
        by_number.setdefault(number, []).append(line)
    parts = [
        f"UN {number} on the {listed(name_of(line.paper) for line in lines)}" for number, lines in by_number.items()
    ]
    return Case(
        "un-number-mismatch",
        "high",
        f"The same goods bear {listed(parts)}. Read the label on the packages.",
        f"UN {told[0][1]}",
        listed(f"UN {number}" for number in list(by_number)[1:]),
        rests_on=[value for line, _ in told for value in cited(line.paper, line.item.un_number)],
        goods=[line.ref for line, _ in told],
        basis=["UN Model Regulations, dangerous goods list"],
    ).finding()


def _wrong_class(told: Sequence[tuple[Line, str]]) -> Iterator[Finding]:
    for line, number in told:
        field, entries = line.item.hazard_class, un_entries(number)
        printed = _CLASS.findall(field.value) if field is not None and field.value else []
        due = {each for entry in entries for each in _CLASS.findall(entry.hazard_class)}
        if not printed or not due or any(_same_class(printed[0], each) for each in due):
            continue
        yield Case(
            "un-number-mismatch",
            "high",
            f"The {name_of(line.paper)} gives class {printed[0]} beside UN {number}; UN {number} is {entries[0].name}, "
            f"class {entries[0].hazard_class}. Read the label on the packages.",
            f"class {entries[0].hazard_class}",
            f"class {printed[0]}",
            rests_on=cited(line.paper, line.item.un_number, field),
            goods=[line.ref],
            basis=[f"UN Model Regulations, UN {number}"],
        ).finding()
        return


def _same_class(one: str, other: str) -> bool:
    return one == other or one.partition(".")[0] == other or other.partition(".")[0] == one


def _wrong_substance(told: Sequence[tuple[Line, str]], group: tuple[Line, ...]) -> Iterator[Finding]:
    found = substances(group)
    if not told or not found:
        return
    line, number = told[0]
    names = {entry.name for entry in un_entries(number)}
    other = next(
        (gas for name in names if (own := OWN_GAS.search(name)) and (gas := by_refrigerant(f"R{own[1]}"))), None
    )
    severity: Severity | None = None
    if other is not None and all(named.chemical != other and named.chemical.kind in GASES for named in found):
        severity = "high"
    elif all(_known_otherwise(named, number) for named in found) and "n.o.s." not in " ".join(names).lower():
        severity = "low"
    if severity is None or not names:
        return
    doubt = " The number due is from memory: check it in the UN list." if severity == "low" else ""
    due = listed(f"UN {each}" for each in found[0].chemical.un_numbers) or "another UN number"
    rests_on: list[Cited] = [*cited(line.paper, line.item.un_number), *(named.value for named in found)]
    yield Case(
        "un-number-mismatch",
        severity,
        f"UN {number} on the {name_of(line.paper)} is {names.pop()}, but the {name_of(found[0].value.paper)} names "
        f"{found[0].told}.{doubt} Read the label on the packages.",
        due,
        f"UN {number}",
        rests_on=rests_on,
        goods=[line.ref, *(named.ref for named in found)],
        basis=[f"UN Model Regulations, UN {number}"],
    ).finding()


def _known_otherwise(named: Named, number: str) -> bool:
    """Whether the substance has numbers in the table, and this is none of them."""
    return (
        bool(named.chemical.un_numbers) and named.chemical.kind != "blend" and number not in named.chemical.un_numbers
    )
