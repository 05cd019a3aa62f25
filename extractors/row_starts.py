"""Where the rows of a goods table begin: at position numbers that count on, else at the lines that fill its columns."""

import re
from collections.abc import Sequence

from extractors.columns import FIGURES, Cells
from extractors.goods_text import said
from extractors.headings import Heading
from extractors.layout import Phrase
from extractors.numerals import numbers
from extractors.stacked import fit
from models.geometry import union
from models.reference.currencies import currency
from models.reference.units import package_kind, unit

NUMERIC = frozenset(
    {"quantity", "amount", "unit_price", "hs_code", "gross_mass", "net_mass", "packages", "volume", "line"}
)
_APART = 1.3  # times as far as the lines of one row
_POSITION = re.compile(r"^\W?(\d{1,4})[.)]?$")


def starts(heading: Heading, lines: Sequence[Cells]) -> list[bool]:
    """Say of each printed line whether a row of the table begins with it."""
    return _raised(lines, _begun(heading, lines))


def _begun(heading: Heading, lines: Sequence[Cells]) -> list[bool]:
    numbered = _numbered(lines)
    if numbered:
        return [n in numbered for n in range(len(lines))]
    size = depth(heading)
    first = _full(lines, [values(cells) - _told_below(heading, cells) for cells in lines], size)
    every = _full(lines, [values(cells) for cells in lines], size)
    # Where what stands below tells itself from what stands first, the lines left are the rows' first already.
    return _every(first, 1 if size > 1 and sum(first) * size <= sum(every) else size)


def _raised(lines: Sequence[Cells], begun: list[bool]) -> list[bool]:
    """Begin rows at their names where these stand over the line of figures, which tells no name and ends each row."""
    raised, first = [False] * len(begun), 0
    for n in (n for n, begins in enumerate(begun) if begins):
        if first == n or _named(lines[n]) or not _named(lines[first]):
            break  # the sums, which stand close
        raised[first], first = True, n + 1
    parted = all(
        _gap(lines[n - 1], lines[n]) > _APART * _gap(lines[n - 2], lines[n - 1]) for n in range(2, first) if raised[n]
    )
    ends = first == len(begun) or (first > 0 and begun[first])
    return raised[:first] + begun[first:] if parted and ends else begun


def _named(cells: Cells) -> bool:
    """Say whether a line tells a name of goods, and not a code, an origin or nothing there."""
    told = cells.get("description")
    return told is not None and re.search(r"[^\W\d_]{3}", said(told.text).name) is not None


def _gap(above: Cells, below: Cells) -> float:
    """Return how far two lines stand apart, in points."""
    tops = [union(phrase.box for phrase in cells.values()).middle[1] for cells in (above, below)]
    return tops[1] - tops[0]


def _full(lines: Sequence[Cells], filled: Sequence[frozenset[str]], size: int) -> list[bool]:
    """Say of each line whether it fills half of the columns that the fullest fills."""
    fullest = max(filled, key=len, default=frozenset())
    least = max(1, (len(fullest) + 1) // 2)
    return [
        len(names & fullest) >= least or (size == 1 and _priced(cells))
        for names, cells in zip(filled, lines, strict=True)
    ]


def _told_below(heading: Heading, cells: Cells) -> frozenset[str]:
    """Return the columns of several facts in which a line tells one that stands under the first: "27.40 M3"."""
    told = ((head, cells[head.field].text) for head in heading.heads if head.below and head.field in cells)
    return frozenset(h.field for h, text in told if h.field and any(fit(b, text) > fit(h.field, text) for b in h.below))


def _priced(cells: Cells) -> bool:
    """Say whether a line names something and what it costs, as a row does that leaves its other columns empty."""
    named = cells.get("description")
    return named is not None and "amount" in values(cells) and any(c.isalpha() for c in named.text)


def filling_end(heading: Heading, lines: Sequence[Cells]) -> int:
    """Return how many lines belong to the rows: after the last row begins, those with no words in number columns."""
    begun = starts(heading, lines)
    last = max((n for n, begins in enumerate(begun) if begins), default=len(lines))
    plain = {head.field for head in heading.heads if head.field in FIGURES | {"unit"} and not head.below}
    for n in range(last + 1, len(lines)):
        worded = [name for name, phrase in lines[n].items() if name in plain and _is_prose(phrase.text)]
        if worded and values(lines[n]) <= {"amount"}:
            return n  # a sum or what it is made of, told where only figures stand above
    return len(lines)


def _is_prose(text: str) -> bool:
    words = re.findall(r"[^\W\d_]{4,}", text)
    return any(not unit(word) and not package_kind(word) and not currency(word.upper()) for word in words)


def depth(heading: Heading) -> int:
    """Return how many lines of values a row has, going by the lines of a heading that stacks its fields."""
    # A count and what it counts are told on one line: "3 sacks".
    stacked = [len({*head.fields} - {"package_kind", "unit"}) for head in heading.heads if head.below]
    named = [head for head in heading.heads if head.field]
    return max(stacked) if 2 * len(stacked) >= len(named) else 1


def _every(full: Sequence[bool], size: int) -> list[bool]:
    """Keep the first of each `size` filled lines."""
    seen, kept = 0, []
    for is_full in full:
        kept.append(is_full and seen % size == 0)
        seen += is_full
    return kept


def _numbered(lines: Sequence[Cells]) -> set[int]:
    """Return the lines with position numbers that count on by one step (1, 2, 3 or 10, 20), none where some lack."""
    found = [(n, int(match[1])) for n, cells in enumerate(lines) if (match := _position(cells))]
    if len(found) < 2:
        return set()
    step = found[1][1] - found[0][1]
    first = found[0][1]
    if step not in (1, 5, 10, 100) or any(value != first + k * step for k, (_, value) in enumerate(found)):
        return set()
    return {n for n, _ in found} | _unnumbered(lines[: found[0][0]], first // step - 1)


def _unnumbered(lines: Sequence[Cells], missing: int) -> set[int]:
    """Return the lines that fill columns before the first number, where they are just those that count up to it."""
    filled = [n for n, cells in enumerate(lines) if len(values(cells)) > 1]
    return set(filled) if len(filled) == missing else set()


def _position(cells: Cells) -> re.Match[str] | None:
    phrase = cells.get("line")
    return _POSITION.match(phrase.words[0].text) if phrase else None


def values(cells: Cells) -> frozenset[str]:
    """Return the columns of numbers that a printed line has a number in."""
    return frozenset(name for name, phrase in cells.items() if _is_value(name, phrase))


def _is_value(name: str, phrase: Phrase) -> bool:
    if name not in NUMERIC:
        return False
    if name == "hs_code":
        return re.search(r"\d{4}|\d\d[. ]\d\d", phrase.text) is not None
    begun = re.match(r"[^\W\d_]{2}", phrase.text) is not None
    return bool(numbers(phrase.text)) and not (begun and name != "line" and _is_prose(phrase.text))
