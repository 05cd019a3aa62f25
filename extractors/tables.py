"""Goods tables, ruled or not: found by their headings, and where they end."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from extractors import unheaded
from extractors.breadth import cropped
from extractors.column_marks import places, pointed, sign_of
from extractors.column_words import is_neutral
from extractors.columns import cells, column
from extractors.headings import Heading, headings
from extractors.heads import Head
from extractors.identifiers import containers
from extractors.labels import Label
from extractors.layout import Line, Phrase
from extractors.lexicon import lexicon
from extractors.name_lines import cells_of, edges_of
from extractors.numerals import DecimalSign
from extractors.regions import Layout
from extractors.row_starts import filling_end, values
from extractors.running_goods import is_breakdown
from extractors.table_rows import Row, goods_rows, row_of
from extractors.wording import tokens
from models.reference.incoterms import incoterm
from models.reference.units import package_kind


@dataclass(frozen=True)
class Table:
    """A goods table: its heads by field, its rows, and the row that adds them up, if printed."""

    heading: Heading
    bounds: list[float]
    rows: list[Row]
    totals: Row | None
    _places: dict[str, int | None] = field(default_factory=dict)

    @property
    def heads(self) -> dict[str, Head]:
        """The heads by the field they name."""
        return {part.field: part for head in self.heading.heads for part in head.apart if part.field}

    def hint(self, name: str) -> str:
        """Return the text that heads the column of a field, which may tell its unit; empty where none does."""
        head = self.heads.get(name)
        return head.text if head else ""

    def sure(self, name: str, *, mended: bool = False) -> float:
        """Return how sure it is which field a column holds: less where its heading is torn, least where it has none.

        Less still where the number there was `mended`.
        """
        head = self.heads.get(name)
        if mended:
            return 0.7
        if head is None or head.below:
            return 0.93
        return 0.95 if head.coverage > 0.6 else 0.9 if head.text else 0.85

    def sign(self, name: str, text: str, sign: DecimalSign) -> DecimalSign:
        """Return the decimal sign to read `text` with in the column of a field, `sign` being that of the paper."""
        if name not in self._places:
            self._places[name] = places((row.text(name) for row in self.rows), sign)
        return sign_of(text, self._places[name], sign)

    def printed(self, name: str, phrase: Phrase) -> str:
        """Return what a cell of the column of a field prints, with the decimal mark that OCR lost, if it did."""
        if phrase.words[0].origin != "ocr":
            return phrase.text
        return pointed(phrase.text, [row.text(name) for row in self.rows])


def tables(layout: Layout, *, carried: Table | None = None, nameless: bool = False) -> list[Table]:
    """Return the goods tables of a page from top to bottom, and mark their heading lines in `layout`.

    A page without a heading goes on with the columns of `carried`, the last table of the page before, unless that one
    was closed by its totals. With `nameless`, tables count as well that have no column of what the goods are.
    """
    found = headings(layout, nameless=nameless)
    if not found and carried is not None and carried.totals is None:
        return _carried(layout, carried)
    layout.header_lines = {
        n
        for heading in found
        for n in range(heading.first, heading.last + 1)
        if any(head.box.contains(phrase.box) for head in heading.heads for phrase in layout.lines[n].phrases)
    }  # a column of addresses beside the table has lines of its own between those of the heading
    layout.headings = [heading.box for heading in found]
    result = []
    for place, heading in enumerate(found):
        stop = found[place + 1].first if place + 1 < len(found) else len(layout.lines)
        result.append(_table(layout, heading, stop))
    return _completed(result)


_NAMING = frozenset({"description", "shipping_name", "marks"})


def without_summaries(found: Sequence[Table]) -> list[Table]:
    """Return the tables without those that only sum up the goods of others by tariff code."""
    naming = [table for table in found if table.heads.keys() & _NAMING and table.rows]
    if not naming:
        return list(found)
    return [t for t in found if t.heads.keys() & (_NAMING | {"line"}) or "hs_code" not in t.heads]


def named(table: Table, name: Sequence[Phrase]) -> Table:
    """Return the table with the goods' name in every row that has none."""
    return replace(table, rows=[Row({"description": list(name), **row.cells}) for row in table.rows])


def _completed(found: Sequence[Table]) -> list[Table]:
    """Join tables of one row where a second heading goes on with the same item ("Net weight, Quantity, Price")."""
    kept: list[Table] = []
    for table in found:
        above = kept[-1] if kept else None
        if above and len(above.rows) == len(table.rows) == 1 and above.totals is None and _goes_on(above, table):
            cells = {**above.rows[0].cells, **table.rows[0].cells}
            heading = replace(above.heading, heads=above.heading.heads + table.heading.heads, last=table.heading.last)
            kept[-1] = Table(heading, [*above.bounds, *table.bounds], [Row(cells)], table.totals)
        else:
            kept.append(table)
    return kept


def _goes_on(above: Table, table: Table) -> bool:
    named = {"description", "shipping_name", "marks", "hs_code", "line"}
    near = table.heading.box.top - above.heading.box.bottom < 12 * above.heading.box.height
    return near and not above.heads.keys() & table.heads.keys() and not table.heads.keys() & named


def _table(layout: Layout, heading: Heading, stop: int) -> Table:
    body, totals_line = _body(layout, heading, stop)
    heading = unheaded.settled(layout, heading, body)
    edges = edges_of(layout, heading, body)
    shorter = _trimmed(layout, heading, body, edges)
    if len(shorter) < len(body):
        body, totals_line = shorter, None
        edges = edges_of(layout, heading, body)
    lines = [cells_of(layout, line, heading, edges) for line in body]
    stop = filling_end(heading, lines)
    summing = all(values(cells) <= {"amount"} for cells in lines[stop:])
    body, lines, totals_line = body[:stop], lines[:stop], totals_line if summing else None
    layout.goods_lines.update(n for n, line in enumerate(layout.lines) if line in body)
    totals = row_of([cells(totals_line, heading, edges)], heading) if totals_line else None
    if totals_line:
        layout.header_lines.update(n for n, line in enumerate(layout.lines) if line == totals_line)
    rows, summed = goods_rows(layout, heading, body, lines)
    return Table(heading, edges, rows, totals or summed)


def _carried(layout: Layout, table: Table) -> list[Table]:
    heading = Heading(table.heading.heads, -1, -1, table.heading.span)
    body, totals_line = _body(layout, heading, len(layout.lines), top=True)
    lines = [cells_of(layout, line, heading, table.bounds) for line in body]
    filled = [len(values(line)) for line in lines]
    first = next((n for n, count in enumerate(filled) if count >= max(2, len(table.heads) // 2)), None)
    if first is None:
        return []
    body = _trimmed(layout, heading, body[first:], table.bounds)
    rows, summed = goods_rows(layout, heading, body, lines[first : first + len(body)])
    totals = row_of([cells(totals_line, heading, table.bounds)], heading) if totals_line else None
    return [Table(heading, table.bounds, rows, totals or summed)]


def _trimmed(layout: Layout, heading: Heading, body: list[Line], edges: Sequence[float]) -> list[Line]:
    """Cut from the body what stands under the table: from the first labelled line on that keeps to no column."""
    place = next((n for n, head in enumerate(heading.heads) if head.field == "description"), 0)
    for n, line in enumerate(body):
        if n == 0:
            continue
        first = line.phrases[0]
        spans = [column(first.box.x0 + 1, edges), column(first.box.x1 - 1, edges)]
        away = spans[0] < place or (spans[0] != spans[1] and line.box.top - body[n - 1].box.bottom > first.box.height)
        lone = len(line.phrases) == 1 or spans[0] != spans[1]
        if away and _is_of_paper(layout, first, lone=lone):
            return body[:n]
    return body


def _is_of_paper(layout: Layout, phrase: Phrase, *, lone: bool) -> bool:
    """Say whether a phrase begins with a label of the whole paper: its totals, its containers, a signature."""
    label = layout.label_at(phrase)
    if label is None or not (label.colon or label.rest is None):
        return False
    if label.announces("goods:container", "goods:seal"):
        return lone and label.rest is None  # in the column of marks they belong to the goods beside
    return any(not f.startswith("goods:") for f in label.fields) or (label.colon and label.announces("goods:packages"))


def _body(layout: Layout, heading: Heading, stop: int, *, top: bool = False) -> tuple[list[Line], Line | None]:
    """Return the lines between the heading (or the page's `top`) and the table's end, and the line of totals there."""
    left, right = heading.box.x0 - 12, heading.box.x1
    floor = layout.page.height if top else _floor(layout, heading)
    body: list[Line] = []
    columns = {field for head in heading.heads for field in head.fields}
    previous = layout.page.height if top else heading.box.bottom
    below = cropped(layout.lines[heading.last + 1 : stop], heading.span)
    if below and below[0].box.top > floor and floor < heading.box.bottom + 16:
        floor = layout.page.height  # the rulings are the heading's own
    for n, line in enumerate(below):
        if line.box.top > floor:
            near = line.box.top - floor < 2 * line.phrases[0].box.height  # the row of totals may have no columns
            return body, line if near and body and _kind(layout, heading, line) == "total" else None
        if line.box.x1 < left or line.box.x0 > max(right, layout.page.width * 0.97):
            continue
        gap = line.box.top - previous
        far = floor == layout.page.height and gap > 5 * line.phrases[0].box.height
        if body and ((far and not _counts_on(body, line)) or _captions_boxes(layout, line)):
            break
        # A list of containers is no breakdown, and marks may begin with the goods' own container.
        if is_breakdown(line.text) and "container" not in columns and (body or "marks" not in columns):
            previous = line.box.bottom
            continue
        kind = "body" if top and not body else _kind(layout, heading, line)
        if kind == "total":
            return body, line
        if kind == "end" and not (body and _resumes(layout, heading, below[n:])):
            break
        previous = line.box.bottom
        body.append(line)
    return body, None


def _resumes(layout: Layout, heading: Heading, lines: Sequence[Line]) -> bool:
    """Say whether more rows follow soon: a line that prints something under most heads, before any sum."""
    for above, line in pairwise(lines[:9]):
        if line.box.top - above.box.bottom > 3 * line.phrases[0].box.height or _kind(layout, heading, line) == "total":
            return False
        if _fills(heading, line):
            return True
    return False


def _counts_on(body: Sequence[Line], line: Line) -> bool:
    """Say whether a line begins with the position number after that of the last numbered line."""
    firsts = [above.words[0].text.strip(".") for above in body]
    last = next((int(text) for text in reversed(firsts) if text.isdigit() and len(text) < 4), None)
    return last is not None and line.words[0].text.strip(".") == str(last + 1)


def _fills(heading: Heading, line: Line) -> bool:
    """Say whether a line prints something under most heads, figures among it."""
    under = {
        head.box for head in heading.heads for p in line.phrases if p.box.x0 < head.box.x1 and head.box.x0 < p.box.x1
    }
    enough = len(under) > max(2, 0.6 * len(heading.heads)) and len(line.phrases) > 2
    return enough and any(c.isdigit() for c in line.text)


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
    deep.sort(reverse=True)  # a ruling of the box below may go on with one of them
    enough = len(deep) >= max(1, len(heading.heads) // 2)
    return deep[(len(deep) - 1) // 2] + 1 if enough else layout.page.height


def _lists_containers(heading: Heading, line: Line) -> bool:
    """Say whether a line is one of a list of containers under the table, not marks beside the goods."""
    place = next((head.box.x0 for head in heading.heads if head.field == "description"), 0.0)
    marked = any(head.field in ("marks", "container") for head in heading.heads)
    return len(line.phrases) == 1 and not marked and line.box.x0 < place - 4 and bool(containers(line.text))


def _kind(layout: Layout, heading: Heading, line: Line) -> str:
    """Say what a line under the heading is: part of the body, the line of totals, or something after the table."""
    if _starts_with(line, "subtotal"):
        return "body"
    sums = [phrase for phrase in line.phrases[:4] if _sums_up(phrase)]
    if sums:
        label = layout.label_at(sums[0])
        others = [p for p in line.phrases if p is not sums[0] and any(c.isdigit() for c in p.text)]
        alone = not others and (label is not None or not any(c.isdigit() for c in line.text))
        partial = label is not None and label.announces(*_PARTIAL) and len(others) < 3
        partial = partial and not (label and len(others) == 1 and _stands_under(heading, label, others[0]))
        return "end" if alone or partial else "total"
    if _lists_containers(heading, line):
        return "end"
    label = layout.label_at(line.phrases[0])
    if label is None or not label.fields:
        return "body"
    if label.announces("stop") and not label.announces("charge", "subtotal"):
        return "end" if label.colon or label.rest is None else "body"
    ends = any(f.startswith("party:") or f in _AFTER_TABLE for f in label.fields)
    return "end" if ends and (label.colon or label.rest is None) and not _is_goods_word(label.fields) else "body"


def _captions_boxes(layout: Layout, line: Line) -> bool:
    """Say whether a line prints nothing but labels, three and more, one of a total: the boxes at a bill's foot."""
    labels = [layout.label_at(phrase) for phrase in line.phrases]
    whole = [label for label in labels if label is not None and label.rest is None]
    total = any(field.startswith("total_") or field == "sum" for label in whole for field in label.fields)
    return len(whole) > 2 and len(whole) >= len(labels) - 1 and total and not any(c.isdigit() for c in line.text)


def _stands_under(heading: Heading, label: Label, figure: Phrase) -> bool:
    """Say whether a figure stands under the column that the label sums up."""
    summed = {field.removeprefix("total_") for field in label.fields}
    return any(
        head.field in summed and min(head.box.x1, figure.box.x1) > max(head.box.x0, figure.box.x0)
        for head in heading.heads
    )


_PARTIAL = ("total_packages", "total_gross_mass", "total_net_mass", "total_volume")
_AFTER_TABLE = frozenset(
    {"vessel", "port_of_loading", "port_of_discharge", "place_of_delivery", "incoterm", "shipment_date"}
)


def _sums_up(phrase: Phrase) -> bool:
    """Say whether a phrase announces a sum: "TOTAL", "Gesamt: EUR", "48 PACKAGES TOTALS"; not "Total station"."""
    words = tokens(phrase.text)
    place, summed = 0, False
    while place < len(words):
        size, entries = lexicon().longest(words[place:])
        fields = {entry.field for entry in entries}
        goods = any(field.startswith("goods:") for field in fields)
        first = {entry.field for entry in lexicon().entries.get(words[place : place + 1], ())}
        totals = "sum" in fields | first or (any(field.startswith("total_") for field in fields) and not goods)
        if totals or goods:
            summed = summed or totals
            place += size
        elif (word := words[place].lstrip("0123456789")) == "" or is_neutral(word) or package_kind(word):  # "7PLTS"
            place += 1
        else:  # "TOTAL CIF GDANSK": a delivery term goes on with its place
            return summed and any(incoterm(word.upper()) for word in words[: place + 1])
    return summed


def _is_goods_word(fields: Sequence[str]) -> bool:
    return any(f.startswith("goods:") for f in fields)


def _starts_with(line: Line, field_name: str) -> bool:
    for phrase in line.phrases[:3]:
        _, entries = lexicon().longest(tokens(phrase.text))
        if not phrase.words[0].text[0].isdigit() and any(entry.field == field_name for entry in entries):
            return True
    return False
