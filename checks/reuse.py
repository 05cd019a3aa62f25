"""Papers and containers that an earlier consignment had: what the ledger knows."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from checks.evidence import Case, Cited, cited, name_of, searched
from checks.history import NOTHING, Earlier, History, bills, containers, key_of, movement, other_shipment
from checks.parties_alike import same_party
from checks.shipment import day_of
from checks.tolerances import DEFAULTS, Tolerances
from models.field import Field
from models.finding import Certainty, Finding
from models.paper import Paper, PaperKind, Role
from models.reference.ports import port
from models.report import Consignment

# A notification's copies travel with each of its shipments; what an unknown paper is, nobody knows.
_USED_OFTEN: tuple[PaperKind, ...] = ("waste_notification", "pic_export_notification", "other")
_ISSUERS: tuple[Role, ...] = ("seller", "consignor", "exporter", "carrier", "generator")


def paper_reused(
    consignment: Consignment, today: date, tolerances: Tolerances = DEFAULTS, history: History = NOTHING
) -> Iterator[Finding]:
    """Raise a paper, a movement serial or a container that another shipment in the ledger has used.

    Compares: each paper with the papers of other consignments in the ledger: the same bytes; a page that looks the same
    (a print of the picture that survives another scan or compression); the same notification and serial number; the
    same kind, number and issuer. Raised when the papers beside it are those of another shipment (other bills of lading,
    own numbers or containers), or when the two copies do not say the same. A consignment handed in again, whole, in
    part or with more papers, is not raised; nor are notifications, whose copies travel with every shipment. And a
    container that was loaded in two ports on one day or the next. Silent without a ledger.
    Why: one consent, one invoice or one test report is made to cover several loads; a copied number hides the real box.
    Basis: Regulation (EU) 2024/1157, Article 16, and Implementing Regulation (EU) 2025/1290 (a serial is used once);
    UNEP OzonAction customs checklist (fictitious containers).
    To clear: open the other consignment; ask the issuer, or the competent authority, for which load the paper was made.
    """
    others = history.consignments()
    for paper in consignment.papers:
        if paper.kind in _USED_OFTEN:
            continue
        found = next((use for there in others.values() for use in _uses(paper, consignment.papers, there)), None)
        if found is not None:
            yield _reused(paper, *found)
    yield from _in_two_places(consignment, today, history, tolerances)


def _uses(paper: Paper, here: Sequence[Paper], there: Sequence[Earlier]) -> Iterator[tuple[Earlier, str]]:
    """Yield the earlier uses of `paper` for another shipment, and how it is known again."""
    for earlier in there:
        how = _same(paper, earlier)
        if not how:
            continue
        beside = [other for other in here if other.id != paper.id]
        before = [other.paper for other in there if other.paper.id != earlier.paper.id]
        another = other_shipment(beside, before)
        if another or (another is None and paper.sha256 != earlier.paper.sha256 and _told_apart(paper, earlier.paper)):
            yield earlier, how


def _same(paper: Paper, earlier: Earlier) -> str:
    other = earlier.paper
    if paper.sha256 == other.sha256 and paper.pages == other.pages:
        return "is the same file"
    if set(movement(paper)) & set(movement(other)):
        return "bears the same notification and serial number"
    own, its = (set(key_of("", each.fields.number)) for each in (paper, other))
    if paper.sha256 in earlier.looks_like and paper.kind == other.kind and not _numbered_apart(paper, other):
        return "looks the same, page for page"
    if paper.kind == other.kind != "waste_movement_document" and own & its and _one_issuer(paper, other):
        return "bears the same number of the same issuer"
    return ""


def _numbered_apart(paper: Paper, other: Paper) -> bool:
    """Whether own numbers or serials differ: the next sheet of a form that was filled in alike."""
    serials = [each.fields.movement_serial.value for each in (paper, other) if each.fields.movement_serial is not None]
    if len(serials) == 2 and serials[0] != serials[1]:
        return True
    own, its = (set(key_of("", each.fields.number)) for each in (paper, other))
    return bool(own and its and not own & its)


def _one_issuer(paper: Paper, other: Paper) -> bool:
    """Whether a party that issues papers is on both; numbers of two companies may be alike by chance."""
    mine, theirs = (
        [party.name.value for party in each.parties if party.role in _ISSUERS and party.name and party.name.value]
        for each in (paper, other)
    )
    return any(same_party(one, another) for one in mine for another in theirs)


def _told_apart(paper: Paper, other: Paper) -> bool:
    """Whether two copies give different containers, days of shipment or masses, each read with confidence."""
    mine, theirs = set(containers([paper])), set(containers([other]))
    if mine and theirs and not mine & theirs:
        return True
    pairs: list[tuple[Field[Any] | None, Field[Any] | None]] = [
        (paper.fields.shipment_date, other.fields.shipment_date)
    ]
    pairs += [
        (one.net_mass or one.quantity, another.net_mass or another.quantity)
        for one, another in zip(paper.goods, other.goods, strict=False)
    ]
    return any(
        one is not None and another is not None and one.value != another.value and one.value and another.value
        for one, another in pairs
    )


def _reused(paper: Paper, earlier: Earlier, how: str) -> Finding:
    numbers = cited(paper, paper.fields.number, paper.fields.movement_serial)
    was = next(iter(bills([earlier.paper])), "").removeprefix("bill:").upper()
    beside = f" (with bill of lading {was})" if was else ""
    return Case(
        "paper-reused",
        "high",
        f"The {name_of(paper)} was used before: it {how} as {earlier.paper.file} of consignment "
        f"{earlier.consignment}{beside}, which is another shipment. Open that consignment, and ask the issuer for "
        "which load the paper was made.",
        "a paper for this shipment alone",
        f"{earlier.paper.file} of consignment {earlier.consignment}",
        rests_on=numbers,
        also=searched([paper]),
        basis=["A paper is made for one shipment", "Regulation (EU) 2024/1157, Article 16"],
    ).finding()


def _in_two_places(
    consignment: Consignment, today: date, history: History, tolerances: Tolerances
) -> Iterator[Finding]:
    day, loaded = day_of(consignment, today), _loading(consignment.papers)
    if day.value is None or loaded is None:
        return
    mine = {key: Cited(paper, box.number) for paper in consignment.papers for box in paper.containers if box.valid
            for key in key_of("container", box.number)}  # fmt: skip
    for identity, there in history.consignments().items():
        papers = tuple(earlier.paper for earlier in there)
        shared = sorted(set(mine) & set(containers(papers)))
        then, port_then = day_of(Consignment(id=identity, papers=papers), today), _loading(papers)
        if not shared or then.value is None or port_then is None or set(bills(consignment.papers)) & set(bills(papers)):
            continue
        apart = abs(then.on - day.on) <= timedelta(days=tolerances.days_in_two_places)
        if apart and loaded[0] != port_then[0]:
            number = mine[shared[0]]
            sure: Certainty | None = None if number.field.confidence >= 0.8 else "may_be_misread"
            yield Case(
                "paper-reused",
                "high",
                f"Container {number.field.value} was loaded in {loaded[1].field.raw} {day.told}; by consignment "
                f"{identity} it was loaded in {port_then[1].field.raw} {then.told}. It cannot have been in both "
                "places. Ask the carrier where it is.",
                f"{loaded[1].field.raw}, {day.on.isoformat()}",
                f"{port_then[1].field.raw}, {then.on.isoformat()}",
                rests_on=[number, loaded[1], day.value],
                basis=["A container is in one place on one day", "UNEP OzonAction customs checklist"],
                certainty=sure,
            ).finding()


def _loading(papers: Sequence[Paper]) -> tuple[str, Cited] | None:
    """The port of loading by its UN/LOCODE, and where it stands."""
    for paper in papers:
        for value in cited(paper, paper.fields.port_of_loading, paper.fields.place_of_receipt):
            place = port(value.field.value or value.field.raw)
            if place is not None:
                return place.locode, value
    return None
