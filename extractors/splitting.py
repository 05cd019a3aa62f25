"""Where one paper ends and the next begins, in a file of several: by titles, page counts and numbers that change.

Two papers are never read as one on the word of a title alone; where nothing tells, the pages are kept apart or
together as the weightier sign says, and a problem says that it was unsure.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors import kinds
from extractors.fields import fields
from extractors.habits import Habits
from extractors.parties import parties
from extractors.regions import Layout
from extractors.wording import tokens
from models.paper import PaperKind, PaperProblem

TITLED = 0.75  # weight of a title that can begin a paper
ALIKE, ALIKE_SCANNED = 0.97, 0.88  # share of words that two pages have in common when one repeats the other
FEWEST_WORDS = 25  # below which two pages are too empty to be called the same
LONG_LINE, MOSTLY = 9, 0.45  # words of a line of running text; share of such lines on a page of terms
PAGE_OF = re.compile(
    r"\b(?:page|seite|p[áa]gina|pagina|pag|pg|blatt|sheet|feuille|hoja|folha)\b\.?\s*+:?\s*+(\d{1,3})\s*"
    r"(?:/|of|de|von|di|van|sur)\s*(\d{1,3})\b|第\s?(\d{1,3})\s?页\s?[,，/]?\s?共\s?(\d{1,3})\s?页",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^\W*(?:continued|continuation|fortsetzung|suite|continuaci[óo]n|continua(?:zione|ção)|vervolg|brought forward"
    r"|[üu]bertrag|carried forward|report|续页)\b",
    re.IGNORECASE,
)
_CITED = ("date", "order_number", "movement_serial", "total_amount", "vessel", "invoice_number")


@dataclass
class Group:
    """Pages of one paper: those to read, those set aside (repeats, terms on the back), its kind, what was unsure."""

    pages: list[Layout]
    kind: PaperKind
    sure: float
    set_aside: list[Layout] = field(default_factory=list)
    problems: list[PaperProblem] = field(default_factory=list)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The page numbers in the file, those set aside among them."""
        return tuple(sorted(layout.page.number for layout in (*self.pages, *self.set_aside)))


def split(layouts: Sequence[Layout]) -> list[Group]:
    """Return the papers that the pages of one file make, in order; every page is in one of them."""
    groups: list[Group] = []
    for layout in layouts:
        if (group := next((g for g in groups if any(_repeats(layout, page) for page in g.pages)), None)) is not None:
            group.set_aside.append(layout)
            told = f"Page {layout.page.number} repeats an earlier page and was read once"
            group.problems.append(PaperProblem(code="page-repeated", message=told, page=layout.page.number))
            continue
        kind, sure = kinds.kind_of(layout)
        begins, doubt = _begins(groups[-1], layout, kind) if groups else (True, "")
        if begins:
            groups.append(Group([layout], kind, sure))
        elif kind == "other" and _is_terms(layout):
            groups[-1].set_aside.append(layout)
        else:
            groups[-1].pages.append(layout)
        if doubt:
            told = f"Page {layout.page.number} {doubt}: see whether it is a paper of its own"
            groups[-1].problems.append(PaperProblem(code="split-unsure", message=told, page=layout.page.number))
            groups[-1].sure = min(groups[-1].sure, 0.7)
    return groups


def _begins(group: Group, layout: Layout, kind: PaperKind) -> tuple[bool, str]:
    """Say whether a page begins a new paper after `group`, and what makes that doubtful ("" when nothing does)."""
    last = group.pages[-1]
    count, before = _count(layout), _count(last)
    if count and count[0] > 1:
        follows = before is None or (before[0] < count[0] and before[1] == count[1])
        return (False, "") if follows else (True, f"says page {count[0]} of {count[1]} but does not follow one")
    if count and before and count[0] == 1:
        return True, ""  # page 1 of its own
    titled = [title for title in kinds.titles(layout) if title.weight > TITLED]
    if not titled:
        return _untitled(group, layout, kind)
    if _says_it_goes_on(layout) or (kind == "other" and _bears_number(group, layout)):
        return False, ""
    if kind != group.kind:
        return True, ""
    return _same_title(group, layout, kind)


def _untitled(group: Group, layout: Layout, kind: PaperKind) -> tuple[bool, str]:
    """A page without a title goes on, as terms on the back do, unless it has parties and a number of its own."""
    if kind == "other" or _is_terms(layout):
        return False, ""
    number, known = _number(layout, kind), _number(group.pages[0], group.kind)
    own = number is not None and number != known and len(parties(layout)) > 1
    if kind == group.kind:
        return (True, "") if own and known is not None else (False, "")
    return (True, "has no title but looks like another kind of paper") if own else (False, "")


def _same_title(group: Group, layout: Layout, kind: PaperKind) -> tuple[bool, str]:
    """A page with the title of the paper before it begins another when its number, or else what it cites, differs."""
    known, told = (_head(page, kind) for page in (group.pages[0], layout))
    if known.get("movement_serial") != told.get("movement_serial"):
        return True, ""  # all movements under one notification bear its number
    if "number" in known and "number" in told:
        return known["number"] != told["number"], ""
    differ = [name for name in _CITED if name in known and name in told and known[name] != told[name]]
    names = [{p.role: p.name.value for p in parties(page) if p.name} for page in (group.pages[0], layout)]
    others = any(names[0][role] != names[1][role] for role in names[0].keys() & names[1].keys())
    if differ or others:
        return True, ""
    alike = [name for name in _CITED if name in known and name in told]
    if alike or names[0].keys() & names[1].keys():
        return False, ""
    complete = "total_amount" in _head(group.pages[-1], kind)
    return complete, "bears the same title and no number that could be compared"


def _head(layout: Layout, kind: PaperKind) -> dict[str, object]:
    return {name: value.value for name, value in fields([layout], kind, Habits()).items() if value.value is not None}


def _number(layout: Layout, kind: PaperKind) -> object | None:
    return _head(layout, kind).get("number")


def _count(layout: Layout) -> tuple[int, int] | None:
    """Return the page's place and the number of pages that it prints, or None."""
    for line in (*layout.lines[:12], *layout.lines[-8:]):
        if match := PAGE_OF.search(line.text):
            place, whole = (int(part) for part in match.groups() if part is not None)
            if 0 < place <= whole:
                return place, whole
    return None


def _bears_number(group: Group, layout: Layout) -> bool:
    """Say whether a page prints the number of the paper before it at its top, as running heads do."""
    number = _number(group.pages[0], group.kind)
    lines = [line.text.split() for line in layout.lines[:3]]  # OCR tears long numbers: "PCFASXP09 3881"
    return number is not None and any(str(number) in (*words, "".join(words)) for words in lines)


def _says_it_goes_on(layout: Layout) -> bool:
    return any(_GOES_ON.match(phrase.text) for line in layout.lines[:15] for phrase in line.phrases)


def _is_terms(layout: Layout) -> bool:
    """Say whether a page is mostly running text, as conditions on the back are."""
    long = sum(any(len(phrase.words) >= LONG_LINE for phrase in line.phrases) for line in layout.lines)
    return len(layout.lines) > 12 and long > MOSTLY * len(layout.lines)


def _repeats(layout: Layout, other: Layout) -> bool:
    """Say whether a page prints what another printed: nearly all words, and every number that was read well."""
    ours, theirs = (tokens(" ".join(line.text for line in page.lines)) for page in (layout, other))
    if min(len(ours), len(theirs)) < FEWEST_WORDS:
        return False
    scanned = "ocr" in (layout.page.origin, other.page.origin)
    shared = (Counter(ours) & Counter(theirs)).total()
    if shared < (ALIKE_SCANNED if scanned else ALIKE) * max(len(ours), len(theirs)):
        return False
    if not scanned:
        return _figures(ours) == _figures(theirs)
    kind = kinds.kind_of(other)[0]
    known, told = (_head(page, kind) for page in (other, layout))
    return _count(layout) == _count(other) and all(known.get(name) == told.get(name) for name in {*known, *told})


def _figures(words: Sequence[str]) -> list[str]:
    return [word for word in words if any(map(str.isdigit, word))]
