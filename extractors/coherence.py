"""Goods lines against the rest of their paper: what one reading says and the whole of the paper cannot mean."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from extractors.numerals import numbers
from models.field import Field
from models.paper import Container, GoodsItem
from models.reference.table import squeezed

_ROUNDING = Decimal("0.005")


def coherent(goods: Iterable[GoodsItem], containers: Sequence[Container]) -> list[GoodsItem]:
    """Return the goods lines without seals taken for tariff codes, and with price and amount each in its place.

    `SH309173` is a seal, and a tariff code of the Système harmonisé; a paper that names the seal means the seal.
    """
    seals = {squeezed(seal.raw) for box in containers for seal in box.seals}
    kept = [_exchanged(_parted(_without_seal(item, seals))) for item in goods]
    return [item for item in kept if item.hs_code or not _stripped(item, kept)]


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


def _exchanged(item: GoodsItem) -> GoodsItem:
    quantity, price, amount = (_value(field) for field in (item.quantity, item.unit_price, item.amount))
    if not quantity or not price or not amount or quantity * price == amount or quantity * amount != price:
        return item
    return item.model_copy(update={"unit_price": item.amount, "amount": item.unit_price})


def _value(field: Field[Decimal] | None) -> Decimal | None:
    return field.value if field is not None else None
