"""Goods items: the rows of goods tables, and the goods blocks of waste papers, with every code and measure they print."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from extractors import made, tariff
from extractors.goods_text import Said, Span, said
from extractors.habits import Habits
from extractors.headings import Heading
from extractors.identifiers import cas_numbers, un_numbers
from extractors.layout import Phrase
from extractors.numerals import numbers
from extractors.quantities import Measure, measures, packages, unit_in
from extractors.regions import Layout
from extractors.tables import Row, Table
from models.field import Code, Field, Quantity
from models.paper import GoodsItem
from models.reference.countries import country
from models.reference.units import kind_of, unit

_WORD = re.compile(r"[^\W\d_]{2}")
_WASTE_CELLS = ("description", "shipping_name")


def items(table: Table, habits: Habits, *, waste_paper: bool = False) -> list[GoodsItem]:
    """Return the goods items of a table in the order printed; rows that name no goods are left out."""
    found = []
    for row in table.rows:
        found.extend(_items(row, table, habits, waste_paper=waste_paper))
    return found


def _items(row: Row, table: Table, habits: Habits, *, waste_paper: bool) -> list[GoodsItem]:
    phrases = [phrase for name in ("description", "shipping_name") for phrase in row.cells.get(name, ())]
    parts = _parts(phrases)
    if len(parts) > 1:  # what the columns say is said of all of them together
        alone = [Row({"description": part}) for part in parts]
        return [item for one in alone for item in _items(one, table, habits, waste_paper=waste_paper)]
    text, spots = _running(phrases)
    if not _WORD.search(text):  # "Number and kind of packages" often heads the column that also names the goods
        phrases = row.cells.get("packages", []) + phrases
        text, spots = _running(phrases)
    told = said(text, sign=habits.sign, waste_paper=waste_paper)
    codes = _codes(row) or [(code.value, _spot(spots, code)) for code in told.hs_codes]
    if not codes and not _WORD.search(told.name):
        return []
    if not _WORD.search(told.name) and not any(
        row.cells.get(n) for n in ("quantity", "amount", "gross_mass", "net_mass")
    ):
        return []
    first = GoodsItem(
        description=_description(phrases, told),
        hs_code=_code(codes[0]) if codes else None,
        quantity=_quantity(row, table, habits),
        packages=_packages(row, table, habits) or _said(told.packages, spots),
        gross_mass=_mass(row, table, habits, "gross_mass") or _said(told.gross, spots),
        net_mass=_mass(row, table, habits, "net_mass") or _said(told.net, spots),
        volume=_measure(row, table, habits, "volume", "volume") or _said(told.volume, spots),
        unit_price=_money(row, "unit_price", habits),
        amount=_money(row, "amount", habits),
        origin=_origin(row, told, spots),
        marks=_text(row, "marks"),
        un_number=_un(row, told, spots),
        hazard_class=_class(row, told, spots),
        waste_codes=tuple(Code(scheme=s, value=made.field(_spot(spots, c), c.value)) for s, c in told.waste_codes),
        cas=_cas(row, told, spots),
    )
    # One description with several codes is several items whose masses nobody has told apart.
    others = [GoodsItem(description=first.description, hs_code=_code(code)) for code in codes[1:]]
    return [first, *others]


def loose_items(layouts: Sequence[Layout], habits: Habits) -> list[GoodsItem]:
    """Return the goods that lines of running text tell of ("24 BALES OF ..."), for papers that print no goods table."""
    found: list[GoodsItem] = []
    for layout in layouts:
        body: list[Phrase] = []
        for number, line in enumerate(layout.lines):
            phrase = Phrase(tuple(line.words), layout.page.number)
            if starts_item(phrase.text) or (body and _goes_on(layout, number, body[-1])):
                body.append(phrase)
                layout.goods_lines.add(number)
            elif body:
                break
        if body:
            empty = Table(Heading((), -1, -1), [], [], None)
            found.extend(_items(Row({"description": body}), empty, habits, waste_paper=False))
    return found


def _goes_on(layout: Layout, number: int, last: Phrase) -> bool:
    line = layout.lines[number]
    label = layout.label_at(line.phrases[0])
    if line.box.top - last.box.bottom > 1.5 * last.box.height:
        return False
    return label is None or any(f.startswith("goods:") and f not in _NOT_OF_GOODS for f in label.fields)


_NOT_OF_GOODS = frozenset({"goods:container", "goods:seal", "goods:packages"})


def starts_item(text: str) -> bool:
    """Say whether a line of running text begins a goods item: a count of packages, then what they hold.

    >>> starts_item("2X20'GP CONTAINERS STC 700 DRUMS OF ACETIC ACID"), starts_item("24 BALES"), starts_item("UN 2789")
    (True, False, False)
    """
    rest = _CONTAINERS.sub("", text, count=1).strip()
    match = re.match(r"[\d.,' ]*\d\s+\S+(?:\s\S+)?", rest)
    found = packages(match.group()) if match else []
    return bool(found and found[0].unit and re.match(r"\W*(?:of|de|d'|von|di|van)?\W*[^\W\d]{2}", rest[found[0].stop :], re.I))


_CONTAINERS = re.compile(
    r"^.*?(?:said to contain|s\.?t\.?c\.?|containing|slac|containers?)[\s:.]*(?:said to contain|s\.?t\.?c\.?)?[\s:]*", re.IGNORECASE
)


def _parts(phrases: Sequence[Phrase]) -> list[list[Phrase]]:
    """Cut the lines of a goods text where a new item begins; one part when it tells of one item only.

    An item begins with its count of packages, or, where every item ends with its HS code, after that.
    """
    parts: list[list[Phrase]] = []
    coded = [bool(said(phrase.text).hs_codes) for phrase in phrases]
    if sum(coded) > 1 and not coded[0] and not any(a and b for a, b in pairwise(coded)):
        for phrase, ends in zip(phrases, [False, *coded], strict=False):
            if not parts or (ends and not _is_detail(phrase.text)):
                parts.append([])
            parts[-1].append(phrase)
        return parts
    for phrase in phrases:
        if not parts or (starts_item(phrase.text) and any(starts_item(p.text) for p in parts[-1])):
            parts.append([])
        parts[-1].append(phrase)
    return parts


def _is_detail(text: str) -> bool:
    """Say whether a line only adds to the item above: its class, origin, mass, a mark; not a name of goods."""
    return not _WORD.search(said(text).name) or re.match(r"\W*[^\W\d]{2,12}[ .]*[^\W\d]*\s?:", text) is not None


Spots = list[tuple[int, int, Phrase]]


def _running(phrases: Sequence[Phrase]) -> tuple[str, Spots]:
    """Join printed lines to one text, remembering which characters stand in which line."""
    text, spots = "", Spots()
    for phrase in phrases:
        start = len(text)
        text += phrase.text + "\n"
        spots.append((start, len(text), phrase))
    return text.rstrip(), spots


def _spot(spots: Spots, span: Span | Measure) -> list[Phrase]:
    """Return the printed words that the characters of `span` came from, a phrase a line."""
    found = [
        made.span(phrase, max(span.start - start, 0), min(span.stop - start, stop - start))
        for start, stop, phrase in spots
        if start < span.stop and stop > span.start
    ]
    return found or [spots[0][2]]


def _description(phrases: Sequence[Phrase], told: Said) -> Field[str] | None:
    if not phrases:
        return None
    return made.field(phrases, told.name or None, sure=0.93) if told.name or _WORD.search(phrases[0].text) else None


def _codes(row: Row) -> list[tuple[str, list[Phrase]]]:
    found: list[tuple[str, list[Phrase]]] = []
    for phrase in row.cells.get("hs_code", ()):
        text = phrase.text.replace("O", "0").replace("l", "1") if phrase.confidence < 1 else phrase.text
        found.extend((code.value, [made.span(phrase, code.start, code.stop)]) for code in tariff.codes(text))
    return found


def _code(code: tuple[str, list[Phrase]]) -> Field[str]:
    return made.field(code[1], code[0])


def _quantity(row: Row, table: Table, habits: Habits) -> Quantity | None:
    cell = row.cells.get("quantity")
    if not cell:
        return None
    phrase = cell[0]
    found = numbers(phrase.text, habits.sign)
    if not found:
        return made.quantity([phrase], None, None, sure=0.3)
    value, _, stop = found[0]
    printed = phrase.text[stop:].strip(" .()/") or phrase.text[: found[0][1]].strip(" .:")
    column = row.text("unit")
    code = next((c for text in (printed, column) if text and (c := unit(text) or _first_unit(text))), None)
    if code is None:
        code = _first_package(printed) or _first_package(column) or unit_in(table.heads["quantity"].text)
    spot = [phrase, *row.cells.get("unit", [])[:1]] if column and not printed else [phrase]
    return made.quantity(spot, value, code)


def _first_unit(text: str) -> str | None:
    return next((code for word in text.split() if (code := unit(word.strip("()./,")))), None)


def _first_package(text: str) -> str | None:
    found = packages(f"1 {text}") if text else []
    return found[0].unit if found else None


def _packages(row: Row, table: Table, habits: Habits) -> Quantity | None:
    phrases = row.cells.get("packages", [])
    kind = row.text("package_kind")
    if not phrases:
        kinds = row.cells.get("package_kind", [])  # "N.º y clase de bultos" may hold the count as well
        return _count(kinds, table.heads["package_kind"].text, "", habits) if any(c.isdigit() for c in kind) else None
    return _count(phrases, table.heads["packages"].text, kind, habits, row.cells.get("package_kind", [])[:1])


def _count(
    phrases: Sequence[Phrase], heading: str, kind: str, habits: Habits, also: Sequence[Phrase] = ()
) -> Quantity | None:
    for phrase in phrases:
        text = f"{phrase.text} {kind}".strip()
        found = packages(text, hint=heading, sign=habits.sign)
        if not found and len(phrases) > 1:
            found = packages(" ".join(p.text for p in phrases), hint=heading, sign=habits.sign)
        if found:
            code = found[0].unit or _first_package(" ".join(p.text for p in phrases[1:2]))
            return made.quantity([phrase, *also], found[0].value, code)
    return None


def _mass(row: Row, table: Table, habits: Habits, name: str) -> Quantity | None:
    return _measure(row, table, habits, name, "mass")


def _measure(row: Row, table: Table, habits: Habits, name: str, kind: str) -> Quantity | None:
    for phrase in row.cells.get(name, ()):
        column = row.text("unit")
        hint = table.heads[name].text
        if column and (code := unit(column)) and kind_of(code) == kind and unit_in(hint, kind) is None:
            hint = column
        found = measures(phrase.text, kind=kind, hint=hint, sign=habits.sign)
        if found:
            return made.quantity([phrase], found[0].value, found[0].unit)
        if any(c.isdigit() for c in phrase.text):
            return made.quantity([phrase], None, None, sure=0.3)
    return None


def _said(measure: Measure | None, spots: Spots) -> Quantity | None:
    if measure is None:
        return None
    return made.quantity(_spot(spots, measure), measure.value, measure.unit, sure=0.92)


def _money(row: Row, name: str, habits: Habits) -> Field[Decimal] | None:
    for phrase in row.cells.get(name, ()):
        found = numbers(phrase.text, habits.sign)
        if found:
            return made.field([phrase], found[0][0])
    return None


def _text(row: Row, name: str) -> Field[str] | None:
    cell = row.cells.get(name)
    return made.field(cell, " ".join(phrase.text for phrase in cell)) if cell else None


def _origin(row: Row, told: Said, spots: Spots) -> Field[str] | None:
    for phrase in row.cells.get("origin", ()):
        if code := country(phrase.text.strip(" .,()")):
            return made.field([phrase], code)
    if told.origin and (code := country(told.origin.value) or country(told.origin.value.split()[0])):
        return made.field(_spot(spots, told.origin), code)
    return None


def _un(row: Row, told: Said, spots: Spots) -> Field[str] | None:
    for phrase in row.cells.get("un_number", ()):
        found = un_numbers(phrase.text) or un_numbers(f"UN {phrase.text}")
        if found:
            return made.field([phrase], found[0].value)
    return made.field(_spot(spots, told.un_numbers[0]), told.un_numbers[0].value) if told.un_numbers else None


def _class(row: Row, told: Said, spots: Spots) -> Field[str] | None:
    for phrase in row.cells.get("hazard_class", ()):
        if match := re.search(r"\b([1-9](?:\.\d)?)\b", phrase.text):
            return made.field([phrase], match[1])
    return made.field(_spot(spots, told.hazard_class), told.hazard_class.value) if told.hazard_class else None


def _cas(row: Row, told: Said, spots: Spots) -> tuple[Field[str], ...]:
    found: list[Field[Any]] = []
    for phrase in row.cells.get("cas", ()):
        found.extend(made.field([phrase], n.value) for n in cas_numbers(f"CAS {phrase.text}"))
    found.extend(made.field(_spot(spots, c), c.value) for c in told.cas)
    return tuple(found)
