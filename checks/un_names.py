"""A UN number that the list gives to another substance than the one that goods are called."""

from collections.abc import Iterator, Sequence

from checks.evidence import Case, cited, listed, name_of
from checks.sides import Line
from models.finding import Finding
from models.reference.trade_phrases import denied
from models.reference.un_substances import Spelt, by_number, named


def wrong_entry(told: Sequence[tuple[Line, str]]) -> Iterator[Finding]:
    """Yield a finding where goods are called by the name of one substance and numbered as another one alone."""
    for line, number in told:
        spelt = [each for each in named(line.description) if not denied(line.description, each.start, each.end)]
        others = by_number(number)
        alone = len({each.substance for each in spelt}) == 1 and all(each.is_whole for each in spelt)
        if alone and others and number not in spelt[0].substance.numbers:
            yield _finding(line, number, spelt[0])
            return


def _finding(line: Line, number: str, spelt: Spelt) -> Finding:
    (other, *_), own = by_number(number), spelt.substance
    sure = own.is_verified and other.is_verified
    doubt = "" if sure else " The number due is from memory: check it in the UN list."
    due = listed(f"UN {each}" for each in own.numbers)
    said = line.description[spelt.start : spelt.end]
    return Case(
        "un-number-mismatch",
        "high" if sure else "low",
        f"UN {number} on the {name_of(line.paper)} is {other.name}, but the {name_of(line.paper)} names {said}.{doubt} "
        "Read the label on the packages.",
        due,
        f"UN {number}",
        rests_on=cited(line.paper, line.item.un_number, line.item.description),
        goods=[line.ref],
        basis=[f"UN Model Regulations, UN {number}"],
    ).finding()
