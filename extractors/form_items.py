"""Goods items of numbered forms, where every value stands in the cell of its label: a customs declaration's blocks."""

import re
from collections.abc import Sequence
from decimal import Decimal

from extractors import made, tariff
from extractors.goods_text import said
from extractors.habits import Habits
from extractors.labels import Label
from extractors.layout import Phrase
from extractors.numerals import numbers
from extractors.quantities import Measure, measures, packages
from extractors.regions import Layout
from models.field import Field, PlainDecimal, Quantity
from models.paper import GoodsItem
from models.reference.countries import country
from models.reference.units import package_kind

DESCRIPTION = "goods:description"
_LEAST_NET = Decimal("0.5")  # of the gross mass
_MENDED = 0.7  # confidence of a number whose mark was read anew


def blocks(layout: Layout) -> list[list[Label]]:
    """Return the labels of each goods item on a numbered form, the description's first; none where it is no such form.

    The form is known by goods labels with block numbers that stand on more than one line: in a table they share one.
    """
    goods = [label for label in layout.labels if any(f.startswith("goods:") for f in label.fields)]
    numbered = [label for label in goods if label.block and label.block[0].isdigit()]
    heads = [label for label in numbered if label.announces(DESCRIPTION)]
    if not heads or len({round(label.box.top / 8) for label in numbered}) < 2 * len(heads):
        return []
    found = []
    for n, head in enumerate(heads):
        top = layout.cells.around(head.box).top
        below = layout.cells.around(heads[n + 1].box).top if n + 1 < len(heads) else layout.page.height
        inside = [label for label in layout.labels if top - 2 <= label.box.top < below - 2 and label is not head]
        found.append([head, *inside])
    return found


def items(layout: Layout, habits: Habits) -> list[GoodsItem]:
    """Return the goods items of a numbered form, in the order of its blocks."""
    read = [_item(layout, labels, habits) for labels in blocks(layout)]
    return [item for item in read if item.description or item.hs_code]


def _item(layout: Layout, labels: Sequence[Label], habits: Habits) -> GoodsItem:
    body, told_apart = _body(layout, labels[0])
    text = " ".join(phrase.text for phrase in body)
    told = said(text, sign=habits.sign)
    values = {name: _value(layout, labels, name) for name in _CELLS}
    gross = _mass(values["goods:gross_mass"], labels, "goods:gross_mass", habits)
    net = _mass(values["goods:net_mass"], labels, "goods:net_mass", habits)
    counted = None
    if told.packages and body:
        counted = made.quantity(body[:1], told.packages.value, told.packages.unit)
    elif lone := count_line([*told_apart, *body]):
        counted = made.quantity([lone[0]], lone[1].value, lone[1].unit)
    named = [phrase for phrase in body if not _counts(phrase)] or body
    name = said(" ".join(phrase.text for phrase in named), sign=habits.sign).name
    return GoodsItem(
        description=made.field(named, name) if body and name else None,
        hs_code=_hs(values["goods:hs_code"]),
        packages=counted,
        gross_mass=gross,
        net_mass=_beside(net, gross),
        amount=_amount(values["goods:amount"], habits),
        origin=_origin(values["goods:origin"]),
    )


def _body(layout: Layout, head: Label) -> tuple[list[Phrase], list[Phrase]]:
    """Return what the block of the goods prints, and apart from it what it labels: "Marks: ...", "No & kind: ..."."""
    cell = layout.cells.around(head.box)
    if not layout.cells.is_ruled(cell):
        return layout.block(head), []
    below = [phrase for phrase in layout.inside(cell) if phrase.box.middle[1] > head.box.bottom]
    labelled = [(phrase, layout.label_at(phrase)) for phrase in below]
    body = [phrase for phrase, label in labelled if label is None or not label.colon]
    apart = [label.rest for _, label in labelled if label and label.colon and label.rest]
    return (body or layout.block(head), apart)


def count_line(body: Sequence[Phrase]) -> tuple[Phrase, Measure] | None:
    """Return the line that tells nothing but the count of packages, under the marks: "240 drums"."""
    bare = [(phrase, count) for phrase in body if (count := _counts(phrase))]
    return bare[0] if len(bare) == 1 else None


def _counts(phrase: Phrase) -> Measure | None:
    """Return the count that is all a line tells, its code beside its name or not: "640 CT cartons", "8 drums (DR)"."""
    text = phrase.text
    found = packages(text)[:1]
    for count in found:
        left = re.findall(r"\w+", text[: count.start] + " " + text[count.stop :])
        return count if count.unit and all(package_kind(word) for word in left) else None
    return None


_CELLS = ("goods:hs_code", "goods:gross_mass", "goods:net_mass", "goods:amount", "goods:origin")


def _value(layout: Layout, labels: Sequence[Label], name: str) -> Phrase | None:
    return next((c for label in labels if label.announces(name) for c in layout.candidates(label)), None)


def _hs(phrase: Phrase | None) -> Field[str] | None:
    codes = tariff.codes(phrase.text) if phrase else []
    return made.field([phrase], codes[0].value) if phrase and codes else None


def _mass(phrase: Phrase | None, labels: Sequence[Label], name: str, habits: Habits) -> Quantity | None:
    label = next((label for label in labels if label.announces(name)), None)
    if phrase is None or label is None:
        return None
    found = measures(phrase.text, kind="mass", hint=f"{label.words.text} {label.note}", sign=habits.sign)
    return made.quantity([phrase], found[0].value, found[0].unit) if found else None


def _beside(net: Quantity | None, gross: Quantity | None) -> Quantity | None:
    """Return a net mass whose mark OCR read as a decimal point ("2.304" beside a gross mass of 2,534) as thousands."""
    if not (net and gross and net.value and gross.value and net.unit == gross.unit and net.confidence < 1):
        return net
    whole = net.value * 1000
    marked = re.fullmatch(r"\d{1,3}[.,]\d{3}", net.raw or "")
    if not marked or whole > gross.value or whole < gross.value * _LEAST_NET:
        return net
    return net.model_copy(update={"value": whole.quantize(Decimal(1)), "confidence": min(net.confidence, _MENDED)})


def _amount(phrase: Phrase | None, habits: Habits) -> Field[PlainDecimal] | None:
    found = numbers(phrase.text, habits.sign) if phrase else []
    return made.field([phrase], found[-1][0]) if phrase and found else None


def _origin(phrase: Phrase | None) -> Field[str] | None:
    code = country(phrase.text.strip(" .,")) if phrase else None
    return made.field([phrase], code) if phrase and code else None
