"""What a paper says once of all its goods, outside any table: "Commodity: ALUMINIUM SCRAP", "HS code: 7602.00"."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from extractors import made, tariff
from extractors.balance import COUNTED
from extractors.goods_text import said
from extractors.layout import Phrase
from extractors.regions import Layout
from extractors.running_goods import joined
from models.field import Field
from models.paper import GoodsItem
from models.reference.units import package_family

_NAMED = "goods:description"


def name(layouts: Sequence[Layout]) -> list[Phrase]:
    """Return the name of the goods that one label outside the tables tells, none where several do."""
    told = [value for layout in layouts for value in _labelled(layout)]
    return told if len(told) == 1 else []


def _labelled(layout: Layout) -> Iterator[Phrase]:
    held = layout.header_lines | layout.goods_lines | layout.item_lines
    for label in layout.labels:
        if label.announces(_NAMED) and label.colon and label.line not in held:
            value = next(layout.candidates(label), None)
            if value and sum(c.isalpha() for c in value.text) > 3:
                yield value


def with_code(items: Sequence[GoodsItem], layouts: Sequence[Layout]) -> list[GoodsItem]:
    """Return the items with the one tariff code that the paper names outside its rows, where no row has a code."""
    codes = {value: spot for layout in layouts for value, spot in _codes(layout)}
    if len(codes) != 1 or not items or any(item.hs_code for item in items):
        return list(items)
    value, spot = next(iter(codes.items()))
    told = made.field([spot], value, sure=0.8)
    return [item.model_copy(update={"hs_code": told}) for item in items]


def is_one(items: Sequence[GoodsItem]) -> bool:
    """Say whether a paper tells of one item: others only repeat its name, each for one more tariff code."""
    codes = {"description", "hs_code"}
    more = [item for item in items[1:] if item.description is None or item.description != items[0].description]
    facts = (value for item in items[1:] for name, value in item if name not in codes)
    return bool(items) and not more and not any(facts)


def told_once(parts: Sequence[Sequence[Phrase]]) -> bool:
    """Say whether only the last lines of a list tell a code, a count or a measure, so that it names one item."""
    facts = [said(joined(part)[0]) for part in parts]
    telling = [bool(told.evidence or told.volume) for told in facts]
    return any(telling) and telling.index(True) == len(telling) - 1


def with_totals(item: GoodsItem, head: Mapping[str, Field[Any]]) -> dict[str, Field[Any]]:
    """Return the head of a paper with what its one item tells of all; pallets give way to what stands on them."""
    told, counted = totals(item), head.get("total_packages")
    loaded = counted is not None and package_family(getattr(counted, "unit", None) or "") == "pallet"
    more = counted is not None and item.packages is not None and (item.packages.value or 0) > (counted.value or 0)
    on_them = more and item.packages is not None and package_family(item.packages.unit or "pallet") != "pallet"
    kept = {name: value for name, value in head.items() if not (loaded and on_them and name == "total_packages")}
    return {**told, **kept}


def totals(item: GoodsItem) -> dict[str, Field[Any]]:
    """Return the totals of a paper that tells of one item, by their names among the fields: its packages and masses."""
    told = {name: getattr(item, name) for name in COUNTED}
    return {f"total_{name}": value for name, value in told.items() if value is not None and value.value}


def _codes(layout: Layout) -> Iterator[tuple[str, Phrase]]:
    for number, line in enumerate(layout.lines):
        if number in layout.goods_lines:
            continue
        whole = Phrase(tuple(line.words), layout.page.number)
        for _, codes in tariff.named(whole.text):
            yield from ((code.value, made.span(whole, code.start, code.stop)) for code in codes)
