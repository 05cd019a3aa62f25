"""Packing lists that name their goods by numbers of articles or grades alone: "HV-3050G, 40 cartons, 360 kg"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.heads import Head
from extractors.layout import Line

NAMING = frozenset({"description", "hs_code", "marks", "shipping_name", "un_number"})  # columns of what the goods are
_WEIGHED = frozenset({"net_mass", "gross_mass"})
_PACKED = _WEIGHED | {"packages", "quantity"}
_CODE = re.compile(r"(?=[^\s]*\d|[^\s]*[A-Z]-[A-Z])[A-Z\d][A-Z\d./_-]{3,}")
_WORD = re.compile(r"[^\W\d_]{3}")
_UNTOLD = (None, "line", "part")


def naming(heads: Sequence[Head], below: Line | None) -> list[Head]:
    """Return the heads; where none names the goods, the first over words does, else the first over articles' numbers.

    `below` is the first row. The list has to tell a mass, and packages, quantity or another mass.
    """
    fields = {field for head in heads for field in head.fields}
    if below is None or fields & NAMING or len(fields & _PACKED) < 2 or not fields & _WEIGHED:
        return list(heads)
    under = [_under(head, below) if head.field in _UNTOLD else "" for head in heads]
    worded = [n for n, text in enumerate(under) if text[:1].isalpha() and _WORD.search(text)]  # no "4800 pcs"
    coded = [n for n, text in enumerate(under) if _CODE.fullmatch(text) and heads[n].field == "part"]
    place = next(iter(worded or coded), None)
    return [replace(head, field="description") if n == place else head for n, head in enumerate(heads)]


def _under(head: Head, below: Line) -> str:
    """Return what a row prints under a head."""
    box = head.box
    return " ".join(phrase.text for phrase in below.phrases if phrase.box.x0 < box.x1 and box.x0 < phrase.box.x1)
