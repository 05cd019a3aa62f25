"""What earlier consignments held that touches the one that is judged: a value, passed in by whoever keeps it."""

from collections.abc import Iterable, Iterator, Sequence

from checks.sides import TRANSPORT
from models.field import Field, Frozen
from models.paper import Paper
from models.reference.table import squeezed

_SHORTEST = 4  # signs; "12" on two papers is chance


class Earlier(Frozen):
    """A paper of another consignment; `looks_like` holds the sha256 of papers here that look the same to the eye."""

    consignment: str
    paper: Paper
    looks_like: tuple[str, ...] = ()


class History(Frozen):
    """The papers of other consignments that share a number, a container, their bytes or their look with papers here.

    Every paper of such a consignment is there, so that a consignment handed in again can be told from a paper used
    again. Empty when there is no ledger.
    """

    papers: tuple[Earlier, ...] = ()

    def consignments(self) -> dict[str, list[Earlier]]:
        """Return the papers by their consignment, in order."""
        found: dict[str, list[Earlier]] = {}
        for earlier in self.papers:
            found.setdefault(earlier.consignment, []).append(earlier)
        return found


NOTHING = History()


def other_shipment(here: Sequence[Paper], there: Sequence[Paper]) -> bool | None:
    """Say whether two sets of papers go with different shipments; None where they do not tell.

    Numbers of bills of lading tell, then the own numbers of papers of one kind, then containers. One set that is all
    in the other is the same consignment handed in again, in part or with more papers.
    """
    mine, theirs = ({paper.sha256 for paper in papers} for papers in (here, there))
    if not mine or not theirs:
        return None
    if mine <= theirs or theirs <= mine:
        return False
    left, right = ([paper for paper in papers if paper.sha256 not in mine & theirs] for papers in (here, there))
    for keys in (bills, own_numbers, containers):
        ours, others = set(keys(left)), set(keys(right))
        if keys is own_numbers:
            kinds = {key.partition(":")[0] for key in ours} & {key.partition(":")[0] for key in others}
            ours, others = ({key for key in told if key.partition(":")[0] in kinds} for told in (ours, others))
        if ours and others:
            return not ours & others
    return None


def bills(papers: Iterable[Paper]) -> Iterator[str]:
    """Yield the numbers of the transport papers, and those that other papers cite."""
    for paper in papers:
        if paper.kind in TRANSPORT:
            yield from key_of("bill", paper.fields.number)
        yield from key_of("bill", paper.fields.bill_of_lading_number)


def own_numbers(papers: Iterable[Paper]) -> Iterator[str]:
    """Yield each paper's own number under its kind; a movement document's with its serial."""
    for paper in papers:
        if paper.kind == "waste_movement_document":
            yield from movement(paper)
        elif paper.kind not in ("other", "waste_notification"):
            yield from key_of(paper.kind, paper.fields.number)


def movement(paper: Paper) -> Iterator[str]:
    """Yield the notification number with the serial of a movement document."""
    serial = paper.fields.movement_serial
    if paper.kind == "waste_movement_document" and serial is not None and serial.value is not None:
        for key in key_of("movement", paper.fields.notification_number or paper.fields.number):
            yield f"{key}/{serial.value}"


def containers(papers: Iterable[Paper]) -> Iterator[str]:
    """Yield the container numbers whose check digit holds."""
    for paper in papers:
        for container in paper.containers:
            if container.valid:
                yield from key_of("container", container.number)


def key_of(what: str, number: Field[str] | None) -> Iterator[str]:
    """Yield a key for a number that is long enough to be no chance, nothing for another."""
    text = squeezed(number.value or number.raw) if number is not None else ""
    if len(text) >= _SHORTEST and any(sign.isdigit() for sign in text):
        yield f"{what}:{text}"
