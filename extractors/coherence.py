"""Goods lines against the rest of their paper: what one reading says and the whole of the paper cannot mean."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from extractors.numerals import numbers
from models.field import Field, Quantity
from models.paper import Container, GoodsItem, mass_kg
from models.reference.table import squeezed

_TRIFLE = Decimal("0.045")  # tonnes a shipment: a thousandth of the heaviest road load
_ONE_MARK = re.compile(r"(?<![\d.,])\d{1,3}[.,]\d{3}(?![\d.,])")
_MARKED_ALIKE = re.compile(r"(?<![\d.,])\d{1,3}([.,])\d{3}\1\d{3}(?![\d.,])")
_THIRD_PLACE = Decimal("0.001")
_SAME = Decimal("0.005")
_BOX = re.compile(r"\b[A-Z]{3}[UJZ]\s?\d{6}|\b(?:seals?|scell[ée]s?|plombs?|precintos?|sigilli|selos?|zegels?)\b", re.I)
_ROUNDING = Decimal("0.005")


def coherent(goods: Iterable[GoodsItem], containers: Sequence[Container]) -> list[GoodsItem]:
    """Return the goods lines without seals taken for tariff codes, and with price and amount each in its place.

    `SH309173` is a seal, and a tariff code of the Système harmonisé; a paper that names the seal means the seal.
    """
    seals = {squeezed(seal.raw) for box in containers for seal in box.seals}
    kept = [_exchanged(_parted(_pointed(_without_seal(item, seals)))) for item in _once_weighed(goods)]
    kept = [item for item in kept if not (containers and _counts_containers(item))]
    return [item for item in kept if item.hs_code or not _stripped(item, kept)]


def _once_weighed(goods: Iterable[GoodsItem]) -> list[GoodsItem]:
    """Join to an item the line under it that gives the same mass in pounds, with the words that it breaks over."""
    found: list[GoodsItem] = []
    for item in goods:
        above = found[-1] if found else None
        if above and not (item.packages or item.hs_code or item.quantity) and _weighs_the_same(above, item):
            broken = (above.description, item.description)
            found[-1] = above.model_copy(update={"description": _joined(*broken) if all(broken) else broken[0]})
        else:
            found.append(item)
    return found


def _weighs_the_same(above: GoodsItem, item: GoodsItem) -> bool:
    mine, theirs = item.gross_mass, above.gross_mass
    if mine is None or theirs is None or mine.unit == theirs.unit:
        return False
    kilograms = [mass_kg(mass) for mass in (mine, theirs)]
    return all(kilograms) and abs(kilograms[0] - kilograms[1]) <= _SAME * kilograms[1]  # type: ignore[operator]


def _joined(first: Field[str] | None, second: Field[str] | None) -> Field[str] | None:
    if first is None or second is None:
        return first or second
    return first.model_copy(
        update={"value": f"{first.value} {second.value}", "raw": f"{first.raw}\n{second.raw}",
                "evidence": (*first.evidence, *second.evidence)}
    )  # fmt: skip


def _counts_containers(item: GoodsItem) -> bool:
    """Say whether a line only counts and numbers the containers: "15 CONTAINERS: TRMU7359837 / SEAL 59487302"."""
    counted = item.packages is not None and item.packages.unit == "CN"
    told = (item.hs_code, item.quantity, item.gross_mass, item.net_mass, item.un_number, item.amount)
    return counted and not any(told) and bool(item.description and _BOX.search(item.description.raw))


def _without_seal(item: GoodsItem, seals: set[str]) -> GoodsItem:
    code = item.hs_code
    return item.model_copy(update={"hs_code": None}) if code and squeezed(code.raw) in seals else item


def _stripped(item: GoodsItem, goods: Sequence[GoodsItem]) -> bool:
    """Whether a line tells nothing, or no more than the name of goods that another line tells with their figures."""
    told = {name for name, value in item if value}
    if told - {"description"}:
        return False
    name = item.description.raw if item.description else ""
    return not name or any(
        other is not item
        and other.description
        and other.description.raw == name
        and len([v for _, v in other if v]) > 1
        for other in goods
    )


def _pointed(item: GoodsItem) -> GoodsItem:
    """Read the last of two equal marks of a mass as the decimal one, where net and gross go together only so.

    "1,923,000 KG" gross beside 1,764.000 net: the reader took a point for a comma.
    """
    masses = {"net_mass": item.net_mass, "gross_mass": item.gross_mass}
    read = [mass.value for mass in masses.values() if mass and mass.value]
    units = {mass.unit for mass in masses.values() if mass and mass.unit}
    if len(read) < len(masses) or len(units) > 1 or _go_together(*read):
        return item
    for n, (name, mass) in enumerate(masses.items()):
        smaller = [value / 1000 if n == place else value for place, value in enumerate(read)]
        if mass and _MARKED_ALIKE.search(mass.raw) and _go_together(*smaller):
            value = smaller[n].quantize(_THIRD_PLACE)
            return item.model_copy(update={name: mass.model_copy(update={"value": value, "repaired": True})})
    return item


def _go_together(net: Decimal, gross: Decimal) -> bool:
    return gross / 2 <= net <= gross


def _parted(item: GoodsItem) -> GoodsItem:
    """Part an amount before which its price stands in one cell: `9,98 22.754,40`, as the quantity proves."""
    quantity, amount = _value(item.quantity), item.amount
    if item.unit_price is not None or amount is None or not quantity:
        return item
    for sign in (".", ","):
        told = [value for value, *_ in numbers(amount.raw, sign)]
        if len(told) == 2 and told[0] and abs(quantity * told[0] - told[1]) <= _ROUNDING * abs(told[1]):
            price = amount.model_copy(update={"value": told[0]})
            return item.model_copy(update={"unit_price": price, "amount": amount.model_copy(update={"value": told[1]})})
    return item


def weighed(goods: Sequence[GoodsItem], head: Mapping[str, Field[Any]]) -> list[GoodsItem]:
    """Return the lines with masses as net where a bare "Weight" was taken for gross and they make the net total."""
    told = [item.gross_mass for item in goods if item.gross_mass and not item.net_mass]
    net, gross = (head.get(name) for name in ("total_net_mass", "total_gross_mass"))
    known = [mass.value for mass in told if mass.value is not None]
    if not net or not gross or not known or len(known) != len(goods):
        return list(goods)
    if sum(known) != net.value or net.value == gross.value:
        return list(goods)
    return [item.model_copy(update={"net_mass": item.gross_mass, "gross_mass": None}) for item in goods]


def notified(goods: Sequence[GoodsItem], head: Mapping[str, Field[Any]]) -> list[GoodsItem]:
    """Return a notification's quantity with its one mark as one of thousands, where each shipment would weigh a trifle.

    "2.880" tonnes in 120 shipments are 24 tonnes each, not 24 kilograms.
    """
    total = head.get("movement_total")
    if not total or not total.value or not goods:
        return list(goods)
    item = goods[0]
    mass = item.net_mass
    if mass is None or mass.unit != "TNE" or mass.value is None or not _ONE_MARK.search(mass.raw):
        return list(goods)
    if mass.value / total.value >= _TRIFLE or mass.value != mass.value.quantize(_THIRD_PLACE):
        return list(goods)
    larger = {"net_mass": _thousandfold(mass)}
    if item.volume and item.volume.value and _ONE_MARK.search(item.volume.raw) and item.volume.value < mass.value * 100:
        larger["volume"] = _thousandfold(item.volume)
    return [item.model_copy(update=larger), *goods[1:]]


def _thousandfold(told: Quantity) -> Quantity:
    value = told.value * 1000 if told.value is not None else None
    return told.model_copy(update={"value": value.quantize(Decimal(1)) if value is not None else None})


def _exchanged(item: GoodsItem) -> GoodsItem:
    quantity, price, amount = (_value(field) for field in (item.quantity, item.unit_price, item.amount))
    if not quantity or not price or not amount or quantity * price == amount or quantity * amount != price:
        return item
    return item.model_copy(update={"unit_price": item.amount, "amount": item.unit_price})


def _value(field: Field[Decimal] | None) -> Decimal | None:
    return field.value if field is not None else None
