"""What the engine learns from: labels and trade terms of the nomenclature, names in the reference tables, pairs."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from models.hs.wording import template, whole
from models.reference import waste
from models.reference.chemicals import chemicals
from models.reference.nomenclature import successors
from models.reference.table import ROOM, rows

_FORMULATIONS = (
    "preparation", "formulation EC", "wettable powder WP", "suspension concentrate SC flowable",
    "soluble concentrate SL", "granules GR", "water dispersible granules WG", "insecticide", "herbicide", "fungicide",
    "insecticide SL", "granular nematicide",
)  # fmt: skip
_SCRAP_FORMS = {"plastics": ("offcuts", "clippings", "regrind", "bales post consumer", "compacted blocks recycled")}


class Pair(NamedTuple):
    """A description and a code that covers it; of four or two digits where it holds for a whole heading or chapter."""

    text: str
    code: str


def chapters() -> tuple[str, ...]:
    """Return the chapters that have a table, such as `39`."""
    return tuple(sorted(path.stem for path in (ROOM / "hs").glob("[0-9][0-9].csv")))


def codes() -> tuple[str, ...]:
    """Return every subheading of the nomenclature tables, in order."""
    return tuple(sorted({row["code"] for row in _rows() if len(row["code"]) == 6}))


def terms() -> list[Pair]:
    """Return the label and the trade terms of every chapter, heading and subheading, and the other tables' terms."""
    known = set(codes())
    found = [Pair(row["label"], row["code"]) for row in _rows()]
    for row in _rows():
        found += (Pair(term.strip(), row["code"]) for term in row["terms"].split(";") if term.strip())
    found += (pair for pair in _chemical_names() if pair.code in known)
    found += (pair for pair in _scrap_names() if pair.code in known)
    return list(dict.fromkeys(found))


def pairs(path: Path) -> list[Pair]:
    """Return the pairs of a CSV file with `description` and `hs6_2022`, `hs_code` or `declared_code`, each make once.

    Rows without a description or six digits are left out. Raises OSError, and ValueError when a column is missing.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        columns = reader.fieldnames or []
        column = next((name for name in ("hs6_2022", "hs_code", "declared_code") if name in columns), None)
        if column is None or "description" not in columns:
            raise ValueError(f"{path} has no columns description and hs_code.")
        return once((row["description"] or "", _digits(row[column])[:6]) for row in reader)


def once(found: Iterable[tuple[str, str]]) -> list[Pair]:
    """Return each description with a six-digit code once by its template: a thousand like lines teach what one does."""
    kept: dict[tuple[str, str], Pair] = {}
    for text, code in found:
        make = template(text)
        if make and len(code) == 6:
            kept.setdefault((make, code), Pair(text, code))
    return list(kept.values())


def current(found: Iterable[tuple[str, str]]) -> list[Pair]:
    """Return pairs with codes of any edition as pairs of today's; those whose code became several are left out."""
    known = set(codes())
    today = []
    for text, code in found:
        digits = code[:6]
        new = (digits,) if digits in known else tuple(each for each in successors(digits) if each in known)
        if len(new) == 1:
            today.append((text, new[0]))
    return once(today)


def labels(wanted: Sequence[str]) -> list[str]:
    """Return our label of each code."""
    by_code = {row["code"]: row["label"] for row in _rows()}
    return [by_code.get(code, "") for code in wanted]


def _rows() -> Iterator[dict[str, str]]:
    for chapter in chapters():
        yield from rows(f"hs/{chapter}.csv")


def _digits(text: str | None) -> str:
    return "".join(sign for sign in text or "" if sign.isdigit())


def _chemical_names() -> Iterator[Pair]:
    for chemical in chemicals():
        refrigerant = (f"{chemical.refrigerant} refrigerant gas",) if chemical.refrigerant else ()
        for code in chemical.hs_pure[:1] or chemical.hs_mixture[:1]:
            for name in (chemical.name, *chemical.synonyms, *refrigerant, *(f"CAS {cas}" for cas in chemical.cas)):
                yield Pair(name, code)
        for code in chemical.hs_mixture[:1] if chemical.kind == "pesticide" else ():
            for name in (chemical.name, *chemical.synonyms):
                yield from (Pair(f"{name} {form}", code) for form in _FORMULATIONS)


def _scrap_names() -> Iterator[Pair]:
    for row in rows("materials.csv"):
        if len(row["waste_hs"]) == 6:
            for word in ("scrap", "waste", *_SCRAP_FORMS.get(row["stream"], ())):
                yield Pair(f"{row['word']} {word}", row["waste_hs"])
    for row in rows("waste_words.csv"):
        if row["meaning"] == "waste" and row["stream"] and whole(row["phrase"]):
            for code in waste.own_lines(row["stream"]):
                yield Pair(row["phrase"].replace("*", ""), code)
