"""Disposal and recovery operations: that they exist, fit the waste, and end somewhere."""

import re
from collections.abc import Iterator
from datetime import date

from checks.evidence import Case, Cited, listed, name_of
from checks.goods_lines import groups
from checks.sides import Line
from checks.waste_entries import codes, entries
from checks.waste_signs import WASTE_PAPERS
from models.finding import Finding
from models.paper import Paper
from models.reference.trade_phrases import phrases
from models.reference.waste import operation
from models.report import Consignment

_CODE = re.compile(r"(?<![A-Za-z\d])([DR])\s?(\d{1,2})(?!\d)")


def operation_contradiction(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a disposal or recovery code that does not exist or does not fit the waste.

    Compares: the operation on waste papers with Annex IV (D1 to D15, R1 to R13); a D operation with an Annex VII
    document or a green-list entry, which are for recovery alone; and the kind of operation with words such as "for
    recycling" or "for landfill" in the description.
    Why: consent and green-list papers are given for one fate of the waste.
    Basis: Basel Convention Annex IV; Regulation (EU) 2024/1157, Articles 4 and 18.
    To clear: ask the facility what it does with the waste, and see its permit.
    """
    for paper in consignment.papers:
        if paper.kind not in WASTE_PAPERS:
            continue
        told = operations(paper)
        for code, value in told:
            if operation(code) is None:
                yield _contradiction(paper, code, [value], "there is no such operation", "D1 to D15 or R1 to R13")
                return
        disposal = [(code, value) for code, value in told if code.startswith("D")]
        green = [found for found in entries(_lines(paper)) if found.entry.control == "green-list"]
        if disposal and (paper.kind == "annex_vii_document" or green):
            why = f"{green[0].entry.code} is" if green else "an Annex VII document is"
            yield _contradiction(
                paper, disposal[0][0], [disposal[0][1], *(found.value for found in green)],
                f"it disposes of the waste, while {why} for recovery alone", "a recovery operation (R)",
            )  # fmt: skip
        else:
            yield from _said_otherwise(paper, told, consignment)


def interim_operation_without_final(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise an interim operation for which the papers name no final one.

    Compares: the operations on the waste papers: when all are interim (D13 to D15, R12, R13) and no paper names a
    second facility.
    Why: sorting and storage are where waste is lost from sight; consent covers the final treatment.
    Basis: Regulation (EU) 2024/1157, Article 15 (until 2026-05-20 Regulation (EC) 1013/2006, Article 15).
    To clear: ask for the facility of the final operation, and for its contract.
    """
    papers = [paper for paper in consignment.papers if paper.kind in WASTE_PAPERS]
    told = [(code, value) for paper in papers for code, value in operations(paper) if operation(code) is not None]
    if not told or any((operation(code) or {}).get("interim") != "yes" for code, _ in told):
        return
    facilities = [[party for party in paper.parties if party.role == "facility"] for paper in papers]
    if any(len(each) > 1 for each in facilities):
        return
    yield Case(
        "interim-operation-without-final",
        "medium",
        f"The waste goes to {listed(code for code, _ in told)} "
        f"({(operation(told[0][0]) or {}).get('label', '')}), which "
        "is not its end; the papers name no final operation and facility. Ask for them.",
        "a final operation and its facility",
        listed(code for code, _ in told),
        rests_on=[value for _, value in told],
        basis=["Regulation (EU) 2024/1157, Article 15", "Basel Convention Annex IV"],
    ).finding()


def operations(paper: Paper) -> list[tuple[str, Cited]]:
    """Return the operation codes of a paper, such as `R4`, each with the value that bears it."""
    field = paper.fields.operation
    texts = [(f"{field.value or ''} {field.raw}", Cited(paper, field))] if field is not None else []  # "R12 / R1"
    texts += [(code, value) for code, value, _ in codes(_lines(paper), "operation")]
    found = [(f"{match[1]}{int(match[2])}", value) for text, value in texts for match in _CODE.finditer(text)]
    return list({code: (code, value) for code, value in reversed(found)}.values())[::-1]


def _lines(paper: Paper) -> list[Line]:
    return [Line(paper, index, item) for index, item in enumerate(paper.goods)]


def _said_otherwise(paper: Paper, told: list[tuple[str, Cited]], consignment: Consignment) -> Iterator[Finding]:
    kinds = {code[0] for code, _ in told}
    if len(kinds) != 1:
        return
    wrong = "recovery" if kinds == {"D"} else "disposal"
    for group in groups(consignment):
        if not any(line.paper.id == paper.id for line in group):
            continue
        for line in group:
            said = phrases(line.description, wrong)
            if said and line.item.description is not None:
                yield _contradiction(
                    paper,
                    told[0][0],
                    [told[0][1], Cited(line.paper, line.item.description)],
                    f"the {name_of(line.paper)} says “{said[0].word}”",
                    f"an operation of {wrong}",
                )
                return


def _contradiction(paper: Paper, code: str, rests_on: list[Cited], why: str, expected: str) -> Finding:
    known = operation(code)
    label = f" ({known['label']})" if known else ""
    return Case(
        "operation-contradiction",
        "medium",
        f"The {name_of(paper)} gives the operation {code}{label}, but {why}. Ask the facility what it does.",
        expected,
        code,
        rests_on=rests_on,
        basis=["Basel Convention Annex IV", "Regulation (EU) 2024/1157, Article 18"],
    ).finding()
