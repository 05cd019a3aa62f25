"""Papers that share nothing with the others of their consignment: they lie in the wrong folder."""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from checks.history import bills, containers, key_of
from checks.misreadings import is_name, same_signs
from checks.parties_alike import same_party
from models.paper import Paper
from models.reference.table import plain
from models.report import Consignment

_FEWEST = 3  # of two papers, nobody knows which one is astray
_ALIKE = 75.0  # token-set ratio of descriptions
_NUMBERS = ("number", "invoice_number", "booking_number", "order_number", "notification_number", "vessel")


def strays(consignment: Consignment) -> list[Paper]:
    """Return the papers that share no number, container, party, code or goods with any other paper.

    A paper of unknown kind, or of which little was read, is never astray; nor are any when more than one in three is.
    """
    papers = consignment.papers
    told = [paper for paper in papers if paper.kind != "other" and _tells(paper)]
    if len(told) < _FEWEST:
        return []
    found = [paper for paper in told if not any(_related(paper, other) for other in papers if other.id != paper.id)]
    return found if 3 * len(found) <= len(told) else []


def _tells(paper: Paper) -> bool:
    """Whether enough was read to miss what is shared: parties and goods, and a number of some kind."""
    return bool(_names(paper)) and bool(_goods(paper)) and any(_numbers(paper))


def _related(one: Paper, other: Paper) -> bool:
    mine, theirs = set(_numbers(one)), set(_numbers(other))
    if mine & theirs or any(same_signs(left, right) for left in mine for right in theirs):
        return True
    if any(same_party(left, right) for left in _names(one) for right in _names(other)):
        return True
    if {item.hs_code.value[:4] for item in one.goods if item.hs_code and item.hs_code.value} & {
        item.hs_code.value[:4] for item in other.goods if item.hs_code and item.hs_code.value
    }:
        return True
    return any(fuzz.token_set_ratio(left, right) >= _ALIKE for left in _goods(one) for right in _goods(other))


def _numbers(paper: Paper) -> Iterator[str]:
    for name in _NUMBERS:
        yield from (key.partition(":")[2] for key in key_of("", getattr(paper.fields, name)))
    for key in (*bills([paper]), *containers([paper])):
        yield key.partition(":")[2]


def _names(paper: Paper) -> Sequence[str]:
    names = [party.name.value for party in paper.parties if party.name is not None]
    return [name for name in names if name and is_name(name)]


def _goods(paper: Paper) -> Sequence[str]:
    return [plain(item.description.value or item.description.raw) for item in paper.goods if item.description]
