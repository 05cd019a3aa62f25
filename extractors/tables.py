"""Goods tables, ruled or not: found by their headings, their lines parted into rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from extractors import unheaded
from extractors.column_marks import places, pointed, proven, sign_of
from extractors.columns import Cells, cells, column
from extractors.headings import Heading, headings
from extractors.heads import PER_MANY, Head
from extractors.layout import Line, Phrase
from extractors.name_lines import cells_of, edges_of
from extractors.numerals import DecimalSign
from extractors.quantities import is_count
from extractors.regions import Layout
from extractors.row_starts import filling_end, values
from extractors.storeys import SMALLER
from extractors.table_ends import body_of
from extractors.table_rows import Row, goods_rows, row_of

PRICED = ("quantity", "unit_price", "amount")
_OTHER_MASS = {"net_mass": "gross_mass", "gross_mass": "net_mass"}
_NAMING = frozenset({"description", "shipping_name", "marks"})


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
        return sign_of(text, self.decimals(name, sign), sign)

    def decimals(self, name: str, sign: DecimalSign) -> int | None:
        """Return how many decimals the numbers in the column of a field have, None where nothing settles it."""
        if name not in self._places:
            each = name == "quantity" and not PER_MANY.search(self.hint("unit_price"))
            told = proven(self._priced(), sign) if each else None
            self._places[name] = self._shown(name, sign) if told is None else told
        return self._places[name]

    def _shown(self, name: str, sign: DecimalSign) -> int | None:
        """Return how many decimals a column shows by itself, one of masses also by what the other one shows."""
        columns = [name, other] if (other := _OTHER_MASS.get(name)) in self.heads else [name]
        told = (places((row.text(column) for row in self.rows), sign) for column in columns)
        return next((size for size in told if size is not None), None)

    def _priced(self) -> Iterator[list[str]]:
        for row in self.rows:
            yield [self.printed(name, cell[0]) if (cell := row.cells.get(name)) else "" for name in PRICED]

    def printed(self, name: str, phrase: Phrase) -> str:
        """Return what a cell of the column of a field prints, with the decimal mark that OCR lost, if it did."""
        if phrase.words[0].origin != "ocr":
            return phrase.text
        return pointed(phrase.text, [row.text(name) for row in (*self.rows, *filter(None, [self.totals]))])


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
    body, totals_line = body_of(layout, heading, stop)
    heading = unheaded.settled(layout, heading, body)
    edges = edges_of(layout, heading, body)
    shorter = _trimmed(layout, heading, body, edges)
    if len(shorter) < len(body):
        body, totals_line = shorter, None
        edges = edges_of(layout, heading, body)
    lines = _without_captions(layout, heading, [cells_of(layout, line, heading, edges) for line in body])
    stop = filling_end(heading, lines)
    summing = all(values(cells) <= {"amount"} for cells in lines[stop:])
    body, lines, totals_line = body[:stop], lines[:stop], totals_line if summing else None
    taken = set(body)
    layout.goods_lines.update(n for n, line in enumerate(layout.lines) if line in taken)
    summing_up = [totals_line, *_under(layout, totals_line, heading, edges)] if totals_line else []
    totals = row_of([cells(line, heading, edges) for line in summing_up], heading) if totals_line else None
    if totals_line:
        summed_up = {phrase for line in summing_up for phrase in line.phrases}
        layout.header_lines.update(n for n, line in enumerate(layout.lines) if set(line.phrases) <= summed_up)
    rows, summed = goods_rows(layout, heading, body, lines)
    return Table(heading, edges, rows, totals or summed)


def _under(layout: Layout, line: Line, heading: Heading, edges: Sequence[float]) -> list[Line]:
    """Return the line close under the sums that goes on in a column of several facts alone: a volume under a mass."""
    stacked = {head.field for head in heading.heads if head.below}
    below = next((other for other in layout.lines if other.box.top > line.box.bottom - 1), None) if stacked else None
    near = below is not None and below.box.top - line.box.bottom < line.phrases[0].box.height
    return [below] if below and near and cells(below, heading, edges).keys() <= stacked else []


def _without_captions(layout: Layout, heading: Heading, lines: list[Cells]) -> list[Cells]:
    """Drop what goes on with a heading in its own small print, beside values that begin where other heads end."""
    head = [word.box.height for line in layout.lines[heading.first : heading.last + 1] for word in line.words]
    filled = [phrase.box.height for line in lines for phrase in line.values()]
    if layout.page.origin != "text_layer" or not filled or max(head) > SMALLER * median(filled):
        return lines
    kept, bottom = list[Cells](), heading.box.bottom
    for line in lines[:2]:
        close = [p for p in line.values() if p.box.height < max(head) + 0.3 and p.box.top - bottom < 0.4 * max(head)]
        kept.append({name: phrase for name, phrase in line.items() if phrase not in close})
        bottom = max((phrase.box.bottom for phrase in close), default=heading.box.top)
    return kept + lines[2:]


def _carried(layout: Layout, table: Table) -> list[Table]:
    heading = Heading(table.heading.heads, -1, -1, table.heading.span)
    body, totals_line = body_of(layout, heading, len(layout.lines), top=True)
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
    if label is None or not (label.colon or label.rest is None) or is_count(phrase.text):
        return False
    if label.announces("goods:container", "goods:seal"):
        return lone and label.rest is None  # in the column of marks they belong to the goods beside
    return any(not f.startswith("goods:") for f in label.fields) or (label.colon and label.announces("goods:packages"))
