"""Headings of two columns that stand so close that they look like one ("VAT Quantity"): told apart by what is below."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from math import inf

from extractors.column_words import fields_named, goods_field
from extractors.heads import Head, one_each
from extractors.layout import Line
from extractors.quantities import kind_in
from extractors.stacked import fit
from models.geometry import Box, union
from models.page import Word

_STRAY = 30.0  # points out of place that weigh as much as a field named
_MOST_WORDS = 14  # of a head that is cut where the columns under it lie
_FAIR, _SURE = 0.5, 2.4  # what each of two facts, and both, suit their fields at least (`stacked.fit`)


def split(heads: Sequence[Head], lines: Sequence[Line]) -> tuple[Head, ...]:
    """Cut heads whose words name several columns where the printed lines under them are cut as well."""
    found = [part for n, head in enumerate(heads) for part in _parts(head, lines, _reach(heads, n))]
    return tuple(one_each([_as_named(head) for head in found])) if len(found) > len(heads) else tuple(heads)


def _as_named(head: Head) -> Head:
    return replace(head, field=head.rival, aside=False, rival=None) if head.rival else head


def _reach(heads: Sequence[Head], n: int) -> Box:
    """Return how far what stands under a head may reach: to the heads beside it."""
    left = heads[n - 1].box.x1 if n else 0.0
    right = heads[n + 1].box.x0 if n + 1 < len(heads) else inf
    return heads[n].box._replace(x0=min(left, heads[n].box.x0), x1=max(right, heads[n].box.x1))


def _parts(head: Head, lines: Sequence[Line], reach: Box) -> list[Head]:
    texts = _labels(head.text) if not head.below else []
    if len(texts) < 2:
        return _by_content(head, lines, reach, [head.text] * 2) or _by_columns(head, lines, reach) or [head]
    letter = head.box.width / len(head.text)
    parts, x = [], head.box.x0
    for text in texts:
        box = Box(x, head.box.top, x + letter * len(text), head.box.bottom)
        parts.append(Head(goods_field(text, fuzzy=False)[0], text, box, 1.0))
        x = box.x1 + letter
    apart = sum(_cut(line, parts[0].box, parts[1].box, reach) for line in lines)
    return parts if apart >= 0.6 * len(lines) else _by_content(head, lines, reach, texts) or [head]


def _by_columns(head: Head, lines: Sequence[Line], reach: Box) -> list[Head]:
    """Cut a head under which nearly all lines print several columns, so that all parts but one name a field.

    "Bags of 25 kg Net weight MT US$ per MT" over "1,920   48.000   1,080.00".
    """
    left = head.box.x0 - head.box.height
    rows = [[p.box for p in line.phrases if left < p.box.x0 and p.box.middle[0] < reach.x1] for line in lines]
    size = max((len(row) for row in rows), default=0)
    full = [row for row in rows if len(row) == size]
    words = head.text.split()
    if head.below or not 1 < size <= len(words) <= _MOST_WORDS or len(full) < 0.6 * len(rows):
        return []
    spans = [(min(b.x0 for b in boxes), max(b.x1 for b in boxes)) for boxes in zip(*full, strict=True)]
    if any(left[1] > right[0] for left, right in pairwise(spans)):
        return []
    cuts = ((0, *chosen, len(words)) for chosen in combinations(range(1, len(words)), size - 1))
    told = [[_part(head, words, a, b) for a, b in pairwise(cut)] for cut in cuts]
    fitting = [parts for parts in told if all(_over(p.box, span) for p, span in zip(parts, spans, strict=True))]
    best = max(fitting, key=lambda parts: _named(parts) - _astray(parts, spans) / _STRAY, default=[])
    fields = [part.field for part in best if part.field]
    return best if len(fields) >= max(2, size - 1) and len(set(fields)) == len(fields) else []


def _part(head: Head, words: Sequence[str], start: int, stop: int) -> Head:
    text, before = " ".join(words[start:stop]), " ".join(words[:start])
    letter = head.box.width / len(head.text)
    x0 = head.box.x0 + letter * (len(before) + bool(before))
    name, share = goods_field(text, fuzzy=False)
    return Head(name, text, head.box._replace(x0=x0, x1=x0 + letter * len(text)), share)


def _named(parts: Sequence[Head]) -> float:
    return len({part.field for part in parts if part.field}) + sum(part.coverage for part in parts) / 10


def _astray(parts: Sequence[Head], spans: Sequence[tuple[float, float]]) -> float:
    """Return by how many points heads are flush with their columns neither left nor right nor centred."""
    pairs = [(part.box, span) for part, span in zip(parts, spans, strict=True)]
    return sum(min(abs(b.x0 - x0), abs(b.x1 - x1), abs(b.x0 + b.x1 - x0 - x1) / 2) for b, (x0, x1) in pairs)


def _over(box: Box, span: tuple[float, float]) -> bool:
    return box.x0 < span[1] and span[0] < box.x1


def _by_content(head: Head, lines: Sequence[Line], reach: Box, texts: Sequence[str]) -> list[Head]:
    """Cut a head that names two facts where the lines under it print both beside each other ("2 025,75 TR").

    Nothing where no gutter runs between the two. `texts` head the two parts.
    """
    told = [goods_field(text, fuzzy=False, whole=True)[0] for text in texts]
    named = [name for name in told if name] if None not in told else fields_named(head.text)
    pairs = {(named[0], named[1])} if len(named) == 2 else set()
    if None in told and head.field:  # "Extended Origin price": the words of two heads, line by line
        pairs = {(head.field, name) for name in named if name != head.field}
    if len(texts) != 2 or head.below or any(first == second for first, second in pairs):
        return []
    under = [[word for word in line.words if reach.x0 < word.box.middle[0] < reach.x1] for line in lines]
    for pair in [order for first, second in sorted(pairs) for order in ((first, second), (second, first))]:
        cuts = [(words, cut) for words in under if (cut := _cut_between(words, pair, counts=texts[0]))]
        left = [word.box for words, cut in cuts for word in words[:cut]]
        right = [word.box for words, cut in cuts for word in words[cut:]]
        if len(cuts) >= 0.6 * len(lines) and max(b.x1 for b in left) < min(b.x0 for b in right):
            boxes = [union(side)._replace(top=head.box.top, bottom=head.box.bottom) for side in (left, right)]
            return [Head(name, text, box, 1.0) for name, text, box in zip(pair, texts, boxes, strict=True)]
    return []


def _cut_between(words: Sequence[Word], fields: tuple[str, str], *, counts: str) -> int:
    """Return how many of a line's words tell the first of two facts, the others the second; 0 where they do not."""
    if set(fields) == {"packages", "description"}:  # "BAGS Description" over "520 RICE": where a bare count leads
        counted = kind_in(counts) and words and words[0].text.replace(",", "").isdigit()
        return 1 if counted and len(words) > 1 and fields[0] == "packages" else 0
    if fields == ("line", "description"):  # "# Product" over "1 Acetone"
        return 1 if len(words) > 1 and re.fullmatch(r"\d{1,3}[.)]?", words[0].text) else 0
    texts = [word.text for word in words]
    fits = [[fit(fields[0], " ".join(texts[:k])), fit(fields[1], " ".join(texts[k:]))] for k in range(1, len(words))]
    torn = [a[-1].isdigit() and b[0].isdigit() for a, b in pairwise(texts)]  # "11 663.00" is one number
    good = [min(pair) >= _FAIR and sum(pair) >= _SURE and not t for pair, t in zip(fits, torn, strict=True)]
    if not any(good):
        return 0
    return 1 + max((k for k, fine in enumerate(good) if fine), key=lambda k: (sum(fits[k]), -k))


def _cut(line: Line, left: Box, right: Box, reach: Box) -> bool:
    """Say whether a line prints one phrase under each of two heads, none of the two under the heads beside them."""
    x0, x1 = max(reach.x0, left.x0 - left.width), min(reach.x1, right.x1 + right.width)
    under = [p.box for p in line.phrases if p.box.x1 > x0 and p.box.x0 < x1]
    near = [min((left, right), key=lambda b: abs(b.middle[0] - box.middle[0])) for box in under]
    return left in near and right in near


def _labels(text: str) -> list[str]:
    """Return the labels that a heading's words make one after the other, none where words are left over."""
    words, found, start = text.split(), list[str](), 0
    while start < len(words):
        for stop in range(len(words), start, -1):
            part = " ".join(words[start:stop])
            if not part[0].isdigit() and goods_field(part, fuzzy=False, whole=True)[0]:
                found.append(part)
                start = stop
                break
        else:
            return []
    return found
