"""Rows that head a group of goods and add it up: a package's line with its masses over what is packed in it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from extractors.numerals import numbers

_SUMMED = ("net_mass", "gross_mass", "amount", "volume", "packages", "quantity")
_COUNTED = frozenset({"quantity", "packages", "unit_price"})
_TOLD_OF_GOODS = frozenset({"hs_code", "unit_price", "origin"})


def heads(rows: Sequence[Mapping[str, str]]) -> set[int]:
    """Return which rows of a table head groups: each is the sum of those below it, down to the next such row.

    All leave a column empty that counts each of the others, and one group at least has several rows. `rows` are the
    texts of the cells by the field of their column.
    """
    for name in _SUMMED:
        for sign in (".", ","):
            figures = [told[0][0] if (told := numbers(row.get(name, ""), sign)) else None for row in rows]
            starts = _parted(figures)
            if starts and _is_bare(rows, starts):
                return set(starts)
    return set()


def _parted(figures: Sequence[Decimal | None]) -> list[int]:
    """Return where groups begin that all add up to their first figure, none where any does not."""
    starts: list[int] = []
    place = 0
    while place < len(figures):
        whole, below = figures[place], place + 1
        added = Decimal(0)
        while below < len(figures) and whole and added < whole:
            added += figures[below] or 0
            below += 1
        if not whole or added != whole:
            return []
        starts.append(place)
        place = below
    several = any(after - start > 2 for start, after in pairwise([*starts, len(figures)]))
    return starts if several else []


def _is_bare(rows: Sequence[Mapping[str, str]], found: Sequence[int]) -> bool:
    """Say whether the rows that were `found` leave a column empty that counts each of the other rows."""
    others = [row for n, row in enumerate(rows) if n not in found]
    counted = frozenset.intersection(*(frozenset(row) for row in others)) & (_COUNTED | _TOLD_OF_GOODS)
    return any(not any(rows[n].get(name) for n in found) for name in counted)
