"""HS codes on their own: do they exist, are they of this edition, are they complete."""

from collections.abc import Iterator
from datetime import date

from checks.evidence import Case, cited, listed, name_of
from checks.misread_codes import is_misread
from checks.shipment import Day, day_of
from checks.sides import Line, sides
from models.finding import Finding, Severity, Suggestion
from models.reference.nomenclature import edition_at, editions_of, exists, label, printed, successors
from models.report import Consignment

# National tariffs end after 4 to 14 digits; three, five and seven are a digit lost (often a leading zero).
_LENGTHS = frozenset({4, 6, 8, 9, 10, 11, 12, 13, 14})
_NATIONAL_CHAPTERS = ("98", "99")
_SHOWN = 5


def hs_invalid(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise an HS code that no edition of the Harmonized System holds.

    Compares: the first six digits (four, when only a heading is given) of every goods line with the lists of HS 1992
    to 2028, and the number of digits with those that tariffs use. Chapters 98 and 99 are national and not judged.
    Why: an invented code is a sign of invented papers, and an entry under it cannot be checked against any regime.
    Basis: the HS Convention, Article 3: the nomenclature's codes are used without addition or change up to six digits.
    To clear: look at the boxed digits for a misreading or a lost leading zero; else ask the declarant for the code.
    """
    day = day_of(consignment, today)
    for code, lines in _codes(consignment, today).items():
        if code.startswith(_NATIONAL_CHAPTERS):
            continue
        stem = code[:6] if len(code) >= 6 else code[:4]
        if len(code) not in _LENGTHS:
            yield _case("hs-invalid", "medium", lines, _misshapen(code), "4, 6 or more digits", _zero_lost(code), day)
        elif not editions_of(stem):
            heading = (
                f"Heading {stem[:4]} exists, this subheading does not" if editions_of(stem[:4]) else "No such heading"
            )
            message = f"{printed(code)} is in no edition of the Harmonized System. {heading}: look at the digits."
            yield _case("hs-invalid", "medium", lines, message, f"a code of {edition_at(day.on)}", (), day)


def hs_outdated(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise an HS code of another edition than the one in force on the day of shipment, and name its successors.

    Compares: the first six digits with the edition in force on the shipment's date (today when the papers bear none).
    Why: an ended code hides goods that a new line was made to show, as 8548.10 does electrical waste (8549 since 2022).
    Basis: the WCO amendments to the HS, in force 2017-01-01, 2022-01-01 and 2028-01-01, and their correlation tables.
    To clear: take the successor that describes the goods; some administrations still apply an older edition.
    """
    day = day_of(consignment, today)
    edition = edition_at(day.on)
    for code, lines in _codes(consignment, today).items():
        stem = code[:6] if len(code) >= 6 else code[:4]
        held = editions_of(stem)
        if len(code) not in _LENGTHS or code.startswith(_NATIONAL_CHAPTERS) or not held or edition in held:
            continue
        if held[0] > edition:
            message = f"{printed(code)} comes in with {held[0]}; {day.told} {edition} is in force."
            new: tuple[str, ...] = ()
        else:
            last = max(name for name in held if name < edition)
            new = successors(stem, edition)
            became = f" It became {listed(printed(code) for code in new[:_SHOWN])}" if new else ""
            more = f" and {len(new) - _SHOWN} more" if len(new) > _SHOWN else ""
            end = "." if new else ""
            message = f"{printed(code)} ended with {last}; {day.told} {edition} is in force.{became}{more}{end}"
        # The list of HS 2028 is a pre-publication: what rests on it alone is no more than a hint.
        severity: Severity = "low" if "HS2028" in (edition, held[0]) else "medium"
        yield _case("hs-outdated", severity, lines, message, f"a code of {edition}", new, day)


def hs_incomplete(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a code of two or four digits where a subheading of six is due.

    Compares: the number of digits printed on each goods line; a heading is one finding, however many lines bear it.
    Why: waste and goods often share a heading's neighbourhood and part only at the fifth and sixth digit.
    Basis: the HS Convention, Article 3: six digits in customs tariffs and statistics.
    To clear: ask for the subheading; other papers of the consignment often have it.
    """
    edition = edition_at(day_of(consignment, today).on)
    for code, lines in _codes(consignment, today).items():
        if (len(code) == 4 and exists(code, edition)) or (len(code) == 2 and exists(code, edition)):
            if _completed(code, consignment, today):
                continue
            what = "chapter" if len(code) == 2 else "heading"
            message = f"{code} is only a {what} ({label(code) or 'no label'}); ask for all six digits."
            yield _case("hs-incomplete", "low", lines, message, "six digits", (), day_of(consignment, today))


def _codes(consignment: Consignment, today: date) -> dict[str, list[Line]]:
    by_code: dict[str, list[Line]] = {}
    for side in sides(consignment):
        for line in side.lines:
            if line.hs and not is_misread(line, consignment, today):
                by_code.setdefault(line.hs, []).append(line)
    return by_code


def _completed(code: str, consignment: Consignment, today: date) -> bool:
    """Whether another paper of the consignment gives the same code with its six digits."""
    return any(len(other) >= 6 and other.startswith(code) for other in _codes(consignment, today))


def _misshapen(code: str) -> str:
    zero = _zero_lost(code)
    lost = f" Was a leading zero lost ({printed('0' + code)})?" if zero else " Look for a digit lost or added."
    return f"{code} has {len(code)} digits; a tariff code has four, six, eight or ten.{lost}"


def _zero_lost(code: str) -> tuple[str, ...]:
    padded = "0" + code
    return (padded[:6],) if len(padded) >= 6 and len(padded) in _LENGTHS and editions_of(padded[:6]) else ()


def _case(
    code: str, severity: Severity, lines: list[Line], message: str, expected: str, new: tuple[str, ...], day: Day
) -> Finding:
    first = lines[0]
    raw = first.item.hs_code.raw if first.item.hs_code else first.hs
    return Case(
        code,
        severity,
        f"On the {listed(name_of(line.paper) for line in lines)}: {message}",
        expected,
        raw,
        rests_on=[value for line in lines for value in cited(line.paper, line.item.hs_code)],
        goods=[line.ref for line in lines],
        suggested=[
            Suggestion(code=code, label=label(code), score=round(1 / max(len(new), 1), 2)) for code in new[:_SHOWN]
        ],
        basis=[f"HS nomenclature {edition_at(day.on)[2:]}, in force {day.told}"],
    ).finding()
