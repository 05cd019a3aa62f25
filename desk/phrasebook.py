"""Findings in the officer's language: the template that a sentence of a rule was made from, said anew.

A report speaks English, and old reports stay as they are. `desk/strings/findings` holds, a language, what each template
of `checks/` is in it: `{name}` is kept as printed, `{name:section}` is said after another section of the catalogue, `?`
may be missing, `~` is kept as printed where the section has nothing, `&` is a list of such, `;` and `,` a row of them.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import re2

from desk.speech import CATALOGUES, FIRST
from models.reference.table import rows

_SLOT = re.compile(r"{(\w+)(?::(\w+))?([?~&;,]?)}")
_SHAPES = {
    "": ".*?", "list": ".*?", "country": ".*?", "digits": r"\d+", "alpha2": "[A-Z]{2}|None", "token": r"\S+?",
    "date": r"\d{4}-\d\d-\d\d", "kilos": r"[\d.,]+ kg", "stop": r"\.?",
}  # fmt: skip
# What an item of a list of signs, codes or quoted words begins with; a label may hold "and" and commas itself.
_ITEM = re.compile(r"(, | and )(?=“|HS \d|UN \d|EU list entry |operation [DR]\d|[\w./-]*\d)")
_SIGN = r"(?:“[^”]*”|(?:UN |HS )?(?=[\w./-]*\d)[\w./-]++)"  # no sign can be taken for two, which would take for ever
_CODES = re.compile(rf"{_SIGN}(?:(?:, | and ){_SIGN})*+")
_OPTIONS = re2.Options()
_OPTIONS.dot_nl = True


class Phrase(NamedTuple):
    """A template: its pattern, the kind and mark of each slot, and what it is in the language."""

    pattern: Any  # of RE2: a sentence holds what papers say, and no paper may make the search for it long
    slots: Mapping[str, tuple[str, str]]
    text: str


def message(text: str, language: str) -> str | None:
    """Return what a finding says, in a language; None in English and where no template of ours made it.

    >>> message("“goods” on the packing list PL-1 could be any goods. Ask what they are.", "es")
    '“goods”, en la lista de bultos PL-1, puede ser cualquier mercancía. Preguntar qué es.'
    """
    said = None if language == FIRST else _Phrasebook.of(language).say("message", text)
    return said[0].upper() + said[1:] if said and text[0].isupper() else said


def remark(text: str, language: str) -> str | None:
    """Return what a reader says of a file or page, in a language; None as for `message`.

    >>> remark("The PDF has a password. Ask the sender for a copy without a password, or print it to a new PDF.", "es")
    'El PDF tiene contraseña. Pedir al remitente una copia sin contraseña, o imprimirlo en un PDF nuevo.'
    """
    return None if language == FIRST else _Phrasebook.of(language).say("remark", text)


def value(text: str, language: str) -> str:
    """Return what was expected or found, in a language: the same where it is a value as printed.

    >>> value("six digits", "fr"), value("3915.10 and 3915.90", "fr"), value("Nuts and bolts", "fr")
    ('six chiffres', '3915.10 et 3915.90', 'Nuts and bolts')
    """
    if language == FIRST:
        return text
    book = _Phrasebook.of(language)
    listed = book.listed(text) if _CODES.fullmatch(text) else text
    return book.say("value", text) or _countries(language).get(text) or listed


def basis(text: str, language: str) -> str:
    """Return what a finding rests on in law or practice, in a language; the same where it is not known.

    >>> basis("Regulation (EU) 2024/1157, Articles 4 and 16", "es")
    'Reglamento (UE) 2024/1157, artículos 4 y 16'
    """
    return text if language == FIRST else _Phrasebook.of(language).say("basis", text) or text


def detail(text: str, language: str) -> str:
    """Return what the look-up adds to a code, in a language; the same where it is a label or not known.

    >>> detail("in force 1998-11-06 to now", "fr"), detail("lead and compounds", "fr")
    ("en vigueur 1998-11-06 – aujourd'hui", 'lead and compounds')
    """
    return text if language == FIRST else _Phrasebook.of(language).say("detail", text) or text


def phrases(language: str) -> Iterator[Phrase]:
    """Yield every template of a language."""
    book = _Phrasebook.of(language)
    for section in book.told:
        yield from book.of_section(section)


class _Phrasebook:
    """The templates of one language, by section."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.told: dict[str, dict[str, str]] = _catalogue(language)
        kinds = sorted(self.told["kinds"], key=len, reverse=True)
        self.kind = "|".join(map(re.escape, kinds))
        self.joined = next(iter(self.told["joined"].values()))
        self.known: dict[str, list[Phrase]] = {}

    @staticmethod
    @cache
    def of(language: str) -> "_Phrasebook":
        return _Phrasebook(language)

    def say(self, section: str, text: str) -> str | None:
        """Return `text` in the language by the first template of a section that it was made from; None without one."""
        for phrase in self.of_section(section):
            if found := phrase.pattern.fullmatch(text):
                given = {name: self._filled(*slot, found[name]) for name, slot in phrase.slots.items()}
                return re.sub(r"{(\w+)}", lambda slot: given[slot[1]], phrase.text)  # noqa: B023  called at once
        return None

    def listed(self, text: str) -> str:
        """Return a list of signs, codes or quoted words as the language joins it; each sign is said, if it can be."""
        pieces = _ITEM.split(text)
        said = [self.say("sign", piece) or piece for piece in pieces[::2]]
        between = [self._joint(joint) for joint in pieces[1::2]]
        return "".join(part for pair in zip(said, [*between, ""], strict=True) for part in pair)

    def of_section(self, section: str) -> list[Phrase]:
        """Return the templates of a section, made when they are first asked for."""
        if section not in self.known:
            self.known[section] = [self._phrase(english, text) for english, text in self.told[section].items()]
        return self.known[section]

    def _phrase(self, english: str, text: str) -> Phrase:
        slots = {name: (kind, mark) for name, kind, mark in _SLOT.findall(english)}
        return Phrase(re2.compile(self._shape(english, named=True), _OPTIONS), slots, text)

    def _shape(self, english: str, *, named: bool) -> str:
        """Return the pattern of a template, with a group a slot or without any."""
        parts = _SLOT.split(english)
        shape = re.escape(parts[0])
        for name, kind, mark, after in zip(parts[1::4], parts[2::4], parts[3::4], parts[4::4], strict=True):
            inner = f"(?:{self._slot(kind or '', mark)}){'?' if mark == '?' else ''}"
            shape += (f"(?P<{name}>{inner})" if named else inner) + re.escape(after)
        return shape

    def _slot(self, kind: str, mark: str) -> str:
        if kind in _SHAPES or mark in ("~", ";", ","):
            return _SHAPES.get(kind, ".*?")
        if kind == "papers":
            paper = rf"(?:{self.kind})(?: \(.*?\)| [^(\s].*?)?"  # by its number, or by its file in brackets
            return f"{paper}(?:(?:, | and ){paper})*"
        shape = "|".join(self._shape(english, named=False) for english in self.told[kind])
        return f"(?:{shape})(?:(?:, | and )(?:{shape}))*" if mark == "&" else shape

    def _filled(self, kind: str, mark: str, text: str) -> str:
        own = {"papers": self._papers, "list": self.listed, "country": self._country}
        if kind in own:
            return own[kind](text)
        if kind in _SHAPES or not text:
            return text
        pieces = (
            self._items(kind, text) if mark == "&" else re.split(f"({mark} )", text) if mark in (";", ",") else [text]
        )
        return "".join(self.say(kind, each) or self._joint(each) for each in pieces)

    def _country(self, text: str) -> str:
        return _countries(self.language).get(text, text)

    def _joint(self, joint: str) -> str:
        return self.joined if joint == " and " else joint

    def _items(self, section: str, text: str) -> Iterator[str]:
        """Yield the items of a list and what stands between them; an item may hold commas and "and" itself."""
        for joint in re.finditer(", | and ", text):
            if self.say(section, text[: joint.start()]) is not None:
                yield from (text[: joint.start()], joint[0])
                yield from self._items(section, text[joint.end() :])
                return
        yield text

    def _papers(self, text: str) -> str:
        def paper(found: re.Match[str]) -> str:
            return self._joint(found[1]) + self.told["kinds"][found[2]]

        return re.sub(rf"(^|, | and )({self.kind})(?=[ ,]|$)", paper, text)


@cache
def _catalogue(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((CATALOGUES / "findings" / f"{language}.toml").read_text(encoding="utf-8"))


@cache
def _countries(language: str) -> Mapping[str, str]:
    return {row["en"]: row[language] for row in rows("countries.csv") if row[language]}
