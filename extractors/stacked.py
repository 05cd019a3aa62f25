"""Columns that hold several facts under each other ("Gross weight" over "Net weight"): which printed line is which."""

from collections.abc import Sequence
from itertools import combinations_with_replacement, pairwise

from extractors import tariff
from extractors.heads import Head
from extractors.layout import Phrase
from extractors.numerals import numbers
from extractors.quantities import measures, packages
from models.reference.countries import country

_KINDS = {"gross_mass": "mass", "net_mass": "mass", "volume": "volume"}


def dealt(phrases: Sequence[Phrase], head: Head) -> dict[str, list[Phrase]]:
    """Return the printed lines of one cell by the field each tells, in the order of the heading's lines."""
    fields, count = head.fields, len(phrases)
    cuts = ((0, *chosen, count) for chosen in combinations_with_replacement(range(count + 1), len(fields) - 1))
    best = max(cuts, key=lambda cut: _worth(phrases, fields, cut))
    parts = {name: list(phrases[best[n] : best[n + 1]]) for n, name in enumerate(fields)}
    return {name: part for name, part in parts.items() if part}


def _worth(phrases: Sequence[Phrase], fields: Sequence[str], cut: Sequence[int]) -> float:
    parts = [phrases[start:stop] for start, stop in pairwise(cut)]
    filled = sum(bool(part) for part in parts)
    fitting = sum(fit(name, phrase.text) for name, part in zip(fields, parts, strict=True) for phrase in part)
    early = sum(len(part) / (n + 2) for n, part in enumerate(parts)) / 100
    crowded = sum(len(part) - 1 for name, part in zip(fields, parts, strict=True) if part and name != "description")
    return fitting + filled + early - 0.6 * crowded


def fit(name: str, text: str) -> float:
    """Return how well a printed text suits a field, from -2 (not at all) to 2 (it can hardly be another)."""
    letters = sum(c.isalpha() for c in text)
    digits = sum(c.isdigit() for c in text)
    if name in _KINDS:
        return _measured(measures(text, kind=_KINDS[name]), digits)
    match name:
        case "hs_code":
            worth = 2.0 if tariff.codes(text) and letters < 3 else -1.5
        case "origin":
            worth = 2.0 if country(text.strip(" .,()")) else 0.2 - min(digits, 2)
        case "line":
            worth = 1.5 if text.strip(" .").isdigit() and digits < 5 else -2.0
        case "description" | "shipping_name":
            worth = 1.0 if letters > 2 and letters > digits else -1.0
        case "packages" | "package_kind":
            worth = _measured(packages(text) or packages(text, sign=","), digits)
        case "quantity" | "unit_price" | "amount":
            worth = 1.0 if numbers(text) else -2.0
        case _:
            worth = 0.5
    return worth


def _measured(found: Sequence[object], digits: int) -> float:
    if not found:
        return -2.0
    return 2.0 if getattr(found[0], "unit", None) else (1.0 if digits else -1.0)
