"""Text that has no place of its own, set on a sheet in points, so that a cell or a sentence has a box to show."""

from models.geometry import Box
from models.page import Word

SIZE = 9.0
LEADING = 12.0
ADVANCE = 5.0  # points a character: no font is drawn, so all are equally wide
PADDING = 2.0


def wrapped(text: str, width: float) -> list[str]:
    """Break `text` into lines that fit `width` points; breaks in the text are kept, words longer than a line cut."""
    room = max(int((width - 2 * PADDING) / ADVANCE), 1)
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line = ""
        for word in paragraph.split():
            rest = word
            if line and len(line) + 1 + len(rest) > room:
                lines.append(line)
                line = ""
            while not line and len(rest) > room:
                lines.append(rest[:room])
                rest = rest[room:]
            line = f"{line} {rest}".strip()
        lines.append(line)
    return lines


def width_of(text: str) -> float:
    """Return the points that the longest line of `text` takes, padding included."""
    return max((len(line) for line in text.splitlines()), default=0) * ADVANCE + 2 * PADDING


def height_of(lines: int) -> float:
    """Return the points that so many lines take, padding included."""
    return lines * LEADING + PADDING


def words_of(line: str, left: float, top: float) -> list[Word]:
    """Set one line of text, blanks kept, with its first character at `left`; the words, each with its box."""
    words: list[Word] = []
    start = 0
    for piece in line.split(" "):
        if piece:
            x0 = left + start * ADVANCE
            box = Box(x0, top, x0 + len(piece) * ADVANCE, top + SIZE + 1)
            words.append(Word(piece, box, 1.0, "data"))
        start += len(piece) + 1
    return words


def block(lines: list[str], left: float, top: float) -> list[Word]:
    """Set lines one under the other from the corner `left`, `top` of their cell."""
    return [
        word
        for index, line in enumerate(lines)
        for word in words_of(line, left + PADDING, top + PADDING + index * LEADING)
    ]
