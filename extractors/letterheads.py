"""Whose paper it is, told by no label: the company printed at the top of the page, or larger than all around it."""

from collections.abc import Collection, Iterator
from functools import cache
from statistics import median

from extractors import kinds
from extractors.layout import Phrase
from extractors.parties import party_of
from extractors.regions import Layout
from extractors.wording import tokens
from models.geometry import Box
from models.paper import PaperKind, Party, Role
from models.reference.companies import company_words, looks_like_company
from models.reference.countries import country
from models.reference.table import rows

_OWNERS: dict[PaperKind, tuple[Role, tuple[Role, ...]]] = {
    "commercial_invoice": ("seller", ("seller", "exporter", "consignor")),
    "proforma_invoice": ("seller", ("seller", "exporter", "consignor")),
    "packing_list": ("seller", ("seller", "exporter", "consignor")),
    "delivery_note": ("seller", ("seller", "exporter", "consignor")),
    "bill_of_lading": ("carrier", ("carrier",)),
    "sea_waybill": ("carrier", ("carrier",)),
    "air_waybill": ("carrier", ("carrier",)),
}
HEAD = 0.25  # of the page's height: where a letterhead stands
LARGER = 1.15  # times the usual print: what a name without "Ltd" must be


def owner(layout: Layout, kind: PaperKind, named: Collection[Party]) -> Party | None:
    """Return the party whose letterhead the page bears, when no label already names one in its role."""
    role, instead = _OWNERS.get(kind, (None, ()))
    if role is None or any(party.role in instead for party in named):
        return None
    names = {_letters(party.name.value) for party in named if party.name and party.name.value}
    ranked = sorted(_names(layout, carrier=role == "carrier"), key=lambda item: -item[0])
    for _, number, phrase in ranked:
        if _letters(phrase.text) not in names:
            return party_of(role, [phrase, *_address(layout, number, phrase)], sure=0.8)
    return None


def _names(layout: Layout, *, carrier: bool) -> Iterator[tuple[float, int, Phrase]]:
    """Yield what may be the owner's name with how likely it is and its line."""
    owned = _owned(layout)
    usual = median([phrase.box.height for line in layout.lines for phrase in line.phrases] or [1.0])
    for number, line in enumerate(layout.lines):
        if line.box.top > HEAD * layout.page.height:
            return
        if number in layout.header_lines | layout.goods_lines:
            continue
        for phrase in line.phrases:
            if layout.label_at(phrase) or phrase.words[0].box in owned or not _is_name(phrase):
                continue
            size = phrase.box.height / max(usual, 1.0)
            company = looks_like_company(phrase.text)
            carries = carrier and company_words("carrier").search(phrase.text) is not None
            if company or carries or size >= LARGER or _has_address(layout, number, phrase):
                yield min(size, 2.5) + 0.6 * company + 0.5 * carries, number, phrase


def _owned(layout: Layout) -> set[Box]:
    """Return the first words of what titles and labelled blocks hold."""
    phrases = {phrase.words for line in layout.lines for phrase in line.phrases}
    held = {w.box for title in kinds.titles(layout) if title.phrase.words in phrases for w in title.phrase.words}
    for label in layout.labels:
        if any(field.startswith("party:") for field in label.fields):
            held.update(word.box for phrase in layout.block(label) for word in phrase.words)
        elif label.rest or label.colon:
            held.update(word.box for phrase in [*layout.candidates(label)][:1] for word in phrase.words)
    return held


def _is_name(phrase: Phrase) -> bool:
    """Say whether a phrase can be a company's name: a few words, no sentence, no title, few digits."""
    text = phrase.text
    letters = sum(c.isalpha() for c in text)
    if letters < 3 or len(phrase.words) > 8 or sum(c.isdigit() for c in text) > 0.25 * letters:
        return False
    small = [word.text for word in phrase.words if word.text[:1].islower() and len(word.text) > 3]
    if len(small) > 1 or text.endswith((":", ";")) or "@" in text or "www." in text.lower():
        return False
    if looks_like_company(text):
        return True
    words = [word for word in tokens(text) if len(word) > 2]
    return sum(word in _title_words() for word in words) < max(0.6 * len(words), 1)


@cache
def _title_words() -> frozenset[str]:
    return frozenset(word for row in rows("titles.csv") for word in tokens(row["phrase"]) if len(word) > 2)


def _address(layout: Layout, number: int, name: Phrase) -> list[Phrase]:
    """Return the short lines under a name that are flush with it or centred under it."""
    taken: list[Phrase] = []
    for line in layout.lines[number + 1 : number + 8]:
        above = taken[-1] if taken else name
        near = [phrase for phrase in line.phrases if _is_under(phrase, name)]
        if not near:
            if line.box.top - above.box.bottom > 1.6 * name.box.height:
                break
            continue  # a line of the neighbouring column
        found = near[0]
        if layout.label_at(found) or len(found.words) > 9:
            break
        if found.box.top - above.box.bottom > 1.5 * max(found.box.height, 0.6 * name.box.height):
            break
        taken.append(found)
    return taken[:6]


def _has_address(layout: Layout, number: int, name: Phrase) -> bool:
    """Say whether an address stands under a name: lines that end in a country."""
    lines = _address(layout, number, name)
    return len(lines) > 1 and any(country(line.text.strip(" .,")) for line in lines[1:])


def _is_under(phrase: Phrase, name: Phrase) -> bool:
    box, head = phrase.box, name.box
    return min(abs(box.x0 - head.x0), abs(box.x1 - head.x1), abs(box.middle[0] - head.middle[0])) < 12


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
