"""Which weights the HS engine judges with: a user's own, trained by `tallyman hs train`, or those that ship."""

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


def own_edition(settings: "Settings") -> str:
    """Return a digest of the user's own weights, empty when there are none."""
    card = own_weights(settings) / _CARD
    return hashlib.sha256(card.read_bytes()).hexdigest()[:16] if card.is_file() else ""


def use_own_weights(settings: "Settings") -> None:
    """Judge with the weights that the user has trained from now on, where there are any."""
    folder = own_weights(settings)
    if (folder / _CARD).is_file():
        from models.hs.scorer import prefer

        prefer(folder)
