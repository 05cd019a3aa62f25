"""Which kept pages look like a page: keys to find them by, and how much two looks have in common."""

import random
import zlib
from collections.abc import Iterator, Sequence
from functools import cache

ALIKE = 0.9  # share of inked cells in common: a scan saved anew keeps 0.95, another sheet of the same form has 0.85
_BANDS, _ROWS = 12, 6  # two looks alike to nine tenths share one of the keys with a chance of 0.9999
_PRIME = 2**31 - 1


def keys(look: str) -> Iterator[str]:
    """Yield the keys under which a look is kept (min-hashing in bands); none for an empty one."""
    inked = _inked(look)
    if not inked:
        return
    for band, turns in enumerate(_turns()):
        least = [min((times * cell + plus) % _PRIME for cell in inked) for times, plus in turns]
        yield f"look:{band}:{zlib.crc32(repr(least).encode()):08x}"


def alike(looks: Sequence[str], others: Sequence[str]) -> bool:
    """Say whether two papers look the same, page for page."""
    return len(looks) == len(others) > 0 and all(
        common(one, other) >= ALIKE for one, other in zip(looks, others, strict=True)
    )


def common(one: str, other: str) -> float:
    """Return the share of cells inked on both pages among those inked on either, 0..1."""
    if not one or not other:
        return 0.0
    mine, theirs = int(one, 16), int(other, 16)
    either = (mine | theirs).bit_count()
    return (mine & theirs).bit_count() / either if either else 0.0


def _inked(look: str) -> list[int]:
    number = int(look, 16) if look else 0
    return [cell for cell in range(4 * len(look)) if number >> cell & 1]


@cache
def _turns() -> tuple[tuple[tuple[int, int], ...], ...]:
    dice = random.Random(6346)  # any seed will do, and must stay the same: kept keys hang on it
    return tuple(
        tuple((dice.randrange(1, _PRIME), dice.randrange(_PRIME)) for _ in range(_ROWS)) for _ in range(_BANDS)
    )
