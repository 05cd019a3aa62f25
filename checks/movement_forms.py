"""The blocks of waste papers: filled in, and the same on the movement document and its notification."""

from collections.abc import Iterator
from datetime import date

from checks.evidence import Case, Cited, cited, listed, name_of, searched, short
from checks.misreadings import by_eye, is_name, misread_code, same_signs, shaky
from checks.operations import operations
from checks.parties_alike import same_party
from checks.tolerances import DEFAULTS, Tolerances
from models.finding import Finding
from models.paper import Paper, Role
from models.reference.streams import at_odds
from models.reference.table import Row, rows, squeezed
from models.reference.waste_words import streams
from models.report import Consignment

_PARTIES: tuple[tuple[Role, str], ...] = (
    ("exporter", "exporter"), ("importer", "importer"), ("generator", "generator"), ("facility", "facility"),
)  # fmt: skip
_FOUND_BY_EYE = {"codes", "mass", "operation"}
# The forms say "importer - consignee" and "exporter - notifier" in one block.
_AS: dict[str, str] = {"consignee": "importer", "buyer": "importer", "consignor": "exporter", "seller": "exporter"}
_SCHEMES = {"basel": "Basel entry", "oecd": "OECD entry", "ewc": "EU list entry", "y": "Y-code", "h": "H-code"}


class _Differences(list[tuple[str, list[Cited], list[Cited]]]):
    """Blocks that differ: what they are, and the values on the notification and on the movement document."""


def movement_notification_differs(
    consignment: Consignment, today: date, tolerances: Tolerances = DEFAULTS
) -> Iterator[Finding]:
    """Raise a movement document that does not say what its notification says.

    Compares: notification number, exporter, importer, generator, facility, operation, the waste codes, the HS code
    and the kind of waste that the designation names, block by block. Names may differ in spelling and legal form. A
    block that one of the papers leaves empty is not compared.
    Why: consent is given for the notified waste, way and facility; another load under its number has none.
    Basis: Regulation (EU) 2024/1157, Article 16; Implementing Regulation (EU) 2025/1290; Basel Convention Annex V.
    To clear: ask the competent authority whether the change was consented to.
    """
    notifications = [paper for paper in consignment.papers if paper.kind == "waste_notification"]
    for movement in (paper for paper in consignment.papers if paper.kind == "waste_movement_document"):
        if not notifications:
            return
        found = min((_differences(one, movement, tolerances) for one in notifications), key=len)
        if found:
            names = listed(name for name, _, _ in found)
            pairs = "; ".join(f"{_shown(theirs)} against {_shown(mine)}" for _, mine, theirs in found[:3])
            yield Case(
                "movement-notification-differs",
                "high",
                f"The movement document and the notification do not agree in {names}: {pairs}. Ask the competent "
                "authority whether the change was consented to.",
                listed(_shown(mine) for _, mine, _ in found),
                listed(_shown(theirs) for _, _, theirs in found),
                rests_on=[value for _, mine, theirs in found for value in (*mine, *theirs)],
                basis=["Regulation (EU) 2024/1157, Article 16", "Implementing Regulation (EU) 2025/1290"],
            ).finding()


def document_incomplete(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a waste paper that leaves a compulsory block empty.

    Compares: notifications, movement documents and Annex VII documents with the list of their compulsory blocks: the
    parties, numbers, quantity, date, operation, designation and waste codes. A block that is filled but could not be
    understood counts as filled. On a scan, names, texts and several blocks at once are rather overlooked by the
    reader, and not raised.
    Why: an incomplete paper is no paper: it covers the shipment no more than none.
    Basis: Regulation (EU) 2024/1157, Annexes I A, I B and VII; Basel Convention Annex V.
    To clear: look at the block on the page; it may have been overlooked by the reader. Else ask for the complete
    paper.
    """
    for paper in consignment.papers:
        missing = [
            row for row in rows("required_blocks.csv") if row["kind"] == paper.kind and not _filled(paper, row["value"])
        ]
        if missing and not _overlooked(paper, missing, consignment):
            names = listed(f"{row['name']} (block {row['block']})" for row in missing)
            yield Case(
                "document-incomplete",
                "medium",
                f"The {name_of(paper)} leaves out {names}. Look at the page; else ask for the complete paper.",
                names,
                "nothing",
                also=searched([paper]),
                basis=list(dict.fromkeys(row["source"] for row in missing)),
                certainty="may_be_misread" if paper.origin == "ocr" or paper.kind_confidence < 0.6 else None,
            ).finding()


def _overlooked(paper: Paper, missing: list[Row], consignment: Consignment) -> bool:
    """Whether the reader rather overlooked what is missing.

    A form whose very number was not found beside other blocks was read badly. On a scan, so was one with several blocks
    missing, and names, texts and what stands in the head are hard to part from what stands beside them; codes, masses
    and operations are short, and found where their label is. An operation is two signs: where another paper tells it,
    it was rather lost than left out.
    """
    blocks = {row["value"] for row in missing}
    if "notification_number" in blocks and len(blocks) > 1:
        return True
    told = any(operations(other) for other in consignment.papers if other.id != paper.id)
    if blocks == {"operation"} and told and by_eye([paper]):
        return True
    return by_eye([paper]) and (len(blocks) > 1 or not blocks <= _FOUND_BY_EYE)


def _differences(notification: Paper, movement: Paper, tolerances: Tolerances) -> _Differences:
    found = _Differences()
    mine, theirs = notification.fields.notification_number, movement.fields.notification_number
    excused = mine is not None and theirs is not None and by_eye([notification, movement])
    excused = excused and same_signs(mine.raw if mine else "", theirs.raw if theirs else "")
    if mine is not None and theirs is not None and squeezed(mine.raw) != squeezed(theirs.raw) and not excused:
        found.append(("the number", cited(notification, mine), cited(movement, theirs)))
    for role, name in _PARTIES:
        ours, others = notification.party(role), movement.party(role)
        left, right = (party.name if party is not None else None for party in (ours, others))
        names = (left.value if left is not None else None, right.value if right is not None else None)
        if not all(name and is_name(name) for name in names):
            continue
        if names[0] and names[1] and not same_party(names[0], names[1], tolerances):
            found.append((f"the {name}", cited(notification, left), cited(movement, right)))
    _add_sets(found, "the operation", dict(operations(notification)), dict(operations(movement)))
    for scheme, name in _SCHEMES.items():
        _add_sets(found, f"the {name}", _codes(notification, scheme), _codes(movement, scheme))
    _add_sets(found, "the HS code", _hs(notification), _hs(movement))
    _add_designation(found, notification, movement)
    return found


def _add_sets(found: _Differences, name: str, mine: dict[str, Cited], theirs: dict[str, Cited]) -> None:
    """Add a difference where both papers name codes and the movement document names one that was not notified."""
    strangers = [
        code
        for code, value in theirs.items()
        if code not in mine and not (by_eye([value.paper]) and misread_code(code, mine, unsure=shaky(value.field)))
    ]
    if mine and strangers:
        found.append((name, list(mine.values()), [theirs[code] for code in strangers]))


def _add_designation(found: _Differences, notification: Paper, movement: Paper) -> None:
    mine, theirs = (
        [(streams(text), Cited(paper, item.description)) for item in paper.goods if item.description is not None
         for text in (item.description.value or item.description.raw,)]
        for paper in (notification, movement)
    )  # fmt: skip
    told = [frozenset(stream for each, _ in side for stream in each) for side in (mine, theirs)]
    if at_odds(told[0], told[1]):
        found.append(("the designation", [value for _, value in mine], [value for _, value in theirs]))


def _codes(paper: Paper, scheme: str) -> dict[str, Cited]:
    return {
        squeezed(code.value.value): Cited(paper, code.value)
        for item in paper.goods
        for code in item.waste_codes
        if code.scheme == scheme and code.value.value
    }


def _hs(paper: Paper) -> dict[str, Cited]:
    return {
        "".join(sign for sign in item.hs_code.value if sign.isdigit())[:6]: Cited(paper, item.hs_code)
        for item in paper.goods
        if item.hs_code is not None and item.hs_code.value
    }


def _shown(values: list[Cited]) -> str:
    return listed(f"“{short(value.field.raw, 40)}”" for value in values)


def _filled(paper: Paper, what: str) -> bool:
    """Whether a block is filled: a party, a field, or something of a goods item."""
    if what.startswith("party:"):
        role = what.removeprefix("party:")
        return any(_AS.get(party.role, party.role) == role for party in paper.parties)
    if what == "mass":
        return any(item.net_mass or item.quantity or item.gross_mass or item.volume for item in paper.goods)
    if what == "codes":
        return any(item.waste_codes for item in paper.goods)
    if what == "description":
        return any(item.description for item in paper.goods)
    if what == "operation":
        return bool(paper.fields.operation) or bool(operations(paper))
    return getattr(paper.fields, what) is not None
