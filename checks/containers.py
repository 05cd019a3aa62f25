"""Containers and seals: the same on every paper, and numbers that can exist."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations

from checks.evidence import Case, Cited, cited, listed, name_of
from checks.misreadings import by_eye, same_signs
from checks.printed import explained, text_stands_on
from checks.sides import Side, shipped_sides
from models.finding import Finding
from models.paper import Container, Paper
from models.reference.words import shape
from models.report import Consignment

# One of these goes with one container each; a set of some of them holds some of the containers.
_ONE_BY_ONE = frozenset({"waste_movement_document", "annex_vii_document", "road_consignment_note", "delivery_note"})

_SEAL_DIGITS = 4
_OWNER = 4  # letters before the digits of a container's number
_LOOK_ALIKE = frozenset(
    frozenset(pair)
    for pair in (
        "OD", "OQ", "OC", "OG", "DQ", "CG", "EF", "IL", "IT", "IJ", "LT", "MN", "NH", "UV", "VY", "PR", "BR", "KX",
    )
)  # fmt: skip
# Stands beside the seal in many tables: 40HC, 2X20'GP, 45 G1.
_SIZE_AND_TYPE = re.compile(r"(?i)(?:^|x)\s*[24][0-9]\W{0,2}(?:[a-z]{2}|[a-z]\d|ft)\b")


def containers_differ(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise papers that name different containers.

    Compares: the sets of container numbers, misreadings repaired by the check digit; papers of one kind are taken
    together. A number printed where none was read is on the paper. A paper that names none is silent and contradicts
    nothing; papers that go with one container each (waste movement documents, road notes) may name some of them.
    Numbers one usual misreading apart may be misread; one read by eye that no container can bear, a letter that looks
    alike from one that another paper has, is taken for that.
    Why: a container that only some papers know was swapped or made up.
    Basis: UNEP OzonAction customs checklist (fictitious containers); ISO 6346.
    To clear: read the number on the box or its photo; ask the carrier's tracking which one was loaded.
    """
    meant = _meant(consignment)
    told = [(side, numbers) for side in shipped_sides(consignment) if (numbers := _numbers(side, meant))]
    reported: set[frozenset[str]] = set()
    for (one, mine), (other, theirs) in combinations(told, 2):
        missing = sorted(number for number in set(mine) - set(theirs) if not _prints(other, number))
        extra = sorted(number for number in set(theirs) - set(mine) if not _prints(one, number))
        if (one.kind in _ONE_BY_ONE and not missing) or (other.kind in _ONE_BY_ONE and not extra):
            continue
        key = frozenset([*missing, *extra])
        if not key or key in reported:
            continue
        reported.add(key)
        yield _differing((one, mine), (other, theirs), missing, extra)


def container_invalid(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a container number whose check digit does not hold.

    Compares: the last digit with the one that ISO 6346 gives for the four letters and six digits before it, after the
    usual misreadings were tried. One finding a number, with every paper that bears it; low where it was read by eye and
    another paper has it with a letter that looks alike.
    Why: a number that no container can bear is a slip, or a fictitious container.
    Basis: ISO 6346; UNEP OzonAction customs checklist.
    To clear: read the number on the box or its photo, or look the container up with its owner (BIC register).
    """
    meant = _meant(consignment)
    wrong: dict[str, list[Cited]] = {}
    for paper in consignment.papers:
        for container in paper.containers:
            if not container.valid and container.number.value:
                wrong.setdefault(_plain(container), []).extend(cited(paper, container.number))
    for number, values in wrong.items():
        right = _check_digit(number)
        due = (
            f"{number[:10]} would need the check digit {right}" if right else "it is not four letters and seven digits"
        )
        known = all((value.paper.id, number) in meant for value in values)
        yield Case(
            "container-invalid",
            "low" if known else "medium",
            f"No container can bear {number}, as the {listed(name_of(value.paper) for value in values)} has it: {due}. "
            "Read it on the box.",
            f"check digit {right}" if right else "four letters and seven digits",
            number,
            rests_on=values,
            basis=["ISO 6346 check digit"],
            certainty="may_be_misread" if known else None,
        ).finding()


def seals_differ(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a container for which the papers name different seals.

    Compares: the seals of each container number on the papers that name any. One seal in common is enough: customs
    and carrier add seals on the way. Numbers one usual misreading apart may be misread.
    Why: another seal means that the doors were opened after the first paper was made.
    Basis: ISO 17712; good practice of customs checks (red flag A10).
    To clear: read the seal on the door; ask the carrier for the record of resealing.
    """
    told: dict[str, list[tuple[Paper, dict[str, Cited]]]] = {}
    for paper in consignment.papers:
        for container in paper.containers:
            seals = {
                shape(seal.value): Cited(paper, seal) for seal in container.seals if seal.value and _is_seal(seal.value)
            }
            if seals and container.number.value:
                told.setdefault(_plain(container), []).append((paper, seals))
    for number, papers in told.items():
        for (one, mine), (other, theirs) in combinations(papers, 2):
            if one.id == other.id or _one_seal((one, mine), (other, theirs)):
                continue
            near = any(_near(a, b) for a in mine for b in theirs)
            left, right = (listed(str(value.field.raw) for value in seals.values()) for seals in (mine, theirs))
            yield Case(
                "seals-differ",
                "medium",
                f"Container {number} has seal {left} on the {name_of(one)} and {right} on the {name_of(other)}. "
                "Read the "
                "seal on the door.",
                left,
                right,
                rests_on=[*mine.values(), *theirs.values()],
                basis=["ISO 17712: a seal is put on once"],
                certainty="may_be_misread" if near else None,
            ).finding()
            break


def _is_seal(text: str) -> bool:
    """Whether a text may be a seal's number, and no size of a container that was read in its place."""
    return sum(sign.isdigit() for sign in text) >= _SEAL_DIGITS and not _SIZE_AND_TYPE.search(text)


def _one_seal(one: tuple[Paper, dict[str, Cited]], other: tuple[Paper, dict[str, Cited]]) -> bool:
    """Whether a seal of one paper is on the other, or was misread there or passed over."""
    (paper, mine), (beside, theirs) = one, other
    misread = by_eye([paper, beside]) and any(same_signs(a, b) for a in mine for b in theirs)
    return _shared_seal(mine, theirs) or misread or explained(list(mine.values()), list(theirs.values()))


def _shared_seal(mine: dict[str, Cited], theirs: dict[str, Cited]) -> bool:
    """Whether one seal is on both papers; a carrier's letters before it may be left out."""
    return any(a in b or b in a for a in mine for b in theirs if min(len(a), len(b)) >= 4 or a == b)


def _numbers(side: Side, meant: Mapping[tuple[str, str], str]) -> dict[str, Cited]:
    found: dict[str, Cited] = {}
    for paper in side.papers:
        for container in paper.containers:
            if number := _plain(container):
                found.setdefault(meant.get((paper.id, number), number), Cited(paper, container.number))
    return found


def _prints(side: Side, number: str) -> bool:
    """Whether a paper on which no officer has put a container right prints a number that was read as nothing."""
    read = (paper for paper in side.papers if all(box.number.confidence < 1 for box in paper.containers))
    return any(text_stands_on(paper, number) for paper in read)


def _meant(consignment: Consignment) -> dict[tuple[str, str], str]:
    """Return what is meant by a paper's number that no container can bear, where its letters were read for others."""
    valid = {_plain(container) for paper in consignment.papers for container in paper.containers if container.valid}
    wrong = [
        (paper.id, _plain(container))
        for paper in consignment.papers
        if by_eye([paper])
        for container in paper.containers
        if not container.valid
    ]
    near = {key: [number for number in valid if _letter_apart(key[1], number)] for key in wrong}
    return {key: found[0] for key, found in near.items() if len(found) == 1}


def _letter_apart(one: str, other: str) -> bool:
    """Whether one letter of the owner that looks alike is all that parts two numbers.

    >>> _letter_apart("NDSU4227674", "NOSU4227674"), _letter_apart("NOSU4227675", "NOSU4227674")
    (True, False)
    """
    if len(one) != len(other) or one[_OWNER:] != other[_OWNER:]:
        return False
    parted = [frozenset(pair) for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return len(parted) == 1 and parted[0] in _LOOK_ALIKE


def _plain(container: Container) -> str:
    return "".join(sign for sign in (container.number.value or "").upper() if sign.isalnum())


def _differing(
    one: tuple[Side, dict[str, Cited]], other: tuple[Side, dict[str, Cited]], missing: list[str], extra: list[str]
) -> Finding:
    (side, mine), (beside, theirs) = one, other
    misread = bool(missing) and len(missing) == len(extra) and all(any(_near(a, b) for b in extra) for a in missing)
    parts = [f"only the {_names(side.papers)} names {listed(missing)}"] if missing else []
    parts += [f"only the {_names(beside.papers)} names {listed(extra)}"] if extra else []
    doubt = " The numbers are one usual misreading apart: look at the boxes first." if misread else ""
    disputed = [*(mine[number] for number in missing), *(theirs[number] for number in extra)]
    context = [value for value in (*mine.values(), *theirs.values()) if value not in disputed]
    return Case(
        "containers-differ",
        "high",
        f"The papers name different containers: {'; '.join(parts)}.{doubt} Read the number on the box.",
        listed(sorted(mine)),
        listed(sorted(theirs)),
        rests_on=[*disputed, *(context if not (missing and extra) else [])],
        basis=["Container numbers agree on all papers of a consignment", "ISO 6346"],
        certainty="may_be_misread" if misread else None,
    ).finding()


def _near(one: str, other: str) -> bool:
    """Whether one usual confusion (0/O, 1/I, 5/S, 8/B, 2/Z) or one changed sign parts two numbers.

    >>> _near("MSCU6639870", "M5CU6639870"), _near("MSCU6639870", "TEMU1234565")
    (True, False)
    """
    return shape(one) == shape(other) or (
        len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
    )


def _names(papers: tuple[Paper, ...]) -> str:
    return listed(name_of(paper) for paper in papers)


def _check_digit(number: str) -> str:
    from stdnum import iso6346

    well_formed = len(number) == 11 and number[:4].isalpha() and number[4:].isdigit()
    return str(iso6346.calc_check_digit(number[:10])) if well_formed else ""
