"""Packages and quantities: counted things that must be the same on every paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from checks.evidence import Case, Cited, cited, listed, name_of, short
from checks.goods_lines import groups, is_split
from checks.misreadings import by_eye
from checks.printed import count_stands_on, explained
from checks.sides import Line, Side, whole_sides
from checks.tolerances import DEFAULTS, Tolerances, apart, same_print, slack
from models.field import Quantity
from models.finding import Finding
from models.paper import Paper
from models.reference.units import factor, kind_of, package_family, unit_name
from models.report import Consignment

_BASIS = ["Number of packages on the transport document and the packing list"]
_BULK = "bulk"  # loose goods are not counted: one lot is as many as there are containers
# Says "packages" and no more: it may be the cartons as well as the pallets they stand on.
_ANY_KIND = frozenset({"package", "unit", "piece", "mutually defined", "lot"})

_UNPACKED = frozenset({"PP", "UN"})  # goods that travel as they are


@dataclass(frozen=True)
class Count:
    """How many packages of one family a side tells, and the values it was read or added up from."""

    number: Decimal
    rests_on: tuple[Cited, ...]


def packages_differ(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a number of packages that differs from paper to paper.

    Compares: totals of packages, or the sum of the lines where each line has a number, of the same kind of package
    (drums with drums, pallets with pallets; cartons, boxes and cases are one kind) or where neither paper names a kind;
    and lines that are the same goods, where both papers have as many of them and neither count is that of all. Pallets
    and the cartons on them are not compared, nor lines of packages with pieces unpacked, nor is loose bulk, nor a
    dangerous goods declaration of fewer lines than another paper has. No tolerance: packages are counted.
    Why: a package more or less is goods that no paper accounts for.
    Basis: the carrier's count on the bill of lading (Hague-Visby Rules, Article III 3 b) against the packing list.
    To clear: see which kind of package each number counts; else tally the load.
    """
    told = [(side, _counts(side)) for side in whole_sides(consignment)]
    reported: set[str] = set()
    for (one, mine), (other, theirs) in combinations(told, 2):
        for family in [family for family in mine if family in theirs and family != _BULK]:
            if family in reported or any(
                left.number == right.number for left in mine[family] for right in theirs[family]
            ):
                continue
            left, right = mine[family][0], theirs[family][0]
            if _prints_the_other(left, right, family):
                continue
            reported.add(family)
            yield Case(
                "packages-differ",
                "medium",
                f"The {_names(one)} counts {_told(left, family)}, the {_names(other)} {_told(right, family)}. "
                "See what each number counts, or tally the load.",
                _told(left, family),
                _told(right, family),
                rests_on=[*left.rests_on, *right.rests_on],
                basis=_BASIS,
            ).finding()
    if not reported:
        yield from _lines(consignment)


def quantity_differs(consignment: Consignment, today: date, tolerances: Tolerances = DEFAULTS) -> Iterator[Finding]:
    """Raise a quantity of a goods line that differs from paper to paper.

    Compares: quantities of goods lines that are well matched across papers, in units of one kind (pieces with pieces,
    litres with litres), converted. Pieces have no tolerance; masses, volumes, lengths and areas 2 % and the rounding.
    Papers with different numbers of lines are not compared: a line may be a part of the other.
    Why: what was sold, what was packed and what was declared should be one quantity.
    Basis: WCO Kyoto Convention, General Annex 3: the goods declaration states the quantity in supplementary units.
    To clear: see whether a unit (dozen, pair, set) was overlooked; else count.
    """
    count_of = {paper.id: len(paper.goods) for paper in consignment.papers}
    for group in groups(consignment):
        if is_split(group):
            continue
        lines = [line for line in group if _quantity(line) and line.paper.kind != "waste_notification"]
        for one, other in combinations(lines, 2):
            alike = count_of[one.paper.id] == count_of[other.paper.id]
            if (
                alike
                and _unequal(one.item.quantity, other.item.quantity, tolerances)
                and not (_overruled(one, other, tolerances) or _overruled(other, one, tolerances))
                and not explained(cited(one.paper, one.item.quantity), cited(other.paper, other.item.quantity))
            ):
                yield _quantities(one, other)
                break


def _lines(consignment: Consignment) -> Iterator[Finding]:
    """Compare goods lines one by one, for papers whose totals do not say the kind of package."""
    count_of = {paper.id: len(paper.goods) for paper in consignment.papers}
    for group in groups(consignment):
        if is_split(group):
            continue
        told = [
            (line, packages)
            for line in group
            for packages in (line.item.packages,)
            if packages is not None and packages.value is not None and line.paper.kind != "waste_notification"
        ]
        for (one, left), (other, right) in combinations(told, 2):
            alike = count_of[one.paper.id] == count_of[other.paper.id] > 1 and _comparable(left, right)
            if (
                alike
                and left.value != right.value
                and not (_borne_out(one, left, right) or _borne_out(other, right, left))
                and not explained(cited(one.paper, left), cited(other.paper, right))
                and not (_is_whole(one.paper, right) or _is_whole(other.paper, left))
            ):
                goods = short(one.description or other.description, 40)
                yield Case(
                    "packages-differ",
                    "medium",
                    f"“{goods}” is {left.raw} on the {name_of(one.paper)} and {right.raw} on the "
                    f"{name_of(other.paper)}. See what each number counts, or tally the load.",
                    left.raw,
                    right.raw,
                    rests_on=[*cited(one.paper, left), *cited(other.paper, right)],
                    goods=[one.ref, other.ref],
                    basis=_BASIS,
                ).finding()
                break


def _counts(side: Side) -> dict[str, list[Count]]:
    """What a side counts, by family of package: its totals, else the sums of its lines; "" when no kind is named."""
    papers = [_of_paper(paper) for paper in side.papers]
    found: dict[str, list[Count]] = {}
    for family in {family for counts in papers for family in counts}:
        if not all(family in counts for counts in papers):
            continue
        each = [counts[family] for counts in papers]
        found[family] = [
            Count(sum((count.number for count in each), Decimal(0)), tuple(v for count in each for v in count.rests_on))
        ]
        if len({count.number for count in each}) == 1 < len(each):
            found[family].append(each[0])
        if len(side.papers) == 1 and by_eye(side.papers) and (added := _added(side.papers[0])):
            found[family] += [added] if added.number != each[0].number else []  # a digit of the total may be misread
    return found


def _prints_the_other(left: Count, right: Count, family: str) -> bool:
    """Whether a paper of one side prints what the other counts: the number, or a smaller one with its packages."""
    return explained(left.rests_on, right.rests_on, (left.number, right.number)) or any(
        count_stands_on(value.paper, other.number, family)
        for one, other in ((left, right), (right, left))
        for value in one.rests_on
        if value.field.confidence < 1
    )


def _added(paper: Paper) -> Count | None:
    """What the lines of a paper count together, where each counts packages of one family."""
    counted = [line.packages for line in paper.goods if line.packages is not None and line.packages.value is not None]
    if not counted or len(counted) < len(paper.goods) or len({_family(line) for line in counted}) > 1:
        return None
    return Count(sum((line.value or Decimal(0) for line in counted), Decimal(0)), tuple(cited(paper, *counted)))


def _is_whole(paper: Paper, line: Quantity) -> bool:
    """Whether what another paper counts of one line are all packages of this one."""
    return any(count.number == line.value for count in _of_paper(paper).values())


def _borne_out(one: Line, mine: Quantity, theirs: Quantity) -> bool:
    """Whether a count read by eye is misread: its paper's total is right only with the count of the other paper."""
    total = one.paper.fields.total_packages
    told = [item.packages.value for item in one.paper.goods if item.packages and item.packages.value is not None]
    if not by_eye([one.paper]) or total is None or len(told) < len(one.paper.goods):
        return False
    return sum(told, Decimal(0)) - (mine.value or 0) + (theirs.value or 0) == total.value


def _of_paper(paper: Paper) -> dict[str, Count]:
    total = paper.fields.total_packages
    counts: dict[str, Count] = {}
    if total is not None and total.value is not None:
        counts[_family(total)] = Count(total.value, tuple(cited(paper, total)))
    lines = [item.packages for item in paper.goods]
    counted = [line for line in lines if line is not None and line.value is not None]
    families = {_family(line) for line in counted}
    if counted and len(counted) == len(lines) and len(families) == 1:
        added = sum((line.value for line in counted if line.value is not None), Decimal(0))
        if by_eye([paper]) and "" in counts and added < counts[""].number:
            return counts  # the total says that a line was overlooked
        counts.setdefault(families.pop(), Count(added, tuple(cited(paper, *counted))))
    return counts


def _family(packages: Quantity) -> str:
    family = package_family(packages.unit) if packages.unit else None
    return "" if family is None or family in _ANY_KIND else family


def _comparable(one: Quantity, other: Quantity) -> bool:
    """Whether the counts of two lines are of one family, and not packages here and unpacked pieces there."""
    unpacked = {each.unit in _UNPACKED for each in (one, other) if each.unit}
    return _family(one) == _family(other) != _BULK and len(unpacked) < 2


def _told(count: Count, family: str) -> str:
    number = f"{count.number.normalize():,f}"
    kinds = {value.field.unit for value in count.rests_on if isinstance(value.field, Quantity) and value.field.unit}
    kind = unit_name(kinds.pop()) if len(kinds) == 1 else family or "package"
    return f"{number} × {kind}"


def _names(side: Side) -> str:
    return listed(name_of(paper) for paper in side.papers)


def _quantity(line: Line) -> Quantity | None:
    quantity = line.item.quantity
    return quantity if quantity is not None and quantity.value is not None and quantity.unit else None


def _unequal(one: Quantity | None, other: Quantity | None, tolerances: Tolerances) -> bool:
    if one is None or other is None or one.value is None or other.value is None or same_print(one, other):
        return False
    kind, times, there = kind_of(one.unit or ""), factor(one.unit or ""), factor(other.unit or "")
    if kind is None or kind != kind_of(other.unit or "") or times is None or there is None:
        return False
    mine, theirs = one.value * times, other.value * there
    if kind == "count":
        # Sets and pairs are counted in pieces by one paper and as such by the next.
        return mine != theirs and one.value != other.value
    return apart(mine, theirs, tolerances.mass_between_papers, slack(one) + slack(other))


def _overruled(one: Line, other: Line, tolerances: Tolerances) -> bool:
    """Whether a quantity read by eye is overruled by its own line: price and amount, or the net mass, say the other."""
    mine, theirs = one.item.quantity, other.item.quantity
    if mine is None or theirs is None or theirs.value is None or not by_eye([one.paper]):
        return False
    price, amount = one.item.unit_price, one.item.amount
    if price is not None and amount is not None and price.value and amount.value:
        sold = mine.model_copy(update={"value": amount.value / price.value})
        if not apart(amount.value / price.value, theirs.value, tolerances.sum_on_one_paper):
            return not _unequal(sold.model_copy(update={"value": theirs.value}), theirs, tolerances)
    weighed = one.item.net_mass
    return weighed is not None and kind_of(mine.unit or "") == "mass" and not _unequal(weighed, theirs, tolerances)


def _quantities(one: Line, other: Line) -> Finding:
    mine, theirs = one.item.quantity, other.item.quantity
    left, right = (f"{quantity.raw}" if quantity else "" for quantity in (mine, theirs))
    return Case(
        "quantity-differs",
        "medium",
        f"“{short(one.description or other.description)}” is {left} on the {name_of(one.paper)} and {right} on the "
        f"{name_of(other.paper)}. See whether a unit was overlooked, or count.",
        left,
        right,
        rests_on=[*cited(one.paper, mine), *cited(other.paper, theirs)],
        goods=[one.ref, other.ref],
        basis=["Quantity on the invoice, the packing list and the declaration"],
    ).finding()
