"""Main ports and a few inland places by UN/LOCODE, with the names that papers give them."""

import re
from functools import cache
from typing import NamedTuple

from models.reference.countries import country_at_end
from models.reference.table import rows, spellings, squeezed

_DRESSING = re.compile(
    r"(?i)\b(?:sea)?port(?: of| de| di)?\b|\bpuerto de\b|\bhafen\b|\bhaven\b|\bporto di\b|\([^()]*\)"
)


class Port(NamedTuple):
    """A place: UN/LOCODE without space, name, country (ISO 3166 alpha-2), and how far the row was checked."""

    locode: str
    name: str
    country: str
    confidence: str


def port(text: str) -> Port | None:
    """Return the port that `text` names, by UN/LOCODE or by name with or without its country; None when unsure.

    A name that two countries share needs its country beside it.

    >>> port("NL RTM").name, port("Antwerp, Belgium").locode, port("Port of Tema").country, port("Cartagena")
    ('Rotterdam', 'BEANR', 'GH', None)
    """
    code = re.fullmatch(r"\s*([A-Z]{2})\s?([A-Z2-9]{3})\s*", text)
    if code and (known := _by_code().get(code[1] + code[2])):
        return known
    place = country_at_end(text)
    for name in _names(text):
        found = _by_name().get(squeezed(name), ())
        if place:
            found = tuple(port for port in found if port.country == place)
        if len(found) == 1:
            return found[0]
    return None


def _names(text: str) -> list[str]:
    parts = [text, *re.split(r"[,/;]| - ", text)]
    return [name for part in parts for name in (part, _DRESSING.sub(" ", part)) if squeezed(name)]


@cache
def _by_code() -> dict[str, Port]:
    return {
        row["locode"]: Port(row["locode"], row["name"], row["country"], row["confidence"]) for row in rows("ports.csv")
    }


@cache
def _by_name() -> dict[str, tuple[Port, ...]]:
    known: dict[str, tuple[Port, ...]] = {}
    for row in rows("ports.csv"):
        place = _by_code()[row["locode"]]
        for name in {squeezed(name) for name in (row["name"], *spellings(row["variants"]))}:
            known[name] = (*known.get(name, ()), place)
    return known
