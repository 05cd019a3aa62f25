"""What a label owns: the rest of its phrase, what stands right of it or under it, up to the next label or ruling."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from extractors import heading_bars, underlined
from extractors.badges import captioned, unbadged
from extractors.label_words import goes_on
from extractors.labels import Label, find
from extractors.layout import Cells, Line, Phrase, is_flush, lines
from extractors.raised import with_powers
from extractors.storeys import parted
from extractors.typed_rulings import typed_rulings
from extractors.wrapped import unbroken
from models.geometry import Box, union
from models.page import Page

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_BLOCK_LINES = 9


class Layout:
    """A page with its lines, cells and labels found once."""

    def __init__(self, page: Page) -> None:
        self.page = page = unbadged(unbroken(with_powers(typed_rulings(page))))
        found = captioned(lines(page))
        self.lines: list[Line] = parted(found) if page.origin == "text_layer" else found
        self.cells = Cells(heading_bars.framed(page, self.lines))
        self.header_lines: set[int] = set()
        self.headings: list[Box] = []  # of goods tables
        self.goods_lines: set[int] = set()  # what is printed there is said of goods, not of the whole paper
        self.item_lines: set[int] = set()  # labels there belong to a goods item of a numbered form
        self.filled: dict[Box, list[Phrase]] = {}  # beside the captions of a form set as a list, by their first words

    @cached_property
    def labels(self) -> list[Label]:
        """The page's labels from top to bottom."""
        return find(self.lines, fuzzy=self.page.origin in ("ocr", "mixed"))

    @cached_property
    def _label_starts(self) -> dict[Box, Label]:
        return {label.words.words[0].box: label for label in self.labels}

    @cached_property
    def _label_ends(self) -> "NDArray[np.float64]":
        return np.array([label.box.bottom for label in self.labels])

    @cached_property
    def _underlined(self) -> dict[Box, list[Phrase]]:
        return underlined.values(self, self.labels) | self.filled

    def labels_over(self, box: Box, *, within: float) -> Iterator[Label]:
        """Yield the labels that end less than `within` points above `box`, or at its top, in the page's order."""
        apart = box.top - self._label_ends
        for index in np.nonzero((apart > -2) & (apart < within))[0]:
            yield self.labels[index]

    def relabel(self, found: Sequence[Label]) -> None:
        """Replace the labels, once the kind of paper tells more about them."""
        self.__dict__["labels"] = list(found)
        for made in ("_label_starts", "_label_ends", "_underlined"):
            self.__dict__.pop(made, None)

    def label_at(self, phrase: Phrase) -> Label | None:
        """Return the label that `phrase` begins with."""
        return self._label_starts.get(phrase.words[0].box)

    def inside(self, area: Box) -> list[Phrase]:
        """Return what is printed in `area`, a phrase a line."""
        lowest, highest = self._reach
        near = slice(bisect_left(lowest, area.top), bisect_right(highest, area.bottom))
        found = []
        for line in self.lines[near]:
            words = tuple(word for word in line.words if area.contains(word.box))
            if words:
                found.append(Phrase(words, self.page.number))
        return found

    @cached_property
    def _reach(self) -> tuple[list[float], list[float]]:
        """How low the lines down to each reach, and how high those from each on: long sheets are not searched whole."""
        lowest = list(accumulate((line.box.bottom for line in self.lines), max))
        highest = list(accumulate((line.box.top for line in reversed(self.lines)), min))
        return lowest, highest[::-1]

    def cell_text(self, label: Label) -> Phrase | None:
        """Return all that the ruled cell of `label` prints after its first words, as one phrase; None where unruled."""
        cell = self.cells.around(label.box)
        if not self.cells.is_ruled(cell):
            return None
        taken = {word.box for word in label.words.words}
        words = [word for phrase in self.inside(cell) for word in phrase.words if word.box not in taken]
        return Phrase(tuple(words), self.page.number) if words else None

    def candidates(self, label: Label) -> Iterator[Phrase]:
        """Yield the single-line values that `label` may own, the likeliest first."""
        if label.rest:
            yield label.rest
        if label.blank:
            return
        if over := self._underlined.get(label.words.words[0].box):
            yield from over
            return
        right, below = self.right_of(label), self._below(label, label.box)[:2]
        if label.first is not None and below and below[0].box.top - label.box.bottom < 0.7 * below[0].box.height:
            yield from below  # a heading of several lines stands over its value
            below = []
        if right:
            yield right
        yield from below
        yield from self._neighbour_cells(label)
        if label.colon and not right and (beside := self._beside_cell(label)):
            yield beside
        if label.colon and not right and not below and (wrapped := self.wrapped(label)):
            yield wrapped

    def block(self, label: Label) -> list[Phrase]:
        """Return the lines that `label` owns, such as a party's name and address."""
        if label.blank:
            return []
        if over := self._underlined.get(label.words.words[0].box):
            return over
        if label.rest:
            return [label.rest, *self._below(label, union([label.box, label.rest.box]))]
        below = self._below(label, label.box)
        if below:
            return below
        right = self.right_of(label)
        if right:
            return [right, *self._below(label, right.box)]
        return list(self._neighbour_cells(label))

    def right_of(self, label: Label) -> Phrase | None:
        """Return what stands right of a label, on the first of its lines that has anything there."""
        first = label.line if label.first is None else label.first
        found = next((found for n in range(first, label.line + 1) if (found := self._right_on(n, label))), None)
        if found or label.first is not None:
            return found
        beside = (
            n for n in (label.line - 1, label.line + 1) if 0 <= n < len(self.lines)
        )  # typed a little off its line
        return next((found for n in beside if (found := self._right_on(n, label))), None)

    def _right_on(self, number: int, label: Label) -> Phrase | None:
        cell = self.cells.around(label.box)
        taken: list[Phrase] = []
        for phrase in self.lines[number].phrases:
            if number not in range(label.first or label.line, label.line + 1) and not phrase.box.is_level(label.box):
                continue
            if phrase.box.x0 < label.box.x1 or (label.rest and phrase.box.x0 <= label.rest.box.x1):
                continue
            if not cell.contains(phrase.box, slack=1) or self._label_starts.get(phrase.words[0].box):
                break
            gap = phrase.box.x0 - (taken[-1].box.x1 if taken else label.box.x1)
            if gap > (0.45 * self.page.width if not taken else 3 * phrase.box.height):
                break
            taken.append(phrase)
        return _joined(taken)

    def _below(self, label: Label, owner: Box) -> list[Phrase]:
        cell = self.cells.around(label.box)
        ruled = self.cells.is_ruled(cell) and cell.height < 0.6 * self.page.height
        limit = self._right_limit(label, owner, cell)
        begins = owner.x0 - 10
        if ruled and owner is label.box and not self._is_beside(label, cell):
            begins = min(begins, cell.x0)  # a caption may be set in from its cell, after a number that has no letters
        bottom, taken = owner.bottom, list[Phrase]()
        for number in range(label.line + 1, len(self.lines)):
            column = [
                phrase
                for phrase in self.lines[number].phrases
                if cell.contains(phrase.box, slack=1)
                and (begins <= phrase.box.x0 < limit - 2 or (not taken and is_flush(phrase.box, owner)))
            ]
            if owner.x0 > label.box.x1 and self._begins_row(number, label):
                break  # the value of the next label in a list of labels and values
            if not column:
                if self.lines[number].box.top > cell.bottom:
                    break
                continue
            height = column[0].box.height
            reach = max([owner.x1, *(phrase.box.x1 for phrase in taken)])
            if not ruled and column[0].box.x0 > reach + 2 * height:
                continue  # a line of the neighbouring column
            allowed = (6.0 if ruled else 2.2) if not taken else (3.5 if ruled else 1.6)
            if column[0].box.top - bottom > allowed * height or len(taken) >= MAX_BLOCK_LINES:
                break
            found = self.label_at(column[0])
            if (found and not _is_detail(found)) or self._is_headed(number, column[0].box, label):
                break
            line = self._contiguous(column)
            if found and found.rest is None and (value := self.right_of(found)):
                line = Phrase((*found.words.words, *value.words), self.page.number)
            taken.append(line)
            bottom = line.box.bottom
        return taken

    def _is_beside(self, label: Label, cell: Box) -> bool:
        """Say whether anything stands left of a label on its line of the cell."""
        line = self.lines[label.line if label.first is None else label.first]
        return any(phrase.box.x0 < label.box.x0 - 3 and cell.contains(phrase.box, slack=1) for phrase in line.phrases)

    def _is_headed(self, number: int, box: Box, label: Label) -> bool:
        """Say whether a line heads or sums a goods table there, and does not only stand beside one."""
        beside = bool(self.headings) and all(head.x1 < box.x0 or box.x1 < head.x0 for head in self.headings)
        return number in self.header_lines and label.line not in self.header_lines and not beside

    def wrapped(self, label: Label) -> Phrase | None:
        """Return what begins the next line of a cell, where the label ends the line before in running text."""
        cell = self.cells.around(label.box)
        line = next((p for p in self.lines[label.line].phrases if label.words.words[0] in p.words), None)
        ends = line is not None and line.words[-1] == (label.rest or label.words).words[-1]
        if line is None or not ends or (not label.rest and line.words[0] == label.words.words[0]):
            return None
        for below in self.lines[label.line + 1 : label.line + 3]:
            flush = [p for p in below.phrases if abs(p.box.x0 - line.box.x0) < 6 and cell.contains(p.box, slack=1)]
            if flush and flush[0].box.top - line.box.bottom < flush[0].box.height:
                return flush[0] if self.label_at(flush[0]) is None else None
        return None

    def _begins_row(self, number: int, label: Label) -> bool:
        """Say whether another label stands on a line flush with `label`."""
        found = [self.label_at(phrase) for phrase in self.lines[number].phrases]
        return any(other and abs(other.box.x0 - label.box.x0) < 6 and not _is_detail(other) for other in found)

    def _contiguous(self, column: list[Phrase]) -> Phrase:
        taken = [column[0]]
        for phrase in column[1:]:
            if phrase.box.x0 - taken[-1].box.x1 > 3 * phrase.box.height or self.label_at(phrase):
                break
            taken.append(phrase)
        return _joined(taken) or column[0]

    def _right_limit(self, label: Label, owner: Box, cell: Box) -> float:
        beyond = [
            phrase.box.x0
            for phrase in self.lines[label.line].phrases
            if phrase.box.x0 > owner.x1 and cell.contains(phrase.box, slack=1)
        ]
        return min([*beyond, cell.x1])

    def _beside_cell(self, label: Label) -> Phrase | None:
        """Return what the cell right of a label's cell prints on the label's own line."""
        cell = self.cells.around(label.box)
        if not self.cells.is_ruled(cell):
            return None
        y = label.box.middle[1]
        spot = Box(cell.x1 + 2, y - 1, cell.x1 + 4, y + 1)
        inside = self.inside(self.cells.around(spot)) if self.page.box.contains(spot) else []
        level = [phrase for phrase in inside if phrase.box.is_level(label.box)]
        return level[0] if level and self.label_at(level[0]) is None else None

    def _neighbour_cells(self, label: Label) -> Iterator[Phrase]:
        """Yield the lines of the cell right of, then under, a cell that holds nothing but its label."""
        cell = self.cells.around(label.box)
        if not self.cells.is_ruled(cell) or any(
            self.label_at(phrase) is None and not phrase.box.overlap(label.box) for phrase in self.inside(cell)
        ):
            return
        x, y = label.box.middle
        for spot in (Box(cell.x1 + 2, y - 1, cell.x1 + 4, y + 1), Box(x - 1, cell.bottom + 2, x + 1, cell.bottom + 4)):
            if not self.page.box.contains(spot):
                continue
            content = self.inside(self._own_part(self.cells.around(spot), label, cell))
            if content and goes_on(label.block, content):
                continue
            if content and ((found := self.label_at(content[0])) is None or (_is_detail(found) and found.rest)):
                yield from content[:MAX_BLOCK_LINES]
                return

    def _own_part(self, area: Box, label: Label, cell: Box) -> Box:
        """Return of a cell under `cell` what lies under `label`, where the cell bears other labels beside it."""
        if area.top < cell.bottom - 1:
            return area
        beside = [phrase.box for phrase in self.lines[label.line].phrases if cell.contains(phrase.box, slack=1)]
        left = max((label.box.x0 - 10 for box in beside if box.x1 < label.box.x0), default=area.x0)
        right = min((box.x0 - 2 for box in beside if box.x0 > label.box.x1), default=area.x1)
        return Box(max(area.x0, left), area.top, min(area.x1, right), area.bottom)


def _is_detail(label: Label) -> bool:
    """Say whether a label names a part of the block it stands in (a party's address, its VAT number)."""
    return all(field.startswith("sub:") for field in label.fields) or (
        any(field.startswith("sub:") for field in label.fields) and label.colon
    )


def _joined(phrases: list[Phrase]) -> Phrase | None:
    words = tuple(word for phrase in phrases for word in phrase.words)
    return Phrase(words, phrases[0].page) if words else None
