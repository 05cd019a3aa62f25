"""Quantity, price and amount of a row, their decimal marks read so that the first times the second is the third."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product

from extractors.habits import Habits
from extractors.heads import PER_MANY
from extractors.numerals import DecimalSign, numbers, product_holds
from extractors.table_rows import Row
from extractors.tables import PRICED, Table

_UNMARKED = re.compile(r"\D{0,4}(\d{3,7})\D{0,4}")
_PLACES = 4  # behind a mark that the reader lost, at most
# What it costs to read a mark as the other one, to put one where none was seen, to go against what the column shows.
_OTHER, _LOST, _AGAINST = 1, 2, 3
Reading = tuple[int, Decimal]


def settled(row: Row, table: Table, habits: Habits) -> dict[str, Decimal]:
    """Return the values of a row to be read otherwise so that it multiplies, none where several ways are as near."""
    if PER_MANY.search(table.hint("unit_price")) or not all(row.cells.get(name) for name in PRICED):
        return {}
    choices = {name: list(_readings(row, table, habits, name)) for name in PRICED}
    right = [told for told in product(*choices.values()) if product_holds(*(value for _, value in told))]
    nearest = min((_cost(told) for told in right), default=0)
    best = {tuple(value for _, value in told) for told in right if _cost(told) == nearest}
    if not nearest or len(best) > 1:
        return {}
    usual = [readings[0][1] for readings in choices.values()]
    return {name: value for name, value, read in zip(PRICED, next(iter(best)), usual, strict=True) if value != read}


def hold(row: Row, table: Table, habits: Habits) -> bool:
    """Say whether quantity times price is the amount, read as their columns have them."""
    read = [next(_readings(row, table, habits, name), None) if row.cells.get(name) else None for name in PRICED]
    told = [reading[1] for reading in read if reading]
    return len(told) == len(PRICED) and product_holds(*told)


def _cost(told: Sequence[Reading]) -> int:
    return sum(cost for cost, _ in told)


def _readings(row: Row, table: Table, habits: Habits, name: str) -> Iterator[Reading]:
    """Yield how a cell may be read, as its column has it first."""
    phrase = next((phrase for phrase in row.cells[name] if numbers(phrase.text)), row.cells[name][0])
    text = table.printed(name, phrase)
    sign = table.sign(name, text, habits.sign)
    other: DecimalSign = "," if sign == "." else "."
    turned = _OTHER if table.decimals(name, habits.sign) is None else _AGAINST
    found = {value: cost for each, cost in ((other, turned), (sign, 0)) for value in _first(text, each)}
    yield from sorted(((cost, value) for value, cost in found.items()), key=lambda reading: reading[0])
    bare = _UNMARKED.fullmatch(phrase.text) if phrase.words[0].origin == "ocr" else None
    if bare:
        yield from ((_LOST, Decimal(int(bare[1])).scaleb(-places)) for places in range(_PLACES + 1))


def _first(text: str, sign: DecimalSign) -> list[Decimal]:
    return [value for value, _, _ in numbers(text, sign)[:1]]
