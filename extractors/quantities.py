"""Printed measures to decimals with their units: masses, volumes, counts, packages. No unit is ever assumed."""

import re
from decimal import Decimal
from typing import NamedTuple

from extractors.numerals import DecimalSign, numbers
from models.reference.units import kind_of, package_kind, unit

_WORD = re.compile(r"[^\W\d_][^\W_]*(?:[./'][^\W\d_]+)*[23³²]?\.?|[³²]")
_PLURAL = re.compile(r"\((?:e?s|e?n|e|i)\)")  # "4 carton(s)"
_MISREAD_CUBE = re.compile(r"(?<=[\d ])m[?*'’°\"8](?!\w)")  # a raised 3, as OCR sees it


class Measure(NamedTuple):
    """A decimal with its unit code (None when no unit is printed), found from `start` to `stop` of a text."""

    value: Decimal
    unit: str | None
    start: int
    stop: int


def measures(text: str, *, kind: str, hint: str = "", sign: DecimalSign = ".") -> list[Measure]:
    """Return the numbers in `text` with a unit of `kind` (`mass`, `volume`, ...) beside them.

    Where no number has one, the unit is looked for in `hint` (the label or column heading) and may be None.
    """
    found, bare = [], []
    if kind == "volume":
        text = _MISREAD_CUBE.sub("m3", text)
    for value, start, stop in numbers(text, sign):
        code, end = _after(text, stop, kind)
        begin = start
        if code is None:
            code, begin = _before(text, start, kind)
        if code is not None:
            found.append(Measure(value, code, begin, end))
        elif not _other_unit(text, stop, kind):
            bare.append((value, start, stop))
    if found:
        return found
    code = unit_in(hint, kind)
    return [Measure(value, code, start, stop) for value, start, stop in bare]


_POSITION = re.compile(r"0\d")
_OF_A_LAW = re.compile(r"\d{3}/$")  # the year of a law, or the end of a number that is written with a stroke


def packages(text: str, *, hint: str = "", sign: DecimalSign = ".") -> list[Measure]:
    """Return the counts of packages in `text` (`24 BALES`, `PALLETS: 10`) with their Rec 21 kind.

    Where none has a kind, whole numbers are returned with the kind named in `hint`, or None.
    """
    found, bare = [], []
    for value, start, stop in numbers(text, sign):
        if value != value.to_integral_value() or value < 0 or _POSITION.match(text, start):
            continue  # "001 HR COIL" is the first position, no coil
        if _OF_A_LAW.search(text[max(0, start - 5) : start]):
            continue  # "D.P.R. 633/72. Colli 3"
        code, end = _kind_after(text, stop)
        begin = start
        if code is None:
            before = list(_WORD.finditer(text, max(0, start - 16), start))
            if before and re.fullmatch(r"\s?:\s*", text[before[-1].end() : start]):
                code = package_kind(before[-1].group())
                begin = before[-1].start() if code else start
        if code:
            found.append(Measure(value, code, begin, end))
        elif not _other_unit(text, stop, "count"):
            bare.append((value, start, stop))
    if found:
        return found
    code = kind_in(hint)
    return [Measure(value, code, start, stop) for value, start, stop in bare]


def first_package(text: str) -> str | None:
    """Return the kind of package that a text begins with."""
    found = packages(f"1 {text}") if text else []
    return found[0].unit if found else None


def is_count(text: str) -> bool:
    """Say whether a text is nothing but a count of packages: "24 bales"."""
    found = packages(text)
    return len(found) == 1 and found[0].unit is not None and (found[0].start, found[0].stop) == (0, len(text))


def kind_in(hint: str) -> str | None:
    """Return the kind of package that a heading names (`CARTONS`), or None where it says no more than packages."""
    words = list(_WORD.finditer(hint))
    for size in (2, 1):
        for run in (words[n : n + size] for n in range(len(words) - size + 1)):
            code = package_kind(hint[run[0].start() : run[-1].end()])
            if code and code != "PK":
                return code
    return None


def pieces(text: str, sign: DecimalSign = ".") -> Measure | None:
    """Return a count that is told in pieces or units, as a column of packages does where goods travel unpacked."""
    for value, _, stop in numbers(text, sign):
        word = _WORD.match(text, stop + len(text[stop:]) - len(text[stop:].lstrip(" .")))
        counted = unit(word.group()) if word else None
        if word and counted in UNPACKED and value == value.to_integral_value():
            return Measure(value, UNPACKED[counted], 0, word.end())
    return None


UNPACKED = {"H87": "PP", "C62": "UN", "EA": "UN"}  # units that count goods without packages


def _kind_after(text: str, stop: int) -> tuple[str | None, int]:
    """Return the kind of package named within four words after a count, adjectives between allowed, and its end."""
    words = list(_WORD.finditer(text, stop, stop + 48))[:4]
    for skipped in range(3 if "(" in text[stop : stop + 4] else 2):
        if skipped and (len(words) < skipped or kind_of(unit(words[skipped - 1].group()) or "") not in (None, "count")):
            return None, stop  # "25 KG BAGS" is no count of bags
        for size in (3, 2, 1):
            run = words[skipped : skipped + size]
            between = text[stop : run[-1].start()] if run else ""
            if len(run) == size and not re.search(r"[\d;:,/]", between) and not (skipped and "\n" in between):
                code = package_kind(" ".join(word.group() for word in run))
                if code:
                    several = _PLURAL.match(text, run[-1].end())
                    return code, several.end() if several else run[-1].end()
    return None, stop


def unit_in(text: str, kind: str | None = None) -> str | None:
    """Return the Rec 20 unit that a label or heading names (`Gross weight (KGS)`), or None.

    Words of one letter count only in brackets or after a stroke, since they are rarely units elsewhere.
    """
    for word in reversed(list(_WORD.finditer(text))):
        code = _code(word.group())
        marked = re.search(r"[(\[/\\]\s*$", text[: word.start()]) is not None
        if code and (kind is None or kind_of(code) == kind) and (len(word.group().strip(".")) > 1 or marked):
            return code
    return None


def _code(word: str) -> str | None:
    """Return the unit that a word names; `Mg` is the megagram of waste papers, a milligram is never shipped."""
    return "TNE" if word.strip("()[].:") in ("Mg", "MG") else unit(word)


def _after(text: str, stop: int, kind: str) -> tuple[str | None, int]:
    words = list(_WORD.finditer(text, stop, stop + 24))
    for size in (2, 1):
        run = words[:size]
        if len(run) == size and re.fullmatch(r"[\s.(\[]*", text[stop : run[0].start()]):
            code = _code(text[run[0].start() : run[-1].end()])
            if code and kind_of(code) == kind and not re.match(r"\s?:", text[run[-1].end() :]):  # "m3:" is a label
                return code, run[-1].end()
    return None, stop


def _before(text: str, start: int, kind: str) -> tuple[str | None, int]:
    words = list(_WORD.finditer(text, max(0, start - 16), start))
    if words and re.fullmatch(r"[\s.:)\]]*", text[words[-1].end() : start]) and len(words[-1].group()) > 1:
        code = unit(words[-1].group())
        if code and kind_of(code) == kind:
            return code, words[-1].start()
    return None, start


def _other_unit(text: str, stop: int, kind: str) -> bool:
    """Say whether the number that ends at `stop` is followed by a unit of another kind, not by the next label."""
    word = _WORD.match(text, stop + (text[stop : stop + 1] == " "))
    code = unit(word.group()) if word else None
    labels = word is not None and re.match(r"\s?:", text[word.end() :]) is not None
    return code is not None and kind_of(code) != kind and not labels
