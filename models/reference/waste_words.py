"""Words that turn goods into waste, in eleven languages, and words that only look so."""

from functools import cache
from typing import Literal, NamedTuple, cast

from models.reference.table import rows
from models.reference.words import Hit, Lexicon

Meaning = Literal["waste", "used", "off-spec", "spent", "decoy"]


class Match(NamedTuple):
    """A word found: as printed, what it means, the stream it implies (or empty), at characters `start` to `end`."""

    word: str
    meaning: Meaning
    stream: str
    start: int
    end: int


class Material(NamedTuple):
    """A material found: as printed, its stream, the HS line of its waste (or empty), and how that is controlled.

    `controlled` waste needs prior consent; with `unless_green` only while no green-list entry or line stands beside it;
    `green` is the name of waste that the green list holds (depolluted vehicles).
    """

    word: str
    stream: str
    waste_hs: str
    controlled: bool
    unless_green: bool
    green: bool
    start: int
    end: int


def waste_words(text: str) -> list[Match]:
    """Return the words of waste, use and poor quality in `text`, decoys masked, in reading order without overlap.

    >>> [match.word for match in waste_words("LDPE FILM SCRAP in bales, waste bin liners, used in moulding")]
    ['SCRAP']
    """
    hits = _lexicon().hits(text)
    decoys = [hit for hit in hits if hit.entry[0] == "decoy"]
    masked = [(decoy.start, decoy.end) for decoy in decoys if not any(_inside(decoy, hit) for hit in hits)]
    kept: list[Match] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.entry[1] == "", hit.start)):
        meaning, stream = hit.entry
        taken = [*masked, *((match.start, match.end) for match in kept)]
        if meaning != "decoy" and not any(hit.start < end and start < hit.end for start, end in taken):
            kept.append(Match(text[hit.start : hit.end], cast(Meaning, meaning), stream, hit.start, hit.end))
    return sorted(kept, key=lambda match: match.start)


def materials(text: str) -> list[Material]:
    """Return the materials that `text` names, the longer word where two overlap, in reading order.

    >>> [(found.word, found.waste_hs) for found in materials("PP granules and stainless steel sheets")]
    [('PP', '391590'), ('stainless steel', '720421')]
    """
    kept: list[Material] = []
    for hit in sorted(_materials().hits(text), key=lambda hit: (hit.start - hit.end, hit.start)):
        word, stream, waste_hs, control, capitals = hit.entry
        printed = text[hit.start : hit.end]
        if capitals and printed != word:
            continue
        if not any(hit.start < found.end and found.start < hit.end for found in kept):
            unless_green = control == "unless-green"
            controlled = control == "yes" or unless_green
            green = control == "green"
            kept.append(Material(printed, stream, waste_hs, controlled, unless_green, green, hit.start, hit.end))
    return sorted(kept, key=lambda found: found.start)


def streams(text: str) -> set[str]:
    """Return the streams of the materials and waste words in `text`.

    >>> sorted(streams("Altreifen, PVC-Folien"))
    ['plastics', 'tyres']
    """
    return {found.stream for found in materials(text)} | {match.stream for match in waste_words(text) if match.stream}


def _inside(decoy: Hit[tuple[str, str]], other: Hit[tuple[str, str]]) -> bool:
    within = other.start <= decoy.start and decoy.end <= other.end
    return other.entry[0] != "decoy" and within and other.end - other.start > decoy.end - decoy.start


@cache
def _lexicon() -> Lexicon[tuple[str, str]]:
    return Lexicon(
        (row["phrase"], (row["meaning"], row["stream"]), row["tolerant"] == "yes") for row in rows("waste_words.csv")
    )


@cache
def _materials() -> Lexicon[tuple[str, str, str, str, bool]]:
    return Lexicon(
        (
            row["word"],
            (row["word"], row["stream"], row["waste_hs"], row["controlled"], row["capitals"] == "yes"),
            False,
        )
        for row in rows("materials.csv")
    )
