"""Lines of a table that print only a name, across its columns, above or below the line of figures it belongs to."""

from collections.abc import Sequence

from extractors import tariff
from extractors.column_content import is_unit
from extractors.columns import Cells, bounds, cells, column
from extractors.headings import Heading
from extractors.layout import Line, Phrase
from extractors.regions import Layout
from extractors.row_starts import values


def edges_of(layout: Layout, heading: Heading, body: Sequence[Line]) -> list[float]:
    """Return the x between the columns, going by the lines that fill them; names printed across count for nothing."""
    most = max((len(line.phrases) for line in body), default=0)
    filling = [line for line in body if len(line.phrases) > 1 or most < 3]
    return bounds(layout, heading, filling)


def cells_of(layout: Layout, line: Line, heading: Heading, edges: Sequence[float]) -> Cells:
    """Return the line's words by field, a name printed across several columns whole as the description."""
    found = cells(line, heading, edges)
    if _is_name(layout, line, heading, edges, found):
        return {"description": line.phrases[0]}
    described = any("description" in head.fields for head in heading.heads)
    told, rest = _facts(layout, line, edges) if described else (None, line.phrases)
    if told is None:
        return found
    beside = cells(Line(rest), heading, edges) if rest else {}
    return {**beside, "description": told} if "description" not in beside else found


def _facts(layout: Layout, line: Line, edges: Sequence[float]) -> tuple[Phrase | None, tuple[Phrase, ...]]:
    """Return what a line tells of the goods by labels, across the columns ("HS code: 3907 61 00  Origin: DE").

    The second are the phrases that stand in columns beside it. None where the line tells nothing across columns.
    """
    count = 0
    for phrase in line.phrases:
        if not _tells_fact(layout, phrase):
            break
        count += 1
    told = Phrase(tuple(word for phrase in line.phrases[:count] for word in phrase.words), line.phrases[0].page)
    across = count and column(told.box.x0 + 1, edges) != column(told.box.x1 - 1, edges)
    return (told, line.phrases[count:]) if across else (None, line.phrases)


def _tells_fact(layout: Layout, phrase: Phrase) -> bool:
    label = layout.label_at(phrase)
    if label is None or not (label.colon or label.rest):
        return False
    return label.rest is not None and any(f.startswith("goods:") or f == "country_of_origin" for f in label.fields)


def _is_name(layout: Layout, line: Line, heading: Heading, edges: Sequence[float], found: Cells) -> bool:
    text = line.text
    letters = sum(c.isalpha() for c in text)
    if len(line.phrases) != 1 or letters < 4 or letters <= sum(c.isdigit() for c in text):
        return False
    if layout.label_at(line.phrases[0]) is not None:
        return False
    fields = {name for head in heading.heads for name in head.fields}
    columns = {column(line.box.x0 + 1, edges), column(line.box.x1 - 1, edges)}
    alone = fields.isdisjoint({"description", "shipping_name"}) and not values(found)
    across = len(columns) > 1 and (len(found) > 1 or "description" not in found)
    under = any(heading.heads[n].below and "description" in heading.heads[n].fields for n in columns)
    return alone or across or under or _is_beside(heading, found)


def _is_beside(heading: Heading, found: Cells) -> bool:
    """Say whether words alone stand in the column of a count next to the goods': a name narrower than its column."""
    named = [head.field for head in heading.heads]
    beside = next((n for n, name in enumerate(named) if name == "description"), 0) - 1
    counts = beside >= 0 and named[beside] in ("packages", "quantity") and found.keys() == {named[beside]}
    return counts and not any(is_unit(phrase.text) for phrase in found.values()) and not values(found)


def lead(lines: Sequence[Cells], begins: Sequence[bool]) -> bool:
    """Say whether names stand above the figures they belong to: every row but few has one before it, the first too."""
    alone = [(n, cells["description"].text) for n, cells in enumerate(lines) if cells.keys() == {"description"}]
    named = [n for n, text in alone if not any(start == 0 for start, _ in tariff.named(text))]  # a code ends an item
    before = sum(n > 0 and n - 1 in named for n, begin in enumerate(begins) if begin)
    return 0 in named and before >= 0.8 * sum(begins)
