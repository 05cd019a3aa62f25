"""What the columns, keys and elements of declared data mean, by `declared_names.csv`, else by the words of papers."""

import re
from functools import cache
from typing import NamedTuple

from extractors.column_words import goods_field
from extractors.lexicon import lexicon
from extractors.quantities import unit_in
from extractors.wording import tokens
from models.paper import Fields, GoodsItem
from models.reference.table import rows


class Target(NamedTuple):
    """Where a value belongs (`fields.date`, `goods.net_mass`, `parties.consignee.name`), and the unit it is in."""

    place: str
    unit: str = ""


def of_column(name: str) -> Target | None:
    """Return what a column or key means; None when it is not understood.

    >>> of_column("net_mass_kg"), of_column("Warentarifnummer").place, of_column("colour")
    (Target(place='goods.net_mass', unit='KGM'), 'goods.hs_code', None)
    """
    key = re.sub(r"[^a-z0-9]+", "_", " ".join(tokens(_parted(name)))).strip("_")
    unit = ""
    for ending, code in _UNITS.items():
        if key.endswith(f"_{ending}") and _by_name("table").get(key.removesuffix(f"_{ending}")):
            key, unit = key.removesuffix(f"_{ending}"), code
    known = _by_name("table").get(key)
    if known is not None:
        return Target(known.place, unit or known.unit or unit_in(name) or "")
    return _by_words(name)


def of_element(form: str, path: str) -> Target | None:
    """Return what an element means by the longest end of its path (`item/packages/numberofpackages`) that is known."""
    known = _by_name(form)
    parts = path.split("/")
    return next((known[end] for n in range(len(parts)) if (end := "/".join(parts[n:])) in known), None)


_UNITS = {"kg": "KGM", "kgs": "KGM", "t": "TNE", "tonnes": "TNE", "mt": "TNE", "m3": "MTQ", "cbm": "MTQ", "lbs": "LBR"}


def _by_words(name: str) -> Target | None:
    """Take the words for those that head columns and blocks of papers, in all languages of the lexicon."""
    words = tokens(name)
    size, entries = lexicon().longest(words)
    fields = [entry.field for entry in entries] if words and size >= len(words) - 1 else []
    for field in fields:
        if field in Fields.model_fields:
            return Target(f"fields.{field}", unit_in(name) or "")
        if field.startswith("party:"):
            return Target(f"parties.{field.removeprefix('party:')}.name")
        if field.startswith("waste:") and field.removeprefix("waste:") in ("basel", "oecd", "ewc", "y", "h"):
            return Target(f"goods.waste.{field.removeprefix('waste:')}")
    goods, share = goods_field(name, fuzzy=False, whole=True)
    special = {"container": "containers.number", "seal": "containers.seals", "container_type": "containers.type"}
    if goods in special:
        return Target(special[goods])
    if goods in GoodsItem.model_fields and share > 0.99:
        return Target(f"goods.{goods}", unit_in(name) or "")
    return None


def _parted(name: str) -> str:
    """Part words that are written together: `netMassKg` is `net Mass Kg`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ")


@cache
def _by_name(form: str) -> dict[str, Target]:
    own = [row for row in rows("declared_names.csv") if row["form"] == form]
    return {row["name"]: Target(row["target"], row["unit"]) for row in own}
