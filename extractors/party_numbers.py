"""Numbers that identify a party: EORI, VAT and registration numbers, checked by python-stdnum where they can be.

A VAT number whose check fails is kept as printed with little confidence; one that a single usual OCR confusion mends is
repaired, and the repair is told.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations
from typing import Any

from extractors.layout import Phrase
from extractors.made import field, span
from extractors.wording import tokens
from models.field import Code
from models.reference.countries import country
from models.reference.table import rows

CHECKED, PLAIN, FAILED = 0.97, 0.9, 0.6  # confidence in a number whose check holds, that has none, whose check fails
_NUMBER = (
    r"(?P<number>(?=(?:[A-Z]{2}\s)?[A-Z./\-]{0,5}\d)"
    r"(?:[A-Z]{2}\s?)?[0-9A-Z][0-9A-Z./\-]*(?:\s(?=\S*\d)[0-9A-Z./\-]+){0,4})"
)
_ANY_NO = r"(?:no|nr|num|n[°º]?)"  # `tokens` writes all of them the first way


def _named(field: str) -> str:
    """Return a pattern of the labels of a party's number, whatever stands between their words."""
    labels = {tokens(row["phrase"]) for row in rows("labels.csv") if row["field"] == field}
    ranked = sorted(labels, key=lambda words: -len("".join(words)))
    forms = ([_ANY_NO if word == "no" else re.escape(word) for word in words] for words in ranked if words)
    return "|".join(r"[\s.\-/°º]*+".join(form) for form in forms)


_PATTERNS = {
    "eori": re.compile(rf"\bEORI\b[^A-Z0-9]*+(?:no|nr|number|n[°º.]{{0,3}})?[\s.:#]*+{_NUMBER}", re.IGNORECASE),
    "vat": re.compile(
        rf"\b(?:USt(?:-?Id(?:-?Nr)?)?|MwSt|UID|IVA|{_named('sub:vat')})\b"
        rf"(?:[\s\-./]*+(?:no|nr|id|number|nummer|reg|registration|intra\w*|comm\w*|n[°º.]{{0,3}})\b){{0,4}}[.:#\-\s°º]*+{_NUMBER}",
        re.IGNORECASE,
    ),
    "registration": re.compile(
        rf"\b(?:reg(?:istration)?|company|KvK(?:\s[A-Z][a-z]+)?|RCS|CRN|permit|licen[cs]e|{_named('sub:registration')})\b\.?\s?"
        r"(?:no|nr|number|nummer|n[°º.]{0,3})?[\s.:#]*+"
        r"(?P<number>\d{2,3}(?: \d{3}){2,3}|[A-Z0-9][A-Z0-9/\-]{4,19})\b",
        re.IGNORECASE,
    ),
}
_CONFUSED = {"O": "0", "Q": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2", "G": "6"}
ELSEWHERE = {"EL": "GR", "XI": "GB"}  # prefixes of VAT and EORI numbers that are no ISO country codes
FEWEST_DIGITS = 4


def numbers(block: Sequence[Phrase]) -> tuple[Code, ...]:
    """Return the numbers that the lines of a party's block print, one a scheme."""
    found = []
    for scheme, pattern in _PATTERNS.items():
        code = next(
            (c for phrase in block for m in pattern.finditer(phrase.text) if (c := _code(scheme, phrase, m))), None
        )
        found += [code] if code else []
    return tuple(found)


_LONE = re.compile(  # "No NL004295445B01", "No. 20441870"
    r"(?:(?:[Nn][or°º]|ID)[.:\s]*)?[A-Z]{2}[A-Z0-9]{0,3}\d[A-Z0-9.\-]{6,16}|(?:[Nn][or°º]|ID)[.:\s]+\d[\d.\-/]{5,16}"
)


def is_number_only(text: str) -> bool:
    """Say whether a line of a block prints one of these numbers and little else."""
    if _LONE.fullmatch(text.strip()):
        return True
    return len(text) < 45 and any(_digits(m["number"]) for p in _PATTERNS.values() if (m := p.search(text)))


def is_register_entry(text: str) -> bool:
    """Say whether a line prints only a number of a register or a permit, captioned elsewhere if at all.

    >>> is_register_entry("VIHB 516338XXXX"), is_register_entry("J40/8817/2011"), is_register_entry("Studio 54321 Ltd")
    (True, True, False)
    """
    coded = all(any(map(str.isdigit, word)) or re.fullmatch(r"[A-Z]{1,5}", word) for word in text.split())
    return coded and sum(c.isdigit() for c in text) > FEWEST_DIGITS and not re.search(r"[a-z]{2}", text)


def vat(text: str) -> tuple[str, bool, bool]:
    """Return a VAT number in compact form, whether its check holds, and whether it had to be repaired.

    >>> vat("NL 8204.71.616.B.01"), vat("DE1Z9273398"), vat("DE129273399")
    (('NL820471616B01', True, False), ('DE129273398', True, True), ('DE129273399', False, False))
    """
    compact = re.sub(r"[\s./\-]", "", text).upper()
    if _holds(compact):
        return compact, True, False
    mended = {reading for reading in _repairs(compact) if _holds(reading)}
    return (mended.pop(), True, True) if len(mended) == 1 else (compact, False, False)


def _code(scheme: str, phrase: Phrase, match: re.Match[str]) -> Code | None:
    printed = match["number"].strip(" .-/")
    if not _digits(printed):
        return None
    spot = span(phrase, match.start("number"), match.end("number"))
    if scheme == "vat":
        words = printed.split()
        for stop in range(len(words), 0, -1):  # spaces part a number as they part it from what follows
            value, holds, repaired = vat(" ".join(words[:stop]))
            if holds and (not repaired or any(word.origin == "ocr" for word in spot.words)):
                return Code(scheme=scheme, value=field([spot], value, sure=CHECKED, repaired=repaired))
        known = country(printed[:2]) is not None and printed[:2].isalpha()
        return Code(scheme=scheme, value=field([spot], printed, sure=FAILED if known and _module(printed) else PLAIN))
    if scheme == "eori":
        value = re.sub(r"[\s./\-]", "", printed).upper()
        form = re.fullmatch(r"([A-Z]{2})[A-Z0-9]{3,15}", value)
        sure = CHECKED if form and country(ELSEWHERE.get(form[1], form[1])) else FAILED
        return Code(scheme=scheme, value=field([spot], value, sure=sure))
    return Code(scheme=scheme, value=field([spot], printed, sure=PLAIN))


def _digits(text: str) -> bool:
    return sum(c.isdigit() for c in text) >= FEWEST_DIGITS


def _repairs(text: str) -> Iterator[str]:
    """Yield readings in which one or two letters after the country's are the digits they are mistaken for."""
    places = [place for place, c in enumerate(text) if place > 1 and c in _CONFUSED]
    for count in (1, 2):
        for chosen in combinations(places, count):
            yield "".join(_CONFUSED[c] if place in chosen else c for place, c in enumerate(text))


def _holds(compact: str) -> bool:
    module = _module(compact)
    if module is None:
        return False
    prefixed = bool(module.is_valid(compact))
    return prefixed or bool(module.is_valid(compact[2:]))


def _module(compact: str) -> Any | None:
    prefix = compact[:2].upper()
    return _of_country(ELSEWHERE.get(prefix, prefix)) if prefix.isalpha() else None


@cache
def _of_country(code: str) -> Any | None:
    from stdnum import get_cc_module

    return get_cc_module(code.lower(), "vat")
