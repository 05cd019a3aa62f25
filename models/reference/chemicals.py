"""Chemicals under control (Rotterdam, Stockholm, Montreal, Kigali, Minamata): names, CAS, refrigerants, HS lines."""

import re
from functools import cache
from typing import NamedTuple

from models.reference.table import plain, rows, squeezed
from models.reference.words import Lexicon

_SHORTEST = 4
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_JOINT = r"[\s,.()'\-]*"
_R_NUMBER = re.compile(
    r"(?<![\w/])(?:R|HFC|HCFC|CFC|HFO|Freon|FREON|freon)[\s-]?(\d{2,4}[A-Za-z]{0,2}\d?(?:\([EZ]\))?)(?![\w/])"
)
_NUMBERED_WORD = re.compile(r"(?<![\w,-])(?:\d+(?:,\d+)*-)?[^\W\d_]{6,}(?![\w]|-\w)")
# What the languages of trade write differently in the names that chemistry gave them all.
_SHARED = (
    ("ph", "f"),
    ("th", "t"),
    ("ch", "c"),
    ("k", "c"),
    ("z", "c"),
    ("y", "i"),
    ("oe", "e"),
    ("ae", "e"),
    ("h", ""),
)
_DOUBLED = re.compile(r"([a-z])\1+")
_ENDING = re.compile(r"(?<![aeo])[aeo]+$")
_SHORTEST_FOLDED = 6
_WORDS = re.compile(r"[^\W_]{3,}")
_GAS = re.compile(r"(?i)refrig|frigor|kältemittel|koudemiddel|\bgas\b|\bgaz\b|freon|fluoro|cylinder|制冷剂")


class Chemical(NamedTuple):
    """A substance or blend: HS lines pure and in mixtures (HS 2022), UN numbers, regimes, R-number, names `abroad`."""

    kind: str
    name: str
    synonyms: tuple[str, ...]
    cas: tuple[str, ...]
    un_numbers: tuple[str, ...]
    regimes: tuple[str, ...]
    annex: str
    refrigerant: str
    hs_pure: tuple[str, ...]
    hs_mixture: tuple[str, ...]
    notes: str
    confidence: str
    hs_confidence: str
    abroad: tuple[str, ...] = ()


class Spoken(NamedTuple):
    """A chemical named in a text at characters `start` to `end`."""

    chemical: Chemical
    start: int
    end: int


def by_cas(number: str) -> Chemical | None:
    """Return the chemical with that CAS number, or None.

    >>> by_cas("75-45-6").refrigerant
    'R22'
    """
    return next((chemical for chemical in chemicals() if number in chemical.cas), None)


def by_refrigerant(number: str) -> Chemical | None:
    """Return the refrigerant with an ASHRAE number (`R-134a`, `R 22`), or None."""
    key = re.sub(r"[^A-Z0-9]", "", number.upper())
    return next((chemical for chemical in chemicals() if chemical.refrigerant.upper() == key), None)


def by_name(text: str) -> tuple[Chemical, ...]:
    """Return the chemicals whose name or synonym stands in `text` as whole words, the longer where two overlap.

    >>> [chemical.name for chemical in by_name("1-chloro-1,1-difluoroethane, beside a CRT monitor")]
    ['HCFC-142b']
    """
    return tuple(dict.fromkeys(found.chemical for found in spoken(text)))


def ambiguous(text: str) -> list[Spoken]:
    """Return where names that are ordinary words or initials as well (DDT, Monitor, BHC) stand in `text`.

    They name a substance only where something else says that the goods are one.
    """
    found = []
    for match in _WORDS.finditer(text):
        chemical = _by_doubtful_key().get(_key(match[0]))
        if chemical is not None:
            found.append(Spoken(chemical, match.start(), match.end()))
    return found


def spoken(text: str) -> list[Spoken]:
    """Return where names of chemicals and R-numbers stand in `text`, in reading order, without overlap.

    Names that are ordinary words as well (Monitor, Counter) are left out. An R-number counts as printed with its R, and
    one of two digits only beside a word of gas, for R13 is also a recovery operation and R14 a tyre.
    """
    # `plain` may change lengths; names are sought in the text as it is, without regard to case.
    found = [Spoken(_by_key()[_key(match[0])], match.start(), match.end()) for match in _names().finditer(text)]
    for match in _R_NUMBER.finditer(text):
        gas = by_refrigerant(f"R{match[1]}")
        if gas is not None and (len(match[1]) > 2 or match[0][0] != "R" or _GAS.search(text)):
            found.append(Spoken(gas, match.start(), match.end()))
    for match in _NUMBERED_WORD.finditer(text):
        foreign = _by_folded().get(folded(match[0]))
        if foreign is not None:
            found.append(Spoken(foreign, match.start(), match.end()))
    kept: list[Spoken] = []
    for hit in sorted(found, key=lambda hit: (hit.start - hit.end, hit.start)):
        if not any(hit.start < other.end and other.start < hit.end for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def folded(name: str) -> str:
    """Return a chemical's name as languages share it: lindano, lindane and Lindan are one, and so clorpirifos.

    >>> folded("Endossulfam") == folded("endosulfan"), folded("hexaclorobenceno") == folded("Hexachlorobenzene")
    (True, True)
    """
    key = squeezed(name)
    for signs, one in _SHARED:
        key = key.replace(signs, one)
    key = _DOUBLED.sub(r"\1", key)
    return _ENDING.sub("", key[:-1] + "n" if key.endswith("m") else key)


def by_colour(text: str) -> list[Spoken]:
    """Return the gases whose cylinders had a colour that `text` names; one colour may stand for several.

    >>> [found.chemical.refrigerant for found in by_colour("13.6 kg, light green cylinders")]
    ['R22']
    """
    hits = _colours().hits(text)
    found = [(by_refrigerant(hit.entry), hit) for hit in hits]
    return [Spoken(gas, hit.start, hit.end) for gas, hit in found if gas is not None]


@cache
def _colours() -> Lexicon[str]:
    return Lexicon((row["phrase"], row["refrigerant"], False) for row in rows("cylinder_colours.csv"))


@cache
def chemicals() -> tuple[Chemical, ...]:
    """Return all rows of the table."""
    return tuple(
        Chemical(
            kind=row["kind"],
            name=row["name"],
            synonyms=_split(row["synonyms"]),
            cas=_split(row["cas"]),
            un_numbers=tuple(re.findall(r"\b\d{4}\b", row["un_number"])),
            regimes=_split(row["regime"]),
            annex=row["annex"],
            refrigerant=row["ashrae"].replace("-", ""),
            hs_pure=tuple(re.findall(r"\d{4,6}", row["hs2022_pure"])),
            hs_mixture=tuple(re.findall(r"\d{4,6}", row["hs2022_mixture"])),
            notes=row["notes"],
            confidence=row["confidence"],
            hs_confidence=row["hs_confidence"],
            abroad=_abroad().get(row["name"], ()),
        )
        for row in rows("chemicals_hs.csv")
    )


@cache
def _abroad() -> dict[str, tuple[str, ...]]:
    """Names of several words, or with nothing in common, that other languages have for a chemical of the table."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows("chemical_names.csv"):
        told = [form for name in _split(row["also"]) for form in dict.fromkeys((name, plain(name)))]
        found[row["name"]] = (*found.get(row["name"], ()), *told)
    return found


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[;|]", cell) if part.strip())


def _key(name: str) -> str:
    return squeezed(name)


@cache
def _by_key() -> dict[str, Chemical]:
    """Chemicals by their names without signs; a trade name in brackets or a limit is no part of a name."""
    unclear = {_key(row["name"]) for row in rows("ambiguous_names.csv")}
    known: dict[str, Chemical] = {}
    for chemical in chemicals():
        for name in _names_of(chemical):
            key = _key(name)
            if len(key) >= (_SHORTEST if key.isascii() else 2) and key not in unclear and key != "mercury":
                known.setdefault(key, chemical)
    return known


@cache
def _by_folded() -> dict[str, Chemical]:
    """Chemicals by the folded form of those names that are one word, with or without numbers before it."""
    names = [(folded(name), chemical) for chemical in chemicals() for name in _said(chemical)]
    single = [(key, chemical) for key, chemical in names if sum(map(str.isalpha, key)) >= _SHORTEST_FOLDED]
    return dict(reversed(single))


@cache
def _by_doubtful_key() -> dict[str, Chemical]:
    doubtful = {_key(row["name"]): row["with_code"] == "yes" for row in rows("ambiguous_names.csv")}
    known: dict[str, Chemical] = {}
    for chemical in chemicals():
        for name in (chemical.name.partition(" (")[0], *chemical.synonyms):
            key = _key(name)
            if doubtful.get(key, len(key) == _SHORTEST - 1 and key.isalpha()):
                known.setdefault(key, chemical)
    return known


@cache
def _names() -> re.Pattern[str]:
    """All names, the longest first; commas, blanks and hyphens inside a name may be printed otherwise."""
    parts = [re.findall(r"[^\W_]+", name) for chemical in chemicals() for name in _said(chemical)]
    each = sorted({_JOINT.join(map(re.escape, words)) for words in parts if words}, key=len, reverse=True)
    chinese = [name for name in each if _CHINESE.search(name)]  # whose words stand without blanks between them
    return re.compile(rf"{'|'.join(chinese)}|(?<![\w,\-])(?:{'|'.join(each)})(?![\w]|-\w)", re.I)


def _names_of(chemical: Chemical) -> tuple[str, ...]:
    return (chemical.name.partition(" (")[0], *chemical.synonyms, *chemical.abroad)


def _said(chemical: Chemical) -> list[str]:
    return [name for name in _names_of(chemical) if _by_key().get(_key(name)) is not None]
