"""Wrong codes to try the engine with: from anywhere, from the same chapter, from the tables of common disguises."""

import random
from collections.abc import Sequence
from typing import Literal, NamedTuple

from models.reference.chemicals import chemicals
from models.reference.table import rows

Kind = Literal["anywhere", "chapter", "disguise"]
KINDS: tuple[Kind, ...] = ("anywhere", "chapter", "disguise")
_TRIES = 40


class Drawn(NamedTuple):
    """A wrong code and where it came from."""

    code: str
    kind: Kind


class Disguises:
    """Which codes are declared in place of which: waste under goods and back, chemicals pure and mixed."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = tuple(codes)
        self._by_chapter: dict[str, list[str]] = {}
        for code in codes:
            self._by_chapter.setdefault(code[:2], []).append(code)
        self._in_place_of: dict[str, set[str]] = {}
        self._any: set[str] = set()
        for waste, goods in [*self._streams(), *self._chemicals()]:
            self._any |= goods
            for one, others in ((waste, goods), (goods, waste)):
                for code in one:
                    self._in_place_of.setdefault(code, set()).update(others)

    def of(self, code: str) -> tuple[str, ...]:
        """Return the codes that goods of `code` are known to be declared under, other headings only, in order."""
        return tuple(sorted(other for other in self._in_place_of.get(code, ()) if other[:4] != code[:4]))

    def draw(self, true: str, kind: Kind, dice: random.Random) -> Drawn:
        """Return a code of another heading than `true`; one from anywhere where the kind has none to give.

        A code without a disguise of its own gets one that others are known by.
        """
        if kind == "disguise":
            pool: Sequence[str] = self.of(true) or sorted(self._any)
        else:
            pool = self.codes if kind == "anywhere" else self._by_chapter.get(true[:2], ())
        for _ in range(_TRIES if pool else 0):
            found = dice.choice(pool)
            if found[:4] != true[:4]:
                return Drawn(found, kind)
        return Drawn(dice.choice([code for code in self.codes if code[:4] != true[:4]]), "anywhere")

    def _streams(self) -> list[tuple[set[str], set[str]]]:
        by_stream: dict[str, dict[str, set[str]]] = {}
        for row in rows("basel_hs.csv"):
            roles = by_stream.setdefault(row["stream"], {"waste": set(), "declared-as": set()})
            roles.setdefault(row["role"], set()).update(code for code in self.codes if code.startswith(row["hs2022"]))
        return [(roles["waste"], roles["declared-as"]) for roles in by_stream.values()]

    def _chemicals(self) -> list[tuple[set[str], set[str]]]:
        known = set(self.codes)
        return [
            (known & set(chemical.hs_pure), known & set(chemical.hs_mixture))
            for chemical in chemicals()
            if chemical.hs_pure and chemical.hs_mixture
        ]
