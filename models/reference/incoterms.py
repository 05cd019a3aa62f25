"""Delivery terms (ICC Incoterms), by the edition in force."""

import re
from datetime import date
from functools import cache

from models.reference.table import Row, rows


def incoterm(text: str) -> str | None:
    """Return the three letters of the delivery term that `text` starts with or holds alone, or None.

    >>> incoterm("CIF Tema (Incoterms 2020)"), incoterm("fob"), incoterm("prepaid")
    ('CIF', 'FOB', None)
    """
    words = re.findall(r"[A-Za-z]+", text)
    return next(
        (word.upper() for word in words if word.upper() in _terms() and (word.isupper() or len(words) == 1)), None
    )


def in_force(code: str, on: date) -> bool:
    """Say whether the edition of Incoterms in force that day knows the term; False for an unknown one."""
    row = _terms().get(code)
    return row is not None and row["valid_from"] <= on.isoformat() <= (row["valid_to"] or "9999")


@cache
def _terms() -> dict[str, Row]:
    return {row["code"]: row for row in rows("incoterms.csv")}
