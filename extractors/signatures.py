"""Who ships, and who carries as told where a paper is signed: "as agents for the carrier X", "X ... AS CARRIER"."""

import re
from collections.abc import Sequence

from extractors.layout import Phrase
from extractors.made import span
from extractors.parties import party_of
from extractors.regions import Layout
from extractors.wording import plain
from models.paper import PaperKind, Party, Role
from models.reference.companies import company_words, looks_like_company

TRANSPORT: frozenset[PaperKind] = frozenset({"bill_of_lading", "sea_waybill", "air_waybill"})
_FOR = re.compile(
    r"\b(?:as agents?(?: only)? (?:for|of|on behalf of)|(?:for and )?on behalf of|signed for(?! and))\s+(?:the\s+)?+"
    r"(?:carrier\b[\s,:]*+)?+(?P<who>[A-Z][^,;:]{3,60})",
    re.IGNORECASE,
)
_AS = re.compile(r"^\W*as (?:the )?carrier\b", re.IGNORECASE)
_AS_CARRIER = re.compile(r"(?<![\s,(])[\s,(]++as (?:the )?carrier\b", re.IGNORECASE)
_REACH = 5  # lines from a signature's name down to "as carrier"


def carrier(layouts: Sequence[Layout]) -> Party | None:
    """Return the carrier that a paper is signed by or for, or None."""
    for layout in reversed(layouts):
        for number, line in enumerate(layout.lines):
            for phrase in line.phrases:
                name = (
                    _signed_for(phrase)
                    or _signed_as(phrase)
                    or (_above(layout, number, phrase) if _AS.match(phrase.text) else None)
                )
                if name is not None and (party := party_of("carrier", [name], sure=0.8)):
                    return party
    return None


def as_shipper(found: dict[Role, Party], kind: PaperKind) -> None:
    """Add the exporter that a paper of carriage names as who ships, where it names no other."""
    if kind in TRANSPORT and "exporter" in found and "consignor" not in found:
        found["consignor"] = found["exporter"].model_copy(update={"role": "consignor"})


def settle(found: dict[Role, Party], layouts: Sequence[Layout]) -> None:
    """Add the carrier that a transport paper is signed by; one told "as carrier" outranks who signs for the carrier.

    Who signs for the other is its agent.
    """
    if "carrier" not in found and (signed := carrier(layouts)):
        found["carrier"] = signed
        return
    named = (name for layout in layouts for line in layout.lines for p in line.phrases if (name := _signed_as(p)))
    first = next(named, None)
    told = party_of("carrier", [first], sure=0.8) if first else None
    other = found.get("carrier")
    if told and other and _name(told) != _name(other):
        found["carrier"] = told
        found.setdefault("agent", other.model_copy(update={"role": "agent"}))


def _name(party: Party) -> str:
    return plain(party.name.value or "") if party.name else ""


def _signed_for(phrase: Phrase) -> Phrase | None:
    match = _FOR.search(phrase.text)
    if match is None:
        return None
    who = match["who"]
    form = company_words("legal_form").search(who)
    stop = match.start("who") + (form.end() if form else len(who))
    carries = company_words("carrier").search(who)
    return span(phrase, match.start("who"), stop) if form or carries else None


def _signed_as(phrase: Phrase) -> Phrase | None:
    """Return the company before "as carrier" on its line."""
    match = _AS_CARRIER.search(phrase.text)
    if match is None or not looks_like_company(phrase.text[: match.start()]):
        return None
    return span(phrase, 0, match.start())


def _above(layout: Layout, number: int, phrase: Phrase) -> Phrase | None:
    """Return the company printed over "as carrier", flush with it."""
    for line in reversed(layout.lines[max(0, number - _REACH) : number]):
        for other in line.phrases:
            flush = abs(other.box.x0 - phrase.box.x0) < 8 or abs(other.box.middle[0] - phrase.box.middle[0]) < 8
            if flush and looks_like_company(other.text):
                return other
    return None
