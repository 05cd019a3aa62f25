"""What the numbered blocks of official forms tell, and whether a page is numbered as the form of its kind is."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from extractors.labels import Label
from models.paper import PaperKind
from models.reference.table import rows

_FEWEST_OTHERS = 3  # numbered captions that say something else than the form's block of that number


def numbered_as(kind: PaperKind, labels: Iterable[Label]) -> dict[str, list[str]]:
    """Return the fields of the blocks of a form of `kind`; none where the captions on a page are numbered otherwise.

    Box 8 of the Single Administrative Document is the consignee, that of a United States entry the carrier: where more
    captions of known meaning contradict their numbers than agree with them, the numbers are another form's.
    """
    form = _forms().get(kind, {})
    told = [(set(label.fields), set(form[label.block])) for label in labels if label.block in form]
    agree = sum(bool(fields & block) for fields, block in told)
    others = len(told) - agree
    return {} if others >= _FEWEST_OTHERS and others > agree else form


@cache
def _forms() -> dict[str, dict[str, list[str]]]:
    forms: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows("blocks.csv"):
        forms[row["kind"]][row["block"]].append(row["field"])
    return {kind: dict(blocks) for kind, blocks in forms.items()}
