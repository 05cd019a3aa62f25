"""One column's heading: which goods fields its words name, and which of several columns of one field counts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.column_words import goods_field, priced_in, rank
from extractors.layout import Phrase
from extractors.quantities import unit_in
from extractors.wording import tokens
from models.geometry import Box, union

MAX_WORDS = 20
OF_ONE = -4  # rank of a heading of one package ("Net weight per carton"), which stacks nothing
BESIDE = frozenset({"part", "discount"})  # columns that tell about a row what makes no row of it
PER_MANY = re.compile(r"(?:\bper|/|\bpro|\bpar|\bpor|\bje)\s*10{1,3}\b", re.IGNORECASE)  # "Price per 100 KG"
_COUNT_OF = ("quantity", "packages"), ("packages", "line")  # "Quant." over "bags", "Crate" over "no."
_MASSES = frozenset({"gross_mass", "net_mass"})
_TOLD_WITHIN = frozenset({"packages", "package_kind", "marks", "container", "seal", "description", "shipping_name"})


@dataclass(frozen=True)
class Head:
    """One column's heading: the goods field it names (None when unknown), its printed text and box.

    `coverage` is the share of its words that the label accounts for. `below` are the fields that further lines of the
    heading name ("Gross weight" over "Net weight"): their values stand under each other in the column. A head `aside`
    is known to name none that counts: the column of a second quantity, of article numbers. `texts` are the printed
    texts of each of its fields, where it has several. `rival` is the field it names as well as another head does.
    """

    field: str | None
    text: str
    box: Box
    coverage: float = 0.0
    below: tuple[str, ...] = ()
    aside: bool = False
    texts: tuple[str, ...] = ()
    rival: str | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """All fields that the column holds, from the top."""
        return (self.field, *self.below) if self.field else ()

    @property
    def apart(self) -> tuple["Head", ...]:
        """A head of its own for each field."""
        if not self.below:
            return (self,) if self.field else ()
        told = zip(self.fields, self.texts, strict=True)
        return tuple(replace(self, field=name, text=text, below=(), texts=()) for name, text in told)


def head_of(cluster: Sequence[Phrase], *, fuzzy: bool) -> Head:
    """Return the head that phrases standing above each other make."""
    text = " ".join(phrase.text for phrase in cluster)
    box = union(phrase.box for phrase in cluster)
    if re.search(r"\d{3}", PER_MANY.sub("", text)) or len(tokens(text)) > MAX_WORDS:
        return Head(None, text, box)
    if _is_count_of_packages(cluster, fuzzy=fuzzy):
        return Head("packages", text, box, 1.0)
    if stack := _stack(cluster, text, fuzzy=fuzzy) or _measured_twice(text, fuzzy=fuzzy):
        return _stacked(Head(None, text, box), stack)
    found, coverage = goods_field(text, fuzzy=fuzzy)
    if found is None:
        parts = [goods_field(phrase.text, fuzzy=fuzzy, whole=True)[0] for phrase in cluster]
        found, coverage = next((part for part in parts if part), None), 1 / len(parts)
    return Head(found, text, box, coverage)


def heads_of(clusters: Sequence[Sequence[Phrase]], *, fuzzy: bool) -> list[Head]:
    """Return the heads of all columns; where several stack two fields, "Total" over "Gross weight" is two as well."""
    heads = [head_of(cluster, fuzzy=fuzzy) for cluster in clusters]
    for n, cluster in enumerate(clusters):
        beside = {heads[m].field for m in (n - 1, n + 1) if 0 <= m < len(heads)}
        if (
            len(cluster) > 1
            and heads[n].field == "packages"
            and "packages" in beside
            and _is_kind(cluster[-1], fuzzy=fuzzy)
        ):
            heads[n] = replace(heads[n], field="package_kind")  # "Bultos" over "Cantidad" and "Clase"
    stacks = [head for head in heads if head.below and (head.field == "unit_price" or rank(head.text) > OF_ONE)]
    if len(stacks) < 2:  # "Gross" over "each" are two words of one heading
        return heads
    return [
        _stacked(head, stack) if not head.below and (stack := _stack(cluster, "", fuzzy=fuzzy, counts=True)) else head
        for head, cluster in zip(heads, clusters, strict=True)
    ]


def _is_kind(phrase: Phrase, *, fuzzy: bool) -> bool:
    return goods_field(phrase.text, fuzzy=fuzzy)[0] in ("hazard_class", "container_type", "package_kind")


def _is_count_of_packages(cluster: Sequence[Phrase], *, fuzzy: bool) -> bool:
    return len(cluster) == 2 and tuple(goods_field(p.text, fuzzy=fuzzy)[0] for p in cluster) in _COUNT_OF


def _measured_twice(text: str, *, fuzzy: bool) -> dict[str, str]:
    """Return the mass and the volume that a heading names before and after a stroke, none where it names others."""
    parts = re.split(r"\s?/\s?|\s&\s", text)
    named = {found: part for part in parts if (found := goods_field(part, fuzzy=fuzzy, whole=True)[0])}
    both = len(parts) == len(named) == 2 and "volume" in named and not named.keys().isdisjoint(_MASSES)
    return named if both else {}


def _stacked(head: Head, stack: dict[str, str]) -> Head:
    first, *below = stack
    return replace(head, field=first, below=tuple(below), texts=tuple(stack.values()), coverage=1.0)


def _stack(cluster: Sequence[Phrase], text: str, *, fuzzy: bool, counts: bool = False) -> dict[str, str]:
    """Return the different fields that the lines of a heading name, each wholly, with their texts.

    None where `text`, that of all lines, names only one. With `counts`, "Quantity" over "Packages" is two as well.
    """
    if (
        len(cluster) < 2
        or (not counts and _is_count_of_packages(cluster, fuzzy=fuzzy))
        or (text and goods_field(text, fuzzy=fuzzy, whole=True)[0])
    ):
        return {}
    named: list[tuple[str, str]] = []
    start = 0
    while start < len(cluster):
        stops = range(len(cluster), start, -1) if text else range(start + 1, len(cluster) + 1)
        for stop in stops:  # one label may run over lines
            printed = " ".join(phrase.text for phrase in cluster[start:stop])
            found = goods_field(printed, fuzzy=fuzzy, whole=bool(text))[0]
            if found:
                if named and named[-1][0] == found:  # "No. & kind of" over "pkgs"
                    printed = f"{named.pop()[1]} {printed}"
                named.append((found, printed))
                start = stop
                break
        else:
            return {}
    fields = dict(named)
    return fields if len(fields) == len(named) > 1 and not fields.keys() <= _TOLD_WITHIN else {}


def one_each(heads: Sequence[Head]) -> list[Head]:
    """Keep one head of each field: the total rather than that of one package, the delivered rather than the ordered.

    Of two prices the one of a piece stays, and the other is the amount where no column is headed by it.
    """
    kept = list(heads)
    by_field: dict[str, list[int]] = {}
    for n, head in enumerate(heads):
        if head.field:
            by_field.setdefault(head.field, []).append(n)
    prices = by_field.get("unit_price", [])
    if len(prices) == 2 and "amount" not in by_field:
        priced, summed = sorted(prices, key=lambda n: rank(heads[n].text) if rank(heads[n].text) < 0 else n)
        kept[summed] = replace(heads[summed], field="amount")
        by_field["unit_price"] = [priced]
    per = next((code for n in by_field.get("unit_price", ()) if (code := priced_in(heads[n].text))), None)
    for name, places in by_field.items():
        best = max(places, key=lambda n: (rank(heads[n].text) * (-1 if name == "unit_price" else 1), -n))
        if name == "quantity" and per:  # "Pcs", "m²", "Price / m²"
            best = next((n for n in places if unit_in(heads[n].text) == per), best)
        for n in places:
            if n != best:
                kept[n] = replace(heads[n], field=None, below=(), texts=(), aside=True, rival=name)
    return [replace(head, aside=True) if head.field in BESIDE else head for head in kept]


_AND = re.compile(r"(?:&|\b(?:and|und|et|y|e|en))$", re.IGNORECASE)
_UNTOLD = (None, "line", "part")  # heads that a heading torn in two leaves


def goes_on(left: Head, right: Head) -> bool:
    """Say whether a heading ends with "and", and the next one with it names what the first does, or packages."""
    if not _AND.search(left.text):
        return False
    found = goods_field(f"{left.text} {right.text}", fuzzy=True)[0]
    return found is not None and found == (left.field if left.field not in _UNTOLD else "packages")
