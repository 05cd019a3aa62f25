"""What rules, readers and refusals say in English, in the desk's other languages; of readers the gist."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from desk.speech import CATALOGUES, FIRST


class Gist(NamedTuple):
    """A rule in one line, what it compares, why and on what basis, and what clears its finding."""

    gist: str
    compares: str
    why: str
    basis: str
    clear: str


def rule(code: str, language: str) -> Gist | None:
    """Return a rule in a language; None for English, which the rule itself speaks, and where there is nothing.

    >>> rule("un-number-missing", "es").clear
    'Pedir la declaración de mercancías peligrosas.'
    """
    told = _said(language).get("rules", {}).get(code)
    return Gist(**told) if told else None


def refusal(code: str, language: str) -> str:
    """Return what to do about a file or page that was not read, by the code of the message; empty as for `rule`.

    >>> refusal("not-found", "fr"), refusal("not-found", "en")
    ('Vérifier le chemin.', '')
    """
    return str(_said(language).get("refusals", {}).get(code, ""))


def told(message: str, language: str) -> str:
    """Return what the desk refuses with, in a language; the message itself in English and where it is not known.

    >>> told("The name vera is taken.", "fr"), told("The name vera is taken.", "en")
    ('Le nom vera est déjà pris.', 'The name vera is taken.')
    """
    for pattern, text in _patterns(language):
        if found := pattern.fullmatch(message):
            given = iter(found.groups())
            return re.sub(r"\{\}", lambda _: next(given), text)  # noqa: B023  called at once
    return message


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    known = _said(language).get("told", {})
    return tuple(
        (re.compile("(.+)".join(map(re.escape, english.split("{}")))), text) for english, text in known.items()
    )


@cache
def _said(language: str) -> Mapping[str, Any]:
    if language == FIRST:
        return {}
    return tomllib.loads((CATALOGUES / "translations" / f"{language}.toml").read_text(encoding="utf-8"))
