"""No text makes a regular expression of ours slow: each is run against texts made to hurt it.

Found are the compiled ones that modules hold, however deep, those that functions make (`MAKERS`), and those that stand
in a call of `re`. A pattern in a call that is known only when it runs needs a line in `RUNNING`.
"""

import ast
import gc
import importlib
import pkgutil
import re
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from models.reference.table import rows
from tests.attacks import attacks

PACKAGES = ("extractors", "checks", "models", "flows", "desk")
LENGTH = 10_000  # characters
SECONDS = 0.3  # of the processor for one text; a pattern that keeps pace takes a fiftieth of it
QUICK = 0.003  # seconds for a tenth of a text: its whole takes a hundred times that where time grows with the square
CALLS = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
MAKERS: dict[str, Callable[[Any], list[re.Pattern[str]]]] = {
    "extractors.cues": lambda module: [module.cue(kind) for kind in _column("running_cues.csv", "cue")],
    "extractors.cited_in_words": lambda module: [module._word(what) for what in ("invoice", "order")],
    "models.reference.companies": lambda module: [
        module.company_words(kind) for kind in _column("company_words.csv", "kind")
    ],
    "checks.descriptions": lambda module: [module._vague_phrases()],
    "models.reference.chemicals": lambda module: [module._names()],
    "desk.translations": lambda module: [pattern for pattern, _ in module._patterns("fr")],
    "desk.phrasebook": lambda module: [
        phrase.pattern for language in ("fr", "es") for phrase in module.phrases(language)
    ],
}
# The others are asked in any way.
MADE_ASKED = {"desk.translations": frozenset({"fullmatch"}), "desk.phrasebook": frozenset({"fullmatch"})}
RUNNING: dict[str, Callable[[Any], list[str]]] = {
    "extractors.declared_xml": lambda module: [form for _, form in module._LISTED],
    "extractors.media": lambda module: [form for form, _ in module._MARKUP],
    "extractors.stowaways": lambda module: [module._spelling("JavaScript")],
    "models.reference.words": lambda module: [re.escape("waste paper")],
}


@dataclass(frozen=True)
class Found:
    """A pattern, where it stands, and the ways in which it is asked (`search`, `sub`, ...; all if not known)."""

    pattern: re.Pattern[Any]
    place: str
    ways: frozenset[str]


def _column(table: str, name: str) -> list[str]:
    return sorted({row[name] for row in rows(table)})


@cache
def modules() -> dict[str, ModuleType]:
    found = {name: importlib.import_module(name) for name in PACKAGES}
    for name, package in list(found.items()):
        for entry in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not entry.name.endswith("__main__") and ".migrations" not in entry.name:
                found[entry.name] = importlib.import_module(entry.name)
    return found


@cache
def trees() -> dict[str, ast.Module]:
    return {name: ast.parse(Path(str(module.__file__)).read_text()) for name, module in modules().items()}


@cache
def asked(module: str) -> dict[str, frozenset[str]]:
    """Return the ways in which each name in a module is asked there; a name that is handed on is asked in all."""
    nodes = list(ast.walk(trees()[module]))
    methods = [node for node in nodes if isinstance(node, ast.Attribute)]
    holders = {id(node.value) for node in methods}
    ways: dict[str, set[str]] = {}
    for node in methods:
        ways.setdefault(_name(node.value), set()).add(node.attr)
    for node in nodes:
        if id(node) not in holders and isinstance(getattr(node, "ctx", None), ast.Load):
            ways.setdefault(_name(node), set()).update(CALLS)
    return {name: frozenset(found & CALLS) for name, found in ways.items()}


def ways_of(module: str, constant: str) -> frozenset[str]:
    """Return the ways in which a constant is asked, by the modules that know it."""
    private = constant.startswith("_")
    return frozenset().union(
        *(asked(name).get(constant, frozenset()) for name in (modules() if not private else [module]))
    )


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def held(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """Yield the patterns in a value: itself, or in containers and dataclasses of it."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 5:
        inner: list[object] = []
        if isinstance(value, dict):
            inner = [*value.keys(), *value.values()]
        elif isinstance(value, (list, tuple, set, frozenset)):
            inner = list(value)
        elif is_dataclass(value) and not isinstance(value, type):
            inner = [getattr(value, field.name) for field in fields(value)]
        for each in inner:
            yield from held(each, depth + 1)


def kept() -> Iterator[Found]:
    """Yield the patterns that modules hold or make."""
    for name, module in modules().items():
        for constant, value in list(vars(module).items()):
            ways = ways_of(name, constant) if isinstance(value, re.Pattern) else frozenset(CALLS)
            for pattern in held(value):
                yield Found(pattern, f"{name}.{constant}", ways)
        for pattern in MAKERS.get(name, lambda _: [])(module):
            ways = MADE_ASKED.get(name, frozenset({"finditer", "fullmatch"}))
            yield Found(pattern, f"{name} makes {pattern.pattern[:40]}", ways)


def called() -> Iterator[tuple[str, ModuleType, ast.Call]]:
    """Yield every call of `re` that takes a pattern."""
    for name, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
                told = [(f"{name}:{node.lineno}", modules()[name], node)]
                yield from told if _name(node.func.value) == "re" else []


def written() -> Iterator[Found]:
    """Yield the patterns that stand in a call of `re`, with `AB1` for what only a run would know of them."""
    for place, module, call in called():
        way = _name(call.func)
        told = [_value(argument, module) for argument in [*call.args[1:], *(word.value for word in call.keywords)]]
        flags = sum(flag for flag in told if isinstance(flag, re.RegexFlag))
        first = _value(call.args[0], module)
        texts = (
            [first] if isinstance(first, (str, bytes)) else RUNNING.get(place.partition(":")[0], lambda _: [])(module)
        )
        for text in texts:
            yield Found(re.compile(text, flags), place, frozenset(CALLS if way == "compile" else {way}))


def _value(node: ast.expr, module: ModuleType) -> object:
    try:
        return eval(compile(ast.Expression(node), "", "eval"), dict(vars(module)))  # our own source
    except NameError:
        if not isinstance(node, ast.JoinedStr):
            return None
        return "".join(
            part.value if isinstance(part, ast.Constant) else str(_value(part.value, module) or "AB1")  # type: ignore[attr-defined]
            for part in node.values
        )


@cache
def patterns() -> list[Found]:
    places: dict[re.Pattern[Any], str] = {}
    ways: dict[re.Pattern[Any], frozenset[str]] = {}
    constants = list(kept())
    held_there = {found.pattern for found in constants}
    for found in [*constants, *(one for one in written() if one.ways != CALLS or one.pattern not in held_there)]:
        places.setdefault(found.pattern, found.place)
        ways[found.pattern] = ways.get(found.pattern, frozenset()) | found.ways
    return [Found(pattern, place, ways[pattern]) for pattern, place in places.items()]


class _TooSlow(BaseException):
    """The processor time for one text is over."""


def _stop(*_: object) -> None:
    raise _TooSlow


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise _TooSlow when what is done within takes more time of the processor, Python's search for garbage apart."""
    gc.disable()
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        gc.enable()


def ask(found: Found, text: str) -> float:
    """Go through `text` in each way in which a pattern is asked, and return the seconds of the processor it took."""
    given = text.encode("latin-1", "replace") if isinstance(found.pattern.pattern, bytes) else text
    began = time.process_time()
    for way in {way if way in {"search", "match", "fullmatch"} else "finditer" for way in found.ways}:
        answer = getattr(found.pattern, way)(given)
        deque(answer if way == "finditer" else [], maxlen=0)
    return time.process_time() - began


def hurts(found: Found, length: int = LENGTH) -> str | None:
    """Return the beginning of a text that takes a pattern too long; only what is not quick when short is made long."""
    ours = isinstance(found.pattern, re.Pattern)
    for attack in attacks(found.pattern if ours else re.compile(found.pattern.pattern, re.S)):  # those of RE2 as well
        try:
            with at_most(SECONDS):
                if ask(found, attack.text(length // 10)) > QUICK:
                    ask(found, attack.text(length))
        except _TooSlow:
            return attack.text(60)
    return None


@pytest.mark.timeout(1_800)
def test_no_text_makes_a_pattern_slow() -> None:
    assert len(patterns()) > 250
    slow = {f"{found.place} {found.pattern.pattern!r:.120}": text for found in patterns() if (text := hurts(found))}
    assert slow == {}


def test_every_pattern_is_found() -> None:
    assert [found.place for found in patterns() if not found.ways] == []
    known = {place.partition(":")[0] for place, _, call in called()}
    assert set(RUNNING) <= known
    unknown = [
        place
        for place, module, call in called()
        if not isinstance(_value(call.args[0], module), (str, bytes))
        and place.partition(":")[0] not in {*RUNNING, *MAKERS}
    ]
    assert unknown == []


@pytest.mark.parametrize(
    ("pattern", "way"),
    [
        (r"(a+)+$", "match"),
        (r"\s*,\s*", "sub"),
        (r"\d+[a-z]?\d+x", "match"),
        (r"(?:\w+ ?){1,20}:", "search"),
        (r"(x+x+)+y", "search"),
        (r"[\s,]*(?:and)?[\s,]*of", "match"),
    ],
)
def test_attacks_hurt_a_pattern_that_can_be_hurt(pattern: str, way: str) -> None:
    # Ten times the length is a hundred times the work where time grows with the square: no machine is that much faster.
    assert hurts(Found(re.compile(pattern), "", frozenset({way})), 10 * LENGTH)


@pytest.mark.parametrize("pattern", [r"\d{2,7}-\d{2}-\d", r"(?<!\s)\s+$", r"[^\W\d_]+", r"\b(?:no|nr)\b[.: ]{0,4}\d"])
def test_a_pattern_that_keeps_pace_is_left_alone(pattern: str) -> None:
    assert hurts(Found(re.compile(pattern), "", frozenset(CALLS))) is None
