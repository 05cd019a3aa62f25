"""Headings of two columns that stand so close that they look like one ("VAT Quantity"): told apart by what is below."""

from collections.abc import Sequence
from dataclasses import replace

from extractors.column_words import goods_field
from extractors.heads import Head, one_each
from extractors.layout import Line
from models.geometry import Box


def split(heads: Sequence[Head], lines: Sequence[Line]) -> tuple[Head, ...]:
    """Cut heads whose words name several columns where the printed lines under them are cut as well."""
    found = [part for head in heads for part in _parts(head, lines)]
    return tuple(one_each([_as_named(head) for head in found])) if len(found) > len(heads) else tuple(heads)


def _as_named(head: Head) -> Head:
    return replace(head, field=head.rival, aside=False, rival=None) if head.rival else head


def _parts(head: Head, lines: Sequence[Line]) -> list[Head]:
    texts = _labels(head.text) if not head.below else []
    if len(texts) < 2:
        return [head]
    letter = head.box.width / len(head.text)
    parts, x = [], head.box.x0
    for text in texts:
        box = Box(x, head.box.top, x + letter * len(text), head.box.bottom)
        parts.append(Head(goods_field(text, fuzzy=False)[0], text, box, 1.0))
        x = box.x1 + letter
    apart = sum(_cut(line, parts[0].box, parts[1].box) for line in lines)
    return parts if apart >= 0.6 * len(lines) else [head]


def _cut(line: Line, left: Box, right: Box) -> bool:
    """Say whether a line prints one phrase under each of two heads."""
    reach = left.x0 - left.width, right.x1 + right.width
    under = [p.box for p in line.phrases if p.box.x1 > reach[0] and p.box.x0 < reach[1]]
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
