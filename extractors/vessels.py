"""The vessel that a label announces, with the voyage and the day beside it; what only tells the mode is none."""

import re
from typing import Any

from extractors import dates
from extractors.habits import Habits
from extractors.labels import Label
from extractors.layout import Phrase
from extractors.made import field, span
from models.field import Field

_VOYAGE = re.compile(
    r"(?:(?:(?<!\s)\s++)?/\s*+|(?<!\s)\s++(?:v(?:oy(?:age)?)?|viaje|viagem|viaggio|reise)\.?\s*+(?:no\.?|n[°º.])?\s*+:?\s*+)"
    r"(?=\S{0,20}\d)(\S{1,20}(?:\s?/\s?\w)?)\s*$",
    re.IGNORECASE,
)
_ROUTED = re.compile(r"(?<=\w)[\s,.]+(?:from|sailing|dated|on or about|sailed)\b", re.IGNORECASE)
_PORTS = re.compile(
    r"[,;]\s*+(?P<port_of_loading>[^\W\d_][^\d,;/]{1,30}?)\s[-–—→>]{1,2}\s(?P<port_of_discharge>[^\W\d_][^\d;/]{1,40})$"
)  # ", Cape Town - Vigo" after the ship
_MODE = re.compile(
    r"^(?:train\W|road\W|lorry\W|see block|see annex|as above).*"
    r"|^(?:per )?(?:v[ií]a|voie)\s+(?:mar[ií]tim[ae]|marittima|a[ée]re[ao]|a[ée]rienne|terrestre|ferr\w{1,12}"
    r"|rout\w{1,8}|rodovi[áa]ria|stradale)\b.*"
    r"|^(?:passenger (?:and|&) )?cargo aircraft\b.*"
    r"|^(?:by |per |via |en |par )?(?:sea|ocean|air|luft|road|rail|truck|lorry|vessel|ship|barge|inland|courier"
    r"|multimodal|combined|mer|route|camion|avion|see|strasse|straße|lkw|bahn|mar[ií]timo|carretera|barco|mare|strada|nave|zee|weg)"
    r"(?:[ -]?(?:freight|transport|carriage|shipment|cargo|waterways?|fracht|verkehr))?\.?$",
    re.IGNORECASE,
)
_BY_LAND = re.compile(
    r"(?:by|per|par|via|mit|con|por|em|en|in)\s+(?:truck|road|lorry|rail|train|camion|route|lkw|bahn|cami[oó]n|carretera|autocarro"
    r"|strada|ferrovia|cami[aã]o|estrada|vrachtwagen|trailer)\b",
    re.IGNORECASE,
)
_PLATE = re.compile(r"^(?=[^a-z]*\d)(?!.*[^\W\d_]{4})[\w \-·/]{4,12}$")  # of a lorry: "4821 KLM", "WX19 ABC"


def is_mode(text: str) -> bool:
    """Say whether `text` only tells how the goods travel ("BY SEA", "Seefracht / by sea") and names no vessel."""
    return _MODE.match(text) is not None or all(_MODE.match(part.strip()) for part in text.split("/"))


def vessel(label: Label, phrase: Phrase, habits: Habits, sure: float) -> dict[str, Field[Any]] | None:
    """Return the vessel and, where they stand beside it, its voyage, the day it sails and its two ports.

    None where nothing is told, an empty answer where it is told that no vessel sails.
    """
    ports = _PORTS.search(phrase.text) if label.announces("vessel_voyage") else None
    if ports is None:
        return _ship(label, phrase, habits, sure)
    route = {
        name: field([span(phrase, *ports.span(name))], told, sure=0.85) for name, told in ports.groupdict().items()
    }
    return {**route, **(_ship(label, span(phrase, 0, ports.start()), habits, sure) or {})}


def _ship(label: Label, phrase: Phrase, habits: Habits, sure: float) -> dict[str, Field[Any]] | None:
    if told := _ROUTED.search(phrase.text):
        phrase = span(phrase, 0, told.start())
    sailing = dates.find(phrase.text, habits.order)
    last = sailing is not None and sailing.start > 3 and not re.search(r"\w", phrase.text[sailing.stop :])
    if sailing and last and "date" in label.words.text:
        named = span(phrase, 0, sailing.start)  # "Vessel / flight no. and date"
        left = named.part(0, -1) if named.words[-1].text in ("/", "-", "–", ",") else named
        day = {"shipment_date": field([span(phrase, sailing.start, sailing.stop)], sailing.value, sure=0.85)}
        return {**day, **read} if left and not sailing.other and (read := _ship(label, left, habits, sure)) else None
    text = phrase.text.strip(" ,;:-")
    if not re.search(r"[^\W\d_]{2}", text) or len(phrase.words) > 8 or sailing or _PLATE.match(text):
        return None
    if is_mode(text) or _BY_LAND.match(text):
        return {}
    text = re.sub(r"^(?:ship|vessel|navire|schiff|nave|buque|navio|schip)\s+(?=\S)", "", text, flags=re.IGNORECASE)
    text = re.sub(r"(?:(?<!\s)\s++)?/\s*+(?:IMO\s*)?\d{7}$", "", text)  # the ship's IMO number
    match = _VOYAGE.search(text)
    if match and match.start() > 1:
        name, number = span(phrase, 0, match.start()), span(phrase, match.start(1), match.end(1))
        return {
            "vessel": field([name], text[: match.start()].strip(" /,"), sure=sure),
            "voyage": field([number], match[1].strip(" /"), sure=sure),
        }
    words = text.split()
    if label.announces("vessel_voyage") and len(words) > 1 and any(c.isdigit() for c in words[-1]):
        return {
            "vessel": field([phrase.part(0, -1) or phrase], " ".join(words[:-1]), sure=sure),
            "voyage": field([phrase.part(-1) or phrase], words[-1], sure=sure),
        }
    return {"vessel": field([phrase], text, sure=sure)}
