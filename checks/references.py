"""Numbers that papers cite of one another, and papers that are there twice."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations

from checks.belonging import strays
from checks.evidence import Case, Cited, cited, listed, name_of, searched
from checks.misreadings import by_eye, part_of, same_signs, seen
from checks.printed import explained
from models.field import Field
from models.finding import Finding
from models.paper import Paper, PaperKind, Text
from models.reference.table import squeezed
from models.reference.words import shape
from models.report import Consignment

_OWN: dict[str, tuple[str, tuple[PaperKind, ...]]] = {
    "invoice_number": ("invoice", ("commercial_invoice", "proforma_invoice")),
    "bill_of_lading_number": ("bill of lading", ("bill_of_lading", "sea_waybill")),
    "notification_number": ("notification", ("waste_notification",)),
}
_FEWEST_DIGITS = 3  # "N.2" was read from a label
_MOVED: PaperKind = "waste_movement_document"
_BILL = "bill_of_lading_number"
_SHARED = {"booking_number": "booking"}
# Transport papers are made out in several originals, and each container has its own movement document.
_IN_SETS: tuple[PaperKind, ...] = ("bill_of_lading", "sea_waybill", "air_waybill", "road_consignment_note")


def reference_differs(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a number that a paper cites and the paper itself does not bear.

    Compares: the cited numbers of invoice, bill of lading and notification with the own numbers of those papers here,
    without blanks and signs; and booking numbers with each other. A consignment may hold several invoices: one of them
    must bear the number. What is printed on the other paper as well is no difference. One that is another paper's
    order, booking or own number is a bare "Reference No." and is left. Misreadings of one sign are left to the eye:
    they are marked as such; on a scan a part of a number is that number, whose end was torn off. And a stray paper: of
    three or more, one that shares no number, container, party, HS heading or goods with any other.
    Why: a paper that cites another number belongs to another consignment, or was made over from one.
    Basis: papers of one consignment cite one another (UN/CEFACT Recommendation 1, layout key).
    To clear: look at both numbers on the page; ask for the paper that bears the cited number.
    """
    for field, (what, kinds) in _OWN.items():
        bearing = [paper for paper in consignment.papers if paper.kind in kinds]
        own = [value for paper in bearing for value in cited(paper, _own(paper, field))]
        quoted = [
            value
            for value in _cited(consignment, field)
            if value.paper not in bearing and not (field == _BILL and _plain(value) == _own_sign(value.paper))
        ]
        others = _other_numbers(consignment, field)
        strangers = [
            value
            for value in quoted
            if not any(_same(value, other) for other in own)
            and not any(value.paper != other.paper and _same(value, other) for other in others)
        ]
        strangers = [value for value in strangers if not explained([value], own)]
        if own and strangers and len(own) == len(bearing) and not _several(strangers, own):
            yield _differs(what, own, strangers)
    for paper in strays(consignment):
        yield _astray(paper, [other for other in consignment.papers if other.id != paper.id])
    for field, what in _SHARED.items():
        told = _cited(consignment, field)
        others = [value for value in told[1:] if not _same(value, told[0]) and not explained([value], told[:1])]
        if others:
            yield _differs(what, told[:1], others)


def _astray(paper: Paper, others: Sequence[Paper]) -> Finding:
    rests_on = cited(paper, paper.fields.number, *(item.description for item in paper.goods[:1]))
    return Case(
        "reference-differs",
        "medium",
        f"The {name_of(paper)} ({paper.file}) shares no number, container, party, code or goods with the "
        f"{listed(name_of(other) for other in others)}. Ask whether it belongs to this consignment.",
        "a paper that shares something with the others",
        paper.file,
        rests_on=rests_on,
        also=searched(others),
        basis=["Papers of one consignment cite one another by number"],
    ).finding()


def paper_duplicated(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise two papers of one kind that bear one number.

    Compares: kind and own number of the papers (of movement documents: notification number and serial). Copies that say
    the same are low, for papers are often scanned twice; bills of lading and waybills, which come in sets, are then not
    raised. Copies that differ in goods, masses or totals are medium.
    Why: a number is given once; the second paper is a changed copy, or counts the goods twice.
    Basis: UN/CEFACT Recommendation 1; Regulation (EU) 2024/1157, Article 16 (a serial is used once).
    To clear: lay the two side by side; ask the issuer which of them is valid.
    """
    for one, other in combinations(consignment.papers, 2):
        if one.kind != other.kind or one.kind == "other" or not _key(one) or _key(one) != _key(other):
            continue
        if not _overlap(one, other):
            continue  # pages of one paper, scanned to two files
        changed = _contradict(one, other)
        if not changed and one.kind in _IN_SETS:
            continue
        say = "and do not say the same" if changed else "and say the same"
        numbers = [
            value
            for paper in (one, other)
            for value in cited(paper, paper.fields.number, paper.fields.movement_serial if one.kind == _MOVED else None)
        ]
        yield Case(
            "paper-duplicated",
            "medium" if changed else "low",
            f"The {name_of(one)} is there twice ({one.file} and {other.file}) {say}. Ask which of the two is valid.",
            "one paper with this number",
            "two papers with this number",
            rests_on=numbers,
            also=searched([one, other]),
            basis=["A number is given to one paper"],
        ).finding()


def _other_numbers(consignment: Consignment, field: str) -> list[Cited]:
    """Return the numbers that papers bear or cite as something else than `field`."""
    names = ("order_number", "booking_number", *(other for other in _OWN if other != field))
    known = [value for name in names for value in _cited(consignment, name)]
    kinds = _OWN[field][1]
    return known + [
        value for paper in consignment.papers if paper.kind not in kinds for value in cited(paper, paper.fields.number)
    ]


def _own(paper: Paper, field: str) -> Text:
    return paper.fields.notification_number if field == "notification_number" else paper.fields.number


def _own_sign(paper: Paper) -> str:
    """The paper's own number: one that stands as a bill of lading's on it was read from its own head."""
    number = paper.fields.number
    return squeezed(number.value or number.raw) if number is not None else ""


def _cited(consignment: Consignment, field: str) -> list[Cited]:
    return [
        value
        for paper in consignment.papers
        if paper.kind != "other"
        for value in cited(paper, getattr(paper.fields, field))
        if value.field.value and not (by_eye([paper]) and _digits(value) < _FEWEST_DIGITS)
    ]


def _digits(value: Cited) -> int:
    return sum(sign.isdigit() for sign in str(value.field.value))


def _plain(value: Cited) -> str:
    return squeezed(value.field.value or value.field.raw)


def _same(one: Cited, other: Cited) -> bool:
    """Whether two numbers are one, or one holds the other (a prefix such as the carrier's code is left out)."""
    mine, theirs = sorted((_plain(one), _plain(other)), key=len)
    if mine == theirs or (len(mine) >= 5 and mine in theirs):
        return True
    return seen(one, other) and (same_signs(mine, theirs) or (len(mine) >= 5 and part_of(mine, theirs)))


def _several(strangers: list[Cited], own: list[Cited]) -> bool:
    """Whether a field holds a list of numbers of which one is here."""
    return any(_plain(other) in _plain(value) for value in strangers for other in own)


def _differs(what: str, own: list[Cited], strangers: list[Cited]) -> Finding:
    right, wrong = listed(str(value.field.raw) for value in own), listed(str(value.field.raw) for value in strangers)
    near = any(shape(_plain(one)) == shape(_plain(other)) for one in own for other in strangers)
    near = near or any(_one_sign_apart(_plain(one), _plain(other)) for one in own for other in strangers)
    return Case(
        "reference-differs",
        "medium",
        f"The {listed(name_of(value.paper) for value in strangers)} cites the {what} {wrong}; the "
        f"{listed(name_of(value.paper) for value in own)} has {right}. Look at both numbers.",
        right,
        wrong,
        rests_on=[*own, *strangers],
        basis=["Papers of one consignment cite one another by number"],
        certainty="may_be_misread" if near else None,
    ).finding()


def _one_sign_apart(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _key(paper: Paper) -> str:
    number = squeezed(paper.fields.number.value) if paper.fields.number and paper.fields.number.value else ""
    if paper.kind == _MOVED:
        serial, notification = paper.fields.movement_serial, paper.fields.notification_number
        number = squeezed(notification.value) if notification is not None and notification.value else number
        return f"{number} {serial.value}" if number and serial is not None and serial.value else ""
    return number


def _overlap(one: Paper, other: Paper) -> bool:
    """Whether the papers name some goods alike; one of them may add an article number to the name."""
    mine, theirs = (
        {squeezed(item.description.raw) for item in paper.goods if item.description is not None}
        for paper in (one, other)
    )
    return any(left in right or right in left for left in mine for right in theirs)


def _contradict(one: Paper, other: Paper) -> bool:
    """Whether the papers tell of other goods or totals; what one of them leaves out is no contradiction."""
    return len(one.goods) != len(other.goods) or any(
        left is not None and right is not None and left != right
        for left, right in zip(_told(one), _told(other), strict=True)
    )


def _told(paper: Paper) -> list[object]:
    """What a paper says of its goods and totals, as values in order; None for what it leaves out."""
    fields = paper.fields
    told: list[Field[Decimal] | Field[str] | None] = [
        fields.total_amount, fields.total_gross_mass, fields.total_net_mass, fields.total_packages,
    ]  # fmt: skip
    for item in paper.goods:
        told += [item.hs_code, item.quantity, item.packages, item.gross_mass, item.net_mass, item.amount]
    return [value.value if value is not None else None for value in told]
