"""Trade words of other languages as the English ones: what is known of a thing by one name is known by all of them."""

from functools import cache, lru_cache

from models.reference.table import rows

_ENDINGS = frozenset(
    (
        "a", "e", "i", "o", "u", "y", "n", "s", "en", "er", "es", "em", "os", "as", "is", "ow", "om", "ej",
        "ami", "ach", "ych", "ich", "ego", "iej", "owe", "owa", "owy", "owej", "owych", "owego",
        "ul", "ului", "lui", "lor", "elor", "ilor", "uri", "urilor",
    )
)  # fmt: skip
_LONGEST_ENDING = max(map(len, _ENDINGS))
_SHORTEST_STEM = 4
_SHORTEST_COMPOUND, _SHORTEST_PART = 7, 3
_LINKS = ("", "s", "n", "en", "es", "e")


@lru_cache(maxsize=65536)
def english(word: str) -> tuple[str, ...]:
    """Return the English words for a word of another language, in any ending, or for a compound of two; or nothing.

    >>> english("baumwolle"), english("usados"), english("kupferrohre"), english("tyre")
    (('cotton',), ('used',), ('copper', 'pipe', 'tube'), ())
    """
    found = _one(word)
    if found or len(word) < _SHORTEST_COMPOUND:
        return found
    for at in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        last = _one(word[at:])
        first = last and _first_part(word[:at])
        if first:
            return (*first, *last)
    return ()


def _one(word: str) -> tuple[str, ...]:
    found = _known().get(word)
    if found:
        return found
    # Shortest first: of two stems that are known, the longer counts (rottami is of rottame, not of rotto).
    for size in range(1, min(_LONGEST_ENDING, len(word) - _SHORTEST_STEM) + 1):
        ending = word[-size:]
        if ending in _ENDINGS:
            # An English plural is not taken for another ending of a word that has lost its vowel: salads, not salados.
            found = (_known() if ending == "s" else _stems()).get(word[:-size])
            if found:
                return found
    return ()


def _first_part(word: str) -> tuple[str, ...]:
    bare = (word.removesuffix(link) for link in _LINKS if word.endswith(link))
    return next((found for part in bare if (found := _one(part) or _stems().get(part, ()))), ())


@cache
def _known() -> dict[str, tuple[str, ...]]:
    return {row["word"]: tuple(row["means"].split()) for row in rows("translations.csv")}


@cache
def _stems() -> dict[str, tuple[str, ...]]:
    """Words without their last vowel, to which other endings may be put; not English ones that stand for themselves."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows("translations.csv"):
        if row["language"] != "en":
            found.setdefault(row["word"].rstrip("aeiouy"), _known()[row["word"]])
            found.setdefault(row["word"], _known()[row["word"]])
    return {stem: means for stem, means in found.items() if len(stem) >= _SHORTEST_STEM}
