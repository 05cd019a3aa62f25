"""The one goods item of a paper that tells it in a list of labels: "Commodity", "Quantity", "Unit price", "Amount"."""

from collections.abc import Sequence

from extractors.labels import Label
from extractors.layout import Phrase
from extractors.regions import Layout
from extractors.table_rows import Row

FEWEST = 3  # facts told beside the name, below which labels tell of no item
_FACTS = ("hs_code", "quantity", "unit_price", "amount", "packages", "net_mass", "gross_mass", "origin")


def row(layouts: Sequence[Layout]) -> Row | None:
    """Return what the labels tell of the one item as a table's row, or None where they tell of none."""
    for layout in layouts:
        told: dict[str, list[Phrase]] = {}
        lines: set[int] = set()
        for label in layout.labels:
            name = next((f for f in ("description", *_FACTS) if label.announces(f"goods:{f}") and f not in told), None)
            value = _value(layout, label) if name and label.block is None else None
            if name and value:
                told[name] = [value]
                lines.add(label.line)
        if "description" in told and len(told) > FEWEST and len(lines) == len(told):
            return Row(told)
    return None


def _value(layout: Layout, label: Label) -> Phrase | None:
    """Return what stands beside a label on its line."""
    value = label.rest or layout.right_of(label)
    return value if value and layout.label_at(value) is None else None
