"""What else is printed on a paper: the words that were read as no value."""

from collections import defaultdict
from collections.abc import Sequence

from extractors.regions import Layout
from models.field import Evidence, fields_of
from models.geometry import Box
from models.page import Word
from models.paper import Paper

MOST = 30_000  # characters kept of a paper; a book of terms says nothing of its goods
_BAND = 12.0  # points: evidence is looked up by the bands of the page that it touches


def leftover(paper: Paper, group: Sequence[Layout]) -> str:
    """Return what no field of `paper` rests on, line by line, of the pages it was read from."""
    told: dict[tuple[int, int], list[Box]] = defaultdict(list)
    for field in fields_of(paper):
        for spot in field.evidence:
            for band in _bands(spot):
                told[spot.page, band].append(spot.box)
    rest = []
    for layout in group:
        for line in layout.lines:
            words = [word for word in line.words if not _is_told(word, told, layout.page.number)]
            rest.append(" ".join(word.text for word in words))
    return "\n".join(filter(None, rest))[:MOST]


def _bands(spot: Evidence) -> range:
    return range(int(spot.box.top // _BAND), int(spot.box.bottom // _BAND) + 1)


def _is_told(word: Word, told: dict[tuple[int, int], list[Box]], page: int) -> bool:
    spots = told.get((page, int(word.box.middle[1] // _BAND)), ())
    return any(box.contains(word.box) for box in spots)
