"""The one goods item of a paper that tells it in a list of labels: "Commodity", "Quantity", "Unit price", "Amount"."""

from collections.abc import Iterable, Sequence

from extractors.labels import Label
from extractors.layout import Phrase
from extractors.regions import Layout
from extractors.table_rows import Row

FEWEST = 3  # facts told beside the name, and lines that tell them, below which labels tell of no item
_FACTS = (
    "hs_code",
    "quantity",
    "unit_price",
    "amount",
    "packages",
    "net_mass",
    "gross_mass",
    "volume",
    "origin",
    "marks",
)
_FLUSH = 2.0  # points
_GOES_ON = 2  # facts labelled under the name, as no heading of a table does


def row(layouts: Sequence[Layout], *, listed: bool = False) -> Row | None:
    """Return what the labels tell of the one item as a table's row, or None where they tell of none.

    With `listed`, only where labels go on under the value of the name, so that they head no table.
    """
    for layout in layouts:
        told: dict[str, list[Phrase]] = {}
        labels: dict[str, Label] = {}
        for label in layout.labels:
            name = next((f for f in ("description", *_FACTS) if label.announces(f"goods:{f}") and f not in told), None)
            value = _value(layout, label) if name and label.block is None else []
            if name and value:
                told[name], labels[name] = value, label
        lines = {label.line for label in labels.values()}
        fewest = FEWEST - _is_column(labels.values()) * _is_column(value[0] for value in told.values())
        if "description" not in told or len(told) <= fewest or len(lines) < max(FEWEST, len(told) / 2):
            continue
        under = sum(label.box.top > told["description"][0].box.top for label in labels.values())
        if under >= _GOES_ON or not listed:
            return Row(told)
    return None


def _is_column(printed: Iterable[Label | Phrase]) -> bool:
    """Say whether labels, or values, are set flush under each other: beside each other they are a list, no head."""
    edges = [each.box.x0 for each in printed]
    return max(edges, default=0.0) - min(edges, default=0.0) < _FLUSH


def _value(layout: Layout, label: Label) -> list[Phrase]:
    """Return what stands beside a label on its line, else under it."""
    beside = label.rest or layout.right_of(label)
    if beside:
        return [beside] if layout.label_at(beside) is None else []
    return layout.block(label)
