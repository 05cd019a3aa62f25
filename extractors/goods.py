"""Goods items: the rows of goods tables and running goods text, with every code and measure they print."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from extractors import charges, goods_cells, item_blocks, made, masses_beside, running_goods, single_item, tariff
from extractors.captions import is_caption
from extractors.column_words import heads_packages
from extractors.columns import FIGURES
from extractors.goods_text import Said, said
from extractors.goods_words import is_clause, is_labels, names, repeated
from extractors.habits import Habits
from extractors.headings import Heading
from extractors.identifiers import cas_numbers, un_numbers
from extractors.layout import Phrase
from extractors.quantities import Measure, pieces
from extractors.regions import Layout
from extractors.running_goods import Spots
from extractors.said_once import told_once
from extractors.table_rows import Row
from extractors.tables import Table
from models.field import Code, Field, Quantity
from models.paper import GoodsItem
from models.reference.countries import country

_WORD = re.compile(r"[^\W\d_]{2}")
_ARTICLE = re.compile(r"\d{5,12}")


def items(table: Table, habits: Habits, *, waste_paper: bool = False, several_a_row: bool = False) -> list[GoodsItem]:
    """Return the goods items of a table in the order printed; rows that name no goods are left out.

    `several_a_row` is for papers whose rows are lines of a tariff, not of goods: the air waybill.
    """
    found: list[GoodsItem] = []
    for row, dittos in repeated(table.rows):
        lines = _description_lines(row)
        running = running_goods.is_running(lines) and not waste_paper and not _is_measured(row, table)
        parsed = _parsed(lines, habits, row, table) if running else []
        found.extend(parsed)
        whole = [row] if _is_measured(row, table) else None
        for part in [] if parsed else whole or _told_apart(row, table, several=several_a_row):
            told = _items(part, table, habits, waste_paper=waste_paper) or (
                [] if found else _unnamed(part, table, habits)
            )
            if several_a_row:  # the rate and the charge of an air waybill are of the carriage
                told = [item.model_copy(update={"unit_price": None, "amount": None}) for item in told]
            found.extend(_as_printed(item, dittos) for item in told)
    return _with_leading_code(found, table)


def _with_leading_code(found: list[GoodsItem], table: Table) -> list[GoodsItem]:
    """Give every item the code that is printed over the figures of the first, where no other has one."""
    code = found[0].hs_code if len(found) > 1 and table.rows else None
    first = table.rows[0].cells if table.rows else {}
    figures = [phrase.box.top for name in FIGURES for phrase in first.get(name, ())]
    if code is None or not figures or any(item.hs_code for item in found[1:]):
        return found
    heads = code.evidence and code.evidence[0].box.bottom < min(figures) + 1
    return [found[0], *(item.model_copy(update={"hs_code": code}) for item in found[1:])] if heads else found


def _is_measured(row: Row, table: Table) -> bool:
    """Say whether one of several rows has a code or both masses of its own, so that its text is of one item."""
    own = row.cells.keys() & {"hs_code", "gross_mass", "net_mass"}
    return len(table.rows) > 1 and ("hs_code" in own or len(own) > 1)


def _as_printed(item: GoodsItem, dittos: dict[str, str]) -> GoodsItem:
    fields = {name: getattr(item, name, None) for name in dittos}
    update = {name: made.model_copy(update={"raw": dittos[name]}) for name, made in fields.items() if made}
    return item.model_copy(update=update) if update else item


def _unnamed(row: Row, table: Table, habits: Habits) -> list[GoodsItem]:
    """Return the item of a table's first row that counts and weighs packages and names nothing, as a waybill may."""
    counted = goods_cells.package_count(row, table, habits)
    gross = goods_cells.mass(row, table, habits, "gross_mass")
    both = counted and gross and counted.value and gross.value
    return [GoodsItem(packages=counted, gross_mass=gross)] if both else []


def shared(table: Table, *, several_a_row: bool = False) -> Row | None:
    """Return the one row of a table that tells of several items: what its columns say is said of all together."""
    if len(table.rows) != 1:
        return None
    row = table.rows[0]
    lines = _description_lines(row)
    told = running_goods.told(lines, ".") if running_goods.is_running(lines) else []
    return row if len(told) > 1 or len(_told_apart(row, table, several=several_a_row)) > 1 else None


def loose_items(layouts: Sequence[Layout], habits: Habits) -> list[GoodsItem]:
    """Return the goods that running text tells of ("24 BALES OF ..."), for papers that print no goods table."""
    beside = masses_beside.masses(layouts, habits.sign)
    ruled = [item for row in masses_beside.rows(layouts, beside) for item in _items(row, _NO_TABLE, habits)]
    aside = [mass.phrase for mass in beside]
    bodies = running_goods.bodies(layouts, habits.sign, aside) if beside and not ruled else []
    if weighed := masses_beside.weighed(ruled or [item for body in bodies for item in _parsed(body, habits)], beside):
        return weighed
    found = [item for body in running_goods.bodies(layouts, habits.sign) for item in _parsed(body, habits)]
    if found:
        return found
    rows = [Row({"description": part}) for body in running_goods.blocks(layouts) for part in _apart(body)]
    return [item for row in rows for item in _items(row, _NO_TABLE, habits)]


_NO_TABLE = Table(Heading((), -1, -1), [], [], None)


def _parsed(
    phrases: Sequence[Phrase], habits: Habits, row: Row | None = None, table: Table = _NO_TABLE
) -> list[GoodsItem]:
    """Return the goods items of running text; the cells of the `row` it stands in outrank what it says of one item."""
    told = running_goods.told(phrases, habits.sign)
    cells = row if row and len(told) == 1 else Row({})
    return [item for said in told for item in _told_items(cells, table, habits, phrases, said)]


def block_items(layouts: Sequence[Layout], habits: Habits) -> list[GoodsItem]:
    """Return the goods that paragraphs tell of, each with its facts in lines below, for papers without a table."""
    return [item for row in item_blocks.rows(layouts) for item in _items(row, _NO_TABLE, habits)]


def labelled_item(layouts: Sequence[Layout], habits: Habits, *, listed: bool = False) -> list[GoodsItem]:
    """Return the one item that a list of labels tells of: `listed`, where its labels can head no table."""
    told = single_item.row(layouts, listed=listed)
    return _items(told, _NO_TABLE, habits)[:1] if told else []


def charged_items(layouts: Sequence[Layout], habits: Habits) -> list[GoodsItem]:
    """Return the charges of a bill for papers that print no goods at all."""
    told = charges.rows(layouts, habits.sign)
    return [item for row in told for item in _items(row, _NO_TABLE, habits)]


def _apart(phrases: Sequence[Phrase]) -> list[list[Phrase]]:
    return running_goods.parts(running_goods.of_goods(phrases))


def _told_apart(row: Row, table: Table, *, several: bool) -> list[Row]:
    """Return the row, or a row for each item that its description lists."""
    phrases = _description_lines(row)
    told = _apart(phrases)
    if several and len(told) < 2:
        right = max([phrase.box.x1 for phrase in phrases] + [head.box.x1 for head in table.heads.values()], default=0.0)
        told = running_goods.listed(running_goods.of_goods(phrases), right)
        told = [] if told_once(told) else told
    return [Row({"description": part}) for part in told] if len(told) > 1 else [row]


def _description_lines(row: Row) -> list[Phrase]:
    named = [phrase for name in ("description", "shipping_name") for phrase in row.cells.get(name, ())]
    named = [phrase for phrase in named if not running_goods.is_breakdown(phrase.text)] or named
    named = _not_numbered(named) or named
    if len(named) > 1 and _ARTICLE.fullmatch(named[0].text) and not tariff.codes(named[0].text):
        named = named[1:]  # the maker's number of the article, over its name
    facts = next((n for n, phrase in enumerate(named) if n and not _WORD.search(said(phrase.text).name)), len(named))
    named = [phrase for n, phrase in enumerate(named) if not n or not _only_adds(phrase.text, lettered=n > facts)]
    beside = row.cells.get("packages", ())
    named = [phrase for phrase in named if not is_clause(phrase.text)] or _not_numbered(names(beside)) or named
    lines = row.cells.get("line", [])  # a column headed "Item" may hold the goods themselves
    return named or [phrase for phrase in lines if len(_WORD.findall(phrase.text)) > 1]


def _only_adds(text: str, *, lettered: bool) -> bool:
    """Say whether a line under a name, `lettered` under its facts too, only numbers it, or captions containers."""
    return running_goods.is_numbered(text, lettered=lettered) or (is_labels(text) and is_caption(text))


def _not_numbered(phrases: Sequence[Phrase]) -> list[Phrase]:
    return [phrase for phrase in phrases if not running_goods.is_numbered(phrase.text)]


def _items(row: Row, table: Table, habits: Habits, *, waste_paper: bool = False) -> list[GoodsItem]:
    phrases = running_goods.of_goods(_description_lines(row))
    text, _ = running_goods.joined(phrases)
    if not _WORD.search(text):  # "Number and kind of packages" often heads the column that also names the goods
        phrases = row.cells.get("packages", []) + phrases
        text, _ = running_goods.joined(phrases)
    told = said(text, sign=habits.sign, waste_paper=waste_paper)
    if facts := row.cells.get("facts"):
        phrases = [*phrases, *facts]
        text, _ = running_goods.joined(phrases)
        told = replace(said(text, sign=habits.sign, waste_paper=waste_paper), name=told.name)
    return _told_items(row, table, habits, phrases, told)


def _told_items(row: Row, table: Table, habits: Habits, phrases: Sequence[Phrase], told: Said) -> list[GoodsItem]:
    """Return the item that a row and the text in it tell of, and one for each further code; the cells come first."""
    _, spots = running_goods.joined(phrases)
    codes = goods_cells.codes(row) or [(code.value, made.spot(spots, code)) for code in told.hs_codes]
    if not codes and not _WORD.search(told.name):
        return []
    if not any(row.cells.get(n) for n in _MEASURED) and (not _WORD.search(told.name) or is_labels(told.name)):
        return []
    first = GoodsItem(
        description=_description(phrases, told, spots),
        hs_code=_code(codes[0]) if codes else None,
        quantity=goods_cells.quantity(row, table, habits) or _said(told.quantity, spots),
        packages=goods_cells.package_count(row, table, habits)
        or _said(told.packages, spots)
        or _pieces(phrases, table),
        gross_mass=goods_cells.mass(row, table, habits, "gross_mass") or _said(told.gross, spots),
        net_mass=goods_cells.mass(row, table, habits, "net_mass") or _said(told.net, spots),
        volume=goods_cells.measure(row, table, habits, "volume", "volume") or _said(told.volume, spots),
        unit_price=goods_cells.money(row, table, "unit_price", habits),
        discount=goods_cells.discount(row, table, habits),
        amount=goods_cells.money(row, table, "amount", habits),
        origin=_origin(row, told, spots),
        marks=_text(row, "marks"),
        un_number=_un(row, told, spots),
        hazard_class=_class(row, told, spots),
        waste_codes=tuple(Code(scheme=s, value=made.field(made.spot(spots, c), c.value)) for s, c in told.waste_codes),
        cas=_cas(row, told, spots),
    )
    # One description with several codes is several items whose masses nobody has told apart.
    others = [GoodsItem(description=first.description, hs_code=_code(code)) for code in codes[1:]]
    return [first, *others]


def _pieces(phrases: Sequence[Phrase], table: Table) -> Quantity | None:
    """Return the count of goods without packages ("1 UNIT EXCAVATOR") under a heading of packages and goods."""
    if not phrases or not heads_packages(table.hint("description")) or not phrases[0].text[:1].isdigit():
        return None
    counted = pieces(phrases[0].text)
    return made.quantity(phrases[:1], counted.value, counted.unit, sure=0.85) if counted else None


_MEASURED = ("quantity", "amount", "gross_mass", "net_mass")


def _description(phrases: Sequence[Phrase], told: Said, spots: Spots) -> Field[str] | None:
    if not phrases:
        return None
    if told.goods:
        named = [phrase for span in told.goods for phrase in made.spot(spots, span)]
        return made.field(named, told.name, sure=0.9)
    return made.field(phrases, told.name or None, sure=0.93) if told.name or _WORD.search(phrases[0].text) else None


def _code(code: tuple[str, list[Phrase]]) -> Field[str]:
    return made.field(code[1], code[0])


def _said(measure: Measure | None, spots: Spots) -> Quantity | None:
    if measure is None:
        return None
    return made.quantity(made.spot(spots, measure), measure.value, measure.unit, sure=0.92)


def _text(row: Row, name: str) -> Field[str] | None:
    cell = row.cells.get(name)
    return made.field(cell, " ".join(phrase.text for phrase in cell)) if cell else None


_NUMBERED = re.compile(r"^\d{3} (?=[^\W\d_])")  # "400 USA": customs of several countries number them


def _origin(row: Row, told: Said, spots: Spots) -> Field[str] | None:
    for phrase in row.cells.get("origin", ()):
        text = _NUMBERED.sub("", phrase.text.strip(" .,()"))
        if code := country(text):
            return made.field([phrase], code)
        if phrase.confidence < 1 and (code := country(re.sub(r"^[l1|](?=[a-z])", "I", text))):
            return made.field([phrase], code, repaired=True)
    for span in told.origins:
        if code := country(span.value) or country(span.value.split()[0]):
            return made.field(made.spot(spots, span), code)
    return None


def _un(row: Row, told: Said, spots: Spots) -> Field[str] | None:
    for phrase in row.cells.get("un_number", ()):
        found = un_numbers(phrase.text) or un_numbers(f"UN {phrase.text}")
        if found:
            return made.field([phrase], found[0].value)
    return made.field(made.spot(spots, told.un_numbers[0]), told.un_numbers[0].value) if told.un_numbers else None


def _class(row: Row, told: Said, spots: Spots) -> Field[str] | None:
    for phrase in row.cells.get("hazard_class", ()):
        if match := re.search(r"\b([1-9](?:\.\d)?)\b", phrase.text):
            return made.field([phrase], match[1])
    return made.field(made.spot(spots, told.hazard_class), told.hazard_class.value) if told.hazard_class else None


def _cas(row: Row, told: Said, spots: Spots) -> tuple[Field[str], ...]:
    found: list[Field[Any]] = []
    for phrase in row.cells.get("cas", ()):
        found.extend(made.field([phrase], n.value) for n in cas_numbers(f"CAS {phrase.text}"))
    found.extend(made.field(made.spot(spots, c), c.value) for c in told.cas)
    return tuple(found)
