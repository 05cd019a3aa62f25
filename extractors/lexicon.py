"""The trade's labels in 25 languages, and how a run of words is matched with them in spite of OCR errors."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from extractors.wording import tokens
from models.reference.table import rows

_FEWEST_TOGETHER = 8  # letters of a label whose words OCR ran together
_SHORTEST_HALF = 2  # letters of a word run together with another
_SHORTEST_PAIR = 6
_ALIKE, _ALIKE_ALONE = 86, 83  # of 100; one letter in six where a word stands alone: "Sefler" over a company's name
FUZZY_FROM = 6  # letters: shorter labels differ by one letter from too many other words


@dataclass(frozen=True, slots=True)
class Entry:
    """One label: the field it announces and its language; `kinds` limits it to some paper kinds (empty: all)."""

    field: str
    language: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Labels by their tokens, with the lengths that occur by first token; `run_together` are those of several words.

    `words` are all that occur in any.
    """

    entries: dict[tuple[str, ...], tuple[Entry, ...]]
    lengths: dict[str, tuple[int, ...]]
    joined: dict[int, dict[str, tuple[str, ...]]]
    run_together: dict[str, tuple[str, ...]]
    words: frozenset[str]

    def longest(self, words: tuple[str, ...], *, fuzzy: bool = False) -> tuple[int, tuple[Entry, ...]]:
        """Return how many leading tokens of `words` make the longest known label, and its entries; `(0, ())` if none.

        With `fuzzy`, tokens may differ from the label as OCR misreads do.
        """
        for length in self.lengths.get(words[0], ()) if words else ():
            found = self.entries.get(words[:length])
            if found and len(words) >= length:
                return length, found
        return self._fuzzy(words) if fuzzy else (0, ())

    def parted(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return the words of a scanned heading, those cut in two that are two words of labels run together.

        >>> lexicon().parted(("natura", "deicolli"))
        ('natura', 'dei', 'colli')
        """
        return tuple(part for word in words for part in self._halves(word))

    def _halves(self, word: str) -> tuple[str, ...]:
        if len(word) < _SHORTEST_PAIR or word in self.words:
            return (word,)
        cuts = range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1)
        found = [(word[:n], word[n:]) for n in cuts if word[:n] in self.words and word[n:] in self.words]
        return max(found, key=lambda pair: min(map(len, pair)), default=(word,))

    def _fuzzy(self, words: tuple[str, ...]) -> tuple[int, tuple[Entry, ...]]:
        from rapidfuzz import fuzz, process

        if words and words[0] in self.run_together:
            return 1, self.entries[self.run_together[words[0]]]
        for length in range(min(len(words), 7), 0, -1):
            text = " ".join(words[:length])
            if len(text) < FUZZY_FROM or not any(c.isalpha() for c in text):
                continue
            least = _ALIKE_ALONE if len(words) == 1 else _ALIKE
            best = process.extractOne(text, self.joined.get(length, {}).keys(), scorer=fuzz.ratio, score_cutoff=least)
            if best and (best[1] >= _ALIKE or best[0][0] == text[0]):
                return length, self.entries[self.joined[length][best[0]]]
        return 0, ()


@cache
def lexicon() -> Lexicon:
    """Load `models/reference/labels.csv` once."""
    entries: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for row in rows("labels.csv"):
        entry = Entry(row["field"], row["language"], frozenset(row["kinds"].split()))
        known = entries[tokens(row["phrase"])]
        if entry not in known:
            known.append(entry)
    entries.pop((), None)
    lengths: dict[str, set[int]] = defaultdict(set)
    joined: dict[int, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for phrase in entries:
        lengths[phrase[0]].add(len(phrase))
        joined[len(phrase)][" ".join(phrase)] = phrase
    return Lexicon(
        {phrase: tuple(found) for phrase, found in entries.items()},
        {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()},
        dict(joined),
        {"".join(phrase): phrase for phrase in entries if len(phrase) > 1 and len("".join(phrase)) >= _FEWEST_TOGETHER},
        frozenset(word for phrase in entries for word in phrase),
    )
