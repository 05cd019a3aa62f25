"""Captions of a form that break over several lines, beside what is filled in under those of one line.

    7 No. of     9 Nature of the goods
    packages     COPPER SCRAP, BIRCH/CLIFF
    24           IN BALES

Forms set their captions in smaller type than what is filled in, and by that the two are told apart.
"""

from collections.abc import Sequence

from extractors.layout import Line, Phrase

SMALLER = 0.86  # forms set their captions smaller than what is filled in
_NEAR = 0.9  # of its height, between a phrase and what it goes on with or is filled in under
_ALIKE = 0.06  # by which the heights of one type differ


def parted(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with the rest of captions before what is filled in beside it, each on lines of their own."""
    found: list[Line] = []
    start = 0
    while start < len(lines):
        captions, filled, stop = _storeys(lines, start)
        found += [*captions, *filled] if stop > start + 1 else [lines[start]]
        start = max(stop, start + 1)
    return found


def _storeys(lines: Sequence[Line], start: int) -> tuple[list[Line], list[Line], int]:
    """Return the lines of captions from `start` on, what is filled in beside their later ones, and where both end."""
    captions, filled = [lines[start]], list[Line]()
    stop = start + 1
    while stop < len(lines):
        rest = [p for p in lines[stop].phrases if _goes_on(captions[-1], p)]
        values = [p for p in lines[stop].phrases if p not in rest]
        if not rest or not values or not any(_is_filled_in(line, p) for p in values for line in captions):
            break
        if any(p.box.height * SMALLER < max(r.box.height for r in rest) for p in values):
            break
        captions.append(Line(tuple(rest)))
        filled.append(Line(tuple(values)))
        stop += 1
    return captions, filled, stop


def _goes_on(above: Line, phrase: Phrase) -> bool:
    """Say whether a phrase goes on with a caption of the line above, in the same type close under it."""
    return any(
        abs(p.box.height - phrase.box.height) < _ALIKE * p.box.height and _under(p, phrase) for p in above.phrases
    )


def _is_filled_in(above: Line, phrase: Phrase) -> bool:
    """Say whether a phrase stands close under a caption in smaller type."""
    return any(p.box.height < SMALLER * phrase.box.height and _under(p, phrase) for p in above.phrases)


def _under(above: Phrase, phrase: Phrase) -> bool:
    apart = phrase.box.top - above.box.bottom
    beside = min(above.box.x1, phrase.box.x1) <= max(above.box.x0, phrase.box.x0)
    return not beside and -0.4 * above.box.height < apart < _NEAR * above.box.height
