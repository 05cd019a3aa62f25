"""What a person types for a value of a paper, taken as the value's own type: a date, a number with its unit, a code."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, get_args

from extractors import dates
from extractors.money import currency_in
from extractors.numerals import decimal, numbers
from extractors.quantities import unit_in
from models.field import Field, Frozen, Quantity
from models.paper import Container, Fields, GoodsItem, Party
from models.reference.countries import country
from models.reference.units import package_kind, unit

SHAPES: dict[str, type[Frozen]] = {"fields": Fields, "parties": Party, "goods": GoodsItem, "containers": Container}
_COUNTRIES = {"country", "country_of_origin", "country_of_export", "country_of_import", "origin"}
_DIGITS = {"hs_code", "un_number"}
_CAPITALS = {"incoterm"}


def value_of(room: str, name: str, text: str) -> dict[str, Any]:
    """Return `text` as JSON of the field `name` of a `room` of a paper (fields, parties, goods, containers).

    It is certain: confidence 1. Raises ValueError, saying what is expected, when the text cannot be such a value.
    """
    kind = _kind(room, name)
    raw = " ".join(text.split())
    told: dict[str, Any] = {"raw": raw, "confidence": 1.0, "evidence": [], "repaired": False}
    if kind is Quantity:
        number, printed_unit = _quantity(name, raw)
        return {**told, "value": number, "unit": printed_unit}
    readers = {date: _date, Decimal: _decimal, int: _whole}
    value = readers[kind](raw) if kind in readers else _text(room, name, raw)
    return {**told, "value": value}


def _kind(room: str, name: str) -> Any:
    """Return Quantity, or the type of the value that the field holds."""
    shape = SHAPES.get(room)
    if shape is None or name not in shape.model_fields:
        return str  # a code in a list: the schemes and identifiers are text
    annotation = shape.model_fields[name].annotation
    for part in (annotation, *get_args(annotation)):
        if part is Quantity:
            return Quantity
        if isinstance(part, type) and issubclass(part, Field):
            told = set(_parts(part.model_fields["value"].annotation))
            return next((each for each in (date, Decimal, int) if each in told), str)
    return str


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def _date(text: str) -> str:
    found = dates.find(text)
    if found is None:
        raise ValueError(f"{text!r} is no date. Write it as 2025-03-31.")
    return found.value.isoformat()


def _decimal(text: str) -> str:
    found = decimal(text)
    if found is None:
        raise ValueError(f"{text!r} is no number. Write it as 1234.56.")
    return format(found, "f")


def _whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise ValueError(f"{text!r} is no whole number.")
    return int(text)


def _quantity(name: str, text: str) -> tuple[str, str | None]:
    found = numbers(text)
    if len(found) != 1:
        raise ValueError(f"{text!r} is no quantity. Write one number with its unit, such as 1200 kg or 24 bales.")
    value, start, stop = found[0]
    word = f"{text[:start]} {text[stop:]}".strip(" .:")
    packed = name in ("packages", "total_packages")
    known = (package_kind(word) or unit(word)) if packed else (unit(word) or unit_in(word) or package_kind(word))
    if word and known is None:
        raise ValueError(f"{word!r} is no unit that is known. Write it as kg, t, m3, pieces, bales and the like.")
    return format(value, "f"), known


def _text(room: str, name: str, text: str) -> str:
    if name in _COUNTRIES:
        found = country(text)
        if found is None:
            raise ValueError(f"{text!r} is no country that is known. Write its name or its two letters.")
        return found
    if name in _DIGITS or (room == "containers" and name == "number"):
        return "".join(sign for sign in text.upper() if sign.isalnum()).removeprefix("UN" if name in _DIGITS else " ")
    if name == "currency":
        return currency_in(text.upper()) or text.upper()
    return text.upper() if name in _CAPITALS else text
