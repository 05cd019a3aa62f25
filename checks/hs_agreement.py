"""HS codes across papers: the same goods under different codes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from checks.evidence import Case, cited, listed, name_of
from checks.goods_lines import described, groups, is_split
from checks.misread_codes import is_misread
from checks.misreadings import by_eye
from checks.printed import code_stands_on
from checks.sides import Line, Side, sides
from models.finding import Finding, Severity
from models.reference.nomenclature import label, printed
from models.report import Consignment

# Digits after the sixth are national: the country of export and of import may rightly print different ones.
_INTERNATIONAL = 6
_CITED = 30  # lines of another paper that one finding shows: of a table of a thousand it tells how many there are


def hs_differs(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise goods that one paper gives under another HS code than the next paper.

    Compares: the first six digits, or as many as both papers print, of goods lines that are well matched across papers
    (wording, masses, quantities, order); where lines cannot be matched one by one, the sets of codes. A declaration
    counts as a paper. Codes of different length agree when the shorter begins the longer. High across headings,
    medium within one.
    Why: a code that changes on the way tells carrier, seller and customs different stories of the same goods.
    Basis: WCO and UNEP customs guidance: compare description and code over all papers of a consignment.
    To clear: see on the boxed spots which code the description supports; have the wrong paper corrected.
    """
    told = [side for side in sides(consignment) if any(line.hs for line in side.lines)]
    grouped = [[line for line in group if _bears_code(line, consignment, today)] for group in groups(consignment)]
    for group in grouped:
        yield from _within(group, told)
    alone = {id(line.item) for group in grouped if len(group) == 1 for line in group}
    yield from _between_sets(told, alone)


def _bears_code(line: Line, consignment: Consignment, today: date) -> bool:
    return bool(line.hs) and not is_misread(line, consignment, today)


def agree(one: str, other: str) -> bool:
    """Say whether two codes can be the same: equal on the digits that both print, six at most.

    >>> agree("39021000", "3902"), agree("390210", "390230")
    (True, False)
    """
    digits = min(len(one), len(other), _INTERNATIONAL)
    return one[:digits] == other[:digits]


def _within(group: list[Line], told: list[Side]) -> Iterator[Finding]:
    if len({line.hs[:_INTERNATIONAL] for line in group}) < 2:
        return
    if is_split(group):
        yield from _whole_against_parts(group)
        return
    first = group[0]
    against = [line for line in group[1:] if not agree(first.hs, line.hs) and _certain_pair(first, line, told)]
    if against:
        yield _disagreement([first, *(line for line in group[1:] if agree(first.hs, line.hs))], against)
        return
    for index, line in enumerate(group[1:], start=1):
        others = [
            other for other in group[index + 1 :] if not agree(line.hs, other.hs) and _certain_pair(line, other, told)
        ]
        if others:
            yield _disagreement([line], others)
            return


def _whole_against_parts(group: list[Line]) -> Iterator[Finding]:
    """A line that stands for several lines of another paper bears the code of one of them, or it disagrees."""
    by_paper: dict[str, list[Line]] = {}
    for line in group:
        by_paper.setdefault(line.paper.id, []).append(line)
    fullest = max(by_paper.values(), key=len)
    for lines in by_paper.values():
        for line in lines if lines is not fullest else ():
            if not any(agree(line.hs, part.hs) for part in fullest):
                yield _disagreement(fullest, [line])
                return


def _certain_pair(one: Line, other: Line, told: list[Side]) -> bool:
    """Whether the lines are each other's: both sides have as many, or else neither code stands elsewhere."""
    if any(code_stands_on(line.paper, beside.hs) for line, beside in ((one, other), (other, one)) if _is_read(line)):
        return False  # the code was rather read from the wrong line
    mine, theirs = _lines_beside(one, told), _lines_beside(other, told)
    nameless = by_eye((one.paper, other.paper)) and not (one.description and other.description)
    if len(mine) == len(theirs) and not nameless:
        return True
    return not (any(agree(one.hs, line.hs) for line in theirs) or any(agree(other.hs, line.hs) for line in mine))


def _is_read(line: Line) -> bool:
    """Whether a code was read, and not put right by an officer, which makes it certain."""
    return line.item.hs_code is not None and line.item.hs_code.confidence < 1


def _lines_beside(line: Line, told: list[Side]) -> tuple[Line, ...]:
    return next((side.lines for side in told if line.paper in side.papers), ())


def _coded(side: Side) -> tuple[Line, ...]:
    return tuple(line for line in side.lines if line.hs)


def _between_sets(told: list[Side], alone: set[int]) -> Iterator[Finding]:
    reported: set[tuple[str, int]] = set()
    for index, side in enumerate(told):
        for other in told[index + 1 :]:
            fewer, more = sorted(
                (side, other), key=lambda side: len({line.hs[:_INTERNATIONAL] for line in _coded(side)})
            )
            candidates = _coded(more)
            for line in _coded(fewer):
                if id(line.item) not in alone or (line.paper.id, line.index) in reported:
                    continue
                if not any(agree(line.hs, candidate.hs) for candidate in candidates):
                    reported.add((line.paper.id, line.index))
                    yield _disagreement([line], candidates[:_CITED], beside=len(candidates[_CITED:]))


def _disagreement(one: Sequence[Line], other: Sequence[Line], *, beside: int = 0) -> Finding:
    """Return the finding on two codes; `beside` is how many more lines of the other paper are not shown."""
    across = any(left.hs[:4] != right.hs[:4] for left in one for right in other)
    severity: Severity = "high" if across else "medium"
    where = "are not even in one heading" if across else "are in one heading but not one subheading"
    rest = f" {beside} more lines of that paper bear other codes." if beside else ""
    expected, found = _codes(one), _codes(other)
    lines = [*one, *other]
    return Case(
        "hs-differs",
        severity,
        f"The same goods bear {_told(one)} and {_told(other)}; the codes {where}. "
        f"See which of them the boxed descriptions support.{rest}",
        expected,
        found,
        rests_on=[value for line in lines for value in cited(line.paper, line.item.hs_code)],
        goods=[line.ref for line in lines],
        also=[spot for line in lines for spot in described(line)],
        basis=[
            f"HS {printed(code)}: {label(code)}" for code in dict.fromkeys(line.hs[:6] for line in lines) if label(code)
        ]
        or ["HS nomenclature: one goods item, one subheading"],
    ).finding()


def _codes(lines: Iterable[Line]) -> str:
    return ", ".join(dict.fromkeys(printed(line.hs) for line in lines))


def _told(lines: Sequence[Line]) -> str:
    return f"{_codes(lines)} on the {listed(name_of(line.paper) for line in lines)}"
