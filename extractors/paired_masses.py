"""Net and gross mass printed in one cell, with a stroke between them, under one heading that names both."""

from extractors.cues import cue
from extractors.table_rows import Row
from extractors.tables import Table


def of_two(row: Row, table: Table, name: str) -> Row | None:
    """Return a row with its own part of a cell under a heading of both masses ("kg net / gross": "1.560 / 1.800")."""
    for column in ("net_mass", "gross_mass"):
        asked = [f"{match.lastgroup}_mass" for match in cue("gross", "net").finditer(table.hint(column))]
        cell = row.cells.get(column, [])
        stroke = next((n for n, word in enumerate(cell[0].words) if word.text == "/"), 0) if len(cell) == 1 else 0
        parts = [cell[0].part(0, stroke), cell[0].part(stroke + 1)] if stroke else []
        if name in asked and sorted(asked) == ["gross_mass", "net_mass"] and None not in parts:
            own = parts[asked.index(name)] if parts else None
            return Row({**row.cells, name: [own]}) if own else None
    return None
