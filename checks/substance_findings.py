"""Findings on a substance, and the texts that were read where a reference to a permit may stand."""

from collections.abc import Iterator, Sequence

from checks.evidence import Case, listed, name_of, searched
from checks.substances import Named
from models.finding import Certainty, Finding, GoodsRef, Severity
from models.paper import Paper
from models.report import Consignment


def read_texts(consignment: Consignment) -> Iterator[str]:
    """Yield what was read of free text: descriptions, marks, numbers of parties with their schemes."""
    for paper in consignment.papers:
        for item in paper.goods:
            yield from (field.raw for field in (item.description, item.marks) if field is not None)
        for party in paper.parties:
            for code in party.identifiers:
                yield f"{code.scheme} {code.value.raw}"


def doubt_of(papers: Sequence[Paper]) -> Certainty | None:
    """Return `may_be_misread` when a paper of unknown kind may be the one that is missed."""
    return "may_be_misread" if any(paper.kind == "other" for paper in papers) else None


def about(
    code: str,
    severity: Severity,
    found: Sequence[Named],
    why: str,
    expected: str,
    basis: Sequence[str],
    absent_from: Sequence[Paper] = (),
) -> Finding:
    """Return the finding on a substance; `absent_from` are the papers that were searched for what is missing."""
    refs: list[GoodsRef] = [one.ref for one in found]
    return Case(
        code,
        severity,
        f"{found[0].told} on the {listed(name_of(one.value.paper) for one in found)} {why}",
        expected,
        found[0].word,
        rests_on=[one.value for one in found],
        goods=refs,
        also=searched(absent_from),
        basis=basis,
        certainty=doubt_of(absent_from),
    ).finding()
