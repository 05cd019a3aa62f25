"""Drawn lines: thin boxes in points, pieces of one line joined."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import inf

from models.geometry import Box, union

_THIN = 3.0
_SHORTEST = 4.0
_SHORTEST_DOTTED = 20.0
_UNEVEN = 0.3  # points by which the steps between dots of one line differ at most


def straight(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """Return the lines among `boxes`: thin ones as they are, the four sides of larger ones; pieces joined."""
    lines: list[Box] = []
    for box in boxes:
        if min(box.width, box.height) <= _THIN:
            lines.append(box)
        else:
            lines += sides(box)
    dots = {line for line in lines if max(line.width, line.height) < _SHORTEST}
    return joined(
        [*(line for line in lines if line not in dots), *_dotted(dots, flat=True), *_dotted(dots, flat=False)]
    )


def _dotted(dots: Iterable[Box], *, flat: bool) -> list[Box]:
    """Return the lines drawn as even rows of dots; the uneven ones of a square code are none."""
    tracks: dict[int, list[Box]] = defaultdict(list)
    for dot in dots:
        tracks[round(4 * dot.middle[flat])].append(dot)
    found: list[Box] = []
    for track in tracks.values():
        starts = sorted((dot.x0 if flat else dot.top, dot) for dot in track)
        first, step = 0, 0.0
        for n in range(1, len(starts) + 1):
            ahead = starts[n][0] - starts[n - 1][0] if n < len(starts) else inf
            if n - first > 1 and abs(ahead - step) > _UNEVEN:
                found.append(union(dot for _, dot in starts[first:n]))
                first = n
            elif ahead > 2 * _SHORTEST:
                first = n
            step = ahead
    return [line for line in found if max(line.width, line.height) >= _SHORTEST_DOTTED]


def outside(lines: Iterable[Box], words: Sequence[Box], longest: float = 16.0) -> tuple[Box, ...]:
    """Return `lines` without those of the print: strokes of letters that were drawn as shapes, lines under words."""
    rows: dict[int, list[Box]] = defaultdict(list)
    for word in words:
        for row in range(int(word.top // longest), int(word.bottom // longest) + 1):
            rows[row].append(word)
    return tuple(
        line
        for line in lines
        if not _underlines(line, rows[int(line.middle[1] // longest)])
        and (
            max(line.width, line.height) > longest
            or not any(word.contains(line) for word in rows[int(line.middle[1] // longest)])
        )
    )


def _underlines(line: Box, words: Sequence[Box]) -> bool:
    """Say whether a line runs under words, within their height, from the first one's edge to the last one's."""
    y = line.middle[1]
    over = [
        word
        for word in words
        if word.middle[1] < y < word.bottom + 0.5 and line.contains(word._replace(top=y, bottom=y))
    ]
    if line.height > line.width or not over:
        return False
    return abs(min(word.x0 for word in over) - line.x0) < 2 and abs(max(word.x1 for word in over) - line.x1) < 2


def sides(box: Box) -> tuple[Box, Box, Box, Box]:
    """Return the four borders of `box`, without thickness: top, bottom, left, right."""
    x0, top, x1, bottom = box
    return Box(x0, top, x1, top), Box(x0, bottom, x1, bottom), Box(x0, top, x0, bottom), Box(x1, top, x1, bottom)


def joined(lines: Iterable[Box], gap: float = 2.0) -> tuple[Box, ...]:
    """Join lines that continue or double each other within `gap` points; horizontal ones first, from the top."""
    across: dict[int, list[Box]] = defaultdict(list)
    down: dict[int, list[Box]] = defaultdict(list)
    for line in lines:
        if line.width >= line.height:
            across[round(line.middle[1] / 1.5)].append(line)
        else:
            down[round(line.middle[0] / 1.5)].append(line)
    return (*_runs(across, gap, flat=True), *_runs(down, gap, flat=False))


def _runs(tracks: dict[int, list[Box]], gap: float, *, flat: bool) -> list[Box]:
    runs: list[Box] = []
    for track in sorted(tracks):
        ordered = sorted(tracks[track], key=lambda line: line.x0 if flat else line.top)
        current = ordered[0]
        for line in ordered[1:]:
            start, end = (line.x0, current.x1) if flat else (line.top, current.bottom)
            if start <= end + gap:
                current = Box(
                    min(current.x0, line.x0),
                    min(current.top, line.top),
                    max(current.x1, line.x1),
                    max(current.bottom, line.bottom),
                )
            else:
                runs.append(current)
                current = line
        runs.append(current)
    return runs
