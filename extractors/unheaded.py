"""Columns whose heading is missing, torn or not understood, named by what stands in them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from extractors.column_content import (
    SHOWN,
    Texts,
    all_show,
    is_kind,
    is_number,
    is_packages,
    is_range,
    is_tariff,
    is_unit,
    measuring,
)
from extractors.column_words import goods_field
from extractors.columns import bounds, cells, column
from extractors.headings import Heading
from extractors.heads import BESIDE, Head, goes_on
from extractors.layout import Line
from extractors.lexicon import lexicon
from extractors.money import currency_in
from extractors.numerals import DecimalSign, numbers
from extractors.quantities import kind_in
from extractors.regions import Layout
from extractors.split_heads import split
from extractors.wording import tokens
from models.geometry import Box

Span = tuple[float, float]
_WEAK = (None, "line", "part")
_APART = {("part", "description"), ("line", "description"), ("discount", "part"), ("part", "discount")}
_BESIDE_RIVAL = {  # what a second column headed as the first may hold
    "quantity": ("unit", is_unit),  # "Units" heads them as well as their count
    "packages": ("package_kind", is_kind),  # "Mode d'emballage" beside the number of packages
    "description": ("hs_code", is_tariff),  # "Commodity" beside "Goods"
}
_PRICED = ("quantity", "unit_price", "amount")


def settled(layout: Layout, heading: Heading, body: Sequence[Line]) -> Heading:
    """Return the heading with torn heads joined, columns without a head added, and heads not understood named."""
    lines = _full(body)
    if not lines:
        return heading
    heading = replace(heading, heads=split(heading.heads, lines))
    heading = _with_missing(_whole(layout, heading, lines), lines)
    texts = _columns(layout, heading, lines)
    fields: list[str | None] = [head.field or ("aside" if head.aside else None) for head in heading.heads]
    taken = {name for head in heading.heads for name in head.below}
    for n, head in enumerate(heading.heads):
        misnamed = head.field == "line" and all_show(texts[n], is_tariff)
        if head.field == "line" and "description" not in fields and _holds_names(layout, heading, n, body):
            fields[n] = "description"  # "Item" heads the goods themselves
        fields[n] = _reheaded(head, fields[n], texts[n], fields)
        other = _BESIDE_RIVAL.get(head.rival or "")
        if other and other[0] not in fields and all_show(texts[n], other[1]):
            fields[n] = other[0]
        unnamed = head.field is None and not head.aside and not fields.count("packages")
        if (head.field in ("hazard_class", "container_type") or unnamed) and all_show(texts[n], is_kind):
            fields[n] = "package_kind" if "package_kind" not in fields else head.field  # "Tipo", "Clase" of packages
        if head.field is None and not {"packages", "package_kind"} & set(fields) and all_show(texts[n], is_packages):
            fields[n] = "packages"  # of a torn heading enough may be left for another name
        free = head.field is None and fields[n] is None
        if (free and not _heads_else(head.text)) or misnamed:
            name = _name(texts[n], taken | {field for field in fields if field})
            fields[n] = name if name not in fields else head.field
    _count_packages(fields, texts, heading)
    _name_by_letters(layout, fields, texts, heading, body)
    _name_by_arithmetic(fields, texts, heading)
    _name_masses(fields, texts)
    heads = tuple(
        replace(head, field=name, aside=name in BESIDE) if name != "aside" else replace(head, field=None)
        for head, name in zip(heading.heads, fields, strict=True)
    )
    return replace(heading, heads=heads)


def _reheaded(head: Head, name: str | None, texts: Texts, fields: Sequence[str | None]) -> str | None:
    """Return the field of a column whose heading is good for another one as well, by what stands in it."""
    if head.field == "part" and "volume" not in fields and all_show(texts, measuring("volume")):
        return "volume"  # "Maß" heads lengths as well
    if head.field == "amount" and "quantity" not in fields and all_show(texts, SHOWN["quantity"]):
        return "quantity"  # "Total" heads counts as well
    return None if head.field == "unit" and all_show(texts, is_number) else name  # "Unit", short for the price of one


def _holds_names(layout: Layout, heading: Heading, place: int, body: Sequence[Line]) -> bool:
    """Say whether a column prints names and no position numbers, on lines of their own or beside the figures."""
    edges = bounds(layout, heading, _full(body))
    printed = [p.text for line in body for p in line.phrases if column(p.box.middle[0], edges) == place]
    named = [text for text in printed if re.search(r"[^\W\d_]{3}", text)]
    return len(named) >= max(1, len(_full(body))) and not any(re.match(r"\d+[.)]?(?:\s|$)", text) for text in printed)


def _heads_else(text: str) -> bool:
    """Say whether a heading names something that is no fact of the goods: the column of invoices, of orders."""
    words = tuple(word for word in tokens(text) if not word.isdigit())
    _, entries = lexicon().longest(words)
    return bool(entries) and not any(entry.field.startswith(("goods:", "total_", "sum")) for entry in entries)


def _full(body: Sequence[Line]) -> list[Line]:
    """Return the lines that fill most columns."""
    most = max((len(line.phrases) for line in body), default=0)
    return [line for line in body if len(line.phrases) >= max(2, 0.6 * most)]


def _columns(layout: Layout, heading: Heading, lines: Sequence[Line]) -> list[Texts]:
    edges = bounds(layout, heading, lines)
    rows = [cells(line, heading, edges) for line in lines]
    names = [head.field or f"-{n}" for n, head in enumerate(heading.heads)]
    return [[row[name].text if name in row else "" for row in rows] for name in names]


def _whole(layout: Layout, heading: Heading, lines: Sequence[Line]) -> Heading:
    """Join neighbouring heads, one of them weak, between which most printed lines run on: "NO." and "OF PKGS"."""
    heads = list(heading.heads)
    edges = bounds(layout, heading, lines)
    for n in range(len(heads) - 2, -1, -1):
        left, right = heads[n], heads[n + 1]
        across = sum(any(p.box.x0 + 2 < edges[n] < p.box.x1 - 2 for p in line.phrases) for line in lines)
        weak = left.field in _WEAK or right.field in _WEAK
        if (left.field or left.rival, right.field or right.rival) in _APART and _is_gutter(edges[n], lines):
            continue  # "Art. No." or "#" and "Goods", "Disc." and "VAT" so close that their words make one phrase
        nested = not right.field and not right.aside and right.box.x1 <= left.box.x1 + 2  # "(kg)" below its head
        if nested or goes_on(left, right) or (across >= 0.6 * len(lines) and (weak or _is_one_text(left, right))):
            text = f"{left.text} {right.text}"
            box = Box(left.box.x0, heading.box.top, right.box.x1, heading.box.bottom)
            found, share = goods_field(text, fuzzy=True)
            named = "description" if _is_one_text(left, right) else found or left.field or right.field
            heads[n : n + 2] = [Head(named, text, box, share)]
    return replace(heading, heads=tuple(heads))


def _is_gutter(edge: float, lines: Sequence[Line]) -> bool:
    """Say whether no word crosses `edge`, each line printing words on both sides of it."""
    boxes = [[word.box for word in line.words] for line in lines]
    parted = [any(b.x1 <= edge for b in row) and any(b.x0 >= edge for b in row) for row in boxes]
    return all(parted) and not any(b.x0 + 1 < edge < b.x1 - 1 for row in boxes for b in row)


def _is_one_text(left: Head, right: Head) -> bool:
    """Say whether two heads lead one column of text: "No. & Kind of Pkgs." and, a gap later, "Description of Goods"."""
    if kind_in(left.text):
        return False  # "BAGS" stands over bare counts
    return left.field in ("packages", "package_kind", "marks") and right.field == "description" and not right.below


def _with_missing(heading: Heading, lines: Sequence[Line]) -> Heading:
    heads = list(heading.heads)
    taken = {name for head in heads for name in head.fields}
    spans = _spans(lines)
    orphans = _orphans([span for span, _ in spans], heading.heads)
    for span, texts in spans:
        if span not in orphans:
            continue
        name = _name(texts, taken) if len([text for text in texts if text]) >= 0.6 * len(lines) else None
        plain = all_show(texts, is_number)
        if name or plain or all_show(texts, measuring("mass")):
            heads.append(Head(name, "", Box(span[0], heading.box.top, span[1], heading.box.bottom)))
            taken |= {name} if name else set()
    return replace(heading, heads=tuple(sorted(heads, key=lambda head: head.box.x0)))


def _orphans(spans: Sequence[Span], heads: Sequence[Head]) -> list[Span]:
    """Return the columns that stand under no head, nor beside one that stands over no column."""
    left = [span for span in spans if not any(_over(head, span) for head in heads)]
    for head in heads:
        if left and not any(_over(head, span) for span in spans):
            left.remove(min(left, key=lambda span: max(head.box.x0 - span[1], span[0] - head.box.x1)))
    return left


def _over(head: Head, span: Span) -> bool:
    return head.box.x0 < span[1] and head.box.x1 > span[0]


def _spans(lines: Sequence[Line]) -> list[tuple[Span, Texts]]:
    """Return the columns that the printed lines make by themselves: where they stand and what each line has there."""
    boxes = sorted((p.box.x0, p.box.x1) for line in lines for p in line.phrases)
    spans: list[Span] = []
    for x0, x1 in boxes:
        if spans and x0 < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], x1))
        else:
            spans.append((x0, x1))
    return [
        (span, [" ".join(p.text for p in line.phrases if span[0] <= p.box.middle[0] <= span[1]) for line in lines])
        for span in spans
    ]


def _name(texts: Texts, taken: set[str]) -> str | None:
    """Return the field that every text of a column shows itself to be."""
    for name, shows in SHOWN.items():
        if name not in taken and all_show(texts, shows):
            return name
    printed = [text for text in texts if text]
    if "line" not in taken and printed == [str(n) for n in range(1, len(printed) + 1)] and len(printed) > 1:
        return "line"
    letters = sum(c.isalpha() for text in printed for c in text)
    return "description" if "description" not in taken and letters > 10 * len(printed) > 0 else None


def _name_by_letters(
    layout: Layout, fields: list[str | None], texts: Sequence[Texts], heading: Heading, body: Sequence[Line]
) -> None:
    """Of columns that are all headed as the goods ("Article", "Description"), take the one with the most letters."""
    rivals = [n for n, head in enumerate(heading.heads) if "description" in (head.rival, fields[n])]
    named = [n for n in rivals if fields[n] == "description"]
    if not named or len(rivals) < 2 or heading.heads[named[0]].below:
        return
    edges = bounds(layout, heading, _full(body))
    letters = [0] * len(heading.heads)
    for phrase in (phrase for line in body for phrase in line.phrases):  # names may stand over their figures
        place = column(phrase.box.x0 + 1, edges)
        across = any(place < n <= column(phrase.box.x1 - 1, edges) for n in rivals)
        letters[place] += 0 if across else sum(map(str.isalpha, phrase.text))  # a note under the rows
    fullest = max(rivals, key=lambda n: (letters[n], -n))
    coded = named[0] != fullest and "hs_code" not in fields and all_show(texts[named[0]], is_tariff)
    fields[named[0]], fields[fullest] = "hs_code" if coded else "aside", "description"


def _count_packages(fields: list[str | None], texts: Sequence[Texts], heading: Heading) -> None:
    """Take the counts in the second of two columns headed as packages where the first numbers them: "1 - 8"."""
    counted = fields.index("packages") if "packages" in fields else None
    rivals = [n for n, head in enumerate(heading.heads) if head.rival == "packages" and all_show(texts[n], is_number)]
    if counted is not None and len(rivals) == 1 and all_show(texts[counted], is_range):
        fields[counted], fields[rivals[0]] = "aside", "packages"


def _name_by_currency(fields: list[str | None], heading: Heading, texts: Sequence[Texts]) -> None:
    """Name the last column the amounts where a price stands before it and nothing but a currency heads it."""
    if "unit_price" not in fields[:-1] or "amount" in fields or fields[-1] is not None:
        return
    text = heading.heads[-1].text
    if currency_in(text) and len(text.split()) == 1 and all_show(texts[-1], is_number):
        fields[-1] = "amount"


def _name_by_arithmetic(fields: list[str | None], texts: Sequence[Texts], heading: Heading) -> None:
    """Name columns of bare numbers so that quantity times price is amount on every line."""
    _name_by_currency(fields, heading, texts)
    known = {name: fields.index(name) for name in _PRICED if name in fields}
    missing = [name for name in _PRICED if name not in known]
    free = [n for n, name in enumerate(fields) if name is None and any(c.isdigit() for t in texts[n] for c in t)]
    if not missing or len(missing) == len(_PRICED) or len(free) < len(missing):
        return
    for chosen in permutations(free, len(missing)):
        places = known | dict(zip(missing, chosen, strict=True))
        columns = [texts[places[name]] for name in _PRICED]
        if any(_multiply(columns, sign) for sign in (".", ",")):
            for name in missing:
                fields[places[name]] = name
            return


def _multiply(columns: Sequence[Texts], sign: DecimalSign) -> bool:
    right = 0
    for row in zip(*columns, strict=True):
        found = [numbers(text, sign) for text in row]
        if not all(found):
            continue
        quantity, price, amount = (values[0][0] for values in found)
        if not amount or price == 1 or abs(quantity * price - amount) > max(abs(amount) / 200, Decimal("0.02")):
            return False
        right += 1
    return right > 0


def _name_masses(fields: list[str | None], texts: Sequence[Texts]) -> None:
    """Name columns of masses net and gross, by which is the lighter where both are unnamed."""
    shows = measuring("mass")
    free = [n for n, name in enumerate(fields) if name is None and all_show(texts[n], shows)]
    missing = [name for name in ("net_mass", "gross_mass") if name not in fields]
    if len(free) == 2 and len(missing) == 2:
        values = [sum(numbers(text)[0][0] for text in texts[n] if text) for n in free]
        free = [n for _, n in sorted(zip(values, free, strict=True))]
    elif len(free) == 1 and "amount" in fields and "quantity" not in fields:
        missing = ["quantity"]
    elif len(missing) == 2 and "amount" not in fields:
        missing = ["gross_mass"]
    if len(free) == len(missing):
        for n, name in zip(free, missing, strict=True):
            fields[n] = name
