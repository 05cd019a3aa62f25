"""Lines and boxes that are typed: rows of hyphens, bars one under the other, and plus signs where they cross."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from extractors.rulings import joined
from models.geometry import Box
from models.page import Page, Word

_FLAT = re.compile(r"(?=.{12})[+|┌├└╔╠╚]?[-=_–—*~─═][-=_–—*~─═+|┬┴┼╦╩╬┐┤┘╗╣╝]*")
_BAR = re.compile(r"[|│┃║]")
_FEWEST = 3  # bars one under the other; fewer may part words of a letterhead
_PITCH = 1.6  # of the height of a bar: from one line to the next
_ASIDE = 1.5  # points


def typed_rulings(page: Page) -> Page:
    """Return the page with lines that are typed as the rulings that they are."""
    flat = [word for word in page.words if _FLAT.fullmatch(word.text)]
    bars = _stacked(word for word in page.words if _BAR.fullmatch(word.text))
    if not flat and not bars:
        return page
    typed = {id(word) for word in (*flat, *bars)}
    levels = (word.box._replace(top=word.box.middle[1], bottom=word.box.middle[1] + 0.5) for word in flat)
    return replace(
        page,
        words=tuple(word for word in page.words if id(word) not in typed),
        rulings=(*page.rulings, *levels, *joined(map(_upright, bars))),
    )


def _stacked(bars: Iterable[Word]) -> list[Word]:
    """Return the bars that stand under one another, line after line."""
    columns: dict[int, list[Word]] = defaultdict(list)
    for bar in bars:
        columns[round(bar.box.middle[0] / _ASIDE)].append(bar)
    return [bar for column in columns.values() if len(column) >= _FEWEST for bar in column]


def _upright(bar: Word) -> Box:
    """Return the line that a bar is a piece of, long enough to meet the pieces in the lines above and below."""
    x, y = bar.box.middle
    reach = _PITCH * bar.box.height / 2
    return Box(x, y - reach, x + 0.5, y + reach)
