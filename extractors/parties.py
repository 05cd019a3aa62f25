"""Who the paper names: role, name, address, country and identifiers, from the blocks that labels own."""

import re
from collections.abc import Sequence
from typing import get_args

from extractors import dates, details
from extractors.captions import is_caption
from extractors.labels import Label
from extractors.layout import Phrase
from extractors.lexicon import lexicon
from extractors.made import field
from extractors.party_numbers import CHECKED, ELSEWHERE, is_number_only, is_register_entry, numbers
from extractors.regions import Layout
from extractors.vessels import is_mode
from extractors.wording import tokens
from models.field import Code, Field
from models.paper import Party, Role
from models.reference.companies import company_words, looks_like_company
from models.reference.countries import country, country_at_end, country_by_postcode
from models.reference.ports import port

ROLES: tuple[Role, ...] = get_args(Role)
_ELSE = "/else"  # ends the field of a label that gives a role only where no other label does
_SAME_AS = re.compile(
    r"^\W*(?:same(?=\W*$)|same as|(?:the same|o mesmo|el mismo|le même|lo stesso|derselbe|dezelfde)(?=\W*$)"
    r"|idem|wie|gleich|igual (?:que|al|ao)|come|stesso|zelfde als|identique|ditto)\b\W*(?P<who>.*)$",
    re.IGNORECASE,
)
_DECLARING = ({"declarant", "exporter"}, {"declarant", "importer"})
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_TICKED = re.compile(r"[\s☐□☒☑✓✗]*")  # boxes of a form
_ABOVE = re.compile(r"^\W*(?:the )?(?:above|oben|ci-dessus|arriba|sopra|acima|boven)\b", re.IGNORECASE)
_CONTACT = re.compile(
    r"@|www\.|https?:|(?:\b(?:tel|fax|phone|mob|e-?mail|ph)\b[.:]?)|^\+?[\d\s()/\-.]{7,}$", re.IGNORECASE
)
_ORDER = re.compile(
    r"^(?:to (?:the )?order of|à l'ordre de|a la orden de|an order von|all'ordine di|à ordem de|aan order van)[\s:]*",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\w\s*(?:&|\b(?:and|und|et|y|e|en)\b)\s*\w", re.IGNORECASE)
_PARTICLES = frozenset(
    {"van", "von", "de", "di", "da", "do", "dos", "du", "del", "della", "le", "la", "el", "al", "ter", "ten", "den"}
)
_BOILERPLATE = re.compile(
    r"\b(?:freight (?:pre-?paid|collect|payable)|to be completed|actual site|please|signature|for completing"
    r"|(?:see|voir|siehe|v[ée]ase|vedi|ver|zie|cf\.?) (?:the |l'|el |o |also )?"
    r"(?:attached |beigef[üu]gte )?(?:annexe?|anlage|anhang|anexo|allegato|bijlage|list|liste?|lista))\b",
    re.IGNORECASE,
)


def parties(layout: Layout) -> list[Party]:
    """Return the parties that the labels of a page name, one a role, those named most fully first kept."""
    found: dict[str, Party] = {}
    referred: list[tuple[Role, str, list[Phrase], str | None]] = []
    for label in sorted(layout.labels, key=_stands_in):
        for role in _roles(label):
            if label.announces("port_of_loading", "port_of_discharge") and not heads_party(layout, label):
                continue
            printed = details.led(layout, label, details.joined(layout, layout.block(label)))
            block = [phrase for phrase in printed if not _is_empty(layout, phrase)]
            unfilled = printed[:1] and printed[0] not in block and printed[0].text.endswith(":")
            if not block or (unfilled and details.named(block) is None):
                continue
            lone = _SAME_AS.match(block[0].text)
            same = lone if lone and not lone["who"] else _SAME_AS.match(" ".join(phrase.text for phrase in block[:2]))
            if same:
                referred.append((role, same["who"], block, next(reversed(found), None)))
                continue
            party = party_of(role, block, sure=0.95 if label.sure else 0.8, beside=_beside(layout, label))
            fuller = role not in found or (not _stands_in(label) and _fullness(party) > _fullness(found[role]))
            if party and fuller:
                found[role] = party
    for role, who, block, above in referred:
        named = [above] if above and _ABOVE.search(who) else _named_roles(who, role)
        other = next((found[r] for r in named if r in found), None)
        if other and role not in found:
            spot = field(block[:1], None).evidence
            name = other.name.model_copy(update={"raw": block[0].text, "evidence": spot}) if other.name else None
            found[role] = other.model_copy(update={"role": role, "name": name})
    return list(found.values())


def _beside(layout: Layout, label: Label) -> list[Phrase]:
    """Return what the line of a party's label says after it: "3. Exporter Registration No: FR-59-2211"."""
    spot = label.words.words[-1]
    line = next((phrase for phrase in layout.lines[label.line].phrases if spot in phrase.words), None)
    after = line.part(line.words.index(spot) + 1) if line else None
    return [after] if after else []


def heads_party(layout: Layout, label: Label) -> bool:
    """Say whether "From" or "To" heads a party, by a company's name or an address, and not a place."""
    block = layout.block(label)
    if not block or looks_like_company(block[0].text):
        return bool(block)
    return len(block) > 2 and port(block[0].text) is None


def party_of(role: Role, block: Sequence[Phrase], *, sure: float = 0.95, beside: Sequence[Phrase] = ()) -> Party | None:
    """Return the party that the lines of `block` print, or None when they name nobody; `beside` may number it."""
    block = [part for phrase in block for part in details.parted(phrase) if not _TICKED.fullmatch(part.text)]
    lines = [part for phrase in block if (part := details.uncaptioned(phrase)) is not None]
    identifiers = numbers([*beside, *block])
    named = [p for p in lines if not _CONTACT.search(p.text) and not is_number_only(p.text)]
    named = named[next((n for n, p in enumerate(named[:3]) if not _leads_in(p.text)), 0) :]
    told = details.named(block)
    if told is None and (attended := _attended(block)) is not None:
        told = attended
    if told is not None:
        named = [told, *(p for p in named if p.words[0].box != told.words[0].box)]
    if len(named) > 1 and _ORDER.fullmatch(_clean(named[0].text)):
        named = named[1:]  # "TO THE ORDER OF" stands on a line of its own
    if len(named) > 1 and not _LATIN.search(named[0].text) and looks_like_company(named[1].text):
        named = named[1:]  # a Chinese name over the English one, by which other papers name it
    if len(named) > 1 and company_words("legal_form").fullmatch(named[1].text.strip(" ,;")):
        named = [Phrase((*named[0].words, *named[1].words), named[0].page), *named[2:]]  # a narrow column broke it
    named = [*_parted_name(named[0]), *named[1:]] if named else []
    if not named or not is_name(named[0].text):
        return None
    name, rest = named[0], [p for p in named[1:] if not _BOILERPLATE.search(p.text)]
    address = _clean(", ".join(p.text.strip(" ,;") for p in rest)) if rest else None
    return Party(
        role=role,
        name=field([name], _ORDER.sub("", _clean(name.text)) or _clean(name.text), sure=sure),
        address=field(rest, address, sure=sure * 0.95) if rest and address else None,
        country=_country(rest or [name]) or _registered_in(identifiers),
        identifiers=identifiers,
    )


def _parted_name(line: Phrase) -> list[Phrase]:
    """Part a name from the address that goes on behind it on its line: "Tema Metals Ltd, Heavy Industrial Area"."""
    form = company_words("legal_form")
    ends = [m.end() for m in form.finditer(line.text) if line.text[m.end() : m.end() + 1] == ","]
    stop = next((end for end in ends if not form.match(line.text[end + 1 :].lstrip())), -1)
    if not ends and line.text.count(",") > 1 and country_at_end(line.text):
        stop = line.text.index(",")
    head, tail = line.text[: max(stop, 0)], line.text[stop + 1 :]
    if stop < 0 or any(c.isdigit() for c in head) or not re.search(r"\w{2}", tail) or looks_like_company(tail):
        return [line]
    words = len(head.split())
    return [part for part in (line.part(0, words), line.part(words)) if part]


def _leads_in(text: str) -> bool:
    """Say whether a line only stands over the name: a remark, or the number under which somebody is registered."""
    return _is_remark(text) or is_register_entry(text)


def _is_remark(text: str) -> bool:
    """Say whether a line only remarks on the block: all in parentheses, or a sentence of the form's own."""
    text = text.strip()
    small = [word for word in text.split() if word.isalpha() and word.islower() and len(word) > 2]
    return re.fullmatch(r"\(.*\)", text) is not None or (len(small) > 4 and not looks_like_company(text))


def is_name(text: str) -> bool:
    """Say whether `text` can name somebody: letters, no sentence, no day or place, nothing that goes on from before.

    >>> is_name("Lotus Polymers Sdn Bhd"), is_name("I certify that the information is complete"), is_name("by importer")
    (True, False, False)
    >>> is_name("6th June 2026"), is_name("Bremerhaven, Germany"), is_name("Bremerhaven Trading, Germany")
    (False, False, True)
    """
    text = _clean(text)
    words = text.split()
    if not re.search(r"[^\W\d_]{2}", text) or len(words) > 14 or re.search(r"[☐□☒]|\.{4}|_{3}|-{4}|\(cid:", text):
        return False
    small = [word for word in words if word.isalpha() and word.islower() and len(word) > 2]
    if looks_like_company(text) and len(small) < 4:
        return True
    if is_mode(text) or _is_day(text) or ("," in text and country_at_end(text) and port(text)):
        return False  # "Shipped by: SEA"
    begins = re.match(r"[^\W\d_]+", words[0])
    goes_on = begins is not None and begins.group().islower() and len(begins.group()) > 1 and words[0] not in _PARTICLES
    return not goes_on and len(small) < 3 and not _BOILERPLATE.search(text)


def _is_day(text: str) -> bool:
    day = dates.find(text)
    return day is not None and not re.search(r"[^\W\d_]{3}", text[: day.start] + text[day.stop :])


def _attended(block: Sequence[Phrase]) -> Phrase | None:
    """Return the company after "Attn:" where it heads the block, as bills put it."""
    match = re.match(r"(?:attn|attention|att)\b[\s.:]*", block[0].text, re.IGNORECASE) if block else None
    if match is None or not looks_like_company(block[0].text[match.end() :]):
        return None
    return block[0].part(len(block[0].text[: match.end()].split()))


def _roles(label: Label) -> list[Role]:
    """Return the role that a label gives: of "Shipper / Exporter" the first, of "Consignee & buyer" both.

    Who declares is no trader: "Declarant / Exporter" gives both.
    """
    given = [role for field in label.fields for role in ROLES if field.removesuffix(_ELSE) == f"party:{role}"]
    both = _JOINED.search(label.words.text) or set(given) in _DECLARING
    return given if both else given[:1]


def _stands_in(label: Label) -> bool:
    """Say whether a label names who counts in a role only where no label names the role itself: "Ship to", "From"."""
    told = [field for field in label.fields if field.startswith("party:")]
    return bool(told) and all(field.endswith(_ELSE) for field in told)


def _named_roles(who: str, role: Role) -> list[str]:
    if not who:  # "SAME", as the party to notify; as the consignee, the one who buys
        return ["buyer", "importer"] if role == "consignee" else ["consignee"]
    _, entries = lexicon().longest(tokens(who))
    return [entry.field.removeprefix("party:").removesuffix(_ELSE) for entry in entries]


def _is_empty(layout: Layout, phrase: Phrase) -> bool:
    """Say whether a line of a block is a caption without a value."""
    label = layout.label_at(phrase)
    bare = label is not None and label.rest is None and len(phrase.words) <= len(label.words.words)
    detail = bare and label is not None and all(f.startswith("sub:") for f in label.fields)
    return detail or is_caption(phrase.text) or _is_role(phrase.text)


def _is_role(text: str) -> bool:
    """Say whether a line is only the name of a role, as beside a box to tick: "O EXPORTER"."""
    words = tuple(word for word in tokens(text) if len(word) > 1)
    entries = lexicon().entries.get(words, ())
    return bool(entries) and all(entry.field.startswith("party:") for entry in entries)


def _fullness(party: Party | None) -> int:
    if party is None:
        return 0
    return sum(part is not None for part in (party.name, party.address, party.country)) + len(party.identifiers)


def _country(lines: Sequence[Phrase]) -> Field[str] | None:
    for phrase in reversed(lines):
        if company_words("legal_form").fullmatch(phrase.text.split()[-1]):
            continue  # "S.L." is no Sierra Leone
        code = country(phrase.text.strip(" ,.;-")) or country_at_end(phrase.text.strip(" ,.;-"))
        if code:
            return field([phrase], code)
    for phrase in reversed(lines):
        if code := country_by_postcode(phrase.text):
            return field([phrase], code, sure=0.85)
    return None


def _registered_in(identifiers: Sequence[Code]) -> Field[str] | None:
    """Return the country that a party's EORI or VAT number begins with, where its form was checked."""
    checked = (
        code.value for code in identifiers if code.scheme in ("eori", "vat") and code.value.confidence >= CHECKED
    )
    number = next((value for value in checked if value.value and value.value[:2].isalpha()), None)
    prefix = number.value[:2].upper() if number and number.value else ""
    code = country(ELSEWHERE.get(prefix, prefix)) if prefix else None
    return number.model_copy(update={"value": code, "confidence": 0.8}) if number and code else None


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" ,;:-–|")
