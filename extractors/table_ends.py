"""Where a goods table ends: which lines under its heading are its body, which is its line of totals."""

from collections.abc import Sequence
from itertools import pairwise

from extractors.breadth import cropped
from extractors.column_words import is_neutral
from extractors.headings import Heading
from extractors.identifiers import containers
from extractors.label_words import block_of
from extractors.labels import Label
from extractors.layout import Line, Phrase
from extractors.lexicon import lexicon
from extractors.quantities import is_count
from extractors.regions import Layout
from extractors.running_goods import is_breakdown
from extractors.wording import tokens
from models.reference.incoterms import incoterm
from models.reference.units import package_kind

_PARTIAL = ("total_packages", "total_gross_mass", "total_net_mass", "total_volume")
_AFTER_TABLE = frozenset(
    {"vessel", "port_of_loading", "port_of_discharge", "place_of_delivery", "incoterm", "shipment_date"}
)


def _holds_marks(heading: Heading) -> bool:
    """Say whether a column is headed by marks, alone or beside containers and seals: "Container Nos. and Marks"."""
    if any("marks" in head.fields for head in heading.heads):
        return True
    unknown = [word for head in heading.heads if head.field is None for word in tokens(head.text)]
    named = (lexicon().longest((word,))[1] for word in unknown)
    return any(entry.field == "goods:marks" for entries in named for entry in entries)


def body_of(layout: Layout, heading: Heading, stop: int, *, top: bool = False) -> tuple[list[Line], Line | None]:
    """Return the lines between the heading (or the page's `top`) and the table's end, and the line of totals there."""
    left, right = heading.box.x0 - 12, heading.box.x1
    floor = layout.page.height if top else _floor(layout, heading)
    body: list[Line] = []
    previous = layout.page.height if top else heading.box.bottom
    below = cropped(layout.lines[heading.last + 1 : stop], heading.span)
    if below and below[0].box.top > floor and floor < heading.box.bottom + 16:
        floor = layout.page.height  # the rulings are the heading's own
    for n, line in enumerate(below):
        if line.box.top > floor and body and _resumes(layout, heading, below[n - 1 :]):
            floor = layout.page.height  # the rulings of a poor copy are broken, or the edges of a shaded row
        if line.box.top > floor:
            near = line.box.top - floor < 2 * line.phrases[0].box.height  # the row of totals may have no columns
            return body, line if near and body and _kind(layout, heading, line) == "total" else None
        if line.box.x1 < left or line.box.x0 > max(right, layout.page.width * 0.97):
            continue
        gap = line.box.top - previous
        far = floor == layout.page.height and gap > 5 * line.phrases[0].box.height
        if body and ((far and not _counts_on(body, line)) or _captions_boxes(layout, line)):
            break
        if _breaks_down(heading, line, below[n - 1].text if n else "", begun=bool(body)):
            previous = line.box.bottom
            continue
        whole = _whole_row(layout, line, below)
        if whole is not line and _kind(layout, heading, whole) == "total":
            return [above for above in body if not whole.box.contains(above.box)], whole
        kind = "body" if top and not body else _kind(layout, heading, line)
        if kind == "total":
            return body, line
        if kind == "end" and not (body and _resumes(layout, heading, below[n:])):
            break
        if gap > 5 * line.phrases[0].box.height and _is_remark(heading, body, line):
            continue  # as is every line below it, down to the next row or the totals
        previous = line.box.bottom
        body.append(line)
    return body, None


def _is_remark(heading: Heading, body: Sequence[Line], line: Line) -> bool:
    """Say whether a line at the foot of a ruled table, far under several rows, tells of the whole consignment."""
    place = next((head.box for head in heading.heads if head.field == "description"), None)
    inside = place is not None and all(phrase.box.x0 > place.x0 - place.width for phrase in line.phrases)
    return inside and not _fills(heading, line) and sum(_fills(heading, above) for above in body) > 1


def _breaks_down(heading: Heading, line: Line, above: str, *, begun: bool) -> bool:
    """Say whether a line breaks the lading down by container, and is none of a list of containers or of the marks."""
    listed = any(field in ("container", "seal") for head in heading.heads for field in head.fields)
    marked = _holds_marks(heading) and (not begun or _counts_beside(heading, line))
    return not listed and not marked and is_breakdown(line.text, above)


def _counts_beside(heading: Heading, line: Line) -> bool:
    """Say whether a line with a container among its marks counts goods, the packages' kind in their column."""
    place = next((head.box for head in heading.heads if head.field == "description"), None)
    named = [phrase.text for phrase in line.phrases if place and place.x0 - 4 < phrase.box.x0 < place.x1]
    return any(package_kind(text) for text in named) and _fills(heading, line)


def _whole_row(layout: Layout, line: Line, lines: Sequence[Line]) -> Line:
    """Return a line that only announces a sum with what its ruled row prints above and below it in narrow cells."""
    first = line.phrases[0]
    if len(line.phrases) > 1 or any(c.isdigit() for c in line.text) or not _sums_up(first):
        return line
    cell = layout.cells.around(first.box)
    if not layout.cells.is_ruled(cell):
        return line
    inside = [p for other in lines for p in other.phrases if cell.top - 1 < p.box.middle[1] < cell.bottom + 1]
    return Line(tuple(sorted(inside, key=lambda phrase: phrase.box.x0))) if len(inside) > 1 else line


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
    grand = _is_grand_total(layout, heading, line)
    charged = sum(_is_charge(layout.label_at(phrase)) for phrase in line.phrases) > 1
    if grand or charged or _lists_containers(heading, line):
        return "total" if grand else "end"
    label = layout.label_at(line.phrases[0])
    if label is None or not label.fields or _is_row(layout, heading, line, label):
        return "body"
    if label.announces("stop") and not label.announces("charge", "subtotal"):
        return "end" if label.colon or label.rest is None else "body"
    ends = any(f.startswith("party:") or f in _AFTER_TABLE for f in label.fields)
    return "end" if ends and (label.colon or label.rest is None) and not _is_goods_word(label.fields) else "body"


def _is_charge(label: Label | None) -> bool:
    """Say whether a label is a charge's and has its amount behind it: "FREIGHT USD 2,600.00"."""
    return label is not None and label.rest is not None and label.announces("charge") and "." in label.rest.text


def _is_grand_total(layout: Layout, heading: Heading, line: Line) -> bool:
    """Say whether a line says again what heads the amounts, which may be a total, before one figure under that head."""
    label = layout.label_at(line.phrases[0])
    figures = [phrase for phrase in line.phrases if any(c.isdigit() for c in phrase.text)]
    if label is None or label.rest is not None or len(figures) != 1 or not label.announces("total_amount"):
        return False
    column = next((head.box for head in heading.heads if head.field == "amount"), None)
    return column is not None and min(column.x1, figures[0].box.x1) > max(column.x0, figures[0].box.x0)


def _is_row(layout: Layout, heading: Heading, line: Line, label: Label) -> bool:
    """Say whether a line fills most columns and only its first words look like a label: goods called "Service A"."""
    others = (layout.label_at(phrase) for phrase in line.phrases[1:])
    return not label.colon and _fills(heading, line) and not any(other and other.fields for other in others)


def _captions_boxes(layout: Layout, line: Line) -> bool:
    """Say whether a line prints nothing but labels, three and more, one of a total: the boxes at a bill's foot.

    Or the captions of a form's blocks, whose numbers count on from left to right.
    """
    blocks = [block_of(phrase)[0] or "" for phrase in line.phrases]
    if len(blocks) > 2 and all(map(str.isdigit, blocks)):
        return all(int(after) == int(block) + 1 for block, after in pairwise(blocks))
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


def _sums_up(phrase: Phrase) -> bool:
    """Say whether a phrase announces a sum, in one of the languages that a stroke parts; "5 volumes" are a row's."""
    return not is_count(phrase.text) and any(_is_sum(tokens(part)) for part in phrase.text.split(" / "))


def _is_sum(words: tuple[str, ...]) -> bool:
    """Say whether words announce a sum: "TOTAL", "Gesamt: EUR", "48 PACKAGES TOTALS"; not "Total station"."""
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
