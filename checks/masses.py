"""Masses: between papers, and net against gross."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations, product

from checks.evidence import Case, cited, listed, name_of, short
from checks.goods_lines import groups, is_split
from checks.lost_lines import partly_read
from checks.misreadings import by_eye, net_explained, torn
from checks.printed import explained
from checks.sides import Side, whole_sides
from checks.told_masses import Mass, Measure, added, by_each, read, same_mass
from checks.tolerances import DEFAULTS, Tolerances, apart, slack
from models.field import Quantity
from models.finding import Finding, GoodsRef
from models.paper import Paper, PaperKind, mass_kg
from models.report import Consignment

_MEASURES: tuple[Measure, ...] = ("net", "gross")
_WASTE_QUANTITY: tuple[PaperKind, ...] = ("waste_movement_document", "annex_vii_document")


_Told = tuple[Side, list[Mass]]  # a side, and what it may mean by its mass


def mass_differs(consignment: Consignment, today: date, tolerances: Tolerances = DEFAULTS) -> Iterator[Finding]:
    """Raise a net or gross mass that differs from paper to paper.

    Compares: net with net, gross with gross, totals with totals; where a paper has no total, the sum of its lines, when
    each line has a mass. Where these agree, the net mass of one paper must not be above the gross mass of another.
    Papers of one kind are added up. The quantity of a waste movement document is a net mass; a notification, which
    tells of many shipments, is left out, so is a dangerous goods declaration of fewer lines than another paper has, and
    so are movement documents that are fewer than the containers. Lines that are the same goods are compared one by one
    where both papers have as many of them.
    Tolerance: 2 % and half of the last printed digit, units converted; 10 % between a waste paper and the others for
    loose bulk. A mass that is exactly as many times another as there are containers, or packages of its line, was told
    of each of them; one of a line that is that of all lines was told of all. A mass that both papers print, on one of
    them where it was read as nothing, is no difference.
    Why: mass that comes or goes on the way is goods that came or went, or another load.
    Basis: Basel Convention customs manual; Regulation (EU) 2024/1157 Annex IB block 5 (mass without packing).
    To clear: compare with the weighbridge ticket or verified gross mass (SOLAS VI/2).
    """
    told = {measure: _told(consignment, measure, tolerances) for measure in _MEASURES}
    contradicted = False
    for measure in _MEASURES:
        if worst := _worst(combinations(told[measure], 2), tolerances):
            contradicted = True
            one, other, left, right = worst
            yield _differing(measure, (one, other), left, right)
        else:
            yield from _lines(consignment, measure, tolerances)
    above = (pair for pair in product(told["net"], told["gross"]) if pair[0][1][0].kg > pair[1][1][0].kg)
    if not contradicted and (worst := _worst(above, tolerances)):
        one, other, left, right = worst
        yield _above((one, other), left, right)


def _told(consignment: Consignment, measure: Measure, tolerances: Tolerances) -> list[_Told]:
    sides = whole_sides(consignment)
    read = ((side, _options(side, measure, consignment, tolerances.mass_between_papers)) for side in sides)
    return [(side, options) for side, options in read if options]


def _worst(pairs: Iterable[tuple[_Told, _Told]], tolerances: Tolerances) -> tuple[Side, Side, Mass, Mass] | None:
    """Return the two sides whose masses are the farthest apart, and what these are, where any are too far apart."""
    contradictions = [
        (one, other, mine[0], theirs[0])
        for (one, mine), (other, theirs) in pairs
        if not any(same_mass(left, right, _share(one, other, tolerances)) for left in mine for right in theirs)
        and not explained(mine[0].rests_on, theirs[0].rests_on, (mine[0].kg, theirs[0].kg))
    ]
    return max(contradictions, key=lambda case: abs(case[2].kg - case[3].kg), default=None)


def net_exceeds_gross(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a net mass above the gross mass of the same line or total.

    Compares: net and gross of each goods line and of the totals of each paper, beyond the rounding of what is printed.
    Why: it cannot be; columns are swapped, or one of the numbers was made up.
    Basis: net mass is the mass without packing; gross mass is with packing.
    To clear: see whether the two columns are swapped or misread; else ask for the weighing list.
    """
    for paper in consignment.papers:
        pairs: list[tuple[Quantity | None, Quantity | None, int | None]] = [
            (paper.fields.total_net_mass, paper.fields.total_gross_mass, None)
        ]
        pairs += [(item.net_mass, item.gross_mass, index) for index, item in enumerate(paper.goods)]
        for net, gross, index in pairs:
            net_kg, gross_kg = mass_kg(net), mass_kg(gross)
            if net is None or gross is None or net_kg is None or gross_kg is None:
                continue
            if net_kg > gross_kg + slack(net) + slack(gross):
                if by_eye([paper]) and (net_explained(net_kg, gross_kg) or torn(net) or torn(gross)):
                    continue
                place = "in total" if index is None else f"in goods line {index + 1}"
                yield Case(
                    "net-exceeds-gross",
                    "medium",
                    f"The {name_of(paper)} has more net ({net.raw}) than gross mass ({gross.raw}) {place}. "
                    "See whether the two are swapped.",
                    f"at most {_kg(gross_kg)} net",
                    f"{_kg(net_kg)} net",
                    rests_on=cited(paper, net, gross),
                    goods=[] if index is None else [GoodsRef(paper=paper.id, index=index)],
                    basis=["Net mass is without packing, gross mass with it"],
                ).finding()


def _options(side: Side, measure: Measure, consignment: Consignment, share: Decimal) -> list[Mass]:
    """What a side may mean by its mass: its papers added up, or each of them when they all say the same."""
    if side.kind == "waste_movement_document" and _incomplete(side, consignment):
        return []
    masses = [None if partly_read(paper, consignment, measure) else _of_paper(paper, measure) for paper in side.papers]
    known = [mass for mass in masses if mass is not None]
    if not known or len(known) < len(masses):
        return []
    options = [added(known)]
    if len(side.papers) == 1 and by_eye(side.papers):
        # A total that a scan tore apart may be told by its lines.
        lines = [getattr(item, f"{measure}_mass") for item in side.papers[0].goods]
        if lines and all(mass_kg(line) is not None for line in lines):
            options.append(added([read(value) for value in cited(side.papers[0], *lines)]))
    if len(known) > 1 and all(same_mass(known[0], other, share) for other in known[1:]):
        options.append(known[0])
    if len(known) == 1 and len(known[0].rests_on) > 1:
        each = [read(value) for value in known[0].rests_on]
        if all(same_mass(each[0], other, share) for other in each[1:]):
            options.append(each[0])  # a total repeated beside each container
    return options + (by_each(side.papers[0], measure, _boxes(consignment)) if len(side.papers) == 1 else [])


def _of_paper(paper: Paper, measure: Measure) -> Mass | None:
    fields = paper.fields
    total = fields.total_net_mass if measure == "net" else fields.total_gross_mass
    if mass_kg(total) is not None:
        return read(cited(paper, total)[0])
    lines = [
        (item.net_mass or _weighed(paper, item.quantity)) if measure == "net" else item.gross_mass
        for item in paper.goods
    ]
    if not lines or any(mass_kg(line) is None for line in lines):
        return None
    return added([read(value) for value in cited(paper, *lines)])


def _is_whole(paper: Paper, measure: Measure, line: Mass) -> bool:
    """Whether what another paper says of one line is the mass of all lines of this one."""
    whole = _of_paper(paper, measure)
    return whole is not None and not apart(whole.kg, line.kg, Decimal(0), whole.slack + line.slack)


def _weighed(paper: Paper, quantity: Quantity | None) -> Quantity | None:
    """The quantity of a waste paper, which is a net mass when its unit is one of mass."""
    return quantity if paper.kind in _WASTE_QUANTITY else None


def _incomplete(side: Side, consignment: Consignment) -> bool:
    """Whether movement documents of some containers are not here: one travels with each load."""
    boxes = _boxes(consignment)
    own = {box.number.value for paper in side.papers for box in paper.containers}
    return boxes > len(side.papers) and len(own) < boxes


def _boxes(consignment: Consignment) -> int:
    return len({box.number.value for paper in consignment.papers for box in paper.containers})


def _share(one: Side, other: Side, tolerances: Tolerances) -> Decimal:
    """What two sides may lie apart: loose bulk on a waste paper was weighed at another place."""
    waste = any(side.kind in _WASTE_QUANTITY for side in (one, other))
    packed = [line.item.packages.unit for side in (one, other) for line in side.lines if line.item.packages]
    bulk = bool(packed) and all(unit is not None and unit.startswith("V") for unit in packed)
    return tolerances.mass_in_bulk if waste and bulk else tolerances.mass_between_papers


def _lines(consignment: Consignment, measure: Measure, tolerances: Tolerances) -> Iterator[Finding]:
    """Compare goods lines one by one: the total may agree while two of its lines do not."""
    count_of = {paper.id: len(paper.goods) for paper in consignment.papers}
    for group in groups(consignment):
        if is_split(group):
            continue
        told = [
            (line, Mass(mass_kg(mass) or Decimal(0), slack(mass), tuple(cited(line.paper, mass))))
            for line in group
            if line.paper.kind != "waste_notification"
            for mass in (line.item.net_mass if measure == "net" else line.item.gross_mass,)
            if mass is not None and mass_kg(mass) is not None and count_of[line.paper.id] > 1
        ]
        for (one, left), (other, right) in combinations(told, 2):
            alike = count_of[one.paper.id] == count_of[other.paper.id]
            if (
                alike
                and not same_mass(left, right, tolerances.mass_between_papers)
                and not explained(left.rests_on, right.rests_on)
                and not (_is_whole(one.paper, measure, right) or _is_whole(other.paper, measure, left))
            ):
                goods = f" of “{short(one.description or other.description, 40)}”"
                sides = Side(one.paper.kind, (one.paper,)), Side(other.paper.kind, (other.paper,))
                yield _differing(measure, sides, left, right, goods)
                break


def _differing(measure: Measure, told: tuple[Side, Side], left: Mass, right: Mass, goods: str = "") -> Finding:
    one, other = (f"{_printed(mass)} on the {_names(side)}" for mass, side in zip((left, right), told, strict=True))
    percent = abs(left.kg - right.kg) / max(left.kg, right.kg) * 100
    return Case(
        "mass-differs",
        "medium",
        f"The {measure} mass{goods} is {one}, but {other}: {percent:.1f} % apart. "
        "Compare both with the weighing ticket.",
        _kg(left.kg),
        _kg(right.kg),
        rests_on=[*left.rests_on, *right.rests_on],
        basis=["Tolerance 2 % between papers (Basel customs manual)"],
    ).finding()


def _above(told: tuple[Side, Side], net: Mass, gross: Mass) -> Finding:
    one, other = (f"{_printed(mass)} on the {_names(side)}" for mass, side in zip((net, gross), told, strict=True))
    return Case(
        "mass-differs",
        "medium",
        f"The net mass is {one}, above the gross mass of {other}. Compare both with the weighing ticket.",
        _kg(gross.kg),
        _kg(net.kg),
        rests_on=[*net.rests_on, *gross.rests_on],
        basis=["Net mass is without packing, gross mass with it"],
    ).finding()


def _printed(mass: Mass) -> str:
    return (
        mass.rests_on[0].field.raw
        if len(mass.rests_on) == 1
        else f"{_kg(mass.kg)} (the sum of {len(mass.rests_on)} values)"
    )


def _names(side: Side) -> str:
    return listed(name_of(paper) for paper in side.papers)


def _kg(kg: Decimal) -> str:
    return f"{kg.normalize():,f} kg"
