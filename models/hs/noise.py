"""Terms made to look like lines of real papers: words lost or misspelt, names and stray words among them."""

import random
from collections.abc import Sequence

_NAMES = 3000
_EXTRA_NAMES = (0, 0, 1, 1, 2)
_EXTRA_WORDS = (0, 0, 0, 1, 1, 2)
_LOSSES = (0.0, 0.3, 0.5, 0.7)  # share of the words that a line loses, one of these
_SLIPS = (0.0, 0.0, 0.1, 0.2)  # share of the words with a letter wrong, one of these
_SHORTEST_SLIP = 5
_PART = 0.1
_PART_WORDS = ("part", "spare", "accessory")


class Noise:
    """Disturbs lines; the same seed gives the same lines."""

    def __init__(self, texts: Sequence[list[str]], seed: int) -> None:
        self._dice = random.Random(seed)
        self._words = [word for text in texts for word in text if word.isalpha()]
        self._names = [self._name() for _ in range(_NAMES)]

    def of(self, text: Sequence[str]) -> list[str]:
        """Return a line, given as words, with perhaps fewer words and some more: made-up names, stray words."""
        dice = self._dice
        loss, slips = dice.choice(_LOSSES), dice.choice(_SLIPS)
        made = [word for word in text if dice.random() >= loss] or [dice.choice(text)]
        made = [self._slipped(word) if dice.random() < slips else word for word in made]
        more = [dice.choice(self._names) for _ in range(dice.choice(_EXTRA_NAMES))]
        more += [dice.choice(self._words) for _ in range(dice.choice(_EXTRA_WORDS))]
        for word in more:
            made.insert(dice.randrange(len(made) + 1), word)
        return [*made, dice.choice(_PART_WORDS)] if dice.random() < _PART else made

    def _slipped(self, word: str) -> str:
        """Return a word with a letter left out or written twice; short ones and those with digits as they are."""
        if len(word) < _SHORTEST_SLIP or not word.isalpha():
            return word
        at = self._dice.randrange(1, len(word))
        return word[:at] + (word[at + 1 :] if self._dice.random() < 0.5 else word[at - 1 :])

    def _name(self) -> str:
        """Return a word such as a trade mark is, that no vocabulary holds."""
        dice = self._dice
        beats = (dice.choice("bcdfgklmnprstv") + dice.choice("aeiou") for _ in range(dice.randrange(2, 4)))
        return "".join(beats) + dice.choice(("x", "n", "r", ""))
