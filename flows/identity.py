"""What is the same from one report to the next: a paper by its bytes and page, a finding by what it rests on.

A report's own names (p1, the third finding) move when a file is added or a rule changes; what people decide and
correct hangs on these.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from models.finding import Finding
from models.paper import Paper
from models.report import Consignment


class Place(NamedTuple):
    """Where a paper is: the document's bytes, its first page in it, and which of the papers that begin there it is."""

    sha256: str
    page: int
    number: int


def places(papers: Iterable[Paper]) -> list[Place]:
    """Return the place of each paper, in order."""
    met: Counter[tuple[str, int]] = Counter()
    found = []
    for paper in papers:
        key = (paper.sha256, paper.pages[0] if paper.pages else 0)
        found.append(Place(*key, met[key]))
        met[key] += 1
    return found


def finding_keys(consignment: Consignment, findings: Sequence[Finding]) -> list[str]:
    """Return a key for each finding: its code, the papers it cites and the values printed there.

    Neither its position nor its wording counts; findings that rest on the same are told apart by their order.
    """
    where = dict(zip((paper.id for paper in consignment.papers), places(consignment.papers), strict=True))
    met: Counter[str] = Counter()
    keys = []
    for finding in findings:
        rests_on = sorted(
            {
                (
                    where.get(spot.paper, Place(spot.paper, 0, 0)),
                    spot.page,
                    " ".join(spot.text.split()),
                )
                for spot in finding.evidence
            }
        )
        told = hashlib.sha256(json.dumps([finding.code, rests_on], ensure_ascii=False).encode()).hexdigest()[:24]
        met[told] += 1
        keys.append(told if met[told] == 1 else f"{told}-{met[told]}")
    return keys
