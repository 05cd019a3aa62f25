"""The rule book on the screen: what each rule compares and rests on, and how often it was right."""

import re
from typing import NamedTuple

from fastapi import APIRouter, HTTPException, Request, Response

from checks.rulebook import RULES, page
from desk import figures, translations
from desk.pages.shell import Desk, Visit
from desk.speech import Speech
from desk.translations import Gist

_PARTS = re.compile(r"^(Compares|Why|Basis|To clear): ", re.M)
_KEYS = {"Compares": "compares", "Why": "why", "Basis": "basis", "To clear": "clear"}


class Rule(NamedTuple):
    """A rule as its page shows it, in the reader's language; `parts` are pairs of a string's key and a paragraph."""

    code: str
    title: str
    severity: str
    gist: str
    parts: list[tuple[str, str]]


def rule(code: str, say: Speech) -> Rule:
    """Return a rule by the code of its findings; raises KeyError for one that there is none of."""
    told = translations.rule(code, say.language) or plain(code)
    parts = [(f"rules.{name}", text) for name, text in told._asdict().items() if name != "gist"]
    return Rule(code, say(f"codes.{code}"), RULES[code].severity, told.gist, parts)


def plain(code: str) -> Gist:
    """Return a rule as its docstring tells it, in English; raises KeyError for one that there is none of."""
    gist, *parts = (" ".join(text.split()) for text in _PARTS.split(page(code)))
    return Gist(gist, **{_KEYS[name]: text for name, text in zip(parts[::2], parts[1::2], strict=True)})


def add(router: APIRouter, desk: Desk) -> None:
    """Add the rule book to the site."""

    @router.get("/rules")
    def rules(request: Request) -> Response:
        visit = Visit(request, desk)
        rates = figures.rules(desk.engine, visit.allowed())
        every = [(rule(rate.code, visit.say), rate) for rate in rates]
        return visit.page("rules.html", here="rules", rules=every)

    @router.get("/rules/{code}")
    def one(request: Request, code: str) -> Response:
        visit = Visit(request, desk)
        person = visit.allowed()
        if code not in RULES:
            raise HTTPException(404)
        rate = next(each for each in figures.rules(desk.engine, person) if each.code == code)
        return visit.page("rule.html", here="rules", rule=rule(code, visit.say), hit=rate)
