"""What rules and readers say in English, in a few words of the desk's other languages, to stand above the English."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from desk.speech import CATALOGUES, FIRST


class Gist(NamedTuple):
    """A rule in one line, and what clears its finding."""

    gist: str
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


@cache
def _said(language: str) -> Mapping[str, Any]:
    if language == FIRST:
        return {}
    return tomllib.loads((CATALOGUES / "translations" / f"{language}.toml").read_text(encoding="utf-8"))
