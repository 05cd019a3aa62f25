"""Whether a paper that seems to say otherwise prints the other paper's value as well, where it was read as nothing.

Two papers that were read to say different things do not contradict each other where one of them prints what the other
says: its value was rather read from the wrong spot. What an officer has corrected is certain and excuses nothing.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import product

from checks.evidence import Cited
from checks.parties_alike import core
from models.field import Field, Quantity
from models.paper import Paper
from models.reference.table import folded
from models.reference.units import kilograms_per, package_family, package_kind

_FEWEST = 3  # digits: a shorter number stands on every paper
_SHORTEST = 5  # signs of a number, a name
_INTERNATIONAL = 6  # digits of an HS code
_THOUSANDS = 3
_TONNE = 1000
_NUMBERS = tuple(
    re.compile(rf"(?<![\d.,])(?:\d{{1,3}}(?:[{marks}]\d{{3}})+|\d+)(?:[.,]\d{{1,6}})?(?![.,]?\d)")
    for marks in (".,'’ ", ".,'’")
)
_ONE_MARK = re.compile(r"\d{1,3}[.,]\d{3}")
_ENOUGH, _MOST_FIGURES = 100, 60  # smaller numbers, or many, make any other
_COUNTED = re.compile(r"(?<![\d.,/])(\d{1,5})\s([^\W\d_]{2,20})")
_UN = re.compile(r"\bUN(?:[ -]?No\.?)?[ :]{0,2}\d{4}\b")
_CODE = re.compile(r"\d{4}[. ]?\d{2}")


def explained(one: Sequence[Cited], other: Sequence[Cited], sums: tuple[Decimal, Decimal] | None = None) -> bool:
    """Say whether a paper of one side prints what the other side says, so that the two do not contradict each other.

    `sums`: what the numbers of each side add up to (masses in kg), where these differ and not the values one by one.
    """
    if sums is None:
        return any(
            stands_on(doubted.paper, sure.field)
            for doubted, sure in (*product(one, other), *product(other, one))
            if doubted.field.confidence < 1
        )
    pairs = ((one, sums[1]), (other, sums[0]))
    return any(
        figure_stands_on(doubted.paper, size)
        for values, added in pairs
        for doubted in values
        if doubted.field.confidence < 1
        for size in (added, added / _TONNE)
    )


def stands_on(paper: Paper, field: Field[object]) -> bool:
    """Say whether a paper prints a value, in words or figures that were read as nothing."""
    if isinstance(field, Quantity):
        return any(figure_stands_on(paper, number) for number in _sizes(field))
    if isinstance(field.value, Decimal):
        return figure_stands_on(paper, field.value)
    return isinstance(field.value, str) and text_stands_on(paper, field.value)


def figure_stands_on(paper: Paper, number: Decimal) -> bool:
    """Say whether a paper prints a number of three digits at least that was read as nothing."""
    return sum(map(str.isdigit, f"{number.normalize():f}")) >= _FEWEST and number in _figures(paper.other_text)


def count_stands_on(paper: Paper, number: Decimal, family: str) -> bool:
    """Say whether a paper prints a number of packages of a family that was read as nothing: "Razem: 25 palet"."""
    return any(
        Decimal(printed) == number and (code := package_kind(word)) is not None and package_family(code) == family
        for printed, word in _COUNTED.findall(paper.other_text)
    )


def parts_stand_on(paper: Paper, number: Decimal) -> bool:
    """Say whether a paper prints a number, or two that make it, that were read as nothing: one line, or two."""
    figures = [figure for figure in _figures(paper.other_text) if _ENOUGH <= figure < number]
    paired = len(figures) <= _MOST_FIGURES and any(number - one in figures for one in figures if 2 * one != number)
    return paired or figure_stands_on(paper, number)


def un_number_stands_on(paper: Paper) -> bool:
    """Say whether a paper prints a UN number that was read as nothing."""
    return _UN.search(paper.other_text) is not None


def text_stands_on(paper: Paper, text: str) -> bool:
    """Say whether a paper prints a name or number, but for blanks, signs and legal form, that was read as nothing."""
    wanted = _squeezed(core(text))
    return len(wanted) >= _SHORTEST and wanted in _squeezed(paper.other_text)


def code_stands_on(paper: Paper, code: str) -> bool:
    """Say whether a paper prints a code that begins with the first six digits of this one."""
    printed = ("".join(filter(str.isdigit, found)) for found in _CODE.findall(paper.other_text))
    return len(code) >= _INTERNATIONAL and code[:_INTERNATIONAL] in printed


def _sizes(quantity: Quantity) -> Iterator[Decimal]:
    """Yield the value as it may be printed: a mass by the kilogram and by the tonne."""
    if quantity.value is None:
        return
    yield quantity.value
    if quantity.unit is not None and (kilograms := kilograms_per(quantity.unit)) is not None:
        yield from (quantity.value * kilograms, quantity.value * kilograms / _TONNE)


@lru_cache(maxsize=64)
def _figures(text: str) -> frozenset[Decimal]:
    """Every number in a text, in each way in which it may be read: with blanks between thousands and without."""
    return frozenset(value for numbers in _NUMBERS for printed in numbers.findall(text) for value in _readings(printed))


def _readings(printed: str) -> Iterator[Decimal]:
    """Yield what a printed number may be: 24.980 is many or few.

    >>> [str(number) for number in _readings("24.980")], [str(number) for number in _readings("1'024,980.50")]
    (['24980', '24.980'], ['1024980.50'])
    """
    *groups, last = re.split(r"[.,'’ ]", printed)
    whole = "".join(groups)
    if not groups or len(last) == _THOUSANDS:
        yield Decimal(whole + last)
    if groups and (len(last) != _THOUSANDS or _ONE_MARK.fullmatch(printed)):
        yield Decimal(f"{whole}.{last}")


@lru_cache(maxsize=256)
def _squeezed(text: str) -> str:
    return "".join(filter(str.isalnum, folded(text)))  # a whole paper is not kept for ever, as `squeezed` would
