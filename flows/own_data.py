"""What a user has of their own in the data directory: weights trained by `tallyman hs train`, lists imported."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.settings import Settings

FOLDER = "hs"
_CARD = "card.json"


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


def use_own(settings: "Settings") -> None:
    """Judge with the weights that the user has trained and the lists imported from now on, where there are any."""
    from models.reference import imported

    imported.use(own_lists(settings))
    folder = own_weights(settings)
    if (folder / _CARD).is_file():
        from models.hs.scorer import prefer

        prefer(folder)
