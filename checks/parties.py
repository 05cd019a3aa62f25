"""Parties: the same in the same role on every paper."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from checks.evidence import Case, cited, name_of
from checks.misreadings import by_eye, is_name
from checks.parties_alike import same_party
from checks.printed import explained
from checks.tolerances import DEFAULTS, Tolerances
from models.finding import Finding
from models.paper import Paper, Party, Role
from models.reference.table import plain
from models.reference.trade_phrases import phrases
from models.report import Consignment

# A trader may stand between: the seller of one paper is the shipper of the next. Roles are compared with themselves.
_ROLES: tuple[Role, ...] = (
    "seller", "buyer", "consignor", "consignee", "exporter", "importer", "generator", "facility",
)  # fmt: skip
_SIDES: tuple[frozenset[Role], ...] = (
    frozenset(("seller", "consignor", "exporter", "generator", "agent", "declarant")),
    frozenset(("buyer", "consignee", "importer", "notify", "facility", "agent", "declarant")),
)


def party_differs(consignment: Consignment, today: date, tolerances: Tolerances = DEFAULTS) -> Iterator[Finding]:
    """Raise a party that plays one role on one paper and is another company on the next.

    Compares: names in the same role (consignee with consignee), but for legal form, spelling and order. Silent for
    "to order" and banks, for a name that the other paper has in a kindred role (a consignee who is there the notify
    party) or prints where it was read as nothing, and for papers of unknown kind.
    Why: the real receiver is hidden behind another name; or the papers are of different consignments.
    Basis: UNEP OzonAction customs checklist (parties that do not exist); Basel Convention Article 9.
    To clear: look the companies up; ask for the contract and for who takes the goods.
    """
    papers = [paper for paper in consignment.papers if paper.kind != "other"]
    goods = {
        plain(item.description.value)
        for paper in papers
        for item in paper.goods
        if item.description is not None and item.description.value
    }
    for role in _ROLES:
        told = [
            (paper, party)
            for paper in papers
            for party in paper.parties
            if party.role == role and _named(party) and not _goods_in(party, paper, goods)
        ]
        for (paper, party), (other, another) in combinations(told, 2):
            if paper.id == other.id:
                continue
            found = _different(role, (paper, party), (other, another), tolerances)
            if found is not None:
                yield found
                break


def _goods_in(party: Party, paper: Paper, goods: set[str]) -> bool:
    """Whether what stands for a company on a scan is the name of goods, from the table below its box."""
    return by_eye([paper]) and plain(_name(party)) in goods


def _named(party: Party) -> bool:
    text = party.name.value if party.name is not None else None
    return is_name(text or "") and not phrases(text or "", "order")


def _different(
    role: Role, one: tuple[Paper, Party], other: tuple[Paper, Party], tolerances: Tolerances
) -> Finding | None:
    (paper, party), (beside, another) = one, other
    mine, theirs = _name(party), _name(another)
    if not same_party(mine, theirs, tolerances):
        kindred = next(side for side in _SIDES if role in side)
        if _known(mine, beside, kindred, tolerances) or _known(theirs, paper, kindred, tolerances):
            return None
        if explained(cited(paper, party.name), cited(beside, another.name)):
            return None
        return Case(
            "party-differs",
            "medium",
            f"The {role} is {mine} on the {name_of(paper)} and {theirs} on the {name_of(beside)}. Ask who takes part.",
            mine,
            theirs,
            rests_on=[*cited(paper, party.name), *cited(beside, another.name)],
            basis=["UNEP OzonAction customs checklist: parties agree on all papers"],
        ).finding()
    return None


def _known(company: str, paper: Paper, kindred: frozenset[Role], tolerances: Tolerances) -> bool:
    """Whether the paper has the company in a role of the same side."""
    return any(
        same_party(company, _name(party), tolerances)
        for party in paper.parties
        if party.role in kindred and _name(party)
    )


def _name(party: Party) -> str:
    return (party.name.value or "") if party.name is not None else ""
