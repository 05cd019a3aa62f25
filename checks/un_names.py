"""A UN number that the list gives to another substance, or another battery, than the one that goods are called."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from checks.evidence import Case, cited, listed, name_of
from checks.sides import Line, sides
from models.field import Field
from models.finding import Finding
from models.reference.trade_phrases import denied
from models.reference.un_batteries import batteries, by_battery_number, with_equipment
from models.reference.un_substances import Spelt, UnSubstance, by_number, named
from models.report import Consignment

_BATTERIES = ("8506", "8507")


class _Wrong(NamedTuple):
    """What a wrong number stands for, what the papers say the goods are, and the number due."""

    entry: str
    said: str
    due: str
    is_sure: bool


def wrong_entry(told: Sequence[tuple[Line, str]]) -> Iterator[Finding]:
    """Yield a finding where goods are called by the name of one substance and numbered as another one alone."""
    for line, number in told:
        found = chain(_other(line, number, named, by_number), _other(line, number, batteries, by_battery_number))
        if (wrong := next(found, None)) is not None:
            yield wrong
            return


def batteries_alone(told: Sequence[tuple[Line, str]], consignment: Consignment) -> Iterator[Finding]:
    """Yield a finding for batteries numbered as packed with equipment, where every coded line is of batteries."""
    coded = [line for side in sides(consignment) for line in side.lines if line.hs]
    for line, number in told:
        kind = with_equipment(number)
        if kind is not None and coded and all(other.hs.startswith(_BATTERIES) for other in coded):
            said, *_ = coded
            wrong = _Wrong(kind.name, f"HS {said.hs}", f"UN {kind.alone}", is_sure=True)
            yield _finding(line, number, wrong, said, said.item.hs_code)
            return


def _other(
    line: Line,
    number: str,
    names: Callable[[str], Iterable[Spelt]],
    entries: Callable[[str], tuple[UnSubstance, ...]],
) -> Iterator[Finding]:
    spelt = [each for each in names(line.description) if not denied(line.description, each.start, each.end)]
    others = entries(number)
    alone = len({each.substance for each in spelt}) == 1 and all(each.is_whole for each in spelt)
    if alone and others and number not in spelt[0].substance.numbers:
        own, other = spelt[0].substance, others[0]
        said = line.description[spelt[0].start : spelt[0].end]
        due = listed(f"UN {each}" for each in own.numbers)
        wrong = _Wrong(other.name, said, due, is_sure=own.is_verified and other.is_verified)
        yield _finding(line, number, wrong, line, line.item.description)


def _finding(line: Line, number: str, wrong: _Wrong, teller: Line, by: Field[str] | None) -> Finding:
    doubt = "" if wrong.is_sure else " The number due is from memory: check it in the UN list."
    return Case(
        "un-number-mismatch",
        "high" if wrong.is_sure else "low",
        f"UN {number} on the {name_of(line.paper)} is {wrong.entry}, but the {name_of(teller.paper)} names "
        f"{wrong.said}.{doubt} Read the label on the packages.",
        wrong.due,
        f"UN {number}",
        rests_on=[*cited(line.paper, line.item.un_number), *cited(teller.paper, by)],
        goods=list(dict.fromkeys([line.ref, teller.ref])),
        basis=[f"UN Model Regulations, UN {number}"],
    ).finding()
