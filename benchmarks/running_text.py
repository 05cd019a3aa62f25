"""How well goods told in running text are read: on sixty texts made up by hand, cell by cell and row by row.

Run: python -m benchmarks.running_text [--half tuning|last|all] [--misses]

A text is set on a sheet as a typewriter would and read as the body of a bill of lading without a table. Descriptions
count as right from a token-sort ratio of 85 (what stands around the goods counts against them); packages by number
and family; masses and quantities by number and unit.
"""

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from extractors import decimals, typesetting
from extractors.goods import loose_items
from extractors.habits import Habits
from extractors.nlp import score as entities
from extractors.nlp.pipeline import pipeline
from extractors.regions import Layout
from flows.scoring import Count
from models.field import Quantity
from models.page import Page
from models.paper import GoodsItem
from models.reference.units import package_family

LABELS = Path(__file__).parent.parent / "tests" / "labels" / "texts" / "running_text.json"
_MARK = re.compile(r"\{([A-Z]+) ([^{}]*)\}")
_ALIKE = 85.0
_CELLS = ("description", "hs", "packages", "net", "gross", "quantity", "volume", "un", "cas")

Text = dict[str, Any]
Span = tuple[int, int, str]


def texts(half: str = "all") -> list[Text]:
    """Return the labelled texts of one half, or all; `text` and `entities` are made from what is marked."""
    found = json.loads(LABELS.read_text(encoding="utf-8"))["texts"]
    for text in found:
        text["text"], text["entities"] = unmarked(text["marked"])
    return [text for text in found if half in ("all", text["half"])]


def unmarked(marked: str) -> tuple[str, list[Span]]:
    """Return the text without its braces, and where each entity stands.

    >>> unmarked("{QUANTITY 24} {PACKAGE BALES}")
    ('24 BALES', [(0, 2, 'QUANTITY'), (3, 8, 'PACKAGE')])
    """
    text, spans, place = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[place : match.start()]
        spans.append((len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        place = match.end()
    return text + marked[place:], spans


def sheet(text: str, width: float = 330.0) -> Layout:
    """Set a text on a page of its own, lines broken where `width` points end."""
    lines = typesetting.wrapped(text, width)
    return Layout(Page(1, 595.0, 842.0, tuple(typesetting.block(lines, 40.0, 60.0)), origin="text_layer"))


def read(text: Text) -> list[GoodsItem]:
    """Return the goods items that the reader finds."""
    layout = sheet(text["text"])
    sign = decimals.settled([line.text for line in layout.lines], [], text["language"])
    return loose_items([layout], Habits(sign))


def score(labelled: Sequence[Text]) -> tuple[dict[str, Count], Count, list[str]]:
    """Return counts a cell and of whole rows, and what went wrong."""
    cells: dict[str, Count] = defaultdict(Count)
    rows, misses = Count(), []
    for text in labelled:
        left = [_told(item) for item in read(text)]
        for want in text["items"]:
            got = max(left, key=lambda item: _likeness(item, want), default={})
            if got and _likeness(got, want) < 1:
                got = {}
            left = [item for item in left if item is not got]
            wrong = [cell for cell in _CELLS if not _tell(cells[cell], cell, got.get(cell), want.get(cell))]
            rows.right += not wrong
            rows.missed += bool(wrong)
            rows.invented += bool(wrong and got)
            misses += [f"{text['id']}: {cell} {want.get(cell)} read as {got.get(cell)}" for cell in wrong]
        rows.invented += len(left)
        misses += [f"{text['id']}: invented {item}" for item in left]
    return cells, rows, misses


def _told(item: GoodsItem) -> Text:
    return {
        "description": item.description.value if item.description else None,
        "hs": [item.hs_code.value] if item.hs_code else None,
        "packages": item.packages, "net": item.net_mass, "gross": item.gross_mass, "quantity": item.quantity,
        "volume": item.volume, "un": item.un_number.value if item.un_number else None,
        "cas": [code.value for code in item.cas] or None,
    }  # fmt: skip


def _tell(count: Count, cell: str, got: Any, want: Any) -> bool:
    agree = _same(cell, got, want)
    if want is not None and agree:
        count.right += 1
    elif not agree:
        count.missed += want is not None
        count.invented += got is not None
    return agree


def _same(cell: str, got: Any, want: Any) -> bool:
    if got is None or want is None:
        return got is want
    if cell == "description":
        return bool(fuzz.token_sort_ratio(got.lower(), want.lower()) >= _ALIKE)
    if isinstance(got, Quantity):
        value, unit = want.split()
        same_unit = got.unit == unit or {got.unit, unit} <= {"H87", "UN", "C62", "PP", "EA"}
        family = cell == "packages" and package_family(got.unit or "") == package_family(unit)
        return got.value == Decimal(value) and (same_unit or family)
    if cell == "hs":
        return got[0] in want
    return bool(got == want)


def _likeness(got: Text, want: Text) -> float:
    name = fuzz.token_set_ratio(got["description"] or "", want["description"]) / 50
    return float(name + sum(want.get(c) is not None and _same(c, got.get(c), want[c]) for c in _CELLS[1:]))


def _lines(cells: dict[str, Count], rows: Count) -> Iterator[str]:
    for name, count in [*((cell, cells[cell]) for cell in _CELLS), ("whole rows", rows)]:
        yield f"{name:12} F1 {count.f1:.3f}  right {count.right} missed {count.missed} invented {count.invented}"


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description="Score the reading of goods in running text.")
    parser.add_argument("--half", choices=("tuning", "last", "all"), default="tuning")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    cells, rows, misses = score(texts(options.half))
    print("\n".join([*_lines(cells, rows), *(misses if options.misses else [])]))
    for kind, one in entities.score(pipeline(), texts(options.half)).items():
        print(f"entity {kind:9} precision {one.precision:.3f} recall {one.recall:.3f} F1 {one.f1:.3f}")


if __name__ == "__main__":
    main()
