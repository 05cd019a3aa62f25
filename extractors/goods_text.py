"""What running goods text says besides the name of the goods: HS and waste codes, masses, packages, UN and CAS."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from extractors import tariff
from extractors.cues import alternatives
from extractors.identifiers import cas_numbers, containers, un_numbers
from extractors.numerals import DecimalSign
from extractors.quantities import Measure, measures, packages

_BEFORE_MASS = r"[^\d\n]{0,24}?(?=\d)"
_LED = r"(?:\b(?:total|totale|peso|poids|weight)\s+){0,2}"
_GROSS = re.compile(rf"{_LED}(?:{alternatives('gross')}){_BEFORE_MASS}", re.IGNORECASE)
_NET = re.compile(rf"{_LED}(?:{alternatives('net')}){_BEFORE_MASS}", re.IGNORECASE)
_OF_ORIGIN = (
    r"(?:(?:country of|pays d['’]|pa[ií]s de|land van|paese (?:di|d['’])) ?)?"
    r"(?:origine?(?: country)?|\w*ursprung(?:sland)?|orige[nm]|oorsprong|herkomst)"
)
_ORIGIN = re.compile(
    rf"\b(?:{_OF_ORIGIN}(?: ?/ ?{_OF_ORIGIN})?|made[ .]{{1,2}}in)\b\.?"
    r"(?: of (?:the )?goods| des marchandises| de la mercanc[ií]a| della merce| da mercadoria)?"
    r"\s*+:?\s*+([^\W\d_]{2,}(?:[ .][^\W\d_]{2,}){0,3})",
    re.IGNORECASE,
)
_CLASS = re.compile(
    r"\b(?:(?:IMO|IMDG|ADR|hazard)?\s*(?:class|klasse|classe|clase|cl(?=\.))|IMO|IMDG)\b[\s:.]*([1-9](?:\.\d)?)(?!\d)",
    re.IGNORECASE,
)
# UN number, proper shipping name, class: the order of IMDG 5.4.1.4.2 and ADR 5.4.1.1.1
_CLASS_IN_ORDER = re.compile(
    r"\bUN\s?\d{4}(?:[,\s][^;]{3,100}?)?(?P<told>,\s*(?P<number>[1-9](?:\.\d)?)(?:\s?\(\d(?:\.\d)?\))?)[ \t]*(?=,|\n|$)"
)
_AFTER_GOODS = r"(?:[,;]\s*+|(?<!\s)\s++)?"
_APART = re.compile(
    rf"{_AFTER_GOODS}\b"
    r"(?:PG|P\.G\.|packing group|verpackungsgruppe|groupe d'emballage|gruppo d'imballaggio|grupo de embalaje)"
    r"\s*+:?\s*+I{1,3}\b"
    rf"|{_AFTER_GOODS}(?:\(\s*+)?(?:flash ?point\s*+:?\s*+)?-?\d{{1,3}}\s?°\s?C\s*+c\.?\s?c\.?\s*+\)?"
    rf"|{_AFTER_GOODS}\b(?:EmS\s*+(?:no\.?)?\s*+:?\s*+)?F-[A-JS]\s*+[,/]?\s*+S-[A-Z]\b"
    r"|^[^\S\n]*+CAS(?: no\.?| nr\.?)?[:\s]*\d{2,7}-\d\d-\d[^\S\n]*+$",
    re.IGNORECASE | re.MULTILINE,
)
_SIZE = (
    r"\d{1,4}(?:[.,]\d{1,2})?(?:\s?[x×*]\s?\d{1,4}(?:[.,]\d{1,2})?){2}(?:\s?(?:cms?|mm|in)\b)?(?:\s?[/@]\s?\d{1,4})?"
)
_SIZES = re.compile(  # of the packages, as air waybills tell them: "DIMS CM 120X80X95/1 80X60X60/2"
    rf"\b(?:dims?|dimensions?|abmessungen|maße|mesures|medidas|misure|afmetingen)\b[\s.:]*+"
    rf"(?:(?:in\s)?\(?(?:cms?|mm|in|inch(?:es)?)\)?[\s.:]*+)?{_SIZE}(?:[\s,;]++{_SIZE})*+",
    re.IGNORECASE,
)
_WASTE = {
    "basel": re.compile(r"(?<![A-Z0-9])([AB][1-4]\d{3})(?!\d)"),
    "y": re.compile(r"(?<![A-Z0-9])Y\s?(\d{1,2})(?!\d)"),
    "oecd": re.compile(r"(?<![A-Z0-9])([A-Z]{2}\d{3}|EU3011|EU48)(?!\d)"),
    "ewc": re.compile(r"(?<![\d.])(\d{2} ?\d{2} ?\d{2}\*|\d{2} \d{2} \d{2}\*?)(?!\d)"),
    "operation": re.compile(r"(?<![A-Z0-9])([DR]\s?(?:1[0-5]|[1-9]))(?![\d\w])"),
    "h": re.compile(r"(?<![A-Z0-9])(H(?:4\.[1-3]|5\.[12]|6\.[12]|1[0-3]|[138]))(?![\d.]\d|\d)"),
    "hp": re.compile(r"(?<![A-Z0-9])(HP\s?(?:1[0-5]|[1-9]))(?!\d)"),
}
_EWC = r"EWC|LoW|LER|CER|EER|EAK|AVV|EURAL|euralcode|list of wastes?|abfallschlüssel|code déchet"
_LABELLED_WASTE = {
    "ewc": re.compile(
        rf"\b(?:{_EWC})\b(?:[^\w\n]|\b(?:{_EWC}|codes?|no|nr|number|nummer|entry)\b){{0,14}}"
        r"(\d{2}[ .]?\d{2}[ .]?\d{2}\*?)", re.I),
    "basel": re.compile(
        r"\b(?:basel|bâle|basilea|bazel|annex (?:VIII|IX))\b[^A-Z0-9]{0,10}(?:code|entry|no)?"
        r"[^A-Z0-9]{0,4}([AB]\d{4})\b", re.I),
    "oecd": re.compile(
        r"\b(?:OECD|OCDE|OCSE|OESO)\b[^A-Z0-9]{0,10}(?:code)?[^A-Z0-9]{0,4}([A-Z]{2}\d{3}|EU3011|EU48|[AB]\d{4})\b"),
}  # fmt: skip
_TYPE = r"(?:HC|HQ|GP|DC|DV|OT|RF|RH|ST|FT|FCL|TK|FR)"
_NOISE = re.compile(
    rf"\b\d{{1,3}}\s?[x×]\s?(?:10|20|40|45|53)(?:\s?['’´′]{{1,2}}\s?{_TYPE}?\b|\s?{_TYPE}\b|(?=\s*(?:containers?|cntrs?)\b))"
    r"[\s.]*(?:containers?|cntrs?)?"
    r"|\b(?:said to contain|freight (?:prepaid|collect|payable[^,.;]*)|(?:clean )?(?:shipped )?on board|s\.?t\.?c\.?"
    r"|shipper'?s load,? (?:stow,? )?(?:and|&) count|slac|containers?(?= said)|total packages?:?)\b:?",
    re.IGNORECASE,
)


class Span(NamedTuple):
    """A value found from `start` to `stop` of a text."""

    value: str
    start: int
    stop: int


@dataclass
class Said:
    """What a goods text says; `name` is the text without it."""

    hs_codes: list[Span] = field(default_factory=list)
    gross: Measure | None = None
    net: Measure | None = None
    volume: Measure | None = None
    packages: Measure | None = None
    origins: list[Span] = field(default_factory=list)
    un_numbers: list[Span] = field(default_factory=list)
    hazard_class: Span | None = None
    cas: list[Span] = field(default_factory=list)
    waste_codes: list[tuple[str, Span]] = field(default_factory=list)
    quantity: Measure | None = None
    name: str = ""
    goods: list[Span] = field(default_factory=list)  # where the name stands, once the words themselves were parsed

    @property
    def evidence(self) -> int:
        """How much stands by the name: 2 for packages, a code, a mass with its role, 1 for a bare quantity, else 0."""
        strong = (self.packages, self.gross, self.net, self.hs_codes, self.un_numbers, self.cas)
        return 2 if any(strong) else int(self.quantity is not None)


def said(text: str, *, sign: DecimalSign = ".", waste_paper: bool = False) -> Said:
    """Return what a goods text says. On a `waste_paper`, waste codes count without a label before them."""
    found = Said()
    taken: list[tuple[int, int]] = []
    for start, codes in [*tariff.named(text)] or tariff.in_remarks(text):
        found.hs_codes.extend(Span(*code) for code in codes)
        taken.append((start, codes[-1].stop))
    found.gross = _measure(_GROSS, text, sign, taken)
    found.net = _measure(_NET, text, sign, taken)
    _volume(found, text, sign, taken)
    _dangerous(found, text, taken)
    _waste(found, text, taken, waste_paper=waste_paper)
    for origin in _ORIGIN.finditer(text):
        found.origins.append(Span(origin[1], origin.start(1), origin.end(1)))
        taken.append(origin.span())
    taken.extend((number.start, number.stop) for number in containers(text))
    taken.extend(match.span() for match in _SIZES.finditer(text))
    rest = _without(text, taken)
    found.packages = next((m for m in packages(rest, sign=sign) if m.unit and _counts_packages(rest, m)), None)
    if found.packages and text[: found.packages.start].strip() and _fills_line(rest, found.packages):
        taken.append((found.packages.start, _end(rest, found.packages)))
    found.name = _named(_without(without_equipment(text), taken), found.packages)
    return found


_MARKS = re.compile(
    r"(?:\d{1,3}[.)]\s*)?(?:(?:[A-Z&/]{1,6}|[A-Z]*+\d++)[\s.\-–/:]*+){0,4}"
)  # "2. FA 41-55" before a count


_HELD = re.compile(
    r"(?:contain\w*|stc|consisting of|total(?: packages)?|\bpacked (?:in|on)|\bverpackt in|\bverpakt in|\bemballés? en"
    r"|\b(?:op|opak|verp|emb|conf|amb|bal)\.)\W*$",
    re.IGNORECASE,
)  # "op. 40 worków": what packs, said short in Polish, German, French, Italian, Turkish and Czech


def _counts_packages(text: str, count: Measure) -> bool:
    """Say whether a count heads the goods ("24 BALES OF", "SAID TO CONTAIN 24 BALES"), and is not their measure."""
    before, after = _NOISE.sub(" ", text[: count.start]).strip(" ,.;:-()"), text[count.stop :]
    contains = _HELD.search(text[max(0, count.start - 32) : count.start])
    worded = re.search(r"[^\W\d_]{3}", text[count.start : count.stop]) is not None  # "HARD DISK 4 TB" holds no tubs
    marked = worded and _MARKS.fullmatch(before) is not None
    marked = marked or (text[: count.start].endswith("\n(") and after[:1] == ")")  # "(24 PALLETS)" under a name
    return (
        not before
        or marked
        or contains is not None
        or _fills_line(text, count)
        or re.match(r"\s*(?:of|de|von|di|van)\b", after, re.I) is not None
    )


def _fills_line(text: str, count: Measure) -> bool:
    """Say whether a count is all that its line tells, as "100 CTN" under the name of the goods."""
    line = text[text.rfind("\n", 0, count.start) + 1 : count.start], text[_end(text, count) :].partition("\n")[0]
    return not any(re.search(r"\w", part) for part in line)


_OF_ONE = re.compile(
    rf"[\s,;(]{{0,4}}(?P<before>(?:{alternatives('each_before')})\s{{0,3}})?\d[\d.,]{{0,9}}\s?(?:kgs?|kilos?|g|lbs?|l|lt|ltrs?|t)(?!\w)\.?"
    rf"\s{{0,3}}(?:(?:{alternatives('net')}|{alternatives('gross')})[\s,]{{0,3}})?(?P<after>{alternatives('each_after')})?",
    re.IGNORECASE,
)


def _end(text: str, count: Measure) -> int:
    """Return where a count of packages ends, with what one of them weighs behind it: ", 165 kg net each"."""
    one = _OF_ONE.match(text, count.stop)
    return one.end() if one and (one["before"] or one["after"]) else count.stop


def _measure(label: re.Pattern[str], text: str, sign: DecimalSign, taken: list[tuple[int, int]]) -> Measure | None:
    other = _NET if label is _GROSS else _GROSS
    for match in label.finditer(text):
        if other.search(text, match.start() + 3, match.end() + 1):
            continue  # "30 days net. Total weight gross 561 kg"
        tail = text[match.end() : match.end() + 28]
        following = other.search(
            tail + "0"
        )  # "netto kg 388,2 - lordo kg 429,0": the unit of the next is not this one's
        tail = tail[: following.start()] if following else tail
        hint = text[match.start() : match.end()]
        for measure in measures(tail, kind="mass", hint=hint, sign=sign):
            if measure.start > 6 or measure.unit is None:
                break
            start, stop = match.end() + measure.start, match.end() + measure.stop
            taken.append((match.start(), stop))
            return measure._replace(start=start, stop=stop)
    return None


_VOLUME = re.compile(r"\b(?:vol|volum[eé]n?|meas(?:urement)?s?|dims?|cubage|体积)\b[.:]?\s*$", re.IGNORECASE)


def _volume(found: Said, text: str, sign: DecimalSign, taken: list[tuple[int, int]]) -> None:
    for measure in measures(text, kind="volume", sign=sign):
        if measure.unit == "MTQ":
            found.volume = measure
            label = _VOLUME.search(text, 0, measure.start)
            taken.append((label.start() if label else measure.start, measure.stop))
            return


def _dangerous(found: Said, text: str, taken: list[tuple[int, int]]) -> None:
    for number in un_numbers(text):
        found.un_numbers.append(Span(number.value, number.start, number.stop))
        taken.append((number.start, number.stop))
    if match := _CLASS.search(text):
        found.hazard_class = Span(match[1], match.start(1), match.end(1))
        taken.append(match.span())
    elif match := _CLASS_IN_ORDER.search(text):
        found.hazard_class = Span(match["number"], *match.span("number"))
        taken.append(match.span("told"))
    taken.extend(match.span() for match in _APART.finditer(text))
    found.cas = [Span(number.value, number.start, number.stop) for number in cas_numbers(text)]


def _waste(found: Said, text: str, taken: list[tuple[int, int]], *, waste_paper: bool) -> None:
    for match, scheme, code in _waste_codes(text, waste_paper=waste_paper):
        if scheme == "oecd" and any(code.value == known.value for _, known in found.waste_codes):
            continue
        found.waste_codes.append((scheme, code))
        taken.append(match.span())


def waste_codes(text: str) -> list[tuple[str, Span, int]]:
    """Return the waste codes that a text names as such: scheme (`basel`, `oecd`, `ewc`), code, start of its name."""
    return [(scheme, code, match.start()) for match, scheme, code in _waste_codes(text, waste_paper=False)]


def hazard_classes(text: str) -> list[tuple[Span, int]]:
    """Return the hazard classes that a text names ("IMO CLASS 6.1"), and where each name starts."""
    return [(Span(match[1], match.start(1), match.end(1)), match.start()) for match in _CLASS.finditer(text)]


def _waste_codes(text: str, *, waste_paper: bool) -> Iterator[tuple[re.Match[str], str, Span]]:
    for scheme, pattern in (_WASTE if waste_paper else _LABELLED_WASTE).items():
        for match in pattern.finditer(text):
            value = match[1].replace(" ", "") if scheme != "ewc" else _ewc(match[1])
            code = f"Y{match[1]}" if scheme == "y" else value
            yield match, scheme, Span(code, match.start(1), match.end(1))


def _ewc(printed: str) -> str:
    digits = re.sub(r"\D", "", printed)
    return f"{digits[:2]} {digits[2:4]} {digits[4:]}" + ("*" if "*" in printed else "")


def _without(text: str, taken: list[tuple[int, int]]) -> str:
    """Blank out the spans `taken`, keeping places."""
    letters = list(text)
    for start, stop in taken:
        letters[start:stop] = " " * (stop - start)
    return "".join(letters)


def without_equipment(text: str) -> str:
    """Blank out containers by size ("1X20'OT"), clauses and the like, keeping places: their figures count no goods."""
    return _without(text, [match.span() for match in _NOISE.finditer(text)])


_TORN = re.compile(r"(?<=[^\W\d_])-\n(?=\d)")  # "R-" over "404A"


def _named(text: str, count: Measure | None) -> str:
    """Return what is left of a goods text as the name of the goods, without the count of packages at its head."""
    if count and not text[: count.start].strip(" \n,.;:-()"):
        text = re.sub(
            r"^\s*+(?:(?:\([^)]*\)\s*+)?(?:of|de|von|di|van|d')\s+|\([^)]*\)\s+)?",
            "",
            " " + text[count.stop :],
            flags=re.IGNORECASE,
        )
    text = _TORN.sub("-", text)
    text = re.sub(r"\(\s*\)|\[\s*\]", " ", text)
    text = re.sub(r"(?:(?<!\s)\s++)?[,;:|/\-–·•](?:\s*+[,;:|/\-–·•])+\s*", ", ", text)
    return re.sub(r"\s+", " ", text).strip(" ,;:|/-–·•.#")
