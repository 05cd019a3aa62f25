"""Where a form stops asking and only explains its codes."""

import re
from collections.abc import Sequence

from extractors.layout import Line

_EXPLAINS = re.compile(r"\((?:block|case|rubrique|feld|casilla|casella|casa|vak)s? \d", re.IGNORECASE)
FEWEST_EXPLAINED = 2


def begins(lines: Sequence[Line]) -> int:
    """Return the line from which a page only explains codes ("PACKAGING TYPES (block 7)"), or the end of the page."""
    found = [number for number, line in enumerate(lines) if _EXPLAINS.search(line.text)]
    return found[0] if len(found) >= FEWEST_EXPLAINED else len(lines)
