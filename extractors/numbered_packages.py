"""Columns that number packages instead of counting them: "1-12", "13-19", "20", or "Case 1", "Case 2"."""

import re
from itertools import pairwise

from extractors.column_content import RANGE
from extractors.column_words import rank
from extractors.quantities import first_package
from extractors.tables import Table


def in_ranges(table: Table) -> bool:
    """Say whether the column of packages numbers them, by ranges in some rows: "1-12", "13-19", "20".

    Headed as no more than packages it does where each row goes on from the one before.
    """
    texts = [row.text("packages") for row in table.rows]
    told = [RANGE.match(f"{text}-{text}" if text.isdigit() else text) for text in texts]
    spans = [(int(found[1]), int(found[2])) for found in told if found]
    onward = len(spans) == len(texts) and all(after[0] == before[1] + 1 for before, after in pairwise(spans))
    return (onward or rank(table.hint("packages")) < 0) and any(last > first for first, last in spans)


_OF_ALL = re.compile(r"(\d{1,3})\s?(?:/|of|von|de|di|van)\s?(\d{1,3})", re.IGNORECASE)
_NAMED = re.compile(r"[^\W\d_]{3,}\W{0,3}(\d{1,3})")


def one_each(table: Table) -> bool:
    """Say whether every row is one package by its number: "1/3", "2/3", "3/3", or "Case 1", "Case 2"."""
    texts = [row.text("packages") for row in table.rows]
    shares = [_OF_ALL.fullmatch(text) for text in texts]
    named = [_NAMED.fullmatch(text) if first_package(text.split()[0]) else None for text in texts if text]
    numbers_told = [int(found[1]) for found in (shares if all(shares) else named) if found]
    of_all = not all(shares) or {found[2] for found in shares if found} == {str(len(texts))}
    return len(texts) > 1 and of_all and numbers_told == list(range(1, len(texts) + 1))
