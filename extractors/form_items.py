"""Goods items of numbered forms, where every value stands in the cell of its label: a customs declaration's blocks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from extractors import made, running_goods, tariff
from extractors.goods_text import Span, said
from extractors.habits import Habits
from extractors.identifiers import un_numbers
from extractors.labels import Label
from extractors.layout import Phrase
from extractors.numerals import numbers
from extractors.quantities import Measure, measures, packages
from extractors.regions import Layout
from models.field import Field, PlainDecimal, Quantity
from models.geometry import Box
from models.paper import GoodsItem
from models.reference.countries import country
from models.reference.units import package_kind, unit

DESCRIPTION = "goods:description"
_LEAST_NET = Decimal("0.5")  # of the gross mass
_CODED = re.compile(r"\d{1,5} [A-Z]{2}")
_CARD = 45.0  # points: of a caption, a value of two lines and the rulings round them
_SAME_EDGE = 3.0  # points between the rulings of one column
_MENDED = 0.7  # confidence of a number whose mark was read anew


@dataclass(frozen=True, slots=True)
class Block:
    """What a form prints of one goods item: its labels, the description's first, and the part of the page."""

    labels: list[Label]
    area: Box


def blocks(layout: Layout, *, cards: bool = False) -> list[Block]:
    """Return the labels of each goods item on a numbered form, the description's first; none where it is no such form.

    The form is known by goods labels with block numbers that stand on more than one line: in a table they share one.
    With `cards`, captions without numbers count as well where each stands over its value in a ruled cell of its own.
    """
    goods = [label for label in layout.labels if any(f.startswith("goods:") for f in label.fields)]
    numbered = [label for label in goods if label.block and label.block[0].isdigit()]
    return _by_item(layout, numbered) or (_by_item(layout, _captions(layout, goods)) if cards else [])


def _captions(layout: Layout, goods: Sequence[Label]) -> list[Label]:
    """Return the labels that head a small ruled cell each, on lines of captions that follow closely on one another."""
    alone = [label for label in goods if label.rest is None and not label.block and _heads_cell(layout, label)]
    heads = [label.box.top for label in alone if label.announces(DESCRIPTION)]
    tops = sorted({round(label.box.top) for label in alone})
    near = {top for top, after in pairwise(tops) if after - top < _CARD} | {
        after for top, after in pairwise(tops) if after - top < _CARD
    }
    return [label for label in alone if round(label.box.top) in near] if heads else []


def _heads_cell(layout: Layout, label: Label) -> bool:
    """Say whether a label stands first in a ruled cell of a few lines."""
    cell = layout.cells.around(label.box)
    inside = layout.inside(cell) if layout.cells.is_ruled(cell) and cell.height < _CARD else []
    return bool(inside) and inside[0].words[0] == label.words.words[0]


def _by_item(layout: Layout, numbered: Sequence[Label]) -> list[Block]:
    """Return the labels of each item, as far as they stand on more than one line each."""
    heads = [label for label in numbered if label.announces(DESCRIPTION)]
    heads = sorted([*heads, *_misread(layout, heads, numbered)], key=lambda head: head.box.top)
    tops = [layout.cells.around(first.box).top for first in _firsts(numbered, heads)]
    told = [label for label in numbered if tops and label.box.top > tops[0] - 2 and not label.announces("total_amount")]
    if not heads or len({round(label.box.top / 8) for label in told}) < 2 * len(heads):
        return []
    found = []
    for head, top, below in zip(heads, tops, [*tops[1:], layout.page.height], strict=True):
        inside = [label for label in layout.labels if top - 2 <= label.box.top < below - 2 and label is not head]
        found.append(Block([head, *inside], Box(0, top - 2, layout.page.width, below - 2)))
    return found


def _misread(layout: Layout, heads: Sequence[Label], numbered: Sequence[Label]) -> list[Label]:
    """Return headings that were not read as such: in a cell of the others' column, beside the label that they have."""
    beside = next(
        (label for label in numbered for head in heads[:1] if label.line == head.line and label != head), None
    )
    if beside is None:
        return []
    column, found = layout.cells.around(heads[0].box), []
    known = {head.line for head in heads}
    for label in (label for label in numbered if label.line not in known and _is_again(label, beside)):
        across, down = column.middle[0], label.box.middle[1]
        cell = layout.cells.around(Box(across - 1, down - 1, across + 1, down + 1))
        alike = abs(cell.x0 - column.x0) < _SAME_EDGE and abs(cell.x1 - column.x1) < _SAME_EDGE
        if alike and layout.cells.is_ruled(cell) and (inside := layout.inside(cell)):
            found.append(replace(heads[0], words=inside[0], line=label.line, sure=False))
    return found


def _firsts(numbered: Sequence[Label], heads: Sequence[Label]) -> Sequence[Label]:
    """Return the label that each item begins with: the description's, or one that stands over it in every item."""
    first = next((label for label in numbered if len(heads) > 1 or label.announces("goods:line")), None)
    again = [label for label in numbered if first and _is_again(label, first)]
    over = len(again) == len(heads) and all(
        label.box.top <= head.box.top and (n == 0 or label.box.top > heads[n - 1].box.top)
        for n, (label, head) in enumerate(zip(again, heads, strict=True))
    )
    return again if over else heads


def _is_again(label: Label, first: Label) -> bool:
    return label.block == first.block if first.block else label.words.text == first.words.text


def items(layout: Layout, habits: Habits, *, cards: bool = False) -> list[GoodsItem]:
    """Return the goods items of a numbered form, in the order of its blocks."""
    read = [_item(layout, block, habits) for block in blocks(layout, cards=cards)]
    return [item for item in read if item.description or item.hs_code]


def _item(layout: Layout, block: Block, habits: Habits) -> GoodsItem:
    labels = block.labels
    body, told_apart = _body(layout, labels[0])
    text, spots = running_goods.joined(body)
    told = said(text, sign=habits.sign)
    values = {name: _values(layout, labels, name) for name in _CELLS}
    gross = _mass(values["goods:gross_mass"], labels, "goods:gross_mass", habits)
    net = _mass(values["goods:net_mass"], labels, "goods:net_mass", habits)
    counted = None
    if told.packages and body:
        counted = made.quantity(body[:1], told.packages.value, told.packages.unit)
    elif lone := count_line([*told_apart, *body]):
        counted = made.quantity([lone[0]], lone[1].value, lone[1].unit)
    else:
        counted = _packages(values["goods:packages"], habits)
    named = [phrase for phrase in body if not _counts(phrase)] or body
    name = said(running_goods.joined(named)[0], sign=habits.sign).name
    return GoodsItem(
        description=made.field(named, name) if body and name else None,
        hs_code=_hs(values["goods:hs_code"]),
        quantity=_quantity(values["goods:quantity"], habits),
        packages=counted,
        gross_mass=gross,
        net_mass=_beside(net, gross),
        unit_price=_amount(values["goods:unit_price"], habits),
        amount=_amount(values["goods:amount"], habits),
        origin=_origin(values["goods:origin"]),
        un_number=_un(values["goods:un_number"]) or _told(told.un_numbers[:1], spots) or _named_un(layout, block),
        hazard_class=_told([told.hazard_class] if told.hazard_class else [], spots),
        cas=tuple(made.field(made.spot(spots, number), number.value) for number in told.cas),
    )


def _body(layout: Layout, head: Label) -> tuple[list[Phrase], list[Phrase]]:
    """Return what the block of the goods prints, and apart from it what it labels: "Marks: ...", "No & kind: ..."."""
    cell = layout.cells.around(head.box)
    if not layout.cells.is_ruled(cell):
        return layout.block(head), []
    below = [phrase for phrase in layout.inside(cell) if phrase.box.middle[1] > head.box.bottom]
    labelled = [(part, layout.label_at(part)) for phrase in below for part in _at_captions(layout, phrase)]
    body = [phrase for phrase, label in labelled if label is None or not label.colon]
    apart = [label.rest for _, label in labelled if label and label.colon and label.rest]
    return (body or layout.block(head), apart)


def _at_captions(layout: Layout, phrase: Phrase) -> list[Phrase]:
    """Cut a line before each label with a colon in it: "20 DR   Marks: RL 1/26"."""
    starts = [
        n
        for n in range(1, len(phrase.words))
        if (label := layout.label_at(Phrase(phrase.words[n:], phrase.page))) and label.colon
    ]
    parts = (phrase.part(left, right) for left, right in pairwise([0, *starts, len(phrase.words)]))
    return [part for part in parts if part]


def count_line(body: Sequence[Phrase]) -> tuple[Phrase, Measure] | None:
    """Return the line that tells nothing but the count of packages, under the marks: "240 drums"."""
    bare = [(phrase, count) for phrase in body if (count := _counts(phrase))]
    return bare[0] if len(bare) == 1 else None


def _counts(phrase: Phrase) -> Measure | None:
    """Return the count that is all a line tells, its code beside its name or not: "640 CT cartons", "8 drums (DR)"."""
    text = phrase.text
    found = packages(text)[:1]
    if found and _CODED.fullmatch(text):
        return found[0]  # its kind may be a code of the country's own
    for count in found:
        left = re.findall(r"\w+", text[: count.start] + " " + text[count.stop :])
        return count if count.unit and all(package_kind(word) for word in left) else None
    return None


_CELLS = (
    "goods:hs_code",
    "goods:gross_mass",
    "goods:net_mass",
    "goods:amount",
    "goods:origin",
    "goods:quantity",
    "goods:unit_price",
    "goods:packages",
    "goods:un_number",
)


def _values(layout: Layout, labels: Sequence[Label], name: str) -> list[Phrase]:
    told = [c for label in labels if label.announces(name) for c in (*layout.candidates(label), *_under(layout, label))]
    return told if name == "goods:origin" else [phrase for phrase in told if any(map(str.isdigit, phrase.text))]


def _under(layout: Layout, label: Label) -> list[Phrase]:
    """Return what stands in the cell under one that holds nothing but its caption."""
    cell = layout.cells.around(label.box)
    if not layout.cells.is_ruled(cell) or len(layout.inside(cell)) > 1:
        return []
    spot = Box(cell.x0 + 2, cell.bottom + 2, cell.x0 + 4, cell.bottom + 4)
    return layout.inside(layout.cells.around(spot)) if layout.page.box.contains(spot) else []


def _named_un(layout: Layout, block: Block) -> Field[str] | None:
    """Return the UN number that is printed as such anywhere among what a form says of one item."""
    for phrase in layout.inside(block.area):
        for number in un_numbers(phrase.text):
            return made.field([made.span(phrase, number.start, number.stop)], number.value)
    return None


def _hs(told: Sequence[Phrase]) -> Field[str] | None:
    for phrase in told[:1]:
        for code in tariff.codes(phrase.text):
            return made.field([phrase], code.value)
    return None


def _mass(told: Sequence[Phrase], labels: Sequence[Label], name: str, habits: Habits) -> Quantity | None:
    label = next((label for label in labels if label.announces(name)), None)
    if not told or label is None:
        return None
    found = measures(told[0].text, kind="mass", hint=f"{label.words.text} {label.note}", sign=habits.sign)
    return made.quantity(told[:1], found[0].value, found[0].unit) if found else None


def _beside(net: Quantity | None, gross: Quantity | None) -> Quantity | None:
    """Return a net mass whose mark OCR read as a decimal point ("2.304" beside a gross mass of 2,534) as thousands."""
    if not (net and gross and net.value and gross.value and net.unit == gross.unit and net.confidence < 1):
        return net
    whole = net.value * 1000
    marked = re.fullmatch(r"\d{1,3}[.,]\d{3}", net.raw or "")
    if not marked or whole > gross.value or whole < gross.value * _LEAST_NET:
        return net
    return net.model_copy(update={"value": whole.quantize(Decimal(1)), "confidence": min(net.confidence, _MENDED)})


def _amount(told: Sequence[Phrase], habits: Habits) -> Field[PlainDecimal] | None:
    found = numbers(told[0].text, habits.sign) if told else []
    return made.field(told[:1], found[-1][0]) if found else None


def _origin(told: Sequence[Phrase]) -> Field[str] | None:
    """Return the origin that a block prints, alone or before the procedure ("NL / 1000")."""
    for phrase in told:
        if code := country(phrase.text.split("/")[0].strip(" .,")):
            return made.field([phrase], code)
    return None


def _quantity(told: Sequence[Phrase], habits: Habits) -> Quantity | None:
    found = numbers(told[0].text, habits.sign) if told else []
    if not found:
        return None
    value, start, stop = found[0]
    around = (told[0].text[stop:], told[0].text[:start])
    return made.quantity(told[:1], value, next((c for text in around if (c := unit(text.strip(" .()/")))), None))


def _packages(told: Sequence[Phrase], habits: Habits) -> Quantity | None:
    found = packages(told[0].text, sign=habits.sign) if told else []
    return made.quantity(told[:1], found[0].value, found[0].unit) if found else None


def _un(told: Sequence[Phrase]) -> Field[str] | None:
    for phrase in told:
        for number in un_numbers(phrase.text) or un_numbers(f"UN {phrase.text}"):
            return made.field([phrase], number.value)
    return None


def _told(found: Sequence[Span], spots: running_goods.Spots) -> Field[str] | None:
    return made.field(made.spot(spots, found[0]), found[0].value) if found else None
