"""The sides of a consignment: what one kind of paper tells of all its goods, line by line.

Two invoices are two parts of one side. A second copy of a paper (same kind, same number) is a side of its own, to be
compared with the first.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from models.finding import GoodsRef
from models.paper import GoodsItem, Paper, PaperKind
from models.report import Consignment

TRANSPORT: tuple[PaperKind, ...] = ("bill_of_lading", "sea_waybill", "air_waybill", "road_consignment_note")


@dataclass(frozen=True)
class Line:
    """A goods item with the paper and the index it stands at."""

    paper: Paper
    index: int
    item: GoodsItem

    @property
    def ref(self) -> GoodsRef:
        """The item as a finding names it."""
        return GoodsRef(paper=self.paper.id, index=self.index)

    @property
    def description(self) -> str:
        """The description understood, else as printed; empty when there is none."""
        text = self.item.description
        return (text.value or text.raw) if text is not None else ""

    @cached_property
    def hs(self) -> str:
        """The digits of the HS code, empty when there is none or it was not understood."""
        code = self.item.hs_code
        return "".join(sign for sign in code.value if sign.isdigit()) if code is not None and code.value else ""


@dataclass(frozen=True)
class Side:
    """The papers of one kind that together tell of the consignment."""

    kind: PaperKind
    papers: tuple[Paper, ...]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every goods line of the side, in order."""
        return tuple(Line(paper, index, item) for paper in self.papers for index, item in enumerate(paper.goods))


@lru_cache(maxsize=8)
def sides(consignment: Consignment) -> tuple[Side, ...]:
    """Return the sides of a consignment in the order of its papers."""
    found: list[tuple[PaperKind, list[Paper]]] = []
    for paper in consignment.papers:
        place = next((papers for kind, papers in found if kind == paper.kind and not _copy(paper, papers)), None)
        if place is None or paper.kind == "other":
            found.append((paper.kind, [paper]))
        else:
            place.append(paper)
    return tuple(Side(kind, tuple(papers)) for kind, papers in found)


def shipped_sides(consignment: Consignment) -> tuple[Side, ...]:
    """Return the sides that tell of this shipment: a waste notification tells of all shipments of a year."""
    return tuple(side for side in sides(consignment) if side.kind != "waste_notification")


def whole_sides(consignment: Consignment) -> tuple[Side, ...]:
    """Return the sides that tell of all goods of this shipment: a dangerous goods declaration may tell of some."""
    most = max((len(paper.goods) for paper in consignment.papers), default=0)
    return tuple(
        side
        for side in shipped_sides(consignment)
        if side.kind != "dangerous_goods_declaration" or len(side.lines) >= most
    )


def _copy(paper: Paper, papers: list[Paper]) -> bool:
    number = paper.fields.number
    return any(
        (paper.sha256, paper.pages) == (other.sha256, other.pages)
        or (
            number is not None
            and other.fields.number is not None
            and number.value == other.fields.number.value is not None
        )
        for other in papers
    )
