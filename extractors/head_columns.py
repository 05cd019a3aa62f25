"""The columns of a heading: its phrases, cut where they run together, grouped by what stands above what."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.column_words import goods_field, is_wording
from extractors.layout import Line, Phrase
from extractors.regions import Layout
from models.geometry import Box, union
from models.page import Word


def clusters_of(layout: Layout, lines: Sequence[Line], *, fuzzy: bool) -> list[list[Phrase]]:
    """Group the phrases of a heading's `lines` that stand above each other: one group a column, left to right.

    A heading over several columns is said again in the group of each. With `fuzzy`, labels are known in spite of OCR.
    """
    clusters: list[list[Phrase]] = []
    for line in lines:
        lettered = (whole for whole in line.phrases if any(map(str.isalnum, whole.text)) or whole.text in "#%€$£¥")
        phrases = [part for whole in lettered for part in _parts(whole, fuzzy=fuzzy)]
        clusters = [column for cluster in clusters for column in _columns_under(layout, cluster, phrases, clusters)]
        for phrase in (part for whole in phrases for part in _shared_out(whole, clusters)):
            over = [c for c in clusters if _same_column(layout, c, phrase)]
            if len(over) == 1:
                over[0].append(phrase)
            elif not over:
                clusters.append([phrase])
            else:
                max(over, key=lambda c: _shared(union(p.box for p in c), phrase.box)).append(phrase)
    return sorted(clusters, key=lambda cluster: union(p.box for p in cluster).x0)


def _columns_under(
    layout: Layout, cluster: list[Phrase], phrases: Sequence[Phrase], clusters: Sequence[list[Phrase]]
) -> list[list[Phrase]]:
    """Say a heading over several columns ("WEIGHT" over "NET" and "GROSS") again over each of them."""
    box = union(p.box for p in cluster)
    others = [union(p.box for p in other) for other in clusters if other is not cluster]
    phrases = [p for p in phrases if all(_shared(other, p.box) < 0.5 * p.box.width for other in others)]
    cell = layout.cells.around(box)
    if layout.cells.is_ruled(cell) and cell.width < 0.5 * layout.page.width:
        box = box._replace(x0=cell.x0, x1=cell.x1)  # rulings tell how far a short heading reaches
    inside = [p.box for p in phrases if _shared(box, p.box) > 0.3 * p.box.width and p.box.top > box.top]
    wide = len(inside) > 1 and box.x0 - 4 < inside[0].middle[0] and inside[-1].middle[0] < box.x1 + 4
    if not wide or any(_shared(a, b) > 0 for a, b in pairwise(inside)):
        return [cluster]
    if len(own := _one_each(cluster)) == len(inside):
        return [[_moved(part, below)] for part, below in zip(own, inside, strict=True)]
    return [[_moved(phrase, below) for phrase in cluster] for below in inside]


def _one_each(cluster: Sequence[Phrase]) -> list[Phrase]:
    """Return the headings between the strokes of a lone phrase ("Packages / Description /"), each of another field."""
    runs: list[list[Word]] = [[]]
    for word in cluster[0].words if len(cluster) == 1 else ():
        if word.text == "/":
            runs.append([])
        else:
            runs[-1].append(word)
    parts = [Phrase(tuple(run), cluster[0].page) for run in runs if run]
    fields = {goods_field(part.text, fuzzy=False, whole=True)[0] for part in parts}
    return parts if None not in fields and len(fields) == len(parts) else []


def _moved(phrase: Phrase, under: Box) -> Phrase:
    return Phrase(tuple(replace(w, box=w.box._replace(x0=under.x0, x1=under.x1)) for w in phrase.words), phrase.page)


def _shared_out(phrase: Phrase, clusters: Sequence[Sequence[Phrase]]) -> list[Phrase]:
    """Cut "WEIGHT WEIGHT", printed under "NET" and "GROSS", between the headings above."""
    boxes = [union(p.box for p in cluster) for cluster in clusters]
    over = [b for b in boxes if _shared(b, phrase.box) > 0.3 * b.width and b.bottom <= phrase.box.middle[1]]
    if len(over) < 2 or len(phrase.words) < len(over):
        return [phrase]
    nearest = [min(range(len(over)), key=lambda n: abs(over[n].middle[0] - w.box.middle[0])) for w in phrase.words]
    parts = [tuple(w for w, place in zip(phrase.words, nearest, strict=True) if place == n) for n in range(len(over))]
    return [Phrase(words, phrase.page) for words in parts if words]


def _shared(a: Box, b: Box) -> float:
    return min(a.x1, b.x1) - max(a.x0, b.x0)


def _same_column(layout: Layout, cluster: Sequence[Phrase], phrase: Phrase) -> bool:
    box = union(p.box for p in cluster)
    if box.bottom > phrase.box.middle[1]:
        return False
    cell = layout.cells.around(phrase.box)
    if layout.cells.is_ruled(cell) and cell.width < 0.7 * layout.page.width:
        return cell.x0 - 2 <= box.x0 and box.x1 <= cell.x1 + 2
    return _shared(box, phrase.box) > 0.3 * min(box.width, phrase.box.width)


def _parts(phrase: Phrase, *, fuzzy: bool) -> list[Phrase]:
    """Cut a phrase that runs several headings together ("Qty Unit price Amount") into them."""
    apart = _apart(phrase)
    if len(apart) > 1 or goods_field(phrase.text, fuzzy=fuzzy, whole=True)[0]:
        return apart
    parts, start = [], 0
    while start < len(phrase.words):
        for stop in range(len(phrase.words), start, -1):
            part = phrase.part(start, stop)
            if part and goods_field(part.text, fuzzy=False, whole=True)[0]:
                parts.append(part)
                start = stop
                break
        else:
            return [phrase]
    if any(part.words[-1].text.endswith(("/", ",", ";")) for part in parts[:-1]):
        return [phrase]  # two languages of one heading, or the list of what a box holds
    gaps = [b.box.x0 - a.box.x1 for a, b in pairwise(parts)]
    return parts if gaps and min(gaps) > 0.3 * phrase.box.height else [phrase]


def _apart(phrase: Phrase) -> list[Phrase]:
    """Cut "Packages Description of goods" where one gap, clearly wider than the spaces, parts the two headings."""
    gaps = [b.box.x0 - a.box.x1 for a, b in pairwise(phrase.words)]
    if not gaps:
        return [phrase]
    cut = gaps.index(max(gaps)) + 1
    letter = max(word.box.width / len(word.text) for word in phrase.words)
    spaces = gaps[: cut - 1] + gaps[cut:] or [letter]
    left, right = phrase.part(0, cut), phrase.part(cut)
    if left is None or right is None or gaps[cut - 1] < 1.4 * max(spaces):
        return [phrase]
    fields = [goods_field(part.text, fuzzy=False, whole=True)[0] for part in (left, right)]
    described = goods_field(right.text, fuzzy=False)[0] == "description"
    named = goods_field(left.text, fuzzy=False)[0] == "description"  # "Description of the" goes on with "goods"
    begun = described and is_wording(left.text) and not named  # "No. of", gone on with on the next line
    return [left, right] if begun or (None not in fields and fields[0] != fields[1]) else [phrase]
