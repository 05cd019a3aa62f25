"""What a user has of their own in the data directory: weights trained by `tallyman hs train`, lists imported."""

import hashlib
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.settings import Settings

FOLDER = "hs"
_CARD = "card.json"
_AT_WORK = 60.0  # seconds that a training may still be about to put its own in place


def own_weights(settings: "Settings") -> Path:
    """Return the folder of the weights that a user has trained, whether there are any or not."""
    return settings.data_dir / FOLDER


def own_lists(settings: "Settings") -> Path:
    """Return the folder of the official code lists that a user has imported, whether there are any or not."""
    return settings.data_dir / "reference"


def own_edition(settings: "Settings") -> str:
    """Return a digest of the user's own weights and lists, empty when there are none."""
    cards = [own_weights(settings) / _CARD, *sorted(own_lists(settings).glob("*.json"))]
    found = b"".join(card.read_bytes() for card in cards if card.is_file())
    return hashlib.sha256(found).hexdigest()[:16] if found else ""


def put_in_place(fresh: Path, folder: Path) -> None:
    """Let the weights in `fresh` take the place of those in `folder`; killed between, `use_own` finds the old ones."""
    shutil.rmtree(_aside(folder), ignore_errors=True)
    if folder.is_dir():
        folder.rename(_aside(folder))
    fresh.rename(folder)
    shutil.rmtree(_aside(folder), ignore_errors=True)


def taken_away(folder: Path) -> bool:
    """Remove the weights in `folder`; says whether there were any."""
    found = folder.is_dir()
    shutil.rmtree(_aside(folder), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    return found


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}-before")


def _put_back(folder: Path) -> None:
    """Put weights back that were laid aside for new ones by a training that was killed before these were in place."""
    aside = _aside(folder)
    if not folder.exists() and aside.is_dir() and time.time() - aside.stat().st_ctime > _AT_WORK:
        aside.rename(folder)


def use_own(settings: "Settings") -> None:
    """Judge with the weights that the user has trained and the lists imported from now on, where there are any."""
    from models.reference import imported

    imported.use(own_lists(settings))
    folder = own_weights(settings)
    _put_back(folder)
    if (folder / _CARD).is_file():
        from models.hs.scorer import prefer

        prefer(folder)
