"""Charges of a bill that has no table: lines of a name and an amount at one margin that add up to the bill's total."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from extractors.item_blocks import AMOUNT
from extractors.layout import Line, Phrase
from extractors.numerals import DecimalSign, numbers
from extractors.regions import Layout
from extractors.table_rows import Row

_NAME = re.compile(r"[^\W\d_]{3}")
_SAME_MARGIN, _SEEN_MARGIN = 2.0, 9.0  # points; by eye a mark before a name may be read as a part of it
_FEWEST = 2  # charges; one alone is the total by another name


class _Charge(NamedTuple):
    margin: float
    name: Phrase
    printed: Phrase
    amount: Decimal


def rows(layouts: Sequence[Layout], sign: DecimalSign) -> list[Row]:
    """Return a row with `description` and `amount` for each charge; none where no lines of a margin make the total.

    Of two margins the outer one counts: what is set in below a charge is what it is made of.
    """
    for layout in layouts:
        totals = {amount for line in layout.lines for amount in _totals(layout, line, sign)}
        charges = [charge for line in layout.lines for charge in _charges(layout, line, sign)]
        reach = _SEEN_MARGIN if layout.page.origin in ("ocr", "mixed") else _SAME_MARGIN
        for margin in sorted({charge.margin for charge in charges}):
            level = [charge for charge in charges if 0 <= charge.margin - margin <= reach]
            if run := _making(level, totals):
                return [Row({"description": [charge.name], "amount": [charge.printed]}) for charge in run]
    return []


def _making(charges: Sequence[_Charge], totals: set[Decimal]) -> Sequence[_Charge]:
    """Return the longest run of charges that adds up to a total."""
    for size in range(len(charges), _FEWEST - 1, -1):
        for start in range(len(charges) - size + 1):
            run = charges[start : start + size]
            if sum(charge.amount for charge in run) in totals:
                return run
    return ()


def _totals(layout: Layout, line: Line, sign: DecimalSign) -> Iterator[Decimal]:
    label = layout.label_at(line.phrases[0])
    if label is not None and label.announces("total_amount"):
        found = numbers(line.phrases[-1].text, sign)
        if found and found[-1][0] > 0:
            yield found[-1][0]


def _charges(layout: Layout, line: Line, sign: DecimalSign) -> Iterator[_Charge]:
    name, *amounts = line.phrases
    if not amounts or not _NAME.search(name.text) or layout.label_at(name) is not None:
        return
    if all(AMOUNT.fullmatch(amount.text) for amount in amounts):
        found = numbers(amounts[-1].text, sign)
        if len(found) == 1:
            yield _Charge(name.box.x0, name, amounts[-1], found[0][0])
