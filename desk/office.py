"""What the desk works with while it runs: settings, the ledger, the kept originals, the readers at work."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import Request
from sqlalchemy import Engine

from flows.settings import Settings

if TYPE_CHECKING:
    from desk.intake import Intake


@dataclass
class Office:
    """One desk; `intake` reads what was handed in, and is None where this process only looks."""

    settings: Settings
    engine: Engine
    intake: "Intake | None" = None

    @property
    def store(self) -> Path:
        """Where originals are kept."""
        return self.settings.originals


def office(request: Request) -> Office:
    """Return the desk that a request came to."""
    found: Office = request.app.state.office
    return found
