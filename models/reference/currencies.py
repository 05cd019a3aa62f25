"""Currencies (ISO 4217) as papers write them: code, sign or name."""

from functools import cache

from models.reference.table import plain, rows, spellings, squeezed


def currency(text: str) -> str | None:
    """Return the ISO 4217 code of a printed currency, or None: a bare `$`, `¥` or `kr` names no one currency.

    >>> currency("US$"), currency("€"), currency("Euros"), currency("rmb"), currency("$")
    ('USD', 'EUR', 'EUR', 'CNY', None)
    """
    return _known().get("".join(plain(text).split()).rstrip(".")) or _known().get(squeezed(text) or "-")


def minor_digits(code: str) -> int | None:
    """Return how many decimals amounts in the currency have (2 for EUR, 0 for JPY), or None when unknown."""
    return next((int(row["minor_digits"]) for row in rows("currencies.csv") if row["code"] == code), None)


@cache
def _known() -> dict[str, str]:
    known = {row["code"].casefold(): row["code"] for row in rows("currencies.csv")}
    for row in rows("currencies.csv"):
        for spelling in (*spellings(row["spellings"]), row["name"]):
            known.setdefault("".join(plain(spelling).split()).rstrip("."), row["code"])
    return known
