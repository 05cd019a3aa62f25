"""Hazardous and green at once: codes of one waste that exclude each other."""

from collections.abc import Iterator
from datetime import date

from checks.evidence import Case, Cited, name_of
from checks.goods_lines import groups
from checks.sides import Line
from checks.waste_entries import Entered, codes, entries
from models.finding import Finding
from models.reference.dangerous_goods import un_entries
from models.reference.waste import low_is_hazardous, waste_code
from models.report import Consignment

_MISCELLANEOUS = "9"
# Annex III characteristics that are a UN class of their own; H10 to H13 have none but class 9.
_CLASSES = {f"H{each}": each for each in ("1", "3", "4.1", "4.2", "4.3", "5.1", "5.2", "6.1", "6.2", "8")}


def hazard_contradiction(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise waste codes of the same goods of which one says hazardous and the other green or non-hazardous.

    Compares: on one paper, a green-list entry with a starred entry of the EU list, with an Annex I category (Y1 to
    Y45) or with a hazard characteristic (H or HP); Y48 or Y49, which are for waste that is not hazardous, with a
    starred entry; and the H-codes with the printed UN class.
    Why: one of the codes is wrong, and on it hangs whether consent was needed.
    Basis: Basel Convention Articles 1 and Annexes I, III, VIII and IX; Decision 2000/532/EC; notification block 14.
    To clear: ask for the analysis and the waste's classification.
    """
    for group in groups(consignment):
        for line in group:
            found = entries([line])
            green = [one for one in found if one.entry.control == "green-list"]
            mild = [one for one in found if one.entry.annex == "Annex II" and _has_hazardous_twin(one)]
            starred = [
                (f"{code} of the EU list, which is hazardous", value)
                for code, value, _ in codes([line], "ewc")
                if low_is_hazardous(code)
            ]
            signs = [
                (f"{one.entry.code} ({one.entry.label})", one.value) for one in found if one.entry.annex == "Annex I"
            ]
            signs += [(f"the hazard characteristic {code}", value) for code, value, _ in codes([line], "h", "hp")]
            if green and (starred or signs):
                yield _both(green[0], (starred or signs)[0], line)
            elif mild and starred:
                yield _both(mild[0], starred[0], line)
            else:
                yield from _class_at_odds(line)


def _has_hazardous_twin(one: Entered) -> bool:
    """Whether the hazardous waste of the kind has an Annex VIII entry of its own, as Y48 and Y49 have."""
    return any((twin := waste_code(code)) is not None and twin.annex == "Annex VIII" for code in one.entry.related)


def _both(mild: Entered, hazardous: tuple[str, Cited], line: Line) -> Finding:
    said, value = hazardous
    return Case(
        "hazard-contradiction",
        "high",
        f"The {name_of(line.paper)} gives {mild.entry.code} ({mild.entry.label}), which is not for hazardous "
        "waste, and "
        f"{said}. Ask for the analysis.",
        f"codes that go with {mild.entry.code}",
        value.field.raw,
        rests_on=[mild.value, value],
        goods=[line.ref],
        basis=[f"Basel Convention {mild.entry.annex}, {mild.entry.code}", "Decision 2000/532/EC"],
    ).finding()


def _class_at_odds(line: Line) -> Iterator[Finding]:
    field = line.item.hazard_class
    told = codes([line], "h")
    if field is None or not field.value or not told or field.value.startswith(_MISCELLANEOUS):
        return
    due = {_CLASSES.get(code.upper().replace(" ", "")) for code, _, _ in told}
    number = line.item.un_number.value if line.item.un_number and line.item.un_number.value else ""
    beside = " ".join(entry.subsidiary for entry in un_entries(number)) if number else ""
    if None in due or any(each and (each in field.value or each in beside) for each in due):
        return
    yield Case(
        "hazard-contradiction",
        "high",
        f"The {name_of(line.paper)} gives the hazard characteristic {told[0][0]} and UN class {field.value}; they are "
        "different hazards. Ask for the analysis.",
        f"class {sorted(each for each in due if each)[0]}",
        f"class {field.value}",
        rests_on=[told[0][1], Cited(line.paper, field)],
        goods=[line.ref],
        basis=["Basel Convention Annex III: UN class and H-number"],
    ).finding()
