"""The Harmonized System as code lists by edition: which codes exist, since when, what followed them, our labels.

Codes are digits without separators: chapter 2, heading 4, subheading 6; national digits after the sixth are cut.
Editions are named `HS2022`. The lists are facts about codes; labels are our own words, from `hs/NN.csv`.
"""

from datetime import date
from functools import cache, lru_cache

from models.reference import imported
from models.reference.table import rows, spellings


def edition_at(day: date) -> str:
    """Return the edition in force that day, such as `HS2022`."""
    today = day.isoformat()
    calendar = rows("hs_calendar.csv")
    return next((row["edition"] for row in reversed(calendar) if row["valid_from"] <= today), calendar[0]["edition"])


def editions() -> tuple[str, ...]:
    """Return the editions we hold, oldest first."""
    return tuple(row["edition"] for row in rows("hs_calendar.csv"))


def exists(code: str, edition: str) -> bool:
    """Say whether a chapter, heading or subheading stands in an edition; digits after the sixth do not count.

    >>> exists("8549", "HS2022"), exists("854911", "HS2017"), exists("8549110000", "HS2022")
    (True, False, True)
    """
    return edition in editions_of(code)


def editions_of(code: str) -> tuple[str, ...]:
    """Return the editions in which a code stands, oldest first; empty for one that never did.

    >>> editions_of("854810")[-1], editions_of("390299")
    ('HS2017', ())
    """
    return _editions(imported.state()).get(code[:6], ())


def successors(code: str, edition: str = "HS2022") -> tuple[str, ...]:
    """Return the subheadings of `edition` (HS2022 or HS2028) that followed an older one, those of its heading first.

    A subheading that did not change has no successors: the answer is empty.

    >>> successors("382471")
    ('382711',)
    """
    found = _successors().get((code[:6], edition), ())
    return tuple(sorted(found, key=lambda new: (new[:4] != code[:4], new)))


def label(code: str) -> str:
    """Return our label of a code, of its subheading or else of its heading; empty when we have none yet."""
    for digits in (code[:6], code[:4], code[:2]):
        found = _labels(code[:2]).get(digits)
        if found:
            return found
    return ""


def printed(code: str) -> str:
    """Return a code as papers print it.

    >>> printed("390210"), printed("39021000"), printed("3902")
    ('3902.10', '3902.10.00', '3902')
    """
    return ".".join(part for part in (code[:4], code[4:6], code[6:8], code[8:]) if part)


@lru_cache(maxsize=1)
def _editions(_imported: int) -> dict[str, tuple[str, ...]]:
    known = {row["code"]: _run(row["editions"]) for row in rows("hs_editions.csv")}
    changed = {
        row["code"]: spellings(row["successors"])
        for row in rows("hs_successors.csv")
        if row["target_edition"] == "2028"
    }
    latest = {code for code, held in known.items() if held[-1] == "HS2022" and code not in changed}
    latest |= {code for codes in changed.values() for code in codes}
    latest |= {code[:digits] for code in latest for digits in (2, 4)}
    for code in latest:
        known[code] = (*known.get(code, ()), "HS2028")
    for edition in editions():
        _replace(known, edition, imported.codes(edition))
    return known


def _replace(known: dict[str, tuple[str, ...]], edition: str, codes: frozenset[str]) -> None:
    """Put a list that the user imported in place of ours of the same edition, where there is one."""
    held = codes | {code[:digits] for code in codes for digits in (2, 4)}
    for code in (held | set(known)) if codes else ():
        others = [each for each in known.get(code, ()) if each != edition]
        known[code] = tuple(sorted([*others, edition] if code in held else others))


@cache
def _run(cell: str) -> tuple[str, ...]:
    found: list[str] = []
    for part in spellings(cell):
        first, last = part.split("-")
        found += [edition for edition in editions() if f"HS{first}" <= edition <= f"HS{last}"]
    return tuple(found)


@cache
def _successors() -> dict[tuple[str, str], tuple[str, ...]]:
    return {
        (row["code"], f"HS{row['target_edition']}"): tuple(spellings(row["successors"]))
        for row in rows("hs_successors.csv")
    }


@cache
def _labels(chapter: str) -> dict[str, str]:
    return {row["code"]: row["label"] for row in rows(f"hs/{chapter}.csv")} if chapter.isdigit() else {}
