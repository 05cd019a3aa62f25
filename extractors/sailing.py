"""What sentences of a transport paper tell of its days: "Shipped on board at Busan on 28 March 2026. Issued at ..."."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from extractors import dates
from extractors.habits import Habits
from extractors.label_words import longest
from extractors.layout import Phrase
from extractors.made import field, span
from extractors.regions import Layout
from extractors.running_head import ROUTE
from extractors.values import PLACES
from models.field import Field
from models.reference.ports import port

_END = re.compile(r"(?:(?<=[^\W\d_]{3})|(?<=\d{4}))\.\s+(?=[^\W\d_])")  # "12. März" ends none
_PLACE = re.compile(r"[A-Z][\w'’\-]*+(?:,? [A-Z][\w'’\-]*+){0,3}[. ]*")
_ABOARD = re.compile(
    r"\b(?:on\s+board|a\s+bordo|an\s+bord(?:\s+genommen|\s+verladen)?|[àa]\s+bord|aan\s+boord)\b[^\d;]{0,60}$",
    re.IGNORECASE,
)
_ISSUED = re.compile(
    r"\b(?:issued|done|ausgestellt|délivré|fait|expedido|emitido|rilasciato|opgemaakt)\b[^\d;.]{2,40}$", re.I
)


def sentences(phrase: Phrase) -> list[Phrase]:
    """Return the sentences of a phrase.

    >>> bool(_END.search("12. März 2026")), bool(_END.search("on 28 March 2026. Issued"))
    (False, True)
    """
    edges = [0, *(match.end() for match in _END.finditer(phrase.text)), len(phrase.text)]
    return [span(phrase, start, stop) for start, stop in pairwise(edges)]


def aboard(layouts: Sequence[Layout], habits: Habits) -> Field[date] | None:
    """Return the day on which a sentence says that the goods went on board."""
    return next(_told(layouts, habits, _ABOARD), None)


def issued(layouts: Sequence[Layout], habits: Habits) -> Field[date] | None:
    """Return the day on which a sentence says that the paper was issued."""
    return next(_told(layouts, habits, _ISSUED), None)


def route(layouts: Sequence[Layout]) -> Iterator[tuple[str, Field[str]]]:
    """Yield the places that sentences tell: "From MUNDRA to NEW YORK. Place of delivery CLEVELAND."."""
    for layout in layouts:
        for phrase in (phrase for line in layout.lines for phrase in line.phrases):
            for part in sentences(phrase):
                yield from _from_to(part)
                if place := _named(part):
                    yield place


def _from_to(part: Phrase) -> Iterator[tuple[str, Field[str]]]:
    """Yield both ends of a route, where ports are known by their names."""
    match = ROUTE.search(part.text)
    told = match.groupdict() if match else {}
    if match and all(port(text) for text in told.values()):
        yield from ((name, field([span(part, *match.span(name))], text, sure=0.8)) for name, text in told.items())


def _named(part: Phrase) -> tuple[str, Field[str]] | None:
    """Return the place that a sentence of nothing else names: "Place of receipt JAMNAGAR."."""
    stop, entries, _ = longest(part, 0, fuzzy=False)
    rest = part.part(stop) if stop > 1 else None  # "TO" may have other things behind it
    names = [entry.field for entry in entries if entry.field in PLACES]
    if rest is None or not names or not _PLACE.fullmatch(rest.text):
        return None
    return names[0], field([rest], rest.text.rstrip(". "), sure=0.8)


def _told(layouts: Sequence[Layout], habits: Habits, lead: re.Pattern[str]) -> Iterator[Field[date]]:
    for layout in layouts:
        for phrase in (phrase for line in layout.lines for phrase in line.phrases):
            if not any(map(str.isdigit, phrase.text)):
                continue
            for part in sentences(phrase):
                found = dates.find(part.text, habits.order)
                if found and lead.search(part.text[: found.start]):
                    sure = 0.55 if found.other else 0.8
                    yield field([span(part, found.start, found.stop)], found.value, sure=sure)
