"""Goods tables, ruled or not: found by their headings, cut into columns by rulings or white space, and into rows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractors.headings import Head, Heading, headings
from extractors.layout import Line, Phrase
from extractors.lexicon import lexicon
from extractors.regions import Layout
from extractors.wording import tokens
from models.geometry import Box
from models.page import Word

NUMERIC = frozenset(
    {"quantity", "amount", "unit_price", "hs_code", "gross_mass", "net_mass", "packages", "volume", "line"}
)


@dataclass
class Row:
    """One row: phrases by the field of their column, top to bottom."""

    cells: dict[str, list[Phrase]] = field(default_factory=dict)

    def add(self, cells: dict[str, Phrase]) -> None:
        """Take in another printed line of the same row."""
        for name, phrase in cells.items():
            self.cells.setdefault(name, []).append(phrase)

    def text(self, *names: str) -> str:
        """Return what is printed under the columns `names`, lines joined by spaces."""
        return " ".join(phrase.text for name in names for phrase in self.cells.get(name, ()))


@dataclass(frozen=True)
class Table:
    """A goods table: its heads by field, its rows, and the row that adds them up, if printed."""

    heading: Heading
    bounds: list[float]
    rows: list[Row]
    totals: Row | None

    @property
    def heads(self) -> dict[str, Head]:
        """The heads by the field they name."""
        return {head.field: head for head in self.heading.heads if head.field}


def tables(layout: Layout, *, carried: Table | None = None) -> list[Table]:
    """Return the goods tables of a page from top to bottom, and mark their heading lines in `layout`.

    A page without a heading goes on with the columns of `carried`, the last table of the page before, unless that one
    was closed by its totals.
    """
    found = headings(layout)
    if not found and carried is not None and carried.totals is None:
        return _carried(layout, carried)
    layout.header_lines = {n for heading in found for n in range(heading.first, heading.last + 1)}
    result = []
    for place, heading in enumerate(found):
        stop = found[place + 1].first if place + 1 < len(found) else len(layout.lines)
        result.append(_table(layout, heading, stop))
    return result


def _table(layout: Layout, heading: Heading, stop: int) -> Table:
    body, totals_line = _body(layout, heading, stop)
    bounds = _bounds(layout, heading, body)
    layout.goods_lines.update(layout.lines.index(line) for line in body)
    lines = [_cells(line, heading, bounds) for line in body]
    rows = [row for group in _rows(layout, heading, body, lines) if (row := _row(group)).cells]
    totals = _row([_cells(totals_line, heading, bounds)]) if totals_line else None
    if totals_line:
        layout.header_lines.add(layout.lines.index(totals_line))
    kept = [row for row in rows if not _is_charge(row)]
    return Table(heading, bounds, kept, totals)


def _carried(layout: Layout, table: Table) -> list[Table]:
    heading = Heading(table.heading.heads, -1, -1)
    body, totals_line = _body(layout, heading, len(layout.lines), top=True)
    lines = [_cells(line, heading, table.bounds) for line in body]
    filled = [sum(_is_value(name, cells[name]) for name in cells) for cells in lines]
    first = next((n for n, count in enumerate(filled) if count >= max(2, len(table.heads) // 2)), None)
    if first is None:
        return []
    groups = _rows(layout, heading, body[first:], lines[first:])
    rows = [row for group in groups if (row := _row(group)).cells and not _is_charge(row)]
    totals = _row([_cells(totals_line, heading, table.bounds)]) if totals_line else None
    return [Table(heading, table.bounds, rows, totals)]


def _body(layout: Layout, heading: Heading, stop: int, *, top: bool = False) -> tuple[list[Line], Line | None]:
    """Return the lines between the heading (or the page's `top`) and the table's end, and the line of totals there."""
    left, right = heading.box.x0 - 12, heading.box.x1
    floor = layout.page.height if top else _floor(layout, heading)
    body: list[Line] = []
    previous = layout.page.height if top else heading.box.bottom
    for line in layout.lines[heading.last + 1 : stop]:
        if line.box.top > floor:
            break
        if line.box.x1 < left or line.box.x0 > max(right, layout.page.width * 0.97):
            continue
        gap = line.box.top - previous
        if floor == layout.page.height and body and gap > 5 * line.phrases[0].box.height:
            break
        kind = "body" if top and not body else _kind(layout, line)
        if kind == "total":
            return body, line
        if kind == "end":
            break
        previous = line.box.bottom
        body.append(line)
    return body, None


def _floor(layout: Layout, heading: Heading) -> float:
    """Return how far down the rulings between the columns reach, or the page's height where there are none."""
    uprights = sorted(
        (b for b in layout.page.rulings if b.height > 2 * b.width and heading.box.x0 < b.middle[0] < heading.box.x1),
        key=lambda b: b.top,
    )
    reach: dict[float, float] = {}
    for upright in uprights:
        x = round(upright.middle[0] / 3)
        start = reach.get(x, heading.box.bottom)
        if upright.top <= start + 4 and upright.bottom > heading.box.top:
            reach[x] = max(start, upright.bottom)
    deep = [bottom for bottom in reach.values() if bottom > heading.box.bottom + 6]
    return max(deep) + 1 if len(deep) >= max(1, len(heading.heads) // 2) else layout.page.height


def _kind(layout: Layout, line: Line) -> str:
    """Say what a line under the heading is: part of the body, the line of totals, or something after the table."""
    if _starts_with(line, "subtotal"):
        return "body"
    for phrase in line.phrases[:3]:
        known = _leading(phrase)
        if known & _TOTALS and tokens(phrase.text)[0] in _TOTAL_WORDS:
            label = layout.label_at(phrase)
            lone = len(line.phrases) < 2 or (label and (label.rest or label.colon or label.announces(*_PARTIAL)))
            return "end" if lone else "total"
    label = layout.label_at(line.phrases[0])
    if label is None or not label.fields:
        return "body"
    if label.announces("stop") and not label.announces("charge", "subtotal"):
        return "end" if label.colon or label.rest is None else "body"
    ends = any(f.startswith("party:") or f in _AFTER_TABLE for f in label.fields)
    return "end" if ends and (label.colon or label.rest is None) and not _is_goods_word(label.fields) else "body"


_TOTAL_WORDS = frozenset(
    ["total", "totals", "totale", "totaal", "gesamt", "gesamtsumme", "gesamtbetrag", "summe", "grand", "rechnungsbetrag", "endbetrag", "importe", "montant", "invoice", "amount", "gesamtgewicht", "eindtotaal", "factuurtotaal", "合", "总"]
)
_PARTIAL = ("total_packages", "total_gross_mass", "total_net_mass", "total_volume")
_TOTALS = frozenset(
    {"total_amount", "total_packages", "total_gross_mass", "total_net_mass", "total_volume", "goods:amount"}
)
_AFTER_TABLE = frozenset(
    {"vessel", "port_of_loading", "port_of_discharge", "place_of_delivery", "incoterm", "shipment_date"}
)


def _is_goods_word(fields: Iterable[str]) -> bool:
    return any(f.startswith("goods:") for f in fields)


def _leading(phrase: Phrase) -> set[str]:
    _, entries = lexicon().longest(tokens(phrase.text))
    return {entry.field for entry in entries}


def _starts_with(line: Line, field_name: str) -> bool:
    return any(field_name in _leading(phrase) for phrase in line.phrases[:3] if not phrase.words[0].text[0].isdigit())


def _is_charge_line(cells: dict[str, Phrase]) -> bool:
    """Say whether a printed line names a charge and its amount, and nothing that goods have."""
    named = [phrase for name, phrase in cells.items() if name in ("description", "line", "marks")]
    return bool(named) and "charge" in _leading(named[0]) and "amount" in cells and not cells.keys() & _OF_GOODS


_OF_GOODS = frozenset({"hs_code", "gross_mass", "net_mass", "packages"})


def _bounds(layout: Layout, heading: Heading, body: Sequence[Line]) -> list[float]:
    """Return the x between each two heads: a ruling where there is one, else the emptiest, widest run of white."""
    uprights = [
        b.middle[0] for b in layout.page.rulings if b.height > 2 * b.width and b.top < heading.box.bottom < b.bottom + 3
    ]
    bounds = []
    for left, right in zip(heading.heads, heading.heads[1:], strict=False):
        ruled = [x for x in uprights if left.box.middle[0] < x < right.box.middle[0]]
        bounds.append(ruled[0] if ruled else _white(left.box, right.box, body))
    return bounds


def _white(left: Box, right: Box, body: Sequence[Line]) -> float:
    low, high = left.middle[0], right.middle[0]
    boxes = [p.box for line in body for p in line.phrases if p.box.x1 > low and p.box.x0 < high]
    edges = sorted({low, high, left.x1, right.x0, *(x for b in boxes for x in (b.x0, b.x1) if low < x < high)})
    best = (float("inf"), 0.0, (left.x1 + right.x0) / 2)
    for start, stop in zip(edges, edges[1:], strict=False):
        middle = (start + stop) / 2
        crossing = sum(b.x0 < middle < b.x1 for b in boxes) + (not left.x1 - 1 <= middle <= right.x0 + 1) * 0.5
        best = min(best, (crossing, start - stop, middle))
    return best[2]


def _cells(line: Line, heading: Heading, bounds: Sequence[float]) -> dict[str, Phrase]:
    """Return the line's words by the field of the column they stand in; unnamed columns count as `-n`."""
    columns: dict[int, list[Word]] = {}
    for phrase in line.phrases:
        inside = [_column(phrase.box.x0 + 1, bounds), _column(phrase.box.x1 - 1, bounds)]
        for word in phrase.words:
            place = inside[0] if inside[0] == inside[1] else _column(word.box.middle[0], bounds)
            columns.setdefault(place, []).append(word)
    page = line.phrases[0].page
    return {heading.heads[n].field or f"-{n}": Phrase(tuple(words), page) for n, words in columns.items()}


def _column(x: float, bounds: Sequence[float]) -> int:
    return sum(x > bound for bound in bounds)


def _rows(
    layout: Layout, heading: Heading, body: Sequence[Line], lines: Sequence[dict[str, Phrase]]
) -> list[list[dict[str, Phrase]]]:
    """Group printed lines into rows: between row rulings where there are some, else from one filled line to the next."""
    filled = [sum(_is_value(name, cells[name]) for name in cells) for cells in lines]
    starts = [count >= max(1, (max(filled, default=0) + 1) // 2) for count in filled]
    levels = _levels(layout, heading, body)
    groups: list[list[dict[str, Phrase]]] = []
    last: Line | None = None
    leading: list[dict[str, Phrase]] = []
    for n, line in enumerate(body):
        ruled_off = last is not None and any(last.box.middle[1] < y < line.box.middle[1] for y in levels)
        apart = any(_is_subtotal(phrase) for phrase in lines[n].values()) or _is_charge_line(lines[n])
        if ruled_off or (starts[n] and not (groups and levels)):
            groups.append([*leading, lines[n]])
            leading = []
        elif apart:
            groups.append([lines[n]])
        elif not groups or _belongs_below(body, n, starts):
            leading.append(lines[n])
        else:
            groups[-1].append(lines[n])
        last = line
    if leading:
        groups.append(leading) if not groups else groups[-1].extend(leading)
    return groups


def _levels(layout: Layout, heading: Heading, body: Sequence[Line]) -> list[float]:
    """Return the heights of the rulings between the body's first and last line that run across the table."""
    width = heading.box.width
    if not body:
        return []
    return sorted(
        b.middle[1]
        for b in layout.page.rulings
        if b.width > 0.55 * width and b.height < 4 and body[0].box.middle[1] < b.middle[1] < body[-1].box.middle[1]
    )


def _belongs_below(body: Sequence[Line], n: int, starts: Sequence[bool]) -> bool:
    """Say whether line `n`, which starts no row, stands clearly nearer to the next row's line than to the last."""
    if n == 0 or n + 1 >= len(body) or not starts[n + 1]:
        return False
    above = body[n].box.top - body[n - 1].box.bottom
    below = body[n + 1].box.top - body[n].box.bottom
    return below < 0.5 * above


def _is_value(name: str, phrase: Phrase) -> bool:
    if name not in NUMERIC:
        return False
    return re.search(r"\d{4}" if name == "hs_code" else r"\d", phrase.text) is not None


def _row(group: Iterable[dict[str, Phrase]]) -> Row:
    row = Row()
    for cells in group:
        row.add(cells)
    return row


def _is_subtotal(phrase: Phrase) -> bool:
    return "subtotal" in _leading(phrase)


def _is_charge(row: Row) -> bool:
    """Say whether a row is freight, a discount, a carried-forward line: not goods."""
    phrases = [p for name in ("description", "line", "marks") for p in row.cells.get(name, ())][:1]
    phrases += [p for ps in row.cells.values() for p in ps if _is_subtotal(p)]
    for phrase in phrases:
        size, entries = lexicon().longest(tokens(phrase.text))
        if any(entry.field == "subtotal" for entry in entries):
            return True
        if any(entry.field == "charge" for entry in entries) and len(tokens(phrase.text)) <= size + 3:
            return not row.cells.get("hs_code")
    return False
