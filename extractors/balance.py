"""Rows that the sums of a paper prove to be no goods: a sum in a row of its own, and what is told of one package."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from extractors.wording import tokens
from models.field import Field
from models.paper import GoodsItem

COUNTED = ("packages", "gross_mass", "net_mass", "volume")  # what items and, as `total_...`, whole papers tell
_SUMMED = (*COUNTED, "amount")
_FEWEST = 2  # sums that have to agree: one may by chance
MOST_ROWS = 2_000
_Values = dict[str, Decimal]


def summed(goods: Sequence[GoodsItem]) -> tuple[list[GoodsItem], dict[str, Field[Any]]]:
    """Return the items without a last one that is the sum of the others in all that it counts, and the totals it tells.

    It bears no code, price or quantity and no name like the others', for cartons of one good may well be 10, 20 and 30.
    """
    *items, last = goods or [GoodsItem()]
    counted = _counted(last)
    if len(items) < 2 or len(counted) < _FEWEST or last.hs_code or last.unit_price or last.quantity:
        return list(goods), {}
    if _first_word(last) in {_first_word(item) for item in items} - {""}:
        return list(goods), {}
    told = [_counted(item) for item in items]
    if any(sum((values.get(name, Decimal(0)) for values in told), Decimal(0)) != counted[name] for name in counted):
        return list(goods), {}
    return items, {f"total_{name}": getattr(last, name) for name in counted}


def whole(goods: Sequence[GoodsItem], head: Mapping[str, Field[Any]]) -> list[GoodsItem]:
    """Return the items without those by which they exceed every total of the paper.

    "@75.00" over "900.00": a row tells of one package what the next tells of all. They lack what most rows have.
    """
    told = [_counted(item) for item in goods[:MOST_ROWS]]
    excess: _Values = {}
    for name in _SUMMED:
        total, known = head.get(f"total_{name}"), [values[name] for values in told if name in values]
        if total is not None and total.value and len(known) > 1 and sum(known) != total.value:
            excess[name] = sum(known, Decimal(0)) - Decimal(total.value)
    odd = [n for n, values in enumerate(told[:-1]) if _lacks_what_most_have(values, told)]
    added = {name: sum((told[n].get(name, Decimal(0)) for n in odd), Decimal(0)) for name in excess}
    if len(excess) < _FEWEST or added != excess:
        return list(goods)
    return [item for n, item in enumerate(goods) if n not in odd]


def _lacks_what_most_have(values: _Values, told: Sequence[_Values]) -> bool:
    usual = {name for name in _SUMMED if sum(name in each for each in told) > len(told) / 2}
    return bool(usual - values.keys()) and bool(values)


def _counted(item: GoodsItem) -> _Values:
    values = {name: getattr(item, name) for name in _SUMMED}
    return {name: value.value for name, value in values.items() if value is not None and value.value is not None}


def _first_word(item: GoodsItem) -> str:
    words = tokens(item.description.raw) if item.description else ()
    return words[0] if words else ""
