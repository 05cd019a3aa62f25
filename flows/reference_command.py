"""`tallyman reference`: import an official code list, drop one, say which editions are in use."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

from flows.edition import DATED, reference_in_use
from flows.official_lists import read_list
from flows.own_data import own_lists, use_own
from flows.settings import Settings
from models.reference import imported
from models.reference.nomenclature import editions_of
from models.reference.table import rows

_SHOWN = 10


def bring_in(path: Path, name: str | None, settings: Settings) -> list[str]:
    """Import the list in a file; return lines that say what it is and what it changes.

    Raises OSError, and ValueError for a file that is no list.
    """
    use_own(settings)
    edition, entries = read_list(path, name)
    unknown = [entry.code for entry in entries if len(entry.code) == 6 and not editions_of(entry.code)]
    imported.keep(own_lists(settings), edition, entries)
    told = [f"{edition.name}: {edition.codes} codes from {edition.source}; used from now on."]
    lengths = Counter(len(entry.code) for entry in entries)
    told.append("  " + ", ".join(f"{count} of {digits} digits" for digits, count in sorted(lengths.items())))
    if unknown:
        told.append(f"  {len(unknown)} subheadings of it are in no edition known before: {', '.join(unknown[:_SHOWN])}")
    return told


def drop(name: str, settings: Settings) -> list[str]:
    """Remove an imported list. Raises ValueError when there is none of that name."""
    if not re.fullmatch(r"\w+", name) or not imported.drop(own_lists(settings), name.upper()):
        raise ValueError(f"No list {name} was imported. `tallyman reference list` tells which were.")
    return [f"{name.upper()} is no longer used."]


def held(settings: Settings, today: date) -> list[str]:
    """Return lines that tell each edition in use: its table, since when, its source."""
    use_own(settings)
    in_use = reference_in_use(today)
    told = ["In force today:"]
    told += [f"  {name:6} {edition:12} {_source(name, edition)}" for name, edition in in_use.items()]
    told.append("Editions of the Harmonized System held:")
    for row in rows("hs_calendar.csv"):
        until = f"to {row['valid_to']}" if row["valid_to"] else "on"
        told.append(f"  {row['edition']:8} {row['valid_from']} {until:13} {row['source']} ({row['confidence']})")
    own = imported.editions()
    told.append("Imported:" if own else "Imported: none (`tallyman reference import FILE`).")
    told += [
        f"  {each.name:8} {each.codes} codes, {each.source}, {each.imported}, sha256 {each.sha256[:12]}" for each in own
    ]
    return told


def _source(name: str, edition: str) -> str:
    if name == "hs":
        return next((row["source"] for row in rows("hs_calendar.csv") if row["edition"] == edition), "")
    return next((row["source"] for row in rows(DATED[name]) if row.get("valid_from") == edition), "")
