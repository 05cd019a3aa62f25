"""Captions of customs prints by the numbers of their data elements: "Exporteur [13 01]", "18 04 Rohmasse", "6/8"."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from extractors import made
from extractors.labels import Label
from extractors.layout import Phrase
from extractors.lexicon import Entry
from extractors.regions import Layout
from models.reference.table import rows

_NUMBER = r"(?:(?P<group>\d\d) (?P<place>\d\d)(?: \d{3}){0,2}|(?P<old>\d/\d{1,2})(?:-(?P<last>\d/\d{1,2}))?)"
_AFTER = re.compile(rf"[\[(](?:D\.?E\.? )?{_NUMBER}[\])]")
_BEFORE = re.compile(rf"(?:D\.?E\.? )?{_NUMBER}[.:)]? (?=[^\W\d_])")
_FEWEST = 4  # numbered captions on a page, below which two numbers before words say nothing
_OF_ALL = {"goods:gross_mass": "total_gross_mass", "goods:net_mass": "total_net_mass"}


def labels(layout: Layout) -> list[Label]:
    """Return a label for each caption that bears the number of a data element; none where too few do."""
    found = [label for n, line in enumerate(layout.lines) for phrase in line.phrases for label in _label(phrase, n)]
    if len({label.block for label in found}) < _FEWEST:
        return []
    first = next((label.line for label in found if label.announces("goods:line", "goods:description")), 0)
    return [_of_all(label) if label.line < first else label for label in found]


def _label(phrase: Phrase, line: int) -> Iterator[Label]:
    """Yield the label that a phrase is, the words after the number with it where they are no value."""
    text = phrase.text
    told = list(_AFTER.finditer(text))
    if not told and (before := _BEFORE.match(text)):
        told = [before]
    elements = [element for m in told for element in _told(m)]
    fields = [field for element in elements for field in _elements().get(element, ())]
    if not fields:
        return
    stop = told[-1].end() if told[-1].re is _AFTER else text.find(":", told[-1].end()) + 1 or len(text)
    rest = text[stop:].strip()
    value = any(map(str.isdigit, re.split(r"[\[(]", rest)[0])) and not any(
        field.startswith("party:") for field in fields
    )
    words = made.span(phrase, 0, stop) if value else phrase
    after = phrase.part(len(words.words)) if value else None
    block = re.sub(r"\D", "", elements[0])
    yield Label(tuple(Entry(field, "", frozenset()) for field in fields), words, after, line, block, after is not None)


def _told(match: re.Match[str]) -> list[str]:
    """Return the data elements that a number names: two, where one box holds both ("6/9-6/10")."""
    if match["group"]:
        return [f"{match['group']} {match['place']}"]
    return [match["old"], match["last"]] if match["last"] else [match["old"]]


def _of_all(label: Label) -> Label:
    """Return a label over the first goods item, where a mass is that of all."""
    entries = tuple(Entry(_OF_ALL.get(e.field, e.field), e.language, e.kinds) for e in label.entries)
    return Label(entries, label.words, label.rest, label.line, label.block, label.colon)


@cache
def _elements() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows("data_elements.csv"):
        found[row["element"]].append(row["field"])
    return dict(found)
