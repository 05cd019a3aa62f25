"""How alike the goods lines of two papers are, every line of one with every line of the other, from 0 to 1.

Lines are many: a table of 1,000 is compared with one of 1,000 in a second or two, by arrays. Where arrays of floats
cannot tell whether two measures are within the tolerance, their decimals do.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from checks.sides import Line
from models.field import Quantity
from models.paper import mass_kg
from models.reference.table import plain
from models.reference.units import factor, kind_of

Matrix: TypeAlias = NDArray[np.float64]
SAME = Decimal("0.01")  # how far two measures of one line may lie apart, of the larger
_WORDED, _MEASURED, _CODED, _PLACED = 0.5, 0.25, 0.2, 0.05  # what each counts for
_DIGITS = 6  # of a code, beyond which they are national
_SHARED = ((4, 0.6), (2, 0.3))  # digits that two codes begin with alike, and how alike that makes them
_DOUBT = 1e-9  # relative; floats that are so close to the tolerance are compared as decimals
_AT_ONCE = 2_000_000  # pairs whose arrays are held at a time


def likeness(left: Sequence[Line], right: Sequence[Line]) -> Matrix:
    """Return how alike each line of `left` (rows) is to each of `right` (columns).

    Weighed are what both lines tell: wording (half), measures (a quarter), code (a fifth) and place in the list. Lines
    that share neither wording nor a measure are not alike, whatever their codes.
    """
    rows = max(1, _AT_ONCE // max(1, len(right)))
    places = np.arange(len(left)) / max(1, len(left)), np.arange(len(right)) / max(1, len(right))
    blocks = [
        _block(left[start : start + rows], right, (places[0][start : start + rows], places[1]))
        for start in range(0, len(left), rows)
    ]
    return np.concatenate(blocks) if blocks else np.zeros((0, len(right)))


def _block(left: Sequence[Line], right: Sequence[Line], places: tuple[Matrix, Matrix]) -> Matrix:
    both_worded = np.outer([bool(line.description) for line in left], [bool(line.description) for line in right])
    same, known = _measured(left, right)
    both_coded = np.outer([bool(line.hs) for line in left], [bool(line.hs) for line in right])
    placed = 1 - np.abs(places[0][:, None] - places[1][None, :])
    compared = both_worded | (known > 0)
    score = np.where(both_worded, _WORDED * _worded(left, right), 0.0)
    score += np.where(known > 0, _MEASURED * (same / np.maximum(known, 1)), 0.0)
    score += np.where(both_coded, _CODED * _coded(left, right), 0.0)
    score += _PLACED * placed
    weight = np.where(both_worded, _WORDED, 0.0) + np.where(known > 0, _MEASURED, 0.0)
    weight = weight + np.where(both_coded, _CODED, 0.0) + _PLACED
    return np.where(compared, score / weight, 0.0)


def _worded(left: Sequence[Line], right: Sequence[Line]) -> Matrix:
    mine, theirs = ([plain(line.description) for line in lines] for lines in (left, right))
    shared = cdist(mine, theirs, scorer=fuzz.token_set_ratio, dtype=np.float64)
    in_all = cdist(mine, theirs, scorer=fuzz.token_sort_ratio, dtype=np.float64)
    return np.asarray((0.7 * shared + 0.3 * in_all) / 100)


def _coded(left: Sequence[Line], right: Sequence[Line]) -> Matrix:
    """Return how alike the codes are: as one where they agree on the digits that both have, by their beginning else."""
    mine, theirs = ([line.hs for line in lines] for lines in (left, right))
    score = np.zeros((len(mine), len(theirs)))
    for digits, worth in reversed(_SHARED):
        score[_equal([code[:digits] for code in mine], [code[:digits] for code in theirs])] = worth
    shorter = np.minimum.outer([len(code) for code in mine], [len(code) for code in theirs]).clip(max=_DIGITS)
    for digits in np.unique(shorter):
        agree = _equal([code[:digits] for code in mine], [code[:digits] for code in theirs])
        score[agree & (shorter == digits)] = 1.0
    return score


def _equal(mine: Sequence[str], theirs: Sequence[str]) -> NDArray[np.bool_]:
    number = {text: place for place, text in enumerate(dict.fromkeys([*mine, *theirs]))}
    rows, columns = (np.array([number[text] for text in texts], np.int64) for texts in (mine, theirs))
    return np.asarray(rows[:, None] == columns[None, :])


def _measured(left: Sequence[Line], right: Sequence[Line]) -> tuple[Matrix, Matrix]:
    """Return how many measures of two lines are the same, and how many both tell."""
    same, known = np.zeros((2, len(left), len(right)))
    for measure in _MEASURES:
        mine, theirs = ([measure(line) for line in lines] for lines in (left, right))
        both, within = _within(mine, theirs)
        known += both
        same += within
    return same, known


_Measure: TypeAlias = tuple[str | None, Decimal] | None


def _within(mine: Sequence[_Measure], theirs: Sequence[_Measure]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return where both lines tell a measure of one kind, and where these are the same."""
    kinds = [[str(told[0]) if told else "" for told in side] for side in (mine, theirs)]
    told = np.outer([each is not None for each in mine], [each is not None for each in theirs])
    both = told & _equal(*kinds)
    floats = [np.array([float(each[1]) if each else 0.0 for each in side]) for side in (mine, theirs)]
    larger = np.maximum(np.abs(floats[0])[:, None], np.abs(floats[1])[None, :])
    with np.errstate(invalid="ignore"):  # a number of 400 digits is infinite as a float
        over = np.abs(floats[0][:, None] - floats[1][None, :]) - float(SAME) * larger
    within = both & (over <= 0)
    for row, column in np.argwhere(both & ~(np.abs(over) >= _DOUBT * larger)):
        one, other = mine[row], theirs[column]
        within[row, column] = one is not None and other is not None and _is_same(one[1], other[1])
    return both, within


def _is_same(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= SAME * max(abs(one), abs(other))


def _net(line: Line) -> _Measure:
    mass = mass_kg(line.item.net_mass)
    return None if mass is None else ("mass", mass)


def _gross(line: Line) -> _Measure:
    mass = mass_kg(line.item.gross_mass)
    return None if mass is None else ("mass", mass)


def _quantity(line: Line) -> _Measure:
    return _in_base_units(line.item.quantity)


def _amount(line: Line) -> _Measure:
    value = line.item.amount.value if line.item.amount else None
    return None if value is None else ("money", value)


_MEASURES: tuple[Callable[[Line], _Measure], ...] = (_net, _gross, _quantity, _amount)


def _in_base_units(quantity: Quantity | None) -> _Measure:
    """Return what a quantity measures, and how many kilograms, metres or pieces it is."""
    if quantity is None or quantity.value is None or quantity.unit is None:
        return None
    kind, times = _unit(quantity.unit)
    return None if times is None else (kind, quantity.value * times)


@cache
def _unit(code: str) -> tuple[str | None, Decimal | None]:
    return kind_of(code), factor(code)
