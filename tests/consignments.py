"""Consignments built in code, small and readable, to try the rules on: `consignment(invoice(line(...)), ...)`."""

import itertools
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from models.field import Code, Evidence, Field, Quantity
from models.geometry import Box
from models.paper import Container, Fields, GoodsItem, Paper, PaperKind, Party, Role
from models.report import Consignment

_SPOTS = itertools.count()


def text(value: str | None, *, confidence: float = 1.0, raw: str | None = None) -> Field[str] | None:
    return None if value is None else Field(value=value, raw=raw or value, confidence=confidence, evidence=_spot())


def number(value: str | None) -> Field[Decimal] | None:
    return None if value is None else Field(value=Decimal(value), raw=value, confidence=1.0, evidence=_spot())


def day(value: str) -> Field[date]:
    return Field(value=date.fromisoformat(value), raw=value, confidence=1.0, evidence=_spot())


def amount(printed: str | None, *, confidence: float = 1.0) -> Quantity | None:
    """Return the quantity that `printed` such as `24.5 TNE` stands for; a number alone has no unit."""
    if printed is None:
        return None
    value, _, unit = printed.partition(" ")
    return Quantity(value=Decimal(value), raw=printed, confidence=confidence, evidence=_spot(), unit=unit or None)


def line(
    description: str | None = None,
    hs: str | None = None,
    *,
    quantity: str | None = None,
    packages: str | None = None,
    net: str | None = None,
    gross: str | None = None,
    price: str | None = None,
    total: str | None = None,
    codes: Sequence[tuple[str, str]] = (),
    un: str | None = None,
    hazard: str | None = None,
    cas: Sequence[str] = (),
    origin: str | None = None,
    confidence: float = 1.0,
) -> GoodsItem:
    """Return a goods line; measures are written `24000 KGM`, `400 CT`, waste codes `("basel", "A1160")`."""
    return GoodsItem(
        description=text(description),
        hs_code=text(hs, confidence=confidence),
        quantity=amount(quantity),
        packages=amount(packages),
        net_mass=amount(net, confidence=confidence),
        gross_mass=amount(gross, confidence=confidence),
        unit_price=number(price),
        amount=number(total),
        waste_codes=tuple(Code(scheme=scheme, value=_sure(code)) for scheme, code in codes),
        un_number=text(un),
        hazard_class=text(hazard),
        cas=tuple(_sure(each) for each in cas),
        origin=text(origin),
    )


def paper(
    kind: PaperKind,
    *goods: GoodsItem,
    no: str | None = None,
    containers: Sequence[str] = (),
    invalid: Sequence[str] = (),
    parties: dict[Role, str] | None = None,
    names: dict[Role, str] | None = None,
    seals: dict[str, str] | None = None,
    fields: Fields | None = None,
    confidence: float = 1.0,
) -> Paper:
    """Return a paper; its id is given by `consignment`. `parties` are countries by role, `names` names by role.

    `seals` are the seals by container number.
    """
    head = fields or Fields()
    return Paper(
        id="",
        file=f"{kind}.pdf",
        sha256="",
        pages=(1,),
        kind=kind,
        kind_confidence=confidence,
        origin="text_layer",
        fields=head.model_copy(update={"number": text(no)}) if no else head,
        parties=(
            *(Party(role=role, country=text(country)) for role, country in (parties or {}).items()),
            *(Party(role=role, name=text(name)) for role, name in (names or {}).items()),
        ),
        goods=goods,
        containers=(
            *(Container(number=_sure(code), valid=True) for code in containers),
            *(Container(number=_sure(code), valid=False) for code in invalid),
            *(Container(number=_sure(code), valid=True, seals=(_sure(seal),)) for code, seal in (seals or {}).items()),
        ),
    )


def whole(value: int) -> Field[int]:
    return Field(value=value, raw=str(value), confidence=1.0, evidence=_spot())


def invoice(*goods: GoodsItem, fields: Fields | None = None, containers: Sequence[str] = ()) -> Paper:
    return paper("commercial_invoice", *goods, fields=fields, containers=containers, no="INV-1")


def packing_list(*goods: GoodsItem, fields: Fields | None = None, containers: Sequence[str] = ()) -> Paper:
    return paper("packing_list", *goods, fields=fields, containers=containers, no="PL-1")


def bill(*goods: GoodsItem, fields: Fields | None = None, containers: Sequence[str] = ()) -> Paper:
    return paper("bill_of_lading", *goods, fields=fields, containers=containers, no="BL-1")


def consignment(*papers: Paper) -> Consignment:
    """Return the papers as one consignment, with ids p1, p2, and so on."""
    named = (
        paper.model_copy(update={"id": f"p{place}", "sha256": f"{place:064x}"})
        for place, paper in enumerate(papers, start=1)
    )
    return Consignment(id="c1", papers=tuple(named))


def _sure(value: str) -> Field[str]:
    return Field(value=value, raw=value, confidence=1.0, evidence=_spot())


def _spot() -> tuple[Evidence, ...]:
    top = float(next(_SPOTS) % 800)
    return (Evidence(page=1, box=Box(50.0, top, 200.0, top + 10)),)
