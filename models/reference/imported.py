"""Official code lists that a user has imported: HS editions, and national lines of eight and ten digits.

They lie in a folder of the user's: `NAME.json` with what is told of a list, and `NAME-` with the first signs of its
digest and `.csv`, columns `code`, `label`, `valid_from`, `valid_to`. `use` makes them count from then on. Their texts
are the issuer's: none ships with us.
"""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

_COLUMNS = ("code", "label", "valid_from", "valid_to")
_folders: list[Path] = []
_latest = [0]


class Entry(NamedTuple):
    """A code of a list (digits), the list's text for it, and the days (ISO) of its validity, empty where open."""

    code: str
    label: str
    valid_from: str = ""
    valid_to: str = ""


class Edition(NamedTuple):
    """An imported list: `name` such as `HS2028`, `CN2026` or `HTS2026`, and where and when it came from."""

    name: str
    source: str
    sha256: str
    imported: str
    codes: int


def use(folder: Path) -> None:
    """Let the lists in `folder` count from now on, whether there are any or not."""
    if _folders != [folder]:
        _folders[:] = [folder]
        _changed()


def editions() -> list[Edition]:
    """Return the imported lists, by name."""
    return [_card(path) for folder in _folders for path in sorted(folder.glob("*.json"))]


def keep(folder: Path, edition: Edition, entries: Sequence[Entry]) -> None:
    """Write a list to `folder`, in place of one of its name; killed meanwhile, the old one is still there."""
    folder.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(entries)
    _put(folder / _table(edition), text.getvalue())
    _put(folder / f"{edition.name}.json", json.dumps(edition._asdict(), indent=1) + "\n")
    for old in folder.glob(f"{edition.name}-*.csv"):
        if old.name != _table(edition):
            old.unlink(missing_ok=True)
    _changed()


def drop(folder: Path, name: str) -> bool:
    """Remove a list; says whether there was one."""
    card = folder / f"{name}.json"
    found = card.is_file()
    for path in (card, *folder.glob(f"{name}-*.csv")):
        path.unlink(missing_ok=True)
    _changed()
    return found


def state() -> int:
    """Return a number that is another one whenever the lists have changed; what was made of them before is stale."""
    return _latest[0]


def codes(name: str) -> frozenset[str]:
    """Return the codes of an imported list; empty when it was not imported."""
    return frozenset(_entries(name))


def national(code: str, day: date) -> list[tuple[str, Entry]]:
    """Return the lines of the imported national lists that a code of seven digits or more names on a day.

    The longest line that the code begins with; of each list one. The first six digits alone are no national line.
    """
    found = []
    for edition in editions():
        entries = {} if edition.name.startswith("HS2") else _entries(edition.name)
        for digits in range(len(code), 6, -1):
            entry = entries.get(code[:digits])
            if entry and (entry.valid_from or "0") <= day.isoformat() <= (entry.valid_to or "9"):
                found.append((edition.name, entry))
                break
    return found


def _changed() -> None:
    _entries.cache_clear()
    _latest[0] += 1


def _put(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.part")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def _table(edition: Edition) -> str:
    return f"{edition.name}-{edition.sha256[:12]}.csv"


def _card(path: Path) -> Edition:
    return Edition(**json.loads(path.read_text(encoding="utf-8")))


@cache
def _entries(name: str) -> dict[str, Entry]:
    for folder in _folders:
        if (folder / f"{name}.json").is_file():
            with (folder / _table(_card(folder / f"{name}.json"))).open(encoding="utf-8", newline="") as file:
                return {row["code"]: Entry(**row) for row in csv.DictReader(file)}
    return {}
