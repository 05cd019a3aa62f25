"""Reading the reference tables: CSV files beside this module, with a header, UTF-8, kept in memory once read."""

import csv
import unicodedata
from functools import cache
from pathlib import Path

ROOM = Path(__file__).parent

Row = dict[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """Return the rows of `name` (such as `units.csv`, or `hs/39.csv`) as dicts by column, or none when it is absent."""
    path = ROOM / name
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple({key: value or "" for key, value in row.items() if key} for row in csv.DictReader(file))


def spellings(cell: str) -> list[str]:
    """Return the entries of a cell that holds several, written `a|b|c`."""
    return [entry for part in cell.split("|") if (entry := part.strip())]


@cache
def plain(text: str) -> str:
    """Return `text` without accents, in lower case, compatibility forms undone, Chinese simplified, spaces single.

    >>> plain("  Déchets  M³ "), plain("裝貨港")
    ('dechets m3', '装货港')
    """
    return folded(text)


def folded(text: str) -> str:
    """Return what `plain` does without keeping it for ever: for texts as long as a paper."""
    undone = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return " ".join("".join(sign for sign in undone if not unicodedata.combining(sign)).translate(LETTERS).split())


def squeezed(text: str) -> str:
    """Return the letters and digits of `plain(text)` alone, so that `M.T.`, `m/t` and `MT` are one key.

    >>> squeezed("M. T.")
    'mt'
    """
    return "".join(sign for sign in plain(text) if sign.isalnum())


LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"}
    | {row["traditional"]: row["simplified"] for row in rows("han_forms.csv")}
)
