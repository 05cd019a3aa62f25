"""The headings of goods tables: one to four lines whose words name columns of goods, masses, packages and money."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from statistics import median

from extractors import article_codes, caption_runs
from extractors.breadth import WHOLE, Span, cropped, follow, span
from extractors.column_words import is_wording
from extractors.head_columns import clusters_of
from extractors.heads import BESIDE, PER_MANY, Head, heads_of, one_each
from extractors.layout import Line, Phrase
from extractors.regions import Layout
from models.geometry import Box, union

MAX_LINES = 7
ACROSS = 0.95  # of a table's breadth: how far a ruling between rows runs
_COUNTED = re.compile(r"[^\W\d]\s\d{2,3} [a-zà-ÿ]{3}")  # "SEK 30 days net": a value over a heading, not a part of it
_BLOCK = re.compile(r"^\d{1,2}[a-z]?[.)]?\s+(?=[^\W\d_]{3})")
_UNCOUNTED = re.compile(r"^\(?\d{1,2}[a-z]?\b|\(\d{1,2}[a-z]?\)$|m3")  # the number of a box, before or behind it
_CODE = re.compile(r"\d{4}[. ]?\d{2}(?:[. ]?\d{2}){0,2}")
PRICED = frozenset({"quantity", "unit_price", "amount"})
_ONE_COLUMN = {"package_kind": "packages", "container_type": "packages"}
WEIGHED = frozenset({"net_mass", "gross_mass", "quantity", "amount"})


@dataclass(frozen=True)
class Heading:
    """A table's heading on lines `first` to `last`, its heads from left to right, and how broad its table is."""

    heads: tuple[Head, ...]
    first: int
    last: int
    span: Span = WHOLE

    @property
    def box(self) -> Box:
        """Around all heads."""
        return union(head.box for head in self.heads)


def headings(layout: Layout, *, nameless: bool = False) -> list[Heading]:
    """Return the headings of goods tables on a page from top to bottom.

    With `nameless`, headings count as well that name no column of what the goods are, as lists of containers do.
    """
    fuzzy = layout.page.origin != "text_layer"
    scored = [_best(layout, number, fuzzy=fuzzy, nameless=nameless) for number in range(len(layout.lines))]
    kept: list[Heading] = []
    for _, heading in sorted(scored, key=lambda pair: -pair[0]):
        if heading and all(heading.last < other.first or other.last < heading.first for other in kept):
            kept.append(heading)
    kept = _raised(layout, sorted(kept, key=lambda heading: heading.first), fuzzy=fuzzy, nameless=nameless)
    kept = _united(layout, kept, fuzzy=fuzzy, nameless=nameless)
    runs = [Heading(heads, n, n) for n in range(len(layout.lines)) if (heads := caption_runs.heads(layout, n))]
    kept = [h for h in kept if not any(h.first <= run.first + 1 and run.first <= h.last for run in runs)]
    kept = sorted([*kept, *runs], key=lambda heading: heading.first)
    stops = [*(heading.first for heading in kept), len(layout.lines)][1:]
    return [_completed(layout, heading, stop, fuzzy=fuzzy) for heading, stop in zip(kept, stops, strict=True)]


def _raised(layout: Layout, kept: Sequence[Heading], *, fuzzy: bool, nameless: bool) -> list[Heading]:
    """Take in the line right over a heading that begins its labels, though a head there is of no known field."""
    found: list[Heading] = []
    for heading in kept:
        floor, tallest = found[-1].last + 1 if found else 0, heading
        while tallest.first > floor and tallest.last - tallest.first + 1 < MAX_LINES:
            above = layout.lines[tallest.first - 1]
            near = tallest.box.top - above.box.bottom < 0.6 * above.phrases[0].box.height
            size = tallest.last - tallest.first + 2
            _, taller = _heading(layout, tallest.first - 1, size, fuzzy=fuzzy, nameless=nameless)
            if len(above.phrases) < 2 or not near or taller is None or not _named(taller) >= _named(heading):
                break
            tallest = taller
        found.append(tallest)
    return found


def _named(heading: Heading) -> set[str]:
    """Return the fields that a heading names, but for the number of the row."""
    return {field for head in heading.heads for field in head.fields} - BESIDE - {"line"}


def _columns(heading: Heading) -> set[str]:
    """Return the fields that a heading names, packages and their kind as one: half a heading takes either for both."""
    return {_ONE_COLUMN.get(field, field) for field in _named(heading)}


def _united(layout: Layout, kept: Sequence[Heading], *, fuzzy: bool, nameless: bool) -> list[Heading]:
    """Make one of two headings with no row between, where their lines together name no fewer columns."""
    found: list[Heading] = []
    for heading in kept:
        above = found[-1] if found else None
        if above and above.last + 1 == heading.first and heading.last - above.first < MAX_LINES:
            size = heading.last - above.first + 1
            _, whole = _heading(layout, above.first, size, fuzzy=fuzzy, nameless=nameless)
            named = _columns(above) | _columns(heading)
            told = _columns(whole) if whole else set()
            if whole and (len(told & named) >= len(named) - 1 or _in_one_row(layout, above, heading)):
                found[-1] = whole
                continue
        found.append(heading)
    return found


def _in_one_row(layout: Layout, above: Heading, below: Heading) -> bool:
    """Say whether the ruled cells in which most heads of one heading stand reach down over those of the next."""
    cells = [layout.cells.around(head.box) for head in above.heads]
    reaching = [layout.cells.is_ruled(cell) and cell.bottom > below.box.bottom - 1 for cell in cells]
    return 2 * sum(reaching) > len(reaching)


def _completed(layout: Layout, heading: Heading, stop: int, *, fuzzy: bool) -> Heading:
    """Take in the lines under a heading that only go on with it: units, the rest of a label, its translation."""
    heading = _ruled_off(layout, heading, stop, fuzzy=fuzzy)
    while heading.last + 1 < stop:
        line = next(iter(cropped(layout.lines[heading.last + 1 : heading.last + 2], heading.span)), None)
        if line is None:
            heading = replace(heading, last=heading.last + 1)
            continue
        height = max(phrase.box.height for phrase in line.phrases)
        if line.box.top - heading.box.bottom > 0.9 * height or not _goes_on(line):
            return heading
        _, longer = _heading(layout, heading.first, heading.last - heading.first + 2, fuzzy=fuzzy)
        if longer is None or len(longer.heads) != len(heading.heads):
            return heading
        pairs = zip(heading.heads, longer.heads, strict=True)
        if any(old.field and not new.field and not new.aside for old, new in pairs):
            return heading
        heading = longer
    return heading


def _goes_on(line: Line) -> bool:
    """Say whether a line under a heading is made of words that headings are made of, most of it and no figures."""
    worded = [is_wording(phrase.text) for phrase in line.phrases]
    return all(worded) or (2 * sum(worded) > len(worded) and not any(c.isdigit() for c in line.text))


def _ruled_off(layout: Layout, heading: Heading, stop: int, *, fuzzy: bool) -> Heading:
    """Take in the lines down to the first ruling under a heading, where they make one heading with it."""
    box = heading.box
    across = [b.middle[1] for b in layout.page.rulings if b.width > 0.5 * box.width and b.middle[1] > box.bottom - 1]
    floor = min(across, default=0.0)
    last = heading.last
    while last + 1 < stop and layout.lines[last + 1].box.middle[1] < floor and last - heading.first < MAX_LINES:
        last += 1
    _, longer = _heading(layout, heading.first, last - heading.first + 1, fuzzy=fuzzy)
    known = sum(len(head.fields) or head.aside for head in heading.heads)
    better = longer is not None and sum(len(head.fields) or head.aside for head in longer.heads) >= known
    return longer if longer is not None and better else heading


def _best(layout: Layout, first: int, *, fuzzy: bool, nameless: bool) -> tuple[float, Heading | None]:
    within = span(layout, layout.lines[first])
    sizes = takewhile(lambda size: _may_head(layout, first, size, within), range(1, MAX_LINES + 1))
    scored = (_scored(layout, first, size, within, fuzzy=fuzzy, nameless=nameless) for size in sizes)
    score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    if best and best.last > first and _is_over(layout, best, fuzzy=fuzzy, nameless=nameless):
        return 0.0, None
    return score, best


def _is_over(layout: Layout, heading: Heading, *, fuzzy: bool, nameless: bool) -> bool:
    """Say whether the lone phrase on the first line of a heading stands over its table: without it more is known."""
    if len(cropped(layout.lines[heading.first : heading.first + 1], heading.span)[0].phrases) > 1:
        return False
    _, below = _heading(layout, heading.first + 1, heading.last - heading.first, fuzzy=fuzzy, nameless=nameless)
    return below is not None and _known(below) > _known(heading)


def _known(heading: Heading) -> int:
    """Count the columns of a heading whose field is known."""
    return sum(head.field is not None for head in heading.heads)


def _may_head(layout: Layout, first: int, size: int, within: Span) -> bool:
    """Say whether lines could make one heading; where they cannot, no longer run from the same line can."""
    lines = cropped(layout.lines[first : first + size], within)
    if size > 1 and lines and not any(_is_caption(phrase.text) for phrase in lines[0].phrases):
        return False
    if first + size > len(layout.lines) or not follow(lines) or not cropped(layout.lines[first : first + 1], within):
        return False
    phrases = [phrase for line in lines for phrase in line.phrases]
    if size > 1 and _ruled_between(layout, lines[-2:]):
        return False
    # Where an item's tariff number stands, the heading is over.
    return not any(_speaks_of_else(layout, phrase) or _CODE.fullmatch(phrase.text) for phrase in phrases)


def _is_caption(text: str) -> bool:
    """Say whether a text may head a column: made of heading words, or a numbered caption ("9 Nature of the")."""
    return is_wording(text) or (text[:1].isdigit() and is_wording(_BLOCK.sub("", text)) and text[-1:].isalpha())


def _ruled_between(layout: Layout, lines: Sequence[Line]) -> bool:
    """Say whether a ruling across all columns parts two lines, with codes or numbers under it: rows, not headings."""
    if len(lines) < 2 or not any(any(map(str.isdecimal, p.text)) for p in lines[1].phrases):
        return False
    box = union(line.box for line in lines)
    return any(
        ruling.width > ACROSS * box.width and lines[0].box.middle[1] < ruling.middle[1] < lines[1].box.middle[1]
        for ruling in layout.page.rulings
    )


def _heading(
    layout: Layout, first: int, size: int, *, fuzzy: bool, nameless: bool = False
) -> tuple[float, Heading | None]:
    within = span(layout, layout.lines[first])
    if not _may_head(layout, first, size, within):
        return 0.0, None
    return _scored(layout, first, size, within, fuzzy=fuzzy, nameless=nameless)


def _scored(
    layout: Layout, first: int, size: int, within: Span, *, fuzzy: bool, nameless: bool
) -> tuple[float, Heading | None]:
    """Return what lines that may head make, and how good a heading it is."""
    lines = cropped(layout.lines[first : first + size], within)
    if _is_titled(lines) or _is_title(layout, lines[0]):
        return 0.0, None
    clusters = clusters_of(layout, lines, fuzzy=fuzzy)
    heads = [
        replace(head, field=None) if head.field == "description" and _is_of_paper(layout, cluster) else head
        for head, cluster in zip(heads_of(clusters, fuzzy=fuzzy), clusters, strict=True)
    ]
    heads = article_codes.naming(heads, next(iter(layout.lines[first + size : first + size + 1]), None))
    fields = {field for head in heads for field in head.fields}
    unknown = sum(head.field is None for head in heads)
    digits = sum(re.search(r"\d", _UNCOUNTED.sub("", head.text)) is not None for head in heads)
    amounts = sum(re.search(r"\d{3}|\d[.,]\d", PER_MANY.sub("", head.text)) is not None for head in heads)
    counted = len(fields & (PRICED | WEIGHED | {"packages", "unit"}))
    listing = "line" in fields and counted > 1 and len(heads) > 3 and not unknown
    telling = fields & article_codes.NAMING or len(fields & PRICED) > 1 or listing or (nameless and fields & WEIGHED)
    enough = len(fields - BESIDE - {"line", "container", "seal"}) >= 2 and bool(telling)
    # A list of containers names containers and no goods.
    of_containers = "container" in fields and "description" not in fields and not nameless
    told = 2 * sum(head.text.endswith(",") for head in heads) > len(heads)  # a sentence, torn at its commas
    told = told or (
        not fields & {"quantity", "unit_price"} and any(_sums_up_paper(layout, p) for p in lines[0].phrases)
    )
    valued = digits > max(1, len(heads) // 3) or amounts > len(heads) // 6
    if not enough or of_containers or len(fields) < unknown or valued or told:
        return 0.0, None
    fillings = [_filling(line, clusters, heads) for line in lines]
    if not fillings[0] or not fillings[-1]:
        return 0.0, None
    named = sum(head.coverage * len(head.fields) for head in heads)
    named -= sum(_COUNTED.search(PER_MANY.sub("", head.text)) is not None for head in heads)
    score = named - 0.7 * unknown + 0.2 * (fillings.count(1.0) - 1) - 0.9 * max(0, len(heads) - unknown - len(fields))
    return score, Heading(tuple(one_each(heads)), first, first + size - 1, within)


def _is_titled(lines: Sequence[Line]) -> bool:
    """Say whether the first line is set so much larger than the others that it is a title over them."""
    heights = [median(word.box.height for word in line.words) for line in lines]
    larger = 2.2 if lines[0].words[0].origin == "ocr" else 1.6  # ink of small letters is half that of capitals
    return len(heights) > 1 and heights[0] > larger * max(heights[1:])


def _is_title(layout: Layout, line: Line) -> bool:
    """Say whether a line is one phrase in large letters: "PACKING & WEIGHT SPECIFICATION" heads no columns."""
    usual = median(word.box.height for word in layout.page.words)
    return len(line.phrases) == 1 and median(word.box.height for word in line.words) > 1.25 * usual


def _speaks_of_else(layout: Layout, phrase: Phrase) -> bool:
    """Say whether a phrase begins with a label of the whole paper ("Payment terms:"), which no column is headed by."""
    label = layout.label_at(phrase)
    return label is not None and label.colon and not any(f.startswith("goods:") for f in label.fields)


def _is_of_paper(layout: Layout, cluster: Sequence[Phrase]) -> bool:
    """Say whether a heading is wholly a label of the whole paper: "Resa merce" asks for the delivery term."""
    label = layout.label_at(cluster[0])
    whole = label is not None and len(cluster) == 1 and label.words.words == cluster[0].words
    return whole and label is not None and not any(f.startswith(("goods:", "sum", "total_")) for f in label.fields)


def _sums_up_paper(layout: Layout, phrase: Phrase) -> bool:
    """Say whether a phrase is wholly the label of the paper's own total: the boxes at a bill's foot."""
    label = layout.label_at(phrase)
    whole = label is not None and label.rest is None and label.announces("total_amount")
    return whole and label is not None and not any(field.startswith("goods:") for field in label.fields)


def _filling(line: Line, clusters: Sequence[Sequence[Phrase]], heads: Sequence[Head]) -> float:
    """Return the share of a line's words that stand in heads whose field is known."""
    known = [cluster for cluster, head in zip(clusters, heads, strict=True) if head.field]
    # A word over several columns has been moved over each of them.
    named = {(word.text, word.box.top) for cluster in known for phrase in cluster for word in phrase.words}
    return sum((word.text, word.box.top) in named for word in line.words) / len(line.words)
