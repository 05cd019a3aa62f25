"""Captions that stand under the line their value is written on, as on letters of credit and typed waybills."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractors.layout import Phrase
from models.geometry import Box

if TYPE_CHECKING:
    from extractors.labels import Label
    from extractors.regions import Layout

_FEWEST = 4  # captions of a page under lines, below which a ruling over a label only parts it from what is above
_LINE_BEGINS = 8.0  # points between the beginnings of a line and of its caption, at most
_CLOSE = 1.3  # type sizes between a caption and its line, and between the lines of a value


def values(layout: "Layout", labels: "Sequence[Label]") -> dict[Box, list[Phrase]]:
    """Return what is written over the line of each caption, by the box of the caption's first word.

    Only where most labels that stand alone on the page are captions of this kind.
    """
    heads = _heads(layout)
    alone = [label for label in labels if label.rest is None and not label.colon and label.line not in heads]
    found = {label.words.words[0].box: written for label in alone if (written := _written_over(layout, label))}
    return found if len(found) >= _FEWEST and 2 * len(found) > len(alone) else {}


def _heads(layout: "Layout") -> set[int]:
    """Return the lines of table headings: those found as such, or of labels of goods alone."""
    goods = Counter(label.line for label in layout.labels if any(field.startswith("goods:") for field in label.fields))
    return layout.header_lines | {line for line, labels in goods.items() if labels > 1}


def _written_over(layout: "Layout", label: "Label") -> list[Phrase]:
    first = label.line if label.first is None else label.first
    box, height = label.box, label.words.words[0].box.height
    if layout.cells.is_ruled(layout.cells.around(box)):
        return []
    drawn = layout.cells.levels_between(box.top - _CLOSE * height, box.middle[1])
    ruling = next((line for line in drawn if abs(line.x0 - box.x0) < _LINE_BEGINS and line.x1 > box.middle[0]), None)
    if ruling is None:
        return []
    written = _stacked(layout, ruling, first)
    below = (p for line in layout.lines[label.line + 1 :] for p in line.phrases if p.box.x0 < ruling.x1)
    apart = (phrase.box.top - box.bottom for phrase in below if phrase.box.x1 > ruling.x0)
    return written if written and box.top - written[-1].box.bottom < next(apart, height) else []


def _stacked(layout: "Layout", ruling: Box, first: int) -> list[Phrase]:
    """Return the lines that stand on `ruling` up to a label or a blank, from top to bottom."""
    found: list[Phrase] = []
    for line in reversed(layout.lines[:first]):
        inside = tuple(word for word in line.words if ruling.x0 - 3 < word.box.x0 < ruling.x1)
        if not inside:
            continue
        phrase = Phrase(inside, layout.page.number)
        apart = (found[-1].box.top if found else ruling.top) - phrase.box.bottom
        drawn = layout.cells.levels_between(phrase.box.middle[1], found[-1].box.middle[1]) if found else []
        crossed = any(line.x0 < ruling.x1 and line.x1 > ruling.x0 for line in drawn)
        if apart > 0.6 * phrase.box.height or crossed or layout.label_at(phrase):
            break
        found.append(phrase)
    return found[::-1]
