"""Which loose files belong together: those that cite one bill of lading, booking, invoice, container or movement."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from models.field import Field
from models.paper import Paper, PaperKind

Key = tuple[str, str]

# A paper's own number counts as the number that others cite it by.
OWN_NUMBER: Mapping[PaperKind, str] = {
    "commercial_invoice": "invoice",
    "bill_of_lading": "bill of lading",
    "sea_waybill": "bill of lading",
    "air_waybill": "bill of lading",
    "waste_notification": "notification",
}
CITED = {"invoice_number": "invoice", "bill_of_lading_number": "bill of lading", "booking_number": "booking"}
SHORTEST = 4  # signs; "12" on two papers is chance


def grouped(files: Mapping[str, Collection[Key]]) -> list[list[str]]:
    """Return the names of `files` (name -> keys) in groups that share a key, directly or through each other.

    Names keep their order, groups the order of their first name. A notification covers many movements: papers are
    joined by notification and serial number, and by the notification alone only where it has one movement at most.
    """
    serials: defaultdict[str, set[str]] = defaultdict(set)
    for kind, value in {key for keys in files.values() for key in keys if key[0] == "movement"}:
        serials[value.partition("/")[0]].add(kind + value)
    holders: defaultdict[Key, list[str]] = defaultdict(list)
    for name, keys in files.items():
        for key in keys:
            if key[0] != "notification" or len(serials[key[1]]) <= 1:
                holders[key].append(name)
    return joined(files, holders.values())


def joined(names: Iterable[str], ties: Iterable[Sequence[str]]) -> list[list[str]]:
    """Return `names` in the groups that `ties` make (union-find with path halving).

    >>> joined("abcd", [["a", "c"], ["c", "d"]])
    [['a', 'c', 'd'], ['b']]
    """
    parent = {name: name for name in names}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for tie in ties:
        for other in tie[1:]:
            parent[root(other)] = root(tie[0])
    groups: dict[str, list[str]] = {}
    for name in parent:
        groups.setdefault(root(name), []).append(name)
    return list(groups.values())


def keys_of(papers: Iterable[Paper]) -> frozenset[Key]:
    """Return the numbers that tie `papers` to others, as (kind of number, number in capitals without signs)."""
    return frozenset(_keys(papers))


def _keys(papers: Iterable[Paper]) -> Iterator[Key]:
    for paper in papers:
        for field_name, kind in CITED.items():
            yield from _key(kind, getattr(paper.fields, field_name))
        if paper.kind in OWN_NUMBER:
            yield from _key(OWN_NUMBER[paper.kind], paper.fields.number)
        for container in paper.containers:
            yield from _key("container", container.number)
        for _, notification in _key("notification", paper.fields.notification_number):
            yield "notification", notification
            serial = paper.fields.movement_serial
            if serial is not None and serial.value is not None:
                yield "movement", f"{notification}/{serial.value}"


def _key(kind: str, number: Field[str] | None) -> Iterator[Key]:
    text = "" if number is None else number.value or number.raw
    compact = "".join(sign for sign in text.upper() if sign.isalnum())
    if len(compact) >= SHORTEST and any(sign.isdigit() for sign in compact):
        yield kind, compact
