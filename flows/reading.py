"""What reading some files gave, as it is kept and handed on: papers, the unread, and how pages lay and look."""

from models.field import Frozen
from models.paper import Paper
from models.report import Unread


class View(Frozen):
    """How page `page` of the document `sha256` was turned and levelled to be read, in degrees, as `Page` says."""

    sha256: str
    page: int
    turn: int
    skew: float


class Look(Frozen):
    """Where the ink is on page `page` of the document `sha256`, as `extractors.looks` tells it."""

    sha256: str
    page: int
    look: str


class Reading(Frozen):
    """What some files gave: the sha256 of each document in them, papers without their final ids, and the unread.

    `views` are of the pages that did not lie straight; boxes are in the frame of the straightened page. `looks` are of
    the pages that were read by eye.
    """

    sources: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    unread: tuple[Unread, ...] = ()
    views: tuple[View, ...] = ()
    looks: tuple[Look, ...] = ()
