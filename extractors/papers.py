"""Pages to papers: split where a new paper begins, say what kind each is, and read its fields, parties and goods."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from extractors import form_items, forms, kinds, made, waste_forms
from extractors.boxes import freight_containers
from extractors.dates import order_of
from extractors.fields import fields
from extractors.habits import Habits
from extractors.goods import items, loose_items
from extractors.layout import Phrase
from extractors.numerals import decimal_sign, numbers
from extractors.parties import looks_like_company, parties, party_of
from extractors.quantities import measures, packages
from extractors.regions import Layout
from extractors.sources import Source
from extractors.tables import Table, tables
from models.field import Field
from models.page import Origin, Page
from models.paper import Fields, GoodsItem, Paper, PaperKind, PaperProblem, Party, Role

_PAGE_OF = re.compile(
    r"\b(?:page|seite|p[áa]gina|pagina|pag|blatt|sheet)\b\.?\s*:?\s*(\d{1,3})\s*(?:/|of|de|von|di|van|sur)\s*(\d{1,3})\b",
    re.I,
)
_OWNER_OF_LETTERHEAD: dict[PaperKind, tuple[Role, tuple[Role, ...]]] = {
    "commercial_invoice": ("seller", ("seller", "exporter", "consignor")),
    "proforma_invoice": ("seller", ("seller", "exporter", "consignor")),
    "packing_list": ("seller", ("seller", "exporter", "consignor")),
    "delivery_note": ("seller", ("seller", "exporter", "consignor")),
    "bill_of_lading": ("carrier", ("carrier",)),
    "sea_waybill": ("carrier", ("carrier",)),
    "air_waybill": ("carrier", ("carrier",)),
}


def papers(source: Source, pages: Iterable[Page]) -> list[Paper]:
    """Return the papers in a source, each read whole; ids are given later, over the whole consignment."""
    return [_paper(source, group, kind, sure) for group, kind, sure in _split([Layout(page) for page in pages])]


_TRANSPORT: frozenset[PaperKind] = frozenset(
    {"bill_of_lading", "sea_waybill", "air_waybill", "road_consignment_note", "delivery_note"}
)

Group = tuple[list[Layout], PaperKind, float]


def _split(layouts: Sequence[Layout]) -> list[Group]:
    """Group pages into papers: a new one begins at a new title, unless the page says it goes on."""
    groups: list[Group] = []
    for layout in layouts:
        kind, sure = kinds.kind_of(layout)
        titled = [title for title in kinds.titles(layout) if title.weight > 0.75]
        goes_on = (match := _PAGE_OF.search(" ".join(line.text for line in layout.lines))) and int(match[1]) > 1
        if groups and (goes_on or not titled or not _begins(groups[-1], layout, kind)):
            groups[-1][0].append(layout)
        else:
            groups.append(([layout], kind, sure))
    return groups


def _begins(group: Group, layout: Layout, kind: PaperKind) -> bool:
    """Say whether a titled page begins a paper of its own: another kind, or another number of the same kind."""
    if kind != group[1]:
        return True
    before, now = _own_number(group[0][0], kind), _own_number(layout, kind)
    return now is not None and before is not None and now != before


def _own_number(layout: Layout, kind: PaperKind) -> str | None:
    number = fields([layout], kind, Habits()).get("number")
    return number.value if number else None


def _paper(source: Source, group: Sequence[Layout], kind: PaperKind, sure: float) -> Paper:
    for layout in group:
        forms.settle(layout, kind)
    language = _language(group)
    texts = [line.text for layout in group for line in layout.lines]
    habits = Habits(decimal_sign((w for t in texts for w in t.split() if w[-1].isdigit()), language), order_of(texts))
    found_tables = _tables(group)
    head = fields(group, kind, habits)
    for table in found_tables:
        _add_totals(head, table, habits)
    return Paper(
        id="p1",
        file=source.name,
        sha256=source.sha256,
        pages=tuple(layout.page.number for layout in group),
        kind=kind,
        kind_confidence=sure,
        language=language,
        origin=_origin(group),
        fields=Fields(**{name: value for name, value in head.items() if name in Fields.model_fields}),
        parties=tuple(_parties(group, kind)),
        goods=tuple(_goods(group, kind, found_tables, habits)),
        containers=tuple(freight_containers(group)),
        problems=tuple(
            PaperProblem(code=p.code, message=p.message, page=p.page) for layout in group for p in layout.page.problems
        ),
    )


def _tables(group: Sequence[Layout]) -> list[Table]:
    found: list[Table] = []
    for layout in group:
        form = form_items.blocks(layout)
        if form:
            layout.item_lines = {label.line for labels in form for label in labels}
            continue
        found.extend(tables(layout, carried=found[-1] if found else None))
    return found


def _goods(group: Sequence[Layout], kind: PaperKind, found: Sequence[Table], habits: Habits) -> list[GoodsItem]:
    if kind == "other":
        return []
    if kind in waste_forms.WASTE_KINDS:
        goods = waste_forms.goods(group, habits)
        if goods:
            return goods
    filled = [item for layout in group for item in form_items.items(layout, habits)]
    found_items = [item for table in found for item in items(table, habits, waste_paper=kind in waste_forms.WASTE_KINDS)]
    if not filled and not found_items and kind in _TRANSPORT:
        return loose_items(group, habits)
    return filled + found_items


def _parties(group: Sequence[Layout], kind: PaperKind) -> list[Party]:
    found: dict[Role, Party] = {}
    for layout in group:
        for party in parties(layout):
            found.setdefault(party.role, party)
    role, instead = _OWNER_OF_LETTERHEAD.get(kind, (None, ()))
    if role and not any(r in found for r in instead):
        owner = _letterhead(group[0], role)
        if owner and all(
            owner.name is None or p.name is None or p.name.value != owner.name.value for p in found.values()
        ):
            found[role] = owner
    return list(found.values())


def _letterhead(layout: Layout, role: Role) -> Party | None:
    """Return the company that a page prints at its top outside every labelled block."""
    for number, line in enumerate(layout.lines):
        if line.box.top > 0.22 * layout.page.height:
            return None
        for phrase in line.phrases:
            if layout.label_at(phrase) or not looks_like_company(phrase.text) or len(phrase.words) > 8:
                continue
            block: list[Phrase] = [phrase]
            for below in layout.lines[number + 1 : number + 6]:
                near = [
                    p for p in below.phrases if abs(p.box.x0 - phrase.box.x0) < 12 or abs(p.box.x1 - phrase.box.x1) < 12
                ]
                if (
                    not near
                    or layout.label_at(near[0])
                    or near[0].box.top - block[-1].box.bottom > 1.5 * near[0].box.height
                ):
                    break
                block.append(near[0])
            return party_of(role, block, sure=0.8)
    return None


def _add_totals(head: dict[str, Field[Any]], table: Table, habits: Habits) -> None:
    """Take the totals that a table prints under its columns; they outrank what stood under a looser label."""
    if table.totals is None:
        return
    for column, name, kind in (
        ("gross_mass", "total_gross_mass", "mass"), ("net_mass", "total_net_mass", "mass"), ("volume", "total_volume", "volume"),
    ):  # fmt: skip
        for phrase in table.totals.cells.get(column, ())[:1]:
            hint = table.heads[column].text
            if found := measures(phrase.text, kind=kind, hint=hint, sign=habits.sign):
                head[name] = made.quantity([phrase], found[0].value, found[0].unit)
    for phrase in table.totals.cells.get("packages", ())[:1]:
        if counted := packages(phrase.text, hint=table.heads["packages"].text, sign=habits.sign):
            head["total_packages"] = made.quantity([phrase], counted[0].value, counted[0].unit)
    for phrase in table.totals.cells.get("amount", ())[:1]:
        if "total_amount" not in head and (amounts := numbers(phrase.text, habits.sign)):
            head["total_amount"] = made.field([phrase], amounts[-1][0])


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
