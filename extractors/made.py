"""Fields made from phrases: the printed text, its spot and its confidence travel with the value."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from extractors.goods_text import Span
from extractors.layout import Phrase
from extractors.quantities import Measure
from models.field import Evidence, Field, Quantity
from models.geometry import Box, union

T = TypeVar("T")


def evidence(phrases: Sequence[Phrase]) -> tuple[Evidence, ...]:
    """Return one spot a page around `phrases`."""
    pages: dict[int, list[Box]] = {}
    for phrase in phrases:
        pages.setdefault(phrase.page, []).append(phrase.box)
    return tuple(Evidence(page=page, box=union(boxes)) for page, boxes in pages.items())


def field(phrases: Sequence[Phrase], value: T | None, *, sure: float = 0.95, repaired: bool = False) -> Field[T]:
    """Return the field read from `phrases`; `sure` is how safe the understanding is, apart from the reading."""
    return Field(
        value=value,
        raw="\n".join(phrase.text for phrase in phrases),
        confidence=round(min(phrase.confidence for phrase in phrases) * sure, 3),
        evidence=evidence(phrases),
        repaired=repaired,
    )


def quantity(phrases: Sequence[Phrase], value: Decimal | None, unit: str | None, *, sure: float = 0.95) -> Quantity:
    """Return the quantity read from `phrases`."""
    read = field(phrases, value, sure=sure if unit else sure * 0.9)
    return Quantity(value=value, unit=unit, raw=read.raw, confidence=read.confidence, evidence=read.evidence)


def span(phrase: Phrase, start: int, stop: int) -> Phrase:
    """Return the words of `phrase` that the characters `start` to `stop` of its text touch."""
    words, place = [], 0
    for word in phrase.words:
        if place < stop and place + len(word.text) > start:
            words.append(word)
        place += len(word.text) + 1
    return Phrase(tuple(words) or phrase.words, phrase.page)


def spot(spots: Sequence[tuple[int, int, Phrase]], told: Span | Measure) -> list[Phrase]:
    """Return the printed words that what a text tells came from, a phrase a line; `spots` say where its lines stand."""
    found = [
        span(phrase, max(told.start - start, 0), min(told.stop - start, stop - start))
        for start, stop, phrase in spots
        if start < told.stop and stop > told.start
    ]
    return found or [spots[0][2]]
