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


def naming(heads: Sequence[Head], below: Line | None) -> list[Head]:
    """Return the heads of a list, that of articles' numbers or grades as the goods' name where no other names them.

    The first row (`below`) has to bear such a number or words there, and the list a mass, and packages, quantity or
    another mass.
    """
    fields = {field for head in heads for field in head.fields}
    if below is None or fields & NAMING or len(fields & _PACKED) < 2 or not fields & _WEIGHED:
        return list(heads)
    parts = [(_letters(head, below), -n) for n, head in enumerate(heads) if head.field == "part"]
    most, place = max(parts, default=(0, 0))
    return [replace(head, field="description") if most and n == -place else head for n, head in enumerate(heads)]


def _letters(head: Head, below: Line) -> int:
    """Return how many letters a row has under a head, 0 where they name nothing."""
    under = (phrase.text for phrase in below.phrases if phrase.box.x0 < head.box.x1 and head.box.x0 < phrase.box.x1)
    return sum(sum(map(str.isalpha, text)) for text in under if _CODE.fullmatch(text) or _WORD.search(text))
