"""Declarations as JSON: an object with goods items in a list, or a list of such; keys are named as columns are."""

import json
from typing import Any, get_args

from extractors.declared_entries import Declared, Entry
from extractors.declared_names import of_column
from models.errors import Damaged, UnknownType
from models.paper import Role

_ITEMS = frozenset({"goods", "items", "lines", "goods_items", "goodsitems", "positions", "articles", "line_items"})
_ROLES = frozenset({*get_args(Role), "notifier", "producer"})
_SAME_ROLE = {"notifier": "exporter", "producer": "generator"}
_WRAPPINGS = frozenset({"declaration", "fields", "header", "customs_declaration", "data", "consignment", "papers"})


def declared(data: bytes) -> list[Declared]:
    """Return the declarations in JSON; raises Damaged, and UnknownType where nothing in it is understood."""
    try:
        told = json.loads(data.decode("utf-8-sig"), parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise Damaged("The JSON cannot be parsed") from error
    objects = told if isinstance(told, list) else [told]
    if objects and all(isinstance(each, dict) and not _lists(each) for each in objects) and len(objects) > 1:
        objects = [{"items": objects}]  # a bare list of goods items
    found = [_declaration(each) for each in objects if isinstance(each, dict)]
    kept = [each for each in found if each.entries]
    if not kept:
        raise UnknownType("JSON in which no declaration is found")
    return kept


def _lists(thing: dict[str, Any]) -> bool:
    return any(isinstance(value, list) and _key(key) in _ITEMS for key, value in thing.items())


def _declaration(thing: dict[str, Any]) -> Declared:
    made = Declared()
    _take(thing, made)
    return made


def _take(thing: dict[str, Any], made: Declared) -> None:
    for key, value in thing.items():
        name = _key(key)
        if isinstance(value, list) and name in _ITEMS:
            for item in value:
                if isinstance(item, dict):
                    _item(item, made.items(), made)
        elif name in ("containers", "parties") and isinstance(value, list):
            for part in value:
                _part(name, part, made)
        elif name in _ROLES:
            told = value if isinstance(value, dict) else {"name": value}
            _part("parties", {"role": name, **told}, made)
        elif isinstance(value, dict) and "value" not in value and name in {*_WRAPPINGS, "parties"}:
            _take(value, made)
        else:
            _one("", key, value, made)


def _item(item: dict[str, Any], number: int, made: Declared) -> None:
    for key, value in item.items():
        if _key(key) in ("waste_codes", "cas") and isinstance(value, list):
            for code in value:
                scheme = str(_plain(code.get("scheme")) or "") if isinstance(code, dict) else ""
                text, _ = _text(code.get("value") if isinstance(code, dict) and "scheme" in code else code)
                slot = f"waste.{scheme}" if _key(key) == "waste_codes" and scheme else "cas"
                if text and (scheme or slot == "cas"):
                    made.entries.append(Entry(f"goods.{number}.{slot}", key, text))
        else:
            _one(f"goods.{number}.", key, value, made)


def _part(room: str, part: Any, made: Declared) -> None:
    if room == "containers":
        number, _ = _text(part.get("number") or part.get("container")) if isinstance(part, dict) else _text(part)
        if number:
            made.entries.append(Entry(f"containers.{number}.number", "container", number))
        for seal in part.get("seals", ()) if isinstance(part, dict) else ():
            made.entries.append(Entry(f"containers.{number}.seals", "seal", _text(seal)[0]))
        return
    role = _SAME_ROLE.get(_key(str(part.get("role", ""))), _key(str(part.get("role", ""))))
    for slot in ("name", "address", "country"):
        text, _ = _text(part.get(slot))
        if text and role in _ROLES:
            made.entries.append(Entry(f"parties.{role}.{slot}", f"{role} {slot}", text))
    for number in part.get("identifiers", ()) or ():
        if isinstance(number, dict) and (text := _text(number.get("value"))[0]):
            made.entries.append(Entry(f"parties.{role}.id.{number.get('scheme', 'number')}", "identifier", text))


def _one(where: str, key: str, value: Any, made: Declared) -> None:
    text, unit = _text(value)
    if not text:
        if isinstance(value, (dict, list)) and value:
            made.unknown.append(key)
        return
    target = of_column(key)
    if target is None:
        made.unknown.append(key)
        return
    room, _, slot = target.place.partition(".")
    if not room or slot.endswith(":unit"):
        return
    if room == "goods":
        made.entries.append(Entry(f"{where or 'goods.0.'}{slot}", key, text, unit or target.unit))
    elif room == "containers":
        made.entries.append(Entry(f"containers.{text}.{slot}", key, text))
    else:
        made.entries.append(Entry(target.place, key, text, unit or target.unit))


def _text(value: Any) -> tuple[str, str]:
    """Return a value and its unit as text; `{"value": 24, "unit": "KGM"}` is both, as in Tallyman's own reports."""
    if isinstance(value, dict):
        plain = _plain(value.get("value", value.get("raw")))
        return plain, str(value.get("unit") or "")
    return _plain(value), ""


def _plain(value: Any) -> str:
    return "" if value is None or isinstance(value, (dict, list, bool)) else str(value).strip()


def _key(name: str) -> str:
    return "_".join("".join(sign if sign.isalnum() else " " for sign in name).lower().split())
