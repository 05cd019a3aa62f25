"""Descriptions across papers: the same goods told as goods of another material."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from rapidfuzz import fuzz

from checks.evidence import Case, cited, name_of, short
from checks.goods_lines import groups
from checks.hs_agreement import agree
from checks.sides import Line
from models.finding import Finding, Severity
from models.reference.streams import at_odds
from models.reference.table import plain
from models.reference.waste_words import materials
from models.report import Consignment

_ALIKE = 60.0  # token-set ratio from which two wordings are one


def description_differs(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise goods that one paper describes as of one material and another paper as of another.

    Compares: the materials that the descriptions of matched goods lines name, in eleven languages; kindred ones
    (tyres and rubber, cable and copper) agree, and so do descriptions that share most of their words. High, or medium
    where both papers bear the same HS heading. Silent where a description names no material, and for lines without a
    sure match.
    Why: carrier, seller and customs are told different stories of the same goods.
    Basis: UNEP OzonAction customs checklist; WCO DEMETER: compare description and code over all papers.
    To clear: look at the goods; have the wrong paper corrected.
    """
    count_of = {paper.id: len(paper.goods) for paper in consignment.papers}
    for group in groups(consignment):
        told = [(line, frozenset(found.stream for found in materials(line.description))) for line in group]
        for (one, mine), (other, theirs) in combinations(told, 2):
            paired = count_of[one.paper.id] == count_of[other.paper.id]
            if paired and at_odds(mine, theirs) and not _worded_alike(one, other):
                yield _different(one, other)
                break


def _worded_alike(one: Line, other: Line) -> bool:
    return fuzz.token_set_ratio(plain(one.description), plain(other.description)) >= _ALIKE


def _different(one: Line, other: Line) -> Finding:
    same_code = bool(one.hs and other.hs) and agree(one.hs[:4], other.hs[:4])
    severity: Severity = "medium" if same_code else "high"
    mine, theirs = short(one.description), short(other.description)
    return Case(
        "description-differs",
        severity,
        f"The same goods are “{mine}” on the {name_of(one.paper)} and “{theirs}” on the {name_of(other.paper)}. "
        "Look at "
        "the goods.",
        mine,
        theirs,
        rests_on=[
            *cited(one.paper, one.item.description, one.item.hs_code),
            *cited(other.paper, other.item.description, other.item.hs_code),
        ],
        goods=[one.ref, other.ref],
        basis=["UNEP OzonAction customs checklist: one description on all papers"],
    ).finding()
