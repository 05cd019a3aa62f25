"""`tallyman hs`: what a code covers and which rules hold for it, or which codes cover a description; and `hs train`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flows.own_data import own_weights, put_in_place, taken_away
from models.reference import waste
from models.reference.chemicals import chemicals
from models.reference.imported import national
from models.reference.nomenclature import edition_at, editions_of, label, printed, successors

if TYPE_CHECKING:
    from datetime import date

    from flows.settings import Settings

_SHOWN = 12


def about_code(code: str, today: "date") -> list[str]:
    """Return lines that tell of a code of two to twelve digits: label, place, editions, regimes, waste, chemicals.

    Raises ValueError for a code of no edition.
    """
    stem = code[:6] if len(code) >= 6 else code[:4] if len(code) >= 4 else code[:2]
    held = editions_of(stem)
    if not held:
        raise ValueError(f"{printed(code)} is in no edition of the Harmonized System. Look at the digits.")
    told = [f"{printed(stem)}  {label(stem) or 'no label'}"]
    told += [f"  under {printed(stem[:digits])}  {label(stem[:digits])}" for digits in (4, 2) if digits < len(stem)]
    told.append(f"  editions: {held[0]} to {held[-1]}" if len(held) > 1 else f"  edition: {held[0]}")
    if edition_at(today) not in held:
        told += [f"  followed by {printed(new)}  {label(new)}" for new in successors(stem, edition_at(today))]
    told += [
        f"  {name}: {printed(entry.code)}  {entry.label}{f' (to {entry.valid_to})' if entry.valid_to else ''}"
        for name, entry in national(code, today)
    ]
    told += _waste(stem)
    told += _chemicals(stem)
    return told


def likeliest(text: str) -> list[str]:
    """Return lines with the subheadings most likely to cover a description, each with its score and label."""
    from models.hs.scorer import scorer
    from models.hs.silence import vague
    from models.hs.wording import words

    found = [] if vague(words(text)) else scorer().likeliest(text)
    if not found:
        return ["No word in it tells what the goods are: say what they are, of what material, for what use."]
    return [f"{printed(each.code)}  {each.score:6.1%}  {label(each.code)}" for each in found]


def train(path: Path, settings: "Settings") -> None:
    """Train on a user's own declarations and use the weights from now on; says on stderr how it goes.

    Raises OSError, and ValueError when the file has too few usable rows or no columns `description` and `hs_code`.
    """
    import shutil
    import tempfile

    from flows.spreadsheets import read_rows
    from models.hs import corpus
    from models.hs import train as training

    _, rows = read_rows(path, ("description", "hs_code"))
    found = corpus.current(
        (row.cells.get("description", ""), "".join(filter(str.isdigit, row.cells.get("hs_code", ""))))
        for row in rows
        if not row.problem
    )
    if len(found) < training.FEWEST_OWN:
        raise ValueError(
            f"{path} has {len(found)} different lines with a description and six digits; "
            f"{training.FEWEST_OWN} are needed."
        )
    folder = own_weights(settings)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".hs-"))
    try:
        training.own(found, fresh, say=lambda what: print(what, file=sys.stderr, flush=True))
        put_in_place(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def reset(settings: "Settings") -> bool:
    """Go back to the weights that ship with the program; says whether there were others."""
    return taken_away(own_weights(settings))


def _waste(code: str) -> list[str]:
    told = []
    heading = waste.waste_heading(code)
    if heading is not None:
        told.append(f"  waste: a line for waste ({heading['label']}); control: {heading['control']}")
    streams = waste.streams_hidden_behind(code)
    if streams:
        told.append(f"  waste: streams known to be declared under it: {', '.join(streams)}")
    entries = dict.fromkeys(
        link.basel_code for link in waste.links_to(code) if link.role == "waste" and link.basel_code
    )
    for entry in list(entries)[:_SHOWN]:
        found = waste.waste_code(entry)
        told.append(f"  waste: {entry}  {found.label if found else ''}".rstrip())
    return told


def _chemicals(code: str) -> list[str]:
    found = [
        chemical
        for chemical in chemicals()
        if any(code.startswith(hs) for hs in (*chemical.hs_pure, *chemical.hs_mixture))
    ]
    told = [
        f"  chemical: {chemical.name} ({', '.join(chemical.regimes) or 'watch list'})" for chemical in found[:_SHOWN]
    ]
    return [*told, f"  and {len(found) - _SHOWN} chemicals more"] if len(found) > _SHOWN else told
