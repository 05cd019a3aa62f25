"""Packing lists that name their goods by the numbers of articles alone: "HV-3050G, 40 cartons, 360 kg"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.heads import Head
from extractors.layout import Line

NAMING = frozenset({"description", "hs_code", "marks", "shipping_name", "un_number"})  # columns of what the goods are
_WEIGHED = frozenset({"net_mass", "gross_mass"})
_PACKED = _WEIGHED | {"packages", "quantity"}
_CODE = re.compile(r"(?=[^\s]*\d|[^\s]*[A-Z]-[A-Z])[A-Z\d][A-Z\d./_-]{3,}")


def naming(heads: Sequence[Head], below: Line | None) -> list[Head]:
    """Return the heads of a list, that of the articles' numbers as the goods' name where no other column names them.

    The first row (`below`) has to bear such a number, and the list a mass, and packages, quantity or another mass.
    """
    fields = {field for head in heads for field in head.fields}
    if below is None or fields & NAMING or len(fields & _PACKED) < 2 or not fields & _WEIGHED:
        return list(heads)
    for n, head in enumerate(heads):
        if head.field == "part" and any(
            _CODE.fullmatch(phrase.text) and phrase.box.x0 < head.box.x1 and head.box.x0 < phrase.box.x1
            for phrase in below.phrases
        ):
            return [*heads[:n], replace(head, field="description"), *heads[n + 1 :]]
    return list(heads)
