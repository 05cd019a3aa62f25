"""Entries of declared data, and the paper they make: each entry a line with its name and its value, in points."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple, get_args

from extractors import dates, tariff, typesetting
from extractors.identifiers import container_is_valid, containers
from extractors.numerals import DecimalSign, decimal, shape
from extractors.quantities import measures, packages
from models.field import Code, Evidence, Field, Quantity
from models.geometry import Box
from models.paper import Container, Fields, GoodsItem, Paper, PaperKind, PaperProblem, Party, Role
from models.reference.countries import country
from models.reference.currencies import currency
from models.reference.units import package_kind, unit

_LEFT, _TOP, _LEADING, _COLUMN = 36.0, 36.0, 14.0, 260.0
_NAMED = 12  # unknown columns in one message
_COUNTRIES = {"country_of_origin", "country_of_export", "country_of_import", "country", "origin"}
_DATES, _WHOLE = {"date", "shipment_date"}, {"movement_serial", "movement_total"}
_AMOUNTS = {"total_amount", "unit_price", "amount"}
_MEASURES = {"gross_mass": "mass", "net_mass": "mass", "volume": "volume", "total_gross_mass": "mass",
             "total_net_mass": "mass", "total_volume": "volume"}  # fmt: skip
_ROLES = frozenset(get_args(Role))


class Entry(NamedTuple):
    """One declared value: where it belongs (`goods.0.net_mass`), what it is called there, its text and its unit."""

    target: str
    name: str
    text: str
    unit: str = ""


@dataclass
class Declared:
    """What one declaration says, in order, and the names that were not understood."""

    kind: PaperKind = "customs_declaration"
    entries: list[Entry] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    _items: set[str] = field(default_factory=set)
    _counted: int = 0

    def items(self) -> int:
        """Return how many goods items the entries tell of."""
        fresh = (entry.target.split(".") for entry in self.entries[self._counted :])
        self._items.update(parts[1] for parts in fresh if parts[0] == "goods")
        self._counted = len(self.entries)
        return len(self._items)


def paper_of(declared: Declared, name: str, sha256: str, page: int) -> Paper:
    """Return the paper that the entries make; the first entry of a target counts, and each has a box to be shown in."""
    sign = _sign([entry.text for entry in declared.entries])
    heads: dict[str, Any] = {}
    parts: dict[str, dict[str, dict[str, Any]]] = {
        "parties": defaultdict(dict), "goods": defaultdict(dict), "containers": defaultdict(dict),
    }  # fmt: skip
    for row, entry in enumerate(declared.entries):
        made = _field(entry, sign, _spot(entry, row, page))
        room, _, rest = entry.target.partition(".")
        if room == "fields":
            heads.setdefault(rest, made)
        else:
            index, _, slot = rest.partition(".")
            values = parts[room][index]
            if slot in ("waste", "cas", "seals", "id") or "." in slot:
                values.setdefault(slot.partition(".")[0], []).append((slot.partition(".")[2], made))
            else:
                values.setdefault(slot, made)
    return Paper(
        id="p1", file=name, sha256=sha256, pages=(page,), kind=declared.kind, kind_confidence=1.0, origin="data",
        fields=Fields(**heads),
        parties=tuple(_party(role, made) for role, made in parts["parties"].items() if role in _ROLES),
        goods=tuple(_goods(made) for _, made in sorted(parts["goods"].items(), key=lambda pair: int(pair[0]))),
        containers=tuple(_container(made) for made in parts["containers"].values() if "number" in made),
        problems=_problems(declared.unknown),
    )  # fmt: skip


def _problems(unknown: Sequence[str]) -> tuple[PaperProblem, ...]:
    names = list(dict.fromkeys(unknown))
    if not names:
        return ()
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    said = f"Not understood, and not compared: {', '.join(names[:_NAMED])}{more}. Rename them, or look at them by eye."
    return (PaperProblem(code="unknown-columns", message=said),)


def _spot(entry: Entry, row: int, page: int) -> tuple[Evidence, ...]:
    top = _TOP + row * _LEADING
    right = _COLUMN + max(typesetting.width_of(entry.text.splitlines()[0] if entry.text else ""), 10.0)
    return (Evidence(page=page, box=Box(_COLUMN, top, right, top + _LEADING - 3)),)


def _sign(texts: Sequence[str]) -> DecimalSign:
    return "." if sum(shape(text) for text in texts if text[-1:].isdigit()) >= 0 else ","


def _field(entry: Entry, sign: DecimalSign, spot: tuple[Evidence, ...]) -> Field[Any]:
    slot, text = entry.target.rpartition(".")[2], entry.text
    told = {"raw": text, "confidence": 1.0, "evidence": spot}
    if slot in _MEASURES or slot in ("quantity", "packages", "total_packages"):
        value, code = _measure(entry, slot, sign)
        return Quantity(value=value, unit=code, **told)
    if slot in _AMOUNTS:
        return Field[Decimal](value=decimal(re.sub(r"[^\d.,'\s-]", "", text).strip(), sign), **told)
    if slot in _DATES:
        found = dates.find(text)
        return Field(value=found.value if found else None, **told)
    if slot in _WHOLE:
        return Field[int](value=int(text) if text.isdigit() else None, **told)
    return Field[str](value=_text(slot, text), **told)


def _text(slot: str, text: str) -> str | None:
    if slot in _COUNTRIES:
        return country(text)
    if slot == "currency":
        return currency(text)
    if slot == "hs_code":
        return next((code.value for code in tariff.codes(text)), None)
    if slot == "un_number":
        digits = re.sub(r"\D", "", text)
        return digits if len(digits) == 4 else None
    if slot == "number" and (found := containers(text)):
        return found[0].value
    return " ".join(text.split())


def _measure(entry: Entry, slot: str, sign: DecimalSign) -> tuple[Decimal | None, str | None]:
    counted = "packages" in slot
    kind = _MEASURES.get(slot, "count")
    found = packages(entry.text, sign=sign) if counted else measures(entry.text, kind=kind, sign=sign)
    value = found[0].value if found else decimal(entry.text.strip(), sign)
    printed = found[0].unit if found else None
    return value, printed or (package_kind(entry.unit) if counted else unit(entry.unit)) or None


def _party(role: Any, made: dict[str, Any]) -> Party:
    name, address = made.get("name"), made.get("address")
    if name is not None and "\n" in name.raw:
        first, _, rest = name.raw.partition("\n")
        address = address or name.model_copy(update={"value": ", ".join(rest.splitlines()), "raw": rest})
        name = name.model_copy(update={"value": first.strip(), "raw": first})
    numbers = tuple(Code(scheme=scheme or "number", value=value) for scheme, value in made.get("id", ()))
    return Party(role=role, name=name, address=address, country=made.get("country"), identifiers=numbers)


def _goods(made: dict[str, Any]) -> GoodsItem:
    codes = tuple(Code(scheme=scheme, value=value) for scheme, value in made.get("waste", ()))
    plain = {slot: value for slot, value in made.items() if slot in GoodsItem.model_fields and slot != "cas"}
    return GoodsItem(**plain, waste_codes=codes, cas=tuple(value for _, value in made.get("cas", ())))


def _container(made: dict[str, Any]) -> Container:
    number: Field[str] = made["number"]
    seals = tuple(value for _, value in made.get("seals", ()))
    return Container(number=number, valid=container_is_valid(number.value or ""), type=made.get("type"), seals=seals)
