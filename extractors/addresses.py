"""Address blocks that no label heads: whose invoice it is and whom it was sent to, as letters and bills show them.

The issuer is known by what only issuers print of themselves (tax and bank numbers, a web address, the company at the
foot of the page, the return line over the window); the addressee is the other block.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from extractors.captions import is_caption
from extractors.kinds import titles
from extractors.labels import Label
from extractors.layout import Phrase
from extractors.parties import is_name, party_of
from extractors.regions import Layout
from models.page import Word
from models.paper import PaperKind, Party, Role
from models.reference.companies import company_words, looks_like_company
from models.reference.countries import country, country_at_end

HEAD, FOOT = (
    0.45,
    0.8,
)  # of the page's height: addresses stand above the one, issuers introduce themselves below the other
MOST_LINES = 9
LARGEST = 2.6  # times the print of the address
SENT: frozenset[PaperKind] = frozenset({"commercial_invoice", "proforma_invoice", "delivery_note", "packing_list"})
_ISSUER: tuple[Role, ...] = ("seller", "exporter", "consignor")
_ADDRESSEE: tuple[Role, ...] = ("buyer", "importer")
_POSTAL = re.compile(
    r"\b[A-Z]{2},?\s+\d{5}(?:-\d{4})?\b|\b(?:[A-Z]{1,2}-)?(?:\d{4,6}|\d{3} \d\d)(?:\s?[A-Z]{2})?\s+[^\W\d_]{3,}"
    r"|(?<![^\W\d_])[^\W\d_]{3,}+[\s,\-–]++\d{5,6}\b|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b\d{5}-\d{3}\b"
)
_ISSUES = re.compile(
    r"\bIBAN\b|\bBIC\b|\bSWIFT\b|\bKvK\b|\bHRB\b|\bR\.?C\.?S\b|\bSIRET\b|\bSIREN\b|\bBTW\b|\bUSt|\bMwSt|\bTVA\b|\bVAT\b"
    r"|\bGSTIN\b|\bP\.?\s?IVA\b|\bCNPJ\b|\bNIF\b|\bABN\b|\bCIN\b|\bcapital\b|\bsi[èe]ge\b|\bregistered office\b"
    r"|\bregistergericht\b|\bsede legale\b|www\.|https?:",
    re.IGNORECASE,
)
_OF_ADDRESSEE = re.compile(  # whose tax number a line prints: "Btw-nr. afnemer", "Your VAT no.", "USt-IdNr. des Kunden"
    r"\b(?:your|customer|client|buyer|votre|kunden?|käufers?|ihre|abnehmers?|afnemer|klant|uw|cliente|comprador|acquirente)\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")  # of a house: a street is nobody's name
_CUT = re.compile(r"(?<!\s)\s++[-–—|·•]\s+|(?:(?<!\s)\s++)?[|·•]\s*")


@dataclass(frozen=True)
class Block:
    """Lines that stand together, flush left or centred."""

    lines: tuple[Phrase, ...]

    @property
    def text(self) -> str:
        """The lines, one below the other."""
        return "\n".join(line.text for line in self.lines)

    @property
    def issues(self) -> bool:
        """Say whether the block prints what issuers print of themselves: numbers of tax and bank, a web address."""
        return any(_ISSUES.search(line.text) and not _OF_ADDRESSEE.search(line.text) for line in self.lines)

    def is_address(self) -> bool:
        """Say whether the block reads as name and address: it names somebody and holds a postal line or a country."""
        first = self.lines[0].text
        if len(self.lines) < 2 or not is_name(first) or is_caption(first):
            return False
        if sum(c.isdigit() for c in first) > 2 and not looks_like_company(first):
            return False  # an address whose name stands elsewhere
        return any(_is_postal(line.text) for line in self.lines[1:]) or "@" in self.lines[1].text


def unlabelled(layouts: Sequence[Layout], kind: PaperKind, named: Collection[Party]) -> list[Party]:
    """Return the seller and the buyer that no label names on a paper that one sends the other."""
    taken = {party.role for party in named}
    if kind not in SENT or (taken.intersection(_ISSUER) and taken.intersection(_ADDRESSEE)):
        return []
    first = layouts[0]
    apart = [party for party in named if party.role not in ("consignee", "notify")]  # who may be billed as well
    known = [_letters(party.name.value) for party in apart if party.name and party.name.value]
    blocks = [b for b in _blocks(first, 0.0, HEAD) if b.is_address() and _letters(b.lines[0].text) not in known]
    returned = _return_lines(first)
    told = [*(parts[0] for parts in returned), *_at_foot(layouts)]
    own = next((block for block in blocks if _is_issuers(block, told, first)), None)
    if own is None and not told and blocks and taken.intersection(("buyer", "importer", "consignee")):
        own = blocks[0]  # the other one is named by a label
    found = []
    forwards = own is not None and taken.isdisjoint(("seller", "exporter")) and own.issues
    if not taken.intersection(_ISSUER) or forwards:  # a forwarder bills the carriage of another's goods
        bare = tuple(returned[0] if returned else told[:1])
        printed = own.lines if own and (not told or looks_like_company(own.lines[0].text)) else bare
        issuer = party_of("seller", printed, sure=0.8, beside=_foot(layouts)) if printed else None
        found += [issuer] if issuer else []
    sent = [block for block in blocks if block is not own and not block.issues]
    alone = own is None and not told and not taken.intersection(_ISSUER)
    if sent and not alone and not taken.intersection(_ADDRESSEE):
        buyer = party_of("buyer", sent[0].lines, sure=0.8)
        found += [buyer] if buyer else []
    elif alone and len(sent) > 1 and not taken.intersection(_ADDRESSEE):  # the letterhead is the upper one
        parties = (party_of("seller", sent[0].lines, sure=0.7), party_of("buyer", sent[1].lines, sure=0.7))
        found += [party for party in parties if party]
    return found


def _blocks(layout: Layout, top: float, bottom: float) -> list[Block]:
    """Return the blocks between two heights (shares of the page's), without what labels and titles hold."""
    held = {word.box for title in titles(layout) for word in title.phrase.words}
    held |= {word.box for label in layout.labels if not _of_address(label) for word in _held(layout, label)}
    held |= {parts[0].words[0].box for parts in _return_lines(layout)}
    done: list[list[Phrase]] = []
    for number, line in enumerate(layout.lines):
        if not top <= line.box.top / layout.page.height <= bottom or number in layout.header_lines | layout.goods_lines:
            continue
        for phrase in line.phrases:
            if phrase.words[0].box in held:
                continue
            block = next((b for b in reversed(done) if _continues(b, phrase)), None)
            if block is None:
                done.append([phrase])
            else:
                block.append(phrase)
    return [Block(tuple(lines)) for lines in done]


def _held(layout: Layout, label: Label) -> list[Word]:
    phrases = [label.words, *([label.rest] if label.rest else [])]
    if any(field.startswith("party:") for field in label.fields):
        phrases += layout.block(label)
    elif label.rest is None:
        phrases += [*layout.candidates(label)][:1]
    return [word for phrase in phrases for word in phrase.words]


def _of_address(label: Label) -> bool:
    return all(field.startswith("sub:") for field in label.fields)


def _continues(block: Sequence[Phrase], phrase: Phrase) -> bool:
    a, b = block[-1].box, phrase.box
    if len(block) >= MOST_LINES:
        return False
    flush = abs(a.x0 - b.x0) < 4 or abs(a.middle[0] - b.middle[0]) < 4 or abs(a.x1 - b.x1) < 2
    larger = LARGEST if len(block) == 1 else 1.4  # a letterhead sets its name large
    alike = 0.72 < a.height / max(b.height, 0.1) < larger
    return flush and alike and -2 < b.top - a.bottom < 1.3 * max(a.height, b.height)


def _is_postal(text: str) -> bool:
    line = text.strip(" ,.;")
    return _POSTAL.search(line) is not None or country(line) is not None or country_at_end(line) is not None


def _is_issuers(block: Block, told: Sequence[Phrase], layout: Layout) -> bool:
    """Say whether a block is of whom the paper comes from: it prints tax or bank numbers, or is told elsewhere."""
    name = _letters(block.lines[0].text)
    if block.issues or any(name in _letters(p.text) or _letters(p.text) in name for p in told):
        return True
    domains = re.findall(r"(?:www\.|https?://|@)([\w\-]{4,})", " ".join(line.text for line in layout.lines))
    return any(_letters(domain) in name or name in _letters(domain) for domain in domains)


def _foot(layouts: Sequence[Layout]) -> list[Phrase]:
    """Return what stands at the foot of the first page: the tax numbers there are those of whose paper it is."""
    first = layouts[0]
    low = (line for line in first.lines if line.box.top > FOOT * first.page.height)
    return [phrase for line in low for phrase in line.phrases]


def _return_lines(layout: Layout) -> list[list[Phrase]]:
    """Return the parts (name, street, town) of lines that hold a whole address, as over the window of an envelope."""
    found = []
    for number, line in enumerate(layout.lines):
        if number in layout.header_lines | layout.goods_lines:
            continue  # "12 kg - UN 1078 class 2.2"
        for phrase in line.phrases:
            parts = [part for part in _CUT.split(phrase.text) if part]
            named = bool(parts) and is_name(parts[0]) and (not _DIGIT.search(parts[0]) or looks_like_company(parts[0]))
            whole = len(parts) > 1 and named and _POSTAL.search(" ".join(parts[1:]))
            if whole and not looks_like_company(parts[0]) and _is_under_company(layout, number, phrase):
                continue
            if whole and line.box.top < HEAD * layout.page.height and layout.label_at(phrase) is None:
                ends = [*accumulate(len(part.split()) for part in parts)]
                words = [word for word in phrase.words if not _CUT.fullmatch(f" {word.text} ")]
                spots = [Phrase(tuple(words[a:b]), phrase.page) for a, b in pairwise([0, *ends]) if words[a:b]]
                found.append(spots)
    return found


def _is_under_company(layout: Layout, number: int, phrase: Phrase) -> bool:
    """Say whether a line goes on with a company's name right over it: a street without number is no name."""
    over = [p for p in layout.lines[number - 1].phrases if number and abs(p.box.x0 - phrase.box.x0) < 6]
    near = [p for p in over if phrase.box.top - p.box.bottom < 1.5 * phrase.box.height]
    return any(looks_like_company(p.text) for p in near)


def _at_foot(layouts: Sequence[Layout]) -> list[Phrase]:
    """Return the names of companies that introduce themselves at the foot of a page, with their registration."""
    found = []
    for layout in layouts[:2]:
        low = _blocks(layout, FOOT, 1.0)
        for block in low:
            beside = any(other.issues for other in low if _is_beside(block, other))
            if not block.issues and not (beside and block.is_address()):
                continue
            name = next((n for line in block.lines if (n := _company(line))), None)
            first = block.lines[0]
            if name is None and len(first.words) <= 4 and len(block.lines) > 1 and is_name(first.text):
                name = None if is_caption(first.text) or ":" in first.text else first
            found += [name] if name else []
    return found


def _is_beside(block: Block, other: Block) -> bool:
    """Say whether two blocks stand in columns of one strip, which begin level."""
    return abs(block.lines[0].box.top - other.lines[0].box.top) < block.lines[0].box.height


def _company(line: Phrase) -> Phrase | None:
    """Return the words of a line up to the legal form that they end in: "Rila SAS" of "Rila SAS with a capital of"."""
    part = _leading(line, len(_CUT.split(line.text)[0].split()))
    match = company_words("legal_form").search(part.text)
    if match is None or not 1 < len(part.text[: match.end()].split()) <= 7:
        return None
    return _leading(part, len(part.text[: match.end()].split()))


def _leading(phrase: Phrase, words: int) -> Phrase:
    return phrase.part(0, max(words, 1)) or phrase


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
