"""Numbers known by their form or place alone, which papers print without a label of their own."""

import re
from collections.abc import Sequence

from extractors.kinds import titles
from extractors.layout import Phrase
from extractors.made import field, span
from extractors.regions import Layout
from models.field import Field

_GREEN_LIST = re.compile(r"(?<!\w)GLW\s?\.\s?([A-Z]{2}\d{2}[0-9A-Z]{8,10})(?!\w)")
_TITLED = re.compile(r"(?:n[o°ºr]?|№|nummer|num[eé]ro?)\s?[.:°º]{0,2}\s*((?=\S*\d)[\w\-/]{3,20})", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w-])(\d{3})\s?-\s?(\d{4})\s?(\d{4})(?![\w-])")


def is_air_number(serial: str) -> bool:
    """Say whether the check digit of the eight digits after the airline's prefix holds: the first seven modulo 7.

    >>> is_air_number("24857626"), is_air_number("24857627")
    (True, False)
    """
    return int(serial[:7]) % 7 == int(serial[7])


def air_number(layouts: Sequence[Layout]) -> Field[str] | None:
    """Return the number that stands alone at the head or foot of a page, a valid one before others."""
    found: list[tuple[bool, Phrase, str]] = []
    for layout in layouts:
        for line in layout.lines:
            if 0.15 < line.box.middle[1] / layout.page.height < 0.85:
                continue
            for phrase in line.phrases:
                for match in _NUMBER.finditer(phrase.text):
                    valid = is_air_number(match[2] + match[3])
                    found.append((valid, span(phrase, *match.span()), f"{match[1]}-{match[2]}{match[3]}"))
    best = max(found, key=lambda item: item[0], default=None)
    return field([best[1]], best[2], sure=0.95 if best[0] else 0.7) if best else None


def green_list_number(layouts: Sequence[Layout]) -> Field[str] | None:
    """Return the number of an Annex VII document, such as `GLW.MX2616480992`."""
    for layout in layouts:
        for line in layout.lines:
            for phrase in line.phrases:
                if match := _GREEN_LIST.search(phrase.text):
                    return field([span(phrase, *match.span())], f"GLW.{match[1]}")
    return None


def titled_number(layouts: Sequence[Layout]) -> Field[str] | None:
    """Return the bare number that stands under the title or beside it: "N. 118820" by "CMR"."""
    for title in titles(layouts[0])[:1]:
        box = title.phrase.box
        for line in layouts[0].lines:
            near = -0.5 * box.height < line.box.middle[1] - box.top < 3.5 * box.height
            for phrase in line.phrases if near else ():
                beneath = phrase.box.x0 > box.x1 or min(phrase.box.x1, box.x1) > max(phrase.box.x0, box.x0)
                if beneath and (match := _TITLED.fullmatch(phrase.text.strip())):
                    return field([phrase], match[1], sure=0.8)
    return None
