"""Goods lines that the reader of a scan overlooked: a total stands, and another paper has the lines that make it."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal

from checks.misreadings import by_eye
from models.paper import GoodsItem, Paper, mass_kg
from models.report import Consignment

_ROUNDING = Decimal("0.005")
_Measure = Callable[[GoodsItem], Decimal | None]


def overlooked(paper: Paper, consignment: Consignment) -> bool:
    """Say whether a paper read by eye has fewer goods lines than another one, whose lines make a total that it prints.

    Or than two others that have as many as each other. The sums of its own lines then tell of the reader and nothing
    of the paper.
    """
    if not by_eye([paper]):
        return False
    longer = [other for other in consignment.papers if other.id != paper.id and len(other.goods) > len(paper.goods)]
    counts = Counter(len(other.goods) for other in longer)
    if paper.goods and any(papers > 1 for papers in counts.values()):
        return True
    return any(_makes(other, whole, measure) for whole, measure in _totals(paper) for other in longer)


def borne_out(paper: Paper, added: Decimal, name: str, consignment: Consignment) -> bool:
    """Say whether what the lines of a scan add up to is the total mass (`net_mass`, `gross_mass`) of another paper.

    Then its own total was rather misread than its lines.
    """
    others = [other for other in consignment.papers if other.id != paper.id]
    totals = [mass_kg(getattr(other.fields, f"total_{name}")) for other in others]
    sums = [[mass_kg(getattr(item, name)) for item in other.goods] for other in others]
    totals += [sum((each for each in lines if each), Decimal(0)) for lines in sums if lines and all(lines)]
    return by_eye([paper]) and any(total and abs(total - added) <= _ROUNDING * added for total in totals)


def partly_read(paper: Paper, consignment: Consignment, measure: str) -> bool:
    """Say whether a paper read by eye has no total of a measure (net, gross, amount) and fewer lines than another one.

    Its few lines may be all that the reader found. One line alone is a sum that the paper itself has drawn.
    """
    total = {"net": paper.fields.total_net_mass, "gross": paper.fields.total_gross_mass}.get(
        measure, paper.fields.total_amount
    )
    longest = max(len(other.goods) for other in consignment.papers)
    return by_eye([paper]) and (total is None or total.value is None) and 1 < len(paper.goods) < longest


def _totals(paper: Paper) -> list[tuple[Decimal, _Measure]]:
    fields = paper.fields
    told: list[tuple[Decimal | None, _Measure]] = [
        (mass_kg(fields.total_gross_mass), lambda item: mass_kg(item.gross_mass)),
        (mass_kg(fields.total_net_mass), lambda item: mass_kg(item.net_mass)),
        (fields.total_packages.value if fields.total_packages else None,
         lambda item: item.packages.value if item.packages else None),
        (fields.total_amount.value if fields.total_amount else None,
         lambda item: item.amount.value if item.amount else None),
    ]  # fmt: skip
    return [(whole, measure) for whole, measure in told if whole]


def _makes(paper: Paper, whole: Decimal, measure: _Measure) -> bool:
    values = [measure(item) for item in paper.goods]
    known = [value for value in values if value is not None]
    return len(known) == len(values) and abs(sum(known, Decimal(0)) - whole) <= _ROUNDING * whole
