"""Raised figures that stand apart from the unit they belong to: "m" and a small "3" are "m³"."""

from collections.abc import Sequence
from dataclasses import replace

from models.geometry import union
from models.page import Page, Word

_POWERS = {"2": "²", "3": "³"}
_LENGTHS = frozenset({"m", "cm", "dm", "mm", "km", "M", "CM"})
_SMALL = 0.92  # times the height of the unit
_APART = 0.15  # times that height: the widest gap between a unit and its power


def with_powers(page: Page) -> Page:
    """Return the page with such figures joined to their units, and the colon that touches them with it."""
    units = [word for word in page.words if word.text in _LENGTHS]
    raised = [word for word in page.words if word.text in _POWERS] if units and page.origin == "text_layer" else []
    joined = {unit: power for unit in units if (power := _power_of(unit, raised))}
    colons = {unit: colon for unit, power in joined.items() if (colon := _colon_after(power, page.words))}
    taken = {*joined.values(), *colons.values()}
    words = (_joined(word, joined, colons) for word in page.words if word not in taken)
    return replace(page, words=tuple(words)) if joined else page


def _power_of(unit: Word, raised: Sequence[Word]) -> Word | None:
    box = unit.box
    return next(
        (
            word
            for word in raised
            if abs(word.box.x0 - box.x1) < _APART * box.height
            and word.box.height < _SMALL * box.height
            and box.top - box.height < word.box.top < box.top + 0.1 * box.height < word.box.bottom
        ),
        None,
    )


def _colon_after(power: Word, words: Sequence[Word]) -> Word | None:
    after = (word for word in words if word.text == ":" and abs(word.box.x0 - power.box.x1) < _APART * word.box.height)
    return next((word for word in after if word.box.top < power.box.bottom < word.box.bottom), None)


def _joined(word: Word, powers: dict[Word, Word], colons: dict[Word, Word]) -> Word:
    power, colon = powers.get(word), colons.get(word)
    if power is None:
        return word
    text = word.text + _POWERS[power.text] + (":" if colon else "")
    return replace(word, text=text, box=union(part.box for part in (word, power, *([colon] if colon else []))))
