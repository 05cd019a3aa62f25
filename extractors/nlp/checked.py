"""The rule component: identifiers that have a form or a check digit, found without learning."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractors import goods_text, tariff
from extractors.identifiers import cas_numbers, containers, un_numbers
from extractors.quantities import measures
from models.reference import nomenclature

IDENTIFIERS = "identifiers"  # the span group that holds them
_BARE = re.compile(r"(?<![\w.,/-])(\d{4}\.\d{2}(?:\.\d{2,4}){0,2})(?![\w/-]|[.,]\d)")
_CAS = re.compile(r"\bcas\b\W*(?:(?:no|nr|rn|number|n°)\b\W*)?$", re.IGNORECASE)


class Found(NamedTuple):
    """An identifier of a `scheme` (CONTAINER, CAS, UN, HS, BASEL, EWC, OECD, CLASS), from `start` to `stop` of a text.

    `lead` is where the words that name it begin ("HS CODE"), else `start`.
    """

    scheme: str
    value: str
    valid: bool
    start: int
    stop: int
    lead: int


def identifiers(text: str) -> list[Found]:
    """Return the checked identifiers of a text in the order printed; none overlaps one before it in this order:
    containers, CAS, UN, waste codes, hazard classes, HS codes.

    >>> [(f.scheme, f.value, f.valid) for f in identifiers("HS 3915.10, UN 3480, CAS 75-09-2, CSQU3054383")]
    [('HS', '391510', True), ('UN', '3480', True), ('CAS', '75-09-2', True), ('CONTAINER', 'CSQU3054383', True)]
    """
    found: list[Found] = []
    for new in _all(text):
        if not any(new.start < old.stop and new.stop > old.start for old in found):
            found.append(new)
    return sorted(found, key=lambda identifier: identifier.start)


def _all(text: str) -> Iterator[Found]:
    for scheme, read in (("CONTAINER", containers), ("CAS", cas_numbers), ("UN", un_numbers)):
        for number in read(text):
            named = _CAS.search(text, max(0, number.start - 12), number.start) if scheme == "CAS" else None
            lead = named.start() if named else number.start
            yield Found(scheme, number.value, number.valid, number.start, number.stop, lead)
    for scheme, waste, lead in goods_text.waste_codes(text):
        yield Found(scheme.upper(), waste.value, True, waste.start, waste.stop, lead)
    for hazard, lead in goods_text.hazard_classes(text):
        yield Found("CLASS", hazard.value, True, hazard.start, hazard.stop, lead)
    for lead, codes in tariff.named(text):
        for code in codes:
            known = bool(nomenclature.editions_of(code.value))
            yield Found("HS", code.value, known, code.start, code.stop, min(lead, code.start))
    for match in _BARE.finditer(text):
        digits = match[1].replace(".", "")
        weighs = measures(text[match.start() : match.end() + 8], kind="mass")[:1]
        if nomenclature.editions_of(digits) and not any(m.unit for m in weighs):  # unnamed, a code must exist
            yield Found("HS", digits, True, *match.span(1), match.start(1))


for attribute in ("value", "valid", "lead"):
    Span.set_extension(attribute, default=None, force=True)  # of all Docs of the process


@Language.factory("checked_identifiers")
def component(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Return the component: it puts a span for each identifier, with `._.value` and `._.valid`, in `doc.spans`."""
    return marked


def marked(doc: Doc) -> Doc:
    """Add the checked identifiers of a Doc to its span group; a code ends where a count or mass begins."""
    spans = []
    measured = [e.start_char for e in doc.ents if e.label_ in ("QUANTITY", "MASS")]
    for found in identifiers(doc.text):
        stop = min((start for start in measured if found.start < start < found.stop), default=found.stop)
        span = doc.char_span(found.start, stop, label=found.scheme, alignment_mode="expand")
        if span is not None:
            whole = stop == found.stop or found.scheme != "HS"
            span._.value = found.value if whole else re.sub(r"\D", "", doc.text[found.start : stop])
            span._.valid, span._.lead = found.valid, found.lead
            spans.append(span)
    doc.spans[IDENTIFIERS] = spans
    return doc
