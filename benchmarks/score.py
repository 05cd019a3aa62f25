"""What a reader got of a sheet: characters wrong, and values without a fault."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from benchmarks.sheets import Sheet
from models.geometry import Box, union

Read = tuple[str, tuple[float, float]]  # a word, and its middle in points of the drawn page
STAMPS = frozenset({"RECEIVED", "ORIGINAL", "CUSTOMS", "APPROVED", "COPY"})  # what `degrade` stamps over the print


@dataclass(frozen=True, slots=True)
class Score:
    """Characters printed and wrong (missed, misread or made up), values printed and read without a fault."""

    printed: int = 0
    wrong: int = 0
    made_up: int = 0
    values: int = 0
    perfect: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def error(self) -> float:
        """Characters wrong to characters printed."""
        return (self.wrong + self.made_up) / max(self.printed, 1)


def score(sheet: Sheet, read: Iterable[Read]) -> Score:
    """Compare what was read with what is printed, run by run; words are placed by their middle."""
    runs = _runs(sheet.words)
    found: dict[int, list[Read]] = defaultdict(list)
    made_up = 0
    for word in read:
        place = _nearest(runs, word[1])
        if place is not None:
            found[place].append(word)
        elif word[0].strip(".,").upper() not in STAMPS and not _within(sheet.ignored, word[1]):
            made_up += len(word[0])
    wrong = 0
    faulty: set[int] = set()
    for index, run in enumerate(runs):
        text = " ".join(word for word, _ in sorted(found[index], key=lambda word: word[1][0]))
        printed = " ".join(word for word, _ in run)
        wrong += Levenshtein.distance(printed, text)
        faulty |= {id(run[place]) for place in _faults(run, printed, text)}
    values = [value for value in dict.fromkeys(sheet.values) if _in(sheet, value)]
    perfect = sum(not any(id(word) in faulty for word in _in(sheet, value)) for value in values)
    printed_chars = sum(len(" ".join(word for word, _ in run)) for run in runs)
    return Score(printed_chars, wrong, made_up, len(values), perfect)


def _in(sheet: Sheet, value: Box) -> list[tuple[str, Box]]:
    return [word for word in sheet.words if value.contains(word[1], 0.5)]


def _runs(words: Sequence[tuple[str, Box]]) -> list[list[tuple[str, Box]]]:
    """Join printed words that stand on one line with no more than a blank or two between them."""
    runs: list[list[tuple[str, Box]]] = []
    open_runs: list[list[tuple[str, Box]]] = []
    for word in sorted(words, key=lambda word: (word[1].x0, word[1].top)):
        box = word[1]
        for run in reversed(open_runs):
            last = run[-1][1]
            level = abs(last.middle[1] - box.middle[1]) < 0.3 * min(last.height, box.height)
            if level and -2 < box.x0 - last.x1 < 0.7 * box.height:
                run.append(word)
                break
        else:
            runs.append([word])
            open_runs.append(runs[-1])
    return runs


def _nearest(runs: list[list[tuple[str, Box]]], at: tuple[float, float]) -> int | None:
    x, y = at
    spot = Box(x, y, x, y)
    near = [
        (abs(around.middle[1] - y), index)
        for index, run in enumerate(runs)
        if (around := union(box for _, box in run)).contains(spot, 2.5)
    ]
    return min(near)[1] if near else None


def _within(boxes: Sequence[Box], at: tuple[float, float]) -> bool:
    return any(box.contains(Box(*at, *at), 6.0) for box in boxes)


def _faults(run: list[tuple[str, Box]], printed: str, text: str) -> set[int]:
    """Return which words of the run have a change in them, or at their edge."""
    spans: list[tuple[int, int]] = []
    start = 0
    for word, _ in run:
        spans.append((start, start + len(word)))
        start += len(word) + 1
    faulty: set[int] = set()
    for change in Levenshtein.opcodes(printed, text):
        if change.tag != "equal":
            faulty |= {
                index for index, (first, last) in enumerate(spans)
                if change.src_start <= last and max(change.src_end, change.src_start) >= first
                and not (change.tag != "insert" and (change.src_start >= last or change.src_end <= first))
            }  # fmt: skip
    return faulty
