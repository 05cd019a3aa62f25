"""Pages to papers: split where a new paper begins, say what kind each is, and read its fields, parties and goods."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from extractors import (
    addresses,
    balance,
    dangerous_entries,
    dates,
    decimals,
    form_items,
    forms,
    letterheads,
    made,
    paired_masses,
    pic_forms,
    proved_totals,
    said_once,
    signatures,
    test_records,
    waste_forms,
)
from extractors.boxes import freight_containers
from extractors.coherence import coherent, notified, weighed
from extractors.completion import PRICED, currency_of
from extractors.fields import fields
from extractors.goods import block_items, charged_items, items, labelled_item, loose_items, shared
from extractors.habits import Habits, date_order
from extractors.layout import Phrase
from extractors.leftover import leftover
from extractors.money import currency_in
from extractors.numerals import numbers
from extractors.parties import parties
from extractors.quantities import measures, packages
from extractors.regions import Layout
from extractors.sources import Source
from extractors.splitting import Group, split
from extractors.table_rows import Row
from extractors.tables import Table, named, tables, without_summaries
from models.field import Field
from models.page import Origin, Page
from models.paper import Container, Fields, GoodsItem, Paper, PaperKind, PaperProblem, Party, Role


def papers(source: Source, pages: Iterable[Page]) -> list[Paper]:
    """Return the papers in a source, each read whole; ids are given later, over the whole consignment."""
    return [_paper(source, group) for group in split([Layout(page) for page in pages])]


UNSETTLED = 0.6  # confidence below which a date was read by custom, not because anything settled it


def _paper(source: Source, pages: Group) -> Paper:
    group, kind = pages.pages, pages.kind
    for layout in group:
        forms.settle(layout, kind)
    language = _language(group)
    found_tables = _tables(group, kind)
    named = _parties(group, kind)
    texts = [line.text for layout in group for line in layout.lines]
    habits = Habits(decimals.settled(texts, found_tables, language), date_order(texts, language, named))
    boxes = freight_containers(group)
    goods, head = _goods_and_head(group, kind, found_tables, habits, boxes)
    read = Paper(
        id="p1",
        file=source.name,
        sha256=source.sha256,
        pages=pages.numbers,
        kind=kind,
        kind_confidence=pages.sure,
        language=language,
        origin=_origin(group),
        fields=Fields(**{name: value for name, value in head.items() if name in Fields.model_fields}),
        parties=tuple(named),
        goods=tuple(notified(goods, head) if kind == "waste_notification" else weighed(goods, head)),
        containers=tuple(boxes),
        problems=(
            *pages.problems,
            *_ambiguous_dates(head, habits),
            *(PaperProblem(code=p.code, message=p.message, page=p.page) for each in group for p in each.page.problems),
        ),
    )
    return read if kind == "other" else read.model_copy(update={"other_text": leftover(read, group)})


def _goods_and_head(
    group: Sequence[Layout], kind: PaperKind, found_tables: Sequence[Table], habits: Habits, boxes: Sequence[Container]
) -> tuple[list[GoodsItem], dict[str, Field[Any]]]:
    if kind in proved_totals.CARRYING:  # what the body of a bill tells of its goods is of the whole lading
        head = _head(group, kind, found_tables, habits)
        goods = coherent(_goods(group, kind, found_tables, habits), boxes)
    else:
        goods = coherent(_goods(group, kind, found_tables, habits), boxes)
        head = _head(group, kind, found_tables, habits)
    goods, sums = balance.summed(goods)
    head = {**sums, **head}
    if kind in proved_totals.CARRYING and said_once.is_one(goods):
        head = said_once.with_totals(goods[0], head)
    goods = balance.whole(goods, head)
    return goods, proved_totals.settled(goods, head, group, habits, kind)


def _ambiguous_dates(head: Mapping[str, Field[Any]], habits: Habits) -> Iterator[PaperProblem]:
    """Yield a problem for each date of the head in which nothing tells the day from the month, with both readings."""
    for name in ("date", "shipment_date"):
        told = head.get(name)
        found = dates.find(told.raw, habits.order) if told else None
        if told and found and found.other and told.confidence < UNSETTLED:
            day = told.evidence[0].page if told.evidence else None
            said = f"{told.raw} may be {found.value.isoformat()} or {found.other.isoformat()}; it was read as the first"
            yield PaperProblem(code="date-ambiguous", message=said, page=day)


def _head(group: Sequence[Layout], kind: PaperKind, found: Sequence[Table], habits: Habits) -> dict[str, Field[Any]]:
    head = fields(group, kind, habits)
    if kind == "other" and (tested := test_records.title(group)):
        head["test_record"] = tested
    told = dict(head)
    for table in found:
        _add_totals(head, table, table.totals or shared(table, several_a_row=kind == _LISTS_GOODS), habits)
    if kind == _LISTS_GOODS:
        head.pop("total_amount", None)  # of the carriage
    if len(found) > 1:
        head |= told  # a table may be a section, with sums of its own
    if "total_amount" in head and "currency" not in head and (currency := currency_of(head["total_amount"], group)):
        head["currency"] = currency
    if "currency" not in head and kind in PRICED and (currency := _currency_of(found)):
        head["currency"] = currency
    return head


def _currency_of(found: Sequence[Table]) -> Field[str] | None:
    """Return the one currency that the prices of the goods, or their headings, name."""
    told: dict[str, Phrase] = {}
    for table in found:
        for column in ("unit_price", "amount"):
            head = table.heads[column].text if column in table.heads else ""
            for phrase in (phrase for row in table.rows for phrase in row.cells.get(column, ())):
                if code := currency_in(phrase.text) or currency_in(head):
                    told.setdefault(code, phrase)
    if len(told) != 1:
        return None
    code, spot = next(iter(told.items()))
    return made.field([spot], code, sure=0.8)


def _tables(group: Sequence[Layout], kind: PaperKind) -> list[Table]:
    found: list[Table] = []
    for layout in group:
        form = form_items.blocks(layout, cards=kind == _DECLARED)
        if form:
            told = [label for block in form for label in block.labels]
            layout.item_lines = {b.line for b in told if any(field.startswith("goods:") for field in b.fields)}
            continue
        found.extend(tables(layout, carried=found[-1] if found else None))
    return found or [table for layout in group if not layout.item_lines for table in _weighed(layout)]


def _weighed(layout: Layout) -> list[Table]:
    """Return the lists of a page that weigh containers or lots and name the goods under each: weight notes."""
    known = layout.header_lines, layout.headings, set(layout.goods_lines)
    found = tables(layout, nameless=True)
    if found and all(table.rows and all("description" in row.cells for row in table.rows) for table in found):
        return found
    layout.header_lines, layout.headings, layout.goods_lines = known
    return []


_DECLARED: PaperKind = "customs_declaration"
_LISTS_GOODS: PaperKind = "air_waybill"  # whose rows are lines of a tariff: one may list several goods


def _facts(items: Sequence[GoodsItem]) -> int:
    """Return how many facts some items tell."""
    return sum(value is not None and value != () for item in items for _, value in item)


def _goods(group: Sequence[Layout], kind: PaperKind, found: Sequence[Table], habits: Habits) -> list[GoodsItem]:
    if kind == "other":
        return []
    if kind in waste_forms.WASTE_KINDS:
        goods = waste_forms.goods(group, habits)
        if goods or waste_forms.is_form(group):
            return goods
    if kind == "pic_export_notification" and (goods := pic_forms.goods(group)):
        return goods
    filled = [item for layout in group for item in form_items.items(layout, habits, cards=kind == _DECLARED)]
    waste = kind in waste_forms.WASTE_KINDS
    several = kind == _LISTS_GOODS
    telling = without_summaries(found)
    found_items = [item for t in telling for item in items(t, habits, waste_paper=waste, several_a_row=several)]
    if (
        kind in proved_totals.CARRYING and len(found_items) < 2
    ):  # marks and packages captioned side by side head no table
        found_items = max((found_items, labelled_item(group, habits, listed=True)), key=_facts)
    if not filled and not found_items:
        told = loose_items(group, habits) if kind in proved_totals.CARRYING | {"certificate_of_origin"} else []
        if kind == "certificate_of_origin":  # much of its form is running text
            told = [item for item in told if item.packages or item.hs_code or item.gross_mass or item.net_mass]
        found_items = told or _listed(group, habits) or block_items(group, habits) or labelled_item(group, habits)
        if not found_items and kind in PRICED:
            found_items = charged_items(group, habits)
    if kind == "dangerous_goods_declaration":
        entries = dangerous_entries.items(group, habits)
        found_items = entries if dangerous_entries.fuller(entries, found_items) else found_items
    return said_once.with_code(filled + found_items, group)


def _listed(group: Sequence[Layout], habits: Habits) -> list[GoodsItem]:
    """Return the goods of tables that list containers, bales or lots of what the paper names once above them."""
    name = said_once.name(group)
    if not name:
        return []
    listing = [table for layout in group for table in tables(layout, nameless=True)]
    return [item for table in listing for item in items(named(table, name), habits)]


def _parties(group: Sequence[Layout], kind: PaperKind) -> list[Party]:
    found: dict[Role, Party] = {}
    for layout in group:
        for party in parties(layout):
            found.setdefault(party.role, party)
    signatures.as_shipper(found, kind)
    for party in addresses.unlabelled(group, kind, found.values()):
        found[party.role] = party
    if kind in signatures.TRANSPORT:
        signatures.settle(found, group)
    owner = letterheads.owner(group[0], kind, found.values())
    if owner:
        found[owner.role] = owner
    return list(found.values())


def _add_totals(head: dict[str, Field[Any]], table: Table, totals: Row | None, habits: Habits) -> None:
    """Take the totals that a table prints under its columns; they outrank what stood under a looser label."""
    if totals is None:
        return
    for column, name, kind in (
        ("gross_mass", "total_gross_mass", "mass"), ("net_mass", "total_net_mass", "mass"),
        ("volume", "total_volume", "volume"),
    ):  # fmt: skip
        part = paired_masses.of_two(totals, table, column) or totals
        for phrase in part.cells.get(column, ())[:1]:
            hint = table.hint(column) or table.hint("gross_mass")
            sign = table.sign(column, phrase.text, habits.sign)
            if found := measures(phrase.text, kind=kind, hint=hint, sign=sign):
                head[name] = made.quantity([phrase], found[0].value, found[0].unit)
    for phrase in totals.cells.get("packages", ())[:1]:
        if counted := packages(phrase.text, hint=table.heads["packages"].text, sign=habits.sign):
            head["total_packages"] = made.quantity([phrase], counted[0].value, counted[0].unit)
    elsewhere = [p for name in ("quantity", "description") for p in totals.cells.get(name, ())[:1]]
    for phrase in elsewhere if "packages" not in totals.cells else ():
        counted = packages(phrase.text, sign=habits.sign)  # "40 bales" under "Number", or under the goods
        if len(counted) == 1 and counted[0].unit and counted[0].start == 0:
            head.setdefault("total_packages", made.quantity([phrase], counted[0].value, counted[0].unit, sure=0.9))
    for phrase in totals.cells.get("amount", ())[:1]:
        amounts = numbers(phrase.text, table.sign("amount", phrase.text, habits.sign))
        told = head.get("total_amount")
        if amounts and (told is None or told.value is None or _sums_other(told, totals)):
            head["total_amount"] = made.field([phrase], amounts[-1][0])
            if "currency" not in head and (code := currency_in(f"{phrase.text} {table.heads['amount'].text}")):
                head["currency"] = made.field([phrase], code, sure=0.85)


def _sums_other(told: Field[Any], totals: Row) -> bool:
    """Say whether what was taken for the total amount is the sum of another column: "TOTAL 11,000 PCS 43,580.00"."""
    spots = {evidence.box for evidence in told.evidence}
    return any(
        spot.contains(phrase.box) or phrase.box.contains(spot)
        for name, cell in totals.cells.items()
        for phrase in cell
        for spot in spots
        if name != "amount"
    )


def _language(group: Sequence[Layout]) -> str | None:
    """Return the language most labels are printed in; a bilingual paper counts for the one that is not English."""
    votes: Counter[str] = Counter()
    for layout in group:
        for label in layout.labels:
            spoken = {entry.language for entry in label.entries}
            if len(spoken) == 1:
                votes.update(spoken)
    return votes.most_common(1)[0][0] if votes else None


def _origin(group: Sequence[Layout]) -> Origin:
    origins = {layout.page.origin for layout in group}
    return origins.pop() if len(origins) == 1 else "mixed"
