"""The rows of a goods table: which printed lines belong together, and which rows are no goods."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from extractors import group_heads
from extractors.column_words import tells
from extractors.columns import Cells
from extractors.headings import Heading
from extractors.layout import Line, Phrase
from extractors.lexicon import lexicon
from extractors.name_lines import lead
from extractors.numerals import NUMBER
from extractors.quantities import packages
from extractors.regions import Layout
from extractors.row_starts import NUMERIC, depth, starts, values
from extractors.stacked import dealt
from extractors.wording import tokens
from models.reference.countries import country
from models.reference.units import package_kind

_RULED = re.compile(r"[-_=–—]{3,}")  # a ruling that was typed
_TARIFF = re.compile(r"\d{4}[. ]?\d\d(?:[. ]?\d\d){1,2}|\d{6}\.\d\d(?:\d\d)?")
_OF_GOODS = frozenset({"hs_code", "gross_mass", "net_mass", "packages"})


@dataclass
class Row:
    """One row: phrases by the field of their column, top to bottom."""

    cells: dict[str, list[Phrase]] = field(default_factory=dict)

    def add(self, cells: Cells) -> None:
        """Take in another printed line of the same row."""
        for name, phrase in cells.items():
            if not _RULED.fullmatch(phrase.text):
                self.cells.setdefault(name, []).append(phrase)

    def text(self, *names: str) -> str:
        """Return what is printed under the columns `names`, lines joined by spaces."""
        return " ".join(phrase.text for name in names for phrase in self.cells.get(name, ()))


def row_of(group: Iterable[Cells], heading: Heading) -> Row:
    """Return the row that printed lines make together, facts stacked in one column told apart."""
    row = Row()
    for cells in group:
        row.add(cells)
    for head in heading.heads:
        if head.below and head.field and (phrases := row.cells.pop(head.field, [])):
            for name, told in dealt(phrases, head).items():
                row.cells.setdefault(name, []).extend(told)
    _part_kind(row)
    _part_code(row)
    _part_origin(row)
    return row


def _part_code(row: Row) -> None:
    """Take the tariff code from under the number of the row, where the heading over both was not made out."""
    stacked = row.cells.get("line", [])
    if len(stacked) == 2 and "hs_code" not in row.cells and _TARIFF.fullmatch(stacked[1].text):
        row.cells["hs_code"] = [stacked.pop()]


def _part_kind(row: Row) -> None:
    """Take the kind of packages from the goods' column, where it stands beside a bare count: "24 | PALLETS"."""
    named, counted = row.cells.get("description", []), row.cells.get("packages", [])
    if len(named) < 2 or len(counted) != 1 or not counted[0].text.isdigit() or "package_kind" in row.cells:
        return
    height = counted[0].box.middle[1]
    beside = [phrase for phrase in named if phrase.box.top < height < phrase.box.bottom and package_kind(phrase.text)]
    if beside:
        named.remove(beside[0])
        row.cells["package_kind"] = beside


def _part_origin(row: Row) -> None:
    """Take the country from under the code or the name, where it stands on a line of its own and in no column."""
    for name in ("hs_code", "description"):
        stacked = row.cells.get(name, [])
        text = stacked[-1].text.strip(" .,()") if len(stacked) > 1 else ""
        if len(text) > 3 and text[0].isupper() and "origin" not in row.cells and country(text):
            row.cells["origin"] = [stacked.pop()]


def goods_rows(
    layout: Layout, heading: Heading, body: Sequence[Line], lines: Sequence[Cells]
) -> tuple[list[Row], Row | None]:
    """Return the rows that tell of goods: no charges, no subtotals, nothing that only stands under the table.

    The second is the row that adds up all of them without saying so, where there is one.
    """
    rows = [row for group in grouped(layout, heading, body, lines) if (row := row_of(group, heading)).cells]
    heading_groups = group_heads.heads([{name: row.text(name) for name in row.cells} for row in rows])
    rows = [row for n, row in enumerate(rows) if n not in heading_groups]
    sums = [n for n, row in enumerate(rows) if _adds_up(row, rows[:n])]
    kept = [row for n, row in enumerate(rows) if n not in sums and not _is_charge(row) and not _is_worded(row)]
    coded = [row for row in kept if row.cells.get("hs_code")]
    if len(coded) > 1:
        kept = [row for row in kept if row in coded or not _is_service(row)]
    valued = [any(values(cells) for cells in _lines_of(row)) for row in kept]
    kept = [row for row, has in zip(kept, valued, strict=True) if has] if any(valued) else kept
    kept = kept[: len(kept) - _unmeasured(kept)]
    return kept, rows[sums[-1]] if sums and sums[-1] == len(rows) - 1 else None


def _is_service(row: Row) -> bool:
    """Say whether a row without the code that others bear is of a service: "Seaworthy packing", "Pallet levy"."""
    weighed = row.cells.keys() & {"hs_code", "origin", "gross_mass", "net_mass", "packages"}
    return not weighed and not _charge_words().isdisjoint(tokens(row.text("description")))


@cache
def _charge_words() -> frozenset[str]:
    """Return the longer words of all labels of charges: "packing", "pallet", "freight"."""
    known = lexicon().entries.items()
    phrases = [phrase for phrase, entries in known if any(entry.field == "charge" for entry in entries)]
    return frozenset(word for phrase in phrases for word in phrase if len(word) > 4)


def _is_worded(row: Row) -> bool:
    """Say whether a row prints words where several columns count or weigh, and figures nowhere: a heading goes on."""
    worded = [name for name, phrases in row.cells.items() if name in NUMERIC and phrases]
    return len(worded) > 1 and not any(any(map(str.isdigit, row.text(name))) for name in row.cells)


def _unmeasured(rows: Sequence[Row]) -> int:
    """Return how many rows at the end tell a name and an amount alone, where all before are counted or weighed."""
    counted = [
        bool(row.cells.keys() & {"quantity", "unit_price", "gross_mass", "net_mass", "packages"}) for row in rows
    ]
    first = counted.index(False) if False in counted else len(rows)
    alone = all(row.cells.keys() <= {"description", "line", "amount"} for row in rows[first:])
    return len(rows) - first if first > 0 and alone and not any(counted[first:]) else 0


_SUMMED = ("packages", "net_mass", "gross_mass", "volume", "amount", "quantity")


def _adds_up(row: Row, above: Sequence[Row]) -> bool:
    """Say whether a row is the sum of some rows right above it, or repeats the only one, in two columns at least."""
    if row.cells.get("hs_code") or not above:
        return False
    printed = {name: found for name in _SUMMED if (found := _amount(row, name)) is not None}
    if len(above) == 1:
        nameless = not any(map(str.isalpha, "".join(row.text(name) for name in row.cells)))
        return nameless and len(printed) > 1 and all(_amount(above[0], name) == told for name, told in printed.items())
    for start in range(len(above) - 2, -1, -1):
        part = above[start:]
        sums = {name: [_amount(each, name) for each in part] for name in printed}
        right = [name for name, told in sums.items() if None not in told and sum(filter(None, told)) == printed[name]]
        if len(right) > 1:
            return True
    return False


def _amount(row: Row, name: str) -> Decimal | None:
    """Return the digits of a column's number: sums of them agree whatever the decimal sign is."""
    found = NUMBER.search(row.text(name)) if row.cells.get(name) else None
    digits = re.sub(r"\D", "", found.group()) if found else ""
    return Decimal(digits) if digits else None


def _lines_of(row: Row) -> list[Cells]:
    return [{name: phrase} for name, phrases in row.cells.items() for phrase in phrases]


def grouped(layout: Layout, heading: Heading, body: Sequence[Line], lines: Sequence[Cells]) -> list[list[Cells]]:
    """Group printed lines into rows: between row rulings where there are some, else by filled lines."""
    filled = [values(cells) for cells in lines]
    begins = starts(heading, lines)
    levels = _levels(layout, heading, body)
    if len(levels) + 1 < sum(begins) / 2:
        levels = []  # rulings at the table's head and foot, not between its rows
    above = lead(lines, begins)
    groups: list[list[Cells]] = []
    leading: list[Cells] = []
    first: frozenset[str] = frozenset()
    for n, line in enumerate(body):
        ruled_off = n > 0 and _passes(levels, body[n - 1].box.middle[1], line.box.middle[1])
        repeats = len(first) > 1 and first <= filled[n] and depth(heading) == 1
        again = begins[n] and (not groups or not levels or repeats or not filled[n])
        if ruled_off or again:
            groups.append([*leading, lines[n]])
            leading, first = [], filled[n]
        elif is_apart(lines[n]):
            groups.append([lines[n]])
        elif not groups or (not levels and _leads(body, n, begins, above=above)):
            leading.append(lines[n])
        else:
            groups[-1].append(lines[n])
            first = first or filled[n]
    if leading:
        groups.append(leading) if not groups else groups[-1].extend(leading)
    if sum(begins) > 1 and not above and groups:
        groups[0] = _own(groups[0], lines[begins.index(True)])
    return groups


def _own(group: list[Cells], first: Cells) -> list[Cells]:
    """Return a table's first row without the count of all packages that heads it: "310 CARTONS" over several goods."""
    place = next((n for n, cells in enumerate(group) if cells is first), 0)
    return [
        {name: phrase for name, phrase in cells.items() if n >= place or not _is_count(name, phrase)}
        for n, cells in enumerate(group)
    ]


def _is_count(name: str, phrase: Phrase) -> bool:
    found = packages(phrase.text) if name == "description" else []
    if len(found) != 1 or found[0].unit is None:
        return False
    before, after = phrase.text[: found[0].start], phrase.text[found[0].stop :]  # "NONWOVEN 50 GSM ROLLS" is a name
    return not re.search(r"\w", after) and all(tells(word) == "all" for word in tokens(before))


def is_apart(cells: Cells) -> bool:
    """Say whether a printed line is a row of its own that names no goods: a subtotal, a charge and its amount."""
    return any(_begins(phrase, "subtotal") for phrase in cells.values()) or _is_charge_line(cells)


def _is_charge_line(cells: Cells) -> bool:
    named = [phrase for name, phrase in cells.items() if name in ("description", "line", "marks")]
    return bool(named) and _begins(named[0], "charge") and "amount" in cells and not cells.keys() & _OF_GOODS


def _begins(phrase: Phrase, field_name: str) -> bool:
    """Say whether a phrase begins with a label of a field, in one of the languages that a stroke parts."""
    told = (lexicon().longest(tokens(part))[1] for part in phrase.text.split(" / "))
    return any(entry.field == field_name for entries in told for entry in entries)


def _levels(layout: Layout, heading: Heading, body: Sequence[Line]) -> list[float]:
    """Return the heights of the rulings between the body's first and last line that run across the table."""
    width = heading.box.width
    if not body:
        return []
    return sorted(
        b.middle[1]
        for b in layout.page.rulings
        if b.width > 0.55 * width and b.height < 4 and body[0].box.middle[1] < b.middle[1] < body[-1].box.middle[1]
    )


def _passes(levels: Sequence[float], above: float, below: float) -> bool:
    """Say whether one of the sorted `levels` lies between two heights."""
    first = bisect_right(levels, above)
    return first < len(levels) and levels[first] < below


def _leads(body: Sequence[Line], n: int, begins: Sequence[bool], *, above: bool) -> bool:
    return (n + 1 < len(begins) and begins[n + 1] and above) or _belongs_below(body, n, begins)


def _belongs_below(body: Sequence[Line], n: int, starts: Sequence[bool]) -> bool:
    """Say whether line `n`, which starts no row, stands clearly nearer to the next row's line than to the last."""
    if n == 0 or n + 1 >= len(body) or not starts[n + 1]:
        return False
    above = body[n].box.top - body[n - 1].box.bottom
    below = body[n + 1].box.top - body[n].box.bottom
    return below < 0.5 * above


def _is_charge(row: Row) -> bool:
    """Say whether a row is freight, a discount, a carried-forward line: not goods."""
    phrases = [p for name in ("description", "line", "marks") for p in row.cells.get(name, ())][:1]
    phrases = phrases or sorted((p for ps in row.cells.values() for p in ps), key=lambda p: (p.box.top, p.box.x0))[:1]
    phrases += [p for ps in row.cells.values() for p in ps if _begins(p, "subtotal")]
    for phrase in phrases:
        size, entries = lexicon().longest(tokens(phrase.text))
        if _begins(phrase, "subtotal"):
            return True
        if any(entry.field == "charge" for entry in entries) and len(tokens(phrase.text)) <= size + 3:
            return not any(map(str.isdigit, row.text("hs_code")))
    return False
