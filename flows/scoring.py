"""How well papers were read: against labels, field by field, party by party, row by row."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from rapidfuzz import fuzz

from flows.reliability import Reliability
from models.field import Field, Quantity
from models.paper import Fields, GoodsItem, Paper

NAMES_ALIKE = 90.0  # token-set ratio from which two printings of a name count as the same
CELLS = ("description", "hs_code", "quantity", "packages", "gross_mass", "net_mass", "volume", "unit_price", "amount",
         "origin", "un_number")  # fmt: skip


@dataclass
class Count:
    """Right, missed and invented values of one kind."""

    right: int = 0
    missed: int = 0
    invented: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1.0 when there was nothing to find and nothing was."""
        wrong = self.missed + self.invented
        return 1.0 if not self.right and not wrong else 2 * self.right / (2 * self.right + wrong)


@dataclass
class Score:
    """Counts by what was read; `misses` lists what went wrong, for the one who mends it."""

    kinds: Counter[str] = field(default_factory=Counter)
    fields: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    parties: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    cells: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    rows: Count = field(default_factory=Count)
    containers: Count = field(default_factory=Count)
    reliability: Reliability = field(default_factory=Reliability)
    misses: list[str] = field(default_factory=list)

    def total(self, counts: dict[str, Count]) -> Count:
        """Return the sum of `counts`."""
        whole = Count()
        for count in counts.values():
            whole.right += count.right
            whole.missed += count.missed
            whole.invented += count.invented
        return whole


def score(read: Sequence[Paper], labels: Sequence[Paper], into: Score) -> None:
    """Add to `into` how the papers read from one file agree with its labels."""
    left = list(read)
    for label in labels:
        paper = max(left, key=lambda p: (len(set(p.pages) & set(label.pages)), p.kind == label.kind), default=None)
        if paper is None or not set(paper.pages) & set(label.pages):
            into.kinds["missed"] += 1
            into.rows.missed += len(label.goods)
            continue
        left.remove(paper)
        right = paper.kind == label.kind
        into.kinds["right" if right else "wrong"] += 1
        if not right:
            into.misses.append(f"{label.file}: kind {label.kind} read as {paper.kind}")
        _fields(paper, label, into)
        _parties(paper, label, into)
        _goods(paper, label, into)
        _containers(paper, label, into)
    into.kinds["invented"] += sum(bool(paper.goods) or paper.kind != "other" for paper in left)


def same(a: Field[Any] | None, b: Field[Any] | None) -> bool:
    """Say whether two fields hold the same value: decimals and units equal, texts but for case and punctuation."""
    if a is None or b is None:
        return a is b
    if isinstance(a.value, Decimal) or isinstance(b.value, Decimal):
        units = (a.unit, b.unit) if isinstance(a, Quantity) and isinstance(b, Quantity) else ("", "")
        return a.value == b.value and (
            units[0] == units[1] or None in units or set(units) <= {"H87", "EA", "C62", "NMB"}
        )
    if isinstance(a.value, str) and isinstance(b.value, str):
        return _letters(a.value) == _letters(b.value)
    return bool(a.value == b.value)


def alike(a: Field[str] | None, b: Field[str] | None) -> bool:
    """Say whether two names or descriptions are printings of the same, by token-set ratio."""
    if a is None or b is None or a.value is None or b.value is None:
        return a is b
    return fuzz.token_set_ratio(a.value.lower(), b.value.lower()) >= NAMES_ALIKE


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _tell(into: Score, count: Count, got: Field[Any] | None, want: Field[Any] | None, agree: bool) -> bool:
    if got is not None and got.value is not None:
        into.reliability.add(got.confidence, right=agree)
    if want is None or want.value is None:
        if got is not None and got.value is not None:
            count.invented += 1
            return False
        return True
    if agree:
        count.right += 1
        return True
    count.missed += 1
    if got is not None and got.value is not None:
        count.invented += 1
    return False


def _shown(value: Field[Any] | None) -> str:
    return "nothing" if value is None else f"{value.value!r} {getattr(value, 'unit', '') or ''}".strip()


def _fields(paper: Paper, label: Paper, into: Score) -> None:
    for name in Fields.model_fields:
        got, want = getattr(paper.fields, name), getattr(label.fields, name)
        if want is None and name.endswith("_number"):
            continue  # a paper may repeat its own number under the name it is cited by
        if want is None and _of_the_one_item(name, got, label):
            continue
        loose = name.startswith(("port", "place", "vessel"))
        if not _tell(into, into.fields[name], got, want, alike(got, want) if loose else same(got, want)):
            into.misses.append(f"{label.file}: {name} {_shown(want)} read as {_shown(got)}")


def _of_the_one_item(name: str, got: Field[Any] | None, label: Paper) -> bool:
    """Say whether what was read as a total is what the one goods item of the paper has: true, if not printed apart."""
    cell = name.removeprefix("total_")
    return name != cell and len(label.goods) == 1 and same(got, getattr(label.goods[0], cell))


def _parties(paper: Paper, label: Paper, into: Score) -> None:
    for role in {party.role for party in (*paper.parties, *label.parties)}:
        got, want = paper.party(role), label.party(role)
        name = (got and got.name, want and want.name)
        if not _tell(
            into, into.parties[role], name[0] or None, name[1] or None, alike(name[0] or None, name[1] or None)
        ):
            into.misses.append(f"{label.file}: {role} {_shown(name[1] or None)} read as {_shown(name[0] or None)}")


def _goods(paper: Paper, label: Paper, into: Score) -> None:
    left = list(paper.goods)
    for want in label.goods:
        got = max(left, key=lambda item: _likeness(item, want), default=None)
        if got is None or _likeness(got, want) < 1.0:
            into.rows.missed += 1
            into.misses.append(f"{label.file}: goods row {_shown(want.description)} missed")
            for cell in CELLS:
                _tell(into, into.cells[cell], None, getattr(want, cell), agree=False)
            continue
        left.remove(got)
        judged = [_cell(cell, got, want, label.file, into) for cell in CELLS]
        whole = all(judged)
        into.rows.right += whole
        into.rows.missed += not whole
        into.rows.invented += not whole
    for item in left:
        into.misses.append(f"{label.file}: goods row invented {_shown(item.description)} {_shown(item.hs_code)}")
    into.rows.invented += len(left)


def _containers(paper: Paper, label: Paper, into: Score) -> None:
    got, want = ({_letters(c.number.value or "") for c in found.containers} for found in (paper, label))
    into.containers.right += len(got & want)
    into.containers.missed += len(want - got)
    into.containers.invented += len(got - want)
    into.misses += [f"{label.file}: container {number} missed" for number in sorted(want - got)]
    into.misses += [f"{label.file}: container {number} invented" for number in sorted(got - want)]


def _cell(cell: str, got: GoodsItem, want: GoodsItem, file: str, into: Score) -> bool:
    a, b = getattr(got, cell), getattr(want, cell)
    fine = _tell(into, into.cells[cell], a, b, alike(a, b) if cell == "description" else same(a, b))
    if not fine:
        into.misses.append(f"{file}: {cell} {_shown(b)} read as {_shown(a)}")
    return fine


def _likeness(a: GoodsItem, b: GoodsItem) -> float:
    ours, theirs = (item.description.value or "" if item.description else "" for item in (a, b))
    by_name = fuzz.token_set_ratio(ours, theirs) / 100 if ours and theirs else 0.0
    return by_name * 2 + sum(
        same(getattr(a, cell), getattr(b, cell)) and getattr(b, cell) is not None for cell in CELLS[1:]
    )


def table(score: Score) -> list[tuple[str, float, int]]:
    """Return the score as rows of name, F1 (accuracy for kinds) and the number of labelled values."""
    judged = sum(score.kinds.values()) or 1
    whole: Iterable[tuple[str, Count]] = [
        ("fields", score.total(score.fields)), ("parties", score.total(score.parties)), ("goods rows", score.rows),
        ("containers", score.containers),
        *((f"  {name}", count) for name, count in sorted(score.fields.items())),
        *((f"  party {name}", count) for name, count in sorted(score.parties.items())),
        *((f"  goods {name}", count) for name, count in sorted(score.cells.items())),
    ]  # fmt: skip
    rows = [("kinds", score.kinds["right"] / judged, judged)]
    rows += [
        (name, count.f1, count.right + count.missed)
        for name, count in whole
        if count.right + count.missed + count.invented
    ]
    return rows
