"""Texts made to hurt one regular expression: long runs of what it repeats, near matches, each spoilt at its end."""

import re
from collections.abc import Iterator
from itertools import permutations
from re import _compiler, _parser  # type: ignore[attr-defined]  # there is no public way to a pattern's parts
from typing import Any, NamedTuple

MANY = 16  # a repeat that may go on so long is worth a run
FEW = 4  # of the first and of the last places where a pattern repeats the same: one made of a table has hundreds
USUAL = "a1 A.,-/_(\n\té年"
SPOILT = ("\0", "a")
_REPEATS = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}
_SIGNS = {"LITERAL", "NOT_LITERAL", "IN", "ANY", "CATEGORY"}


class Attack(NamedTuple):
    """A text to be: what it begins with, what is said over and over, and its end."""

    before: str
    unit: str
    end: str

    def text(self, length: int) -> str:
        """Return the text, about `length` characters long."""
        return self.before + self.unit * (length // len(self.unit)) + self.end


def attacks(pattern: re.Pattern[Any]) -> list[Attack]:
    """Return texts against `pattern`, each once."""
    parts = Parts(pattern)
    alike: dict[tuple[str, ...], list[str]] = {}
    for before, bodies in parts.repeats(parts.tree):
        alike.setdefault(tuple(bodies), []).append(before)
    repeats = [(before, bodies) for bodies, places in alike.items() for before in [*places[:FEW], *places[-FEW:]]]
    units = [(before, unit) for before, bodies in repeats for unit in bodies]
    pairs = [(before, one + other) for before, bodies in repeats for one, other in permutations(bodies[:4], 2)]
    whole = parts.sample(parts.tree)
    near = [whole, whole[:-1], f"{whole} ", f"{whole[:-1]} ", f"{whole}\0", *parts.palette[:24]]
    near += [before + unit for before, unit in units]
    made = [Attack(before, unit, end) for before, unit in units for end in SPOILT]
    made += [Attack(before, unit, "\0") for before, unit in [*pairs, *(("", unit) for unit in near)]]
    return [attack for attack in dict.fromkeys(made) if attack.unit]


class Parts:
    """A pattern taken apart, with characters that each of its parts accepts."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
        self.flags = pattern.flags & ~re.DEBUG
        self.tree = _parser.parse(text, self.flags)
        self.palette = "".join(dict.fromkeys([*self._literals(self.tree), *USUAL]))

    def repeats(self, tree: Any, before: str = "") -> Iterator[tuple[str, list[str]]]:
        """Yield what comes before each long repeat, and texts that it repeats."""
        for node in tree:
            name = str(node[0])
            if name in _REPEATS and node[1][1] >= MANY:
                yield before, self._bodies(node[1][2])
            for inner in _inner(node):
                yield from self.repeats(inner, before)
            before += self.sample([node])

    def sample(self, tree: Any) -> str:
        """Return a text that `tree` accepts, as far as this is known without looking around."""
        return "".join(map(self._sample, tree))

    def _sample(self, node: Any) -> str:
        name, inner = str(node[0]), _inner(node)
        if name in _SIGNS:
            return self._fitting(node)[0]
        if name in {"ASSERT", "ASSERT_NOT"} or not inner:
            return ""
        return self.sample(inner[0]) * (max(node[1][0], 1) if name in _REPEATS else 1)

    def _bodies(self, tree: Any) -> list[str]:
        only = tree[0] if len(tree) == 1 else ("", ())
        more = self._fitting(only) if str(only[0]) in _SIGNS else [self.sample(inner) for inner in _inner(only)]
        return [body for body in dict.fromkeys([self.sample(tree), *more[:6]]) if body]

    def _fitting(self, node: Any) -> list[str]:
        """Return characters that one sign of the pattern accepts."""
        sign = _compiler.compile(_parser.SubPattern(self.tree.state, [node]), self.flags)
        return [character for character in self.palette if sign.fullmatch(character)] or [""]

    def _literals(self, tree: Any) -> Iterator[str]:
        for node in tree:
            for name, value in node[1] if str(node[0]) == "IN" else [node]:
                if str(name) in {"LITERAL", "NOT_LITERAL"}:
                    yield chr(value)
                elif str(name) == "RANGE":
                    yield chr(value[0])
            for inner in _inner(node):
                yield from self._literals(inner)


def _inner(node: Any) -> list[Any]:
    """Return the parts of which a part is made."""
    name, told = str(node[0]), node[1]
    if name in _REPEATS:
        return [told[2]]
    if name == "BRANCH":
        return list(told[1])
    if name in {"SUBPATTERN", "ASSERT", "ASSERT_NOT"}:
        return [told[-1]]
    if name == "GROUPREF_EXISTS":
        return [part for part in told[1:] if part]
    return [told] if name == "ATOMIC_GROUP" else []
