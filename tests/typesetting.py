"""Pages set in type by hand: words where a test wants them, without a file."""

from extractors.papers import papers
from extractors.sources import Source
from models.geometry import Box
from models.page import Page, Word
from models.paper import GoodsItem, Paper, Role


def words(x: float, y: float, text: str, size: float = 9.0, confidence: float = 1.0) -> list[Word]:
    """Set `text` at baseline height `y` from `x` on, about as wide as Helvetica would."""
    found, place = [], x
    for part in text.split(" "):
        width = 0.52 * size * len(part)
        found.append(Word(part, Box(place, y - size, place + width, y), confidence))
        place += width + 0.28 * size
    return found


def page(*printed: tuple[float, float, str], rulings: tuple[Box, ...] = (), number: int = 1, size: float = 9.0) -> Page:
    """Return an A4 page with each `(x, y, text)` printed on it."""
    return Page(
        number=number,
        width=595.0,
        height=842.0,
        words=tuple(word for x, y, text in printed for word in words(x, y, text, size)),
        rulings=rulings,
    )


def box_lines(x0: float, top: float, x1: float, bottom: float) -> tuple[Box, ...]:
    """Return the four rulings of a cell."""
    return (
        Box(x0, top, x1, top + 0.5),
        Box(x0, bottom, x1, bottom + 0.5),
        Box(x0, top, x0 + 0.5, bottom),
        Box(x1, top, x1 + 0.5, bottom),
    )


def papers_of(*pages: Page) -> list[Paper]:
    """Return the papers that `pages` of one file make."""
    return papers(Source("test.pdf", b"", "pdf", "0" * 64), pages)


def paper_of(*pages: Page) -> Paper:
    """Return the one paper that `pages` make."""
    (paper,) = papers_of(*pages)
    return paper


def goods_of(*pages: Page) -> tuple[GoodsItem, ...]:
    """Return the goods of the one paper that `pages` make."""
    return paper_of(*pages).goods


def name_of(paper: Paper, role: Role) -> str | None:
    """Return what a paper calls the party in a role, or None."""
    party = paper.party(role)
    return party.name.value if party and party.name else None
