"""The notification, and which of its movements, that a transport paper or an invoice of waste cites in its remarks.

Such remarks ("Movement document PT 002318 (7/40)", "kennisgeving NL 214537") stand behind no label of their own.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from extractors.layout import Phrase
from extractors.made import field, span
from extractors.regions import Layout
from models.field import Field
from models.reference.countries import country
from models.reference.trade_phrases import phrases

_NUMBER = re.compile(r"(?<!\w)([A-Z]{2})[ -]?\d{4,12}(?:[ /-]\d{1,6})?(?![\w/])")  # the country of dispatch leads it
_SERIAL = re.compile(r"(?<![\w/.])(\d{1,4})\s?/\s?(\d{1,4})(?![\w/.])")
_NEAR = 24  # signs between the word and its number, and between the number and the serial


def cited(layouts: Sequence[Layout]) -> dict[str, Field[Any]]:
    """Return the notification's number, and the movement's serial and their total where they follow it."""
    return next((told for layout in layouts for phrase in _phrases(layout) if (told := _told(phrase))), {})


def _phrases(layout: Layout) -> Iterator[Phrase]:
    return (phrase for line in layout.lines for phrase in line.phrases)


def _told(phrase: Phrase) -> dict[str, Field[Any]]:
    for word in phrases(phrase.text, "notification"):
        number = _NUMBER.search(phrase.text, word.end, word.end + _NEAR + 20)
        if number is None or number.start() - word.end > _NEAR or country(number[1]) is None:
            continue
        found: dict[str, Field[Any]] = {
            "notification_number": field([span(phrase, *number.span())], number[0], sure=0.85)
        }
        serial = _SERIAL.search(phrase.text, number.end())
        if serial and serial.start() - number.end() <= _NEAR and 0 < int(serial[1]) <= int(serial[2]):
            spot = [span(phrase, *serial.span())]
            found["movement_serial"] = field(spot, int(serial[1]), sure=0.8)
            found["movement_total"] = field(spot, int(serial[2]), sure=0.8)
        return found
    return {}
