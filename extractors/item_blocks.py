"""Goods items printed as paragraphs, without a table: a name, its amount at the right, its facts in lines below."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors import made, tariff
from extractors.column_content import is_range
from extractors.column_words import goods_field
from extractors.layout import Line, Phrase
from extractors.lexicon import lexicon
from extractors.numerals import NUMBER, DecimalSign, multiplies
from extractors.quantities import packages, pieces
from extractors.regions import Layout
from extractors.table_rows import Row
from extractors.wording import tokens

_NUMBERED = re.compile(
    r"^(?:(?:item|pos(?:ition)?|line|ligne|zeile|riga|regel|partida|art(?:icle|ikel|icolo|[íi]culo|igo)|poste)\b\.?)?\s*"
    r"(?:n[o°º]\.?\s*|#)?\(?(\d{1,3})[.,):]?(?:\s+[–—:\-])?\s+(?=\S*[^\W\d_]{2})",
    re.IGNORECASE,
)
_MONEY = r"(?:[A-Z]{3}|[€$£¥])"
_TIMES = re.compile(
    rf"(?P<quantity>{NUMBER.pattern}(?:\s?[^\W\d_][\w/]{{0,15}}[.³]?){{0,2}})\s*(?:[x×X*@]|\bat\b|\bà\b|\bje\b|\bper\b)\s*"
    rf"(?P<unit_price>{_MONEY}?\s?{NUMBER.pattern}(?:\s?{_MONEY})?)(?:\s*(?:/|per)\s*\w+)?"
    rf"(?:\s*=\s*(?P<amount>{_MONEY}?\s?{NUMBER.pattern}))?",
)
AMOUNT = re.compile(rf"^{_MONEY}?\s?{NUMBER.pattern}\s?{_MONEY}?$")


_CARD = frozenset(
    {"goods:quantity", "goods:unit_price", "goods:amount", "goods:packages", "goods:net_mass", "goods:hs_code"}
)


@dataclass(frozen=True)
class _Spot:
    """A printed line and the layout it stands in."""

    layout: Layout
    line: Line


def rows(layouts: Sequence[Layout]) -> list[Row]:
    """Return the items that numbered or priced paragraphs tell of, as rows: `facts` are the lines under the name.

    A paragraph counts that says how many at what price, or an HS code; numbered clauses say neither.
    """
    spots = [_Spot(layout, line) for layout in layouts for line in layout.lines]
    starts = _starts(spots)
    if not starts:
        return []
    ends = [*starts[1:], len(spots)]
    blocks = [_block(spots[start:end]) for start, end in zip(starts, ends, strict=True)]
    if sum(_tells(block) for block in blocks) < 0.6 * len(blocks):
        return []
    for block in blocks:
        for spot in block:
            spot.layout.goods_lines.update(n for n, line in enumerate(spot.layout.lines) if line is spot.line)
    return [_row(block) for block in blocks]


def _starts(spots: Sequence[_Spot]) -> list[int]:
    """Return where items begin: at numbers that count on, else at names with an amount and facts below."""
    chains: list[list[tuple[int, int, float]]] = []
    for n, spot in enumerate(spots):
        if match := _NUMBERED.match(spot.line.phrases[0].text):
            here = (n, int(match[1]), spot.line.box.x0)
            for chain in chains:
                step = here[1] - chain[-1][1]
                slack = 6 if spots[chain[-1][0]].layout is spot.layout else 40  # sheets lie otherwise on the glass
                if step in (1, 10) and abs(here[2] - chain[-1][2]) < slack:
                    chain.append(here)
                    break
            else:
                if here[1] in (1, 10):
                    chains.append([here])
    told = [chain for chain in chains if _tells(_block(spots[chain[0][0] : _stop(chain, spots)]))]
    numbered = [n for n, _, _ in max(told, key=len)] if told else []
    priced = [n for n, spot in enumerate(spots) if _is_priced(spot.line) and not _is_product(spots[:n][-1:], spot)]
    priced = [n for n in priced if n + 1 < len(spots) and any(_facts(spot.line) for spot in spots[n + 1 : n + 4])]
    found = priced if len(priced) > len(numbered) else numbered  # a misread number breaks the chain
    return found or _carded(spots)


def _carded(spots: Sequence[_Spot]) -> list[int]:
    """Return where cards begin that all tell the same facts: at the name over the first label, each time again."""
    labelled = [_told_of_goods(spot) for spot in spots]
    first = next((n for n, fields in enumerate(labelled) if fields), None)
    if first is None:
        return []
    again = [n for n in range(1, len(spots)) if labelled[n] & labelled[first] and not labelled[n - 1]]
    names = [
        n - 1 for n in again if re.search(r"[^\W\d_]{3}", spots[n - 1].line.text) and not _is_of_paper(spots[n - 1])
    ]
    told = [set().union(*labelled[start:stop]) for start, stop in pairwise([*names, len(spots)])]
    return names if len(names) > 1 and all(len(fields & _CARD) > 1 for fields in told) else []


def _told_of_goods(spot: _Spot) -> set[str]:
    """Return the facts of goods that the labels with a colon on a line tell, or all parts of it without one."""
    labels = [spot.layout.label_at(phrase) for phrase in spot.line.phrases]
    fields = {field for label in labels if label and label.colon for field in label.fields}
    parts = _segments(spot.line.phrases)
    facts = [{} if _times_within(part) else _fact(part) for part in parts]
    fields |= {f"goods:{name}" for told in facts for name in told if all(facts)}
    return {field for field in fields if field.startswith("goods:")}


def _times_within(phrase: Phrase) -> bool:
    """Say whether a name is followed by a product: "Insulin pens, 5 x 3 ml"."""
    return _TIMES.match(phrase.text) is None and _TIMES.search(phrase.text) is not None


def _stop(chain: Sequence[tuple[int, int, float]], spots: Sequence[_Spot]) -> int:
    return chain[1][0] if len(chain) > 1 else len(spots)


def _is_priced(line: Line) -> bool:
    first, last = line.phrases[0].text, line.phrases[-1].text
    named = len(line.phrases) > 1 and re.search(r"[^\W\d_]{3}", first) is not None and not _is_label(first)
    return named and AMOUNT.match(last) is not None and re.search(r"[.,]\d\d\b", last) is not None


def _is_product(above: Sequence[_Spot], spot: _Spot) -> bool:
    """Say whether a line tells the quantity and price that make the amount above."""
    return any(_priced(spot.line.phrases, each.line.phrases[-1:]) for each in above)


def _is_label(text: str) -> bool:
    return lexicon().longest(tokens(text))[0] > 0


def _block(spots: Sequence[_Spot]) -> list[_Spot]:
    """Cut what belongs to an item: lines that follow close and begin no label of the whole paper."""
    kept = list(spots[:1])
    for above, below in pairwise(spots):
        height = max(phrase.box.height for phrase in below.line.phrases)
        far = below.layout is not above.layout or below.line.box.top - above.line.box.bottom > 1.3 * height
        if far or len(kept) > 14 or _is_of_paper(below):
            break
        kept.append(below)
    return kept


def _is_of_paper(spot: _Spot) -> bool:
    label = spot.layout.label_at(spot.line.phrases[0])
    if label is None:
        return False
    return not any(field.startswith(("goods:", "waste:")) or field == "country_of_origin" for field in label.fields)


def _tells(block: Sequence[_Spot]) -> bool:
    carded = {field for spot in block for field in _told_of_goods(spot)} & _CARD
    return len(carded) > 1 or any(_facts(spot.line) for spot in block)


def _facts(line: Line) -> bool:
    return _TIMES.search(line.text) is not None or any(True for _ in tariff.named(line.text))


def _row(block: Sequence[_Spot]) -> Row:
    cells: dict[str, list[Phrase]] = {"description": [], "facts": []}
    told = False
    for spot in block:
        phrases = list(spot.line.phrases)
        priced = _priced(phrases, cells.get("amount", ())) if cells["description"] else {}
        last = phrases[-1]
        if not priced and len(phrases) > 1 and AMOUNT.match(last.text) and not _counted(last):  # "1 BAG"
            cells.setdefault("amount", [phrases.pop()])
        whole = Phrase(tuple(word for phrase in phrases for word in phrase.words), phrases[0].page)
        told = told or bool(priced) or _facts(spot.line) or (bool(cells["description"]) and _is_label(whole.text))
        if not (told and cells["description"]):
            cells["description"].append(whole)
            continue
        for name, phrase in priced.items():
            cells.setdefault(name, [phrase])
        _add_facts(cells, _segments(phrases[2:] if priced else phrases))
    first = cells["description"][0]
    if match := _NUMBERED.match(first.text):
        cells["description"][0] = made.span(first, match.end(), len(first.text))
    return Row({name: found for name, found in cells.items() if found})


def _priced(phrases: Sequence[Phrase], amounts: Sequence[Phrase]) -> dict[str, Phrase]:
    """Return the two phrases that a line begins with as quantity and price: a wide gap or no sign stands between them.

    Without the sign, which OCR may have lost, the amount must prove it.
    """
    if len(phrases) < 2:
        return {}
    whole = Phrase(phrases[0].words + phrases[1].words, phrases[0].page)
    match = _TIMES.match(whole.text)
    if match and match.end("quantity") <= len(phrases[0].text) and match["amount"] is None:
        return _multiplied(whole)
    if not (amounts and phrases[0].text[:1].isdigit() and AMOUNT.match(phrases[1].text)):
        return {}
    told = [phrases[0].text, phrases[1].text, amounts[0].text]
    return {"quantity": phrases[0], "unit_price": phrases[1]} if any(multiplies(told, sign) for sign in _SIGNS) else {}


def _add_facts(cells: dict[str, list[Phrase]], parts: Sequence[Phrase]) -> None:
    """Take in the facts of a printed line; one that the last line broke off is joined to what goes on with it."""
    for n, part in enumerate(parts):
        found = _fact(part)
        ends = n == 0 or (bool(cells["facts"]) and parts[n - 1] is cells["facts"][-1])
        if not found and ends and cells["facts"] and (found := _fact(_joined(cells["facts"][-1], part))):
            cells["facts"].pop()
        for name, phrase in found.items():
            counted = name == "packages" in cells and pieces(phrase.text)  # "10 cartons | 6,000 units"
            cells.setdefault("quantity" if counted else name, [phrase])
        cells["facts"] += [] if found else [part]


def _fact(phrase: Phrase) -> dict[str, Phrase]:
    return _multiplied(phrase) or _labelled(phrase) or _counted(phrase)


def _joined(above: Phrase, below: Phrase) -> Phrase:
    return Phrase(above.words + below.words, above.page)


def _segments(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Cut a line of facts at wide gaps and at the strokes, bars and dots between them."""
    found = []
    for phrase in phrases:
        start = 0
        for n, word in enumerate(phrase.words):
            if word.text in _STROKES or word.text.endswith(";"):
                found.append(phrase.part(start, n if word.text in _STROKES else n + 1))
                start = n + 1
        found.append(phrase.part(start))
    return [fact for part in found if part for fact in _at_labels(part)]


def _at_labels(phrase: Phrase) -> list[Phrase]:
    """Cut a phrase before each label and each count of packages in it: OCR loses the bars between facts."""
    if _TIMES.search(phrase.text):
        return [phrase]
    cuts = [n for n in range(1, len(phrase.words)) if _opens(phrase, n)]
    parts = [phrase.part(start, stop) for start, stop in zip([0, *cuts], [*cuts, None], strict=True)]
    return [part for part in parts if part]


def _opens(phrase: Phrase, n: int) -> bool:
    for size in (3, 2, 1):
        part, before = phrase.part(n, n + size), phrase.words[n - 1].text
        if part is None or len(part.words) < size:
            continue
        name = goods_field(part.text, fuzzy=False, whole=True)[0]
        if name in ("net_mass", "gross_mass", "hs_code"):
            return not before.endswith("/") and _valued(phrase, n)
    two = phrase.part(n, n + 2)
    return two is not None and bool(_counted(two)) and any(c.isdigit() for c in phrase.words[n - 1].text)


def _valued(phrase: Phrase, n: int) -> bool:
    """Say whether a value ended right before word `n`: a number, or the unit behind one."""
    return any(any(c.isdigit() for c in word.text) for word in phrase.words[max(0, n - 2) : n])


_STROKES = frozenset("|·•¦;–—-I")  # a bar, as OCR sees it, is a capital I


def _labelled(phrase: Phrase) -> dict[str, Phrase]:
    """Return what stands after the label of a goods column ("Net weight 200 kg"), by the field that it names."""
    for size in range(min(len(phrase.words) - 1, 7), 0, -1):
        name = goods_field(" ".join(word.text for word in phrase.words[:size]), fuzzy=True, whole=True)[0]
        rest = phrase.part(size)
        told = rest is not None and any(c.isdigit() for c in rest.text)
        if rest and name == "packages" and is_range(rest.text):
            return {"part": rest}  # "Cartons 1-10"
        if rest and ((name in _VALUED and told) or name in ("origin", "marks")):
            return {name: rest}
    return {}


_SIGNS: tuple[DecimalSign, ...] = (".", ",")
_VALUED = frozenset({"hs_code", "packages", "gross_mass", "net_mass", "volume", "quantity", "unit_price", "amount"})


def _counted(phrase: Phrase) -> dict[str, Phrase]:
    """Return a phrase that is nothing but a count of packages."""
    for sign in _SIGNS:
        found = packages(phrase.text, sign=sign)
        if len(found) == 1 and found[0].unit and (found[0].start, found[0].stop) == (0, len(phrase.text)):
            return {"packages": phrase}
    return {"packages": phrase} if (counted := pieces(phrase.text)) and counted.stop == len(phrase.text) else {}


def _multiplied(phrase: Phrase) -> dict[str, Phrase]:
    """Return the words of "80 PCS × 12.50 = 1,000.00" by what they tell."""
    match = _TIMES.search(phrase.text)
    if match is None:
        return {}
    return {name: made.span(phrase, *match.span(name)) for name, text in match.groupdict().items() if text}
